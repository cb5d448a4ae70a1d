"""The page: whole, without network, the same figures as every other format, for eye, keyboard and ear."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from answers import answer, bare_answer
from browser import browser, opened
from c3calc.files.answer import read_answer
from c3calc.render.charts.chart import over_months, over_volume, share, spaced, ticks
from c3calc.render.numbers import shown
from c3calc.render.page.chart import amount
from c3calc.render.page.html import render_html
from c3calc.render.views.answer import answer_report
from c3calc.render.views.bill import sources
from command import c3
from frozen import API, FIXED, RENTED, scenario
from frozen import answer as frozen_answer
from paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from c3calc.answer.answer import Answer

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
VOID = {"meta", "path", "circle", "rect", "link", "br", "img", "input"}


class Dom(HTMLParser):
    """What a page is made of: its tags with attributes, whether they nest, and its tables by section."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._section, self._in_cell = "", False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("section", "figure"):
            self._section = str(dict(attrs).get("id", ""))
        if tag == "tr":
            self.tables.setdefault(self._section, []).append([])
        if tag in ("td", "th"):
            self._in_cell = True
            self.tables[self._section][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close what is open, which must be this."""
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Add text to its cell."""
        if self._in_cell:
            self.tables[self._section][-1][-1] += data


def saved(path: Path, folder: Path) -> Answer:
    """Return the answer to a scenario of the repository."""
    c3(folder, "compare", str(path), "-o", "answer.json")
    return read_answer(folder / "answer.json")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_page_is_whole_and_says_what_the_tables_say(path: Path, tmp_path: Path) -> None:
    """It nests, it names no address to load from, and the cells of its summary and its bill are those of the table."""
    given = saved(path, tmp_path)
    text = render_html(answer_report(given))
    page = Dom(text)
    assert (page.crossed, page.open) == ([], [])
    assert [a for _, attributes in page.tags for a in attributes if a in ("src", "srcset", "action", "data")] == []
    assert {a["href"] for _, a in page.tags if "href" in a} == {"#figures"}
    assert re.findall(r"@import|url\((?!#)", text) == []
    brief = next(view for view in answer_report(given).for_people() if view.key == "summary")
    assert page.tables["summary"][1:] == cells(brief.only(range(len(brief.columns))))
    (bill,) = answer_report(given, ("bill",)).for_people()
    assert [row for row in page.tables["bill"][1:] if len(row) > 1] == [row[1:] for row in cells(bill)]


def cells(view: object) -> list[list[str]]:
    """Return the rows of a view as people see them."""
    columns = [shown(column, view.cells(i)) for i, column in enumerate(view.columns)]  # type: ignore[attr-defined]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_chart_at_the_scenarios_volume_says_what_the_summary_says(path: Path, tmp_path: Path) -> None:
    """The row of the chart's table at this volume holds every option's cost, but for the rounding of its lines."""
    given = saved(path, tmp_path)
    chart = over_volume(given, "cost")
    assert chart is not None
    here = chart.places.index(chart.here)
    row = Dom(render_html(answer_report(given))).tables["chart-cost"][1 + here]
    costs = {o.name: (float(o.monthly.cost or 0), len(o.lines)) for o in given.options}
    for one, text in zip(chart.series, row[1:], strict=True):
        cost, lines = costs[one.name]
        if text != "n/a":
            assert float(text.replace(",", "")) == pytest.approx(cost, abs=0.006 * lines + 0.5 * (cost >= 1e5))


def test_the_chart_of_savings_says_what_the_cash_flow_says(tmp_path: Path) -> None:
    """A row for each of 37 months; three paybacks are rings; the baseline itself, which saves nothing, has no line."""
    given = saved(ROOT / "scenarios" / "finance-buy-or-rent.yaml", tmp_path)
    page = Dom(render_html(answer_report(given)))
    head, *months = page.tables["chart-savings"]
    assert head == ["Month", "2 Rented by the hour", "3 Leased servers", "4 Bought servers"]
    flows = [option.finance.cash_flow for option in given.options[1:] if option.finance]
    assert months == [
        [str(month), *(amount(float(flow[month].cumulative_saving or 0)) for flow in flows)] for month in range(37)
    ]
    figure = render_html(answer_report(given)).partition('id="chart-savings"')[2].partition("</figure>")[0]
    assert figure.count('class="ring"') == 2 * 3
    assert "USD saved so far against GPT-5 API" in figure


def test_savings_lie_over_the_months() -> None:
    """-60,000, -56,400 and -40,400 from -63,000 to 3,000: 1/22, 1/10 and 113/330 of the way up; no payback."""
    found = over_months(answer())
    assert found is not None
    (one,) = found.series
    assert one.points == ((0.0, -60_000.0), (1.0, -56_400.0), (2.0, -40_400.0))
    assert [found.y.share(y) for _, y in one.points] == pytest.approx([1 / 22, 1 / 10, 113 / 330])
    assert ([text for _, text in found.x.ticks], found.x.share(1.0)) == (["0", "1", "2"], 0.5)
    assert (found.places, found.marks, found.here) == ((0.0, 1.0, 2.0), (), None)
    assert over_months(frozen_answer(scenario(API, FIXED))) is None


def test_names_are_text_and_never_markup() -> None:
    """A name with a tag, an entity, a quote or the end of a script is shown as it is."""
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;"
    given = frozen_answer(scenario(API | {"name": nasty}, FIXED))
    named = replace(given, scenario=replace(given.scenario, name=nasty))
    page = Dom(render_html(answer_report(named)))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert [tag for tag, _ in page.tags].count("img") == 0
    assert [name for _, attributes in page.tags for name in attributes if name.startswith("on")] == []
    assert page.tables["summary"][1][0] == nasty


def test_what_is_hard_to_print_is_visible() -> None:
    """Escape characters and turned-around text become escapes, and a page without options' curves has no chart."""
    text = render_html(answer_report(answer()))
    assert "\x1b" not in text
    assert 'id="chart-cost"' not in text
    assert 'id="chart-savings"' in text
    assert '<figure class="tornado"' in text
    assert render_html(answer_report(bare_answer())).count("<h1>") == 1


def test_the_same_answer_is_the_same_bytes(tmp_path: Path) -> None:
    """Rendered from the scenario and from the saved answer alike."""
    run = c3(tmp_path, "compare", str(SCENARIOS[0]), "-o", "a.html", "-o", "a.json")
    assert run.code == 0
    assert c3(tmp_path, "render", "a.json", "--format", "html").out == (tmp_path / "a.html").read_text(encoding="utf-8")


def test_sources_name_every_number_once_and_the_least_sure_first() -> None:
    """What is assumed is on top; a number that two options share stands there once."""
    view = sources(frozen_answer(scenario(API, RENTED, RENTED | {"name": "Again"})))
    grades = [str(cell) for cell in view.cells(3)]
    order = ["assumed", "estimated", "published", "quoted", "measured"]
    assert grades == sorted(grades, key=order.index)
    assert len(set(view.rows)) == len(view.rows)
    assert "Rented, Again" in view.cells(6)


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        ((1.0, 1e6), [1, 10, 100, 1e3, 1e4, 1e5, 1e6]),
        ((9.0, 101.0), [10, 20, 50, 100]),
        ((1.0, 1e12), [1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12]),
    ],
)
def test_ticks_are_round_and_few(ends: tuple[float, float], wanted: list[float]) -> None:
    """Decades; between few of them 2 and 5; of many every second."""
    assert ticks(ends) == pytest.approx(wanted)


def test_labels_keep_their_order_and_their_distance() -> None:
    """Three labels at one place are pushed apart, and stay inside."""
    assert spaced([5.0, 5.0, 50.0], 10.0, 0.0, 100.0) == [5.0, 15.0, 50.0]
    assert spaced([99.0, 98.0], 10.0, 0.0, 100.0) == [100.0, 90.0]
    assert share((1.0, 100.0), 10.0) == pytest.approx(0.5)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return headless Chromium."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small page, one with everything, and one of investments."""
    folder = tmp_path_factory.mktemp("pages")
    for name in ("quickstart", "language", "finance-buy-or-rent"):
        c3(folder, "compare", str(ROOT / "scenarios" / f"{name}.yaml"), "--draws", "50", "-o", f"{name}.html")
    return folder


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["quickstart", "language", "finance-buy-or-rent"])
def test_a_browser_has_nothing_to_complain_about(
    name: str, dark: bool, width: int, chromium: Browser, pages: Path
) -> None:
    """No message, no request, and nothing wider than the window, on a telephone or on a desk, by day or night."""
    page, said = opened(chromium, pages / f"{name}.html", width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg.wide").first.is_visible() == (width > 600)
    assert page.locator("svg.narrow").first.is_visible() == (width <= 600)
    assert said == []


def test_no_font_makes_a_page_wider_than_a_telephone(chromium: Browser, pages: Path) -> None:
    """Machines have other fonts: with letters set far apart, words break before the page grows."""
    page, _ = opened(chromium, pages / "language.html", 375)
    page.add_style_tag(content="*{letter-spacing:4px!important}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_chart_answers_to_the_keyboard(chromium: Browser, pages: Path) -> None:
    """Focus says the scenario's volume; arrows, Home and End move; what is said is a row of the table."""
    page, said = opened(chromium, pages / "quickstart.html", 1440)
    chart = page.locator("#chart-cost .chart")
    chart.focus()
    assert chart.get_attribute("aria-valuetext") == page.locator("#chart-cost .readout").text_content()
    assert str(chart.get_attribute("aria-valuetext")).startswith("650M tokens, USD a month: 1 GPT-5 API 2,125.00;")
    before = int(chart.get_attribute("aria-valuenow") or "")
    page.keyboard.press("ArrowRight")
    assert int(chart.get_attribute("aria-valuenow") or "") == before + 1
    page.keyboard.press("Home")
    assert str(chart.get_attribute("aria-valuetext")).startswith("10M tokens")
    page.keyboard.press("End")
    assert chart.get_attribute("aria-valuenow") == chart.get_attribute("aria-valuemax")
    assert said == []


def test_the_chart_answers_to_the_pointer(chromium: Browser, pages: Path) -> None:
    """At the left end it says the lowest volume, at the right end the highest, and shows a line where it is."""
    page, said = opened(chromium, pages / "quickstart.html", 1440)
    drawing, readout = page.locator("#chart-cost svg.wide"), page.locator("#chart-cost .readout")
    assert readout.is_hidden()
    drawing.hover(position={"x": 70, "y": 100})
    assert str(readout.text_content()).startswith("10M tokens")
    drawing.hover(position={"x": 850, "y": 100})
    assert str(readout.text_content()).startswith("1T tokens")
    assert drawing.locator(".cursor").get_attribute("visibility") == "visible"
    assert said == []


def test_the_chart_of_savings_answers_too(chromium: Browser, pages: Path) -> None:
    """One path for every chart: from month 0 by keyboard, to the last by pointer, what a row of its table says."""
    page, said = opened(chromium, pages / "finance-buy-or-rent.html", 1440)
    chart, readout = page.locator("#chart-savings .chart"), page.locator("#chart-savings .readout")
    chart.focus()
    assert str(readout.text_content()).startswith("month 0, USD saved so far against GPT-5 API: 2 Rented by the hour ")
    page.keyboard.press("ArrowRight")
    assert str(chart.get_attribute("aria-valuetext")).startswith("month 1, ")
    row = page.locator("#chart-savings tbody tr").nth(1).locator("td").all_text_contents()
    assert all(f" {value}" in str(readout.text_content()) for value in row)
    page.locator("#chart-savings svg.wide").hover(position={"x": 900, "y": 100})
    assert str(readout.text_content()).startswith("month 36, ")
    assert said == []


def test_a_page_has_its_landmarks_and_one_heading_of_the_first_order(chromium: Browser, pages: Path) -> None:
    """What screen readers jump to is there; every table has a caption and heads with a scope."""
    page, _ = opened(chromium, pages / "language.html", 1440)
    assert [page.locator(tag).count() for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert page.locator("table:not(:has(caption))").count() == 0
    assert page.locator("th:not([scope])").count() == 0
    assert page.evaluate("document.documentElement.lang") == "en"


def test_printing_shows_what_is_folded(chromium: Browser, pages: Path) -> None:
    """Paper has no buttons."""
    page, _ = opened(chromium, pages / "quickstart.html", 1440)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("section > details:not([open])").count() == 0

"""Promises of `c3 prices`: what is found is listed by its own name, with source and age; nothing stands in for it."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.base.errors import InputError
from c3calc.catalogue.catalogue import Catalogue
from c3calc.cli.lookup import COMMANDS, bare_name
from c3calc.cli.prices import prices
from c3calc.files.catalogue.load import load_catalogue
from c3calc.questions.prices import PriceQuery, diff, disagreements, find, history, overview, stale
from c3calc.render.formats import FORMATS
from c3calc.render.report import PLAIN, Report, of_tables
from c3calc.render.views.prices import found_views
from command import c3
from frozen import CATALOGUE, TABLES, TODAY, price, sold

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-10-10"
SHIPS = load_catalogue()
ENTRY = """\
provider: acme
common: {source: our contract, checked: 2026-11-01, evidence: quoted, currency: EUR, tax: excluded}
models: [{id: gpt-5, prices: [{valid_from: 2026-01-01, input_per_mtok: 1.00, output_per_mtok: 8.00}]}]
"""
SCENARIO = """\
c3: 1
name: Layers
currency: EUR
workload: {input_tokens_per_month: 1M, output_tokens_per_month: 1M}
options: [{name: Ours, kind: api, provider: acme, model: gpt-5}]
"""


def keys(name: str, kind: str = "", provider: str = "") -> list[str]:
    """Return the ids that are found by a name in what ships."""
    return [item.key for item in find(SHIPS, PriceQuery(name, kind, provider), DAY, TODAY)]


def refusal(name: str, kind: str = "") -> tuple[str, str]:
    """Return code and help of what is said where nothing is found."""
    with pytest.raises(InputError) as caught:
        keys(name, kind)
    (problem,) = caught.value.problems
    return problem.code, problem.help


def with_apis(*entries: dict[str, Any]) -> Catalogue:
    """Return the frozen catalogue with other API models."""
    return Catalogue(
        {**TABLES, "apis": {k: e for entry in entries for k, e in entry.items()}}, "2026-11-10", "2026-01-01"
    )


def records(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text."""
    return list(csv.DictReader(StringIO(text)))


def test_an_exact_name_finds_that_and_no_more() -> None:
    """`gpt-5` is what sellers call exactly that, not gpt-5-mini; an id is one entry."""
    found = keys("gpt-5")
    assert {"openai/gpt-5", "openrouter/openai/gpt-5"} <= set(found)
    assert [key for key in found if not key.endswith("/gpt-5")] == []
    assert keys("openai/gpt-5") == ["openai/gpt-5"]


def test_a_gpu_is_found_with_those_who_rent_it_out() -> None:
    """The exact name of a GPU finds its data sheet and its rentals, SXM and PCIe apart."""
    found = keys("h100-sxm-80gb")
    assert "h100-sxm-80gb" in found
    assert len(found) > 10
    assert [key for key in found if "pcie" in key] == []


def test_a_part_of_a_name_finds_all_that_have_it() -> None:
    """`h100` is not an exact name: everything with it in its id is listed by that id."""
    assert {"h100-sxm-80gb", "h100-pcie-80gb", "h100-nvl-94gb"} <= set(keys("h100"))
    assert [key for key in keys("h100") if "h100" not in key.lower()] == []


def test_a_pattern_finds_what_fits() -> None:
    """* and ? stand for any letters and for one."""
    assert keys("openai/gpt-5-?ini") == ["openai/gpt-5-mini"]
    assert keys("D?", "grid") == ["DE", "DJ", "DK", "DM", "DO", "DZ"]


@pytest.mark.parametrize(
    ("name", "kind", "near"),
    [("gtp-5", "", "gpt-5"), ("h100-sxm", "grid", ""), ("mixtral-8x7", "model", "mixtral-8x7b")],
)
def test_near_names_are_suggested_and_never_taken(name: str, kind: str, near: str) -> None:
    """What is not there is an error with the nearest name."""
    if name == "mixtral-8x7":
        assert keys(name, kind) == [near]  # a part of the id, shown by its id
    else:
        assert refusal(name, kind) == ("C3-U40", f"did you mean `{near}`?" if near else "")


def test_kind_and_provider_narrow() -> None:
    """Only entries of one kind or one provider are listed."""
    assert [key for key in keys("", "api", "anthropic") if not key.startswith("anthropic/")] == []
    assert keys("l40s", "gpu") == ["l40s"]


def test_history_reproduces_what_a_price_was() -> None:
    """An H100 at RunPod Secure was 3.29 on 2026-05-24 and 3.99, 14.3 % more than before, on 2026-10-10."""
    periods = history(SHIPS, PriceQuery("h100-sxm-80gb", provider="runpod-secure"), TODAY)
    assert [(p.item.row["valid_from"], p.item.row["amount_per_gpu"]) for p in periods if p.item.row] == [
        ("2026-05-24", 3.29),
        ("2026-10-05", 3.49),
        ("2026-10-10", 3.99),
    ]
    assert pytest.approx(3.99 / 3.49 - 1) == periods[-1].change


def test_history_labels_what_is_announced() -> None:
    """A row that begins after today is marked, and is not the price of today."""
    key = "google/gemini-3.8-flash"
    assert [bool(p.item.announced) for p in history(SHIPS, PriceQuery(key), TODAY)][-2:] == [False, True]
    (item,) = find(SHIPS, PriceQuery(key), TODAY, TODAY)
    assert (item.announced, item.row and item.row["valid_from"] <= TODAY) == ("2027-01-01", True)


def test_history_wants_an_exact_name() -> None:
    """A part of a name has no history of its own, but the exact names that hold it are told."""
    with pytest.raises(InputError, match="`h100` is not an exact name") as caught:
        history(SHIPS, PriceQuery("h100"), TODAY)
    (problem,) = caught.value.problems
    assert "h100-sxm-80gb" in problem.help


def test_history_of_a_kind_without_prices_says_where_prices_are() -> None:
    """A card has specifications; what it costs is a rental."""
    with pytest.raises(InputError, match="a gpu has no price of its own"):
        history(SHIPS, PriceQuery("h100-pcie-80gb", kind="gpu"), TODAY)


def test_diff_says_what_moved() -> None:
    """From 2026-05-24 to 2026-10-10 the H100 at RunPod Secure rose from 3.29 to 3.99; what stood still is left out."""
    moves = diff(SHIPS, PriceQuery("H100 80GB HBM3", "rental", "runpod-secure"), "2026-05-24", DAY)
    assert [(m.amount, m.before, m.after) for m in moves] == [("amount_per_gpu", 3.29, 3.99)]
    assert diff(SHIPS, PriceQuery("openai/gpt-5"), DAY, DAY) == ()


def test_diff_never_takes_missing_for_zero() -> None:
    """What was not known before is None, not 0."""
    moves = diff(SHIPS, PriceQuery("openai/gpt-5"), "2026-10-13", "2026-10-14")
    assert {("batch_input", None, 0.625), ("batch_output", None, 5.0)} == {(m.amount, m.before, m.after) for m in moves}


@pytest.mark.parametrize(("day", "expected"), [("2026-11-09", []), ("2026-11-10", ["runpod-secure"])])
def test_rent_is_stale_after_30_days(day: str, expected: list[str]) -> None:
    """Rent checked on 2026-10-10 is good until 2026-11-09."""
    found = stale(SHIPS, PriceQuery("H100 80GB HBM3", "rental", "runpod-secure"), DAY, day)
    assert expected == [item.entry["provider"] for item in found]


def test_the_overview_counts() -> None:
    """Without a name c3 says what it has: all 47 providers and more than 2,000 models among it."""
    kinds = {summary.kind: summary for summary in overview(SHIPS, TODAY)}
    assert set(kinds) == {"api", "rental", "gpu", "model", "grid", "electricity", "currency"}
    assert kinds["api"].entries > 2000
    assert len({key.split("/")[0] for key in SHIPS.ids("apis")}) == 47
    assert (kinds["gpu"].entries >= 63, kinds["model"].entries >= 72) == (True, True)


def test_disagreements_are_listed_and_agreement_is_not() -> None:
    """An amount that differs, or that only the other one has, is listed with both; unknown ids are nobody's mistake."""
    ours = with_apis(sold("openai", "m", [price(1.0, 2.0)]))
    theirs = {"openai/m": {"input_per_mtok": 1.0, "output_per_mtok": 3.0, "cached_read": 0.1}, "openai/x": {"a": 1.0}}
    found = disagreements(ours, theirs, DAY, "others")
    assert [(d.amount, d.ours, d.theirs) for d in found] == [("output_per_mtok", 2.0, 3.0), ("cached_read", None, 0.1)]


def printed(report: Report, name: str) -> str:
    """Return a report in a format, as text."""
    return str(FORMATS[name].render(report, PLAIN))


def test_every_format_shows_the_same_rows() -> None:
    """Table, Markdown, CSV, TSV and JSON have the same entries; JSON writes numbers as decimal strings."""
    report = of_tables(*found_views(find(SHIPS, PriceQuery("openai/gpt-5"), DAY, TODAY)))
    data = json.loads(printed(report, "json"))
    (row,) = records(printed(report, "csv"))
    assert (data["api"][0]["input_per_mtok"], row["input_per_mtok"]) == ("1.25", "1.25")
    assert data["api"][0]["source"] == row["source"]
    assert "1.25" in printed(report, "tsv")
    assert all("openai/gpt-5" in printed(report, name) for name in ("table", "markdown"))


def test_a_delimited_file_holds_one_kind() -> None:
    """CSV of several kinds is refused, with what to ask for."""
    report = of_tables(*found_views(find(SHIPS, PriceQuery("h100"), DAY, TODAY)))
    with pytest.raises(InputError, match="one table"):
        printed(report, "csv")


def test_the_short_way_knows_every_command() -> None:
    """`c3 prices NAME` is answered without Typer; a word that is a command, or a flag, is not taken for a name."""
    assert set(COMMANDS) == {c.name or getattr(c.callback, "__name__", "") for c in prices.registered_commands}
    assert [
        bare_name(words) for words in (["prices", "check"], ["prices", "--stale"], ["compare", "x"], ["prices", "h100"])
    ] == [None, None, None, "h100"]


def test_the_short_way_says_the_same(tmp_path: Path) -> None:
    """With and without flags the same entries are printed."""
    assert c3(tmp_path, "prices", "gpt-5") == c3(tmp_path, "prices", "find", "gpt-5", "--format", "table")


def test_the_command_line(tmp_path: Path) -> None:
    """find, --stale, history, diff and the overview each print their table; an unknown name is an error with exit 2."""
    assert "The catalogue" in c3(tmp_path, "prices").out
    assert "GPUs" in c3(tmp_path, "prices", "l40s", "--kind", "gpu").out
    assert "Checked too long ago" in c3(tmp_path, "prices", "--stale", "--today", "2030-01-01").out
    assert "History" in c3(tmp_path, "prices", "history", "gpt-5").out
    assert "What moved" in c3(tmp_path, "prices", "diff", "2026-01-01", "2026-11-10", "--kind", "api").out
    assert c3(tmp_path, "prices", "no-such-thing").code == 2
    assert "C3-U01" in c3(tmp_path, "prices", "diff", "today", "2026-11-10").err


def test_check_holds_ours_against_litellm(tmp_path: Path) -> None:
    """A LiteLLM file that gives another price for gpt-5 is a disagreement, and the exit code is 4."""
    entry = {"litellm_provider": "openai", "input_cost_per_token": 2e-6, "output_cost_per_token": 1e-5}
    (tmp_path / "prices.json").write_text(json.dumps({"gpt-5": entry, "sample_spec": {}}), encoding="utf-8")
    run = c3(tmp_path, "prices", "check", "--litellm", "prices.json", "--format", "csv")
    found = [r for r in records(run.out) if r["source"] == "prices.json"]
    assert (
        run.code, [(r["id"], r["amount"], r["ours"], r["theirs"]) for r in found],
    ) == (4, [("openai/gpt-5", "input_per_mtok", "1.25", "2")])  # fmt: skip


def test_check_agrees_with_the_package_it_was_imported_from(tmp_path: Path) -> None:
    """On the day of the import every price of ours is that of genai-prices."""
    run = c3(tmp_path, "prices", "check", C3_CATALOGUE="")
    assert (run.code, "Everything agrees" in run.out) == (0, True)


def test_check_refuses_what_is_not_the_file(tmp_path: Path) -> None:
    """Another JSON file is refused by name."""
    (tmp_path / "other.json").write_text("[1]", encoding="utf-8")
    assert "C3-U45" in c3(tmp_path, "prices", "check", "--litellm", "other.json").err


def test_own_prices_say_which_layer_they_are(tmp_path: Path) -> None:
    """A number of a folder laid over the catalogue names the folder, in the answer and in the list of prices."""
    (tmp_path / "mine" / "apis").mkdir(parents=True)
    (tmp_path / "mine" / "apis" / "acme.yaml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    for given in ({"C3_PRICING": "mine"}, {}):
        flags = () if given else ("--pricing", "mine")
        answer = json.loads(c3(tmp_path, "compare", "s.yaml", "--format", "json", *flags, **given).out)
        assert "our contract (in mine)" in {line["source"] for line in answer["options"][0]["lines"]}
        listed = json.loads(c3(tmp_path, "prices", "acme/gpt-5", "--format", "json", *flags, **given).out)
        assert (listed["api"][0]["layer"], listed["api"][0]["where"]) == ("mine", "mine/apis/acme.yaml:3")


def test_flags_lie_over_the_environment(tmp_path: Path) -> None:
    """Of C3_PRICING, a list of folders, the last wins, and --pricing wins over all of them."""
    for name, amount in (("a", "1.00"), ("b", "2.00"), ("c", "3.00")):
        (tmp_path / name / "apis").mkdir(parents=True)
        (tmp_path / name / "apis" / "acme.yaml").write_text(ENTRY.replace("1.00", amount), encoding="utf-8")
    separator = ";" if sys.platform == "win32" else ":"
    given = {"C3_PRICING": f"a{separator}b"}
    assert "2.00" in c3(tmp_path, "prices", "acme/gpt-5", **given).out
    assert "3.00" in c3(tmp_path, "prices", "acme/gpt-5", "--pricing", "c", **given).out


def test_max_age_turns_an_old_price_into_exit_4(tmp_path: Path) -> None:
    """The answer is printed either way; with --max-age an old price makes it inconclusive."""
    (tmp_path / "mine" / "apis").mkdir(parents=True)
    (tmp_path / "mine" / "apis" / "acme.yaml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    command = ("compare", "s.yaml", "--pricing", "mine", "--today")
    runs = [c3(tmp_path, *command, day, "--max-age") for day in ("2027-01-30", "2027-01-31")]
    assert [(run.code, "C3-U42" in run.err) for run in runs] == [(0, False), (4, True)]
    assert "C3-N05" in runs[1].out
    assert c3(tmp_path, *command, "2027-01-31").code == 0


def test_the_frozen_catalogue_is_found_too() -> None:
    """The question works on plain tables as on those of the compiled file."""
    assert [i.key for i in find(CATALOGUE, PriceQuery("gpt-5"), DAY, TODAY)] == ["openai/gpt-5"]


def test_currencies_are_listed_with_the_rate_of_the_day() -> None:
    """The catalogue's euro: 1.13 USD from 2025 on, 1.16 from 2026 on; of a dollar it is 1."""
    euro, dollar = (find(SHIPS, PriceQuery(name, "currency"), "2025-06-01", TODAY)[0].row for name in ("eur", "USD"))
    assert (euro or {})["rate"] == 1.13
    assert (dollar or {})["rate"] == 1.0
    moved = {
        m.key: (m.before, m.after, m.currency) for m in diff(SHIPS, PriceQuery(kind="currency"), "2025-06-01", TODAY)
    }
    assert moved["EUR"] == (1.13, 1.16, "USD")
    assert [p.change for p in history(SHIPS, PriceQuery("EUR"), TODAY)][-1] == pytest.approx(1.16 / 1.13 - 1)

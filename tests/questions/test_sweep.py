"""A sweep: every point is the point answer, crossings are where the verdict changes, and the map holds all of it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c3calc.answer.codec import render_json
from c3calc.answer.schema import sweep_schema
from c3calc.answer.sweep import SweepAxis, SweepCrossing
from c3calc.base.errors import InputError, Problem
from c3calc.base.ranges import middle_of
from c3calc.cli.sweep import axes_of
from c3calc.questions.sweep import sweep
from c3calc.render.formats.delimited import render_csv
from c3calc.render.formats.markdown import render_markdown
from c3calc.render.formats.table import render_table
from c3calc.render.views.sweep import sweep_report
from command import c3
from frozen import API, FIXED, RENTED, comparison, scenario
from sweeps import sum_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from c3calc.answer.sweep import Sweep
    from c3calc.questions.comparison import Comparison

# One replica, at 200.00 a month, is busy 500 / 1000 + 150 / 250 = 1.1 s for 650 tokens, and 70 % of 730 h at most.
FLEET = {**RENTED, "replicas": 1}
MOST = 730 * 3600 * 0.7 * 650 / 1.1  # 1,087M tokens a month
TWICE = {"input_tokens_per_month": 1000e6, "output_tokens_per_month": 300e6}


def offers(amount: float) -> Comparison:
    """Return an API at 2,750.00 a month beside an offer of some amount."""
    return comparison(scenario(API, {**FIXED, "amount": amount}))


def line(text: str, ask: Callable[[float], Comparison]) -> Sweep:
    """Return a sweep over one axis."""
    return sweep(axes_of([text]), lambda *changes: ask(sum_of(*changes)))


def at_volume(*options: Any) -> Callable[[float], Comparison]:
    """Return what a volume makes of 500M + 150M tokens a month."""
    return comparison(scenario(*options)).at_volume


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    """Return code and message of what a call raises."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.problems[0].code, caught.value.problems[0].message


def test_every_point_has_every_option() -> None:
    """The API costs 500 x 2.50 + 150 x 10.00 = 2,750.00 whatever the offer asks."""
    found = line("options[1].amount=2000..4000:3", offers)
    assert [p.values for p in found.points] == [(2000.0,), (3000.0,), (4000.0,)]
    assert [[o.cost for o in p.options] for p in found.points] == [
        [Decimal("2750.00"), Decimal(f"{amount}.00")] for amount in (2000, 3000, 4000)
    ]
    assert [p.cheapest for p in found.points] == ["Offer", "API", "API"]
    assert found.options == ("API", "Offer")


def test_a_crossing_is_where_two_options_cost_the_same() -> None:
    """The offer is as dear as the API at 2,750, to the 12 digits that an answer keeps."""
    found = line("options[1].amount=2000..4000:3", offers)
    assert found.crossings == (SweepCrossing(2750.0, "equal", "Offer", "API"),)
    assert found.sentence == "options[1].amount from 2,000 to 4,000: Offer is cheapest, from 2,750 API."


def test_points_of_one_ratio_find_the_same_crossing() -> None:
    """How points are spaced says nothing of where costs meet."""
    (crossing,) = line("options[1].amount=1..1M:4log", offers).crossings
    assert crossing == SweepCrossing(2750.0, "equal", "Offer", "API")


def test_a_third_option_between_two_points_makes_two_crossings() -> None:
    """With x Mtok: 4x, then max(900, x) from x = 225 on, then the offer of 1,000 from x = 1,000 on."""

    def ask(tokens: float) -> Comparison:
        dear = {**API, "name": "Dear", "price": {"input_per_mtok": 4.0, "output_per_mtok": 1.0}}
        committed = {**API, "price": {"input_per_mtok": 1.0, "output_per_mtok": 1.0}, "commitment_per_month": 900}
        volumes = {"input_tokens_per_month": tokens, "output_tokens_per_month": 0.0}
        return comparison(scenario(dear, committed, {**FIXED, "amount": 1000.0}, workload=volumes))

    found = line("workload.input_tokens_per_month=100M..2B:2", ask)
    assert [(c.below, c.above) for c in found.crossings] == [("Dear", "API"), ("API", "Offer")]
    assert [c.value for c in found.crossings] == pytest.approx([225e6, 1000e6], rel=1e-11)


def test_whole_numbers_change_at_the_first_of_them() -> None:
    """Where nothing lies between 2 and 3 the change is at 3, and it is a step."""

    def ask(value: float) -> Comparison:
        if value != int(value):
            raise InputError([Problem("C3-S10", "not a whole number")])
        return offers(1000.0 * value)

    assert line("x=1..9:2", ask).crossings == (SweepCrossing(3.0, "step", "Offer", "API"),)


def test_nobody_may_be_eligible() -> None:
    """One replica carries 1,087M tokens a month and is alone; above that there is nobody."""
    found = line("volume=100M..10B:3log", at_volume(FLEET))
    assert [p.cheapest for p in found.points] == ["Rented", "Rented", None]
    assert [p.options[0].status for p in found.points] == ["ok", "ok", "over_capacity"]
    (crossing,) = found.crossings
    assert crossing == SweepCrossing(pytest.approx(MOST, rel=1e-11), "step", "Rented", None)
    assert found.sentence.endswith("no option is eligible.")
    assert "none" in render_table(sweep_report(found))


def test_an_option_that_the_own_volume_overloads_is_cheapest_below_it() -> None:
    """At 1,300M one replica is over capacity; a sweep that begins below must not leave it out of the crossings."""
    own = comparison(scenario(API, FLEET, workload=TWICE))
    assert own.options[1].status == "over_capacity"
    found = line("volume=10M..10B:7log", own.at_volume)
    assert [(c.kind, c.below, c.above) for c in found.crossings] == [
        ("equal", "API", "Rented"),
        ("step", "Rented", "API"),
    ]
    assert [c.value for c in found.crossings] == pytest.approx([200 / 2750 * 650e6, MOST], rel=1e-11)


@settings(max_examples=25, deadline=None)
@given(low=st.floats(1e6, 1e9), factor=st.floats(1.5, 1e3), amount=st.integers(10, 100_000))
def test_what_is_known_by_volume_is_what_the_points_say(low: float, factor: float, amount: int) -> None:
    """The cheapest at every point, and on both sides of every crossing, is that of the comparison there.

    The offer never costs what replicas do to the cent: of two that cost the same, an answer names the first.
    """
    ask = at_volume(API, RENTED, FLEET | {"name": "One"}, {**FIXED, "amount": amount + 0.37})
    found = sweep(
        (SweepAxis("volume", "tokens/month", "even", (low, low * factor), None),),
        lambda *changes: ask(sum_of(*changes)),
    )
    first = found.crossings[0].below if found.crossings else found.points[-1].cheapest
    for point in found.points:
        passed = [c.above for c in found.crossings if c.value < point.values[0]]
        assert point.cheapest == [first, *passed][-1]
    for crossing in found.crossings:
        sides = [ask(crossing.value * side).answer.verdict.cheapest for side in (1 - 1e-6, 1 + 1e-6)]
        assert sides == [crossing.below, crossing.above]


def test_another_volume_is_the_scenario_with_those_tokens() -> None:
    """Twice the tokens of a scenario, and a scenario of twice the tokens: one answer."""
    moved, written = at_volume(API, RENTED)(1300e6), comparison(scenario(API, RENTED, workload=TWICE))
    assert [o.printed_cost for o in moved.options] == [o.printed_cost for o in written.options]
    assert moved.answer.crossovers == written.answer.crossovers
    assert [o.cost for o in moved.drawn(middle_of)] == [o.cost for o in moved.options]


def test_an_invoice_gives_way_to_the_volume_that_is_asked() -> None:
    """An invoice of 2,750.00 says 650M tokens; at 65M the same API costs a tenth."""
    invoice = {"option": "API", "amount": 2750.0, "output_per_input": 0.3}
    found = comparison(scenario(API, workload={"invoice": invoice}))
    assert found.case.workload.tokens == pytest.approx(650e6)
    assert found.at_volume(65e6).options[0].printed_cost == Decimal("275.00")


def test_what_changes_nothing_is_no_sweep() -> None:
    """Neither alone nor beside an axis that does change something."""
    assert refusal(lambda: line("x=1..2", lambda _: offers(1.0))) == (
        "C3-U85",
        "x from 1 to 2 changes no cost, energy, carbon or status of any option in month 1",
    )
    axes = axes_of(["a=1..2:2", "b=3..4:2"])
    assert refusal(lambda: sweep(axes, lambda a, _: offers(sum_of(a))))[1].startswith("b from 3 to 4 changes no")
    assert refusal(lambda: sweep(axes, lambda _, b: offers(sum_of(b))))[1].startswith("a from 1 to 2 changes no")


def test_two_axes_make_a_map() -> None:
    """The offer grows along both axes and passes 2,750 where they sum to 3 thousand or more."""
    found = sweep(axes_of(["a=1..3:3", "b=0..1:2"]), lambda *changes: offers(1000.0 * sum_of(*changes)))
    assert [(p.values, p.cheapest) for p in found.points] == [
        ((1.0, 0.0), "Offer"), ((1.0, 1.0), "Offer"),
        ((2.0, 0.0), "Offer"), ((2.0, 1.0), "API"),
        ((3.0, 0.0), "API"), ((3.0, 1.0), "API"),
    ]  # fmt: skip
    assert found.crossings == ()
    assert render_csv(sweep_report(found, ("map",))) == "a,0,1\n1,Offer,Offer\n2,Offer,API\n3,API,API\n"
    shown = render_markdown(sweep_report(found, ("map",)))
    assert "| 1 | B | B |\n| 2 | B | A |\n| 3 | A | A |\n\nA API\n\nB Offer" in shown
    assert found.sentence == "a by b: Offer is cheapest at 3 of 6 points, API at 3."


def test_many_crossings_are_counted_instead_of_told() -> None:
    """Replicas at 200.00 each, an API at 0.20 per Mtok: they meet at every 1,000M and part at every full replica."""
    cheap = {**API, "price": {"input_per_mtok": 0.2, "output_per_mtok": 0.2}}
    found = line("volume=100M..3.5B:9", at_volume(cheap, RENTED))
    assert [c.value for c in found.crossings] == pytest.approx([1e9, MOST, 2e9, 2 * MOST, 3e9, 3 * MOST], rel=1e-11)
    assert [c.kind for c in found.crossings] == ["equal", "step"] * 3
    assert "changes 6 times" in found.sentence


def test_the_json_keeps_its_schema_and_every_figure() -> None:
    """What is printed is what the schema says, and the points are those of the sweep."""
    found = line("options[1].amount=2000..4000:3", offers)
    data = json.loads(render_json(found))
    jsonschema.validate(data, sweep_schema())
    assert data["axes"] == [
        {"path": "options[1].amount", "unit": "", "spacing": "even", "values": ["2000", "3000", "4000"], "now": None}
    ]
    assert data["crossings"] == [{"value": "2750", "kind": "equal", "below": "Offer", "above": "API"}]
    assert [p["options"][1]["cost"] for p in data["points"]] == ["2000.00", "3000.00", "4000.00"]


def test_a_table_of_data_has_a_row_for_every_option_at_every_point() -> None:
    """Value, option, status, cost, energy, carbon, whether it is cheapest, currency."""
    rows = render_csv(sweep_report(line("options[1].amount=2000..4000:3", offers))).splitlines()
    assert rows[0] == "options[1].amount,option,status,cost,energy_kwh,carbon_kg,cheapest,currency"
    assert rows[2] == "2000,Offer,ok,2000.00,,,true,USD"
    assert len(rows) == 1 + 3 * 2


@pytest.mark.parametrize(
    ("text", "values", "unit", "spacing"),
    [
        ("x=0..1:5", (0.0, 0.25, 0.5, 0.75, 1.0), "", "even"),
        ("x=1..100:3log", (1.0, 10.0, 100.0), "", "ratio"),
        ("x = -1 .. 1 : 2", (-1.0, 1.0), "", "even"),
        ("x=10%..30%:3", (0.1, 0.2, 0.3), "share", "even"),
        ("volume=500M..1.5B:2", (5e8, 1.5e9), "tokens/month", "even"),
        ("x=-9e307..9e307:3", (-9e307, 0.0, 9e307), "", "even"),
        ("x=1..8:8", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0), "", "even"),
        ('options["a=b"].x=.5...7:3 log', (0.5, 0.591607978310, 0.7), "", "ratio"),
    ],
)
def test_an_axis_is_a_path_two_ends_and_how_many_points(
    text: str, values: tuple[float, ...], unit: str, spacing: str
) -> None:
    """Numbers are written as in a scenario, and both ends are points."""
    (axis,) = axes_of([text])
    assert (axis.values, axis.unit, axis.spacing) == (pytest.approx(values, rel=1e-11), unit, spacing)
    assert (axis.values[0], axis.values[-1]) == (values[0], values[-1])


def test_an_axis_has_eleven_points_unless_told_otherwise() -> None:
    """Tenths of the range."""
    (axis,) = axes_of(["x=0..1"])
    assert axis.values == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["x"], "C3-U80"), (["=1..2"], "C3-U80"), (["x=1..2:"], "C3-U80"), (["x=1..2:3lin"], "C3-U80"),
        (["x=1..1"], "C3-U81"), (["x=2..1"], "C3-U81"), (["x=-1..1log"], "C3-U81"), (["x=1..2:1"], "C3-U81"),
        (["volume=0..1M"], "C3-U81"), (["x=1..2", "y=1..2", "z=1..2"], "C3-U86"),
        (["x=1..2:10001"], "C3-U87"), (["x=1..2:101", "y=1..2:100"], "C3-U87"), (["x=1..2:999999999"], "C3-U87"),
    ],
)  # fmt: skip
def test_what_is_no_range_is_refused_at_once(texts: list[str], code: str) -> None:
    """Before the scenario is read, and without building a billion points."""
    assert refusal(lambda: axes_of(texts))[0] == code


def test_ten_thousand_points_are_allowed() -> None:
    """The limit is the last number that is good."""
    assert [len(a.values) for a in axes_of(["x=1..2:100", "y=1..2:100"])] == [100, 100]


SCENARIO = """\
c3: 1
name: Two
currency: USD
like_for_like: false
workload: {input_tokens_per_month: 500M, output_tokens_per_month: 150M}
options:
  - {name: API, kind: api, model: m, price: {input_per_mtok: 2.5, output_per_mtok: 10}, discount: 10%}
  - {name: Offer, kind: fixed, amount: 2400}
"""


def test_a_point_is_what_compare_says_with_that_setting(tmp_path: Path) -> None:
    """Each of three discounts, given with --set, costs what the sweep says of it to the cent."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    swept = json.loads(c3(tmp_path, "sweep", "s.yaml", "--over", "options[API].discount=0%..20%:3", "-f", "json").out)
    assert [p["options"][0]["cost"] for p in swept["points"]] == ["2750.00", "2475.00", "2200.00"]
    assert swept["axes"][0]["now"] == "0.1"
    for point in swept["points"]:
        setting = f"options[API].discount={point['values'][0]}"
        one = json.loads(c3(tmp_path, "compare", "s.yaml", "--set", setting, "-f", "json").out)
        assert [o["monthly"]["cost"] for o in one["options"]] == [o["cost"] for o in point["options"]]
        assert one["verdict"]["cheapest"] == point["cheapest"]


def test_a_field_with_a_default_can_be_swept(tmp_path: Path) -> None:
    """What the file does not give has no value of its own, and is added at every point."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    run = c3(tmp_path, "sweep", "s.yaml", "--over", "options[0].commitment_per_month=2000..3000:2", "-f", "json")
    swept = json.loads(run.out)
    assert swept["axes"][0]["now"] is None
    assert [p["options"][0]["cost"] for p in swept["points"]] == ["2475.00", "3000.00"]


def test_views_of_json_are_refused(tmp_path: Path) -> None:
    """JSON holds the whole sweep, as it holds the whole answer."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    run = c3(tmp_path, "sweep", "s.yaml", "--over", "volume=1M..1B", "-f", "json", "--view", "curve")
    assert (run.code, run.out, run.err[:14]) == (2, "", "error[C3-U15]:")


def test_twenty_seven_options_still_have_marks() -> None:
    """After Z comes A1; no two options share a mark."""
    names = [f"o{i}" for i in range(28)]
    found = sweep(axes_of(["a=1..28:28", "b=0..1:2"]), lambda *changes: offers(1000.0 * sum_of(*changes)))
    points = tuple(replace(p, cheapest=names[int(p.values[0]) - 1]) for p in found.points)
    shown = render_markdown(sweep_report(replace(found, options=tuple(names), points=points), ("map",)))
    assert "Z o25\n\nA1 o26\n\nB1 o27" in shown

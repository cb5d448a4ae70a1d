"""The truth table of `c3 check`: what every budget, flag and day leads to, and that no data is never a pass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.answer.answer import CatalogueRef, ScenarioRef
from c3calc.base.errors import Place
from c3calc.case.case import BudgetLimit, LimitWaiver
from c3calc.files.codes import read_family
from c3calc.questions.budgets import CODES, Judgement, JudgingPolicy, Measured, judge, waiver_status, worst
from c3calc.questions.check import DOUBTS, CheckRequest, check, summarise
from c3calc.questions.comparison import About, Comparison
from c3calc.render.formats import formats_of
from c3calc.render.report import PLAIN
from c3calc.render.views.check import check_report
from c3calc.scenario.metrics import METRICS
from frozen import API, CATALOGUE, RENTED, TODAY, VOLUMES, answer, resolved, scenario

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer
    from c3calc.answer.check import Check, FileCheck
    from c3calc.base.errors import Path

YESTERDAY, TOMORROW = "2026-11-20", "2026-11-22"
# 500M x 2.50 + 150M x 10.00 a Mtok: USD 2,750 a month
LISTED = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-5"}  # 625 + 1,500: checked on 2026-11-01


def located(path: Path) -> Place:
    """Return a place whose column is how deep a path is."""
    return Place("scenario.yaml", 1, len(path))


def asked(terms: JudgingPolicy, spec: dict[str, Any], baseline: Answer | None = None, **given: Any) -> CheckRequest:
    """Return a scenario's comparison, ready to be judged."""
    about = About(
        ScenarioRef(spec["name"], "scenario.yaml", "0" * 64),
        CatalogueRef(CATALOGUE.newest, CATALOGUE.oldest),
        terms.today,
    )
    return CheckRequest(Comparison(resolved(spec, today=terms.today), about), terms, located, baseline, **given)


def budget(**fields: Any) -> dict[str, Any]:
    """Return a budget of the monthly cost of the API."""
    return {"name": "cap", "metric": "cost_per_month", "option": "API", **fields}


def waiver(until: str, ceiling: float) -> dict[str, Any]:
    """Return a waiver of that budget."""
    return {"budget": "cap", "until": until, "ceiling": ceiling, "reason": "migration", "approved_by": "finance"}


def checked(
    *budgets: dict[str, Any], terms: JudgingPolicy, waivers: Any = (), option: Any = API, **given: Any
) -> FileCheck:
    """Return the check of a scenario with these budgets."""
    return check(asked(terms, scenario(option, budgets=list(budgets), waivers=list(waivers)), **given))


INTERVAL = {("cost_per_month", "API", None): (2400.0, 3100.0)}
SITUATIONS: dict[str, dict[str, Any]] = {
    "within": {"budget": budget(max=3000.0)},
    "near": {"budget": budget(max=3000.0, warn_at=0.9)},
    "over": {"budget": budget(max=2500.0)},
    "over, a warning": {"budget": budget(max=2500.0, level="warning")},
    "below a min": {"budget": budget(min=2800.0)},
    "straddling from below": {"budget": budget(max=3000.0), "intervals": INTERVAL},
    "straddling from above": {"budget": budget(max=2600.0), "intervals": INTERVAL},
    "straddling, a warning": {"budget": budget(max=3000.0, level="warning"), "intervals": INTERVAL},
    "interval within": {"budget": budget(max=3200.0), "intervals": INTERVAL},
    "interval over": {"budget": budget(max=2000.0), "intervals": INTERVAL},
    "upper end": {"budget": budget(max=3000.0, basis="upper"), "intervals": INTERVAL},
    "lower end": {"budget": budget(max=2500.0, basis="lower"), "intervals": INTERVAL},
    "missing": {"budget": budget(metric="npv", min=0.0)},
    "missing, a warning": {"budget": budget(metric="npv", min=0.0, on_missing="warning")},
    "no baseline": {"budget": budget(max_increase=100.0)},
    "stale": {"budget": budget(max=3000.0), "option": LISTED, "max_age": True, "today": "2027-06-01"},
    "stale and over": {"budget": budget(max=2000.0), "option": LISTED, "max_age": True, "today": "2027-06-01"},
    "old, and nobody asks": {"budget": budget(max=3000.0), "option": LISTED, "today": "2027-06-01"},
    "waived": {"budget": budget(max=2500.0), "waivers": [waiver(TODAY, 2800.0)]},
    "waived, straddling": {"budget": budget(max=2500.0), "waivers": [waiver(TODAY, 2800.0)], "intervals": INTERVAL},
    "waiver exceeded": {"budget": budget(max=2500.0), "waivers": [waiver(TOMORROW, 2600.0)]},
    "waiver expired": {"budget": budget(max=2500.0), "waivers": [waiver(YESTERDAY, 2800.0)]},
    "waiver expired, not needed": {"budget": budget(max=3000.0), "waivers": [waiver(YESTERDAY, 3100.0)]},
    "waiver unused": {"budget": budget(max=3000.0), "waivers": [waiver(TOMORROW, 3100.0)]},
}
# situation: status and code, without and with --strict, failing on errors; codes failing on warnings; the waiver
TRUTH: dict[str, tuple[tuple[str, int], tuple[str, int], tuple[int, int], str]] = {
    "within": (("within", 0), ("within", 0), (0, 0), ""),
    "near": (("warning", 0), ("warning", 0), (3, 3), ""),
    "over": (("over", 3), ("over", 3), (3, 3), ""),
    "over, a warning": (("over", 0), ("over", 0), (3, 3), ""),
    "below a min": (("over", 3), ("over", 3), (3, 3), ""),
    "straddling from below": (("within", 0), ("straddling", 4), (0, 4), ""),
    "straddling from above": (("over", 3), ("straddling", 4), (3, 4), ""),
    "straddling, a warning": (("within", 0), ("straddling", 0), (0, 4), ""),
    "interval within": (("within", 0), ("within", 0), (0, 0), ""),
    "interval over": (("over", 3), ("over", 3), (3, 3), ""),
    "upper end": (("over", 3), ("over", 3), (3, 3), ""),
    "lower end": (("within", 0), ("within", 0), (0, 0), ""),
    "missing": (("missing", 4), ("missing", 4), (4, 4), ""),
    "missing, a warning": (("missing", 0), ("missing", 0), (4, 4), ""),
    "no baseline": (("missing", 4), ("missing", 4), (4, 4), ""),
    "stale": (("stale", 4), ("stale", 4), (4, 4), ""),
    "stale and over": (("over", 3), ("over", 3), (3, 3), ""),
    "old, and nobody asks": (("within", 0), ("within", 0), (0, 0), ""),
    "waived": (("waived", 0), ("waived", 0), (0, 0), "used"),
    "waived, straddling": (("waived", 0), ("straddling", 4), (0, 4), "used"),
    "waiver exceeded": (("over", 3), ("over", 3), (3, 3), "exceeded"),
    "waiver expired": (("over", 3), ("over", 3), (3, 3), "expired"),
    "waiver expired, not needed": (("within", 0), ("within", 0), (0, 0), "expired"),
    "waiver unused": (("within", 0), ("within", 0), (0, 0), "unused"),
}  # fmt: skip


def run(situation: str, *, strict: bool, fail_on: Any) -> Check:
    """Return the check of a situation."""
    given = dict(SITUATIONS[situation])
    terms = JudgingPolicy(given.pop("today", TODAY), strict, given.pop("max_age", False), fail_on)
    return summarise([checked(given.pop("budget"), terms=terms, **given)], terms)


@pytest.mark.parametrize(("limit", "status"), [(20.02, "within"), (20.01, "over")])
def test_a_budget_judges_the_printed_bill(limit: float, status: str) -> None:
    """Two lines of 10.005 print as 10.01 each, so the bill is 20.02; no cent that no table shows decides."""
    costs = [{"name": name, "amount": 10.005, "per": "month"} for name in ("x", "y")]
    free = {**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}
    spec = scenario(free, costs=costs, budgets=[budget(max=limit)])
    unmoved = {("cost_per_month", "API", None): (20.01, 20.01)}  # what draws, which are unrounded, know of it
    (certain,), (drawn,) = (
        check(asked(JudgingPolicy(TODAY, strict=True), spec, intervals=i)).verdicts for i in ({}, unmoved)
    )
    assert (certain.found, certain.status, drawn.status) == (20.02, status, status)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_truth_table(situation: str) -> None:
    """Every situation has its verdict, its code and its tally, whatever the flags."""
    central, strict, on_warning, waived = TRUTH[situation]
    for is_strict, (status, code), code_on_warning in ((False, central, on_warning[0]), (True, strict, on_warning[1])):
        found = run(situation, strict=is_strict, fail_on="error")
        assert (dict(found.verdicts), found.code) == ({status: 1}, code)
        assert run(situation, strict=is_strict, fail_on="warning").code == code_on_warning
        expected = {"exceeded": 1} if (waived, status) == ("used", "straddling") else {waived: 1} if waived else {}
        assert dict(found.waivers) == expected


def test_the_table_shows_every_status() -> None:
    """No status is left untried."""
    assert {status for row in TRUTH.values() for status, _ in row[:2]} == set(CODES)


@pytest.mark.parametrize(
    ("codes", "expected"), [((0, 4, 3), 3), ((0, 4), 4), ((3, 2, 4), 2), ((2, 70, 3), 70), ((), 0), ((0, 0), 0)]
)
def test_the_worst_code_wins(codes: tuple[int, ...], expected: int) -> None:
    """A bug goes before bad input, that before a failure, that before an open question."""
    assert worst(codes) == expected


def test_a_run_that_checked_nothing_is_open() -> None:
    """No budget and no expectation: not a pass."""
    terms = JudgingPolicy(TODAY)
    found = summarise([checked(terms=terms)], terms)
    assert (found.code, found.summary) == (
        4, "INCONCLUSIVE: nothing to check: no budget, no expectation in 1 file"
    )  # fmt: skip


def test_a_figure_at_its_limit_is_within_it() -> None:
    """2,750 is within 2,750; what float arithmetic leaves behind is no excess."""
    for limit in (2750.0, 2750.0 * (1 - 1e-12)):
        (verdict,) = checked(budget(max=limit), terms=JudgingPolicy(TODAY)).verdicts
        assert verdict.status == "within"
        assert verdict.margin == pytest.approx(0, abs=1e-6)


def test_a_verdict_says_limit_found_margin_option_and_place() -> None:
    """Everything somebody needs to act on it."""
    (verdict,) = checked(budget(max=2500.0, option="cheapest"), terms=JudgingPolicy(TODAY)).verdicts
    assert (verdict.limit, verdict.found, verdict.margin, verdict.unit) == (2500.0, 2750.0, -250.0, "USD/month")
    assert (verdict.option, verdict.meant, verdict.where) == ("API", "cheapest", Place("scenario.yaml", 1, 3))
    assert verdict.why == "USD 2,750 a month, USD 250 a month over the max of USD 2,500 a month"


def test_a_waiver_counts_on_its_last_day_and_not_the_day_after() -> None:
    """`until` is inclusive; the day of the run decides."""
    given = {"waivers": [waiver("2026-12-31", 2800.0)]}
    on_the_day = checked(budget(max=2500.0), terms=JudgingPolicy("2026-12-31"), **given)
    after = checked(budget(max=2500.0), terms=JudgingPolicy("2027-01-01"), **given)
    assert (on_the_day.verdicts[0].status, after.verdicts[0].status) == ("waived", "over")
    assert "the waiver that finance approved ended on 2026-12-31" in after.verdicts[0].why


def test_of_several_waivers_the_one_that_goes_furthest_counts() -> None:
    """The others are unused."""
    given = [waiver(TOMORROW, 2600.0), waiver(TODAY, 2800.0)]
    found = checked(budget(max=2500.0), terms=JudgingPolicy(TODAY), waivers=given)
    assert [w.status for w in found.waivers] == ["unused", "used"]


def test_a_waiver_lowers_a_limit_from_below() -> None:
    """What loosens a min is a smaller ceiling."""
    found = checked(budget(min=2800.0), terms=JudgingPolicy(TODAY), waivers=[waiver(TODAY, 2700.0)])
    assert found.verdicts[0].status == "waived"


def test_a_limit_in_another_currency_is_converted() -> None:
    """2,500 euros at 1.20 are 3,000 dollars, and so is the ceiling of its waiver."""
    found = checked(
        budget(max=2000.0, currency="EUR"), terms=JudgingPolicy(TODAY), waivers=[waiver(TODAY, 2500.0)]
    )  # fmt: skip
    assert (found.verdicts[0].limit, found.waivers[0].ceiling) == (2400.0, 3000.0)
    assert found.verdicts[0].status == "waived"


def test_a_range_without_an_interval_leaves_its_ends_open() -> None:
    """Where a number is a range and nobody knows the interval, neither an end nor --strict can pass."""
    unsure = {**API, "price": {**API["price"], "input_per_mtok": {"low": 2.0, "mode": 2.5, "high": 3.0}}}
    spec = scenario(unsure, budgets=[budget(max=3000.0), budget(name="top", max=3000.0, basis="upper")])
    assert [v.status for v in check(asked(JudgingPolicy(TODAY), spec)).verdicts] == ["within", "missing"]
    assert [v.status for v in check(asked(JudgingPolicy(TODAY, strict=True), spec)).verdicts] == ["missing", "missing"]


def plain_budget(**fields: Any) -> BudgetLimit:
    """Return a resolved budget of at most 100."""
    given: dict[str, Any] = {
        "name": "cap", "metric": "cost_per_month", "option": None, "feature": None, "kind": "max", "limit": 100.0,
        "warn_at": None, "basis": "central", "level": "error", "on_missing": "error", "path": (),
    }  # fmt: skip
    return BudgetLimit(**(given | fields))


@pytest.mark.parametrize(
    ("kind", "limit", "value", "baseline", "judged", "status"),
    [
        ("max_increase", 10.0, 110.0, 100.0, 10.0, "within"),
        ("max_increase", 10.0, 110.01, 100.0, 10.01, "over"),
        ("max_increase", 0.0, 90.0, 100.0, -10.0, "within"),
        ("max_increase_percent", 10.0, 110.0, 100.0, 10.0, "within"),
        ("max_increase_percent", 5.0, 110.0, 100.0, 10.0, "over"),
        ("max_increase_percent", 5.0, -90.0, -100.0, 10.0, "over"),
        ("max_increase_percent", 5.0, 90.0, 100.0, -10.0, "within"),
        ("max_increase_percent", 5.0, 1.0, 0.0, math.inf, "over"),
        ("max_increase_percent", 5.0, -1.0, 0.0, -math.inf, "within"),
        ("max_increase_percent", 0.0, 0.0, 0.0, 0.0, "within"),
        ("max_increase_percent", 5.0, math.nan, 0.0, math.nan, "missing"),
        ("max_increase", 5.0, 1.0, math.nan, math.nan, "missing"),
    ],
)
def test_increases_count_from_the_baseline(
    kind: Any, limit: float, value: float, baseline: float, judged: float, status: str
) -> None:
    """In the metric's unit, or in percent of what it was; growth from nothing is beyond any percentage."""
    found = judge(plain_budget(kind=kind, limit=limit), Measured(value, baseline=baseline), (), JudgingPolicy(TODAY))
    assert found.status == status
    assert found.value == pytest.approx(judged, nan_ok=True)


def test_a_waiver_of_a_figure_that_is_not_known_is_unused() -> None:
    """It had no chance to be needed."""
    waived = LimitWaiver("cap", TOMORROW, 120.0, "migration", "finance", ())
    judged = judge(plain_budget(), Measured(math.nan), (waived,), JudgingPolicy(TODAY))
    assert isinstance(judged, Judgement)
    assert waiver_status(waived, judged, TODAY) == "unused"


figures = st.floats(-1e9, 1e9)


@st.composite
def measured(draw: st.DrawFn) -> Measured:
    """Return a figure with its interval around it."""
    value = draw(figures)
    low, high = draw(st.floats(0, 1e9)), draw(st.floats(0, 1e9))
    return Measured(value, value - low, value + high)


def code(found: Measured, *waivers: LimitWaiver, strict: bool = False, **fields: Any) -> int:
    """Return the exit code of a budget."""
    return judge(plain_budget(**fields), found, waivers, JudgingPolicy(TODAY, strict)).code("error", "error")


@given(measured(), figures, st.floats(0, 1e9), st.sampled_from(["max", "min"]), st.booleans())
def test_a_looser_limit_never_fails_what_a_tighter_one_passes(
    found: Measured, limit: float, more: float, kind: str, strict: bool
) -> None:
    """Upwards for a max, downwards for a min."""
    looser = limit + more if kind == "max" else limit - more
    if code(found, strict=strict, kind=kind, limit=limit) == 0:
        assert code(found, strict=strict, kind=kind, limit=looser) == 0


@given(measured(), figures, st.sampled_from(["max", "min"]))
def test_strict_passes_nothing_that_fails_without_it(found: Measured, limit: float, kind: str) -> None:
    """It only leaves more questions open."""
    if code(found, strict=True, kind=kind, limit=limit) == 0:
        assert code(found, kind=kind, limit=limit) == 0


@given(measured(), figures, st.floats(1, 1e9), st.booleans())
def test_a_waiver_is_a_limit_at_its_ceiling(found: Measured, limit: float, more: float, strict: bool) -> None:
    """It passes what a budget with that limit passes, and nothing else: it raises, it does not switch off."""
    waived = LimitWaiver("cap", TODAY, limit + more, "migration", "finance", ())
    assert code(found, waived, strict=strict, limit=limit) == code(found, strict=strict, limit=limit + more)


EVERYTHING = [
    {"name": f"{metric} {kind} {option} {feature}", "metric": metric, kind: 1.0, "option": option, "feature": feature}
    for metric in METRICS
    for kind in ("max", "min", "max_increase", "max_increase_percent")
    for option in (None, "cheapest", "baseline", "decision", "best", "rented", "Mix")
    for feature in (None, "search")
]


def test_every_metric_of_every_option_has_a_verdict_in_every_form() -> None:
    """1,400 budgets: none crashes, none that is not known passes, and nothing has grown since itself."""
    features = [{"name": "search", "share": 0.6}, {"name": "rest", "share": 0.4}]
    mix = {"name": "Mix", "kind": "mix", "parts": [{"option": "Rented", "share": 0.9}, {"option": "API", "share": 0.1}]}
    blocks = {"workload": {**VOLUMES, "features": features}, "decision": {"option": "API"}, "budgets": EVERYTHING}
    spec = scenario(API, RENTED, mix, **blocks)
    for baseline in (None, answer(spec)):
        found = summarise([check(asked(JudgingPolicy(TODAY, max_age=True), spec, baseline))], JudgingPolicy(TODAY))
        for verdict in found.files[0].verdicts:
            assert (verdict.value is None) == (verdict.status == "missing")
            if verdict.kind.startswith("max_increase") and verdict.value is not None:
                assert verdict.value == 0
        for form in formats_of("check"):
            assert form.render(check_report(found), PLAIN)


@pytest.mark.parametrize(
    ("option", "days"),
    [(LISTED, 20.0), (API, None), ({**RENTED, "rent": {"provider": "lambda", "sku": "8x-h100"}, "gpu": "h100"}, 20.0)],
)
def test_the_oldest_price_is_as_old_as_its_last_check(option: dict[str, Any], days: float | None) -> None:
    """Checked on 2026-11-01, asked on 2026-11-21: 20 days; a price of the scenario's own has no such day."""
    (made,) = answer(scenario(option)).options if days else answer(scenario({**option, "grid": "unknown"})).options
    assert made.oldest_price_days == days


def test_a_mix_is_as_old_as_its_oldest_member() -> None:
    """Whichever of them was looked up longest ago."""
    mix = {"name": "Mix", "kind": "mix", "parts": [{"option": "Own", "share": 0.5}, {"option": "API", "share": 0.5}]}
    own = {**API, "name": "Own", "grid": "unknown"}
    days = {o.name: o.oldest_price_days for o in answer(scenario(LISTED, own, mix)).options}
    assert days == {"API": 20.0, "Own": None, "Mix": 20.0}


def test_what_does_not_rest_on_prices_is_never_stale() -> None:
    """The age of a price itself, and what hardware can do."""
    terms = JudgingPolicy("2027-06-01", max_age=True)
    budgets = [
        budget(name="age", metric="oldest_price_days", max=1e3),
        budget(name="control", metric="control_score", max=5),
    ]
    found = checked(*budgets, terms=terms, option=LISTED)
    assert [v.status for v in found.verdicts] == ["within", "within"]


def test_expectations_with_a_tolerance_are_verdicts_of_their_own() -> None:
    """2,750 found: within 5 % of 2,700, outside 1 %; what is not known is open; without a tolerance none is judged."""
    claims = [
        {"metric": "cost_per_month", "option": "API", "value": 2700.0, "tolerance": 0.05},
        {"metric": "cost_per_month", "option": "API", "value": 2700.0, "tolerance": 0.01},
        {"metric": "npv", "option": "API", "value": 1.0, "tolerance": 0.01},
        {"metric": "cost_per_month", "option": "API", "value": 9e9},
    ]
    found = check(asked(JudgingPolicy(TODAY), scenario(expect=claims)))
    assert [(v.status, v.code, v.kind) for v in found.verdicts] == [
        ("within", 0, "expect"), ("over", 3, "expect"), ("missing", 4, "expect"),
    ]  # fmt: skip
    stale = check(
        asked(JudgingPolicy("2027-06-01", max_age=True), scenario(LISTED, expect=[{**claims[0], "value": 2125.0}]))
    )
    assert [v.status for v in stale.verdicts] == ["stale"]


def test_of_several_waivers_of_a_min_the_lowest_goes_furthest() -> None:
    """Less is looser from below."""
    given = [waiver(TODAY, 2700.0), waiver(TODAY, 2790.0)]
    found = checked(budget(min=2800.0), terms=JudgingPolicy(TODAY), waivers=given)
    assert [w.status for w in found.waivers] == ["used", "unused"]


@pytest.mark.parametrize(("least", "status"), [(2500.0, "warning"), (2100.0, "within"), (2800.0, "over")])
def test_a_min_warns_where_the_limit_takes_up_most_of_the_figure(least: float, status: str) -> None:
    """2,500 are 91 % of the 2,750 found, 2,100 are 76 %."""
    (verdict,) = checked(budget(min=least, warn_at=0.8), terms=JudgingPolicy(TODAY)).verdicts
    assert verdict.status == status


def test_the_increase_of_the_cheapest_is_from_whoever_was_cheapest() -> None:
    """The API at 2,750 was, an offer at 2,000 is: 750 less; an option by its name counts from itself or not at all."""
    before = answer(scenario(API))
    offer = {"name": "Offer", "kind": "fixed", "amount": 2000.0}
    budgets = [budget(option=o, name=o or "none", max_increase=0.0) for o in ("cheapest", None, "Offer", "baseline")]
    found = check(asked(JudgingPolicy(TODAY), scenario(API, offer, budgets=budgets), before)).verdicts
    assert [(v.option, v.baseline, v.value) for v in found] == [
        ("Offer", 2750.0, -750.0), ("Offer", 2750.0, -750.0), ("Offer", None, None), ("API", 2750.0, 0.0),
    ]  # fmt: skip
    assert found[2].why == "not known: the baseline has no Offer"


def test_an_increase_in_percent_has_a_limit_in_percent() -> None:
    """The figure keeps its own unit."""
    (verdict,) = checked(
        budget(max_increase_percent=5.0), terms=JudgingPolicy(TODAY), baseline=answer(scenario(API))
    ).verdicts  # fmt: skip
    assert (verdict.unit, verdict.found, verdict.value, verdict.margin) == ("percent", 2750.0, 0.0, 5.0)


@pytest.mark.parametrize(
    ("before", "now", "status", "why"),
    [
        (0.0, 2125.0, "over", "USD 2,125 a month, up from {}USD 0 a month, of which there is no percentage, beyond {}"),
        (0.0, 0.0, "within", "USD 0 a month, 0 % more than {}USD 0 a month, within {}"),
        (100.0, 90.0, "within", "USD 90 a month, 10 % less than {}USD 100 a month, within {}"),
    ],
)
def test_an_increase_is_said_in_words(before: float, now: float, status: str, why: str) -> None:
    """From nothing to 2,125 there is no percentage, and it is over; less is called less."""
    offers = [scenario({"name": "O", "kind": "fixed", "amount": amount}) for amount in (before, now)]
    spec = {**offers[1], "budgets": [budget(option="O", max_increase_percent=5.0)]}
    (verdict,) = check(asked(JudgingPolicy(TODAY), spec, answer(offers[0]))).verdicts
    said = why.format("the baseline's ", "the max_increase_percent of 5 %")
    assert (verdict.status, verdict.why) == (status, said)


def test_a_mix_of_old_and_new_prices_is_old() -> None:
    """In 2025 the API's price was last checked on 2025-01-01, 689 days ago; the grid of the cards 20 days ago."""
    mix = {"name": "Mix", "kind": "mix", "parts": [{"option": "API", "share": 0.5}, {"option": "Rented", "share": 0.5}]}
    days = {o.name: o.oldest_price_days for o in answer(scenario(LISTED, RENTED, mix, as_of="2025-06-01")).options}
    assert days == {"API": 689.0, "Rented": 20.0, "Mix": 689.0}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"metric": "cost_per_month", "option": "Own", "max": 9e9}, "within"),
        ({"metric": "saving_per_month", "option": "Own", "min": -9e9}, "stale"),
        ({"metric": "excess_over_cheapest_share", "option": "Own", "max": "900%"}, "stale"),
        ({"metric": "cost_per_month", "option": None, "max": 9e9}, "stale"),
        ({"metric": "cost_per_month", "option": "baseline", "max": 9e9}, "stale"),
    ],
)
def test_a_figure_is_as_stale_as_what_it_is_compared_with(fields: dict[str, Any], status: str) -> None:
    """An own price never ages; a saving also rests on the baseline's, and who is cheapest on everybody's."""
    own = {**API, "name": "Own", "grid": "unknown"}
    spec = scenario(LISTED, own, budgets=[{"name": "b", **fields}])
    (verdict,) = check(asked(JudgingPolicy("2027-06-01", max_age=True), spec)).verdicts
    assert verdict.status == status


@pytest.mark.parametrize(
    ("metric", "blocks", "why"),
    [
        ("npv", {}, "not known: the scenario has no `finance` block to look ahead with"),
        ("irr", {"finance": {"horizon_months": 12}}, "not known: there is none, or more than one"),
        ("payback_months", {"finance": {"horizon_months": 12}}, "never within the horizon, beyond the max of 1 months"),
    ],
)
def test_budgets_on_the_months_ahead(metric: str, blocks: dict[str, Any], why: str) -> None:
    """A figure that is not there is missing; money that never comes back is over every limit."""
    dear = {"name": "Offer", "kind": "fixed", "amount": 3000.0}
    found = check(asked(JudgingPolicy(TODAY), scenario(API, dear, budgets=[_budget(metric)], **blocks)))
    assert found.verdicts[0].why == why
    assert found.verdicts[0].status == ("over" if metric == "payback_months" else "missing")


def _budget(metric: str) -> dict[str, Any]:
    return {"name": "b", "metric": metric, "option": "Offer", "max": 1}


SLIP = API | {"price": {"input_per_mtok": 2.5, "output_per_mtok": 0.000006}}


@pytest.mark.parametrize(("fail_on", "code", "sentence"), [
    ("error", 0, "PASSED: 1 warning, 1 within in 1 file"),
    ("warning", 3, "FAILED: 1 warning, 1 within in 1 file"),
])  # fmt: skip
def test_a_slip_of_units_that_keeps_a_budget_is_told_and_counts_as_a_warning(
    fail_on: Any, code: int, sentence: str
) -> None:
    """Output at 0.000006 USD per Mtok: below the 0.001 that no price is below. 500M x 2.50 a Mtok is USD 1,250."""
    terms = JudgingPolicy(TODAY, fail_on=fail_on)
    found = checked(budget(max=2500.0), terms=terms, option=SLIP)
    assert [(d.code, d.fails) for d in found.doubts] == [("C3-N19", fail_on == "warning")]
    run = summarise([found], terms)
    assert (found.code, run.code, run.summary, run.verdicts) == (code, code, sentence, {"warning": 1, "within": 1})


def test_a_doubt_is_no_verdict() -> None:
    """A file without limits stays open, whatever is doubtful in it."""
    terms = JudgingPolicy(TODAY)
    run = summarise([checked(terms=terms, option=SLIP)], terms)
    assert run.summary == "INCONCLUSIVE: 1 warning, nothing to check: no budget, no expectation in 1 file"


def test_doubts_are_notes() -> None:
    """Each stands in the table of notes, as a warning."""
    assert set(DOUBTS) <= {row.code for row in read_family("N").codes}

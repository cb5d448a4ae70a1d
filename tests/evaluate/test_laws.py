"""Laws that hold for every scenario, whatever its figures."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from c3calc.evaluate.option import evaluate
from c3calc.evaluate.ranking import scores
from c3calc.questions.across import crossovers, features, volume_ranges
from frozen import API, FIXED, OWNED, RENTED, answer, option_of, problems, resolved, scenario
from strategies import apis, factors, machines, scenarios, volumes, workloads

if TYPE_CHECKING:
    from c3calc.evaluate.option import EvaluatedOption

LAW = settings(max_examples=25, deadline=None)
SLOW_LAW = settings(max_examples=8, deadline=None)  # whole answers walk through tens of thousands of stairs
NOISE = 1e-9


def evaluated(spec: dict[str, Any]) -> tuple[EvaluatedOption, ...]:
    """Return the options of a scenario, unrounded."""
    return evaluate(resolved(spec).case)[0]


def by_name(options: tuple[EvaluatedOption, ...]) -> dict[str, EvaluatedOption]:
    """Return options by name."""
    return {o.name: o for o in options}


@SLOW_LAW
@given(scenarios())
def test_printed_lines_sum_to_the_printed_total(spec: dict[str, Any]) -> None:
    """A pasted bill foots, for every option."""
    for option in answer(spec).options:
        costs = [line.cost for line in option.lines]
        assert None not in costs or option.monthly.cost is None
        if None not in costs:
            assert sum(costs, Decimal(0)) == option.monthly.cost  # type: ignore[arg-type]


@LAW
@given(scenarios())
def test_features_sum_to_the_whole(spec: dict[str, Any]) -> None:
    """Costs to the last minor unit, energy and carbon to the last digits."""
    options = evaluated(spec)
    rows = features(options)
    for option in options if rows else ():
        mine = [row for row in rows if row.option == option.name]
        known = [row.cost for row in mine if row.cost is not None]
        if option.printed_cost is not None:
            assert sum(known, Decimal(0)) == option.printed_cost
        if not math.isnan(option.carbon_kg):
            assert math.fsum(row.carbon_kg or 0 for row in mine) == pytest.approx(option.carbon_kg, rel=1e-6, abs=1e-6)


@LAW
@given(scenarios(), factors)
def test_no_bill_falls_as_volume_grows(spec: dict[str, Any], growth: float) -> None:
    """Cost is nowhere falling over the volume; nor is carbon."""
    for option in evaluated(spec):
        for curve in (option.cost_curve, option.carbon_curve):
            before, after = float(curve(option.tokens)), float(curve(option.tokens * growth))
            assert math.isnan(before) or after >= before * (1 - NOISE) - 1e-6


@LAW
@given(workloads(), apis(), factors)
def test_no_bill_falls_as_its_price_grows(workload: dict[str, Any], api: dict[str, Any], growth: float) -> None:
    """Every price of an API times 1 or more."""
    dearer = {**api, "price": _times(api["price"], growth)}
    before, after = (evaluated(scenario(o, workload=workload))[0].cost for o in (api, dearer))
    assert after >= before * (1 - NOISE)


def _times(price: dict[str, Any], factor: float) -> dict[str, Any]:
    return {k: _times(v, factor) if isinstance(v, dict) else v * factor for k, v in price.items()}


@LAW
@given(scenarios(), st.floats(min_value=0.01, max_value=100))
def test_scaling_all_prices_scales_every_bill(spec: dict[str, Any], factor: float) -> None:
    """A scenario in another currency, at any rate, has the same bill in it: prices have no unit of their own."""
    options = [_in_euro(o) for o in spec["options"]]
    costs = [{**c, "currency": "EUR"} for c in spec["costs"]]
    carbon = {**spec["carbon"], "currency": "EUR"}
    euro = {**spec, "options": options, "costs": costs, "carbon": carbon}
    plain, scaled = (
        evaluated({**euro, "exchange_rates": {"EUR": 1}}),
        evaluated({**euro, "exchange_rates": {"EUR": factor}}),
    )
    for one, other in zip(plain, scaled, strict=True):
        assert other.cost == pytest.approx(one.cost * factor, rel=1e-9, nan_ok=True)


def _in_euro(option: dict[str, Any]) -> dict[str, Any]:
    """Return an option whose every amount is in euro."""
    amounts = {k: {**option[k], "currency": "EUR"} for k in ("price", "rent", "purchase", "electricity") if k in option}
    return option | amounts | ({"currency": "EUR"} if option["kind"] == "fixed" else {})


@LAW
@given(scenarios())
def test_at_a_crossing_costs_meet_or_the_order_flips(spec: dict[str, Any]) -> None:
    """`equal`: within 1e-9; `step`: who was cheaper at it is dearer just above."""
    options = evaluated(spec)
    curves = {o.name: o.cost_curve for o in options}
    for crossing in crossovers(options, "cost")[0]:
        if crossing.tokens_per_month is None:
            continue
        at, above = crossing.tokens_per_month, crossing.tokens_per_month * (1 + 1e-7)
        below_is, above_is = curves[crossing.cheaper_below], curves[crossing.cheaper_above]
        if crossing.kind == "equal":
            assert below_is(at) == pytest.approx(above_is(at), rel=1e-6)
        else:
            assert below_is(at) <= above_is(at) * (1 + NOISE)
            assert above_is(above) <= below_is(above) * (1 + 1e-6)


@LAW
@given(scenarios(), st.lists(volumes, min_size=5, max_size=5))
def test_the_envelope_is_never_above_an_eligible_option(spec: dict[str, Any], tokens: list[float]) -> None:
    """At any volume that an option may serve, the envelope's choice costs no more."""
    options = evaluated(spec)
    eligible = by_name(tuple(o for o in options if o.status == "ok"))
    ranges, _ = volume_ranges(options)
    for at in tokens:
        chosen = next((r for r in ranges if r.from_tokens < at <= (r.to_tokens or math.inf)), None)
        able = [o for o in eligible.values() if o.bill.limit_tokens >= at]
        if chosen is not None:
            lowest = min(float(o.cost_curve(at)) for o in able)
            assert float(eligible[chosen.option].cost_curve(at)) <= lowest * (1 + 1e-6)


@LAW
@given(scenarios())
def test_the_score_is_between_nothing_and_100_and_only_for_those_eligible(spec: dict[str, Any]) -> None:
    """The cheapest and the cleanest have the best of their terms."""
    options = evaluated(spec)
    points = scores(options)
    assert points.keys() == {o.name for o in options if o.status == "ok"}
    assert all(math.isnan(p) or 0 <= p <= 100 + NOISE for p in points.values())


@LAW
@given(workloads(), machines(OWNED), st.floats(min_value=1, max_value=5))
def test_the_pue_enters_once(workload: dict[str, Any], machine: dict[str, Any], pue: float) -> None:
    """Energy is proportional to it, whatever the load."""
    one, other = (evaluated(scenario({**machine, "pue": p}, workload=workload))[0].energy_kwh for p in (1.0, pue))
    assert other == pytest.approx(one * pue)


@LAW
@given(workloads(), st.integers(1, 100), st.floats(min_value=1, max_value=1e9))
def test_rent_does_not_depend_on_utilisation(workload: dict[str, Any], replicas: int, rate: float) -> None:
    """Given replicas cost what they cost, idle or not, whatever they do in a second."""
    rates = {"prefill_tok_s": rate, "decode_tok_s": rate}
    (option,) = evaluated(scenario({**RENTED, "replicas": replicas, "throughput": rates}, workload=workload))
    assert option.cost == pytest.approx(200 * replicas)


@LAW
@given(workloads(), apis(), machines(RENTED), st.booleans())
def test_a_mix_of_all_and_nothing_is_the_option_alone(
    workload: dict[str, Any], api: dict[str, Any], machine: dict[str, Any], ours: bool
) -> None:
    """100 % of one and 0 % of the other."""
    parts = [{"option": n, "share": "100%" if (n == "Rented") == ours else "0%"} for n in ("Rented", "API")]
    found = by_name(
        evaluated(scenario(api, machine, {"name": "Mix", "kind": "mix", "parts": parts}, workload=workload))
    )
    alone = found["Rented" if ours else "API"]
    assert found["Mix"].cost == pytest.approx(alone.cost)
    assert found["Mix"].carbon_kg == pytest.approx(alone.carbon_kg)


@LAW
@given(workloads(), apis(), machines(OWNED), st.floats(min_value=0.001, max_value=1.5))
def test_base_and_overflow_serve_everything_between_them(
    workload: dict[str, Any], api: dict[str, Any], machine: dict[str, Any], part: float
) -> None:
    """A base that holds the peak leaves the API nothing; with less, more goes over and never more than everything."""
    needed = evaluated(scenario(machine, workload=workload))[0].bill.members[0].fleet
    assert needed is not None
    peak = math.ceil(needed.working(needed.axis_tokens) * part)
    assume(peak <= 1e6)
    parts = [{"option": "Owned", "replicas": peak}, {"option": "API", "overflow": True}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    (*_, over) = evaluated(scenario(api, machine, mix, workload=workload))
    base, api_member = over.bill.members
    spilled = float(api_member.served(over.tokens))
    assert float(base.served(over.tokens)) + spilled == pytest.approx(over.tokens)
    assert -1e-6 * over.tokens <= spilled <= over.tokens * (1 + 1e-6)
    if part >= 1:
        assert spilled <= 1e-6 * over.tokens


@SLOW_LAW
@given(scenarios())
def test_the_same_scenario_gives_the_same_answer(spec: dict[str, Any]) -> None:
    """There is no clock, no chance and no order of a set in it."""
    assert repr(answer(spec)) == repr(answer(spec))


unknowns = st.sampled_from(
    [
        {}, {"price": "unknown"}, {"throughput": "unknown", "replicas": 2}, {"power": "unknown"}, {"grid": "unknown"},
        {"electricity": "unknown"}, {"rent": {"amount": "unknown", "per": "month"}}, {"amount": "unknown"},
        {"price": {"input_per_mtok": 0, "output_per_mtok": 0}}, {"commitment_per_month": 1e6},
        {"rate_limit": {"tokens_per_minute": 1}}, {"replicas": 1}, {"weight_bits": 400}, {"discount": "100%"},
    ]
)  # fmt: skip


@LAW
@given(workloads(), st.lists(unknowns, min_size=4, max_size=4), st.sampled_from(["USD", "EUR", "JPY"]), st.booleans())
def test_every_scenario_is_answered_or_refused_in_words(
    workload: dict[str, Any], changes: list[dict[str, Any]], currency: str, empty: bool
) -> None:
    """Unknown, free, over capacity, excluded, in any currency: nothing crashes and nothing is NaN at the edge."""
    options = [_changed(o, c) for o, c in zip((API, RENTED, OWNED, FIXED), changes, strict=True)]
    if empty:
        workload = {**workload, "output_tokens_per_month": 0, "input_tokens_per_month": 1}
    spec = scenario(*options, workload=workload, currency=currency, require={"min_quality": 0} if empty else {})
    refused = {p.code for p in problems(spec)}
    assert all(code.startswith("C3-R") for code in refused)
    for option in () if refused else answer({**spec, "like_for_like": True}).options:
        figures = (option.monthly.energy_kwh, option.monthly.carbon_kg, option.per_mtok.cost, option.score)
        assert not any(math.isnan(figure) for figure in figures if figure is not None)
        assert option.monthly.cost is not None or option.status != "ok"


def _changed(option: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "api": {"price", "commitment_per_month", "rate_limit", "discount"},
        "rented": {"throughput", "power", "grid", "rent", "replicas", "weight_bits"},
        "owned": {"throughput", "power", "grid", "electricity", "replicas", "weight_bits"},
        "fixed": {"amount"},
    }
    return option | {k: v for k, v in change.items() if k in fields[option["kind"]]}


@pytest.mark.parametrize("tokens", [1e-9, 1.0, 1e15, 1e20])
def test_any_volume_has_an_answer(tokens: float) -> None:
    """From a billionth of a token to 1e20."""
    found = answer(scenario(API, RENTED, workload={"input_tokens_per_month": tokens, "output_tokens_per_month": 0}))
    assert option_of(found, "API").monthly.cost is not None

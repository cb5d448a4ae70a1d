"""Promises of the months ahead: the worked purchase to the cent, and what must hold for every cash flow."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c3calc.answer.answer import CatalogueRef, ScenarioRef
from c3calc.evaluate.cashflow import Cash, additions
from c3calc.evaluate.investment import Investment, begins_with_spending
from c3calc.evaluate.option import evaluate
from c3calc.questions.comparison import About, Comparison
from c3calc.questions.draws import Sampler
from c3calc.questions.intervals import draw, with_intervals
from c3calc.questions.metrics import OptionFigures, metric_value
from frozen import FIXED, OWNED, RENTED, VOLUMES, answer, note_of, notes_of, option_of, resolved, scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from c3calc.answer.answer import Answer
    from c3calc.answer.finance import CashMonth, OptionFinance
    from c3calc.evaluate.option import EvaluatedOption

API = {"name": "API", "kind": "api", "model": "m", "price": {"input_per_mtok": 10.0, "output_per_mtok": 10.0}}
BOUGHT = {
    **OWNED, "gpus_per_replica": 1, "electricity": {"price_per_kwh": 0.0}, "replicas": 1,
    "throughput": {"prefill_tok_s": 1e6, "decode_tok_s": 1e6, "at_concurrency": 16},
    "purchase": {"gpu_price": 60_000.0, "life_months": 36, "residual_share": 0.2},
}  # fmt: skip
RUNNING = {"name": "Running", "amount": 2900.0, "per": "month", "applies_to": ["owned"]}
PEOPLE = {"name": "Engineering", "fte": 0.1, "cost_per_fte_year": 180_000.0, "applies_to": ["owned"]}
TERMS = {"horizon_months": 36, "discount_rate_per_year": 0.1, "api_price_change_per_year": 0.0}


def spec(*options: Mapping[str, Any], finance: Mapping[str, Any] | None = None, **blocks: Any) -> dict[str, Any]:
    """Return the worked purchase: 6,500 a month for an API, or 60,000 once and 2,900 a month."""
    given = {"costs": [RUNNING], **blocks}
    return scenario(*(options or (API, BOUGHT)), finance={**TERMS, **(finance or {})}, **given)


def finance_of(found: Answer, name: str = "Owned") -> OptionFinance:
    """Return an option's finance."""
    finance = option_of(found, name).finance
    assert finance is not None
    return finance


def evaluated(given: Mapping[str, Any], **terms: Any) -> dict[str, EvaluatedOption]:
    """Return every option of a scenario, unrounded."""
    options, _ = evaluate(resolved(given, **terms).case)
    return {o.name: o for o in options}


def test_the_worked_purchase() -> None:
    """NPV, IRR, both paybacks, and what a month costs: (60,000 - 12,000 / 1.1^3) x 0.0320652 + 2,900 = 4,534.82."""
    found = finance_of(answer(spec()))
    assert (found.capex, found.opex, found.residual) == (Decimal("60000.00"), Decimal("104400.00"), Decimal("12000.00"))
    assert found.npv == Decimal("61287.03")
    assert found.irr == pytest.approx(0.8374, abs=5e-5)
    assert found.payback_months == pytest.approx(16.67, abs=0.005)
    assert found.discounted_payback_months == pytest.approx(17.95, abs=0.005)
    assert found.annuity_per_month == Decimal("4534.82")
    assert found.saving == 36 * (6500 - 2900) - 60_000 + 12_000


@pytest.mark.parametrize(("rate", "npv"), [(0.08, "64881.98"), (0.15, "53135.63"), (0.0, "81600.00")])
def test_other_rates(rate: float, npv: str) -> None:
    """Dearer money makes the same months worth less; free money makes them their sum."""
    assert finance_of(answer(spec(finance={"discount_rate_per_year": rate}))).npv == Decimal(npv)


def test_an_api_price_that_falls() -> None:
    """30 % a year less for the API makes the purchase a loss, and the money never comes back."""
    found = finance_of(answer(spec(finance={"api_price_change_per_year": -0.3})))
    assert (found.npv, found.payback_months) == (Decimal("-15722.21"), None)


def test_the_baseline_against_itself() -> None:
    """It is worth nothing more than itself."""
    found = finance_of(answer(spec()), "API")
    assert (found.npv, found.irr, found.capex, found.net) == (0, None, 0, Decimal("-234000.00"))


def test_without_a_finance_block_nothing_is_looked_ahead() -> None:
    """Month 1 is the answer then, and the metrics of the months ahead are not known."""
    found = answer(scenario(API, BOUGHT))
    assert (found.finance, option_of(found, "Owned").finance) == (None, None)
    options = tuple(evaluated(scenario(API)).values())
    assert np.isnan(metric_value("npv", OptionFigures(options[0], options)))


@pytest.mark.parametrize(
    ("path", "option", "factor"),
    [
        ("api_price_change_per_year", {**API, "price": {**API["price"], "per_request": 0.1}}, 0.5),
        ("rent_change_per_year", {**RENTED, "replicas": 1}, 0.5),
        ("electricity_change_per_year", {**OWNED, "replicas": 1}, 0.5),
    ],
)
def test_every_price_follows_its_own_path(path: str, option: dict[str, Any], factor: float) -> None:
    """By the end of month 12 a price that halves a year is at half, and at 0.5^(1/12) by the end of month 1."""
    workload = {**VOLUMES, "requests_per_month": 1e6}
    found = finance_of(answer(spec(option, finance={path: factor - 1}, costs=[], workload=workload)), option["name"])
    lines = [x for x in option_of(answer(scenario(option, workload=workload)), option["name"]).lines if x.cost]
    paid = sum(float(x.cost or 0) for x in lines if not x.label.startswith(("Depreciation", "Cost of capital")))
    assert float(found.cash_flow[12].opex or 0) == pytest.approx(paid * factor, abs=0.02)
    assert float(found.cash_flow[1].opex or 0) == pytest.approx(paid * factor ** (1 / 12), abs=0.02)


def test_colocation_follows_no_path() -> None:
    """Only rent follows the path of rents."""
    option = {**BOUGHT, "colocation": {"amount": 250.0}}
    found = finance_of(answer(spec(option, finance={"rent_change_per_year": 1.0}, costs=[])))
    assert found.cash_flow[36].opex == Decimal("250.00")


def test_a_commitment_does_not_fall_with_the_price() -> None:
    """6,500 of usage under a commitment of 5,000 falls to 4,550 after a year at -30 %, and 5,000 are paid."""
    option = {**API, "commitment_per_month": 5000.0}
    months = finance_of(answer(spec(option, finance={"api_price_change_per_year": -0.3})), "API").cash_flow
    assert [months[i].opex for i in (1, 12)] == [Decimal("6309.64"), Decimal("5000.00")]


def test_growth_buys_what_it_needs_when_it_needs_it() -> None:
    """Two GPUs carry 650M x 0.7 / 0.4186 = 1.087B tokens; at 20 % a month that lasts until month 4, 2.174B until 8."""
    found = finance_of(answer(spec(API, OWNED, workload={**VOLUMES, "growth_per_month": 0.2}, costs=[])))
    assert {m.month: m.capex for m in found.cash_flow[:10] if m.capex} == {0: 2000, 4: 2000, 8: 2000}


def test_hardware_is_replaced_at_the_end_of_its_life() -> None:
    """A life of 12 months in 30: bought at the start, in month 13 and 25, each 20 % worth at its end, the last half."""
    option = {**BOUGHT, "purchase": {**BOUGHT["purchase"], "life_months": 12}}
    found = answer(spec(API, option, finance={"horizon_months": 30}))
    months = finance_of(found).cash_flow
    assert {m.month: m.capex for m in months if m.capex} == {0: 60_000, 13: 60_000, 25: 60_000}
    assert {m.month: m.residual for m in months if m.residual} == {12: 12_000, 24: 12_000, 30: 36_000}
    assert "serves 12 months and is then bought again" in note_of(found, "C3-N41").message


def test_a_horizon_shorter_than_the_life() -> None:
    """After 12 of 36 months 60,000 stand in the books at 44,000, and the answer says so."""
    found = answer(spec(finance={"horizon_months": 12}))
    assert finance_of(found).residual == Decimal("44000.00")
    assert "counts at its book value" in note_of(found, "C3-N41").message
    assert notes_of(answer(spec()), "C3-N41") == []


def test_costs_are_paid_in_their_months() -> None:
    """Double running in months 2 and 3 is paid in these."""
    cost = {"name": "Double running", "amount": 100.0, "per": "month", "from_month": 2, "to_month": 3}
    months = finance_of(answer(spec(API, costs=[cost])), "API").cash_flow
    assert [m.opex for m in months[:5]] == [0, 6500, 6600, 6600, 6500]


def test_people_who_are_paid_anyway() -> None:
    """0.1 FTE cost 1,500 a month: with them it saves 2,100 a month, without them what the worked purchase saves."""
    found = finance_of(answer(spec(costs=[RUNNING, PEOPLE])))
    assert found.people == Decimal("54000.00")
    assert found.payback_months == pytest.approx(60_000 / 2100)
    assert found.without_people is not None
    assert (found.without_people.npv, found.without_people.annuity_per_month) == (
        Decimal("61287.03"),
        Decimal("4534.82"),
    )
    assert found.without_people.payback_months == pytest.approx(16.67, abs=0.005)
    assert finance_of(answer(spec())).without_people is None


def test_a_purchase_costs_its_annuity() -> None:
    """Over the life of the hardware the equal monthly cost is the bill of month 1, depreciation and capital in it."""
    option = option_of(answer(spec()), "Owned")
    assert option.finance is not None
    assert option.finance.annuity_per_month == pytest.approx(option.monthly.cost, abs=Decimal("0.02"))


def test_features_that_grow_apart() -> None:
    """100M tokens that double and 550M that stay are 200M and 550M in month 2, at 10 per Mtok 7,500."""
    features = [
        {"name": "new", "input_tokens_per_month": 50e6, "output_tokens_per_month": 50e6, "growth_per_month": 1.0},
        {"name": "old", "input_tokens_per_month": 450e6, "output_tokens_per_month": 100e6},
    ]
    months = finance_of(answer(spec(API, workload={"features": features})), "API").cash_flow
    assert [(m.tokens, m.opex) for m in months[1:4]] == [(650e6, 6500), (750e6, 7500), (950e6, 9500)]


def test_features_share_one_growth() -> None:
    """A growth that features inherit is one number: drawn once, it keeps the mix."""
    workload = {**VOLUMES, "growth_per_month": {"low": 0.0, "high": 0.1}, "features": [{"name": "a", "share": 1.0}]}
    two = [{"name": "a", "share": 0.4}, {"name": "b", "share": 0.6}]
    case = resolved(spec(API, workload={**workload, "features": two}), sample=Sampler(8, (1, 0))).case
    assert case.workload.growth_per_month is not None
    two[1]["growth_per_month"] = {"low": 0.0, "high": 0.1}
    case = resolved(spec(API, workload={**workload, "features": two}), sample=Sampler(8, (1, 0))).case
    assert case.workload.growth_per_month is None


def test_an_option_that_is_outgrown() -> None:
    """Two replicas carry 2.174B tokens; at 20 % a month 650M are 2.329B in month 8, and the answer names it."""
    given = spec(API, {**OWNED, "replicas": 2}, workload={**VOLUMES, "growth_per_month": 0.2}, costs=[])
    (text,) = notes_of(answer(given), "C3-N43")
    assert text == "Owned: it carries 2.174B tokens a month, and month 8 has 2.329B; its bill goes on growing"


@pytest.mark.parametrize(
    ("options", "costs", "why"),
    [
        ((API, {**FIXED, "amount": 7000.0}), [], "never saved at any rate"),
        ((API, {**FIXED, "amount": 6000.0}), [], "begins by saving"),
        ((API, {**FIXED, "amount": 6500.0}), [], "costs what the baseline costs"),
        ((BOUGHT, API), [RUNNING], "as if money were borrowed at 83.7 % a year"),
        (
            (API, {**FIXED, "amount": 6400.0}),
            [
                {
                    "name": "In",
                    "amount": 1000.0,
                    "per": "month",
                    "from_month": 1,
                    "to_month": 1,
                    "applies_to": ["fixed"],
                },
                {"name": "Out", "amount": 2500.0, "per": "month", "from_month": 36, "applies_to": ["fixed"]},
            ],
            "a year alike",
        ),
    ],
)
def test_why_there_is_no_rate_of_return(options: Any, costs: Any, why: str) -> None:
    """None, a borrowed one or several: the answer says which."""
    found = answer(spec(*options, costs=costs))
    assert finance_of(found, options[1]["name"]).irr is None
    assert why in note_of(found, "C3-N42").message


def test_a_payback_that_is_lost_again() -> None:
    """With hardware bought again every 30 months the money is back once, and out again at the end."""
    option = {**BOUGHT, "purchase": {**BOUGHT["purchase"], "life_months": 30}}
    found = answer(spec(API, option))
    assert finance_of(found).payback_months == pytest.approx(16.67, abs=0.005)
    assert notes_of(found, "C3-N44") == []
    found = answer(spec(API, {**option, "purchase": {**option["purchase"], "gpu_price": 80_000.0}}))
    assert "saved after 22.2 months, but lost again" in note_of(found, "C3-N44").message


def test_prices_that_are_taken_to_stay_are_said() -> None:
    """Where API prices go is the largest assumption of a long horizon."""
    silent = {"finance": {"horizon_months": 24}}
    assert "24 months" in note_of(answer(scenario(API, **silent)), "C3-N40").message
    for said in ({**TERMS}, {"horizon_months": 12}):
        assert notes_of(answer(scenario(API, finance=said)), "C3-N40") == []
    assert notes_of(answer(scenario(FIXED, **silent)), "C3-N40") == []


def test_another_winner_over_the_horizon() -> None:
    """The API is cheaper in month 1, in which double running costs 9,000; over three years buying is."""
    once = {"name": "Double running", "amount": 9000.0, "per": "month", "to_month": 1, "applies_to": ["owned"]}
    found = answer(spec(costs=[RUNNING, once]))
    assert found.verdict.cheapest == "API"
    text = (
        "over 36 months Owned (USD 4,821.12 a month) costs less than API (USD 6,500 a month), the cheapest in month 1"
    )
    assert note_of(found, "C3-N45").message == text
    assert notes_of(answer(spec()), "C3-N45") == []


def test_what_is_not_known_is_not_known_later() -> None:
    """A cost that nobody knows leaves every month that has it unknown, and whatever rests on it."""
    unknown = {**FIXED, "amount": "unknown"}
    found = finance_of(answer(spec(API, unknown)), "Offer")
    assert (found.capex, found.opex, found.npv, found.irr, found.payback_months) == (0, None, None, None, None)
    assert found.cash_flow[1].net is None


def test_metrics_of_the_months_ahead() -> None:
    """Budgets judge what the answer prints: money in cents; never is beyond every limit."""
    options = tuple(evaluated(spec()).values())
    target = OptionFigures(options[1], options)
    found = {
        name: metric_value(name, target) for name in ("npv", "irr", "payback_months", "capex", "annuity_per_month")
    }
    assert found == pytest.approx(
        {
            "npv": 61_287.03,
            "irr": 0.8374345,
            "payback_months": 50 / 3,
            "capex": 60_000.0,
            "annuity_per_month": 4534.82,
        },
        rel=1e-6,
    )
    options = tuple(evaluated(spec(finance={"api_price_change_per_year": -0.3})).values())
    assert metric_value("discounted_payback_months", OptionFigures(options[1], options)) == float("inf")


def foots(months: tuple[CashMonth, ...]) -> bool:
    """Whether every month is the sum of its parts, and every sum so far that of the months."""
    net = saving = Decimal(0)
    for m in months:
        assert None not in (m.capex, m.opex, m.residual, m.net, m.saving)
        net, saving = net + (m.net or 0), saving + (m.saving or 0)
        if (m.net, m.cumulative, m.cumulative_saving) != (m.residual - m.capex - m.opex, net, saving):  # type: ignore[operator]
            return False
    return True


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-0.2, 0.3),
    st.floats(-0.6, 0.6),
    st.integers(1, 60),
    st.integers(1, 60),
    st.floats(0.0, 1.0, allow_subnormal=False),
)
def test_cash_flows_foot(growth: float, change: float, horizon: int, life: int, residual_share: float) -> None:
    """Whatever grows, moves and is bought, to the cent."""
    paths = {"api_price_change_per_year": change, "electricity_change_per_year": change, "horizon_months": horizon}
    option = {**OWNED, "purchase": {"gpu_price": 999.99, "life_months": life, "residual_share": residual_share}}
    workload = {**VOLUMES, "growth_per_month": growth}
    found = answer(spec(API, option, workload=workload, finance=paths, costs=[RUNNING, PEOPLE]))
    for name in ("API", "Owned"):
        finance = finance_of(found, name)
        assert foots(finance.cash_flow)
        assert finance.net == finance.residual - finance.capex - finance.opex  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 48), st.floats(0.01, 50.0))
def test_nothing_moves_without_growth_and_price_paths(horizon: int, price: float) -> None:
    """Every month then costs what the bill of month 1 costs, depreciation and capital aside."""
    api = {**API, "price": {"input_per_mtok": price, "output_per_mtok": price}}
    found = answer(spec(api, OWNED, RENTED, finance={"horizon_months": horizon}))
    for option in found.options:
        capital = ("Depreciation", "Cost of capital")
        paid = sum(line.cost or Decimal(0) for line in option.lines if not line.label.startswith(capital))
        assert {m.opex for m in finance_of(found, option.name).cash_flow[1:]} == {paid}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40), st.integers(1, 50))
def test_additions_cover_the_need(needed: list[int], life_months: int) -> None:
    """What is in its life is never less than what is needed, and never more than was once needed."""
    added = additions([float(n) for n in needed], life_months)
    for month, need in enumerate(needed):
        there = sum(added[max(0, month - life_months + 1) : month + 1])
        assert need <= there <= max(needed[: month + 1])


def test_draws_of_no_width_are_the_point() -> None:
    """Ranges that are one value give that value's cash flow in every draw, but for the last digit of a power."""
    paths = {
        "api_price_change_per_year": {"low": -0.3, "high": -0.3},
        "discount_rate_per_year": {"low": 0.1, "high": 0.1},
    }
    drawn = evaluated(spec(finance=paths), sample=Sampler(16, (1, 0)))
    point = evaluated(spec(finance={"api_price_change_per_year": -0.3}))
    both = [(o["Owned"], o["API"]) for o in (drawn, point)]
    found, expected = (
        Investment(own.cash, base.cash, own.case.finance.rate_per_year.value)  # type: ignore[union-attr]
        for own, base in both
    )
    for name in ("npv", "irr", "payback_months", "discounted_payback_months", "annuity_per_month"):
        value = getattr(expected, name)
        assert np.asarray(getattr(found, name)) == pytest.approx(np.full(17, value), rel=1e-12), name


def test_draws_move_the_months() -> None:
    """Each draw of a growth and a price path has the cash flow of its own point."""
    ranges = {"api_price_change_per_year": {"low": -0.4, "high": 0.0}}
    workload = {**VOLUMES, "growth_per_month": {"low": -0.05, "high": 0.1}}
    drawn = evaluated(spec(API, OWNED, workload=workload, finance=ranges), sample=Sampler(8, (1, 0)))
    terms, growths = drawn["API"].case.finance, drawn["API"].case.workload.parts[0].growth_per_month
    assert terms is not None
    npvs = Investment(drawn["Owned"].cash, drawn["API"].cash, 0.1).npv
    for change, growth, npv in zip(terms.api_change_per_year.value, growths, npvs, strict=True):
        own = spec(API, OWNED, workload={**VOLUMES, "growth_per_month": float(growth)},
                   finance={"api_price_change_per_year": float(change)})  # fmt: skip
        point = evaluated(own)
        assert Investment(point["Owned"].cash, point["API"].cash, 0.1).npv == pytest.approx(npv, rel=1e-9)


def test_what_float_sums_leave_between_equal_bills_is_no_flow() -> None:
    """0.1 + 0.2 against 0.3 is nothing, 0.31 against 0.3 one cent less."""
    paid = [Cash(1, 1.0, 1.0, capex=0.0, opex=opex, people=0.0, residual=0.0) for opex in (0.1 + 0.2, 0.31, 0.3)]
    found = Investment(tuple(paid[:2]), (paid[2], paid[2]), 0.1)
    assert found.flows == [0.0, pytest.approx(-0.01)]


def test_what_comes_first_decides_whether_money_is_put_in() -> None:
    """Half a cent that comes out first is no spending."""
    assert begins_with_spending([0.0, -1.0, 2.0])
    assert not begins_with_spending([0.0, 0.005, -1.0])
    assert not begins_with_spending([0.0, 0.0])


def test_how_sure_the_worth_is() -> None:
    """A price of 9 to 11 costs 12 x 650 of it a year against 12 x 6,000: P5 at 9.10 is -1,020, P95 at 10.90 13,020."""
    api = {**API, "price": {"input_per_mtok": {"low": 9.0, "high": 11.0}, "output_per_mtok": 10.0}}
    api["price"]["output_per_mtok"], workload = 0.0, {"input_tokens_per_month": 650e6, "output_tokens_per_month": 1.0}
    given = spec(api, {**FIXED, "amount": 6000.0}, workload=workload, costs=[],
                 finance={"horizon_months": 12, "discount_rate_per_year": 0.0},
                 budgets=[{"name": "b", "metric": "npv", "option": "Offer", "min": 0}])  # fmt: skip
    asked = Comparison(resolved(given), About(ScenarioRef("x", "x", "0"), CatalogueRef("", ""), "2026-11-21"))
    found = finance_of(with_intervals(asked.answer, draw(asked, 1000, 1)), "Offer")
    assert found.npv_low == pytest.approx(Decimal(-1020), abs=20)
    assert found.npv_high == pytest.approx(Decimal(13_020), abs=20)
    assert (finance_of(asked.answer, "Offer").npv_low, found.npv) == (None, Decimal("6000.00"))


def test_cents_are_rounded_before_they_are_summed() -> None:
    """Two lines of half a cent each are two cents, as on the bill."""
    costs = [{"name": name, "amount": 0.005, "per": "month"} for name in ("a", "b")]
    assert finance_of(answer(spec(API, costs=costs)), "API").cash_flow[1].opex == Decimal("6500.02")
    (option,) = evaluated(spec(API, costs=costs)).values()
    assert option.cash[1].opex == pytest.approx(6500.01)

"""Hand-made answers for the tests of render: no arithmetic, figures chosen so that a reader can check them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from c3calc.answer.answer import (
    Answer,
    Capacity,
    CatalogueRef,
    Control,
    Crossover,
    ExchangeRate,
    Expectation,
    Feature,
    Line,
    Monthly,
    Note,
    Option,
    PerUnit,
    Saving,
    ScenarioRef,
    Step,
    Unit,
    Verdict,
    VolumeRange,
)
from c3calc.answer.finance import CashMonth, FinanceTerms, OptionFinance, Returns
from c3calc.answer.uncertainty import Flip, Probabilities, Swing
from c3calc.base.provenance import Input

API = "GPT-5 API [/b]"
RENTED = "=2x RTX 3090 | gemma_4"
OWNED = "Owned\n4x L40S \x1b[31m東京"
MISSPELT_MARKUP = "[red]"


def api_line(label: str, quantity: float, unit_price: float, cost: str) -> Line:
    """Return a line of an API's bill, priced per million tokens."""
    return Line(
        label=label,
        quantity=quantity,
        unit="Mtok",
        unit_price=unit_price,
        cost=Decimal(cost),
        energy_kwh=None,
        carbon_kg=None,
        fixed=False,
        evidence="published",
        source="https://openai.com/api/pricing/ (2026-10-10)",
        arithmetic=f"{quantity:g} Mtok x {unit_price:g} USD = {cost}",
        months=None,
        inputs=(
            Input("volume", quantity, "Mtok", "quoted", "the scenario", "scenario.yaml:8:3"),
            Input("price", unit_price, "USD/Mtok", "published", "openai.com", "pricing/apis/openai.yaml"),
        ),
    )


def own_line(label: str, quantity: float | None, unit: str, unit_price: float | None, cost: str | None) -> Line:
    """Return a fixed line of a bill for hardware, with energy and carbon."""
    return Line(
        label=label,
        quantity=quantity,
        unit=unit,
        unit_price=unit_price,
        cost=None if cost is None else Decimal(cost),
        energy_kwh=438.0,
        carbon_kg=90.228,
        fixed=True,
        evidence="quoted",
        source="offer of 2026-09-01, @acme",
        arithmetic=f"{quantity} {unit} x {unit_price} USD = {cost}",
        months=(1, 3) if label == "Double running" else None,
        inputs=(Input("rent", unit_price, "USD", "quoted", "offer", ""),),
    )


def api_option() -> Option:
    """Return the baseline: an API whose energy is not known."""
    return Option(
        name=API,
        kind="api",
        status="ok",
        reasons=(),
        monthly=Monthly(Decimal("2750.01"), None, None, Decimal("2400.00"), Decimal("3100.50")),
        cost_per_year=Decimal("33000.12"),
        per_mtok=PerUnit(4.2307846153846, None, None),
        per_request=PerUnit(0.001100004, None, None),
        per_unit=PerUnit(0.003300012, None, None),
        control=Control(2.25, {"data_sovereignty": 2.0, "availability": 3.0}),
        quality=82.0,
        score=44.1,
        capacity=None,
        lines=(
            api_line("Input tokens", 500.0, 2.5, "1250.00"),
            api_line("Output tokens", 150.0, 10.0, "1500.00"),
            api_line("@cache writes", 0.8, 0.0000125, "0.01"),
        ),
    )


def rented_option() -> Option:
    """Return a rented server that is too small for the peak and has all figures."""
    return Option(
        name=RENTED,
        kind="rented",
        status="over_capacity",
        reasons=("peak load is 1.31 of 1 replica", "2 replicas would hold it"),
        monthly=Monthly(Decimal("1819.24"), 876.0, 180.456),
        cost_per_year=Decimal("21830.88"),
        per_mtok=PerUnit(2.7988307692308, 1.3476923, 277.62461),
        per_request=PerUnit(0.000727696, 0.0003504, 0.0721824),
        per_unit=PerUnit(0.002183088, 0.0010512, 0.2165472),
        control=Control(4.0, {"data_sovereignty": 5.0, "availability": 2.5}),
        quality=None,
        score=None,
        capacity=Capacity(1, 0, 2, 1.31, 0.39, Decimal("133.73"), 18.6, 48.0, 497_500_000.0, (OWN_LOAD,)),
        lines=(
            own_line("Rent", 1.0, "server-months", 219.24, "219.24"),
            own_line("Double running", 1.0, "months", 1600.0, "1600.00"),
        ),
    )


def owned_option() -> Option:
    """Return a purchase that a rule excludes and one line of which is not known."""
    return Option(
        name=OWNED,
        kind="owned",
        status="excluded",
        reasons=("needs 0.8 FTE, max_fte is 0.5",),
        monthly=Monthly(None, 876.0, 180.456),
        cost_per_year=None,
        per_mtok=PerUnit(None, 2.6953846, 148.24615),
        per_request=PerUnit(None, 0.0007008, 0.038544),
        per_unit=PerUnit(None, 0.0021024, 0.115632),
        control=Control(4.5, {"data_sovereignty": 5.0, "availability": 4.0}),
        quality=74.0,
        score=None,
        capacity=Capacity(2, 1, 4, 0.611, 0.182, None, 18.6, 192.0, 1_520_000_000.0, (OWN_LOAD,)),
        lines=(
            own_line("Depreciation", 1.0, "months", 1333.33, "1333.33"),
            own_line("Colocation " + MISSPELT_MARKUP, None, "servers", None, None),
        ),
        finance=owned_finance(),
    )


def owned_finance() -> OptionFinance:
    """Return two months of a purchase for 60,000; made up, but it foots."""
    start = CashMonth(0, 0.0, *amounts("60000", "0", "0", "0", "-60000", "-60000", "-60000", "-60000"))
    first = CashMonth(1, 650e6, *amounts("0", "2900", "750", "0", "-2900", "-62900", "3600", "-56400"))
    last = CashMonth(2, 669.5e6, *amounts("0", "2900", "750", "12000", "9100", "-53800", "16000", "-40400"))
    sums = dict(
        zip(
            ("opex", "people", "residual", "net", "saving"),
            amounts("5800", "1500", "12000", "-53800", "-40400"),
            strict=True,
        )
    )
    return OptionFinance(
        capex=Decimal("60000.00"),
        npv=Decimal("-15722.21"),
        irr=None,
        payback_months=None,
        discounted_payback_months=None,
        **sums,
        annuity_per_month=Decimal("27250.00"),
        without_people=Returns(Decimal("-14200.00"), -0.12, None, None, Decimal("26500.00")),
        cash_flow=(start, first, last),
    )


def amounts(*texts: str) -> list[Decimal]:
    """Return amounts in whole cents."""
    return [Decimal(text).quantize(Decimal("0.01")) for text in texts]


OWN_LOAD = Step("Load", "190.3 tok/s / 1000 tok/s + 57.1 tok/s / 250 tok/s = 0.42", 0.42, "replicas")


def answer() -> Answer:
    """Return an answer with three options: energy not known, over capacity, excluded; and names out to break things."""
    return Answer(
        schema_version=1,
        c3_version="0.1.0",
        scenario=ScenarioRef("Mid-market feature, 500M tokens a month", "mid-market.c3.yaml", "ab12" * 16),
        currency="USD",
        as_of="2026-10-10",
        today="2026-11-21",
        exchange_rates=(ExchangeRate("EUR", 1.16, "2026-10-09", "ECB reference rate"),),
        catalogue=CatalogueRef("2026-10-10", "2026-08-30"),
        hours_per_month=730.0,
        volume_tokens_per_month=650_000_000.0,
        requests_per_month=2_500_000.0,
        unit=Unit("document", 833_333.333333333),
        baseline=API,
        verdict=Verdict(
            API,
            RENTED,
            API,
            f"{API} is the cheapest option that may be chosen: USD 2,750 a month.",
            f"We choose {API}: {RENTED} would cost 34 % less, yet cannot carry the peak.",
        ),
        savings=(
            Saving(RENTED, API, Decimal("930.77"), Decimal("11169.24"), 0.33846, None, None),
            Saving(OWNED, API, None, None, None, None, None),
        ),
        options=(api_option(), rented_option(), owned_option()),
        features=(
            Feature("search", API, Decimal("1650.01"), None, None, RENTED),
            Feature("contracts", API, Decimal("1100.00"), None, None, RENTED),
            Feature("search", RENTED, Decimal("1091.54"), 525.6, 108.2736, RENTED),
            Feature("contracts", RENTED, Decimal("727.70"), 350.4, 72.1824, RENTED),
        ),
        crossovers=(
            Crossover("cost", (API, RENTED), "equal", 430_000_123.4, API, RENTED),
            Crossover("cost", (API, RENTED), "step", 497_500_000.0, RENTED, API),
            Crossover("carbon", (RENTED, OWNED), "never", None, OWNED, OWNED),
        ),
        cheapest_by_volume=(
            VolumeRange(0.0, 430_000_123.4, API),
            VolumeRange(430_000_123.4, 497_500_000.0, RENTED),
            VolumeRange(497_500_000.0, None, API),
        ),
        expect=(
            Expectation(
                "cost_per_month",
                API,
                2731.4,
                2750.01,
                0.0068133,
                plausible=True,
                within_tolerance=True,
                why="within 5 %",
            ),
            Expectation(
                "carbon_saving_g_per_1k_tokens",
                None,
                35.0,
                None,
                None,
                plausible=False,
                within_tolerance=None,
                why="above its own energy",
            ),
        ),
        probabilities=Probabilities(10_000, 0, {API: 0.91, RENTED: 0.09}, {RENTED: 1.0}, {"monthly cap": 0.84}),
        flips=(Flip("options[0].price.input_per_mtok", 2.5, 3.91, RENTED),),
        swings=(
            Swing("options[0].price.output_per_mtok", 9.0, 11.0, API, Decimal("2600.01"), Decimal("2900.01")),
            Swing("options[1].rent", 180.0, 260.0, RENTED, Decimal("1780.00"), Decimal("1860.00")),
            Swing("options[1].rent", 180.0, 260.0, API, None, None),
        ),
        traffic=(
            Step("User requests", "2,500,000 a month", 2.5e6, "requests/month"),
            Step("Input tokens", "2,500,000 x 200 = 500M", 5e8, "tokens/month"),
        ),
        notes=(
            Note("C3-N01", "info", "PUE is not given; 1.2 is taken from the catalogue's defaults", "options[1].pue"),
            Note("C3-N07", "warning", "the price of rtx-3090 was checked 83 days ago; rents move in 30", ""),
        ),
        finance=FinanceTerms(2, 0.1, -0.3, 0.0, None),
    )


def bare_answer() -> Answer:
    """Return the shortest answer: one option, nothing optional."""
    full = answer()
    return replace(
        full,
        exchange_rates=(),
        unit=None,
        savings=(),
        options=(replace(api_option(), per_unit=None),),
        verdict=replace(full.verdict, cheapest=API, cleanest=API, best=API),
        features=(),
        crossovers=(),
        cheapest_by_volume=(),
        expect=(),
        probabilities=None,
        flips=None,
        swings=None,
        notes=(),
        finance=None,
    )

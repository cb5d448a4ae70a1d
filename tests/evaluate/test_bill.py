"""One bill for every kind of option: shared costs, mixes, a price on carbon, rounding."""

from __future__ import annotations

import math
from typing import Any, get_args

import pytest

from c3calc.base.cost_basis import COST_BASES, CostPer
from c3calc.evaluate.bill import make_bill
from c3calc.evaluate.line import shares_of
from frozen import API, FIXED, OWNED, RENTED, VOLUMES, answer, bill, codes, line_of, option_of, resolved, scenario

VOLUMES_TOKENS = 650e6
WORKLOAD = {**VOLUMES, "requests_per_month": "2.5M", "users": 40}
SHARE_MIX = {
    "name": "Mix", "kind": "mix", "parts": [{"option": "Rented", "share": "90%"}, {"option": "API", "share": "10%"}]
}  # fmt: skip


def charged(cost: dict[str, Any], option: str = "API", **blocks: Any) -> str | None:
    """Return what a cost line adds to an option's bill; None where it does not fall on it."""
    costs = [{"name": "Extra", **cost}]
    found = answer(scenario(API, RENTED, OWNED, FIXED, SHARE_MIX, workload=WORKLOAD, costs=costs, **blocks))
    return bill(found, option).get("Extra")


# Costs


@pytest.mark.parametrize(
    ("cost", "amount"),
    [
        ({"amount": 0.5, "per": "hour"}, "365.00"),  # x 730
        ({"amount": 12, "per": "day"}, "365.00"),  # x 730 / 24
        ({"amount": 84, "per": "week"}, "365.00"),  # x 730 / 168
        ({"amount": 350, "per": "month"}, "350.00"),
        ({"amount": 4200, "per": "year"}, "350.00"),  # / 12
        ({"amount": 0.001, "per": "request"}, "2500.00"),  # 2.5M requests
        ({"amount": 1, "per": "1k_requests"}, "2500.00"),
        ({"amount": 0.1, "per": "mtok"}, "65.00"),  # 650 Mtok
        ({"amount": 20, "per": "user"}, "800.00"),  # 40 users
        ({"amount": 100, "per": "gpu"}, None),  # no GPU behind an API
        ({"amount": 100, "per": "server"}, None),
        ({"fte": 0.1, "cost_per_fte_year": "180k"}, "1500.00"),  # 0.1 x 15,000
        ({"fte": 0.25, "cost_per_fte_year": "180k"}, "3750.00"),  # the article says 1,500
        ({"person_weeks": 1.4, "cost_per_fte_year": "180k", "spread_months": 12}, "403.85"),  # 1.4 x 3,461.54 / 12
        ({"person_weeks": 1.4, "cost_per_fte_year": "180k"}, "4846.15"),  # at once
        # 650M tokens x 4 bytes x 3 months kept = 7.8 GB x 0.50
        ({"per_gb": 0.5, "bytes_per_token": 4, "retention_months": 3}, "3.90"),
        ({"per_gb": 0.5, "bytes_per_token": 4}, "1.30"),  # kept for a month
        ({"amount": 350, "per": "month", "currency": "EUR"}, "420.00"),
        ({"amount": 0, "per": "month"}, "0.00"),  # somebody else pays
        ({"amount": {"low": 100, "high": 300}, "per": "month"}, "200.00"),
    ],
)
def test_every_kind_of_cost_becomes_a_line(cost: dict[str, Any], amount: str | None) -> None:
    """Whatever it is paid per, it is paid per month."""
    assert charged(cost) == amount


# A unit of each basis of which option a month, by hand: 730 hours, 2.5M requests, 650 Mtok, 40 users, 2 GPUs.
UNITS_A_MONTH = {
    "hour": 730.0, "day": 730 / 24, "week": 730 / 168, "month": 1.0, "year": 1 / 12, "request": 2.5e6,
    "1k_requests": 2500.0, "mtok": 650.0, "user": 40.0, "server": 1.0, "gpu": 2.0,
}  # fmt: skip


def test_the_scenario_language_has_every_basis_and_no_other() -> None:
    """What stands after `per:` is a word of the table, and each has an expected bill below."""
    assert tuple(COST_BASES) == get_args(CostPer) == tuple(UNITS_A_MONTH)


@pytest.mark.parametrize("per", COST_BASES)
def test_a_basis_is_billed_by_what_it_counts(per: CostPer) -> None:
    """Behind rented hardware there is all that can be counted; where there is no hardware, nothing is paid for it."""
    basis, cost = COST_BASES[per], {"amount": 1.2, "per": per}
    assert charged(cost, "Rented") == f"{1.2 * UNITS_A_MONTH[per]:.2f}"
    assert (charged(cost) is None) == (basis.needs == "hardware")


@pytest.mark.parametrize("per", COST_BASES)
def test_a_basis_is_refused_where_nobody_says_how_many(per: CostPer) -> None:
    """A basis says what it needs, and without it the line is a mistake with its place, never an unknown amount."""
    needs = {"requests": [("C3-R24", "costs.0.per")], "users": [("C3-R15", "costs.0.per")]}
    bare = scenario(RENTED, costs=[{"name": "Extra", "amount": 1.2, "per": per}])  # tokens, and neither of the two
    refused = needs.get(COST_BASES[per].needs or "", [])
    assert codes(bare) == refused
    assert refused or bill(answer(bare), "Rented")["Extra"] == f"{1.2 * UNITS_A_MONTH[per]:.2f}"


def test_an_opensearch_of_two_units_costs_350_40() -> None:
    """2 x 0.24 an hour x 730 h (article: managing costs)."""
    assert charged({"amount": 0.48, "per": "hour"}) == "350.40"


def test_costs_per_gpu_and_server_count_what_is_provisioned() -> None:
    """One replica of two GPUs: rented in one SKU of two, owned in servers of one GPU."""
    assert charged({"amount": 100, "per": "gpu"}, "Rented") == "200.00"
    assert charged({"amount": 100, "per": "server"}, "Rented") == "100.00"
    assert charged({"amount": 100, "per": "server"}, "Owned") == "200.00"


def test_a_rented_sku_of_the_catalogue_is_a_server() -> None:
    """One replica of 8 GPUs in an SKU of 8: one server, not eight."""
    option = {**RENTED, "gpu": "h100", "gpus_per_replica": 8, "rent": {"provider": "lambda", "sku": "8x-h100"}}
    costs = [{"name": "Extra", "amount": 100, "per": "server"}]
    assert bill(answer(scenario(option, costs=costs)), "Rented")["Extra"] == "100.00"


@pytest.mark.parametrize(
    ("applies_to", "options"),
    [
        (["rented"], {"Rented", "Mix"}),  # a part of the mix qualifies
        (["Rented"], {"Rented", "Mix"}),
        (["rented", "owned"], {"Rented", "Owned", "Mix"}),
        (["mix"], {"Mix"}),
        (["Mix"], {"Mix"}),
        (["api"], {"API", "Mix"}),
        (["fixed"], {"Offer"}),
        ([], set()),
        (None, {"API", "Rented", "Owned", "Offer", "Mix"}),
    ],
)
def test_a_cost_falls_on_those_it_applies_to(applies_to: list[str] | None, options: set[str]) -> None:
    """By name or by kind; on everybody where nobody is named."""
    cost: dict[str, Any] = {"name": "Extra", "amount": 10, "per": "month", "applies_to": applies_to}
    found = answer(scenario(API, RENTED, OWNED, FIXED, SHARE_MIX, workload=WORKLOAD, costs=[cost]))
    assert {o.name for o in found.options if "Extra" in bill(found, o.name)} == options


def test_a_shared_fixed_cost_is_charged_once_in_a_mix() -> None:
    """Both parts qualify, the people are the same."""
    assert charged({"amount": 1000, "per": "month", "applies_to": ["rented", "api"]}, "Mix") == "1000.00"


def test_a_cost_per_token_follows_the_part_that_it_falls_on() -> None:
    """10 % of 650 Mtok go to the API."""
    assert charged({"amount": 1, "per": "mtok", "applies_to": ["api"]}, "Mix") == "65.00"
    assert charged({"amount": 1, "per": "mtok"}, "Mix") == "650.00"
    assert charged({"amount": 1, "per": "mtok", "applies_to": ["mix"]}, "Mix") == "650.00"


@pytest.mark.parametrize(
    ("months", "first", "year"),
    [
        ({}, "100.00", "1200.00"),
        ({"from_month": 1, "to_month": 3}, "100.00", "300.00"),
        ({"to_month": 3}, "100.00", "300.00"),
        ({"from_month": 2}, None, "1100.00"),
        ({"from_month": 4, "to_month": 6}, None, "300.00"),
        ({"from_month": 13}, None, "0.00"),
    ],
)
def test_a_cost_is_paid_in_its_months(months: dict[str, int], first: str | None, year: str) -> None:
    """Month 1 is printed; the year counts the months in it."""
    costs = [{"name": "Extra", "amount": 100, "per": "month", **months}]
    found = answer(scenario({**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}, costs=costs))
    assert bill(found, "API").get("Extra") == first
    assert str(option_of(found, "API").cost_per_year) == year


def test_setup_is_paid_for_as_long_as_it_is_spread() -> None:
    """2 weeks at 52k a year are 2,000: 500 in each of four months, and nothing after."""
    costs = [{"name": "Extra", "person_weeks": 2, "cost_per_fte_year": "52k", "spread_months": 4}]
    found = answer(scenario({**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}, costs=costs))
    assert (bill(found, "API")["Extra"], str(option_of(found, "API").cost_per_year)) == ("500.00", "2000.00")


def test_setup_that_begins_later_is_spread_from_there() -> None:
    """2 weeks at 52k a year are 2,000; over two months from month 12 on, one of them in the first year."""
    costs = [{"name": "Extra", "person_weeks": 2, "cost_per_fte_year": "52k", "spread_months": 2, "from_month": 12}]
    found = answer(scenario({**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}, costs=costs))
    assert str(option_of(found, "API").cost_per_year) == "1000.00"


def test_an_unknown_cost_leaves_the_option_incomplete() -> None:
    """Its amount is n/a, and it says which line it is."""
    found = option_of(answer(scenario(costs=[{"name": "Extra", "amount": "unknown", "per": "month"}])), "API")
    assert (found.status, found.reasons, found.cost_per_year) == (
        "incomplete",
        ("the cost of `Extra` is not known",),
        None,
    )


# Offers and mixes


def test_an_offer_is_its_amount_and_nothing_is_known_of_its_energy() -> None:
    """{low: 5500, high: 7000} is 6,250 a month."""
    found = option_of(answer(scenario({**FIXED, "amount": {"low": 5500, "high": 7000}})), "Offer")
    assert (str(found.monthly.cost), found.monthly.energy_kwh, found.monthly.carbon_kg) == ("6250.00", None, None)


def test_an_offer_by_the_hour_becomes_a_month() -> None:
    """10 x 730."""
    assert str(answer(scenario({**FIXED, "amount": 10, "per": "hour"})).options[0].monthly.cost) == "7300.00"


def test_a_mix_splits_requests_and_names_whose_line_it_is() -> None:
    """90 % on our hardware, 10 % of 2,750 at the API."""
    found = answer(scenario(API, RENTED, SHARE_MIX))
    assert bill(found, "Mix") == {
        "Rented: Rent": "200.00",
        "Rented: Electricity, idle (in the rent)": "0.00",
        "Rented: Electricity, load (in the rent)": "0.00",
        "Rented: Embodied carbon": "0.00",
        "API: Input tokens": "125.00",
        "API: Output tokens": "150.00",
        "API: Embodied carbon": "0.00",
    }


@pytest.mark.parametrize("whole", ["API", "Rented", "Offer"])
def test_a_mix_of_everything_and_nothing_is_the_option_alone(whole: str) -> None:
    """A part of 0 % provisions nothing, costs nothing and judges nothing."""
    other = "API" if whole == "Rented" else "Rented"
    parts = [{"option": whole, "share": "100%"}, {"option": other, "share": "0%"}]
    costs = [{"name": "Extra", "amount": 500, "per": "month", "applies_to": [other]}]
    found = answer(scenario(API, RENTED, FIXED, {"name": "Mix", "kind": "mix", "parts": parts}, costs=costs))
    mix, alone = option_of(found, "Mix"), option_of(found, whole)
    assert mix.monthly == alone.monthly
    assert mix.control == alone.control


def test_a_mix_by_features_gives_each_its_option() -> None:
    """60 % on hardware, 40 % of 2,750 at the API."""
    features = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%"}]
    parts = [{"option": "Rented", "features": ["a"]}, {"option": "API", "features": ["b"]}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    found = answer(scenario(API, RENTED, mix, workload={**VOLUMES, "features": features}))
    assert (bill(found, "Mix")["API: Input tokens"], bill(found, "Mix")["API: Output tokens"]) == ("500.00", "600.00")
    assert {f.name: str(f.cost) for f in found.features if f.option == "Mix"} == {"a": "200.00", "b": "1100.00"}


def test_a_part_with_no_features_takes_no_part() -> None:
    """An empty list provisions nothing."""
    features = [{"name": "a", "share": "100%"}]
    parts = [{"option": "Rented", "features": []}, {"option": "API", "features": ["a"]}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    found = answer(scenario(API, RENTED, mix, workload={**VOLUMES, "features": features}))
    assert str(option_of(found, "Mix").monthly.cost) == "2750.00"


def test_a_mix_may_say_how_many_replicas_its_part_has() -> None:
    """Two rented replicas instead of the one that would do."""
    parts = [{"option": "Rented", "share": "90%", "replicas": 2}, {"option": "API", "share": "10%"}]
    found = answer(scenario(API, RENTED, {"name": "Mix", "kind": "mix", "parts": parts}))
    assert (bill(found, "Mix")["Rented: Rent"], bill(found, "Rented")["Rent"]) == ("400.00", "200.00")


def test_routing_half_a_third_and_a_fifth_to_three_models_saves_69_percent() -> None:
    """0.5 x 42 + 0.3 x 1,350 + 0.2 x 3,900 = 1,206 against 3,900 (article: managing costs)."""
    prices = {"dear": (10, 30), "middle": (3, 15), "cheap": (0.1, 0.4)}
    apis = [
        {"name": n, "kind": "api", "model": n, "price": {"input_per_mtok": i, "output_per_mtok": o}}
        for n, (i, o) in prices.items()
    ]
    shares = {"cheap": "50%", "middle": "30%", "dear": "20%"}
    mix = {"name": "Routed", "kind": "mix", "parts": [{"option": n, "share": s} for n, s in shares.items()]}
    workload = {"input_tokens_per_month": "300M", "output_tokens_per_month": "30M"}
    found = answer(scenario(*apis, mix, workload=workload))
    assert str(option_of(found, "Routed").monthly.cost) == "1206.00"
    saving = next(s for s in found.savings if s.option == "Routed")
    assert saving.share == pytest.approx(0.691, abs=1e-3)


# Carbon has a price


def test_a_price_on_carbon_is_a_line_of_its_own() -> None:
    """150 USD a tonne on 350.59 kWh at 40 g + 11.25 kg embodied = 25.27 kg."""
    found = answer(scenario(OWNED, carbon={"price_per_tonne": 150}))
    line, option = line_of(found, "Owned", "Carbon price"), option_of(found, "Owned")
    assert line.quantity == pytest.approx(option.monthly.carbon_kg / 1000)  # type: ignore[operator]
    assert str(line.cost) == "3.79"


def test_a_price_on_unknown_carbon_is_unknown() -> None:
    """The API's energy is not known, so neither is what its carbon would cost."""
    found = option_of(answer(scenario(carbon={"price_per_tonne": 150})), "API")
    assert (found.status, found.reasons) == ("incomplete", ("the cost of `Carbon price` is not known",))


def test_the_price_of_carbon_falls_on_the_feature_that_emits_it() -> None:
    """Input draws nothing and output 3.6 J: the feature that only listens pays no carbon."""
    features = [
        {"name": "listens", "input_tokens_per_month": "100M", "output_tokens_per_month": 0},
        {"name": "talks", "input_tokens_per_month": 0, "output_tokens_per_month": "100M"},
    ]
    energy = {"input_j_per_token": 0, "output_j_per_token": 3.6, "embodied_g_per_output_mtok": 0}
    api = {**API, "energy": energy, "grid": "US", "price": {"input_per_mtok": 0, "output_per_mtok": 0}}
    found = answer(scenario(api, workload={"features": features}, carbon={"price_per_tonne": 1000}))
    # 100M x 3.6 J = 100 kWh x 400 g = 40 kg at 1 USD a kg
    assert [(f.name, str(f.cost)) for f in found.features] == [("listens", "0.00"), ("talks", "40.00")]


def test_a_bill_without_embodied_carbon_prices_the_operational_part_alone() -> None:
    """150 USD a tonne on 350.59 kWh at 40 g = 14.02 kg; the other 11.25 kg are on no line."""
    case = resolved(scenario(OWNED, carbon={"price_per_tonne": 150})).case
    whole, operational = (make_bill(case.plans[0], case, embodied=counted).lines for counted in (True, False))
    assert [line.label for line in whole if line.embodied] == ["Embodied carbon"]
    assert [line.label for line in operational] == [line.label for line in whole if not line.embodied]
    assert operational[-1].cost(VOLUMES_TOKENS) == pytest.approx(0.15 * 14.0236, rel=1e-4)
    assert whole[-1].cost(VOLUMES_TOKENS) == pytest.approx(0.15 * 25.2736, rel=1e-4)


@pytest.mark.parametrize("overflow_first", [False, True])
def test_a_base_and_its_overflow_share_the_volume_whichever_is_listed_first(*, overflow_first: bool) -> None:
    """One replica of 0.418570 at 650M holds 0.7, 1,087.0M: half of twice that goes over; no limit but the API's.

    A rate limit of 21,760 a minute passes 953.1M beyond the 1,087.0M that the base holds.
    """
    parts = [{"option": "Rented", "replicas": 1}, {"option": "API", "overflow": True}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts[::-1] if overflow_first else parts}
    api = {**API, "rate_limit": {"tokens_per_minute": 21_760}}
    case = resolved(scenario(api, RENTED, mix)).case
    base, over = make_bill(case.plans[-1], case, embodied=True).members
    held = 0.7 / 0.418570 * 650e6
    assert [m.plan.traits.name for m in (base, over)] == ["Rented", "API"]
    assert [m.served(2 * held) for m in (base, over)] == pytest.approx([held, held], rel=1e-5)
    assert [m.served(held / 2) for m in (base, over)] == pytest.approx([held / 2, 0.0])
    assert (base.limit_tokens, over.limit_tokens) == (math.inf, pytest.approx(held + 21_760 * 43_800, rel=1e-5))


# Rounding


def test_a_printed_bill_foots() -> None:
    """Three lines of 0.005 are 0.01 each, and the total is 0.03."""
    costs = [{"name": n, "amount": 0.005, "per": "month"} for n in "abc"]
    found = option_of(
        answer(scenario({**API, "price": {"input_per_mtok": 0, "output_per_mtok": 0}}, costs=costs)), "API"
    )
    assert (str(found.monthly.cost), str(found.cost_per_year)) == ("0.03", "0.36")


@pytest.mark.parametrize(
    ("extra", "parts"),
    [(0, ["50.01", "30.00", "20.00"]), (0.02, ["50.01", "30.01", "20.01"])],
)
def test_features_get_the_cents_that_rounding_leaves_by_their_remainders(extra: float, parts: list[str]) -> None:
    """50 %, 30 % and 20 % of 100.01 are 50.005, 30.003 and 20.002: the cent goes to the first.

    With a line of 0.02 beside it 50.015, 30.009 and 20.006 of 100.03: two cents, for the second and the third.
    """
    features = [{"name": n, "share": share} for n, share in (("a", "50%"), ("b", "30%"), ("c", "20%"))]
    api = {**API, "price": {"input_per_mtok": 0.20002, "output_per_mtok": 0}}
    costs = [{"name": "Extra", "amount": extra, "per": "month"}]
    found = answer(scenario(api, workload={**VOLUMES, "features": features}, costs=costs))
    assert [str(f.cost) for f in found.features] == parts


def test_shares_of_nothing_are_equal() -> None:
    """Nothing is divided by nothing."""
    assert shares_of([0.0, 0.0]) == (0.5, 0.5)
    assert shares_of([1.0, 3.0]) == (0.25, 0.75)

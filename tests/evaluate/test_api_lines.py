"""The bill of an API: every kind of token, in every price segment, and what else a provider asks for."""

from __future__ import annotations

from typing import Any

import pytest

from frozen import API, VOLUMES, answer, bill, line_of, notes_of, option_of, scenario

MTOK = {"input_per_mtok": 2.0, "output_per_mtok": 8.0}


def cost(workload: dict[str, Any], price: dict[str, float], **fields: Any) -> str:
    """Return the printed cost of an API for a workload."""
    found = answer(scenario({**API, "price": price, **fields}, workload=workload))
    return str(found.options[0].monthly.cost)


def volumes(into: float, out: float) -> dict[str, float]:
    """Return a workload's volumes in Mtok."""
    return {"input_tokens_per_month": into * 1e6, "output_tokens_per_month": out * 1e6}


@pytest.mark.parametrize(
    ("into", "out", "prices", "expected"),
    [
        (50, 15, (2.5, 10), "275.00"),  # 125 + 150 (article: crossover, A)
        (500, 150, (2.5, 10), "2750.00"),  # 1,250 + 1,500 (B)
        (5000, 1500, (2.5, 10), "27500.00"),  # 12,500 + 15,000 (C)
        (300, 30, (10, 30), "3900.00"),  # 3,000 + 900 (article: managing costs)
        (300, 30, (3, 15), "1350.00"),  # 900 + 450
        (300, 30, (0.1, 0.4), "42.00"),  # 30 + 12
    ],
)
def test_the_articles_bills_come_out_to_the_cent(
    into: float, out: float, prices: tuple[float, float], expected: str
) -> None:
    """Tokens times price, summed over input and output."""
    assert cost(volumes(into, out), {"input_per_mtok": prices[0], "output_per_mtok": prices[1]}) == expected


def test_the_blend_of_100_in_and_30_out_is_4_23_per_mtok() -> None:
    """(100 x 2.50 + 30 x 10.00) / 130 = 4.230769."""
    assert option_of(answer(scenario()), "API").per_mtok.cost == pytest.approx(4.230769, abs=1e-6)


def test_each_kind_of_token_has_its_price() -> None:
    """100 Mtok in: 70 plain x 2 + 20 read x 0.2 + 10 written x 2.5 = 140 + 4 + 25."""
    workload = {**volumes(100, 0), "cached_input_share": "20%", "cache_write_share": "10%"}
    price = {**MTOK, "cached_read": 0.2, "cache_write": 2.5}
    found = answer(scenario({**API, "price": price}, workload=workload))
    assert bill(found, "API") == {
        "Input tokens": "140.00",
        "Cached input": "4.00",
        "Cache writes": "25.00",
        "Embodied carbon": "0.00",
    }


def test_parts_of_a_prompt_are_lines_of_their_own() -> None:
    """1,000 prompts of 30 + 70 tokens at 2,000 a Mtok: 0.03 and 0.07 Mtok, each once, although both are input."""
    pieces = [{"name": "system", "tokens": 30}, {"name": "question", "tokens": 70}]
    asked = {"requests_per_month": 1000, "output_tokens_per_request": 0, "input_parts": pieces}
    found = answer(scenario({**API, "price": {**MTOK, "input_per_mtok": 2000}}, workload=asked))
    expected = {"Input tokens: system": "60.00", "Input tokens: question": "140.00", "Embodied carbon": "0.00"}
    assert bill(found, "API") == expected


def test_a_cache_without_a_price_is_billed_as_input_and_said_so() -> None:
    """100 Mtok in at 2 = 200, read or written."""
    workload = {**volumes(100, 0), "cached_input_share": "20%", "cache_write_share": "10%"}
    found = answer(scenario({**API, "price": MTOK}, workload=workload))
    assert str(found.options[0].monthly.cost) == "200.00"
    assert notes_of(found, "C3-N03") == [
        "API: no cached read price is known; these tokens are billed at the input price",
        "API: no cache write price is known; these tokens are billed at the input price",
    ]


def test_requests_that_wait_have_batch_prices() -> None:
    """100 + 10 Mtok, 40 % batch: 60 x 2 + 6 x 8 + 40 x 1 + 4 x 4 = 120 + 48 + 40 + 16."""
    workload = {**volumes(100, 10), "batch_share": "40%"}
    found = answer(scenario({**API, "price": {**MTOK, "batch_input": 1, "batch_output": 4}}, workload=workload))
    assert bill(found, "API") == {
        "Input tokens": "120.00",
        "Output tokens": "48.00",
        "Input tokens (batch)": "40.00",
        "Output tokens (batch)": "16.00",
        "Embodied carbon": "0.00",
    }
    assert notes_of(found, "C3-N04") == []


@pytest.mark.parametrize("known", [{}, {"batch_input": 1}])
def test_a_missing_batch_price_is_the_standard_one_and_said_so(known: dict[str, float]) -> None:
    """100 + 10 Mtok, all batch: output at 8, input at 2 or at the batch price of 1."""
    expected = "180.00" if known else "280.00"
    workload = {**volumes(100, 10), "batch_share": 1}
    found = answer(scenario({**API, "price": {**MTOK, **known}}, workload=workload))
    assert str(found.options[0].monthly.cost) == expected
    assert len(notes_of(found, "C3-N04")) == 1


def test_cached_tokens_in_a_batch_cost_what_cached_tokens_cost() -> None:
    """100 Mtok, all batch, half cached: 50 x 1 + 50 x 0.2 / 2 with a cache price, else all at the batch input price."""
    workload = {**volumes(100, 0), "batch_share": 1, "cached_input_share": "50%"}
    price = {**MTOK, "batch_input": 1, "batch_output": 4}
    assert cost(workload, {**price, "cached_read": 0.2}) == "55.00"
    assert cost(workload, price) == "100.00"


def test_requests_above_the_context_tier_have_their_own_prices() -> None:
    """100 + 10 Mtok, 10 % long: 90 x 2 + 9 x 8 + 10 x 4 + 1 x 12 = 180 + 72 + 40 + 12."""
    workload = {**volumes(100, 10), "long_context_share": "10%"}
    price = {**MTOK, "long_context": {"input_per_mtok": 4, "output_per_mtok": 12}}
    assert cost(workload, price) == "304.00"


def test_long_requests_in_a_batch_get_the_batch_reduction() -> None:
    """All long, all batch: 4 x (1/2) x 100 + 12 x (4/8) x 10 = 200 + 60."""
    workload = {**volumes(100, 10), "long_context_share": 1, "batch_share": 1}
    long = {"input_per_mtok": 4, "output_per_mtok": 12}
    assert cost(workload, {**MTOK, "batch_input": 1, "batch_output": 4, "long_context": long}) == "260.00"


def test_a_free_standard_price_has_no_batch_reduction_to_hand_on() -> None:
    """Nothing is divided by a price of 0."""
    workload = {**volumes(100, 0), "long_context_share": 1, "batch_share": 1}
    price = {"input_per_mtok": 0, "output_per_mtok": 0, "long_context": {"input_per_mtok": 4, "output_per_mtok": 12}}
    assert cost(workload, price) == "400.00"


def test_a_missing_long_context_price_is_the_standard_one_and_said_so() -> None:
    """100 Mtok at 2."""
    found = answer(scenario({**API, "price": MTOK}, workload={**volumes(100, 0), "long_context_share": 1}))
    assert str(found.options[0].monthly.cost) == "200.00"
    assert len(notes_of(found, "C3-N09")) == 1


@pytest.mark.parametrize(("long_cached", "expected"), [({"cached_read": 0.4}, "40.00"), ({}, "400.00")])
def test_cached_tokens_of_long_requests_have_the_long_price(long_cached: dict[str, float], expected: str) -> None:
    """100 Mtok, all long and cached: 0.4 where known, else the long input price of 4, with a note."""
    workload = {**volumes(100, 0), "long_context_share": 1, "cached_input_share": 1}
    long = {"input_per_mtok": 4, "output_per_mtok": 12, **long_cached}
    found = answer(scenario({**API, "price": {**MTOK, "cached_read": 0.2, "long_context": long}}, workload=workload))
    assert str(found.options[0].monthly.cost) == expected
    assert len(notes_of(found, "C3-N03")) == (0 if long_cached else 1)


def test_the_catalogues_long_context_prices_count() -> None:
    """Catalogue: gpt-long 2 / 8, cached 0.2, long 4 / 12, cached 0.4; half long, half cached, 100 Mtok in.

    25 x 2 + 25 x 0.2 + 25 x 4 + 25 x 0.4 = 50 + 5 + 100 + 10.
    """
    option = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-long"}
    workload = {**volumes(100, 0), "long_context_share": "50%", "cached_input_share": "50%"}
    assert str(answer(scenario(option, workload=workload)).options[0].monthly.cost) == "165.00"


def test_the_price_in_force_on_the_day_counts() -> None:
    """The catalogue has 5 / 20 from 2025 and 1.25 / 10 from 2026 on."""
    option = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-5"}
    found = {day: answer(scenario(option, as_of=day)).options[0].monthly.cost for day in ("2025-12-31", "2026-01-01")}
    # 500 x 5 + 150 x 20 = 5,500; 500 x 1.25 + 150 x 10 = 2,125
    assert {day: str(amount) for day, amount in found.items()} == {"2025-12-31": "5500.00", "2026-01-01": "2125.00"}


def test_a_discount_is_taken_off_every_price_and_said_in_the_source() -> None:
    """2,750 less 20 % = 2,200."""
    found = answer(scenario({**API, "discount": "20%"}))
    assert str(found.options[0].monthly.cost) == "2200.00"
    assert line_of(found, "API", "Input tokens").source == "this scenario; less 20 % discount"


def test_a_commitment_is_the_least_that_is_paid() -> None:
    """Usage 2,750: a commitment of 5,000 adds 2,250, one of 2,000 adds nothing."""
    more, less = (answer(scenario({**API, "commitment_per_month": c})) for c in (5000, 2000))
    assert bill(more, "API")["Unused commitment"] == "2250.00"
    assert bill(less, "API")["Unused commitment"] == "0.00"
    assert [str(a.options[0].monthly.cost) for a in (more, less)] == ["5000.00", "2750.00"]


def test_a_commitment_without_a_known_price_leaves_the_bill_open() -> None:
    """The larger of 5,000 and something unknown is unknown."""
    option = option_of(answer(scenario({**API, "price": "unknown", "commitment_per_month": 5000})), "API")
    assert (option.status, option.monthly.cost) == ("incomplete", None)
    assert option.reasons[0] == "the cost of `Input tokens` is not known"


def test_an_unknown_price_is_unknown_even_if_the_catalogue_has_one() -> None:
    """The user's word goes before the catalogue's."""
    option = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-5", "price": "unknown"}
    assert answer(scenario(option)).options[0].monthly.cost is None


def test_a_fee_is_paid_per_call_not_per_user_request() -> None:
    """2.5M requests of 4 calls each at 0.001 = 10,000."""
    workload = {**VOLUMES, "requests_per_month": "2.5M", "calls_per_request": 4}
    found = answer(scenario({**API, "price": {**MTOK, "per_request": 0.001}}, workload=workload))
    assert bill(found, "API")["Request fee"] == "10000.00"


def test_token_factors_make_a_models_tokens_of_reference_tokens() -> None:
    """500 Mtok x 1.2 x 2.5 + 150 Mtok x 0.8 x 10 = 1,500 + 1,200."""
    found = answer(scenario({**API, "token_factor": {"input": 1.2, "output": 0.8}}))
    assert str(found.options[0].monthly.cost) == "2700.00"
    assert found.volume_tokens_per_month == 650e6


@pytest.mark.parametrize(("calls", "expected"), [(5, "13750.00"), (10, "27500.00")])
def test_agents_multiply_the_bill(calls: float, expected: str) -> None:
    """Five to ten calls behind one request are common: 2,750 x 5, x 10."""
    assert cost({**VOLUMES, "calls_per_request": calls}, API["price"]) == expected  # type: ignore[arg-type]


def test_a_price_in_another_currency_is_converted_at_a_rate_that_is_shown() -> None:
    """2,750 EUR x 1.2 = 3,300 USD; the scenario's own rate goes before the catalogue's."""
    price = {"input_per_mtok": 2.5, "output_per_mtok": 10.0, "currency": "EUR"}
    found = answer(scenario({**API, "price": price}))
    assert str(found.options[0].monthly.cost) == "3300.00"
    assert [(r.currency, r.rate, r.date) for r in found.exchange_rates] == [("EUR", 1.2, "2026-09-01")]
    own = answer(scenario({**API, "price": price}, exchange_rates={"EUR": 1.1}))
    assert str(own.options[0].monthly.cost) == "3025.00"
    assert own.exchange_rates[0].source == "scenario.yaml:exchange_rates.EUR"


def test_yen_have_no_minor_unit() -> None:
    """2,750 USD / 0.0066 = 416,666.67: input 189,393.9, output 227,272.7, each rounded, then summed."""
    price = {"input_per_mtok": 2.5, "output_per_mtok": 10.0, "currency": "USD"}
    found = answer(scenario({**API, "price": price}, currency="JPY"))
    assert bill(found, "API") == {"Input tokens": "189394", "Output tokens": "227273", "Embodied carbon": "0"}
    assert str(found.options[0].monthly.cost) == "416667"


def test_energy_is_per_token_and_facility_already() -> None:
    """Catalogue: 0.8 J in, 6 J out: (500M x 0.8 + 150M x 6) / 3.6e6 = 361.11 kWh; 400 g a kWh; 150 x 58 g embodied."""
    option = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-5"}
    found = option_of(answer(scenario(option)), "API")
    assert found.monthly.energy_kwh == pytest.approx((400e6 + 900e6) / 3.6e6)
    assert found.monthly.carbon_kg == pytest.approx(1300e6 / 3.6e6 * 0.4 + 150 * 0.058)


def test_cached_tokens_draw_the_assumed_share_of_an_input_tokens_energy() -> None:
    """500M tokens read from a cache draw 0.8 J x 0.1 each."""
    option = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-5"}
    found = answer(scenario(option, workload={**VOLUMES, "cached_input_share": 1}))
    assert line_of(found, "API", "Cached input").energy_kwh == pytest.approx(500e6 * 0.08 / 3.6e6)
    assert any("cached_read_energy_share" in note for note in notes_of(found, "C3-N01"))


def test_energy_of_ones_own_needs_a_grid_to_become_carbon() -> None:
    """1 J a token over 650M tokens is 180.6 kWh; without a grid its carbon is n/a, with a note."""
    energy = {"input_j_per_token": 1, "output_j_per_token": 1, "embodied_g_per_output_mtok": 10}
    blind, placed = (answer(scenario({**API, "energy": energy, **grid})) for grid in ({}, {"grid": "FR"}))
    assert blind.options[0].monthly.energy_kwh == pytest.approx(650e6 / 3.6e6)
    assert blind.options[0].monthly.carbon_kg is None
    assert len(notes_of(blind, "C3-N23")) == 1
    # 180.56 kWh x 40 g + 150 Mtok x 10 g
    assert placed.options[0].monthly.carbon_kg == pytest.approx(650e6 / 3.6e6 * 0.04 + 1.5)


def test_the_catalogues_energy_without_a_grid_is_said_so() -> None:
    """A router may serve from anywhere."""
    option = {"name": "API", "kind": "api", "provider": "router", "model": "gpt-anywhere"}
    found = answer(scenario(option))
    assert found.options[0].monthly.carbon_kg is None
    assert len(notes_of(found, "C3-N23")) == 1
    unknown = answer(scenario({**option, "energy": "unknown"}))
    assert (len(notes_of(unknown, "C3-N23")), len(notes_of(unknown, "C3-N06"))) == (0, 1)


def test_a_price_with_tax_is_said_so() -> None:
    """Amounts in a scenario exclude tax."""
    option = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-vat"}
    assert notes_of(answer(scenario(option)), "C3-N12") == [
        "the price of openai/gpt-vat includes tax; amounts here should not"
    ]


def test_noise_of_floats_is_no_half_cent() -> None:
    """135.75 Mtok at 2.50 are 339.375, printed 339.38, whatever the floats say."""
    assert cost(volumes(135.75, 0), {"input_per_mtok": 2.5, "output_per_mtok": 0}) == "339.38"


def test_volumes_of_any_size_have_a_bill() -> None:
    """1e15 tokens at 2.50 are 2.5 billion; at 1e30 a Mtok still a figure."""
    huge = {"input_tokens_per_month": 1e15, "output_tokens_per_month": 0}
    assert cost(huge, {"input_per_mtok": 2.5, "output_per_mtok": 0}) == "2500000000.00"
    assert float(cost(huge, {"input_per_mtok": 1e30, "output_per_mtok": 0})) == 1e39

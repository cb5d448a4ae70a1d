"""The bill of rented or owned hardware: rent, capital, electricity, carbon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from frozen import (
    CATALOGUE,
    DEFAULTS,
    OWNED,
    RENTED,
    VOLUMES,
    answer,
    bill,
    line_of,
    note_of,
    notes_of,
    option_of,
    resolved,
    scenario,
)  # fmt: skip

SECONDS = 730 * 3600
RHO = 500e6 / SECONDS / 1000 + 150e6 / SECONDS / 250  # one replica's mean load: 0.418570
CATALOGUE_RENT = {
    "name": "H100", "kind": "rented", "model": "llama-70b", "weight_bits": 8, "gpu": "h100",
    "throughput": {"prefill_tok_s": 10_000, "decode_tok_s": 2000}, "power": {"idle_w": 100, "busy_w": 700},
}  # fmt: skip


def owned(**purchase: Any) -> dict[str, Any]:
    """Return the owned option with another purchase."""
    return {**OWNED, "purchase": {"life_months": 36, **purchase}}


# Rent


@pytest.mark.parametrize("share", [1.0, 0.5, 0.01])
def test_rent_is_paid_for_what_is_provisioned_busy_or_not(share: float) -> None:
    """One replica is rented whole, whatever it does."""
    workload = {k: v * share for k, v in VOLUMES.items()}
    assert bill(answer(scenario(RENTED, workload=workload)), "Rented")["Rent"] == "200.00"


@pytest.mark.parametrize(
    ("rent", "amount"),
    [
        ({"amount": 1, "per": "hour"}, "1460.00"),  # 2 GPUs x 730 h
        ({"amount": 24, "per": "day", "gpus": 2}, "730.00"),  # 730 / 24 days
        ({"amount": 168, "per": "week", "gpus": 2}, "730.00"),  # 730 / 168 weeks
        ({"amount": 300, "per": "month", "gpus": 2}, "300.00"),
        ({"amount": 3600, "per": "year", "gpus": 2}, "300.00"),
        ({"amount": 300, "per": "month", "gpus": 8}, "300.00"),  # a whole SKU of 8 for 2 GPUs
        ({"amount": {"low": 100, "high": 300}, "per": "month", "gpus": 2}, "200.00"),
        ({"amount": 200, "per": "month", "gpus": 2, "currency": "EUR"}, "240.00"),
    ],
)
def test_rent_of_any_period_becomes_a_month(rent: dict[str, Any], amount: str) -> None:
    """A month has 730 hours."""
    assert bill(answer(scenario({**RENTED, "rent": rent})), "Rented")["Rent"] == amount


def test_a_month_of_other_hours_makes_another_rent() -> None:
    """720 hours at 1."""
    rent = {"amount": 1, "per": "hour", "gpus": 2}
    assert bill(answer(scenario({**RENTED, "rent": rent}, hours_per_month=720)), "Rented")["Rent"] == "720.00"


def test_a_rental_of_the_catalogue_is_found_by_its_selectors() -> None:
    """Lambda's 8x H100 at 24 an hour: 17,520 a month; its country feeds it."""
    option = {**CATALOGUE_RENT, "rent": {"provider": "lambda", "sku": "8x-h100"}}
    found = answer(scenario(option))
    line = line_of(found, "H100", "Rent")
    assert (str(line.cost), line.unit, line.inputs[0].where) == ("17520.00", "SKU-hour", "pricing/frozen.yaml:1")
    assert "H100: grid US taken from the region of the rental" in notes_of(found, "C3-N01")


def test_a_rental_on_no_fixed_ground_proves_no_region_whatever_grid_its_carbon_assumes() -> None:
    """The provider does not fix the country, so a region rule cannot be judged; the user's own word for it can."""
    option = {**CATALOGUE_RENT, "rent": {"provider": "anywhere"}, "grid": "DE"}
    found = answer(scenario(option, require={"data_region": "EU"}))
    assert option_of(found, "H100").status == "incomplete"
    said = answer(scenario({**option, "region": "DE"}, require={"data_region": "EU"}))
    assert option_of(said, "H100").status == "ok"


def test_what_a_rental_asks_beside_the_rent_is_noted() -> None:
    """A setup fee, and tax."""
    fee = answer(scenario({**RENTED, "rent": {"provider": "hetzner"}, "grid": None}))
    assert (
        note_of(fee, "C3-N22").message
        == "hetzner GEX DE on_demand asks 999 EUR once for setting up, which is not in the bill"
    )
    vat = answer(scenario({**CATALOGUE_RENT, "rent": {"provider": "vat"}}))
    assert (
        note_of(vat, "C3-N12").message == "the rent of vat 1x-h100 US on_demand includes tax; amounts here should not"
    )


def test_a_rent_that_is_unknown_leaves_the_option_incomplete() -> None:
    """Nothing is made up."""
    found = option_of(answer(scenario({**RENTED, "rent": {"amount": "unknown", "per": "month"}})), "Rented")
    assert (found.status, found.monthly.cost, found.reasons) == (
        "incomplete",
        None,
        ("the cost of `Rent` is not known",),
    )


# Owned hardware


def test_owned_hardware_is_depreciation_and_the_cost_of_capital() -> None:
    """60,000, residual 12,000, 36 months, 10 % a year: 1,333.33 + 301.49 = 1,634.82 (DESIGN.md)."""
    spec = scenario(
        {**owned(gpu_price=30_000, residual_share="20%"), "electricity": "unknown"},
        finance={"discount_rate_per_year": "10%"},
    )
    amounts = bill(answer(spec), "Owned")
    assert amounts["Depreciation, GPUs"] == "1333.33"  # 2 x 30,000 x 80 % / 36
    assert amounts["Cost of capital, GPUs"] == "301.49"


def test_servers_are_bought_whole_beside_the_gpus() -> None:
    """3 replicas of 2 GPUs in servers of 4: 6 x 1000 / 36 = 166.67 and 2 x 900 / 36 = 50.00."""
    purchase = owned(gpu_price=1000, server_price=900, gpus_per_server=4)
    spec = scenario({**purchase, "replicas": 3}, finance={"discount_rate_per_year": 0})
    amounts = bill(answer(spec), "Owned")
    assert (amounts["Depreciation, GPUs"], amounts["Depreciation, servers"]) == ("166.67", "50.00")
    assert (amounts["Cost of capital, GPUs"], amounts["Cost of capital, servers"]) == ("0.00", "0.00")


def test_colocation_is_paid_per_server() -> None:
    """Two servers at 250 EUR a month: 600 USD."""
    option = {
        **owned(gpu_price=1000, gpus_per_server=4),
        "replicas": 3,
        "colocation": {"amount": 250, "currency": "EUR"},
    }
    assert bill(answer(scenario(option)), "Owned")["Colocation"] == "600.00"


def test_a_price_in_yen_is_converted() -> None:
    """100,000 JPY x 0.0066 x 2 GPUs / 36 = 36.67."""
    spec = scenario(owned(gpu_price=100_000, currency="JPY"), finance={"discount_rate_per_year": 0})
    assert bill(answer(spec), "Owned")["Depreciation, GPUs"] == "36.67"


def test_without_a_discount_rate_capital_costs_the_default() -> None:
    """8 % a year, noted."""
    found = answer(scenario(owned(gpu_price=1000)))
    assert any("cost_of_capital_per_year 0.08 per year (assumed)" in n for n in notes_of(found, "C3-N01"))


def test_an_unknown_price_of_hardware_leaves_the_option_incomplete() -> None:
    """Depreciation and capital are both n/a."""
    found = option_of(answer(scenario(owned(gpu_price="unknown"))), "Owned")
    assert found.status == "incomplete"
    assert found.reasons[:2] == (
        "the cost of `Depreciation, GPUs` is not known",
        "the cost of `Cost of capital, GPUs` is not known",
    )


# Electricity and carbon


def test_power_is_idle_for_all_hours_and_more_under_load() -> None:
    """2 GPUs x (25 + 60) W x 730 h x 1.2 = 148.92 kWh; 2 x (300 - 25) W x 0.418570 x 730 h x 1.2 = 201.67 kWh."""
    found = answer(scenario(OWNED))
    idle, load = (line_of(found, "Owned", f"Electricity, {what}") for what in ("idle", "load"))
    assert idle.energy_kwh == pytest.approx(2 * 0.085 * 730 * 1.2)
    assert idle.energy_kwh == pytest.approx(148.92)
    assert load.energy_kwh == pytest.approx(2 * 0.275 * RHO * 730 * 1.2)
    assert (str(idle.cost), str(load.cost)) == ("29.78", "40.33")  # at 0.20 a kWh


@pytest.mark.parametrize("pue", [1.0, 1.5])
def test_the_pue_enters_once(pue: float) -> None:
    """Energy, its cost and its carbon are proportional to it."""
    (base, other) = (option_of(answer(scenario({**OWNED, "pue": p})), "Owned") for p in (1.0, pue))
    assert other.monthly.energy_kwh == pytest.approx(base.monthly.energy_kwh * pue)  # type: ignore[operator]


def test_spares_idle() -> None:
    """One more replica draws 2 x 85 W and no more."""
    one, two = (option_of(answer(scenario({**OWNED, "spare_replicas": n})), "Owned") for n in (0, 1))
    assert two.monthly.energy_kwh - one.monthly.energy_kwh == pytest.approx(148.92)  # type: ignore[operator]


def test_carbon_is_energy_at_the_grid_and_what_making_the_hardware_emitted() -> None:
    """350.59 kWh x 40 g; (100 kg + 1000 / 8 kg) x 2 GPUs x 730 h / (40 x 730 h) embodied."""
    found = option_of(answer(scenario(OWNED)), "Owned")
    assert found.monthly.carbon_kg == pytest.approx(found.monthly.energy_kwh * 0.04 + 225 * 2 / 40)  # type: ignore[operator]


def test_embodied_carbon_is_by_hours_reserved_over_lifetime_hours() -> None:
    """1000 kg over 4 years of 12 x 730 h: one hour is 28.5 g (ISO/IEC 21031)."""
    option = {**RENTED, "embodied_kg_per_gpu": 1000, "rent": {"amount": 1, "per": "hour", "gpus": 2}}
    found = answer(scenario(option))
    line = line_of(found, "Rented", "Embodied carbon")
    assert line.inputs[0].value == pytest.approx(0.0285, abs=5e-5)
    assert line.carbon_kg == pytest.approx(2 * 730 * 1000 / (48 * 730))
    assert any("gpu_life_months" in note for note in notes_of(found, "C3-N01"))


def test_what_is_bought_lives_as_long_as_its_owner_says() -> None:
    """No default of a life is taken."""
    assert not any("gpu_life_months" in note for note in notes_of(answer(scenario(OWNED)), "C3-N01"))


def test_embodied_carbon_may_be_unknown_and_then_nobodys_counts() -> None:
    """One side without it makes the comparison operational only, and it says so."""
    mystery = {**RENTED, "name": "Mystery", "gpu": "mystery", "host_w_per_gpu": 60, "gpus_per_replica": 64}
    found = answer(scenario(RENTED, mystery))
    assert note_of(found, "C3-N07").message.startswith("carbon is operational only")
    assert not any(line.label == "Embodied carbon" for o in found.options for line in o.lines)
    own = {**RENTED, "embodied_kg_per_gpu": "unknown"}
    assert len(notes_of(answer(scenario(own)), "C3-N07")) == 1


def test_embodied_carbon_may_be_left_out() -> None:
    """Then nothing is said about it."""
    found = answer(scenario(RENTED, carbon={"embodied": False}))
    assert not any(line.label == "Embodied carbon" for line in found.options[0].lines)
    assert notes_of(found, "C3-N07") == []


def test_unknown_power_makes_energy_and_carbon_unknown_and_not_the_rent() -> None:
    """The rent is known; what flows is not."""
    found = option_of(answer(scenario({**RENTED, "power": "unknown"})), "Rented")
    assert (str(found.monthly.cost), found.monthly.energy_kwh, found.monthly.carbon_kg) == ("200.00", None, None)
    assert found.status == "ok"


def test_an_unknown_grid_makes_only_the_carbon_unknown() -> None:
    """The energy is what it is."""
    found = option_of(answer(scenario({**RENTED, "grid": "unknown"})), "Rented")
    assert found.monthly.energy_kwh == pytest.approx(148.92 + 2 * 0.275 * RHO * 730 * 1.2)
    assert found.monthly.carbon_kg is None


def test_an_unknown_tariff_makes_the_cost_unknown() -> None:
    """Owned hardware pays for its electricity."""
    found = option_of(answer(scenario({**OWNED, "electricity": "unknown"})), "Owned")
    assert (found.status, found.monthly.cost) == ("incomplete", None)


def test_electricity_has_a_countrys_price_and_tax_is_said() -> None:
    """Germany: business 0.20 EUR, household 0.40 EUR with tax."""
    business, household = (
        answer(scenario({**OWNED, "electricity": {"country": "DE", "consumer": c}})) for c in ("business", "household")
    )
    assert str(line_of(business, "Owned", "Electricity, idle").cost) == "35.74"  # 148.92 x 0.24
    assert str(line_of(household, "Owned", "Electricity, idle").cost) == "71.48"
    assert (len(notes_of(business, "C3-N12")), len(notes_of(household, "C3-N12"))) == (0, 1)


@pytest.mark.parametrize(
    ("grid", "carbon", "known"),
    [
        ({"g_per_kwh": 206, "period": "2025-W40"}, {}, True),
        ({"g_per_kwh": 206, "basis": "direct"}, {}, False),
        ({"g_per_kwh": 206, "basis": "direct"}, {"basis": "direct"}, True),
        ({"g_per_kwh": 0, "accounting": "market"}, {}, False),
        ({"g_per_kwh": 0, "accounting": "market"}, {"accounting": "market"}, True),
        ("DE", {"basis": "direct"}, False),
    ],
)
def test_unlike_carbon_is_never_compared(grid: Any, carbon: dict[str, str], known: bool) -> None:
    """Lifecycle and direct, location and market: the other kind is n/a, with a note."""
    found = answer(scenario({**RENTED, "grid": grid}, carbon=carbon))
    assert (found.options[0].monthly.carbon_kg is not None) == known
    assert len(notes_of(found, "C3-N08")) == (not known)


# Ages


def test_a_figure_of_the_catalogue_says_when_it_is_old() -> None:
    """Rent grows old in 30 days: checked 2026-11-01, it is on 2026-12-02."""
    option = {**CATALOGUE_RENT, "rent": {"provider": "lambda", "sku": "8x-h100"}}
    spec = scenario(option)
    assert notes_of(answer(spec, today="2026-12-01"), "C3-N05") == []
    old = "the rental price or figure at pricing/frozen.yaml:1 was last checked 31 days before 2026-12-02"
    assert notes_of(answer(spec, today="2026-12-02"), "C3-N05") == [f"{old}; 30 is the most for its kind"]


EUROS = {**RENTED, "rent": {"amount": 200, "per": "month", "gpus": 2, "currency": "EUR"}}


def test_an_exchange_rate_of_the_catalogue_says_when_it_is_old() -> None:
    """A rate grows old in 90 days: checked 2026-11-01, it is on 2027-01-31, behind every option that is converted."""
    spec = scenario(EUROS, {**EUROS, "name": "Other"})
    assert notes_of(answer(spec, today="2027-01-30"), "C3-N05") == []
    found = answer(spec, today="2027-01-31")
    old = "the exchange rate at pricing/frozen.yaml:1 was last checked 91 days before 2027-01-31"
    assert notes_of(found, "C3-N05") == [f"{old}; 90 is the most for its kind"]
    assert [option.oldest_price_days for option in found.options] == [91, 91]


def test_a_rate_of_the_scenario_has_no_age() -> None:
    """The user's own figures are the user's to judge."""
    spec = scenario(EUROS, exchange_rates={"EUR": 1.2})
    assert notes_of(answer(spec, today="2027-01-31"), "C3-N05") == []


def test_a_catalogue_of_before_rates_had_an_age_notes_none() -> None:
    """Somebody may have pinned it."""
    defaults = {key: entry for key, entry in DEFAULTS.items() if key != "age_days_currency"}
    pinned = replace(CATALOGUE, tables={**CATALOGUE.tables, "defaults": defaults})
    notes = resolved(scenario(EUROS), pinned, today="2027-01-31").case.notes
    assert [note for note in notes if note.code == "C3-N05"] == []


def test_prices_of_a_day_to_come_are_a_warning() -> None:
    """Of today they are none; the note stands where the day was given: on the command line, or in the scenario."""
    assert notes_of(answer(scenario(RENTED), today="2027-01-01", as_of="2027-01-01"), "C3-N33") == []
    flagged = note_of(answer(scenario(RENTED), today="2027-01-01", as_of="2027-01-02"), "C3-N33")
    assert (flagged.level, flagged.where) == ("warning", "")
    assert flagged.message == (
        "prices are as of 2027-01-02, after 2027-01-01: changes announced until then count, others may come"
    )
    written = note_of(answer(scenario(RENTED, as_of="2027-01-02"), today="2027-01-01"), "C3-N33")
    assert (written.message, written.where) == (flagged.message, "scenario.yaml:as_of")

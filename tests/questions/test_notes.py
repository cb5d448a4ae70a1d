"""Notes on an answer that is right and still misleads."""

from __future__ import annotations

from typing import Any

import pytest

from frozen import API, OWNED, RENTED, VOLUMES, answer, notes_of, scenario

NEEDED = ("people", "setup", "gateway", "guardrails", "observability", "failover", "evaluation")
LINES = {
    "people": {"name": "Operations", "amount": 1, "per": "month"},
    "setup": {"name": "Setup", "person_weeks": 1, "cost_per_fte_year": 1, "from_month": 2},
    "gateway": {"name": "LLM gateway", "amount": 0, "per": "month"},
    "guardrails": {"name": "Guardrails", "amount": 1, "per": "month"},
    "observability": {"name": "Request logging", "amount": 1, "per": "month"},
    "failover": {"name": "Standby capacity", "amount": 1, "per": "month"},
    "evaluation": {"name": "Evaluation runs", "amount": 1, "per": "month"},
}


def lints(code: str, *options: dict[str, Any], **blocks: Any) -> list[str]:
    """Return the notes of one lint."""
    return notes_of(answer(scenario(*options, **blocks)), code)


# What is left out


def test_a_bare_bill_of_hardware_is_told_what_it_leaves_out() -> None:
    """An API's is not."""
    assert lints("C3-N14", API, RENTED) == [f"Rented: the bill has no line for {', '.join(NEEDED)}"]


def test_a_mix_is_not_told_what_its_parts_are_told() -> None:
    """Once is enough."""
    parts = [{"option": "API", "share": 0.5}, {"option": "Rented", "share": 0.5}]
    assert len(lints("C3-N14", API, RENTED, {"name": "Mix", "kind": "mix", "parts": parts})) == 1


@pytest.mark.parametrize("what", NEEDED)
def test_a_line_for_it_silences_the_lint(what: str) -> None:
    """At 0 where somebody else pays, and in a later month."""
    (note,) = lints("C3-N14", RENTED, costs=[LINES[what]])
    assert note == f"Rented: the bill has no line for {', '.join(n for n in NEEDED if n != what)}"


def test_everything_named_is_nothing_left_out() -> None:
    """All seven lines."""
    assert lints("C3-N14", RENTED, costs=list(LINES.values())) == []


def test_words_are_met_at_their_beginning() -> None:
    """Retrieval is no evaluation, and steam no team."""
    costs = [{"name": n, "amount": 1, "per": "month"} for n in ("Retrieval", "Steam", "Catalog")]
    (note,) = lints("C3-N14", RENTED, costs=costs)
    assert note == f"Rented: the bill has no line for {', '.join(NEEDED)}"


@pytest.mark.parametrize(
    ("applies_to", "told"), [(["api"], True), (["rented"], False), (["Rented"], False), (None, False)]
)
def test_people_count_where_their_cost_falls(applies_to: list[str] | None, told: bool) -> None:
    """Whatever their line is called."""
    costs = [{"name": "Anna", "fte": 0.1, "cost_per_fte_year": "100k", "applies_to": applies_to}]
    assert ("people" in lints("C3-N14", API, RENTED, costs=costs)[0]) == told


def test_spares_are_failover_and_evaluation_traffic_is_evaluation() -> None:
    """Neither needs a line."""
    workload = {**VOLUMES, "evaluation_share": "5%"}
    (note,) = lints("C3-N14", {**RENTED, "spare_replicas": 1}, workload=workload)
    assert note == f"Rented: the bill has no line for {', '.join(NEEDED[:5])}"


# What stands idle


@pytest.mark.parametrize(("share", "told"), [(1.0, False), (0.48, False), (0.47, True)])
def test_hardware_that_is_busy_less_than_a_fifth_of_the_time_is_pointed_out(share: float, told: bool) -> None:
    """One replica is busy 41.857 % of the time: 48 % of that is 20.1 %, 47 % is 19.7 %."""
    notes = lints("C3-N15", RENTED, workload={k: v * share for k, v in VOLUMES.items()})
    expected = ["Rented: GPUs are busy 19.7 % of the time; idle hours cost USD 160.65 a month"]
    assert notes == (expected if told else [])


def test_idle_hours_of_unknown_cost_are_pointed_out_without_it() -> None:
    """The rent is not known."""
    option = {**RENTED, "rent": {"amount": "unknown", "per": "month", "gpus": 2}}
    assert lints("C3-N15", option, workload={k: v / 10 for k, v in VOLUMES.items()}) == [
        "Rented: GPUs are busy 4.19 % of the time"
    ]


# What cannot be


def test_energy_dearer_than_the_bill_is_a_slip_of_units() -> None:
    """500 J a token over 650M tokens are 90,278 kWh: 4,514 USD at 0.05, more than 2,750."""
    energy = {"input_j_per_token": 500, "output_j_per_token": 500}
    assert lints("C3-N17", {**API, "energy": energy, "grid": "DE"}) == [
        "API: its electricity alone would cost USD 4,513.89 a month, more than the whole bill; look for a slip of units"
    ]
    assert lints("C3-N17", OWNED) == []


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        # 2 x 284e12 / (2 x 31e9) = 9,161 tok/s; 18.6 GB are read 2 x 936 / 18.6 = 100.6 times a second, x 16 = 1,610
        ({"prefill_tok_s": 9100, "decode_tok_s": 1600, "at_concurrency": 16}, 0),
        ({"prefill_tok_s": 9200, "decode_tok_s": 1600, "at_concurrency": 16}, 1),
        ({"prefill_tok_s": 9100, "decode_tok_s": 1620, "at_concurrency": 16}, 1),
        ({"prefill_tok_s": 9200, "decode_tok_s": 9200}, 2),  # without a concurrency only compute bounds decode
        ({"prefill_tok_s": 9200, "decode_tok_s": 9100}, 1),
    ],
)
def test_rates_above_the_roofline_are_pointed_out(rates: dict[str, float], told: int) -> None:
    """Dense compute bounds both rates, memory bandwidth bounds decoding."""
    assert len(lints("C3-N18", {**RENTED, "throughput": rates})) == told


def test_the_roofline_is_that_of_the_cards_a_replica_has() -> None:
    """31B at 8 bits needs two cards of 24 GB, which nobody had to say: twice the bandwidth of one."""
    # 2 x 936 / 31 GB x 16 = 966 tok/s
    for decode, told in ((900, 0), (1000, 1)):
        throughput = {"prefill_tok_s": 1000, "decode_tok_s": decode, "at_concurrency": 16}
        option = {**RENTED, "weight_bits": 8, "gpus_per_replica": None, "throughput": throughput}
        assert len(lints("C3-N18", option)) == told


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (
            {**API, "price": {"input_per_mtok": 2500, "output_per_mtok": 10}},
            "API: 2,500 USD/Mtok for `Input tokens` is outside 0.001 to 2,000 USD/Mtok; look for a slip of units",
        ),
        (
            {**API, "price": {"input_per_mtok": 2.5, "output_per_mtok": 0.00001}},
            "API: 0.00001 USD/Mtok for `Output tokens` is outside 0.001 to 2,000 USD/Mtok; look for a slip of units",
        ),
        (
            {**RENTED, "rent": {"amount": 189, "per": "hour", "gpus": 2}},  # a month's rent by the hour
            "Rented: 189 USD/SKU-hour for `Rent` is outside 0.02 to 30 USD/GPU-hour; look for a slip of units",
        ),
        (
            {**RENTED, "rent": {"amount": 0.26, "per": "month", "gpus": 2}},  # an hour's rent by the month
            "Rented: 0.26 USD/SKU-month for `Rent` is outside 0.02 to 30 USD/GPU-hour; look for a slip of units",
        ),
        ({**RENTED, "rent": {"amount": 200, "per": "hour", "gpus": 8}}, None),  # 25 a GPU
        ({**RENTED, "rent": {"amount": 0, "per": "month", "gpus": 2}}, None),  # 0 is meant
        ({**API, "price": {"input_per_mtok": 0, "output_per_mtok": 10}}, None),
        ({**OWNED, "colocation": {"amount": 0.01}}, None),
    ],
)
def test_a_price_that_none_of_its_unit_has_is_pointed_out(option: dict[str, Any], text: str | None) -> None:
    """Per token, per 1k tokens, per GPU, per server: slips by 1,000 show."""
    assert lints("C3-N19", option) == ([] if text is None else [text])


def test_bounds_are_in_the_currency_of_the_answer() -> None:
    """2,000 USD are 303,030 JPY."""
    option = {**API, "price": {"input_per_mtok": 300_000, "output_per_mtok": 304_000}}
    (note,) = lints("C3-N19", option, currency="JPY")
    assert note.startswith("API: 304,000 JPY/Mtok for `Output tokens` is outside 0.152 to 303,030 JPY/Mtok")


def test_without_a_rate_to_the_dollar_no_price_is_judged() -> None:
    """Francs have no rate before 2027; the answer stands and needs none."""
    option = {**API, "price": {"input_per_mtok": 250_000, "output_per_mtok": 10}}
    found = answer(scenario(option, currency="CHF"))
    assert notes_of(found, "C3-N19") == []
    assert found.exchange_rates == ()
    assert str(found.options[0].monthly.cost) == "125001500.00"

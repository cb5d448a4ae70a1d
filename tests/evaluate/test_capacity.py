"""How much hardware the traffic needs: load, replicas, cards, memory, limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.case.options import Api, Memory
from c3calc.evaluate.api_lines import rate_limit_tokens
from c3calc.evaluate.load import mean_load, peak_load
from c3calc.evaluate.memory import fewest_gpus, missing_gb, needed_gb
from c3calc.evaluate.option import evaluate
from c3calc.evaluate.replica import make_fleet
from frozen import API, RENTED, VOLUMES, answer, bill, hosted, notes_of, option_of, resolved, scenario, workload_of

if TYPE_CHECKING:
    from c3calc.case.traffic import ResolvedWorkload
    from c3calc.evaluate.fleet import Fleet

SECONDS = 730 * 3600
# One replica of RENTED prefills 1000 and decodes 250 tokens a second: 500M in are 190.26 tok/s, 150M out 57.08 tok/s.
RHO = 500e6 / SECONDS / 1000 + 150e6 / SECONDS / 250  # 0.190259 + 0.228311 = 0.418570


VOLUMES_TOKENS = 650e6


def fleet_of(workload: dict[str, Any], **throughput: Any) -> Fleet:
    """Return the fleet of the rented option, with other rates."""
    traffic = workload_of(workload)
    return make_fleet(hosted(throughput={**RENTED["throughput"], **throughput}), traffic, traffic.tokens)


def capacity(workload: dict[str, Any], **fields: Any) -> Any:
    """Return the capacity block of the rented option."""
    return option_of(answer(scenario({**RENTED, **fields}, workload=workload)), "Rented").capacity


# Load


def test_load_is_the_busy_share_of_a_replica() -> None:
    """Input rate / prefill rate + output rate / decode rate."""
    assert mean_load(hosted(), workload_of(VOLUMES)) == pytest.approx(RHO)
    assert pytest.approx(0.418570, abs=1e-6) == RHO


def test_cached_input_skips_prefill_where_the_option_has_a_prefix_cache() -> None:
    """40 % cached: 0.6 x 0.190259 + 0.228311; without a prefix cache, all of it."""
    traffic = workload_of({**VOLUMES, "cached_input_share": "40%"})
    assert mean_load(hosted(), traffic) == pytest.approx(0.6 * 500e6 / SECONDS / 1000 + 150e6 / SECONDS / 250)
    assert mean_load(hosted(prefix_cache=False), traffic) == pytest.approx(RHO)


def test_cache_writes_are_prefilled() -> None:
    """Writing a cache is computing it."""
    traffic = workload_of({**VOLUMES, "cache_write_share": "40%"})
    assert mean_load(hosted(), traffic) == pytest.approx(RHO)


def test_token_factors_make_load() -> None:
    """Twice the input tokens and half the output tokens."""
    plan = hosted(token_factor={"input": 2, "output": 0.5})
    assert mean_load(plan, workload_of(VOLUMES)) == pytest.approx(2 * 500e6 / SECONDS / 1000 + 75e6 / SECONDS / 250)


def test_the_peak_is_the_sum_of_the_parts_peaks() -> None:
    """60 % at business hours, a quarter of it batch: (0.75 x 3.36 + 0.25); 40 % flat."""
    features = [
        {"name": "a", "share": "60%", "shape": "business_hours", "batch_share": "25%"},
        {"name": "b", "share": "40%"},
    ]
    traffic = workload_of({**VOLUMES, "features": features})
    assert peak_load(hosted(), traffic) == pytest.approx(RHO * (0.6 * (0.75 * 3.36 + 0.25) + 0.4))


# Replicas


@pytest.mark.parametrize(
    ("shape", "replicas"),
    [
        ("flat", 1),  # 0.418570 / 0.7 = 0.598
        ("business_hours", 3),  # x 3.36 = 2.009
        ({"peak_to_mean": 4}, 3),  # x 4 = 2.392
        ({"peak_to_mean": 1.672}, 1),  # x 1.672 = 0.99978: still one
        ({"peak_to_mean": 1.673}, 2),  # x 1.673 = 1.0004
        ({"peak_tokens_per_minute": 22_260}, 1),  # over a mean of 14,840 a minute: x 1.5 = 0.8969
        ({"peak_tokens_per_minute": 25_000}, 2),  # x 1.6846 = 1.0073
        # 1M a minute are 16,667 tok/s against a mean of 247.34: x 67.385 = 40.29
        ({"peak_tokens_per_minute": "1M"}, 41),
    ],
)
def test_replicas_hold_the_peak_at_the_highest_utilisation(shape: Any, replicas: int) -> None:
    """They are ceil(peak load / max utilisation)."""
    assert capacity({**VOLUMES, "shape": shape}).replicas == replicas


def test_the_peak_is_shared_by_those_that_work() -> None:
    """0.418570 x 3.36 over three replicas: 46.9 %."""
    assert capacity({**VOLUMES, "shape": "business_hours"}).peak_utilisation == pytest.approx(RHO * 3.36 / 3)


def test_spares_come_on_top_and_carry_nothing() -> None:
    """N + 1: one more replica, of two GPUs."""
    made = capacity(VOLUMES, spare_replicas=1)
    assert (made.replicas, made.spare, made.gpus) == (2, 1, 4)
    assert made.peak_utilisation == pytest.approx(RHO)  # of the one that carries load
    assert made.mean_utilisation == pytest.approx(RHO / 2)  # of both


def test_spares_come_on_top_of_replicas_that_are_given() -> None:
    """Two and one more: three SKUs of rent."""
    found = answer(scenario({**RENTED, "replicas": 2, "spare_replicas": 1}))
    assert bill(found, "Rented")["Rent"] == "600.00"


def test_fixed_replicas_stay_and_say_how_much_they_carry() -> None:
    """2 x 0.7 / 0.418570 x 650M = 2,174.1M tokens a month at this shape."""
    made = capacity(VOLUMES, replicas=2)
    assert made.replicas == 2
    assert made.max_tokens_per_month == pytest.approx(1.4 / RHO * 650e6)


def test_replicas_that_follow_the_load_carry_up_to_the_next_step() -> None:
    """One replica: 0.7 / 0.418570 x 650M = 1,087.0M tokens a month."""
    assert capacity(VOLUMES).max_tokens_per_month == pytest.approx(0.7 / RHO * 650e6)


def test_fixed_replicas_below_the_peak_are_over_capacity_and_keep_their_bill() -> None:
    """One replica against a peak of 1.41 / 0.7: out of verdict, envelope and crossovers."""
    found = answer(scenario(API, {**RENTED, "replicas": 1}, workload={**VOLUMES, "shape": "business_hours"}))
    option = option_of(found, "Rented")
    # 0.7 / (0.418570 x 3.36) x 650M = 323.5M
    expected = "its replicas carry 323.5M tokens a month at this shape, the workload has 650M"
    assert (option.status, option.reasons) == ("over_capacity", (expected,))
    assert str(option.monthly.cost) == "200.00"
    assert found.verdict.cheapest == "API"
    assert found.crossovers == ()
    assert [r.option for r in found.cheapest_by_volume] == ["API"]


def test_rent_comes_in_whole_skus() -> None:
    """3 replicas of one GPU each in SKUs of two: two SKUs, and all of their four GPUs are provisioned."""
    workload = {**VOLUMES, "shape": "business_hours"}
    found = answer(scenario({**RENTED, "gpus_per_replica": 1}, workload=workload))
    line = option_of(found, "Rented").lines[0]
    assert (line.label, line.quantity, line.unit, str(line.cost)) == ("Rent", 2, "SKU-month", "400.00")
    made = option_of(found, "Rented").capacity
    assert made is not None
    assert (made.replicas, made.gpus) == (3, 4)


def test_the_gpus_of_a_sku_that_no_replica_uses_idle_too() -> None:
    """Two GPUs of eight carry the load: 41.857 % x 2/8 are busy, the rest of 800 is idle, and eight draw idle power."""
    option = {**RENTED, "rent": {"amount": 800, "per": "month", "gpus": 8}}
    found = option_of(answer(scenario(option)), "Rented")
    assert found.capacity is not None
    assert found.capacity.mean_utilisation == pytest.approx(RHO * 2 / 8)
    assert str(found.capacity.idle_cost) == f"{800 * (1 - RHO * 2 / 8):.2f}"
    idle = next(line for line in found.lines if line.label.startswith("Electricity, idle"))
    assert idle.energy_kwh == pytest.approx(8 * 0.085 * 730 * 1.2)
    assert "8 GPUs: 8 x (25 + 60 host) W x 730 h x PUE 1.2" in idle.arithmetic
    embodied = next(line for line in found.lines if line.label == "Embodied carbon")
    assert embodied.quantity == 8 * 730


def test_unknown_throughput_leaves_capacity_open_and_says_so() -> None:
    """The replicas are given, and nothing says that they are enough."""
    found = answer(scenario({**RENTED, "throughput": "unknown", "replicas": 2}))
    made = option_of(found, "Rented").capacity
    assert made is not None
    assert (made.replicas, made.peak_utilisation, made.mean_utilisation, made.idle_cost) == (2, None, None, None)
    assert made.max_tokens_per_month is None
    assert len(notes_of(found, "C3-N16")) == 1
    assert option_of(found, "Rented").status == "ok"


def test_an_option_without_hardware_has_no_capacity() -> None:
    """An API is bought by the token."""
    assert option_of(answer(scenario()), "API").capacity is None


# Memory


def memory(**fields: float) -> Memory:
    """Return the memory of a replica of 40 GB on cards of 24 GB."""
    known = {"weights_gb": 18.0, "kv_gb_per_sequence": 1.0, "sequences": 22.0, "overhead_gb_per_gpu": 2.0}
    return Memory(**{**known, "vram_gb_per_gpu": 24.0, **fields})


def test_a_replica_holds_weights_cache_and_overhead_of_every_card() -> None:
    """18 + 22 x 1 + 2 x 2 = 44 GB on two cards."""
    assert needed_gb(memory(), 2) == 44.0


@pytest.mark.parametrize(
    ("fields", "gpus"),
    [
        ({}, 2),  # 40 GB / (24 - 2) = 1.82
        ({"sequences": 4.0}, 1),  # 22 / 22 = 1
        ({"sequences": 4.1}, 2),  # 22.1 / 22
        ({"weights_gb": 62.0}, 4),  # 84 / 22 = 3.82
        ({"weights_gb": 24.0}, 4),  # 46 / 22 = 2.09: three would do, but models are split over 2, 4, 8
        ({"kv_gb_per_sequence": math.nan}, 1),  # the weights alone: 18 / 22
        ({"weights_gb": math.nan}, 1),
        ({"vram_gb_per_gpu": 1.0}, 1),  # no card of that size holds anything
    ],
)
def test_the_fewest_cards_that_hold_a_replica_are_a_power_of_two(fields: dict[str, float], gpus: int) -> None:
    """Weights and KV cache over what a card has beside its overhead."""
    assert fewest_gpus(memory(**fields)) == gpus


@pytest.mark.parametrize(
    ("fields", "gpus", "missing"),
    [
        ({}, 2, 0.0),  # 44 of 48 GB
        ({}, 1, 18.0),  # 42 of 24 GB
        ({"kv_gb_per_sequence": math.nan}, 1, 0.0),  # 20 of 24 GB as far as is known
        ({"kv_gb_per_sequence": math.nan, "weights_gb": 30.0}, 1, 8.0),  # 32 of 24 GB without any cache
        ({"weights_gb": math.nan}, 1, 0.0),
    ],
)
def test_what_a_replica_lacks_is_counted_as_far_as_it_is_known(
    fields: dict[str, float], gpus: int, missing: float
) -> None:
    """An unknown cache is not zero, but weights that do not fit do not fit."""
    assert missing_gb(memory(**fields), gpus) == missing


def test_gemma_needs_its_sliding_layers_once_full() -> None:
    """Gemma 4 31B, 16-bit cache, 4,096 tokens: 10 x 4096 x 4096 x 2 = 0.336 GB; 50 x 8192 x 1024 x 2 = 0.839 GB."""
    plan = resolved(scenario(RENTED, workload={**VOLUMES, "max_context_tokens": 4096})).case.plans[0]
    assert plan.memory.kv_gb_per_sequence == pytest.approx(0.335544 + 0.838861, abs=1e-6)  # type: ignore[union-attr]
    assert plan.memory.weights_gb == pytest.approx(31 * 4.8 / 8)  # type: ignore[union-attr]


def test_a_model_given_by_its_shape_needs_what_its_layers_keep() -> None:
    """2 x 8 heads x 128 x 32 layers x 1 byte x 1000 tokens = 0.065536 GB; 8B at 8 bits = 8 GB."""
    shape = {"name": "mine", "total_params_b": 8, "layers": 32, "kv_heads": 8, "head_dim": 128}
    option = {**RENTED, "model": shape, "weight_bits": 8, "kv_bits": 8}
    plan = resolved(scenario(option, workload={**VOLUMES, "max_context_tokens": 1000})).case.plans[0]
    assert (plan.memory.weights_gb, plan.memory.kv_gb_per_sequence) == (8.0, 0.065536)  # type: ignore[union-attr]


def test_a_replica_that_outgrows_its_cards_is_over_capacity() -> None:
    """31B at 16 bits: 62 GB + 1.174 GB x 16 + 2 x 2 GB overhead = 84.8 GB on 48 GB."""
    option = {**RENTED, "weight_bits": 16}
    found = option_of(answer(scenario(option, workload={**VOLUMES, "max_context_tokens": 4096})), "Rented")
    assert found.status == "over_capacity"
    need = "a replica needs 84.8 GB of GPU memory and has 48 GB"
    assert found.reasons == (f"{need}: 36.8 GB are missing, and `c3 predict` says what would fit",)


def test_cards_per_replica_follow_from_memory_unless_given() -> None:
    """18.6 + 1.174 x 16 = 37.4 GB on cards with room for 22: two."""
    made = capacity({**VOLUMES, "max_context_tokens": 4096}, gpus_per_replica=None)
    assert (made.gpus, made.vram_gb) == (2, 48.0)
    assert made.vram_needed_gb == pytest.approx(18.6 + 1.174405 * 16 + 4, abs=1e-4)


@pytest.mark.parametrize(
    ("workload", "fields", "text"),
    [
        (VOLUMES, {}, "the KV cache is not counted"),
        ({**VOLUMES, "requests_per_month": "2.5M"}, {}, "the KV cache is that of mean requests, 260 tokens"),
        (
            {**VOLUMES, "max_context_tokens": 4096},
            {"throughput": {"prefill_tok_s": 1000, "decode_tok_s": 250}},
            "the KV cache is that of one request",
        ),
        ({**VOLUMES, "max_context_tokens": 4096}, {}, None),
        ({**VOLUMES, "features": [{"name": "a", "share": 1, "max_context_tokens": 4096}]}, {}, None),
    ],
)
def test_what_memory_rests_on_is_noted(workload: dict[str, Any], fields: dict[str, Any], text: str | None) -> None:
    """A cache that is not counted in full is never silent."""
    notes = notes_of(answer(scenario({**RENTED, **fields}, workload=workload)), "C3-N21")
    assert len(notes) == (text is not None)
    assert text is None or text in notes[0]


def test_memory_that_is_not_known_is_no_zero() -> None:
    """Without a context the need is n/a, and the card's memory is still said."""
    made = capacity(VOLUMES)
    assert (made.vram_needed_gb, made.vram_gb) == (None, 48.0)


# Rate limits


@pytest.mark.parametrize(
    ("limit", "status"),
    [
        ({"tokens_per_minute": 15_000}, "ok"),  # the mean: 650M / 43,800 minutes = 14,840
        ({"tokens_per_minute": 14_800}, "over_capacity"),
        ({"requests_per_minute": 60}, "ok"),  # 2.5M / 43,800 = 57.1
        ({"requests_per_minute": 57}, "over_capacity"),
        ({}, "ok"),
    ],
)
def test_an_api_whose_limit_is_below_the_peak_is_over_capacity(limit: dict[str, float], status: str) -> None:
    """It keeps its bill, and says how much it lets through."""
    workload = {**VOLUMES, "requests_per_month": "2.5M"}
    found = option_of(answer(scenario({**API, "rate_limit": limit}, workload=workload)), "API")
    assert (found.status, str(found.monthly.cost)) == (status, "2750.00")
    if status != "ok":
        assert "its rate limit lets through 64" in found.reasons[0]


def limited(**limit: float) -> tuple[Api, ResolvedWorkload]:
    """Return the API with a limit a minute, and 650M tokens in 2.5M calls."""
    asked = {**VOLUMES, "requests_per_month": "2.5M"}
    case = resolved(scenario({**API, "rate_limit": limit}, workload=asked)).case
    (plan,) = case.plans
    assert isinstance(plan, Api)
    return plan, case.workload


@pytest.mark.parametrize("limits", [("tokens",), ("requests",), ("tokens", "requests")])
def test_a_limit_on_what_is_not_sent_bounds_nothing(limits: tuple[str, ...]) -> None:
    """No tokens and no calls: any volume passes, and nothing is divided by nothing."""
    plan, traffic = limited(**{f"{what}_per_minute": 1 for what in limits})
    assert rate_limit_tokens(plan, traffic.scaled(0.0), VOLUMES_TOKENS) == math.inf


def test_the_tighter_of_two_limits_counts() -> None:
    """In 43,800 minutes 650M are 14,840 and 2.5M calls 57.08 each: twice the tokens may come, 1.5 times the calls."""
    found = rate_limit_tokens(*limited(tokens_per_minute=29_680, requests_per_minute=85.62), VOLUMES_TOKENS)
    assert found == pytest.approx(1.5 * 650e6, rel=1e-3)


def test_a_limit_is_of_the_models_own_tokens_at_the_peak() -> None:
    """14,840 x 3.36 x 1.1 = 54,849 tokens a minute."""
    for tokens, status in ((54_900, "ok"), (54_800, "over_capacity")):
        option = {**API, "token_factor": {"input": 1.1, "output": 1.1}, "rate_limit": {"tokens_per_minute": tokens}}
        found = answer(scenario(option, workload={**VOLUMES, "shape": "business_hours"}))
        assert found.options[0].status == status


# Requests that wait


SLOW = {"requests_per_month": 650_000, "max_context_tokens": 4096}  # 769 + 231 tokens: 0.769 + 0.923 s of a replica


def test_few_replicas_carry_less_each_where_requests_queue() -> None:
    """One place each: a wait of 4 - 0.769 s at P95 lets one replica be 15.2 % busy, where 70 % would be allowed.

    rho = 0.05 x exp(2 x 3.2308 x (1 - rho) / 1.6923 / 2) has the root 0.2262 with cv2 = 1.
    """
    made = fleet_of({**VOLUMES, **SLOW, "ttft_s": 4.0}, at_concurrency=1)
    busy = made.utilisation_of(1)
    assert busy == pytest.approx(0.05 * math.exp(3.230769 * (1 - busy) / 1.692308), rel=1e-6)
    assert made.working(VOLUMES_TOKENS) == 2
    assert made.utilisation_of(2) * 2 > RHO > busy


def test_what_replicas_carry_counts_the_queue() -> None:
    """The most tokens a month are those at which the replicas that there are queue no longer than they may."""
    asked = {**VOLUMES, **SLOW, "ttft_s": 4.0}
    made = fleet_of(asked, at_concurrency=1)
    found = capacity(asked, throughput={**RENTED["throughput"], "at_concurrency": 1})
    assert found.max_tokens_per_month == pytest.approx(made.carried_tokens(2))
    assert found.max_tokens_per_month < 2 * made.tokens_per_replica
    steps = {s.label: s.arithmetic for s in found.steps}
    assert steps["Rented: replicas"].startswith("2, one more than ceil(650M / ")
    assert "1 may be 23.2 % busy at most" in steps["Rented: replicas"] or "busy at most" in steps["Rented: replicas"]


def test_without_a_time_to_hold_utilisation_alone_decides() -> None:
    """0.418570 / 0.7: one replica."""
    made = fleet_of({**VOLUMES, **SLOW}, at_concurrency=1)
    assert (made.latency.queue, made.working(VOLUMES_TOKENS)) == (None, 1)


def test_burstier_arrivals_need_more_replicas() -> None:
    """A squared coefficient of variation of 20 lengthens every wait by 10.5."""
    even, bursty = (
        fleet_of({**VOLUMES, **SLOW, "ttft_s": 4.0, "burstiness": cv2}, at_concurrency=1) for cv2 in (1, 20)
    )
    assert bursty.working(VOLUMES_TOKENS) > even.working(VOLUMES_TOKENS)


def test_fixed_replicas_at_which_requests_wait_too_long_are_over_capacity() -> None:
    """One replica would be 41.9 % busy, and may be no more than a quarter of that."""
    slow = {**RENTED, "replicas": 1, "throughput": {**RENTED["throughput"], "at_concurrency": 1}}
    found = option_of(answer(scenario(slow, workload={**VOLUMES, **SLOW, "ttft_s": 4.0})), "Rented")
    assert found.status == "over_capacity"
    assert "its replicas carry" in found.reasons[0]


def test_a_prefill_longer_than_the_time_to_the_first_token_is_over_capacity() -> None:
    """769 tokens at 1,000 a second take 0.769 s; 0.5 are allowed."""
    found = option_of(answer(scenario(RENTED, workload={**VOLUMES, **SLOW, "ttft_s": 0.5})), "Rented")
    assert found.status == "over_capacity"
    assert found.reasons == ("the prefill of a request alone takes 0.269 s more than its ttft_s",)


def test_time_per_output_token_when_all_places_are_taken() -> None:
    """16 places at 250 tokens a second are 64 ms; 15 other prefills of 500 / 150 tokens at 1,000 a second are 50 ms."""
    made = fleet_of(VOLUMES)
    assert made.latency.tpot_s == pytest.approx(16 / 250 + 15 * (500 / 150) / 1000)
    found = option_of(answer(scenario(RENTED, workload={**VOLUMES, "tpot_ms": 100})), "Rented")
    assert found.reasons == ("an output token takes 114 ms at its concurrency, and tpot_ms asks for 100",)


def test_the_steps_say_how_long_requests_wait() -> None:
    """The p95 of the wait plus the prefill, and the time per output token."""
    asked = {**VOLUMES, **SLOW, "ttft_s": 4.0, "tpot_ms": 200}
    steps = {s.label: s for s in capacity(asked).steps}
    assert steps["Rented: time per output token"].value == pytest.approx(114.0)
    first = steps["Rented: time to first token, p95"]
    # one replica is 19.0 % busy with prefills of 0.769 s, and a decode step of 16 / 250 s goes before them
    prefill_s, share = 500 / 650, 500e6 / SECONDS / 1000
    wait_s = 16 / 250 + math.log(share / 0.05) * prefill_s / (1 - share)
    assert first.value == pytest.approx(wait_s + prefill_s)
    assert "queue of 1 x 16 slots, 41.9 % busy" in first.arithmetic


@pytest.mark.parametrize(
    ("options", "asked", "text"),
    [
        ((API, RENTED), {"ttft_s": 4, **SLOW}, "ttft_s not held against API: the catalogue knows no latency of APIs"),
        ((RENTED,), {"ttft_s": 4, "tpot_ms": 900},
         "ttft_s not held against Rented: how many requests there are is not known"),
        (({**RENTED, "throughput": {"prefill_tok_s": 1, "decode_tok_s": 1}},), {"tpot_ms": 9, **SLOW},
         "tpot_ms not held against Rented: its rates do not say at which concurrency"),
    ],
)  # fmt: skip
def test_what_no_time_is_held_against_is_noted(options: Any, asked: dict[str, Any], text: str) -> None:
    """A time that cannot be judged is never taken for held."""
    assert notes_of(answer(scenario(*options, workload={**VOLUMES, **asked})), "C3-N28") == [text]


# Overflow


HOURLY = (0.0,) * 12 + (1.0,) * 8 + (4.0,) * 4  # mean 1: no load, mean load, four times the mean


def overflowing(replicas: int, shape: Any = None, **given: Any) -> Any:
    """Return the answer of a base of our own with its overflow at an API."""
    mix = {"name": "Mix", "kind": "mix", "parts": [{"option": "Rented", "replicas": replicas}, {"option": "API"}]}
    mix["parts"][1]["overflow"] = True  # type: ignore[index]
    workload = {**VOLUMES, "shape": shape or {"hourly": "day.csv"}}
    profiles = {"day.csv": HOURLY}
    return answer(scenario(API, RENTED, mix, workload=workload), profiles=profiles, **given)


def test_what_fixed_replicas_cannot_hold_goes_over_hour_by_hour() -> None:
    """One replica holds 0.7. Loads: 0, 0.418570 (8/24 of the hours), 1.674281 (4/24): 0.974281 of them goes over.

    Share that goes over: 4/24 x 4 x (1 - 0.7 / 1.674281) = 0.6667 x 0.581910 = 0.387940 of 2,750 = 1,066.84.
    """
    over = 4 / 24 * 4 * (1 - 0.7 / (4 * RHO))
    assert over == pytest.approx(0.387940, abs=1e-6)
    amounts = bill(overflowing(1), "Mix")
    assert amounts["Rented: Rent"] == "200.00"
    assert amounts["API: Input tokens"] == f"{1250 * over:.2f}"
    assert amounts["API: Output tokens"] == f"{1500 * over:.2f}"


def test_what_is_held_makes_load_and_the_rest_energy_of_the_api() -> None:
    """The base draws (300 - 25) W x 2 GPUs x 1.2 over the load that it serves."""
    over = 4 / 24 * 4 * (1 - 0.7 / (4 * RHO))
    found = overflowing(1)
    line = next(x for x in option_of(found, "Mix").lines if x.label.startswith("Rented: Electricity, load"))
    assert line.energy_kwh == pytest.approx(RHO * (1 - over) * 730 * 2 * 0.275 * 1.2)


def test_a_base_that_holds_everything_costs_what_it_costs_alone() -> None:
    """Three replicas hold 2.1, the peak is 1.67."""
    found = overflowing(3)
    assert [str(line.cost) for line in option_of(found, "Mix").lines if line.label.startswith("API")] == ["0.00"] * 3
    assert str(option_of(found, "Mix").monthly.cost) == "600.00"


def test_the_peak_of_a_base_with_an_overflow_is_what_it_may_hold() -> None:
    """0.7 of the one replica, not 1.67; of the mean 0.418570 it carries 61 %."""
    made = option_of(overflowing(1), "Mix").capacity
    assert made.peak_utilisation == pytest.approx(0.7)
    assert made.mean_utilisation == pytest.approx(RHO * (1 - 4 / 24 * 4 * (1 - 0.7 / (4 * RHO))))


def test_an_overflow_from_a_bare_peak_says_what_it_rests_on() -> None:
    """Only with a peak is the curve of our own needed."""
    assert len(notes_of(overflowing(1, {"peak_to_mean": 4}), "C3-N10")) == 1
    assert notes_of(overflowing(1), "C3-N10") == []


def test_an_overflow_of_several_features_lets_their_levels_rise_together() -> None:
    """60 % at business hours and 40 % flat: 50/168 of the hours at 0.6 x 3.36 + 0.4 = 2.416 times the mean.

    With one replica 1.011265 goes to 0.7: 50/168 x 2.416 x (1 - 0.7 / 1.011265) = 0.221320 goes over.
    """
    features = [{"name": "a", "share": "60%", "shape": "business_hours"}, {"name": "b", "share": "40%"}]
    parts = [{"option": "Rented", "replicas": 1}, {"option": "API", "overflow": True}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    found = answer(scenario(API, RENTED, mix, workload={**VOLUMES, "features": features}))
    over = 50 / 168 * 2.416 * (1 - 0.7 / (2.416 * RHO))
    assert over == pytest.approx(0.221320, abs=1e-5)
    assert bill(found, "Mix")["API: Input tokens"] == f"{1250 * over:.2f}"


def test_an_overflow_is_limited_by_what_the_api_lets_through() -> None:
    """Base 323.5M at a business peak of 3.36; the API's 60,000 a minute carry 60,000 x 43,800 / 3.36 = 782.1M more."""
    parts = [{"option": "Rented", "replicas": 1}, {"option": "API", "overflow": True}]
    mix = {"name": "Mix", "kind": "mix", "parts": parts}
    api = {**API, "rate_limit": {"tokens_per_minute": 60_000}}
    found = answer(scenario(api, RENTED, mix, workload={**VOLUMES, "shape": "business_hours"}))
    assert option_of(found, "Mix").capacity.max_tokens_per_month == pytest.approx(  # type: ignore[union-attr]
        0.7 / (RHO * 3.36) * 650e6 + 60_000 * 43_800 / 3.36
    )


def test_a_year_of_equal_days_goes_over_as_one_day_does() -> None:
    """8,760 hours are 365 times 24."""
    parts = [{"option": "Rented", "replicas": 1}, {"option": "API", "overflow": True}]
    spec = scenario(
        API,
        RENTED,
        {"name": "Mix", "kind": "mix", "parts": parts},
        workload={**VOLUMES, "shape": {"hourly": "p.csv"}},
    )
    day, year = (bill(answer(spec, profiles={"p.csv": HOURLY * days}), "Mix") for days in (1, 365))
    assert day == year


# Hours that are released


HOURLY_RENT = {"rent": {"amount": 1.0, "per": "hour", "gpus": 2}}


def test_hours_without_load_are_neither_paid_nor_powered_where_they_are_released() -> None:
    """Business hours: 3 SKUs x 730 x 50/168 hours at 1 = 651.79; kept, 3 x 730 = 2,190."""
    workload = {**VOLUMES, "shape": "business_hours"}
    kept, released = (
        answer(scenario({**RENTED, **HOURLY_RENT, "release_when_idle": r}, workload=workload)) for r in (False, True)
    )
    assert [bill(a, "Rented")["Rent"] for a in (kept, released)] == ["2190.00", "651.79"]
    idle = [next(x for x in option_of(a, "Rented").lines if "idle" in x.label) for a in (kept, released)]
    assert idle[1].energy_kwh == pytest.approx(idle[0].energy_kwh * 50 / 168)  # type: ignore[operator]


def test_utilisation_and_idle_cost_are_of_the_hours_that_are_paid() -> None:
    """In paid hours the three replicas carry 0.418570 x 3.36: 46.9 %; the other 53.1 % of 651.79 is idle."""
    option = {**RENTED, **HOURLY_RENT, "release_when_idle": True}
    made = option_of(answer(scenario(option, workload={**VOLUMES, "shape": "business_hours"})), "Rented").capacity
    assert made is not None
    assert made.mean_utilisation == pytest.approx(RHO * 3.36 / 3)
    assert str(made.idle_cost) == f"{3 * 730 * 50 / 168 * (1 - RHO * 3.36 / 3):.2f}"


def test_batch_work_leaves_no_hour_to_release() -> None:
    """It runs evenly over the month."""
    workload = {**VOLUMES, "shape": "business_hours", "batch_share": "10%"}
    found = answer(scenario({**RENTED, **HOURLY_RENT, "release_when_idle": True}, workload=workload))
    made = option_of(found, "Rented").capacity
    assert bill(found, "Rented")["Rent"] == f"{730 * made.replicas}.00"  # type: ignore[union-attr]


def test_a_feature_that_never_sleeps_leaves_no_hour_to_release() -> None:
    """One feature at business hours, one around the clock."""
    features = [{"name": "a", "share": "60%", "shape": "business_hours"}, {"name": "b", "share": "40%"}]
    option = {**RENTED, **HOURLY_RENT, "release_when_idle": True, "replicas": 3}
    found = answer(scenario(option, workload={**VOLUMES, "features": features}))
    assert bill(found, "Rented")["Rent"] == "2190.00"


# Provision


def test_idle_cost_is_rent_for_hours_without_load() -> None:
    """200 a month, busy 41.857 %: 116.29."""
    assert str(capacity(VOLUMES).idle_cost) == f"{200 * (1 - RHO):.2f}"


def test_replicas_that_carry_too_much_are_not_idle() -> None:
    """Over capacity, the idle cost is nothing and not less."""
    workload = {"input_tokens_per_month": 5e9, "output_tokens_per_month": 0}
    assert str(capacity(workload, replicas=1).idle_cost) == "0.00"


def test_a_mix_of_two_fleets_adds_them_up() -> None:
    """Half the load each; 1 of 2 GPUs and 1 of 4 GPUs; idle cost fleet by fleet."""
    other = {**RENTED, "name": "Big", "gpus_per_replica": 4, "rent": {"amount": 500, "per": "month", "gpus": 4}}
    parts = [{"option": "Rented", "share": 0.5}, {"option": "Big", "share": 0.5}]
    (*_, mix), _ = evaluate(resolved(scenario(RENTED, other, {"name": "Mix", "kind": "mix", "parts": parts})).case)
    made = mix.capacity
    assert made is not None
    assert (made.replicas, made.gpus) == (2, 6)
    assert made.mean_utilisation == pytest.approx(RHO / 2)
    assert made.idle_cost == pytest.approx((200 + 500) * (1 - RHO / 2))


def test_a_fleet_without_traffic_stands_ready_with_one_replica() -> None:
    """A mix by features where one feature has no tokens."""
    features = [
        {"name": "a", **VOLUMES},
        {"name": "b", "input_tokens_per_month": 0, "output_tokens_per_month": 0, "requests_per_month": 0},
    ]
    parts = [{"option": "API", "features": ["a"]}, {"option": "Rented", "features": ["b"]}]
    found = answer(
        scenario(API, RENTED, {"name": "Mix", "kind": "mix", "parts": parts}, workload={"features": features})
    )
    mix = option_of(found, "Mix")
    assert mix.capacity is not None
    assert (mix.capacity.replicas, mix.capacity.mean_utilisation) == (1, 0.0)
    assert mix.capacity.max_tokens_per_month is None  # no load, no limit
    assert [s.arithmetic for s in mix.capacity.steps][1:3] == ["mean load x peak factor 1", "1, without load + 0 spare"]


def test_the_steps_say_how_the_replicas_came_about() -> None:
    """Load, peak, replicas, memory, each with its numbers."""
    workload = {**VOLUMES, "shape": "business_hours", "max_context_tokens": 4096}
    steps = capacity(workload).steps
    assert [(s.label, s.arithmetic) for s in steps] == [
        ("Rented: mean load", "input / 1,000 tok/s + output / 250 tok/s, over 730 h"),
        ("Rented: peak load", "mean load x peak factor 3.36"),
        ("Rented: replicas", "ceil(650M / 323.5M tokens at 70 %) + 0 spare"),
        ("Rented: memory of a replica", "18.6 GB weights + 1.174 GB KV x 16 sequences + 2 GB overhead x 2 GPUs"),
    ]
    assert [s.value for s in steps] == [
        pytest.approx(RHO),
        pytest.approx(RHO * 3.36),
        3,
        pytest.approx(18.6 + 1.174405 * 16 + 4, abs=1e-4),
    ]
    assert capacity(VOLUMES, replicas=2).steps[2].arithmetic == "2 as given + 0 spare"


@given(st.floats(min_value=1e3, max_value=1e13), st.floats(min_value=1, max_value=20), st.integers(0, 3))
def test_there_are_always_as_many_replicas_as_the_peak_needs_and_not_one_more(
    tokens: float, peak: float, spares: int
) -> None:
    """The peak fits into the working replicas, and would not fit into one less."""
    traffic = workload_of({**VOLUMES, "shape": {"peak_to_mean": peak}}).at_volume(tokens)
    made = make_fleet(hosted(spare_replicas=spares), traffic, traffic.tokens)
    working = made.working(tokens)
    assert made.peak_load <= working * 0.7 * (1 + 1e-6)
    assert working == 1 or made.peak_load > (working - 1) * 0.7 * (1 - 1e-6)
    assert made.packs(made.gpus_per_replica)(tokens) == working + spares

"""Promises of which figures of a price list count: the tier that is asked for, the hours, the size of a request."""

from __future__ import annotations

import math
from typing import Any

import pytest

from c3calc.catalogue.catalogue import Catalogue
from c3calc.evaluate.bill import usage_cost
from c3calc.files.catalogue.load import load_catalogue
from frozen import CATALOGUE, TABLES, price, resolved, scenario, sold

MTOK = {"requests_per_month": 1000.0, "input_tokens_per_request": 1000.0, "output_tokens_per_request": 0.0}
PEAK = [
    {"from": "08:00", "to": "12:00", "input_per_mtok": 4.0},
    {"from": "23:00", "to": "01:00", "input_per_mtok": 0.0},
]
TIERED = [{"above_tokens": 10_000, "input_per_mtok": 4.0}, {"above_tokens": 100_000, "input_per_mtok": 6.0}]


def api(row: dict[str, Any], workload: dict[str, Any] = MTOK, *, profile: tuple[float, ...] = (), **option: Any) -> Any:
    """Return the resolved case of a model with this price row."""
    apis = {**TABLES["apis"], **sold("acme", "m", [row])}
    catalogue = Catalogue({**TABLES, "apis": apis}, CATALOGUE.newest, CATALOGUE.oldest)
    given = {"name": "API", "kind": "api", "provider": "acme", "model": "m", **option}
    return resolved(scenario(given, workload=workload), catalogue, profiles={"day.csv": profile}).case


def cost(row: dict[str, Any], workload: dict[str, Any] = MTOK, **given: Any) -> float:
    """Return a month's bill."""
    case = api(row, workload, **given)
    return float(usage_cost(case.plans[0], case.workload)(case.workload.tokens))


def note_codes(row: dict[str, Any], workload: dict[str, Any] = MTOK, **given: Any) -> set[str]:
    """Return the codes of the notes."""
    return {note.code for note in api(row, workload, **given).notes}


def test_a_service_tier_is_paid_at_its_price() -> None:
    """1M tokens are 2.00 at the standard price and 1.00 flex; what flex does not change stays."""
    row = price(2.0, 8.0, flex={"input_per_mtok": 1.0})
    assert (cost(row), cost(row, service_tier="flex")) == (2.0, 1.0)
    flex = api(row, service_tier="flex").plans[0].prices[0].at_once
    assert (flex["output"].value, flex["output"].source) == (8.0, "frozen; flex tier")


def test_a_tier_that_is_not_sold_is_a_problem() -> None:
    """Asking for a tier that the provider does not have is refused, with those it has."""
    with pytest.raises(Exception, match=r"no price of the priority tier on 2026-11-10"):
        api(price(2.0, 8.0, flex={"input_per_mtok": 1.0}), service_tier="priority")


def test_cache_writes_cost_what_their_lifetime_costs() -> None:
    """Half of 1M tokens written: 5 minutes at 2.50, an hour at 4.00, the rest at 2.00."""
    row, workload = price(2.0, 8.0, cache_write=2.5, cache_write_1h=4.0), {**MTOK, "cache_write_share": 0.5}
    assert pytest.approx([cost(row, workload, cache_lifetime=kept) for kept in ("5m", "1h")]) == [2.25, 3.0]


def test_an_hour_without_a_price_is_billed_as_five_minutes_and_says_so() -> None:
    """Where nobody gives the price of an hour, that of five minutes stands in, with a warning."""
    row, workload = price(2.0, 8.0, cache_write=2.5), {**MTOK, "cache_write_share": 0.5}
    assert pytest.approx(2.25) == cost(row, workload, cache_lifetime="1h")
    assert "C3-N03" in note_codes(row, workload, cache_lifetime="1h")


OWN = {"input_per_mtok": 3.0, "output_per_mtok": 15.0, "cached_read": 0.3, "cache_write": 3.75, "batch_input": 1.5}
OWN_LONG = {**OWN, "above_tokens": 500.0, "input_per_mtok": 6.0, "cached_read": 0.6, "cache_write": 7.5}
OWN_BATCH = {"batch_cached_read": 0.2, "batch_cache_write": 2.0}
HALF_READ = {**MTOK, "batch_share": 1.0, "cached_input_share": 0.5, "cache_write_share": 0.1}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, 0.4 * 1.5 + 0.5 * 0.15 + 0.1 * 1.875),
        (OWN_BATCH, 0.4 * 1.5 + 0.5 * 0.2 + 0.1 * 2.0),
        ({"cache_write_1h": 6.0, "batch_cache_write_1h": 4.0}, 0.4 * 1.5 + 0.5 * 0.15 + 0.1 * 4.0),
        ({"long_context": {**OWN_LONG, **OWN_BATCH}}, 0.4 * 1.5 + 0.5 * 0.2 + 0.1 * 2.0),
        ({"long_context": {k: v for k, v in OWN_LONG.items() if k != "batch_input"}}, 0.4 * 3 + 0.5 * 0.3 + 0.1 * 3.75),
    ],
)
def test_an_own_price_of_the_cache_holds_in_a_batch(own: dict[str, Any], expected: float) -> None:
    """What a contract says of cached tokens in a batch is billed; what it does not say is halved as input is, and said.

    1M tokens in a batch at half price, half read from the cache at 0.30, a tenth written at 3.75.
    """
    given = {"price": {**OWN, **own}, "cache_lifetime": "1h"}
    assert pytest.approx(expected) == cost(price(2.0, 8.0), HALF_READ, **given)
    whole = {**OWN, **OWN_BATCH, "cache_write_1h": 6.0, "batch_cache_write_1h": 4.0}
    assert "C3-N03" in note_codes(price(2.0, 8.0), HALF_READ, **given)
    assert "C3-N03" not in note_codes(price(2.0, 8.0), HALF_READ, **{**given, "price": whole})


def test_a_tier_beside_an_own_price_is_refused() -> None:
    """An own price is paid whatever the tier, so a tier beside it would change nothing."""
    with pytest.raises(Exception, match=r"service_tier: flex changes nothing beside a price of your own"):
        api(price(2.0, 8.0, flex={"input_per_mtok": 1.0}), price=OWN, service_tier="flex")


@pytest.mark.parametrize(
    ("shape", "profile", "expected"),
    [
        ("flat", (), 4 / 24 * 4.0 + 2 / 24 * 0.0 + 18 / 24 * 2.0),
        ("business_hours", (), 4 / 10 * 4.0 + 6 / 10 * 2.0),
        ({"peak_to_mean": 4.0}, (), 4 / 24 * 4.0 + 18 / 24 * 2.0),
        ({"hourly": "day.csv"}, (1.0,) + (0.0,) * 8 + (3.0,) + (0.0,) * 14, 0.25 * 0.0 + 0.75 * 4.0),
        ({"hourly": "day.csv"}, ((0.0,) * 23 + (1.0,)) * 7, 0.0),
    ],
)
def test_prices_by_the_hour_are_averaged_over_the_load(shape: Any, profile: Any, expected: float) -> None:
    """08-12 costs 4, 23-01 is free, the rest 2: the mean is over the hours in which the load falls."""
    row = price(2.0, 8.0, time_of_day=PEAK)
    assert pytest.approx(expected) == cost(row, {**MTOK, "shape": shape}, profile=profile)
    assert "C3-N25" in note_codes(row, {**MTOK, "shape": shape}, profile=profile)


DEEPSEEK = [
    {"from": "01:00", "to": "04:00", "input_per_mtok": 1.32},
    {"from": "06:00", "to": "10:00", "input_per_mtok": 1.32},
]
WEEKDAYS = [{**window, "days": "weekdays"} for window in DEEPSEEK]
NINE_TO_FIVE = tuple(10.0 if 9 <= hour < 17 else 1.0 for hour in range(24))


@pytest.mark.parametrize(
    ("days", "shape", "profile", "at_peak"),
    [
        (DEEPSEEK, "flat", (), 49 / 168),
        (WEEKDAYS, "flat", (), 35 / 168),
        (WEEKDAYS, "business_hours", (), 2 / 10),
        ([{**window, "days": "weekends"} for window in DEEPSEEK], "flat", (), 14 / 168),
        (DEEPSEEK, "Asia/Shanghai", NINE_TO_FIVE, 61 / 96),
        (DEEPSEEK, "+08:00", NINE_TO_FIVE, 61 / 96),
        (DEEPSEEK, "UTC", NINE_TO_FIVE, 16 / 96),
        (DEEPSEEK, "America/New_York", NINE_TO_FIVE, 7 / 96),
        (DEEPSEEK, "Europe/Berlin", NINE_TO_FIVE, 25 / 96),
        (DEEPSEEK, "Asia/Kolkata", NINE_TO_FIVE, 47.5 / 96),
        (WEEKDAYS, "Asia/Shanghai", NINE_TO_FIVE, 61 / 96 * 5 / 7),
        (WEEKDAYS, "UTC", NINE_TO_FIVE * 5 + (0.0,) * 48, 16 / 96),
        (WEEKDAYS, "UTC", (0.0,) * 120 + NINE_TO_FIVE * 2, 0.0),
        (WEEKDAYS, "-01:00", (0.0,) * 24 * 6 + (0.0,) * 23 + (1.0,), 0.0),
        (WEEKDAYS, "-02:00", (0.0,) * 24 * 6 + (0.0,) * 23 + (1.0,), 1.0),
        (WEEKDAYS, "UTC", ((0.0, 1.0) + (0.0,) * 22 + (0.0,) * 144) * 52 + (0.0,) * 24, 1.0),
        (WEEKDAYS, "UTC", ((0.0,) * 48 + (0.0, 1.0) + (0.0,) * 118) * 52 + (0.0,) * 24, 0.0),
    ],
)  # fmt: skip
def test_peak_hours_fall_on_the_days_and_the_clock_of_the_load(
    days: Any, shape: str, profile: tuple[float, ...], at_peak: float
) -> None:
    """DeepSeek asks 1.32 for 0.66 at 01-04 and 06-10 UTC on weekdays: 103.68 for 100M + 10M evenly over the week.

    A day with ten times the load at 09-17 has 61 of its 96 units in them in Shanghai (107.94 for 100M if it were every
    day), 16 in UTC (77.00), 7 in New York (70.81), 25 in Berlin (83.19); standard time counts. The hours of a week
    begin on Monday, those of 2026 on a Thursday. 01 h on Sunday 23 h + 2 is Monday.
    """
    shaped = shape if shape in ("flat", "business_hours") else {"hourly": "day.csv", "time_zone": shape}
    row = price(0.66, 1.98, time_of_day=days)
    assert pytest.approx(0.66 * (1 + at_peak)) == cost(row, {**MTOK, "shape": shaped}, profile=profile)


@pytest.mark.parametrize("zone", ["Europe/Berln", "localtime", "+25:00", "../etc", "Europe", "", "berlin"])
def test_a_time_zone_that_nobody_knows_is_refused(zone: str) -> None:
    """A zone is a name of the tz database or an offset; what this machine alone calls a zone is none."""
    with pytest.raises(Exception, match="unknown time zone"):
        api(price(1.0, 1.0), {**MTOK, "shape": {"hourly": "day.csv", "time_zone": zone}})


def test_a_time_zone_without_hours_is_refused() -> None:
    """Beside a peak a time zone would change nothing."""
    with pytest.raises(Exception, match="a time zone changes nothing where the hours of the load are not known"):
        api(price(1.0, 1.0), {**MTOK, "shape": {"peak_to_mean": 4.0, "time_zone": "Europe/Berlin"}})


def test_features_count_by_their_shares() -> None:
    """A third of the requests at office hours, two thirds evenly: 1/3 x 2.80 + 2/3 x 2.1667."""
    features = [{"name": "a", "share": 1 / 3, "shape": "business_hours"}, {"name": "b", "share": 2 / 3}]
    even = 4 / 24 * 4.0 + 18 / 24 * 2.0
    workload = {**MTOK, "features": features}
    assert pytest.approx(2.8 / 3 + 2 * even / 3) == cost(price(2.0, 8.0, time_of_day=PEAK), workload)


@pytest.mark.parametrize(("size", "expected"), [(10_000, 2.0), (10_001, 4.0), (100_000, 4.0), (100_001, 6.0)])
def test_the_tier_is_that_of_one_request(size: int, expected: float) -> None:
    """A million tokens cost the tier of the request they come in: never that of the month."""
    workload = {**MTOK, "requests_per_month": 1e6 / size, "input_tokens_per_request": float(size)}
    assert pytest.approx(expected) == cost(price(2.0, 8.0, long_context=TIERED), workload)


def test_each_part_pays_in_the_tier_of_its_own_mean_request() -> None:
    """1,000 requests each of 5,000, 50,000 and 200,000 tokens: 5 x 2 + 50 x 4 + 200 x 6, whatever the largest is."""
    sizes = {"short": 5e3, "longer": 5e4, "longest": 2e5}
    parts = [{"name": n, "requests_per_month": 1e3, "input_tokens_per_request": size} for n, size in sizes.items()]
    workload = {"output_tokens_per_request": 0.0, "features": parts}
    assert pytest.approx(5 * 2.0 + 50 * 4.0 + 200 * 6.0) == cost(price(2.0, 8.0, long_context=TIERED), workload)


def test_requests_that_a_service_tier_does_not_take_are_refused() -> None:
    """Priority takes up to 10,000 tokens: a mean request of 10,001 is a problem, one of 10,000 costs 3 a Mtok."""
    row = price(2.0, 8.0, priority={"input_per_mtok": 3.0, "long_context": {"above_tokens": 10_000, "offered": False}})
    at = {size: {**MTOK, "requests_per_month": 1.0, "input_tokens_per_request": size} for size in (10_000.0, 10_001.0)}
    assert pytest.approx(0.03) == cost(row, at[10_000.0], service_tier="priority")
    with pytest.raises(Exception, match=r"acme/m takes no requests above 10k tokens in the priority tier"):
        cost(row, at[10_001.0], service_tier="priority")


def test_a_month_of_short_requests_meets_no_tier() -> None:
    """A billion tokens in requests of 1,000 are below a tier of 10,000, and nothing is said of it."""
    workload = {**MTOK, "requests_per_month": 1e6}
    row = price(2.0, 8.0, long_context=TIERED)
    assert (cost(row, workload), "C3-N26" in note_codes(row, workload)) == (2000.0, False)


def test_a_stated_share_wins_over_the_size() -> None:
    """Where the workload says which share of requests is long, their mean size decides nothing."""
    workload = {**MTOK, "long_context_share": 0.5}
    assert pytest.approx(3.0) == cost(price(2.0, 8.0, long_context=TIERED), workload)
    long = {**MTOK, "input_tokens_per_request": 50_000.0, "long_context_share": 0.0}
    assert pytest.approx(2.0 * 50) == cost(price(2.0, 8.0, long_context=TIERED), long)


def test_tokens_are_counted_as_the_model_counts_them() -> None:
    """6,000 reference tokens that the model's tokenizer makes 12,000 of are above its tier of 10,000."""
    workload = {**MTOK, "requests_per_month": 1.0, "input_tokens_per_request": 6000.0}
    row = price(2.0, 8.0, long_context=TIERED)
    assert pytest.approx(12_000 * 4.0 / 1e6) == cost(row, workload, token_factor={"input": 2.0})


def test_long_requests_at_batch_have_their_own_price() -> None:
    """A batch price of the tier is taken; without one the reduction of short batch requests is applied."""
    long = {"above_tokens": 500, "input_per_mtok": 4.0, "output_per_mtok": 8.0}
    batch = {**MTOK, "batch_share": 1.0}
    row = price(2.0, 8.0, batch_input=1.0, batch_output=4.0)
    assert (
        cost({**row, "long_context": [{**long, "batch_input": 3.0}]}, batch),
        cost({**row, "long_context": [long]}, batch),
    ) == (3.0, 2.0)  # fmt: skip


def test_cached_tokens_without_a_price_cost_the_input_of_their_own_segment() -> None:
    """Long and batch: input 60 x (15 / 30) is stated as 15, so a cached token costs 15 too, as gpt-5.5-pro's does."""
    long = {"above_tokens": 500, "input_per_mtok": 60.0, "output_per_mtok": 8.0, "batch_input": 15.0}
    row = price(30.0, 8.0, batch_input=15.0, batch_output=4.0, long_context=long)
    assert pytest.approx(15.0) == cost(row, {**MTOK, "batch_share": 1.0, "cached_input_share": 0.5})


def test_a_missing_output_price_is_unknown_and_not_free() -> None:
    """A model with an input price only: without output it has a bill, with output it is n/a."""
    row = price(2.0, 0.0)
    del row["output_per_mtok"]
    assert cost(row) == 2.0
    assert math.isnan(cost(row, {**MTOK, "output_tokens_per_request": 1.0}))


def test_remarks_of_the_catalogue_are_notes() -> None:
    """What an entry or a row remarks, a name that moves or an announced price, is a note of the answer."""
    assert "C3-N24" in note_codes(price(2.0, 8.0, note="announced by the provider; it may still change"))


def test_what_the_catalogue_does_not_price_is_a_note() -> None:
    """A voice model's audio costs 32 and 64 where text costs 4 and 16: the answer says that only text is priced."""
    voice = {"name": "voice", "kind": "api", "provider": "openai", "model": "gpt-realtime"}
    notes = resolved(scenario(voice, like_for_like=False, workload=MTOK), load_catalogue()).case.notes
    said = "voice, openai/gpt-realtime: only text tokens are priced; the provider also charges for "
    assert [note.message for note in notes if note.code == "C3-N71"] == [
        said + "cache audio read, cache image read, input audio, input image, output audio"
    ]
    assert "C3-N71" not in note_codes(price(2.0, 8.0))

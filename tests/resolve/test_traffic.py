"""From what a scenario says of its traffic to tokens a month: volumes, steps, classes, features, peaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.evaluate.load import load_levels, peak_factor
from frozen import VOLUMES, answer, codes, notes_of, resolved, scenario, workload_of

if TYPE_CHECKING:
    from c3calc.case.traffic import Part, ResolvedWorkload

HOURS = 730.0


def tokens(workload: ResolvedWorkload, kind: str) -> float:
    """Return the month's tokens of one kind."""
    return sum(c.tokens for part in workload.parts for c in part.classes if c.kind == kind)


def classes(part: Part) -> dict[str, float]:
    """Return the classes of a part by label."""
    return {c.label: c.tokens for c in part.classes}


def feature_volumes(workload: ResolvedWorkload) -> dict[str, tuple[float, float]]:
    """Return tokens and requests of every part."""
    return {part.name: (part.tokens, part.requests) for part in workload.parts}


# Volumes


@pytest.mark.parametrize(
    "stated",
    [
        {"input_tokens_per_month": "500M", "output_tokens_per_month": "150M"},
        {"requests_per_month": "2.5M", "input_tokens_per_request": 200, "output_tokens_per_request": 60},
        # all three, and they agree: 2.5M x 200 = 500M
        {"requests_per_month": "2.5M", "input_tokens_per_request": 200, **VOLUMES},
        # tokens per request beside volumes: 500M / 200 = 2.5M requests
        {"input_tokens_per_request": 200, "output_tokens_per_request": 60, "input_tokens_per_month": 500e6},
        {"output_tokens_per_request": 60, "output_tokens_per_month": "150M", "input_tokens_per_request": 200},
        # a month of 730 hours has 30.416667 days: 500M / 30.416667 = 16,438,356.16 a day
        {"input_tokens_per_day": 500e6 * 24 / 730, "output_tokens_per_day": 150e6 * 24 / 730},
        {"requests_per_day": 2.5e6 * 24 / 730, "input_tokens_per_request": 200, "output_tokens_per_request": 60},
    ],
)
def test_one_workload_may_be_stated_in_many_ways(stated: dict[str, Any]) -> None:
    """Tokens a month or a day, or requests and tokens per request, give the same 650M."""
    assert workload_of(stated).tokens == pytest.approx(650e6)


def test_ten_thousand_requests_a_day_with_a_prompt_of_2000_tokens_are_20m_tokens_a_day() -> None:
    """10,000 x 2,000 = 20M a day (article: managing costs); x 730 / 24 days = 608.33M a month."""
    stated = {"requests_per_day": "10k", "input_tokens_per_request": 2000, "output_tokens_per_request": 0}
    assert workload_of(stated).tokens == pytest.approx(20e6 * 730 / 24)


def test_requests_follow_from_tokens_per_request() -> None:
    """500M input tokens at 200 a request are 2.5M requests."""
    assert workload_of({**VOLUMES, "input_tokens_per_request": 200}).requests == 2.5e6


@pytest.mark.parametrize(
    ("stated", "code", "place"),
    [
        ({"input_tokens_per_month": 1}, "C3-R05", "workload"),
        ({"requests_per_month": 1}, "C3-R05", "workload"),
        ({"input_tokens_per_month": 0, "output_tokens_per_month": 0}, "C3-R05", "workload"),
        (
            {**VOLUMES, "requests_per_month": "1M", "input_tokens_per_request": 200},  # 200M is not 500M
            "C3-R04",
            "workload.input_tokens_per_month",
        ),
        ({**VOLUMES, "input_tokens_per_day": 1}, "C3-R04", "workload.input_tokens_per_day"),
        (
            {**VOLUMES, "input_tokens_per_request": 5, "input_parts": [{"name": "a", "tokens": 5}]},
            "C3-R04",
            "workload.input_tokens_per_request",
        ),
    ],
)
def test_volumes_that_are_missing_or_contradict_each_other_are_refused(
    stated: dict[str, Any], code: str, place: str
) -> None:
    """Missing is never zero, and nothing is chosen between two stories."""
    assert (code, place) in codes(scenario(workload=stated))


def test_volumes_within_half_a_percent_agree() -> None:
    """2.5M x 200.8 = 502M is 0.4 % off 500M; the volume stands."""
    stated = {**VOLUMES, "requests_per_month": "2.5M", "input_tokens_per_request": 200.8}
    assert tokens(workload_of(stated), "input") == 500e6


# Steps


def test_the_steps_come_in_the_order_of_the_scenario_language() -> None:
    """1000 in + 100 out; cache 20 % off; 5 calls; trims 10 % and 50 %; evaluation + 10 %.

    Input 1000 x 0.8 x 5 x 0.9 x 1.1 = 3960; output 100 x 0.8 x 5 x 0.5 x 1.1 = 220.
    """
    stated = {
        "input_tokens_per_month": 1000, "output_tokens_per_month": 100, "requests_per_month": 10,
        "response_cache_share": "20%", "calls_per_request": 5, "input_trim": "10%", "output_trim": "50%",
        "evaluation_share": "10%",
    }  # fmt: skip
    found = answer(scenario(workload=stated))
    assert [(step.label, step.value) for step in found.traffic] == [
        ("user traffic", 1100.0),
        ("answered from the response cache", pytest.approx(880.0)),
        ("calls per request", pytest.approx(4400.0)),
        ("trimmed prompts and answers", pytest.approx(3600.0 + 200.0)),
        ("evaluation runs", pytest.approx(3960.0 + 220.0)),
    ]
    assert found.volume_tokens_per_month == pytest.approx(4180.0)


def test_a_step_that_changes_nothing_is_left_out() -> None:
    """The bare workload has one step: as given."""
    assert [(s.label, s.arithmetic) for s in answer(scenario()).traffic] == [
        ("user traffic", "as given: 500M in + 150M out")
    ]


def test_requests_are_those_of_users_and_calls_those_of_models() -> None:
    """100 requests, a fifth from the cache, 5 calls each, a tenth more for evaluation: 100 x 0.8 x 5 x 1.1 = 440."""
    stated = {**VOLUMES, "requests_per_month": 100, "response_cache_share": 0.2, "calls_per_request": 5}
    (part,) = workload_of({**stated, "evaluation_share": 0.1}).parts
    assert (part.requests, part.calls) == (100.0, pytest.approx(440.0))


# Classes


def test_input_splits_into_disjoint_classes() -> None:
    """Of 500M input tokens 20 % are read from and 10 % written to a cache: 350M + 100M + 50M."""
    (part,) = workload_of({**VOLUMES, "cached_input_share": "20%", "cache_write_share": "10%"}).parts
    assert classes(part) == pytest.approx(
        {"Input tokens": 350e6, "Cached input": 100e6, "Cache writes": 50e6, "Output tokens": 150e6}
    )


def test_a_prompt_is_billed_by_its_parts_and_reused_ones_are_cache_reads() -> None:
    """2000 reused + 1500 + 500 tokens, 1M requests."""
    stated = {
        "requests_per_month": "1M", "output_tokens_per_request": 100,
        "input_parts": [
            {"name": "system prompt", "tokens": 2000, "reused": True},
            {"name": "context", "tokens": 1500},
            {"name": "question", "tokens": {"low": 400, "high": 600}},
        ],
    }  # fmt: skip
    (part,) = workload_of(stated).parts
    assert classes(part) == {
        "Cached input: system prompt": 2000e6,
        "Input tokens: context": 1500e6,
        "Input tokens: question": 500e6,
        "Output tokens": 100e6,
    }


def test_shares_of_the_cache_are_of_all_input_where_a_part_is_reused() -> None:
    """Half the input is reused; writes of 20 % of all input are 40 % of the other half: 100M of 500M."""
    pieces = [{"name": "a", "tokens": 50, "reused": True}, {"name": "b", "tokens": 50}]
    (part,) = workload_of({**VOLUMES, "input_parts": pieces, "cache_write_share": "20%"}).parts
    assert classes(part)["Cache writes: b"] == pytest.approx(100e6)
    assert part.tokens == pytest.approx(650e6)


def test_parts_of_no_tokens_leave_the_input_whole() -> None:
    """Nothing is divided by a prompt of no length."""
    (part,) = workload_of({**VOLUMES, "input_parts": [{"name": "a", "tokens": 0}]}).parts
    assert classes(part)["Input tokens"] == 500e6


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"cached_input_share": "70%", "cache_write_share": "40%"}, "cache_write_share"),
        (
            {"input_parts": [{"name": "a", "tokens": 1, "reused": True}], "cache_write_share": "10%"},
            "cache_write_share",
        ),
        (
            {"input_parts": [{"name": "a", "tokens": 1, "reused": True}], "cached_input_share": "10%"},
            "cached_input_share",
        ),
    ],
)
def test_classes_that_overlap_are_refused(stated: dict[str, Any], place: str) -> None:
    """Cached reads and writes are parts of one whole, said once."""
    assert codes(scenario(workload={**VOLUMES, **stated})) == [("C3-R23", f"workload.{place}")]


# Features


def test_features_by_share_split_volumes_and_requests() -> None:
    """60 % and 40 % of 650M tokens and 2.5M requests."""
    features = [{"name": "search", "share": "60%"}, {"name": "contracts", "share": "40%"}]
    stated = {**VOLUMES, "requests_per_month": "2.5M", "features": features}
    assert feature_volumes(workload_of(stated)) == {
        "search": (pytest.approx(390e6), pytest.approx(1.5e6)),
        "contracts": (pytest.approx(260e6), pytest.approx(1e6)),
    }


def test_a_feature_overrides_any_field_of_the_workload() -> None:
    """40 % of 650M with six calls each; the other 60 % keeps one call."""
    features = [{"name": "search", "share": "60%"}, {"name": "contracts", "share": "40%", "calls_per_request": 6}]
    found = workload_of({**VOLUMES, "features": features})
    assert [p.tokens for p in found.parts] == pytest.approx([390e6, 1560e6])


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        # its share of the requests, at its own length: 1M x 500 + 1M x 60
        ({"share": "40%", "input_tokens_per_request": 500}, (560e6, 1e6)),
        # its share of everything but the input, which it states itself: 5M + 1M x 60
        ({"share": "40%", "input_tokens_per_month": "5M"}, (65e6, 1e6)),
        # its own requests at the workload's length: 2M x 260
        ({"share": "40%", "requests_per_month": "2M"}, (520e6, 2e6)),
        ({"requests_per_month": "2M"}, (520e6, 2e6)),
        # its own volumes altogether: 10 + 5 tokens, 1 request
        (
            {"input_tokens_per_month": 10, "output_tokens_per_month": 5, "requests_per_month": 1},
            (15.0, 1.0),
        ),
        # parts of a prompt replace tokens per request: 1M x (100 + 60)
        ({"share": "40%", "input_parts": [{"name": "a", "tokens": 100}]}, (160e6, 1e6)),
    ],
)
def test_what_a_feature_says_of_its_volume_replaces_what_it_would_inherit(
    feature: dict[str, Any], expected: tuple[float, float]
) -> None:
    """The workload has 2.5M requests of 200 + 60 tokens; the feature takes 40 % or says otherwise."""
    stated = {
        "requests_per_month": "2.5M", "input_tokens_per_request": 200, "output_tokens_per_request": 60,
        "features": [{"name": "rest", "share": "60%"}, {"name": "own", **feature}],
    }  # fmt: skip
    assert feature_volumes(workload_of(stated))["own"] == pytest.approx(expected)


def test_features_with_volumes_of_their_own_need_none_of_the_workload() -> None:
    """The workload is their sum."""
    features = [
        {"name": "a", "input_tokens_per_month": 10, "output_tokens_per_month": 20},
        {"name": "b", "input_tokens_per_day": 24, "output_tokens_per_month": 5},
    ]
    assert workload_of({"features": features}).tokens == 10 + 20 + 24 * 730 / 24 + 5


@pytest.mark.parametrize(
    ("workload", "code", "place"),
    [
        ({"features": [{"name": "a", "share": "60%"}]}, "C3-R12", "workload.features"),
        ({"features": [{"name": "a", "share": "60%"}, {"name": "b", "share": "60%"}]}, "C3-R12", "workload.features"),
        ({"features": [{"name": "a", "share": "100%"}, {"name": "b"}]}, "C3-R12", "workload.features.1"),
        (
            {
                "features": [
                    {"name": "a", "share": "90%"},
                    {"name": "b", "share": "20%"},
                    {"name": "c", **VOLUMES},
                ]
            },
            "C3-R12",
            "workload.features",
        ),
        ({"features": [{"name": "a", **VOLUMES}, {"name": "b", **VOLUMES}]}, "C3-R04", "workload.features"),
        (
            {"features": [{"name": "a", "share": 1, "invoice": {"amount": 1, "option": "API", "output_per_input": 1}}]},
            "C3-R12",
            "workload.features.0",
        ),
    ],
)
def test_features_must_make_up_the_workload(workload: dict[str, Any], code: str, place: str) -> None:
    """Shares sum to 100 %, own volumes to what the workload states."""
    assert (code, place) in codes(scenario(workload={**VOLUMES, **workload}))


def test_a_feature_that_lacks_a_volume_is_told_so_where_it_stands() -> None:
    """It says how much goes in and not how much comes out."""
    spec = scenario(workload={"features": [{"name": "a", "input_tokens_per_month": 5}]})
    assert codes(spec) == [("C3-R05", "workload.features.0")]


def test_what_only_the_workload_has_is_noted_on_a_feature() -> None:
    """A feature's own unit, users and growth are accepted, and said not to be used."""
    feature = {"name": "a", "share": 1, "unit": {"name": "page"}, "users": 5, "growth_per_month": "5%"}
    notes = notes_of(answer(scenario(workload={**VOLUMES, "features": [feature]})), "C3-N20")
    assert [n.split(":")[0] for n in notes] == ["growth_per_month", "unit", "users"]


# Invoices


def test_an_invoice_sets_the_volume_of_its_mix() -> None:
    """6,500 EUR x 1.2 = 7,800 USD; a token in with 0.3 out costs (2.5 + 0.3 x 10) = 5.5 USD per Mtok in.

    7,800 / 5.5 = 1,418.18 Mtok in; x 1.3 = 1,843.64 Mtok.
    """
    invoice = {"amount": 6500, "currency": "EUR", "option": "API", "output_per_input": 0.3}
    found = answer(scenario(workload={"invoice": invoice}))
    assert found.volume_tokens_per_month == pytest.approx(7800 / 5.5 * 1.3 * 1e6)
    assert str(found.options[0].monthly.cost) == "7800.00"
    assert [s.label for s in found.traffic] == ["volume from the invoice"]


def test_an_invoice_with_features_scales_them_together() -> None:
    """A 75 % feature without cache and a 25 % one all cached at 0: 1000 = 0.75 x 2 x M, so 666.67 Mtok in all."""
    invoice = {"amount": 1000, "option": "API", "output_per_input": 0}
    features = [{"name": "a", "share": "75%"}, {"name": "b", "share": "25%", "cached_input_share": 1}]
    api = {"name": "API", "kind": "api", "model": "m"}
    price = {"input_per_mtok": 2, "output_per_mtok": 0, "cached_read": 0}
    found = answer(scenario({**api, "price": price}, workload={"invoice": invoice, "features": features}))
    assert found.volume_tokens_per_month == pytest.approx(1000 / 1.5 * 1e6)
    assert [(f.name, str(f.cost)) for f in found.features] == [("a", "1000.00"), ("b", "0.00")]


def test_an_invoice_with_tokens_per_request_gives_requests() -> None:
    """1000 / 2.5 = 400 Mtok in at 200 a request: 2M requests."""
    invoice = {"amount": 1000, "option": "API", "output_per_input": 0}
    found = answer(scenario(workload={"invoice": invoice, "input_tokens_per_request": 200}))
    assert found.requests_per_month == pytest.approx(2e6)


@pytest.mark.parametrize(
    ("workload", "code", "place"),
    [
        ({"requests_per_month": 5}, "C3-R04", "workload.requests_per_month"),
        ({"input_tokens_per_month": 5}, "C3-R04", "workload.input_tokens_per_month"),
        ({"features": [{"name": "a", "share": 1, **VOLUMES}]}, "C3-R12", "workload.features.0"),
        ({"features": [{"name": "a", **VOLUMES}]}, "C3-R12", "workload.features.0"),
        (
            {"input_tokens_per_request": 100, "output_tokens_per_request": 90},  # 0.9 is not 0.3
            "C3-R04",
            "workload.output_tokens_per_month",
        ),
    ],
)
def test_an_invoice_is_the_only_word_on_the_volume(workload: dict[str, Any], code: str, place: str) -> None:
    """Volumes beside it, on features too, are refused."""
    invoice = {"amount": 1000, "option": "API", "output_per_input": 0.3}
    assert codes(scenario(workload={"invoice": invoice, **workload})) == [(code, place)]


# Peaks


@pytest.mark.parametrize(
    ("stated", "factor"),
    [
        ({}, 1.0),
        ({"shape": "business_hours"}, 3.36),  # 168 / (10 x 5)
        ({"shape": {"peak_to_mean": 4}}, 4.0),
        ({"shape": {"peak_to_mean": 4}, "batch_share": "25%"}, 0.75 * 4 + 0.25),
        ({"shape": "business_hours", "batch_share": 1}, 1.0),
        ({"shape": {"peak_to_mean": 4}, "batch_share": "25%", "batch_off_peak": True}, 0.75 * 4),
        ({"shape": {"peak_to_mean": 4}, "batch_share": "80%", "batch_off_peak": True}, 1.0),  # 0.2 x 4 is filled up
        ({"shape": {"peak_tokens_per_minute": "1M"}}, 1e6 / (650e6 / (HOURS * 60))),
    ],
)
def test_the_peak_is_over_the_mean_of_all_hours(stated: dict[str, Any], factor: float) -> None:
    """Batch requests run evenly: (1 - b) r + b; off the peak they leave (1 - b) r, at least the mean."""
    (part,) = workload_of({**VOLUMES, **stated}).parts
    assert peak_factor(part, HOURS) == pytest.approx(factor)


def test_an_hourly_profile_gives_its_levels_whatever_its_unit() -> None:
    """12 hours at 0, 8 at 1 and 4 at 4 have a mean of 1: the peak is 4."""
    profile = (0.0,) * 12 + (1.0,) * 8 + (4.0,) * 4
    shape = {"hourly": "day.csv"}
    (part,) = workload_of({**VOLUMES, "shape": shape}, profiles={"day.csv": profile}).parts
    assert part.levels == ((4 / 24, 4.0), (8 / 24, 1.0), (12 / 24, 0.0))
    assert peak_factor(part, HOURS) == 4.0


def test_features_share_a_peak_in_tokens_a_minute_by_their_tokens() -> None:
    """1M a minute over 650M a month; 60 % of the tokens have 60 % of the peak, so both have the whole's factor."""
    features = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%"}]
    found = workload_of({**VOLUMES, "shape": {"peak_tokens_per_minute": "1M"}, "features": features})
    assert [p.peak_tokens_per_minute for p in found.parts] == pytest.approx([600e3, 400e3])


def test_a_feature_with_a_peak_of_its_own_keeps_it() -> None:
    """Its own peak is not shared out."""
    own = {"peak_tokens_per_minute": "1M"}
    features = [{"name": "a", "share": "60%", "shape": own}, {"name": "b", "share": "40%"}]
    found = workload_of({**VOLUMES, "features": features})
    assert [peak_factor(p, HOURS) for p in found.parts] == pytest.approx([1e6 / (390e6 / 43_800), 1.0])


def test_a_feature_without_traffic_has_no_peak() -> None:
    """Nothing is divided by its mean of zero."""
    shape = {"peak_tokens_per_minute": "1M"}
    features = [
        {"name": "a", "input_tokens_per_month": 10, "output_tokens_per_month": 0},
        {"name": "b", "input_tokens_per_month": 0, "output_tokens_per_month": 0, "shape": shape},
    ]
    found = workload_of({"features": features})
    assert [peak_factor(p, HOURS) for p in found.parts] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        ({}, "workload.shape"),
        ({"peak_to_mean": 2, "hourly": "x.csv"}, "workload.shape"),
        ({"peak_to_mean": 0.5}, "workload.shape.peak_to_mean"),
        # 650M / 43,800 minutes = 14,840 a minute on average
        ({"peak_tokens_per_minute": 14_000}, "workload.shape.peak_tokens_per_minute"),
    ],
)
def test_a_shape_says_one_thing_that_can_be(shape: dict[str, Any], place: str) -> None:
    """No peak is below its mean."""
    assert ("C3-R18", place) in codes(scenario(workload={**VOLUMES, "shape": shape}))


def test_a_mistake_in_a_shape_that_features_share_is_told_once() -> None:
    """It stands in the workload, whoever inherits it."""
    features = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%"}]
    spec = scenario(workload={**VOLUMES, "shape": {"peak_to_mean": 0.5}, "features": features})
    assert codes(spec) == [("C3-R18", "workload.shape.peak_to_mean")]


def test_a_profile_of_zeros_is_refused() -> None:
    """It has no shape."""
    spec = scenario(workload={**VOLUMES, "shape": {"hourly": "x.csv"}})
    assert codes(spec, profiles={"x.csv": (0.0,) * 24}) == [("C3-R18", "workload.shape.hourly")]


def test_batch_work_off_the_peak_fills_the_quiet_hours_like_water() -> None:
    """Half of it interactive: levels 2, 0.5 and 0 of 4, 8 and 12 hours; 0.5 of batch work over 20 hours, 8 of them up.

    (0.5 x 24 + 8 x 0.5) / 20 = 0.8: the 12 empty hours and the 8 of 0.5 run at 0.8, the 4 busiest at 2.
    """
    stated = {"shape": {"hourly": "day.csv"}, "batch_share": "50%", "batch_off_peak": True}
    profile = (0.0,) * 12 + (1.0,) * 8 + (4.0,) * 4
    (part,) = workload_of({**VOLUMES, **stated}, profiles={"day.csv": profile}).parts
    assert [load for _, load in load_levels(part, HOURS)] == pytest.approx([2.0, 0.8, 0.8])
    assert peak_factor(part, HOURS) == 2.0


@given(st.floats(min_value=1, max_value=50), st.floats(min_value=0, max_value=1), st.booleans())
def test_the_curve_that_stands_in_for_a_profile_has_the_mean_of_one(peak: float, batch: float, off: bool) -> None:
    """The levels of r (1 - x)^(r - 1) sum to the traffic, and none is above the peak."""
    stated = {"shape": {"peak_to_mean": peak}, "batch_share": batch, "batch_off_peak": off}
    (part,) = workload_of({**VOLUMES, **stated}).parts
    levels = load_levels(part, HOURS)
    assert sum(share * load for share, load in levels) == pytest.approx(1.0)
    assert max(load for _, load in levels) <= peak_factor(part, HOURS) * (1 + 1e-9)


def test_a_range_of_volumes_is_answered_by_its_middle_and_noted() -> None:
    """{low: 400M, high: 600M} is 500M, and the answer says where."""
    stated = {**VOLUMES, "input_tokens_per_month": {"low": "400M", "high": "600M"}}
    found = answer(scenario(workload=stated))
    assert found.volume_tokens_per_month == 650e6
    assert "scenario.yaml:workload.input_tokens_per_month" in notes_of(found, "C3-N02")[0]


def test_context_is_what_is_stated_or_that_of_a_mean_request() -> None:
    """650M tokens in 2.5M requests are 260 a request."""
    stated = {**VOLUMES, "requests_per_month": "2.5M"}
    (mean,), (said,) = (workload_of({**stated, **more}).parts for more in ({}, {"max_context_tokens": 8000}))
    assert (mean.context_tokens, said.context_tokens) == (260.0, 8000.0)


def test_users_and_units_are_counted() -> None:
    """A document takes three requests."""
    stated = {**VOLUMES, "requests_per_month": 300, "users": 7, "unit": {"name": "document", "requests": 3}}
    found = answer(scenario(workload=stated))
    assert (found.unit.name, found.unit.per_month) == ("document", 100.0)  # type: ignore[union-attr]
    assert resolved(scenario(workload=stated)).case.workload.users == 7

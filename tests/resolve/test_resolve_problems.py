"""Every mistake that only shows when a scenario meets the catalogue: its code, its place, what to do about it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import c3calc.resolve
from frozen import (
    API,
    CATALOGUE,
    FIXED,
    OWNED,
    RENTED,
    TABLES,
    VOLUMES,
    answer,
    codes,
    fact,
    notes_of,
    price,
    problems,
    scenario,
    sold,
)
from paths import TESTS

if TYPE_CHECKING:
    from c3calc.catalogue.catalogue import Catalogue

CLOSED = {"name": "Closed", "kind": "api", "provider": "openai", "model": "gpt-5"}
FREE = {"input_per_mtok": 0, "output_per_mtok": 0}
H100 = {**RENTED, "gpu": "h100"}
FEATURES = [{"name": "a", "share": "60%"}, {"name": "b", "share": "40%"}]


def rented(**fields: Any) -> dict[str, Any]:
    """Return a scenario with the rented option changed; None leaves a field out."""
    return scenario({k: v for k, v in {**RENTED, **fields}.items() if v is not None})


def owned(**fields: Any) -> dict[str, Any]:
    """Return a scenario with the owned option changed; None leaves a field out."""
    return scenario({k: v for k, v in {**OWNED, **fields}.items() if v is not None})


def mix(*parts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a scenario with a mix of an API, a rented option and an offer."""
    return scenario(API, RENTED, FIXED, {"name": "Mix", "kind": "mix", "parts": list(parts), **fields})


def cost(**fields: Any) -> dict[str, Any]:
    """Return a scenario with one cost."""
    return scenario(costs=[{"name": "Extra", **fields}])


def invoiced(option: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a scenario whose volume an invoice of 100 sets."""
    return scenario(option, workload={"invoice": {"amount": 100, "option": name, "output_per_input": 1}})


PROBLEMS = [
    # What cannot be predicted, and what nobody plans
    ("C3-U61", "options.0.weight_bits", rented(throughput="predicted", weight_bits=64)),
    ("C3-U61", "options.0.kv_bits", rented(throughput="predicted", kv_bits=1)),
    ("C3-U63", "options.0.gpus_per_replica", rented(throughput="predicted", model="headed", gpus_per_replica=3)),
    ("C3-R23", "finance.horizon_months", scenario(API, finance={"horizon_months": 601})),
    # Models, prices and rentals that are not there
    ("C3-R01", "options.0.model", rented(model="gemma-4-31")),
    ("C3-R02", "options.0.provider", scenario({**CLOSED, "provider": "opnai"})),
    ("C3-R02", "options.0.model", scenario({**CLOSED, "model": "gpt-6"})),
    ("C3-R02", "options.0.model", scenario({"name": "x", "kind": "api", "model": "gpt-5"})),
    ("C3-R02", "options.0.provider", scenario({"name": "x", "kind": "api", "provider": "nobody", "model": "none"})),
    ("C3-R03", "options.0.model", scenario({**CLOSED, "model": "gpt-next"})),
    ("C3-R03", "options.0.rent", scenario({**H100, "rent": {"provider": "soon"}})),
    ("C3-R06", "options.0.rent", scenario({**H100, "rent": {"provider": "lambda"}})),
    ("C3-R07", "options.0.rent", scenario({**H100, "rent": {"provider": "lamda"}})),
    ("C3-R07", "options.0.rent", rented(rent={"provider": "lambda"})),
    # Mixes
    ("C3-R10", "options.3.parts.0.option", mix({"option": "Mix", "share": 1})),
    ("C3-R11", "options.3.parts", mix({"option": "API", "share": 0.5}, {"option": "Rented", "share": 0.4})),
    ("C3-R11", "options.3.parts", mix({"option": "API", "share": 0.5}, {"option": "Rented"})),
    ("C3-R11", "options.3.parts", mix()),
    ("C3-R11", "options.3.parts.1.option", mix({"option": "API", "share": 0.5}, {"option": "API", "share": 0.5})),
    ("C3-R11", "options.3.parts.0.replicas", mix({"option": "API", "share": 1, "replicas": 2})),
    (
        "C3-R11",
        "options.3.parts",
        mix({"option": "Rented", "replicas": 1}, {"option": "API", "share": 1, "overflow": True}),
    ),
    ("C3-R11", "options.3.parts", mix({"option": "API", "overflow": True})),
    ("C3-R11", "options.3.parts", mix({"option": "Rented"}, {"option": "API", "overflow": True})),
    ("C3-R11", "options.3.parts", mix({"option": "Offer"}, {"option": "API", "overflow": True})),
    (
        "C3-R11",
        "options.3.parts.1.overflow",
        mix({"option": "Rented", "replicas": 1}, {"option": "Offer", "overflow": True}),
    ),
    ("C3-R11", "options.3.region", mix({"option": "API", "share": 1}, region="EU")),
    ("C3-R11", "options.3.quality", mix({"option": "API", "share": 1}, quality={"score": 5})),
    ("C3-R11", "decide", scenario(decide={"cost": 0.5, "control": 0.3, "carbon": 0.3})),
    ("C3-R13", "options.3.parts.0.option", mix({"option": "AIP", "share": 1})),
    # Features
    ("C3-R12", "workload.features", scenario(workload={**VOLUMES, "features": [{"name": "a", "share": 0.5}]})),
    ("C3-R12", "workload.features.0", scenario(workload={**VOLUMES, "features": [{"name": "a"}]})),
    # Names
    ("C3-R13", "baseline", scenario(baseline="IPA")),
    ("C3-R13", "decision.option", scenario(decision={"option": "IPA"})),
    ("C3-R13", "costs.0.applies_to.0", cost(amount=1, per="month", applies_to=["IPA"])),
    ("C3-R13", "expect.0.option", scenario(expect=[{"metric": "score", "option": "IPA", "value": 1}])),
    ("C3-R13", "expect.0.option", scenario(expect=[{"metric": "score", "option": "decision", "value": 1}])),
    ("C3-R13", "expect.0.option", scenario(expect=[{"metric": "score", "option": "owned", "value": 1}])),
    ("C3-R13", "expect.0.feature", scenario(expect=[{"metric": "score", "feature": "a", "value": 1}])),
    ("C3-R13", "budgets.0.option", scenario(budgets=[{"name": "b", "metric": "score", "option": "IPA", "max": 1}])),
    (
        "C3-R13",
        "waivers.0.budget",
        scenario(
            waivers=[{"budget": "b", "until": "2026-12-31", "ceiling": 1, "reason": "r", "approved_by": "a"}],
        ),
    ),
    ("C3-R13", "require.data_region", scenario(require={"data_region": "eu"})),
    (
        "C3-R13",
        "workload.features.0.require.data_region",
        scenario(workload={**VOLUMES, "features": [{"name": "a", "share": 1, "require": {"data_region": "Europe"}}]}),
    ),
    (
        "C3-R13",
        "options.0.control.custom",
        scenario({**API, "control": {"custom": {"score": 1, "why": "w"}}}),
    ),
    ("C3-R13", "options.0", scenario(control={"weights": {"latency": 2}})),
    ("C3-R13", "workload.invoice.option", invoiced(RENTED, "Rented")),
    ("C3-R14", "options.1.name", scenario(API, API)),
    ("C3-R14", "options.0.name", scenario({**API, "name": "cheapest"})),
    ("C3-R14", "options.0.name", scenario({**API, "name": "api"})),
    (
        "C3-R14",
        "workload.features.1.name",
        scenario(workload={**VOLUMES, "features": [{"name": "a", "share": 0.5}, {"name": "a", "share": 0.5}]}),
    ),
    # Fields that are missing
    ("C3-R15", "options.0.rent", rented(rent={"amount": 5})),
    ("C3-R15", "options.0", owned(electricity=None)),
    ("C3-R15", "options.0.electricity", owned(electricity={})),
    ("C3-R15", "options.0.electricity", owned(electricity={"country": "FR", "consumer": "household"})),
    ("C3-R15", "options.0.throughput", rented(throughput={"prefill_tok_s": 5})),
    ("C3-R15", "options.0.power", rented(power={"idle_w": 5})),
    ("C3-R15", "costs.0.per", cost(amount=1, per="user")),
    ("C3-R15", "costs.0", cost(fte=1)),
    ("C3-R15", "costs.0", cost(person_weeks=1)),
    ("C3-R15", "costs.0", cost(per_gb=1)),
    # Currencies, grids, hours
    (
        "C3-R16",
        "options.0.price.input_per_mtok",
        scenario({**API, "price": {"input_per_mtok": 1, "output_per_mtok": 1, "currency": "CHF"}}),
    ),
    ("C3-R17", "options.0", rented(grid=None)),
    ("C3-R18", "options.0.release_when_idle", scenario(
        {**RENTED, "rent": {"amount": 1, "per": "hour"}, "release_when_idle": True},
        workload={**VOLUMES, "shape": {"peak_to_mean": 4}},
    )),
    # Costs
    ("C3-R19", "costs.0", cost()),
    ("C3-R19", "costs.0", cost(amount=1, per="month", fte=1)),
    ("C3-R19", "costs.0", cost(amount=1)),
    ("C3-R19", "costs.0.spread_months", cost(amount=1, per="month", spread_months=12)),
    ("C3-R19", "costs.0.per", cost(fte=1, cost_per_fte_year=1, per="month")),
    ("C3-R23", "costs.0.to_month", cost(amount=1, per="month", from_month=3, to_month=2)),
    ("C3-R23", "costs.0.to_month", cost(person_weeks=1, cost_per_fte_year=1, spread_months=2, to_month=2)),
    # Replicas and contradictions
    ("C3-R22", "options.0", rented(throughput="unknown")),
    ("C3-R23", "options.0.rent", rented(rent={"amount": 5, "per": "month", "provider": "lambda"})),
    ("C3-R23", "options.0.power.busy_w", rented(power={"idle_w": 50, "busy_w": 40})),
    ("C3-R23", "options.0.max_utilisation", rented(max_utilisation=0)),
    ("C3-R23", "options.0.release_when_idle", rented(release_when_idle=True)),
    ("C3-R23", "control.weights", scenario(control={"weights": {"data_sovereignty": 0, "customisation": 0}})),
    # Requests that nobody counted
    ("C3-R24", "costs.0.per", cost(amount=1, per="request")),
    ("C3-R24", "costs.0.per", cost(amount=1, per="1k_requests")),
    ("C3-R24", "workload.unit", scenario(workload={**VOLUMES, "unit": {"name": "document"}})),
    ("C3-R24", "options.0.price.per_request", scenario({**API, "price": {**API["price"], "per_request": 1}})),  # type: ignore[dict-item]
    ("C3-R24", "options.0.model", scenario({**CLOSED, "model": "gpt-fee"})),
    ("C3-R24", "options.0.rate_limit.requests_per_minute", scenario({**API, "rate_limit": {"requests_per_minute": 1}})),
    # Invoices that explain no volume
    ("C3-R25", "workload.invoice.option", invoiced({**API, "price": "unknown"}, "API")),
    ("C3-R25", "workload.invoice.option", invoiced({**API, "price": FREE}, "API")),
    ("C3-R25", "workload.invoice.amount", invoiced({**API, "commitment_per_month": 100}, "API")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "place", "spec"), PROBLEMS)
def test_a_mistake_has_its_code_and_its_place(code: str, place: str, spec: dict[str, Any]) -> None:
    """Nothing else is reported, and the report says what was expected."""
    (problem,) = (p for p in problems(spec) if ".".join(map(str, p.path)) == place)
    assert problem.code == code
    assert problem.expected


def test_every_code_of_resolving_is_raised_by_a_test() -> None:
    """Here, in a test of its own, or by a file of the error corpus."""
    source, tests = Path(c3calc.resolve.__file__).parent, TESTS
    used = {code for path in source.glob("*.py") for code in re.findall(r'"(C3-R\d\d)"', path.read_text("utf-8"))}
    texts = [path.read_text("utf-8") for path in sorted(tests.glob("test_*.py"))]
    texts += [path.name for path in tests.glob("errors/*")]
    assert {code for code in used if not any(code in text for text in texts)} == set()


def test_every_mistake_is_reported_at_once() -> None:
    """Each in the order of the scenario's parts, none hides another."""
    spec = scenario(
        {**API, "name": "best"},
        {**RENTED, "throughput": "predicted", "grid": None},
        {**CLOSED, "model": "gpt-6"},
        workload={"input_tokens_per_month": 5, "features": []},
        costs=[{"name": "Extra", "fte": 1}],
        baseline="nobody",
        currency="EUR",
    )
    assert sorted({code for code, _ in codes(spec)}) == [
        "C3-R02",
        "C3-R05",
        "C3-R13",
        "C3-R14",
        "C3-R15",
        "C3-R17",
    ]


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        (rented(model="gemma-4-31"), "did you mean `gemma-4-31b`?"),
        (scenario({**CLOSED, "provider": "opnai"}), "did you mean `openai`?"),
        (scenario({"name": "x", "kind": "api", "model": "gpt-5"}), "sold by openai"),
        (scenario({**CLOSED, "model": "gtp-5"}), "did you mean `gpt-5`?"),
        (scenario({"name": "x", "kind": "api", "provider": "openia", "model": "none"}), "did you mean `openai`?"),
        (scenario({**H100, "rent": {"provider": "lamda"}}), "did you mean `lambda`?"),
        (rented(rent={"provider": "lambda"}), "rtx-3090 is rented by: hetzner"),
        (scenario({**RENTED, "gpu": "mystery", "rent": {}}), "mystery is rented by: nobody"),
        (scenario(API, RENTED, baseline="Rentet"), "did you mean `Rented`?"),
        (scenario(require={"data_region": "eu"}), "did you mean `EU`?"),
    ],
)
def test_a_near_name_is_suggested_and_never_taken(spec: dict[str, Any], hint: str) -> None:
    """Ids are exact."""
    assert hint in [p.help for p in problems(spec)]


def test_several_rentals_that_match_are_listed() -> None:
    """Provider, SKU, region and commitment of each."""
    (problem,) = problems(scenario({**H100, "rent": {"provider": "lambda"}, "grid": "US"}))
    assert problem.message == "3 rentals of h100 match"
    assert problem.help == "lambda 1x-h100 US on_demand; lambda 1x-h100 US reserved_1y; lambda 8x-h100 US on_demand"


def test_a_mix_of_a_mix_is_refused() -> None:
    """Parts are options of their own."""
    inner = {"name": "Inner", "kind": "mix", "parts": [{"option": "API", "share": 1}]}
    outer = {"name": "Outer", "kind": "mix", "parts": [{"option": "Inner", "share": 1}]}
    assert codes(scenario(API, inner, outer)) == [("C3-R10", "options.2.parts.0.option")]


@pytest.mark.parametrize(
    ("parts", "place", "message"),
    [
        ([{"option": "API", "features": ["a"]}], "parts", "the mix leaves out b"),
        (
            [{"option": "API", "features": ["a", "b"]}, {"option": "Rented", "features": ["a"]}],
            "parts",
            "the mix names a twice",
        ),
        ([{"option": "API", "features": ["a", "b", "c"]}], "parts.0.features.2", "there is no feature named `c`"),
    ],
)
def test_a_mix_by_features_names_each_once(parts: list[dict[str, Any]], place: str, message: str) -> None:
    """None is left out and none is served twice."""
    spec = scenario(
        API, RENTED, {"name": "Mix", "kind": "mix", "parts": parts}, workload={**VOLUMES, "features": FEATURES}
    )
    (problem,) = problems(spec)
    assert (".".join(map(str, problem.path)), problem.message) == (f"options.2.{place}", message)


CAP = {"name": "b", "metric": "cost_per_month", "max": 2.0}
SHARE = {"name": "b", "metric": "saving_share", "max": 0.15}
WAIVER = {"budget": "b", "until": "2026-12-31", "reason": "r", "approved_by": "a"}


@pytest.mark.parametrize(
    ("code", "place", "budgets", "waivers"),
    [
        ("C3-R14", "budgets.1.name", [CAP, CAP], []),
        ("C3-R27", "budgets.0", [{"name": "b", "metric": "score"}], []),
        ("C3-R27", "budgets.0.currency", [{**SHARE, "currency": "EUR"}], []),
        ("C3-R27", "budgets.0.min", [{**CAP, "min": 3.0}], []),
        ("C3-R27", "budgets.0.max", [{**CAP, "max": 0.0, "warn_at": 0.8}], []),
        ("C3-R28", "waivers.0.ceiling", [CAP], [{**WAIVER, "ceiling": 2.0}]),
        ("C3-R28", "waivers.0.ceiling", [{"name": "b", "metric": "score", "min": 5}], [{**WAIVER, "ceiling": 6.0}]),
        ("C3-R28", "waivers.0.ceiling", [SHARE], [{**WAIVER, "ceiling": 20.0}]),
        ("C3-R28", "waivers.0.budget", [{**CAP, "max_increase": 1.0}], [{**WAIVER, "ceiling": 3.0}]),
    ],
)
def test_budgets_and_waivers_that_cannot_be_judged(code: str, place: str, budgets: Any, waivers: Any) -> None:
    """Each is a problem at the word that is wrong."""
    assert codes(scenario(budgets=budgets, waivers=waivers)) == [(code, place)]


def _with(**tables: Any) -> Catalogue:
    """Return the frozen catalogue with some rows more."""
    merged = {name: {**TABLES[name], **rows} for name, rows in tables.items()}
    return replace(CATALOGUE, tables={**TABLES, **merged})


def test_a_price_in_a_currency_that_nobody_knows_is_refused() -> None:
    """A user's own catalogue may hold one."""
    catalogue = _with(apis=sold("mine", "m", [price(1, 1, currency="XTS")]))
    spec = scenario({"name": "x", "kind": "api", "provider": "mine", "model": "m"})
    assert codes(spec, catalogue=catalogue) == [("C3-R16", "options.0")]


def test_a_criterion_without_scores_is_told_to_every_option() -> None:
    """A user's own catalogue may weigh what nobody scores."""
    catalogue = _with(criteria={"latency": fact(id="latency", weight=1.0)})
    assert codes(scenario(API, RENTED), catalogue=catalogue) == [("C3-R13", "options.0"), ("C3-R13", "options.1")]


def test_a_misspelt_provider_with_a_price_of_its_own_is_noted() -> None:
    """`openia` has a price and so needs no entry, but it is nearly one."""
    own = {"input_per_mtok": 1, "output_per_mtok": 2}
    misspelt = {"name": "Mine", "kind": "api", "provider": "openia", "model": "gpt-5", "price": own}
    (note,) = notes_of(answer(scenario(misspelt)), "C3-N31")
    assert note.endswith("did you mean `openai/gpt-5`?")
    far = {**misspelt, "provider": "our-gateway", "model": "house-llm"}
    assert notes_of(answer(scenario(far)), "C3-N31") == []

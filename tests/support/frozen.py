"""A small catalogue with round figures that no price update ever changes, and the way from a scenario to its answer.

Every figure is made up. Scenarios are plain dictionaries, as YAML would give them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.answer.answer import CatalogueRef, ScenarioRef
from c3calc.base.errors import InputError
from c3calc.case.options import Hosted
from c3calc.catalogue.catalogue import Catalogue
from c3calc.questions.comparison import About, Comparison, compare
from c3calc.resolve.scenario import Resolved, resolve
from c3calc.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from c3calc.answer.answer import Answer, Line, Note, Option
    from c3calc.base.errors import Path, Problem
    from c3calc.case.traffic import ResolvedWorkload

TODAY = "2026-11-21"
CRITERIA = {"data_sovereignty": 3.0, "customisation": 1.0}
KINDS = ("api", "api_open_weights", "rented", "owned", "fixed")


def fact(**fields: Any) -> dict[str, Any]:
    """Return a row of the catalogue with its provenance."""
    provenance = {"source": "frozen", "valid_from": "2026-01-01", "checked": "2026-11-01", "evidence": "published"}
    return {**provenance, "where": "pricing/frozen.yaml:1", **fields}


def spread(mode: float) -> dict[str, float]:
    """Return an uncertain number about `mode`."""
    return {"low": mode / 2, "mode": mode, "high": mode * 2}


def price(input_per_mtok: float, output_per_mtok: float, **fields: Any) -> dict[str, Any]:
    """Return a dated price per million tokens."""
    terms = {"currency": "USD", "tax": "excluded", "input_per_mtok": input_per_mtok, "output_per_mtok": output_per_mtok}
    return fact(**{**terms, **fields})


def sold(provider: str, model: str, prices: Sequence[Mapping[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return a model behind an API; it is in the US unless said otherwise."""
    entry = {"id": model, "provider": provider, "region": "US", "grid": "US", "where": "pricing/frozen.yaml:1"}
    return {f"{provider}/{model}": {**entry, "prices": list(prices), **fields}}


def energy(input_j: float, output_j: float, embodied_g: float | None = None) -> dict[str, Any]:
    """Return energy per token of a service, and its embodied carbon per Mtok of output."""
    figures = {"input_j_per_token": spread(input_j), "output_j_per_token": spread(output_j), "boundary": "facility"}
    return fact(**figures, **({} if embodied_g is None else {"embodied_g_per_output_mtok": spread(embodied_g)}))


def machine(provider: str, sku: str, gpus: int, amount: float, per: str, **fields: Any) -> dict[str, Any]:
    """Return a rented SKU with H100s, in the US and on demand unless said otherwise."""
    terms = {"gpu": "h100", "region": "US", "commitment": "on_demand", "currency": "USD", "tax": "excluded"}
    row = {**terms, **fields}
    dated = {k: row.pop(k) for k in ("currency", "tax", "setup_amount", "valid_from") if k in row}
    prices = [fact(amount=amount, amount_per_gpu=amount / gpus, per=per, **dated)]
    key = "/".join((provider, sku, row["region"], row["commitment"], row["gpu"]))
    return {key: {"provider": provider, "sku": sku, "gpus": gpus, **row, "prices": prices}}


APIS = {
    **sold(
        "openai", "gpt-5",
        [price(5.0, 20.0, valid_from="2025-01-01", checked="2025-01-01"),
         price(1.25, 10.0, cached_read=0.125, batch_input=0.625, batch_output=5.0)],
        context_tokens=400_000, energy=energy(0.8, 6.0, 58.0),
    ),
    **sold(
        "openai", "gpt-long",
        [price(2.0, 8.0, cached_read=0.2,
               long_context={"above_tokens": 2e5, "input_per_mtok": 4.0, "output_per_mtok": 12.0, "cached_read": 0.4})],
    ),
    **sold("openai", "gpt-fee", [price(1.0, 1.0, per_request=0.001)]),
    **sold("openai", "gpt-next", [price(1.0, 1.0, valid_from="2027-01-01")]),
    **sold("openai", "gpt-vat", [price(1.0, 1.0, tax="included")]),
    **sold("router", "gpt-anywhere", [price(1.0, 1.0)], region=None, grid=None, energy=energy(1.0, 1.0)),
    **sold("novita", "gemma", [price(0.1, 0.4)], open_weights="gemma-4-31b", context_tokens=262_144),
    **sold("ovh", "gemma", [price(0.2, 0.8, currency="EUR")], open_weights="gemma-4-31b", region="FR", grid="FR"),
    **sold("tryout", "gemma", [price(0.0, 0.0, free=True)], open_weights="gemma-4-31b"),
    **sold("alpine", "gemma", [price(0.01, 0.01, currency="CHF")], open_weights="gemma-4-31b"),
}  # fmt: skip
RENTALS = {
    **machine("lambda", "8x-h100", 8, 24.0, "hour"),
    **machine("lambda", "1x-h100", 1, 4.0, "hour"),
    **machine("lambda", "1x-h100", 1, 3.0, "hour", commitment="reserved_1y"),
    **machine("anywhere", "1x-h100", 1, 2.0, "hour", region="global"),
    **machine("hetzner", "GEX", 1, 500.0, "month", region="DE", currency="EUR", setup_amount=999.0, gpu="rtx-3090"),
    **machine("vat", "1x-h100", 1, 2.0, "hour", tax="included"),
    **machine("soon", "1x-h100", 1, 2.0, "hour", valid_from="2027-01-01"),
}
GPUS = {
    "rtx-3090": fact(
        id="rtx-3090", name="RTX 3090", vendor="nvidia", tdp_w=350.0, idle=fact(w=25.0),
        vram_gb=24.0, mem_bandwidth_gb_s=936.0, fp16_dense_tflops=71.0, int8_dense_tops=284.0,
        embodied_kg=fact(**spread(100.0)), **{"class": "consumer"},
    ),
    "h100": fact(
        id="h100", name="H100", vendor="nvidia", memory_type="hbm", tdp_w=700.0, idle=fact(w=70.0), link_gb_s=450.0,
        vram_gb=80.0, mem_bandwidth_gb_s=3350.0, fp16_dense_tflops=990.0, fp8_dense_tflops=1980.0,
        embodied_kg=fact(**spread(875.0)), **{"class": "datacentre"},
    ),
    "mystery": fact(
        id="mystery", name="Mystery", vendor="nvidia", tdp_w=100.0, idle=fact(w=10.0),
        vram_gb=1.0, mem_bandwidth_gb_s=100.0, fp16_dense_tflops=10.0, **{"class": "datacentre"}
    ),
}  # fmt: skip
MODELS = {
    "gemma-4-31b": fact(
        id="gemma-4-31b", total_params_b=31.0, active_params_b=31.0, layers=60, kv_heads=16, head_dim=256,
        full_attn_layers=10, swa_layers=50, swa_window=1024, kv_elems_full_layer=4096, kv_elems_swa_layer=8192,
        context_tokens=262_144,
    ),
    "headed": fact(id="headed", name="Headed", total_params_b=8.0, active_params_b=8.0, layers=32, heads=32, kv_heads=8,
                   head_dim=128, context_tokens=8192),
    "llama-70b": fact(
        id="llama-70b", total_params_b=70.0, active_params_b=70.0, layers=80, kv_heads=8, head_dim=128,
        full_attn_layers=80, swa_layers=0, kv_elems_full_layer=2048, context_tokens=131_072,
    ),
}  # fmt: skip
GRIDS = {
    zone: fact(id=zone, g_per_kwh=g_per_kwh, basis="lifecycle", accounting="location")
    for zone, g_per_kwh in {"DE": 300.0, "FR": 40.0, "US": 400.0, "US-CA": 200.0}.items()
}
ELECTRICITY = {
    "DE/business": fact(country="DE", consumer="business", price_per_kwh=0.2, currency="EUR", tax="excluded"),
    "FR/business": fact(country="FR", consumer="business", price_per_kwh=0.1, currency="USD", tax="excluded"),
    "DE/household": fact(country="DE", consumer="household", price_per_kwh=0.4, currency="EUR", tax="included"),
}
CURRENCIES = {
    "USD": {"id": "USD", "minor_units": 2, "usd_per_unit": [fact(rate=1.0)]},
    "EUR": {"id": "EUR", "minor_units": 2, "usd_per_unit": [fact(rate=1.2, valid_from="2026-09-01")]},
    "JPY": {"id": "JPY", "minor_units": 0, "usd_per_unit": [fact(rate=0.0066)]},
    "CHF": {"id": "CHF", "minor_units": 2, "usd_per_unit": [fact(rate=1.1, valid_from="2027-01-01")]},
}
DEFAULTS = {
    key: fact(id=key, value=value, unit=unit, evidence="assumed")
    for key, value, unit in (
        ("age_days_api", 90.0, "days"),
        ("age_days_currency", 90.0, "days"),
        ("age_days_electricity", 400.0, "days"),
        ("age_days_grid", 730.0, "days"),
        ("age_days_rental", 30.0, "days"),
        ("cached_read_energy_share", 0.1, "of an input token"),
        ("decide_carbon", 0.2, "weight"),
        ("decide_control", 0.3, "weight"),
        ("decide_cost", 0.5, "weight"),
        ("gpu_life_months", 48.0, "months"),
        ("gpus_per_server", 8.0, "GPUs"),
        ("host_w_per_gpu_consumer", 60.0, "W"),
        ("host_w_per_gpu_datacentre", 150.0, "W"),
        ("lint_power_price_usd_per_kwh", 0.05, "USD/kWh"),
        ("max_utilisation", 0.7, "of a replica"),
        ("output_tokens_per_request", 200.0, "tokens"),
        ("pue", 1.2, "facility over IT"),
        ("server_embodied_kg", 1000.0, "kg"),
        ("vram_overhead_gb_per_gpu", 2.0, "GB"),
    )
} | {
    "cost_of_capital_per_year": fact(id="cost_of_capital_per_year", unit="per year", evidence="assumed", **spread(0.08))
}
ENGINES = {
    name: fact(
        id=name, names=names, split=split, most_sequences=2048, weight_read_share=0.9, quantised_read_share=0.8,
        stacked_read_share=1.0, kv_read_share=0.8, compute_share=0.6, prefill_share=0.5, expert_compute_share=0.5,
        fp4_share=0.5, link_share=0.5, expert_imbalance_share=0.5, layer_s=1e-4, metal_layer_s=1e-4, expert_layer_s=0.0,
        sequence_s=sequence_s, stage_s=0.0, wait_power_share=0.2, busy_power_share=0.5, memory_power_share=0.5,
        compute_power_share=1.0, throughput_factor=1.3, expert_throughput_factor=1.8, energy_factor=1.5,
        expert_energy_factor=1.7,
    )
    for name, names, split, sequence_s in (
        ("serving", ["vllm"], "tensor", 1e-5), ("local", ["llama", "lm studio"], "layers", 1e-4),
    )
}  # fmt: skip
TABLES: dict[str, dict[str, Any]] = {
    "apis": APIS,
    "rentals": RENTALS,
    "gpus": GPUS,
    "models": MODELS,
    "grids": GRIDS,
    "electricity": ELECTRICITY,
    "currencies": CURRENCIES,
    "criteria": {name: fact(id=name, weight=weight) for name, weight in CRITERIA.items()},
    "control": {
        f"{kind}/{name}": fact(score=2.0 if kind.startswith("api") else 4.0, why="made up")
        for kind in KINDS
        for name in CRITERIA
    },
    "defaults": DEFAULTS,
    "regions": {"EU": fact(id="EU", members=["DE", "FR"])},
    "engines": ENGINES,
}
CATALOGUE = Catalogue(TABLES, newest="2026-11-10", oldest="2025-01-01")

API = {"name": "API", "kind": "api", "model": "m", "price": {"input_per_mtok": 2.5, "output_per_mtok": 10.0}}
RENTED = {
    "name": "Rented", "kind": "rented", "model": "gemma-4-31b", "weight_bits": 4.8, "gpu": "rtx-3090",
    "gpus_per_replica": 2, "rent": {"amount": 200.0, "per": "month", "gpus": 2},
    "throughput": {"prefill_tok_s": 1000.0, "decode_tok_s": 250.0, "at_concurrency": 16},
    "power": {"idle_w": 25.0, "busy_w": 300.0}, "host_w_per_gpu": 60.0, "pue": 1.2, "grid": "DE",
    "max_utilisation": 0.7,
}  # fmt: skip
OWNED = {
    "name": "Owned", "kind": "owned", "model": "gemma-4-31b", "weight_bits": 4.8, "gpu": "rtx-3090",
    "gpus_per_replica": 2, "purchase": {"gpu_price": 1000.0, "life_months": 40}, "electricity": {"price_per_kwh": 0.2},
    "throughput": {"prefill_tok_s": 1000.0, "decode_tok_s": 250.0, "at_concurrency": 16},
    "power": {"idle_w": 25.0, "busy_w": 300.0}, "host_w_per_gpu": 60.0, "pue": 1.2, "grid": "FR",
    "max_utilisation": 0.7,
}  # fmt: skip
FIXED = {"name": "Offer", "kind": "fixed", "amount": 6000.0}
VOLUMES = {"input_tokens_per_month": 500e6, "output_tokens_per_month": 150e6}


def scenario(*options: Mapping[str, Any], workload: Mapping[str, Any] = VOLUMES, **blocks: Any) -> dict[str, Any]:
    """Return a scenario of 500M + 150M tokens a month in USD, without the like-for-like column."""
    fixed = {"c3": 1, "name": "frozen", "currency": "USD", "like_for_like": False}
    return {**fixed, "workload": dict(workload), "options": [dict(o) for o in options or (API,)], **blocks}


def named(path: Path) -> str:
    """Return where a number of the scenario stands."""
    return "scenario.yaml:" + ".".join(map(str, path))


def resolved(spec: Mapping[str, Any], catalogue: Catalogue = CATALOGUE, **given: Any) -> Resolved:
    """Return a scenario as plain numbers."""
    tables = ("gpus", "grids", "currencies")
    ids = {table: dict.fromkeys(catalogue.ids(table), "") for table in tables}
    ids["countries"] = {key.split("/")[0]: "" for key in catalogue.ids("electricity")}
    model = Scenario.model_validate(spec, context={"ids": ids})
    return resolve(model, catalogue, **{"today": TODAY, "where": named, **given})


def answer(spec: Mapping[str, Any], only: Sequence[str] = (), **given: Any) -> Answer:
    """Return the answer to a scenario."""
    refs = (ScenarioRef(spec["name"], "scenario.yaml", "0" * 64), CatalogueRef(CATALOGUE.newest, CATALOGUE.oldest))
    return compare(resolved(spec, **given), About(*refs, given.get("today", TODAY)), only)


def comparison(spec: Mapping[str, Any], **given: Any) -> Comparison:
    """Return a scenario's comparison, for questions beyond its answer."""
    refs = (ScenarioRef(spec["name"], "scenario.yaml", "0" * 64), CatalogueRef(CATALOGUE.newest, CATALOGUE.oldest))
    return Comparison(resolved(spec, **given), About(*refs, given.get("today", TODAY)))


def problems(spec: Mapping[str, Any], **given: Any) -> list[Problem]:
    """Return everything that keeps a scenario from being answered."""
    try:
        resolved(spec, **given)
    except InputError as exc:
        return list(exc.problems)
    return []


def codes(spec: Mapping[str, Any], **given: Any) -> list[tuple[str, str]]:
    """Return code and place of every problem of a scenario."""
    return [(p.code, ".".join(map(str, p.path))) for p in problems(spec, **given)]


def workload_of(workload: Mapping[str, Any], **blocks: Any) -> ResolvedWorkload:
    """Return the resolved traffic of a workload."""
    profiles = blocks.pop("profiles", None)
    return resolved(scenario(workload=workload, **blocks), profiles=profiles).case.workload


def hosted(**fields: Any) -> Hosted:
    """Return the resolved rented option with some fields changed."""
    (plan,) = resolved(scenario({**RENTED, **fields})).case.plans
    assert isinstance(plan, Hosted)
    return plan


def option_of(found: Answer, name: str) -> Option:
    """Return an option of an answer."""
    return next(o for o in found.options if o.name == name)


def bill(found: Answer, name: str) -> dict[str, str]:
    """Return the printed lines of an option: label and amount."""
    return {line.label: str(line.cost) for line in option_of(found, name).lines}


def line_of(found: Answer, name: str, label: str) -> Line:
    """Return a line of an option."""
    return next(line for line in option_of(found, name).lines if line.label == label)


def notes_of(found: Answer, code: str) -> list[str]:
    """Return the messages of the notes with a code."""
    return [note.message for note in found.notes if note.code == code]


def note_of(found: Answer, code: str) -> Note:
    """Return the only note with a code."""
    (note,) = (note for note in found.notes if note.code == code)
    return note

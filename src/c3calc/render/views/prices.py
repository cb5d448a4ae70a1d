"""Prices and facts of the catalogue as neutral tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.catalogue.catalogue import SHIPPED, UNDATED
from c3calc.render.columns import Column, View, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from c3calc.answer.prices import Disagreement, Item, Move, Period, Summary
    from c3calc.catalogue.catalogue import Entry
    from c3calc.render.columns import Cell, Field

_TIERS = ("flex", "priority", "fast")
_TITLES = {
    "api": "API prices per million tokens", "rental": "GPU rent", "gpu": "GPUs", "model": "Open weights",
    "grid": "Grids", "electricity": "Electricity",
    "currency": "Currencies",
}  # fmt: skip


def found_views(items: Sequence[Item]) -> tuple[View, ...]:
    """Return a table for each kind among the items."""
    found = {kind: [item for item in items if item.kind == kind] for kind in dict.fromkeys(item.kind for item in items)}
    return tuple(tabulate(kind, _TITLES[kind], (*_FIELDS[kind], *_PROVENANCE), found[kind]) for kind in found)


def stale_view(items: Sequence[Item]) -> View:
    """Return the table of what was last checked too long ago."""
    return tabulate("stale", "Checked too long ago", _STALE, items, empty="Nothing is older than its kind allows.")


def history_view(periods: Sequence[Period]) -> View:
    """Return the table of what prices were and when."""
    captions = ("Amounts of an API are input / output per Mtok.",)
    return tabulate("history", "History", _HISTORY, periods, captions=captions)


def diff_view(moves: Sequence[Move], before: str, after: str) -> View:
    """Return the table of what moved between two days."""
    return tabulate("diff", f"What moved from {before} to {after}", _MOVES, moves, empty="Nothing moved.")


def check_view(found: Sequence[Disagreement]) -> View:
    """Return the table of where collections disagree."""
    title, captions = "Where prices disagree", ("Two collections that agree are no proof: they read from each other.",)
    return tabulate("check", title, _DISAGREEMENTS, found, captions=captions, empty="Everything agrees.")


def overview_view(kinds: Sequence[Summary]) -> View:
    """Return the table of what the catalogue has."""
    captions = ("`c3 prices NAME` or --kind lists entries.",)
    return tabulate("overview", "The catalogue", _SUMMARIES, kinds, captions=captions)


def _row(name: str) -> Callable[[Item], Cell]:
    return lambda item: (item.row or {}).get(name)


def _entry(name: str) -> Callable[[Item], Cell]:
    return lambda item: item.entry.get(name)


def _price(name: str, header: str) -> Field[Item]:
    return Column(name, header, "unit_price", trivial_cells=(None,)), _row(name)


def _fact(name: str, header: str) -> Field[Item]:
    return Column(name, header, "quantity", trivial_cells=(None,)), _entry(name)


def _also_billed(item: Item) -> str:
    return ", ".join(item.entry.get("also_billed", ()))


def _text(name: str, header: str) -> Field[Item]:
    return Column(name, header, trivial_cells=(None,)), _entry(name)


def _nested(name: str, part: str) -> Callable[[Item], Cell]:
    return lambda item: item.entry.get(name, {}).get(part)


def _since(row: Entry | None) -> str | None:
    return None if row is None or row["valid_from"] == UNDATED else str(row["valid_from"])


def _pair(row: Entry, base: Entry) -> str:
    return " / ".join(plain(row.get(n, base.get(n, float("nan")))) for n in ("input_per_mtok", "output_per_mtok"))


def _listed(long: Entry | Sequence[Entry] | None) -> Sequence[Entry]:
    return [long] if isinstance(long, Mapping) else long or ()


def _most_tokens(tier: Entry) -> str:
    """Say up to which size a service tier takes requests, where it does not take all."""
    limits = [part["above_tokens"] for part in _listed(tier.get("long_context")) if not part.get("offered", True)]
    return f" (to {limits[0]:,} tokens)" if limits else ""


def _days(part: Entry) -> str:
    return f"on {part['days']} " if "days" in part else ""


def _other_prices(item: Item) -> str:
    """Return what a row asks at other sizes, tiers and hours, as input / output."""
    row = item.row or {}
    sizes = [f"above {part['above_tokens']:,} tokens {_pair(part, row)}" for part in _listed(row.get("long_context"))]
    tiers = [f"{tier} {_pair(row[tier], row)}{_most_tokens(row[tier])}" for tier in _TIERS if tier in row]
    hours = [f"{part['from']}-{part['to']} UTC {_days(part)}{_pair(part, row)}" for part in row.get("time_of_day", ())]
    return "; ".join((*sizes, *tiers, *hours))


_ID: Field[Item] = (Column("id", "Id"), lambda item: item.key)
_CURRENCY: Field[Item] = (Column("currency", "Currency"), _row("currency"))
_TAX: Field[Item] = (Column("tax", "Tax", trivial_cells=("excluded",)), _row("tax"))
_PROVENANCE: tuple[Field[Item], ...] = (
    (Column("valid_from", "Since", missing_text="not stated"), lambda item: _since(item.row)),
    (Column("announced", "Next from", trivial_cells=("",)), lambda item: item.announced),
    (Column("checked", "Checked"), _row("checked")),
    (Column("age_days", "Age, days", "count"), lambda item: item.age_days),
    (Column("stale", "Stale", "flag", trivial_cells=(False,)), lambda item: item.is_stale),
    (Column("evidence", "Evidence"), _row("evidence")),
    (Column("source", "Source", is_cited=True), _row("source")),
    (Column("page", "Page", shown="data"), _entry("page")),
    (Column("layer", "Layer", trivial_cells=(SHIPPED,)), _entry("layer")),
    (Column("where", "Where", shown="data"), lambda item: (item.row or item.entry)["where"]),
    (
        Column("note", "Note", trivial_cells=(None,), spare=1),
        lambda item: (item.row or {}).get("note") or item.entry.get("note"),
    ),
)
_FIELDS: dict[str, tuple[Field[Item], ...]] = {
    "api": (
        _ID, _price("input_per_mtok", "Input"), _price("output_per_mtok", "Output"),
        _price("cached_read", "Cached read"), _price("cache_write", "Cache write"),
        _price("cache_write_1h", "Write, 1 h"), _price("batch_input", "Batch input"),
        _price("batch_output", "Batch output"), _price("per_request", "Per request"), _CURRENCY, _TAX,
        (Column("other_prices", "Otherwise", trivial_cells=("",)), _other_prices),
        (Column("also_billed", "Also billed", trivial_cells=("",)), _also_billed),
        _text("open_weights", "Open weights"),
        _fact("context_tokens", "Context"),
    ),
    "rental": (
        _text("provider", "Provider"), _text("sku", "SKU"), _text("gpu", "GPU"), _fact("gpus", "GPUs"),
        _text("region", "Region"), _text("commitment", "Commitment"), _price("amount", "Amount"),
        (Column("per", "Per"), _row("per")), _price("amount_per_gpu", "Per GPU"), _CURRENCY, _TAX,
        (Column("id", "Id", shown="data"), lambda item: item.key),
    ),
    "gpu": (
        _ID, _text("vendor", "Vendor"), _fact("vram_gb", "Memory, GB"), _fact("mem_bandwidth_gb_s", "GB/s"),
        _fact("fp16_dense_tflops", "FP16 TFLOPS"), _fact("fp8_dense_tflops", "FP8 TFLOPS"), _fact("tdp_w", "TDP, W"),
        (Column("idle_w", "Idle, W", "quantity"), _nested("idle", "w")),
        (Column("embodied_low_kg", "Embodied low, kg", "quantity"), _nested("embodied_kg", "low")),
        (Column("embodied_mode_kg", "Mode, kg", "quantity"), _nested("embodied_kg", "mode")),
        (Column("embodied_high_kg", "High, kg", "quantity"), _nested("embodied_kg", "high")),
    ),
    "model": (
        _ID, _fact("total_params_b", "Parameters, B"), _fact("active_params_b", "Active, B"), _fact("layers", "Layers"),
        _fact("kv_heads", "KV heads"), _fact("head_dim", "Head size"), _fact("n_experts", "Experts"),
        _fact("context_tokens", "Context"),
    ),
    "grid": (
        _ID, _text("name", "Name"), _fact("g_per_kwh", "g CO2e/kWh"), _text("basis", "Basis"),
        _text("accounting", "Accounting"), _text("method", "Method"), _text("period", "Period"),
    ),
    "electricity": (
        _ID, _fact("price_per_kwh", "Per kWh"), _CURRENCY, (Column("tax", "Tax"), _row("tax")), _text("band", "Band"),
        _text("period", "Period"),
    ),
    "currency": (
        _ID, _text("name", "Name"), _price("rate", "USD for one"),
        (Column("minor_units", "Decimals", "count"), _entry("minor_units")),
    ),
}  # fmt: skip
_STALE: tuple[Field[Item], ...] = (
    (Column("kind", "Kind"), lambda item: item.kind),
    _ID,
    (Column("checked", "Checked"), _row("checked")),
    (Column("age_days", "Age, days", "count"), lambda item: item.age_days),
    (Column("limit_days", "Limit, days", "quantity"), lambda item: item.limit_days),
    (Column("source", "Source", is_cited=True), _row("source")),
)


def _amounts(period: Period) -> str:
    row, kind = period.item.row or {}, period.item.kind
    if kind == "api":
        return _pair(row, row)
    name = {"rental": "amount_per_gpu", "grid": "g_per_kwh", "currency": "rate"}.get(kind, "price_per_kwh")
    return plain(row[name])


def _unit(period: Period) -> str:
    row = period.item.row or {}
    if period.item.kind == "currency":
        return f"USD/{period.item.key}"
    unit = {"api": "Mtok", "rental": f"GPU-{row.get('per')}", "electricity": "kWh"}.get(period.item.kind)
    return f"{row.get('currency')}/{unit}" if unit else "g CO2e/kWh"


_HISTORY: tuple[Field[Period], ...] = (
    (Column("id", "Id"), lambda p: p.item.key),
    (Column("valid_from", "From", missing_text="not stated"), lambda p: _since(p.item.row)),
    (Column("amount", "Amount"), _amounts),
    (Column("unit", "Unit"), _unit),
    (Column("change", "Change", "percent", missing_text=""), lambda p: p.change),
    (Column("announced", "Announced", "flag", trivial_cells=(False,)), lambda p: bool(p.item.announced)),
    (Column("checked", "Checked"), lambda p: (p.item.row or {})["checked"]),
    (Column("evidence", "Evidence"), lambda p: (p.item.row or {})["evidence"]),
    (Column("source", "Source", is_cited=True), lambda p: (p.item.row or {})["source"]),
    (Column("where", "Where", shown="data"), lambda p: (p.item.row or {})["where"]),
)
_MOVES: tuple[Field[Move], ...] = (
    (Column("kind", "Kind"), lambda m: m.kind),
    (Column("id", "Id"), lambda m: m.key),
    (Column("amount", "Amount"), lambda m: m.amount),
    (Column("before", "Before", "unit_price"), lambda m: m.before),
    (Column("after", "After", "unit_price"), lambda m: m.after),
    (Column("currency", "Currency"), lambda m: m.currency),
    (
        Column("change", "Change", "percent", missing_text=""),
        lambda m: m.after / m.before - 1 if m.before and m.after else None,
    ),
    (Column("source", "Source", is_cited=True), lambda m: m.source),
)
_DISAGREEMENTS: tuple[Field[Disagreement], ...] = (
    (Column("id", "Id"), lambda d: d.key),
    (Column("amount", "Amount"), lambda d: d.amount),
    (Column("ours", "Ours", "unit_price"), lambda d: d.ours),
    (Column("theirs", "Theirs", "unit_price"), lambda d: d.theirs),
    (
        Column("difference", "Difference", "percent", missing_text=""),
        lambda d: d.theirs / d.ours - 1 if d.ours else None,
    ),
    (Column("source", "They"), lambda d: d.source),
)
_SUMMARIES: tuple[Field[Summary], ...] = (
    (Column("kind", "Kind"), lambda s: s.kind),
    (Column("entries", "Entries", "count"), lambda s: s.entries),
    (Column("oldest", "Checked from"), lambda s: s.oldest),
    (Column("newest", "To"), lambda s: s.newest),
    (Column("stale", "Stale", "count"), lambda s: s.stale),
)

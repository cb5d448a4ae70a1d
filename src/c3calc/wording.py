"""Arithmetic in words: how a quantity came about, with its numbers substituted, straight from its curve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from c3calc.units import TOKENS_PER_MTOK, count_text, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.curve import Curve, Kink, Stair
    from c3calc.lineitem import LineItem

FEW = 3


def line_text(line: LineItem, tokens: float) -> str:
    """Return `quantity = ...; x price = cost; energy; carbon` of a line at a volume."""
    quantity = float(line.quantity(tokens))
    basis = f" ({line.basis})" if line.basis else ""
    text = f"{curve_text(line.quantity, tokens)} = {plain(quantity)} {line.unit}{basis}"
    return "; ".join([text, _cost_text(line, quantity), *_energy_texts(line, quantity)])


def _cost_text(line: LineItem, quantity: float) -> str:
    if line.unit_price is None:
        return "no money of its own"
    price = f"{plain(line.unit_price.value)} {line.unit_price.unit}"
    return f"x {price} = {plain(quantity * line.unit_price.value, 9)}"


def _energy_texts(line: LineItem, quantity: float) -> Iterator[str]:
    """Say what the line's energy and carbon are per unit and in all; a line that has none says nothing."""
    if line.energy_kwh and line.unit != "kWh":
        yield f"energy x {plain(line.energy_kwh)} kWh/{line.unit} = {plain(quantity * line.energy_kwh)} kWh"
    if line.carbon_kg:
        yield f"carbon x {plain(line.carbon_kg)} kg/{line.unit} = {plain(quantity * line.carbon_kg)} kg CO2e"


def curve_text(curve: Curve, tokens: float) -> str:
    """Return the value of a curve at a volume as a sum of its terms; terms that are zero are left out."""
    terms = [plain(curve.fixed)] if curve.fixed != 0 else []
    if curve.slope != 0:
        terms.append(f"{plain(tokens / TOKENS_PER_MTOK)} Mtok x {plain(curve.slope * TOKENS_PER_MTOK)}")
    terms += [_stair_text(s, tokens) for s in curve.stairs]
    terms += (
        [_kink_text(k, tokens) for k in curve.kinks] if len(curve.kinks) <= FEW else [_kinks_text(curve.kinks, tokens)]
    )
    return " + ".join(terms) or "0"


def _stair_text(stair: Stair, tokens: float) -> str:
    replicas = f"max(1, ceil({count_text(tokens)} / {count_text(stair.width)} tokens per replica))"
    if stair.replicas(tokens) > replace(stair, early=()).replicas(tokens):
        replicas = f"{stair.replicas(tokens):g} replicas, so that requests do not queue for too long"
    text = f"({replicas} + {plain(stair.spares)} spare)" if stair.spares else replicas
    if stair.per_replica != 1 or stair.pack != 1:
        text = f"ceil({text} x {plain(stair.per_replica)} GPUs / {plain(stair.pack)})"
    return text if stair.height == 1 else f"{plain(stair.height)} x {text}"


def _kink_text(kink: Kink, tokens: float) -> str:
    over = f"max(0, {count_text(tokens)} - {count_text(kink.at)})"
    return f"{plain(kink.slope * TOKENS_PER_MTOK)} per Mtok x {over}"


def _kinks_text(kinks: tuple[Kink, ...], tokens: float) -> str:
    value = sum(k(tokens) for k in kinks)
    return f"{plain(value)} (sum of {len(kinks)} hourly levels above what is held)"

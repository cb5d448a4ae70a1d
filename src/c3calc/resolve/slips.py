"""Doubts about figures of the scenario that no such thing has: mostly a slip of units, or a rate turned round."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.base.ranges import central
from c3calc.base.text import path_text
from c3calc.scenario.options import HostedOption, Power
from c3calc.scenario.plausible import BUSY, judged

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.resolve.context import Context

ABOVE_TDP = 1.25  # of a card's data sheet: power limits are raised by less
_TURNED = 0.1  # how near to the reciprocal of the catalogue's a rate is, as a logarithm, to be taken for it


def note_slips(ctx: Context) -> None:
    """Note every figure of the scenario outside of what its field can plausibly hold, and what it may be instead."""
    for path, usual, value, currency in judged(ctx.scenario):
        usd = _usd(ctx, currency) if usual.is_money else 1.0
        if central(value) and not usual.low <= central(value) * usd <= usual.high and not math.isnan(central(value)):
            unit = usual.unit.replace("USD", currency or ctx.scenario.currency)
            within = f"{plain(usual.low / usd, 3)} to {plain(usual.high / usd, 3)} {unit}"
            _doubt(ctx, path, f"{plain(central(value))} {unit} is outside {within}; a slip of units? ({usual.slip})")
    _note_busy(ctx)
    _note_turned(ctx)


def _usd(ctx: Context, currency: str | None) -> float:
    """Return US dollars for one unit, where rates are known; else 1."""
    dollars = ctx.rate_if_known("USD")
    rate = ctx.rate_if_known(currency or ctx.scenario.currency) / dollars if dollars else math.nan
    return 1.0 if math.isnan(rate) else rate


def _note_busy(ctx: Context) -> None:
    """Doubt watts of a busy card that its data sheet does not allow, where they are not beyond every card."""
    for i, option in enumerate(ctx.scenario.options):
        if isinstance(option, HostedOption) and isinstance(option.power, Power) and option.power.busy_w is not None:
            sheet = ctx.catalogue.get("gpus", option.gpu) if ctx.catalogue.has("gpus", option.gpu) else {}
            busy, limit = central(option.power.busy_w), sheet.get("tdp_w", math.inf)
            if ABOVE_TDP * limit < busy <= BUSY.high:
                text = f"{plain(busy)} W is above the {plain(limit)} W of one {option.gpu}; of a server?"
                _doubt(ctx, ("options", i, "power", "busy_w"), text)


def _note_turned(ctx: Context) -> None:
    for currency, rate in ctx.scenario.exchange_rates.items():
        known = ctx.catalogue_rate(currency)
        if known and abs(math.log(rate * known)) < min(_TURNED, abs(math.log(rate / known))):
            home = ctx.scenario.currency
            text = f"{plain(rate)} is near {plain(1 / known, 3)} {currency} per {home}, the rate turned round"
            _doubt(ctx, ("exchange_rates", currency), f"{text}; {plain(known, 3)} {home} per {currency} is meant?")


def _doubt(ctx: Context, path: Path, text: str) -> None:
    ctx.note("C3-N70", f"{path_text(path)}: {text}", path, "warning")

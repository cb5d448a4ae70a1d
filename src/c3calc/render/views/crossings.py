"""Views of what was found about the options: crossovers, volumes, flips, expectations, reasons, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c3calc.answer.uncertainty import Probabilities
from c3calc.render.columns import Column, View, tabulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from c3calc.answer.answer import Answer, Crossover, Expectation, Note, VolumeRange
    from c3calc.answer.uncertainty import Flip, Swing
    from c3calc.render.columns import Field

_TWO = 2
_MOST = 4
_WIDEST = 10
_IF_KNOWN: dict[str, Any] = {"trivial_cells": (None,), "missing_text": ""}
_NOT_DRAWN = "None: nothing was drawn. `c3 compare` with --draws N draws what is uncertain."


def crossovers(answer: Answer) -> View:
    """Return where the order of two options flips over volume; that it never does is an answer too."""
    fields: list[Field[Crossover]] = [
        (Column("metric", "Metric"), lambda c: c.metric),
        (Column("between", "Between", shown="full"), lambda c: c.between[0]),
        (Column("and", "and", shown="full"), lambda c: c.between[1]),
        (Column("lower_below", "Lower below"), lambda c: c.cheaper_below),
        (Column("higher_below", "Higher below"), _higher_below),
        (
            Column("tokens_per_month", "Crossing at tokens/month", "tokens", missing_text="never"),
            lambda c: c.tokens_per_month,
        ),
        (Column("low_tokens", "P5 of the first", "tokens", **_IF_KNOWN), lambda c: c.low_tokens),
        (Column("high_tokens", "P95", "tokens", **_IF_KNOWN), lambda c: c.high_tokens),
        (Column("lower_above", "Lower above", shown="full"), lambda c: c.cheaper_above),
        (Column("kind", "Kind", spare=1), lambda c: c.kind),
    ]
    rest = " (other pairs, stairs in between)"
    empty = "No two options could be compared over volume." if len(answer.options) >= _TWO else ""
    return tabulate(
        "crossovers", "Crossovers over volume", fields, answer.crossovers,
        empty=empty, informative_rows=_informative_rows(answer), rest=rest,
    )  # fmt: skip


def _informative_rows(answer: Answer) -> tuple[int, ...]:
    """Return the crossings with the baseline (all, where a metric has none), only the ends of long stairs."""
    pairs: dict[tuple[str, tuple[str, str]], list[int]] = {}
    for i, crossover in enumerate(answer.crossovers):
        pairs.setdefault((crossover.metric, crossover.between), []).append(i)
    with_baseline = {metric for metric, pair in pairs if answer.baseline in pair}
    told = (v for (metric, pair), v in pairs.items() if answer.baseline in pair or metric not in with_baseline)
    return tuple(i for places in told for i in _ends(places))


def _ends(places: Sequence[int]) -> Sequence[int]:
    """Return the first and last few of many."""
    return places if len(places) <= _MOST else (*places[: _MOST - 1], places[-1])


def _higher_below(crossover: Crossover) -> str:
    first, second = crossover.between
    return second if crossover.cheaper_below == first else first


def volumes(answer: Answer) -> View:
    """Return the cheapest option by range of monthly volume."""
    fields: list[Field[VolumeRange]] = [
        (Column("from_tokens", "From", "tokens"), lambda v: v.from_tokens),
        (Column("to_tokens", "To", "tokens", missing_text="no end"), lambda v: v.to_tokens),
        (Column("option", "Cheapest"), lambda v: v.option),
    ]
    title, found = "Cheapest by volume, tokens a month", answer.cheapest_by_volume
    return tabulate("volumes", title, fields, found, informative_rows=tuple(_ends(range(len(found)))))


def flips(answer: Answer) -> View:
    """Return the nearest value of each input that changes the verdict."""
    fields: list[Field[Flip]] = [
        (Column("input", "Input"), lambda f: f.input),
        (Column("from", "From", "quantity"), lambda f: f.from_value),
        (Column("to", "To", "quantity"), lambda f: f.to_value),
        (Column("verdict", "Verdict then"), lambda f: f.verdict),
    ]
    missing = _NOT_DRAWN if answer.flips is None else "None: no input alone would change it."
    return tabulate("flips", "What would change the verdict", fields, answer.flips or (), missing=missing)


def tornado(answer: Answer) -> View:
    """Return what each uncertain input alone does to the cost of an option, the widest first."""
    money = answer.currency
    fields: list[Field[Swing]] = [
        (Column("input", "Input"), lambda s: s.input),
        (Column("low", "At P5", "quantity"), lambda s: s.low),
        (Column("high", "At P95", "quantity"), lambda s: s.high),
        (Column("option", "Option"), lambda s: s.option),
        (Column("cost_at_low", f"Cost at P5 {money}/month", "money"), lambda s: s.cost_at_low),
        (Column("cost_at_high", f"Cost at P95 {money}/month", "money"), lambda s: s.cost_at_high),
    ]
    swings = answer.swings or ()
    missing = _NOT_DRAWN if answer.swings is None else "None: nothing in the scenario is uncertain."
    widest = tuple(range(len(swings)))[:_WIDEST]
    title = "What each uncertain input alone does"
    return tabulate("tornado", title, fields, swings, informative_rows=widest, missing=missing)


def chances(answer: Answer) -> View:
    """Return in which share of the draws an option comes first, and a budget is kept."""
    found = answer.probabilities or Probabilities(0, 0, {}, {}, {})
    kinds = (("cheapest", found.cheapest), ("cleanest", found.cleanest), ("within budget", found.within_budget))
    each = [(what, name, share) for what, shares in kinds for name, share in shares.items()]
    fields: list[Field[tuple[str, str, float]]] = [
        (Column("what", "What"), lambda r: r[0]),
        (Column("name", "Option or budget"), lambda r: r[1]),
        (Column("share", "In draws", "percent"), lambda r: r[2]),
    ]
    likely = tuple(i for i, (_, _, share) in enumerate(each) if share)
    title = f"How often in {found.draws:,} draws" if each else "How often in draws"
    return tabulate("chances", title, fields, each, informative_rows=likely, rest=" (never)", missing=_NOT_DRAWN)


def expect(answer: Answer) -> View:
    """Return the claims and invoices held against the answer."""
    fields: list[Field[Expectation]] = [
        (Column("metric", "Metric"), lambda e: e.metric),
        (Column("option", "Option", missing_text=""), lambda e: e.option),
        (Column("expected", "Expected", "quantity"), lambda e: e.value),
        (Column("found", "Found", "quantity"), lambda e: e.found),
        (Column("deviation", "Deviation", "percent"), lambda e: e.deviation),
        (Column("plausible", "Plausible", "flag"), lambda e: e.plausible),
        (Column("within_tolerance", "Within tolerance", "flag", **_IF_KNOWN), lambda e: e.within_tolerance),
        (Column("why", "Why", spare=1), lambda e: e.why),
    ]
    missing = "None: the scenario has no `expect` block."
    return tabulate("expect", "Held against the answer", fields, answer.expect, missing=missing)


def reasons(answer: Answer) -> View:
    """Return why an option is over capacity, excluded or incomplete."""
    found = [(o.name, o.status, why) for o in answer.options if o.status != "ok" for why in o.reasons or ("",)]
    fields: list[Field[tuple[str, str, str]]] = [
        (Column("option", "Option"), lambda r: r[0]),
        (Column("status", "Status"), lambda r: r[1]),
        (Column("reason", "Why"), lambda r: r[2]),
    ]
    return tabulate("reasons", "Left out of the verdict", fields, found)


def notes(answer: Answer) -> View:
    """Return what the reader must know: defaults taken, old prices, costs left out."""
    fields: list[Field[Note]] = [
        (Column("code", "Code"), lambda n: n.code),
        (Column("level", "Level"), lambda n: n.level),
        (Column("where", "Where", trivial_cells=("",)), lambda n: n.where),
        (Column("message", "Note"), lambda n: n.message),
    ]
    return tabulate("notes", "Notes", fields, answer.notes)

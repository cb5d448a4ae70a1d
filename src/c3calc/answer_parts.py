"""The parts of an answer: an option's block, savings, features, crossovers, the cheapest by volume."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from c3calc.capacity import Fleet, needed_gb
from c3calc.control import control_scores, misses
from c3calc.crossover import crossings, lower_envelope
from c3calc.lineitem import LineItem, is_known
from c3calc.reckoning import Reckoned, money, option_quality
from c3calc.result import (
    Capacity,
    Control,
    Crossover,
    Feature,
    Input,
    Line,
    Monthly,
    Note,
    Option,
    PerUnit,
    Saving,
    Step,
    VolumeRange,
)
from c3calc.units import TOKENS_PER_MTOK, count_text, percent, plain
from c3calc.wording import line_text

if TYPE_CHECKING:
    from c3calc.curve import Curve

G_PER_KG = 1000.0


def known(value: float) -> float | None:
    """Return a number for the answer: None where it is not known or has no bound."""
    return None if math.isnan(value) or math.isinf(value) else value


def option_answer(option: Reckoned, points: float) -> Option:
    """Return an option's block of the answer; `points` is its Cost-Control-Carbon score."""
    workload = option.case.workload
    unit = workload.requests / workload.requests_per_unit if workload.unit_name else math.nan
    by_criterion = control_scores(option.bill)
    return Option(
        option.name,
        option.bill.plan.traits.kind,
        option.status,
        option.reasons,
        Monthly(option.printed_cost, known(option.energy_kwh), known(option.carbon_kg)),
        option.printed_year,
        _per(option, workload.tokens / TOKENS_PER_MTOK),
        _per_or_none(option, workload.requests),
        _per_or_none(option, unit),
        Control(option.control, by_criterion),
        known(option_quality(option)),
        known(points),
        _capacity(option),
        tuple(_line(option, line) for line in option.lines),
    )


def _per(option: Reckoned, count: float) -> PerUnit:
    return PerUnit(
        known(option.cost / count), known(option.energy_kwh / count), known(option.carbon_kg * G_PER_KG / count)
    )


def _per_or_none(option: Reckoned, count: float) -> PerUnit | None:
    return None if math.isnan(count) or count == 0 else _per(option, count)


def _line(option: Reckoned, line: LineItem) -> Line:
    tokens, price = option.tokens, line.unit_price
    return Line(
        line.label,
        _quantity(line, tokens),
        line.unit,
        known(price.value) if price else 0.0,
        option.rounded(line),
        known(line.energy(tokens)),
        known(line.carbon(tokens)),
        line.quantity.is_fixed,
        line.evidence,
        price.source if price else _source(line),
        line_text(line, tokens),
        line.months,
        tuple(Input(g.name, known(g.value), g.unit, g.evidence, g.source, g.where) for g in line.all_inputs),
    )


def _quantity(line: LineItem, tokens: float) -> float | None:
    """Return a line's quantity without the noise that float arithmetic leaves where terms cancel."""
    return known(round(float(line.quantity(tokens)), 9))


def _source(line: LineItem) -> str:
    return line.inputs[0].source if line.inputs else ""


def _capacity(option: Reckoned) -> Capacity | None:
    """Return what the option's fleets provision, together; utilisation is over all their replicas."""
    members = [(m, m.fleet) for m in option.bill.members if m.fleet]
    if not members:
        return None
    tokens, fleets = option.tokens, [f for _, f in members]
    working, spares = sum(f.working(tokens) for f in fleets), sum(f.plan.spares for f in fleets)
    gpus = sum(int(f.packs(1)(tokens)) for f in fleets)
    mean = sum(f.mean_load * m.served(tokens) / tokens for m, f in members) / (working + spares)
    peak = sum(_peak(f, limited=option.bill.members[0].served.kinks != ()) for f in fleets) / working
    return Capacity(
        working + spares,
        spares,
        gpus,
        known(peak),
        known(mean),
        _idle_cost(option, mean),
        known(max(needed_gb(f.plan.memory, f.gpus_per_replica) for f in fleets)),
        known(max(f.plan.memory.vram_gb_per_gpu * f.gpus_per_replica for f in fleets)),
        known(_max_tokens(option, fleets)),
        tuple(s for f in fleets for s in _sizing_steps(f, tokens)),
    )


def _peak(made: Fleet, *, limited: bool) -> float:
    """Return the peak load in replicas; where an API takes the overflow, at most what the fleet may hold."""
    held = made.plan.max_utilisation.value * (made.plan.replicas or math.inf)
    return min(made.peak_load, held) if limited else made.peak_load


def _max_tokens(option: Reckoned, fleets: list[Fleet]) -> float:
    """Return the volume that the provisioned fleet may carry at this shape."""
    if option.bill.limit_tokens < math.inf:
        return option.bill.limit_tokens
    return min(f.tokens_per_replica * f.working(option.tokens) for f in fleets)


def _idle_cost(option: Reckoned, mean_utilisation: float) -> Decimal | None:
    """Return what the unused share of provisioned hours costs: rent or capital and colocation, not electricity."""
    paid = sum(float(line.cost(option.tokens)) for line in option.lines if line.capacity)
    return (
        money(paid * max(0.0, 1 - mean_utilisation), option.case.minor_units)
        if not math.isnan(mean_utilisation)
        else None
    )


def _sizing_steps(made: Fleet, tokens: float) -> list[Step]:
    plan, name = made.plan, made.plan.traits.name
    rates = f"input / {plain(plan.prefill_tok_s.value)} tok/s + output / {plain(plan.decode_tok_s.value)} tok/s"
    return [
        Step(
            f"{name}: mean load",
            f"{rates}, over {plain(made.traffic.hours_per_month)} h",
            known(made.mean_load),
            "replicas",
        ),
        Step(
            f"{name}: peak load",
            f"mean load x peak factor {plain(made.peak_load / made.mean_load)}",
            known(made.peak_load),
            "replicas",
        ),
        Step(
            f"{name}: replicas",
            f"{_replicas_text(made, tokens)} + {plan.spares} spare",
            made.working(tokens) + plan.spares,
            "replicas",
        ),
        Step(
            f"{name}: memory of a replica",
            _memory_text(made),
            known(needed_gb(plan.memory, made.gpus_per_replica)),
            "GB",
        ),
    ]


def _replicas_text(made: Fleet, tokens: float) -> str:
    if made.plan.replicas is not None:
        return f"{made.plan.replicas} as given"
    return f"ceil({count_text(tokens)} / {count_text(made.tokens_per_replica)} tokens at {percent(made.plan.max_utilisation.value)})"


def _memory_text(made: Fleet) -> str:
    m = made.plan.memory
    cards = f"{plain(m.overhead_gb_per_gpu)} GB overhead x {made.gpus_per_replica} GPUs"
    return f"{plain(m.weights_gb, 4)} GB weights + {plain(m.kv_gb_per_sequence, 4)} GB KV x {plain(m.sequences)} sequences + {cards}"


def savings(options: tuple[Reckoned, ...]) -> tuple[Saving, ...]:
    """Return what every other option saves against the baseline, from the printed totals."""
    base = next(o for o in options if o.name == o.case.baseline)
    return tuple(_saving(o, base) for o in options if o is not base)


def _saving(option: Reckoned, base: Reckoned) -> Saving:
    month, year = _less(base.printed_cost, option.printed_cost), _less(base.printed_year, option.printed_year)
    share = float(month / base.printed_cost) if month is not None and base.printed_cost else None
    return Saving(
        option.name,
        base.name,
        month,
        year,
        share,
        known(base.energy_kwh - option.energy_kwh),
        known(base.carbon_kg - option.carbon_kg),
    )


def _less(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a - b


def features(options: tuple[Reckoned, ...]) -> tuple[Feature, ...]:
    """Return every feature's part of every option, and the cheapest option that may serve it."""
    parts = options[0].case.workload.parts
    if len(parts) == 1:
        return ()
    costs = {o.name: _split(o) for o in options}
    return tuple(_feature(o, i, part.name, costs, options) for i, part in enumerate(parts) for o in options)


def _feature(
    option: Reckoned, i: int, name: str, costs: dict[str, list[Decimal] | None], options: tuple[Reckoned, ...]
) -> Feature:
    own = costs[option.name]
    energy = sum(line.energy(option.tokens) * line.shares[i] for line in option.lines)
    carbon = sum(line.carbon(option.tokens) * line.shares[i] for line in option.lines)
    return Feature(
        name, option.name, own[i] if own else None, known(energy), known(carbon), _cheapest_for(i, name, costs, options)
    )


def _cheapest_for(
    i: int, name: str, costs: dict[str, list[Decimal] | None], options: tuple[Reckoned, ...]
) -> str | None:
    rules = options[0].case.feature_rules.get(name)
    open_to = [
        o for o in options if o.status == "ok" and costs[o.name] and not (rules and any(misses(o.bill, rules, 0.0)))
    ]
    return min(open_to, key=lambda o: (costs[o.name] or [])[i]).name if open_to else None


def _split(option: Reckoned) -> list[Decimal] | None:
    """Split the printed total over the parts so that they sum to it: largest remainders get the last minor units."""
    if option.printed_cost is None:
        return None
    unit = Decimal(1).scaleb(-option.case.minor_units)
    count = len(option.case.workload.parts)
    exact = [
        sum(Decimal(repr(float(line.cost(option.tokens) * line.shares[i]))) for line in option.lines)
        for i in range(count)
    ]
    floors = [Decimal(x / unit).to_integral_value(rounding="ROUND_FLOOR") * unit for x in exact]
    missing = int((option.printed_cost - sum(floors, Decimal(0))) / unit)
    order = sorted(range(count), key=lambda i: floors[i] - Decimal(exact[i]))
    return [f + unit * (missing // count + (1 if i in order[: missing % count] else 0)) for i, f in enumerate(floors)]


def crossovers(options: tuple[Reckoned, ...], metric: str) -> tuple[tuple[Crossover, ...], list[Note]]:
    """Return where every pair of eligible options whose curves are known changes its order, and what was cut short."""
    found, notes = [], []
    for a, b in combinations([o for o in options if o.status == "ok" and is_known(_of(o, metric))], 2):
        result = crossings(_of(a, metric), _of(b, metric), min(a.bill.limit_tokens, b.bill.limit_tokens))
        pair = (a.name, b.name)
        found += [Crossover(metric, pair, p.kind, p.tokens, pair[p.below], pair[p.above]) for p in result.points]  # type: ignore[arg-type]
        if math.isfinite(result.examined_to):
            notes.append(_cut(f"{metric} crossovers of {a.name} and {b.name}", result.examined_to))
    return tuple(found), notes


def _of(option: Reckoned, metric: str) -> Curve:
    return option.cost_curve if metric == "cost" else option.carbon_curve


def _cut(what: str, tokens: float) -> Note:
    return Note(
        "C3-N13", "info", f"{what}: examined up to {count_text(tokens)} tokens a month; the stairs go on alike", ""
    )


def volume_ranges(options: tuple[Reckoned, ...]) -> tuple[tuple[VolumeRange, ...], list[Note]]:
    """Return the cheapest eligible option in every range of volume: the exact lower envelope, stairs included."""
    eligible = [o for o in options if o.status == "ok" and is_known(o.cost_curve)]
    if not eligible:
        return (), []
    envelope = lower_envelope([o.cost_curve for o in eligible], [o.bill.limit_tokens for o in eligible])
    ranges = tuple(VolumeRange(s.start, known(s.stop), eligible[s.index].name) for s in envelope.segments)
    notes = [_cut("cheapest by volume", envelope.examined_to)] if math.isfinite(envelope.examined_to) else []
    return ranges, notes

"""Views with one row an option: summary, savings, unit costs, energy, capacity, control."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from c3calc.base.units import KILO, WH_PER_KWH
from c3calc.render.columns import Column, Field, View, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from c3calc.answer.answer import Answer, Capacity, Option, PerUnit, Saving

_NAME = Column("option", "Option")
_NONE = (None,)


def summary(answer: Answer) -> View:
    """Return each option's cost, saving, carbon, control and score."""
    money, unit = answer.currency, answer.unit.name if answer.unit else "unit"
    against_baseline = {saving.option: saving for saving in answer.savings if saving.against == answer.baseline}
    saved = partial(_saved, answer, against_baseline)
    chance = answer.probabilities.cheapest if answer.probabilities else {}
    fields: list[Field[Option]] = [
        (_NAME, lambda o: o.name),
        (Column("kind", "Kind", shown="full"), lambda o: o.kind),
        (Column("status", "Status", trivial_cells=("ok",)), lambda o: o.status),
        (Column("cost_per_month", f"Cost {money}/month", "money"), lambda o: o.monthly.cost),
        (Column("low", f"P5 {money}/month", "money", trivial_cells=_NONE), lambda o: o.monthly.low),
        (Column("high", f"P95 {money}/month", "money", trivial_cells=_NONE), lambda o: o.monthly.high),
        (Column("cheapest_share", "Cheapest in draws", "percent", trivial_cells=_NONE), lambda o: chance.get(o.name)),
        (Column("cost_per_year", f"Cost {money}/year", "money", "full"), lambda o: o.cost_per_year),
        (Column("saving_per_month", f"Saving {money}/month", "money"), lambda o: saved(o, "month")),
        (Column("saving_per_year", f"Saving {money}/year", "money", "full"), lambda o: saved(o, "year")),
        (Column("cost_per_mtok", f"{money} per Mtok", "rate"), lambda o: o.per_mtok.cost),
        (Column("cost_per_request", f"{money} per request", "rate", "full", _NONE), lambda o: cost_of(o.per_request)),
        (Column("cost_per_unit", f"{money} per {unit}", "rate", "full", _NONE), lambda o: cost_of(o.per_unit)),
        (Column("energy_kwh_per_month", "Energy kWh/month", "number", "full"), lambda o: o.monthly.energy_kwh),
        (Column("carbon_kg_per_month", "Carbon kg CO2e/month", "number"), lambda o: o.monthly.carbon_kg),
        (Column("energy_wh_per_1k_tokens", "Wh per 1k tokens", "number", "full"), _wh_per_ktok),
        (Column("carbon_g_per_1k_tokens", "g CO2e per 1k tokens", "number", "full"), g_per_ktok),
        (Column("control", "Control 0-5", "number"), lambda o: o.control.score),
        (Column("quality", "Quality 0-100", "number", trivial_cells=_NONE), lambda o: o.quality),
        (Column("quality_minimum", "Worst part", "number", "brief", _NONE, ""), lambda o: o.quality_minimum),
        (Column("score", "Score 0-100", "number", trivial_cells=_NONE), lambda o: o.score),
    ]
    return tabulate("summary", "Summary", fields, answer.options, money, by_option=True)


def _saved(answer: Answer, savings: dict[str, Saving], option: Option, per: str) -> Decimal | None:
    """Return the saving; the baseline saves exactly nothing against itself, where its cost is known."""
    saving = savings.get(option.name)
    if saving is None:
        cost = option.monthly.cost if option.name == answer.baseline else None
        return None if cost is None else cost - cost
    return saving.cost_per_month if per == "month" else saving.cost_per_year


def cost_of(per: PerUnit | None) -> float | None:
    """Return the cost of one of what is counted, None where it is not counted or not known."""
    return None if per is None else per.cost


def _wh_per_ktok(option: Option) -> float | None:
    """Return Wh per 1,000 tokens, which is the same number as kWh per million."""
    return option.per_mtok.energy_kwh


def g_per_ktok(option: Option) -> float | None:
    """Return g CO2e per 1,000 tokens."""
    return None if option.per_mtok.carbon_g is None else option.per_mtok.carbon_g / KILO


def savings(answer: Answer) -> View:
    """Return what each option saves against the baseline."""
    money = answer.currency
    fields: list[Field[Saving]] = [
        (_NAME, lambda s: s.option),
        (Column("against", "Against", trivial_cells=(answer.baseline,)), lambda s: s.against),
        (Column("saving_per_month", f"Cost {money}/month", "money", "full"), lambda s: s.cost_per_month),
        (Column("saving_per_year", f"Cost {money}/year", "money"), lambda s: s.cost_per_year),
        (Column("saving_share", "Share of baseline cost", "percent"), lambda s: s.share),
        (Column("saving_energy_kwh", "Energy kWh/month", "number"), lambda s: s.energy_kwh),
        (Column("saving_carbon_kg", "Carbon kg CO2e/month", "number"), lambda s: s.carbon_kg),
    ]
    title = f"Savings against {answer.baseline}"
    return tabulate("savings", title, fields, answer.savings, money, captions=_negative_caption(answer), by_option=True)


def _negative_caption(answer: Answer) -> tuple[str, ...]:
    negative = any(saving.cost_per_month is not None and saving.cost_per_month < 0 for saving in answer.savings)
    return ("A negative saving is what the option costs more.",) if negative else ()


def unit_costs(answer: Answer) -> View:
    """Return cost, energy and carbon per million tokens, per request and per business unit."""
    money = answer.currency
    name = answer.unit.name if answer.unit else "unit"
    fields: list[Field[Option]] = [
        (_NAME, lambda o: o.name),
        (Column("cost_per_mtok", f"{money} per Mtok", "rate", "full"), lambda o: o.per_mtok.cost),
        (Column("energy_kwh_per_mtok", "kWh per Mtok", "number", "full"), lambda o: o.per_mtok.energy_kwh),
        (Column("carbon_g_per_mtok", "g CO2e per Mtok", "number", "full"), lambda o: o.per_mtok.carbon_g),
        *_per_count("request", "request", money, lambda o: o.per_request),
        *_per_count("unit", name, money, lambda o: o.per_unit),
    ]
    title = "Per request" + (f" and per {name}" if answer.unit else "")
    return tabulate("unit_costs", title, fields, answer.options, money, by_option=True)


def _per_count(key: str, name: str, money: str, per: Callable[[Option], PerUnit | None]) -> list[Field[Option]]:
    """Return the columns of one kind of unit: currency, Wh and g each."""
    return [
        (Column(f"cost_per_{key}", f"{money} per {name}", "rate", trivial_cells=_NONE), lambda o: cost_of(per(o))),
        (Column(f"energy_wh_per_{key}", f"Wh per {name}", "number", trivial_cells=_NONE), lambda o: _energy_wh(per(o))),
        (
            Column(f"carbon_g_per_{key}", f"g CO2e per {name}", "number", trivial_cells=_NONE),
            lambda o: one.carbon_g if (one := per(o)) else None,
        ),
    ]


def _energy_wh(per: PerUnit | None) -> float | None:
    return None if per is None or per.energy_kwh is None else per.energy_kwh * WH_PER_KWH


def energy(answer: Answer) -> View:
    """Return energy and carbon a month and per 1,000 tokens."""
    fields: list[Field[Option]] = [
        (_NAME, lambda o: o.name),
        (Column("energy_kwh_per_month", "Energy kWh/month", "number", "brief", _NONE), lambda o: o.monthly.energy_kwh),
        (Column("energy_wh_per_1k_tokens", "Wh per 1k tokens", "number", trivial_cells=_NONE), _wh_per_ktok),
        (Column("carbon_kg_per_month", "Carbon kg CO2e/month", "number", "full"), lambda o: o.monthly.carbon_kg),
        (Column("carbon_g_per_1k_tokens", "g CO2e per 1k tokens", "number", trivial_cells=_NONE), g_per_ktok),
    ]
    return tabulate("energy", "Energy and carbon", fields, answer.options, by_option=True)


def capacity(answer: Answer) -> View:
    """Return what is provisioned for options that run hardware, and how busy it is."""
    money = answer.currency
    provisioned = [(o.name, o.capacity) for o in answer.options if o.capacity is not None]
    fields: list[Field[tuple[str, Capacity]]] = [
        (_NAME, lambda c: c[0]),
        (Column("replicas", "Replicas", "count"), lambda c: c[1].replicas),
        (Column("spare", "of these spare", "count", trivial_cells=(0,)), lambda c: c[1].spare),
        (Column("gpus", "GPUs", "count"), lambda c: c[1].gpus),
        (Column("peak_utilisation", "Peak use", "percent"), lambda c: c[1].peak_utilisation),
        (Column("mean_utilisation", "Mean use", "percent"), lambda c: c[1].mean_utilisation),
        (Column("idle_cost_per_month", f"Idle cost {money}/month", "money"), lambda c: c[1].idle_cost),
        (Column("vram_needed_gb", "VRAM needed GB", "number"), lambda c: c[1].vram_needed_gb),
        (Column("vram_gb", "VRAM there GB", "number"), lambda c: c[1].vram_gb),
        (Column("max_tokens_per_month", "Most tokens/month", "tokens"), lambda c: c[1].max_tokens_per_month),
    ]
    return tabulate("capacity", "Capacity", fields, provisioned, money, by_option=True)


def control(answer: Answer) -> View:
    """Return each option's score by control criterion, 0-5."""
    criteria = dict.fromkeys(name for option in answer.options for name in option.control.by_criterion)
    fields: list[Field[Option]] = [(_NAME, lambda o: o.name)]
    fields += [_criterion(name) for name in criteria]
    fields.append((Column("control", "Weighted mean", "number", "full"), lambda o: o.control.score))
    return tabulate("control", "Control, 0-5 by criterion", fields, answer.options, by_option=True)


def _criterion(name: str) -> Field[Option]:
    header = name.replace("_", " ").capitalize()
    return Column(name, header, "number"), lambda option: option.control.by_criterion.get(name)

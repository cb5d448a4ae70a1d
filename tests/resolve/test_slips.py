"""Promises of doubts about figures that no such thing has: a slip of units is named, a right figure is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from command import c3
from frozen import API, OWNED, answer, notes_of, scenario
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def owned(**fields: Any) -> dict[str, Any]:
    """Return a scenario with hardware of one's own; a dictionary is laid over that of the option."""
    laid = {k: {**OWNED[k], **v} if isinstance(v, dict) and isinstance(OWNED.get(k), dict) else v
            for k, v in fields.items()}  # fmt: skip
    return scenario({**OWNED, **laid})


def energy(out: float) -> dict[str, Any]:
    """Return a scenario with an API's own energy per token."""
    return scenario({**API, "energy": {"input_j_per_token": 0.8, "output_j_per_token": out}, "grid": "US"})


@pytest.mark.parametrize(
    ("slip", "right", "where", "said"),
    [
        (owned(grid={"g_per_kwh": 0.4}), owned(grid={"g_per_kwh": 400}), "grid.g_per_kwh", "kg per kWh"),
        (owned(electricity={"price_per_kwh": 20}), owned(electricity={"price_per_kwh": 0.2}), "price_per_kwh", "cents"),
        (owned(electricity={"price_per_kwh": 200}), owned(electricity={"price_per_kwh": 0}), "price_per_kwh", "MWh"),
        (owned(power={"idle_w": 0.1, "busy_w": 300}), owned(power={"idle_w": 100, "busy_w": 300}), "idle_w", "kW"),
        (owned(power={"idle_w": 0, "busy_w": 0.6}), owned(power={"idle_w": 0, "busy_w": 300}), "busy_w", "kW"),
        (
            owned(power={"idle_w": 70, "busy_w": 3500}),
            owned(power={"idle_w": 70, "busy_w": 350}),
            "busy_w",
            "of a server",
        ),
        (owned(power={"idle_w": 70, "busy_w": 700}), owned(power={"idle_w": 70, "busy_w": 400}), "busy_w", "server?"),
        (owned(purchase={"life_months": 4}), owned(purchase={"life_months": 48}), "life_months", "years"),
        (owned(purchase={"gpu_price": 30}), owned(purchase={"gpu_price": 30e3}), "gpu_price", "thousands"),
        (energy(0.0062), energy(6.2), "output_j_per_token", "kJ"),
        (scenario(API, exchange_rates={"EUR": 0.86}), scenario(API, exchange_rates={"EUR": 1.16}), "EUR", "round"),
        (scenario(API, exchange_rates={"EUR": 0.9}), scenario(API, exchange_rates={"EUR": 1.05}), "EUR", "round"),
    ],
)
def test_a_slip_of_units_is_named_and_a_right_figure_is_not(
    slip: dict[str, Any], right: dict[str, Any], where: str, said: str
) -> None:
    """The figure that nobody has gets one doubt, which says where and what it may be; the usual one gets none."""
    (doubt,) = notes_of(answer(slip), "C3-N70")
    assert where in doubt
    assert said in doubt
    assert notes_of(answer(right), "C3-N70") == []


def test_bounds_of_money_are_in_dollars() -> None:
    """30 yen per kWh are 0.20 dollars and usual; 30 dollars are not."""
    yen = {"exchange_rates": {"JPY": 0.0067}}
    assert notes_of(answer(owned(electricity={"price_per_kwh": 30, "currency": "JPY"}) | yen), "C3-N70") == []
    assert len(notes_of(answer(owned(electricity={"price_per_kwh": 30})), "C3-N70")) == 1


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").rglob("*.yaml")), ids=lambda path: path.stem)
def test_no_shipped_scenario_is_doubted(path: Path) -> None:
    """What c3 ships as an example has plausible figures."""
    made = c3(path.parent, "compare", path.name, "--today", "2026-11-21", "--format", "json")
    assert "C3-N70" not in {note["code"] for note in json.loads(made.out)["notes"]}

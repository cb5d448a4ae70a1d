"""Arithmetic in words: a quantity's terms with their numbers."""

from __future__ import annotations

import pytest

from c3calc.evaluate.curve import Curve, Kink, Stair
from c3calc.questions.option_part import curve_text
from frozen import API, RENTED, VOLUMES, answer, line_of, scenario


@pytest.mark.parametrize(
    ("curve", "text"),
    [
        (Curve(), "0"),
        (Curve(fixed=5.0), "5"),
        (Curve(slope=2e-6), "650 Mtok x 2"),
        (Curve(fixed=5.0, slope=2e-6), "5 + 650 Mtok x 2"),
        (Curve(stairs=(Stair(100e6),)), "max(1, ceil(650M / 100M tokens per replica))"),
        (Curve(stairs=(Stair(100e6, spares=1),)), "(max(1, ceil(650M / 100M tokens per replica)) + 1 spare)"),
        (
            Curve(stairs=(Stair(100e6, 3.0, 0, 2, 4),)),
            "3 x ceil(max(1, ceil(650M / 100M tokens per replica)) x 2 GPUs / 4)",
        ),
        (Curve(kinks=(Kink(100e6, 2e-6),)), "2 per Mtok x max(0, 650M - 100M)"),
        (
            # 2 x 550 + 2 x 450 + 2 x 350 + 2 x 250 = 3,200
            Curve(kinks=tuple(Kink(at * 1e6, 2e-6) for at in (100, 200, 300, 400))),
            "3,200 (sum of 4 hourly levels above what is held)",
        ),
        (Curve(fixed=float("nan")), "n/a"),
    ],
)
def test_a_curve_is_said_term_by_term(curve: Curve, text: str) -> None:
    """Terms of nothing are left out."""
    assert curve_text(curve, 650e6) == text


def test_a_line_says_quantity_price_and_cost() -> None:
    """500 Mtok at 2.50."""
    line = line_of(answer(scenario()), "API", "Input tokens")
    assert line.arithmetic.startswith("650 Mtok x 0.769231 = 500 Mtok; x 2.5 USD/Mtok = 1,250")


def test_a_line_without_money_says_so() -> None:
    """Electricity in the rent."""
    line = line_of(answer(scenario(RENTED)), "Rented", "Electricity, idle (in the rent)")
    assert "no money of its own" in line.arithmetic


def test_an_unknown_price_is_said_as_such() -> None:
    """Nothing is made up in words either."""
    line = line_of(answer(scenario({**API, "price": "unknown"})), "API", "Input tokens")
    assert "x n/a USD/Mtok = n/a" in line.arithmetic


def test_stairs_are_said_with_what_a_replica_carries() -> None:
    """0.7 / 0.418570 x 650M = 1.087B tokens, two GPUs in SKUs of two."""
    line = line_of(answer(scenario(RENTED, workload=VOLUMES)), "Rented", "Rent")
    assert line.arithmetic.startswith(
        "ceil(max(1, ceil(650M / 1.087B tokens per replica)) x 2 GPUs / 2) = 1 SKU-month; x 200 USD/SKU-month = 200"
    )

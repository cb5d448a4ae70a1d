"""Predictions held against the user's own measurements: one factor for each figure of an engine on a card."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from c3calc.prediction import predict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.case import Constants, Trial


def factor(figure: str, fit: Constants, trials: tuple[Trial, ...]) -> float:
    """Return the geometric mean of measured / predicted of a figure of `Prediction`; 1 where no trial measured it.

    100 tokens/s measured where 80 are predicted, and 50 where 45 are: (1.25 x 1.1111)^(1/2) = 1.1785.
    """
    ratios = list(_ratios(figure, fit, trials))
    return math.prod(ratios) ** (1 / len(ratios)) if ratios else 1.0


def _ratios(figure: str, fit: Constants, trials: tuple[Trial, ...]) -> Iterator[float]:
    for trial in trials:
        measured = getattr(trial, figure)
        if not math.isnan(measured):
            yield measured / getattr(predict(trial.architecture, trial.accelerator, fit, trial.setup), figure)

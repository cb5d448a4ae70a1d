"""Every metric through everything that asks for one: evaluated, claimed, limited, of a feature, and saved."""

from __future__ import annotations

import math

import pytest

from c3calc.questions.metrics import OptionFigures, metric_value
from c3calc.questions.saved_metrics import saved_value
from c3calc.scenario.metrics import METRICS, figure, unit_of
from c3calc.scenario.scenario import Scenario
from paths import ROOT
from shipped import compared


@pytest.mark.parametrize("name", ["language.yaml", "quickstart.yaml", "crossover-b-corrected.yaml"])
@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_read_off_an_answer_is_the_metric(name: str, metric: str) -> None:
    """Both are known or neither is; money is the same to the cent, for both are what the answer prints."""
    made = compared(name)
    eligible = {o.name for o in made.answer.options if o.status == "ok"}
    for evaluated, option in zip(made.options, made.answer.options, strict=True):
        exact = metric_value(metric, OptionFigures(evaluated, made.options))
        read = saved_value(made.answer, metric, option)
        if metric == "breakeven_tokens_per_month" and not {option.name, made.answer.baseline} <= eligible:
            assert math.isnan(read)  # an answer has the crossovers of eligible options only
        else:
            assert read == pytest.approx(exact, rel=1e-10 if METRICS[metric].is_money else 1e-4, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_of_a_feature_is_read_off_where_the_answer_has_it(metric: str) -> None:
    """Cost, energy, carbon and savings of a feature; the rest is not known, never wrong."""
    made = compared("language.yaml")
    feature = made.answer.features[0].name
    evaluated, option = made.options[2], made.answer.options[2]
    read = saved_value(made.answer, metric, option, feature)
    exact = metric_value(metric, OptionFigures(evaluated, made.options, 0))
    assert math.isnan(read) or read == pytest.approx(exact, rel=1e-10, abs=1e-9)
    known = ("cost_per_month", "energy_kwh_per_month", "carbon_kg_per_month", "saving_per_month", "saving_share")
    known += ("excess_over_cheapest_share",)
    assert math.isnan(read) == (metric not in known)


def test_every_metric_is_a_word_of_the_scenario_and_is_explained() -> None:
    """The table of metrics is the list of the scenario's words, and so is that of the documentation."""
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    assert [metric for metric in METRICS if f"`{metric}`" not in page] == []
    assert Scenario.model_json_schema()["$defs"]["Budget"]["properties"]["metric"]["enum"] == list(METRICS)


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("cost_per_month", 2125.0, "USD 2,125 a month"),
        ("cost_per_mtok", 3.269, "USD 3.27/Mtok"),
        ("cost_per_request", 0.0042, "USD 0.0042/request"),
        ("npv", -15722.21, "USD -15,722.21"),
        ("saving_share", 0.1234, "12.34 %"),
        ("breakeven_tokens_per_month", 497.5e6, "497.5M tokens/month"),
        ("gpus", 2.0, "2 GPUs"),
        ("score", math.nan, "n/a"),
    ],
)
def test_a_figure_in_a_sentence_has_its_unit(metric: str, value: float, text: str) -> None:
    """As people say it."""
    assert figure(metric, value, "USD") == text


def test_a_unit_names_the_currency() -> None:
    """Where it is money."""
    assert (unit_of("cost_per_mtok", "EUR"), unit_of("gpus", "EUR")) == ("EUR/Mtok", "GPUs")

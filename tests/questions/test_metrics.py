"""Every metric through everything that asks for one: evaluated, claimed, limited, of a feature, and saved."""

from __future__ import annotations

import math
from typing import Any

import pytest

from c3calc.answer.answer import CatalogueRef, ScenarioRef
from c3calc.answer.check import Place
from c3calc.questions.budgets import JudgingPolicy
from c3calc.questions.check import CheckRequest, check
from c3calc.questions.comparison import About, Comparison
from c3calc.questions.metrics import OptionFigures, metric_value
from c3calc.questions.saved_metrics import saved_value
from c3calc.scenario.metrics import METRICS, figure, unit_of
from c3calc.scenario.scenario import Scenario
from frozen import CATALOGUE, RENTED, TODAY, VOLUMES, resolved, scenario
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


def rented(*budgets: dict[str, Any], **blocks: Any) -> Comparison:
    """Return the comparison of an API with rented hardware and a mix of both, for two features."""
    features = [{"name": "search", "share": 0.6}, {"name": "rest", "share": 0.4}]
    unit = {"requests_per_month": 1e6, "unit": {"name": "ticket"}}
    mix = {"name": "Mix", "kind": "mix", "parts": [{"option": "Rented", "share": 0.9}, {"option": "API", "share": 0.1}]}
    setup = {"name": "Setup", "amount": 5000, "per": "month", "to_month": 1, "applies_to": ["Rented"]}
    blocks["costs"] = [setup, *blocks.get("costs", ())]
    spec = scenario(LISTED, RENTED, mix, workload={**VOLUMES, **unit, "features": features}, budgets=budgets, **blocks)
    about = About(ScenarioRef("s", "s.yaml", "0" * 64), CatalogueRef(CATALOGUE.newest, CATALOGUE.oldest), TODAY)
    return Comparison(resolved(spec), about)


LISTED = {"name": "API", "kind": "api", "provider": "openai", "model": "gpt-5"}
FINANCE = {"horizon_months": 24, "discount_rate_per_year": "10%"}
PLANS = pytest.mark.parametrize("blocks", [{}, {"finance": FINANCE}], ids=["this month", "months ahead"])
NAMES = ("API", "Rented", "Mix")


@PLANS
@pytest.mark.parametrize("feature", [None, "search"])
@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_is_the_same_to_everybody_who_asks(metric: str, feature: str | None, blocks: dict[str, Any]) -> None:
    """A budget and a claim find what was evaluated; where that is not known, a budget says why."""
    limits = [{"name": n, "metric": metric, "option": n, "feature": feature, "max": 0.5} for n in NAMES]
    claims = [{"metric": metric, "option": n, "feature": feature, "value": 0.5} for n in NAMES]
    made = rented(*limits, expect=claims, **blocks)
    part = None if feature is None else 0
    exact = [metric_value(metric, OptionFigures(o, made.options, part)) for o in made.options]
    verdicts = check(CheckRequest(made, JudgingPolicy(TODAY), lambda _: Place("s.yaml", 1, 1))).verdicts
    for value, verdict, claim in zip(exact, verdicts, made.answer.expect, strict=True):
        assert (verdict.found, claim.found) == pytest.approx((None, None) if math.isnan(value) else (value, value))
        assert (verdict.status == "missing") == math.isnan(value)


@PLANS
@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_needs_what_its_row_says(metric: str, blocks: dict[str, Any]) -> None:
    """Some option knows it unless it looks ahead and nothing does; of a feature where it is of features."""
    made, about = rented(**blocks), METRICS[metric]
    for part in (None, 0):
        values = [metric_value(metric, OptionFigures(o, made.options, part)) for o in made.options]
        is_due = (bool(blocks) or not about.looks_ahead) and (part is None or about.of_features)
        assert any(not math.isnan(value) for value in values) == is_due


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_moves_with_others_only_where_its_row_says(metric: str) -> None:
    """The baseline's price moves what is held against it, or against all, and nothing else of another option."""
    dear = {"costs": [{"name": "x", "amount": 1e4, "per": "month", "applies_to": ["API"]}], "finance": FINANCE}
    before, after = (
        metric_value(metric, OptionFigures(made.options[1], made.options))
        for made in (rented(finance=FINANCE), rented(**dear))
    )
    assert after == pytest.approx(before, nan_ok=True) or METRICS[metric].against

"""The published worked examples, to the cent, against the JSON answer: figures worked by hand, not copied from c3.

Three articles: `crossover` (API or self-hosted, scenarios A, B, C), `managing costs` (a cost stack on a cloud provider)
and `triangle` (cost, control, carbon, and a document pipeline). Quotations stand beside each figure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from paths import TESTS

HERE = TESTS
SCENARIOS = HERE.parent / "scenarios"
ENVIRONMENT = os.environ | {"C3_CATALOGUE": str(HERE / "catalogue.json"), "PYTHONWARNINGS": "error"}
HUNDREDTH = Decimal("0.01")


@cache
def answer(name: str, *settings: str) -> dict[str, Any]:
    """Return the JSON answer to a scenario of the repository, with places changed by --set."""
    changes = [word for setting in settings for word in ("--set", setting)]
    command = [sys.executable, "-m", "c3calc", "compare", str(SCENARIOS / f"{name}.yaml"), "--format", "json"]
    done = subprocess.run(
        [*command, "--today", "2026-11-21", *changes], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    return dict(json.loads(done.stdout))


def option(name: str, which: str, *settings: str) -> dict[str, Any]:
    """Return one option of an answer."""
    return next(o for o in answer(name, *settings)["options"] if o["name"] == which)


def cost(name: str, which: str, *settings: str) -> Decimal:
    """Return the printed cost a month of an option."""
    return Decimal(option(name, which, *settings)["monthly"]["cost"])


def line(name: str, which: str, label: str, *settings: str) -> dict[str, Any]:
    """Return one line of an option's bill."""
    return next(li for li in option(name, which, *settings)["lines"] if li["label"] == label)


def claim(name: str, metric: str, which: str, *settings: str) -> dict[str, Any]:
    """Return the first claim about an option and a metric, with what c3 makes of it."""
    return next(e for e in answer(name, *settings)["expect"] if (e["metric"], e["option"]) == (metric, which))


def crossing(name: str, *settings: str) -> Decimal:
    """Return the volume of the only crossing of costs."""
    (found,) = [c for c in answer(name, *settings)["crossovers"] if c["metric"] == "cost"]
    return Decimal(found["tokens_per_month"])


@pytest.mark.parametrize(
    ("monthly", "name", "which"),
    [
        ("275.00", "crossover-a", "GPT-5 API"),  # "$125 + $150 = ~$275/month"
        ("1705.00", "crossover-a", "Rented 2x RTX 3090"),  # "$205 + $1,500 = ~$1,705/month"
        ("2750.00", "crossover-b", "GPT-5 API"),  # "$1,250 + $1,500 = ~$2,750/month"
        ("605.00", "crossover-b", "Rented 2x RTX 3090"),  # "$205 + $400 = ~$605/month"
        ("27500.00", "crossover-c", "GPT-5 API"),  # "$12,500 + $15,000 = ~$27,500/month"
        ("5500.00", "crossover-c", "2x H100 bare metal, low"),  # "$3,500 + $1,500 + $500"
        ("7000.00", "crossover-c", "2x H100 bare metal, high"),  # "$5,000 + $1,500 + $500"
        ("3900.00", "costs-price-tiers", "Premium"),  # "might cost $3,900 per month"
        ("1350.00", "costs-price-tiers", "Mid-tier"),  # "might cost $1,350"
        ("42.00", "costs-price-tiers", "Open source"),  # "as little as $42"
        ("6500.00", "triangle-pipeline", "APIs today"),  # the midpoint of "€4,000-€9,000 per month"
        ("2500.00", "triangle-pipeline", "Self-hosted, as projected"),  # the midpoint of "€2,000-€3,000/month"
    ],
)
def test_a_printed_total_is_the_article_s_to_the_cent(monthly: str, name: str, which: str) -> None:
    """Each monthly total that an article prints comes out of its own inputs."""
    assert Decimal(monthly) == cost(name, which)


@pytest.mark.parametrize(
    ("amount", "name", "which", "label"),
    [
        ("125.00", "crossover-a", "GPT-5 API", "Input tokens"),  # 50M x $2.50
        ("150.00", "crossover-a", "GPT-5 API", "Output tokens"),  # 15M x $10
        ("205.00", "crossover-a", "Rented 2x RTX 3090", "Rent"),  # "€189/month (~$205)"
        ("1500.00", "crossover-a", "Rented 2x RTX 3090", "Engineering, 0.1 FTE"),  # 0.1 x $180,000 / 12
        ("1250.00", "crossover-b", "GPT-5 API", "Input tokens"),
        ("1500.00", "crossover-b", "GPT-5 API", "Output tokens"),
        ("12500.00", "crossover-c", "GPT-5 API", "Input tokens"),  # 5B x $2.50
        ("15000.00", "crossover-c", "GPT-5 API", "Output tokens"),  # 1.5B x $10
        ("350.40", "costs-knowledge-base", "Mid-tier", "OpenSearch for retrieval"),  # "$350+": 2 x 0.24 x 730
        ("1800.00", "costs-system-prompt", "Claude Sonnet", "Input tokens: system prompt"),  # 600 Mtok x $3
    ],
)
def test_a_printed_line_is_the_article_s_to_the_cent(amount: str, name: str, which: str, label: str) -> None:
    """Each line of an article's sums is a line of the bill."""
    assert Decimal(amount) == Decimal(line(name, which, label)["cost"])


def test_scenario_c_saves_less_than_its_article_says() -> None:
    """Crossover, C: "$250,000-$300,000/year" is 12 x (27,500 - 7,000) to 12 x (27,500 - 5,500) of its own figures."""
    yearly = {s["option"]: Decimal(s["cost_per_year"]) for s in answer("crossover-c")["savings"]}
    assert {"2x H100 bare metal, low": Decimal(264000), "2x H100 bare metal, high": Decimal(246000)} == yearly


def test_the_crossover_article_s_own_costs_break_even_where_its_table_says() -> None:
    """Crossover: (205 + 1,500 + 400) / 4.230769 per Mtok = 497.5M tokens: "approximately 500M", not "4-5x cheaper"."""
    per_mtok = (100 * Decimal("2.50") + 30 * 10) / 130
    assert Decimal("497.545") == (Decimal(2105) / per_mtok).quantize(Decimal("0.001"))
    assert Decimal("497.5") == (crossing("crossover-own-costs") / 10**6).quantize(Decimal("0.1"))
    ratio = cost("crossover-own-costs", "GPT-5 API") / cost("crossover-own-costs", "Rented 2x RTX 3090")
    assert Decimal("1.31") == ratio.quantize(HUNDREDTH)


def test_the_system_prompt_is_20_million_tokens_a_day() -> None:
    """Managing costs: 10,000 requests a day x 2,000 tokens = "20 million input tokens daily", 600 Mtok in 30 days."""
    prompt = line("costs-system-prompt", "Claude Sonnet", "Input tokens: system prompt")
    assert Decimal(20) == Decimal(prompt["quantity"]) / 30


def test_a_cached_system_prompt_costs_a_tenth() -> None:
    """Managing costs: "cost reductions of up to 90%" holds for the cached line, 600 Mtok at 0.30."""
    setting = 'workload.input_parts["system prompt"].reused=true'
    cached = line("costs-system-prompt", "Claude Sonnet", "Cached input: system prompt", setting)
    assert Decimal("180.00") == Decimal(cached["cost"])


def test_caching_saves_86_percent_only_with_short_answers() -> None:
    """Managing costs, "86% cost reduction": 3,771 against 531, with answers at 4.1 % of the uncached bill."""
    with_cache, without = cost("costs-prompt-caching", "Prompt cache"), cost("costs-prompt-caching", "No cache")
    assert (Decimal("531.00"), Decimal("3771.00")) == (with_cache, without)
    assert Decimal("0.86") == (1 - with_cache / without).quantize(HUNDREDTH)


@pytest.mark.parametrize(
    ("share", "which"),
    [
        ("0.30", "Routing within the family"),  # "up to 30% cost reduction": 45 % of requests at a third of the price
        ("0.69", "Three tiers, 50/30/20"),  # 1 - (0.5 x 42 + 0.3 x 1,350 + 0.2 x 3,900) / 3,900
        ("0.64", "Three tiers, 45/30/25"),  # "60-75%" again
    ],
)
def test_routing_saves_what_the_article_says(share: str, which: str) -> None:
    """Managing costs: a mix of its own tiers saves "60-75%", and within a family "up to 30%"."""
    saved = 1 - cost("costs-routing", which) / cost("costs-routing", "Frontier for everything")
    assert Decimal(share) == saved.quantize(HUNDREDTH)


def test_distillation_saves_75_percent_before_it_is_paid_for() -> None:
    """Managing costs, "75% less expensive": 337.50 of 1,350; 914.42 with a person-week of training in six months."""
    assert Decimal("337.50") == cost("costs-distillation", "Distilled")
    training = Decimal(180000) / 52 / 6
    assert (Decimal("337.50") + training).quantize(HUNDREDTH) == cost(
        "costs-distillation", "Distilled, with its training"
    )


@pytest.mark.parametrize(("calls", "factor"), [("5", "1.8"), ("7.5", "2.3"), ("10", "2.8")])
def test_an_agent_on_a_fifth_of_the_traffic_multiplies_the_bill(calls: str, factor: str) -> None:
    """Managing costs, "5-10x the tokens": on a fifth of 300,000 requests at 0.0045 each, 0.8 + 0.2 x calls."""
    plain = 300_000 * (1000 * Decimal(3) + 100 * Decimal(15)) / 10**6
    found = cost("costs-agents", "Claude Sonnet", f"workload.features.agent.calls_per_request={calls}")
    assert Decimal(factor) * plain == found


@pytest.mark.parametrize(
    ("billions", "yearly"),
    [("6.649", "300k"), ("12.760", "600k")],  # (300,000 / 12 + 2,200) / 4.090909 per Mtok, and with 600,000
)
def test_the_managing_costs_break_even_is_billions(billions: str, yearly: str) -> None:
    """Managing costs, "5-10 million tokens per month": its own "$300,000-$600,000" and "$2,200" need 6.6-12.8B."""
    found = crossing("costs-break-even", f"costs.Engineering.amount={yearly}")
    assert Decimal(billions) == (found / 10**9).quantize(Decimal("0.001"))


def test_at_the_crossover_article_s_price_the_low_end_is_6_4_billion() -> None:
    """27,200 a month against 2.50 / 10.00 at 100 in : 30 out, 4.230769 per Mtok, break even at 6.43 billion."""
    settings = (
        "costs.Engineering.amount=300k",
        'options["Premium API"].price={input_per_mtok: 2.50, output_per_mtok: 10}',
        "workload.output_tokens_per_month=30M",
    )
    assert Decimal("6.43") == (crossing("costs-break-even", *settings) / 10**9).quantize(HUNDREDTH)


def test_a_break_even_of_5_to_10_million_tokens_is_refused() -> None:
    """10M tokens at 4.0909 per Mtok are $40.91, which cannot pay a GPU of $2,200: the claim is off by three orders."""
    found = claim("costs-break-even", "breakeven_tokens_per_month", "Rented H100")
    assert found["plausible"] is False
    assert "40.91" in found["why"]
    assert 1e3 < float(found["found"]) / float(found["value"]) < 2e3


def test_a_saving_of_millions_at_100_million_tokens_is_refused() -> None:
    """Managing costs, "$5-50 million annually" at 100M tokens: the whole API bill there is 450 a month."""
    assert Decimal("450.00") == cost("costs-break-even", "Premium API")
    assert claim("costs-break-even", "saving_per_month", "Rented H100")["plausible"] is False


def test_the_pipeline_saves_60_percent_at_its_midpoints_only() -> None:
    """Triangle, "60% reduction": 6,500 to 2,500 is 61.5 %, but 4,000 to 3,000 is 25 % and 9,000 to 2,000 is 78 %."""
    name, which = "triangle-pipeline", "Self-hosted, as projected"

    def saved(bill: int, amount: int) -> Decimal:
        settings = (f"workload.invoice.amount={bill}", f'options["{which}"].amount={amount}')
        return (1 - cost(name, which, *settings) / cost(name, "APIs today", *settings)).quantize(Decimal("0.001"))

    assert [Decimal("0.615"), Decimal("0.250"), Decimal("0.778")] == [
        saved(6500, 2500),
        saved(4000, 3000),
        saved(9000, 2000),
    ]


def test_the_invoice_explains_a_volume() -> None:
    """EUR 6,500 at 0.25 / 2.00 USD, nine to one and 1.16 USD per EUR, are 7,540 / 0.425 = 17.74 billion tokens."""
    assert Decimal("17.74") == (Decimal(answer("triangle-pipeline")["volume_tokens_per_month"]) / 10**9).quantize(
        HUNDREDTH
    )


@pytest.mark.parametrize("name", ["triangle-pipeline", "triangle-pipeline-corrected"])
def test_30_to_40_grams_per_1000_tokens_are_refused(name: str) -> None:
    """Triangle, "30-40g CO2e per 1,000 tokens": more than a thousand times what any option emits in all."""
    (found,) = [e for e in answer(name)["expect"] if e["metric"] == "carbon_saving_g_per_1k_tokens"]
    assert found["plausible"] is False
    emitted = max(float(o["per_mtok"]["carbon_g"] or 0) / 1000 for o in answer(name)["options"])
    assert float(found["value"]) > 1000 * emitted


@pytest.mark.parametrize(
    ("replicas", "which"),
    [
        (10, "RTX 4090 in Cannes"),  # 45,000 / 10,300 + 5,000 / 4,060 = 5.6005; / 0.7 = 8.0007 -> 9, and a spare
        (3, "H100 in Frankfurt"),  # 45,000 / 61,900 + 5,000 / 13,500 = 1.0973; / 0.7 = 1.57 -> 2, and a spare
    ],
)
def test_the_pipeline_s_peak_sets_its_machines(replicas: int, which: str) -> None:
    """Triangle, "~3M tokens/min": nine tenths input, 45,000 tokens a second in and 5,000 out."""
    assert replicas == option("triangle-pipeline-corrected", which)["capacity"]["replicas"]


def test_one_server_does_not_carry_scenario_b() -> None:
    """525M in and 157.5M out a month load one server 30 % on average, and 101 % in business hours (x 3.36)."""
    seconds = 730 * 3600
    load = Decimal(525_000_000) / seconds / 1031 + Decimal(157_500_000) / seconds / 559
    found = option("crossover-b-corrected", "One server, as the article has it")
    assert found["status"] == "over_capacity"
    assert Decimal("1.011") == (load * Decimal("3.36")).quantize(Decimal("0.001"))
    assert Decimal("1.011") == Decimal(found["capacity"]["peak_utilisation"]).quantize(Decimal("0.001"))


@pytest.mark.parametrize(
    ("name", "size"), [("crossover-a-corrected", "A"), ("crossover-b-corrected", "B"), ("crossover-c-corrected", "C")]
)
def test_the_same_weights_behind_an_api_are_cheapest_in_all_three(name: str, size: str) -> None:
    """Crossover: the column its three scenarios do not have decides each of them."""
    assert answer(name)["verdict"]["cheapest"].startswith("gemma-4-31b at "), size


def test_cannes_is_87_percent_cleaner_than_frankfurt_not_40() -> None:
    """Triangle, "40% cleaner that week": France 41.44 against Germany 329.65 g/kWh on the means of a year."""
    per_kwh = {
        o["name"]: Decimal(o["monthly"]["carbon_kg"]) / Decimal(o["monthly"]["energy_kwh"])
        for o in answer("triangle-frankfurt-cannes")["options"]
    }
    assert Decimal("0.87") == (1 - per_kwh["RTX 4090 in Cannes"] / per_kwh["A100 in Frankfurt"]).quantize(HUNDREDTH)
    week = 1 - per_kwh["RTX 4090 in Cannes that week"] / per_kwh["A100 in Frankfurt"]
    assert Decimal("0.40") == week.quantize(HUNDREDTH)


@pytest.mark.parametrize(
    ("baseline", "hours"),
    [
        ("AWS, on demand", 8556),  # LP2225: "breakeven point ... approximately 8,556 hours"
        ("AWS, reserved for 1 year", 10_891),  # 833,806 / (77.43 - 0.87)
        ("AWS, reserved for 3 years", 15_708),  # 833,806 / (53.95 - 0.87)
        ("AWS since June 2025", 15_392),  # 833,806 / (55.04 - 0.87)
    ],
)
def test_a_published_tco_table(baseline: str, hours: int) -> None:
    """Lenovo's server for 833,806 is paid back after as many hours of rent as the paper says, at each of its prices."""
    found = option("finance-published-tco", "ThinkSystem SR675 V3", f"baseline={baseline}")["finance"]
    assert round(Decimal(found["payback_months"]) * 730) == hours
    assert found["net"] == "-871912.00"  # 833,806 + 60 x 730 x 0.87

"""Random files: what is said of the order over the volume is what the bills say, whoever is listed first.

CI asks a few dozen files; `pytest --hypothesis-profile=many tests/questions/test_random_files.py` asks thousands.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from c3calc.base.figures import NOISE
from c3calc.evaluate.crossover import crossings, lower_envelope
from c3calc.evaluate.line import is_known
from c3calc.evaluate.option import evaluate
from frozen import comparison, resolved
from strategies import files

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from c3calc.answer.answer import Answer, Crossover
    from c3calc.evaluate.option import EvaluatedOption

FILES = settings(max_examples=settings().max_examples // 4)  # 25, or as many as the profile says
FEW_FILES = settings(max_examples=settings().max_examples // 12)  # whole answers walk every pair, twice
WITHIN = 4 * NOISE  # amounts are level within one noise, mean slopes within two, and float sums add theirs
VOLUMES = np.geomspace(1.0, 1e16, 7000)


def around(tokens: float, limit: float) -> np.ndarray:
    """Return 10,000 volumes up to a limit, three in ten of them within a factor of 100 of the scenario's own."""
    volumes = np.sort(np.concatenate((VOLUMES, np.geomspace(tokens / 100, tokens * 100, 3000))))
    return volumes[volumes <= limit]


def billed(option: EvaluatedOption, metric: str, volumes: np.ndarray) -> np.ndarray:
    """Return an option's bill at every volume, line by line, or its carbon; infinite beyond what it may serve."""
    total = sum((getattr(line, metric)(volumes) for line in option.lines), np.zeros(len(volumes)))
    return np.where(volumes <= option.bill.limit_tokens, total, np.inf)


def able(options: Sequence[EvaluatedOption], metric: str) -> list[EvaluatedOption]:
    """Return the options whose order is told."""
    return [o for o in options if o.status == "ok" and is_known(getattr(o, f"{metric}_curve"))]


def none_is_cheaper(rivals: Sequence[EvaluatedOption], metric: str, named: np.ndarray, volumes: np.ndarray) -> bool:
    """Whether the one named at each volume, by its index, costs no more than any."""
    amounts = np.stack([billed(o, metric, volumes) for o in rivals])
    return bool((amounts[named, np.arange(len(volumes))] <= amounts.min(axis=0) * (1 + WITHIN)).all())


@FILES
@given(files())
def test_every_pair_agrees_with_the_bills_at_10_000_volumes(spec: dict[str, Any]) -> None:
    """Between two crossings, and where there is said to be none, nobody is dearer than the one named."""
    options, _ = evaluate(resolved(spec).case)
    for metric in ("cost", "carbon"):
        for a, b in combinations(able(options, metric), 2):
            limit = min(a.bill.limit_tokens, b.bill.limit_tokens)
            found = crossings(*(getattr(o, f"{metric}_curve") for o in (a, b)), limit)
            volumes = around(a.tokens, min(limit, found.examined_to))
            above = [(c.tokens, c.above) for c in found.points if c.tokens is not None]
            cheaper = np.array([found.points[0].below, *(index for _, index in above)])
            named = cheaper[np.searchsorted([tokens for tokens, _ in above], volumes)]
            assert none_is_cheaper((a, b), metric, named, volumes)


@FILES
@given(files())
def test_the_envelope_agrees_with_the_bills_at_10_000_volumes(spec: dict[str, Any]) -> None:
    """Nobody who may serve a volume is cheaper than the one named there."""
    options = able(evaluate(resolved(spec).case)[0], "cost")
    limits = [o.bill.limit_tokens for o in options]
    found = lower_envelope([o.cost_curve for o in options], limits)
    if not options:
        return
    volumes = around(options[0].tokens, min(max(limits), found.examined_to))
    indices = np.array([s.index for s in found.segments])
    named = indices[np.searchsorted([s.stop for s in found.segments], volumes)]
    assert none_is_cheaper(options, "cost", named, volumes)


@FEW_FILES
@given(files(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_options_in_the_file_never_matters(
    spec: dict[str, Any], twins: bool, shuffle: random.Random
) -> None:
    """Figures, ranking, verdict, crossings and envelope are the same; of two that are level either may be named."""
    spec = {**spec, "like_for_like": twins}
    mixed = {**spec, "options": shuffle.sample(spec["options"], len(spec["options"]))}
    one, other = (comparison(s, where=lambda _: "") for s in (spec, mixed))
    here, there = one.answer, other.answer
    assert _by_name(here) == _by_name(there)
    assert sorted(n.code for n in here.notes) == sorted(n.code for n in there.notes)
    assert _named(here, one.options) == _named(there, one.options)
    options = {o.name: o for o in one.options}
    for x, y in zip(_pairs(here), _pairs(there), strict=True):
        assert (x.kind, x.tokens_per_month) == (y.kind, y.tokens_per_month)
        for left, right in ((x.cheaper_below, y.cheaper_below), (x.cheaper_above, y.cheaper_above)):
            assert left == right or _level_as_far_as_seen(options[left], options[right], x.metric)
    led = [_led(found, options) for found in (here, there)]
    assert _level(*led)


def _level_as_far_as_seen(a: EvaluatedOption, b: EvaluatedOption, metric: str) -> bool:
    limit = min(a.bill.limit_tokens, b.bill.limit_tokens)
    seen = crossings(*(getattr(o, f"{metric}_curve") for o in (a, b)), limit).examined_to
    volumes = around(a.tokens, min(limit, seen))
    return _level(*(billed(o, metric, volumes) for o in (a, b)))


def _level(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.isclose(one, other, rtol=WITHIN, atol=0.0).all())


def _led(found: Answer, options: dict[str, EvaluatedOption]) -> np.ndarray:
    """Return the bill of the one that is named the cheapest at every volume; infinite where nobody is."""
    ranges = [(r.from_tokens < VOLUMES) & ((r.to_tokens or np.inf) >= VOLUMES) for r in found.cheapest_by_volume]
    bills = [billed(options[r.option], "cost", VOLUMES) for r in found.cheapest_by_volume]
    return np.select(ranges, bills, np.inf) if ranges else VOLUMES


def _by_name(found: Answer) -> list[dict[str, Any]]:
    """Return what is said of each option, each saving and each feature, under its name."""
    features = {(f.name, f.option): (f.cost, f.energy_kwh, f.carbon_kg) for f in found.features}
    return [{o.name: o for o in found.options}, {s.option: s for s in found.savings}, features]


def _named(found: Answer, options: Sequence[EvaluatedOption]) -> list[Any]:
    """Return the figures of those whom the verdict and the features name; the words too where no two are level."""
    said, points = found.verdict, {o.name: o.score for o in found.options}
    costs, carbon = {o.name: o.cost for o in options}, {o.name: o.carbon_kg for o in options}
    bills = {(f.name, f.option): f.cost for f in found.features}
    alike = len(set(costs.values())) < len(costs)
    return [
        said.cheapest and costs[said.cheapest],
        said.cleanest and carbon[said.cleanest],
        said.best and points[said.best],
        {f.name: f.cheapest_option and bills[f.name, f.cheapest_option] for f in found.features},
        alike or (said.sentence, said.trade_off),
    ]


def _pairs(found: Answer) -> list[Crossover]:
    return sorted(found.crossovers, key=lambda c: (c.metric, sorted(c.between), c.tokens_per_month or 0.0))

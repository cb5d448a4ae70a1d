"""The main question: what every option costs, emits and controls, and where the order changes.

It contains no formulas of its own: it evaluates the case once and arranges the numbers as an `Answer`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from c3calc import __version__
from c3calc.answer.answer import SCHEMA_VERSION, Answer, CatalogueRef, Note, ScenarioRef, Step, Unit, known
from c3calc.answer.codec import as_saved
from c3calc.base.errors import InputError, Problem
from c3calc.base.numbers import count_text, money_text
from c3calc.base.text import near
from c3calc.case.options import Hosted
from c3calc.evaluate.bill import usage_cost
from c3calc.evaluate.curve import inverse
from c3calc.evaluate.option import evaluate
from c3calc.evaluate.ranking import scores
from c3calc.questions.across import features, over_volume, savings, volume_curves
from c3calc.questions.expectations import judge_claims
from c3calc.questions.finance_part import finance_notes, finance_terms
from c3calc.questions.notes import lint
from c3calc.questions.option_part import option_answer
from c3calc.questions.verdict import make_verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from c3calc.base.ranges import Sample
    from c3calc.case.case import Case
    from c3calc.evaluate.option import EvaluatedOption
    from c3calc.resolve.scenario import Resolved


@dataclass(frozen=True)
class About:
    """What the answer says of where it came from."""

    scenario: ScenarioRef
    catalogue: CatalogueRef
    today: str


@dataclass(frozen=True)
class Comparison:
    """A scenario evaluated once, for every question about it; `only` names the options to compare, none means all."""

    resolved: Resolved
    about: About
    only: tuple[str, ...] = ()

    @cached_property
    def case(self) -> Case:
        """The case at its volume, with the options to compare."""
        return _only(_at_invoiced_volume(self.resolved.case), self.only)

    @cached_property
    def _evaluated(self) -> tuple[tuple[EvaluatedOption, ...], bool]:
        return evaluate(self.case)

    @property
    def options(self) -> tuple[EvaluatedOption, ...]:
        """Every option at the scenario's volume, unrounded."""
        return self._evaluated[0]

    @cached_property
    def lints(self) -> tuple[Note, ...]:
        """What is to be noted of the options as they are evaluated: what is left out, doubtful, or ahead."""
        return (*lint(self.options), *finance_notes(self.options))

    @property
    def is_uncertain(self) -> bool:
        """Whether the scenario gives ranges, or rates or power of an option are predicted."""
        return self.case.has_ranges or any(isinstance(p, Hosted) and p.machine for p in self.case.plans)

    def drawn(self, sample: Sample) -> tuple[EvaluatedOption, ...]:
        """Return every option with other samples of what is uncertain, in the same order."""
        case = _only(_at_invoiced_volume(self.resolved.again(sample)), self.only)
        return evaluate(replace(case, embodied=self._evaluated[1]))[0]

    def at_volume(self, tokens: float) -> Comparison:
        """Return the comparison of the same mix at another volume, in tokens a month of the whole workload, above 0."""
        return replace(self, resolved=self.resolved.at_volume(tokens))

    def with_figures(self, values: Mapping[str, float]) -> Comparison:
        """Return the comparison with figures of the catalogue at other values, by the keys that draws know them by."""
        return replace(self, resolved=self.resolved.with_figures(values))

    @cached_property
    def answer(self) -> Answer:
        """Everything there is to say of them."""
        return as_saved(_answer(self.case, *self._evaluated, self.lints, self.resolved, self.about))


def compare(resolved: Resolved, about: About, only: Sequence[str] = ()) -> Answer:
    """Return the answer for a resolved scenario; `only` names the options to compare, none means all."""
    return Comparison(resolved, about, tuple(only)).answer


def _answer(
    case: Case,
    options: tuple[EvaluatedOption, ...],
    embodied: bool,
    lints: tuple[Note, ...],
    resolved: Resolved,
    about: About,
) -> Answer:
    points = scores(options)
    crossed, ranges, cut = over_volume(options)
    notes = (*case.notes, *_embodied_note(case, embodied), *cut, *lints)
    return Answer(
        schema_version=SCHEMA_VERSION,
        c3_version=__version__,
        scenario=about.scenario,
        currency=case.currency,
        as_of=resolved.as_of,
        today=about.today,
        exchange_rates=resolved.rates,
        catalogue=about.catalogue,
        hours_per_month=case.workload.hours_per_month,
        volume_tokens_per_month=known(case.workload.tokens),
        requests_per_month=known(case.workload.requests),
        unit=_unit(case),
        baseline=case.baseline,
        verdict=make_verdict(options, points),
        savings=savings(options),
        options=tuple(option_answer(o, points.get(o.name, math.nan)) for o in options),
        features=features(options),
        crossovers=crossed,
        cheapest_by_volume=ranges,
        expect=judge_claims(options),
        probabilities=None,
        flips=None,
        swings=None,
        traffic=case.traffic_steps,
        notes=tuple(dict.fromkeys(notes)),
        curves=volume_curves(options, (c.tokens_per_month for c in crossed if c.tokens_per_month)),
        finance=finance_terms(case),
    )


def _at_invoiced_volume(case: Case) -> Case:
    """Return the case at the volume that explains its invoice, if it has one."""
    if case.invoice is None:
        return case
    name, amount = case.invoice
    plan = next(p for p in case.plans if p.traits.name == name)
    tokens = float(inverse(usage_cost(plan, case.workload), amount))
    text = f"{money_text(amount, case.currency)} of {name} buys {count_text(tokens)} tokens a month of this mix"
    step = Step("volume from the invoice", text, tokens, "tokens/month")
    return replace(case, workload=case.workload.at_volume(tokens), traffic_steps=(step,))


def _only(case: Case, names: Sequence[str]) -> Case:
    """Return the case with the named options; the baseline is the first of them where it is not among them."""
    if not names:
        return case
    there = [p.traits.name for p in case.plans]
    unknown = [n for n in names if n not in there]
    if unknown:
        raise InputError([_no_option(name, there) for name in unknown])
    plans = tuple(p for p in case.plans if p.traits.name in names)
    baseline = case.baseline if case.baseline in names else plans[0].traits.name
    return replace(case, plans=plans, baseline=baseline, decision=case.decision if case.decision in names else None)


def _no_option(name: str, there: Sequence[str]) -> Problem:
    listed = ", ".join(f"`{known}`" for known in there)
    return Problem("C3-U02", f"there is no option named `{name}`", expected=f"one of {listed}", help=near(name, there))


def _unit(case: Case) -> Unit | None:
    name = case.workload.unit_name
    return None if name is None else Unit(name, known(case.workload.requests / case.workload.requests_per_unit))


def _embodied_note(case: Case, embodied: bool) -> list[Note]:
    if embodied or not case.embodied:
        return []
    unlike = "the embodied part of at least one option is not known, and unlike sides are not compared"
    return [Note("C3-N07", "info", f"carbon is operational only: {unlike}", "")]

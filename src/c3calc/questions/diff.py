"""The question of a review: what changed between two answers, and why.

Options are matched by name, lines by label, inputs by name; of several alike, the first goes with the first. There are
no formulas here: printed figures are subtracted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

from c3calc import __version__
from c3calc.answer.diff import DIFF_VERSION, Cause, Diff, LineChange, OptionChange, Setting
from c3calc.base.errors import InputError, Problem
from c3calc.base.figures import difference, same
from c3calc.base.numbers import count_text, money_text, plain, signed_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from c3calc.answer.answer import Answer, Line, Option
    from c3calc.answer.diff import Changed
    from c3calc.base.provenance import Input

Item = TypeVar("Item")
Pair = tuple[Item | None, Item | None]


def diff(base: Answer, head: Answer) -> Diff:
    """Return what changed from `base` to `head`. Raises InputError C3-J05 where their currencies differ."""
    if base.currency != head.currency:
        text = f"{base.scenario.file} is answered in {base.currency}, {head.scenario.file} in {head.currency}"
        raise InputError([Problem("C3-J05", text, expected="answers in one currency", help="save the first one again")])
    options = tuple(_option(*pair) for pair in _pairs(base.options, head.options, lambda o: o.name))
    settings = tuple(_settings(base, head))
    return Diff(
        schema_version=DIFF_VERSION,
        c3_version=__version__,
        currency=head.currency,
        base=base.scenario,
        head=head.scenario,
        sentence=_sentence(base, head, options, settings),
        settings=settings,
        options=options,
    )


def _pairs(before: Iterable[Item], after: Iterable[Item], key: Callable[[Item], str]) -> Iterator[Pair[Item]]:
    """Yield what belongs together, in the order of `after`, then what is only in `before`."""
    old, new = _numbered(before, key), _numbered(after, key)
    yield from ((old.get(name), item) for name, item in new.items())
    yield from ((item, None) for name, item in old.items() if name not in new)


def _numbered(items: Iterable[Item], key: Callable[[Item], str]) -> dict[tuple[str, int], Item]:
    seen: Counter[str] = Counter()
    named = {}
    for item in items:
        name = key(item)
        named[name, seen[name]] = item
        seen[name] += 1
    return named


def _change(before: object, after: object, *, differs: bool) -> Changed:
    if before is None or after is None:
        return "added" if before is None else "removed"
    return "changed" if differs else "same"


def _is_other(a: float | Decimal | None, b: float | Decimal | None) -> bool:
    """Whether two figures differ by more than the noise of float arithmetic."""
    if a is None or b is None:
        return a is not b
    return not same(float(a), float(b))


def _option(before: Option | None, after: Option | None) -> OptionChange:
    name = after.name if after else before.name if before else ""
    pairs = _pairs(before.lines if before else (), after.lines if after else (), lambda line: line.label)
    lines = tuple(line for line in (_line(*pair) for pair in pairs) if line.change != "same")
    then, now = _totals(before), _totals(after)
    status = (before.status if before else None, after.status if after else None)
    differs = bool(lines) or status[0] != status[1] or any(_is_other(a, b) for a, b in zip(then, now, strict=True))
    change = difference(now[0], then[0])
    return OptionChange(
        name=name,
        change=_change(before, after, differs=differs),
        status_before=status[0],
        status_after=status[1],
        before_cost=then[0],
        after_cost=now[0],
        added_cost=change,
        change_share=float(change / then[0]) if change is not None and then[0] else None,
        before_carbon_kg=then[1],
        after_carbon_kg=now[1],
        lines=lines,
    )


def _totals(option: Option | None) -> tuple[Decimal | None, float | None]:
    return (None, None) if option is None else (option.monthly.cost, option.monthly.carbon_kg)


def _line(before: Line | None, after: Line | None) -> LineChange:
    """Return how a line changed; a line that is only on one side costs its whole amount more or less."""
    line = after or before
    assert line is not None
    causes = tuple(_causes(before, after)) if before and after else ()
    figures = [(_figure(before, name), _figure(after, name)) for name in ("cost", "energy_kwh", "carbon_kg")]
    return LineChange(
        label=line.label,
        change=_change(before, after, differs=bool(causes) or any(_is_other(a, b) for a, b in figures)),
        before_cost=figures[0][0],
        after_cost=figures[0][1],
        added_cost=_added(before, after),
        before_carbon_kg=figures[2][0],
        after_carbon_kg=figures[2][1],
        causes=causes,
    )


def _figure(line: Line | None, name: str) -> Any:
    return None if line is None else getattr(line, name)


def _added(before: Line | None, after: Line | None) -> Decimal | None:
    if before is None:
        return after.cost if after else None
    if after is None:
        return None if before.cost is None else -before.cost
    return difference(after.cost, before.cost)


def _causes(before: Line, after: Line) -> Iterator[Cause]:
    """Yield the inputs that changed, then the quantity; the unit price only where no input says why."""
    changed = [_input(*pair) for pair in _pairs(before.inputs, after.inputs, lambda i: i.name)]
    known = [cause for cause in changed if cause.change != "same"]
    yield from known
    if _is_other(before.quantity, after.quantity):
        yield _derived("quantity", after.unit, before.quantity, after.quantity)
    elif not known and _is_other(before.unit_price, after.unit_price):
        yield _derived("unit price", after.unit, before.unit_price, after.unit_price)


def _derived(name: str, unit: str, before: float | None, after: float | None) -> Cause:
    return Cause(name, "changed", unit, before, after, None, None, None, None)


def _input(before: Input | None, after: Input | None) -> Cause:
    """Return how an input changed: by its value, or by who says so. That it moved in its file is no change."""
    given = after or before
    assert given is not None
    differs = (
        before is not None
        and after is not None
        and (_is_other(before.value, after.value) or (before.source, before.evidence) != (after.source, after.evidence))
    )
    return Cause(
        name=given.name,
        change=_change(before, after, differs=differs),
        unit=given.unit,
        before=before.value if before else None,
        after=after.value if after else None,
        source_before=before.source if before else None,
        source_after=after.source if after else None,
        where_before=before.where if before else None,
        where_after=after.where if after else None,
    )


def _settings(base: Answer, head: Answer) -> Iterator[Setting]:
    then, now = _facts(base), _facts(head)
    for name in dict.fromkeys([*now, *then]):
        if then.get(name) != now.get(name):
            yield Setting(name, then.get(name), now.get(name))


def _facts(answer: Answer) -> dict[str, str | None]:
    """Return what the whole answer rests on, and its verdict, by name."""
    verdict, unit = answer.verdict, answer.unit
    return {
        "cheapest": verdict.cheapest,
        "cleanest": verdict.cleanest,
        "best score": verdict.best,
        "scenario": answer.scenario.name,
        "c3 version": answer.c3_version,
        "prices as of": answer.as_of,
        "catalogue checked": f"{answer.catalogue.oldest} to {answer.catalogue.newest}",
        "hours a month": plain(answer.hours_per_month),
        "tokens a month": _count(answer.volume_tokens_per_month),
        "requests a month": _count(answer.requests_per_month),
        "business unit": f"{_count(unit.per_month)} {unit.name}" if unit else None,
        "baseline": answer.baseline,
        **{f"traffic, {step.label}": step.arithmetic for step in answer.traffic},
        **{f"exchange rate of {r.currency}": f"{plain(r.rate)} ({r.date}, {r.source})" for r in answer.exchange_rates},
        **{f"--set {number}": setting for number, setting in enumerate(answer.scenario.settings, 1)},
    }


def _count(value: float | None) -> str:
    return "n/a" if value is None else count_text(value)


def _sentence(base: Answer, head: Answer, options: tuple[OptionChange, ...], settings: tuple[Setting, ...]) -> str:
    """Return the change in a sentence: what happened to the verdict, and which costs moved."""
    if not settings and all(o.change == "same" for o in options):
        return "Nothing changed."
    first, then = (answer.verdict.cheapest or "nobody" for answer in (base, head))
    verdict = f"Still cheapest: {then}" if first == then else f"Cheapest was {first} and is {then}"
    moved = [_moved(o, head.currency) for o in options if o.added_cost] or ["no cost changed"]
    only = [f"{o.name} was {o.change}" for o in options if o.change in ("added", "removed")]
    return "; ".join([verdict, *moved, *only]) + "."


def _moved(option: OptionChange, currency: str) -> str:
    before, after = float(option.before_cost or 0), float(option.after_cost or 0)
    share = "" if option.change_share is None else f" ({signed_percent(option.change_share)})"
    return f"{option.name} from {money_text(before, currency)} to {money_text(after, currency)} a month{share}"

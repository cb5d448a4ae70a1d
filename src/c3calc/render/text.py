"""Words that every rendering shares: names made safe to print, and the facts at the head of an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from c3calc.base.numbers import count_text, plain
from c3calc.base.text import HIDDEN_IN_DATA

if TYPE_CHECKING:
    from c3calc.answer.answer import Answer, ScenarioRef

# Control characters, bidirectional overrides and other marks that move the cursor or hide what a name says.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SHA256_SHOWN = 12


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def visible(text: str) -> str:
    r"""Return `text` on one line with nothing hidden in it: a newline reads \n, an escape character \x1b."""
    return _HIDDEN.sub(_escape, text)


def printable(text: str) -> str:
    """Return `text` for a data file: tabs, newlines and all letters stay, control characters become visible escapes."""
    return HIDDEN_IN_DATA.sub(_escape, text)


def title(answer: Answer) -> str:
    """Return the scenario's name, or its file where it has none."""
    return visible(answer.scenario.name or answer.scenario.file)


def verdict(answer: Answer) -> tuple[str, ...]:
    """Return the verdict and, where there is one, the trade-off, a sentence each."""
    return tuple(visible(text) for text in (answer.verdict.sentence, answer.verdict.trade_off) if text)


def facts(answer: Answer) -> tuple[str, ...]:
    """Return what the figures rest on: volume, currency, days, exchange rates, the file; one fact a line."""
    lines = [_volume(answer), _conventions(answer), _days(answer), _exchange(answer), _origin(answer)]
    return tuple(visible(line) for line in lines if line)


def _volume(answer: Answer) -> str:
    parts = [_count("tokens", answer.volume_tokens_per_month), _count("requests", answer.requests_per_month)]
    if answer.unit is not None:
        parts.append(_count(f"unit {answer.unit.name}", answer.unit.per_month))
    return f"Volume a month: {'; '.join(parts)}"


def _count(name: str, value: float | None) -> str:
    return f"{name} {'n/a' if value is None else count_text(value)}"


def _conventions(answer: Answer) -> str:
    hours = plain(answer.hours_per_month)
    return f"Amounts: {answer.currency}, excluding tax, month 1; a month is {hours} hours; baseline {answer.baseline}"


def _days(answer: Answer) -> str:
    """Say how old the oldest price is that an option of this answer rests on; the catalogue has older ones."""
    ages = [o.oldest_price_days for o in answer.options if o.oldest_price_days is not None]
    if not ages:
        return f"Prices: as of {answer.as_of}; today {answer.today}"
    age = f"{max(ages):,.0f} day{'s' * (max(ages) != 1)}"
    return f"Prices: as of {answer.as_of}, the oldest behind this answer checked {age} before today, {answer.today}"


def _exchange(answer: Answer) -> str:
    rates = (
        f"1 {r.currency} = {plain(r.rate)} {answer.currency} ({r.date}, {r.source})" for r in answer.exchange_rates
    )
    return f"Exchange: {'; '.join(rates)}" if answer.exchange_rates else ""


def _origin(answer: Answer) -> str:
    scenario = answer.scenario
    sha256, changed = scenario.sha256[:_SHA256_SHOWN], changed_by(scenario)
    return f"Scenario: {scenario.file}, sha256 {sha256}{changed}; c3 {answer.c3_version}"


def changed_by(scenario: ScenarioRef) -> str:
    """Return what was changed of a scenario for this run, as the end of a sentence about it."""
    return "".join(f", changed by --set {setting}" for setting in scenario.settings)

"""What a plain word of YAML 1.2 means: the core schema, less what people write by mistake.

`NO`, `on`, `12:30`, `1_000` and `2026-10-10` are text; `1e9` and `0x1F` are numbers (YAML 1.2.2, section 10.3.2).
"""

from __future__ import annotations

import math
import re

from c3calc.errors import Problem, shown

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_FIRST_OF_NUMBER = frozenset("-+.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LARGEST_DIGITS = 309
_BASES = {"0x": 16, "0o": 8}


def plain_scalar(text: str) -> Scalar | Problem:
    """Return the value of an unquoted word, or the problem with it (C3-Y19 to C3-Y21), without a place."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBER:
        return text
    return _number(text)


def _number(text: str) -> Scalar | Problem:
    if _LEADING_ZERO.fullmatch(text):
        return _octal_or_decimal(text)
    if _FLOAT.fullmatch(text):
        return _decimal(text)
    if _BASED.fullmatch(text):
        return _finite(text, int(text[2:], _BASES[text[:2]]))
    return _not_finite(text) if _NOT_FINITE.fullmatch(text) else text


def _decimal(text: str) -> Scalar | Problem:
    if _INTEGER.fullmatch(text):
        return _finite(text, int(text)) if len(text) <= _LARGEST_DIGITS + 1 else _out_of_range(text, "large")
    return _finite(text, float(text))


def _finite(text: str, number: float) -> Scalar | Problem:
    if abs(number) > _LARGEST_NUMBER:
        return _out_of_range(text, "large")
    if number == 0 and re.search("[1-9]", re.split("[eEx]", text, maxsplit=1)[0]):
        return _out_of_range(text, "small")
    return number


_LARGEST_NUMBER = int(math.ldexp(1.0, 1023)) * 2 - 2**970  # the largest 64-bit float, as an integer


def _out_of_range(text: str, how: str) -> Problem:
    return Problem(
        "C3-Y21",
        f"{shown(text)} is too {how} for a number",
        expected="a number between 1e-300 and 1e300",
        help="check the exponent",
    )


def _octal_or_decimal(text: str) -> Problem:
    decimal = text.replace("+", "").replace("-", "").lstrip("0") or "0"
    sign = "-" if text.startswith("-") else ""
    octal = f", or {shown('0o' + decimal)} for the octal number" if not sign and set(decimal) <= set("01234567") else ""
    return Problem(
        "C3-Y20",
        f"{shown(text)} with a leading zero is ambiguous: octal or decimal?",
        expected="a number",
        help=f"write {shown(sign + decimal)}{octal}; in quotes if it is a name",
    )


def _not_finite(text: str) -> Problem:
    return Problem(
        "C3-Y19",
        f"{shown(text)} is not a finite number",
        expected="a finite number",
        help="where a figure is not known, some fields take the word unknown",
    )

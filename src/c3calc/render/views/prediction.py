"""A prediction as a report: one replica in figures with their intervals, and what the time of a step goes to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from c3calc.answer.prediction import COMPUTED, Span, span
from c3calc.base.numbers import count_text, plain, plain_decimal
from c3calc.base.units import MS_PER_S
from c3calc.render.columns import Column, View
from c3calc.render.report import Report, lazily

if TYPE_CHECKING:
    from collections.abc import Iterable

    from c3calc.questions.predict import Predicted
    from c3calc.render.columns import Cell

SCHEMA_VERSION = 1
_DIGITS = 4  # more says nothing, at these intervals
_LEAST_SHARE = 0.001
_COLUMNS = (
    Column("figure", "Figure"), Column("unit", "Unit"), Column("value", "Predicted", "quantity"),
    Column("low", "Low", "quantity", missing_text=""), Column("high", "High", "quantity", missing_text=""),
)  # fmt: skip
_TERM_COLUMNS = (Column("term", "A decode step goes to"), Column("share", "Share", "percent"))
_LEFT_OPEN = {
    "input_tokens": "input tokens", "output_tokens": "output tokens", "concurrency": "sequences in flight",
}  # fmt: skip


def spans(answer: Predicted) -> dict[str, tuple[str, str, Span]]:
    """Return every figure of an answer by its key, with its label and unit."""
    found, rate, joules = answer.found, answer.found.throughput_factor, answer.found.energy_factor
    alone = answer.asked.phase == "decode"
    step_s = found.decode_time_per_token_s if alone else found.time_per_output_token_s
    watts = found.decode_w if alone else found.busy_w
    power = Span(watts, max(found.idle_w, watts / joules), min(answer.tdp_w, watts * joules))
    first_s = span(found.first_token_s * MS_PER_S, rate)
    return {
        "output_tokens_per_s": ("Output, all sequences", "tokens/s", answer.output_tok_s),
        "decode_tokens_per_s": ("Generation alone", "tokens/s", span(found.decode_tok_s, rate)),
        "prefill_tokens_per_s": ("Prefill alone", "tokens/s", span(found.prefill_tok_s, rate)),
        "time_per_output_token_ms": ("Time per output token", "ms", span(step_s * MS_PER_S, rate)),
        "time_to_first_token_ms": ("Time to first token, no queue", "ms", first_s),
        "energy_per_output_token_j": ("Energy per output token", "J", answer.energy_per_output_token_j),
        "energy_per_input_token_j": ("Energy per input token", "J", span(found.prefill_energy_per_token_j, joules)),
        "busy_w": ("Power of one GPU, busy", "W", power),
        "idle_w": ("Power of one GPU, idle", "W", _exact(found.idle_w)),
        "vram_needed_gb": ("Memory needed", "GB", _exact(found.memory_needed_gb)),
        "vram_gb": ("Memory available", "GB", _exact(found.memory_gb)),
    }


def _exact(value: float) -> Span:
    return Span(value, math.nan, math.nan)


def prediction_report(answer: Predicted) -> Report:
    """Return the report of `c3 predict`: its figures, what a step's time goes to, and a row as --cases has it."""
    views = lazily({"prediction": _figures, "terms": _terms, "case": _case}, answer)
    return Report(kind="prediction", record=_record(answer), views=views, hidden=("case",), data_view="case")


def _figures(answer: Predicted) -> View:
    asked = answer.asked
    title = f"{answer.model} on {plain(asked.gpus)} x {answer.gpu}, {asked.engine} engine"
    rows = tuple((label, unit, *_cells(figure)) for label, unit, figure in spans(answer).values())
    return View("prediction", title, _COLUMNS, rows, captions=tuple(_captions(answer)))


def _terms(answer: Predicted) -> View:
    terms = tuple((name, round(share, 3)) for name, share in answer.terms if share >= _LEAST_SHARE)
    return View("terms", answer.bound[0].upper() + answer.bound[1:], _TERM_COLUMNS, terms)


def _cells(figure: Span) -> tuple[float | None, ...]:
    return tuple(
        None if math.isnan(x) else float(f"{x:.{_DIGITS - 1}e}") for x in (figure.value, figure.low, figure.high)
    )


def _captions(answer: Predicted) -> Iterable[str]:
    asked = answer.asked
    tokens = f"{count_text(asked.input_tokens or 0)} + {count_text(asked.output_tokens or 0)} tokens"
    bits = f"weights of {plain(asked.weight_bits)} bits, KV cache of {plain(asked.kv_bits)}"
    sequences = "1 sequence" if asked.concurrency == 1 else f"{plain(asked.concurrency or 0)} sequences"
    phase = "generation alone" if asked.phase == "decode" else "prefill of new requests included"
    yield f"{sequences} in flight, each {tokens}; {bits}; {phase}."
    if answer.chosen:
        yield f"Not given, so assumed: {', '.join(_LEFT_OPEN[name] for name in answer.chosen)}."
    yield f"4 of 5 measurements lie between low and high (docs/method.md; fitted by {answer.source})."
    if not answer.fits:
        fixes = f" It would fit with {', or with '.join(answer.fixes)}." if answer.fixes else ""
        usable = f"a {asked.engine} engine fills {plain(answer.usable_gb, 3)} of {plain(answer.found.memory_gb, 3)} GB"
        yield f"DOES NOT FIT: {usable}, and {plain(answer.missing_gb, 3)} GB are missing.{fixes}"


def _record(answer: Predicted) -> dict[str, Any]:
    """Return an answer as data: numbers are decimal strings, what is not known is null."""
    asked, ends = answer.asked, ("value", "low", "high")
    question = {name: _datum(getattr(asked, name)) for name in asked.__slots__}
    return {
        "schema_version": SCHEMA_VERSION,
        "asked": question | {"model": answer.model, "gpu": answer.gpu},
        "assumed": list(answer.chosen),
        **{key: {name: plain_decimal(getattr(s, name)) for name in ends} for key, (_, _, s) in spans(answer).items()},
        "bound": answer.bound,
        "terms": {name: plain_decimal(share) for name, share in answer.terms},
        "fits": answer.fits,
        "missing_gb": plain_decimal(answer.missing_gb),
        "fixes": list(answer.fixes),
        "source": answer.source,
    }


def _datum(value: Any) -> str | None:
    return value if isinstance(value, str) or value is None else plain_decimal(value)


def _case(answer: Predicted) -> View:
    """Return an answer as a table of one row, with the columns that --cases reads and writes."""
    asked, figures = answer.asked, spans(answer)
    given: dict[str, Cell] = {
        "model": answer.model, "gpu": answer.gpu, "num_gpus": asked.gpus, "weight_bits": asked.weight_bits,
        "kv_bits": asked.kv_bits, "concurrency": asked.concurrency, "input_tokens": asked.input_tokens,
        "output_tokens": asked.output_tokens, "engine": asked.engine, "phase": asked.phase,
    }  # fmt: skip
    rate, joules = answer.output_tok_s, answer.energy_per_output_token_j
    memory = [figures[name][2].value for name in ("vram_needed_gb", "vram_gb")]
    computed = [rate.value, rate.low, rate.high, joules.value, joules.low, joules.high, *memory]
    row = {**given, **dict(zip(COMPUTED, computed, strict=True)), "fits": answer.fits, "error": ""}
    return View("case", "As a case", tuple(Column(key, key) for key in row), (tuple(row.values()),))

"""What `c3 predict` is asked, and what is wrong with it: names not in the catalogue, numbers that no hardware has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from c3calc.base.errors import Problem
from c3calc.base.numbers import count_text, plain
from c3calc.base.text import Suggestion, near, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from c3calc.catalogue.catalogue import Catalogue, Entry

Engine = Literal["serving", "local"]
Phase = Literal["served", "decode"]
MOST_COUNT = 1e9  # sequences, cards, tokens: more is a slip, and products of more leave the floats
LEAST_WEIGHT_BITS, MOST_BITS, LEAST_KV_BITS = 1.0, 16.0, 2.0
ENGINES = ("serving", "local")
PHASES = ("served", "decode")
ONLY_LOCAL = ("apple", "consumer-apu", "edge")  # classes of cards that serving engines do not run on
_SERVED_BITS = (4.0, 4.25, 4.5, 8.0, 16.0)  # formats of serving engines; those of local ones have odd bits


@dataclass(frozen=True, slots=True)
class ReplicaSpec:
    """One question: a replica of a model on some cards. None is not given: a mean request, as many as memory holds."""

    model: str
    gpu: str
    gpus: float = 1.0
    weight_bits: float = 16.0
    kv_bits: float = 16.0
    concurrency: float | None = None
    input_tokens: float | None = None
    output_tokens: float | None = None
    engine: str = ""
    phase: str = "served"


class Cases(NamedTuple):
    """Many questions: the header and the rows of a table, every cell a text. has_decimal_commas: its numbers do."""

    header: list[str]
    rows: list[list[str]]
    has_decimal_commas: bool = False

    def columns(self) -> dict[str, Sequence[str]]:
        """Return the columns by name, in lower case, numbers with decimal points."""
        cells = zip(*self.rows, strict=True) if self.rows else [()] * len(self.header)
        named: dict[str, Sequence[str]] = dict(zip((n.strip().lower() for n in self.header), cells, strict=True))
        for name in named.keys() - {"model", "gpu", "engine", "phase"} if self.has_decimal_commas else ():
            named[name] = [cell.replace(",", ".") for cell in named[name]]
        return named


class KnownNames:
    """The ids and names of a table of the catalogue, found without regard to case."""

    def __init__(self, catalogue: Catalogue, table: str, kind: str) -> None:
        """Read the names of a table; `kind` is what an entry is called in a message."""
        self._entries = {key: catalogue.get(table, key) for key in catalogue.ids(table)}
        self._kind, self._known = kind, {str(e["name"]).lower(): key for key, e in self._entries.items()}
        self._known |= {key.lower(): key for key in self._entries}

    def find(self, name: str) -> Entry | None:
        """Return the entry of that id or name, or None."""
        key = self._known.get(name.strip().lower())
        return self._entries[key] if key else None

    def problem(self, name: str) -> Problem:
        """Return what to say of a name that is not there."""
        what = f"unknown {self._kind} {shown(name)}" if name else f"no {self._kind} is named"
        longer = sorted(key for key in self._entries if name and key.startswith(name.lower()))[:3]
        hint = Suggestion(*longer) if longer else near(name, self._known)
        help_ = hint or f"`c3 prices find --kind {self._kind.lower()}` lists them"
        return Problem("C3-R01", what, expected=f"a {self._kind} of the catalogue", help=help_)


def engine_class(catalogue: Catalogue, word: str) -> str:
    """Return the class that an engine's name stands for, the name itself where it is none that the catalogue knows.

    llama.cpp, Ollama and their like are local; vLLM, SGLang, TensorRT-LLM and theirs are serving.
    """
    name = word.lower()
    kinds = ((key, catalogue.get("engines", key).get("names") or ()) for key in catalogue.ids("engines"))
    return next((key for key, begins in kinds if name.startswith((key, *begins))), name)


def engine_of(gpu: Mapping[str, Any], asked: ReplicaSpec) -> Engine:
    """Return the class of engine where none is named.

    Local on cards that serving engines do not run on; and for one sequence, on no datacentre card or at bits that no
    serving engine has.
    """
    alone = asked.concurrency == 1 and (gpu["class"] != "datacentre" or asked.weight_bits not in _SERVED_BITS)
    return "local" if gpu["class"] in ONLY_LOCAL or alone else "serving"


def option_engine(gpu: Mapping[str, Any], named: Engine | None) -> Engine:
    """Return the class of engine of an option: as named, else local on cards that serving engines do not run on."""
    return named or ("local" if gpu["class"] in ONLY_LOCAL else "serving")


def not_a_number(name: str, text: str) -> Problem:
    """Return what to say of a text that stands for a number, in a flag or in a cell of a table, and is none."""
    return Problem("C3-U60", f"{name} {shown(text)} is not a number", expected="a number such as 4 or 8k")


def wrong_numbers(asked: ReplicaSpec) -> Iterator[Problem]:
    """Yield what is wrong whatever the hardware: counts and lengths below one, bits that nothing computes."""
    counts = (("GPUs", asked.gpus), ("sequences", asked.concurrency), ("output tokens", asked.output_tokens))
    yield from (_no_count(name, count) for name, count in counts if count is not None and not 1 <= count <= MOST_COUNT)
    if asked.gpus % 1:
        yield Problem("C3-U60", f"{plain(asked.gpus)} is not a valid number of GPUs", expected="1, 2, 4, 8 ...")
    prompt = asked.input_tokens
    if prompt is not None and not (1 <= prompt <= MOST_COUNT or (prompt == 0 and asked.phase == "decode")):
        yield _no_count("input tokens", prompt, "generation from an empty context is --phase decode" * (prompt == 0))
    bits = (("weights", asked.weight_bits, LEAST_WEIGHT_BITS), ("a KV cache", asked.kv_bits, LEAST_KV_BITS))
    yield from (_wrong_bits(name, given, least) for name, given, least in bits if not least <= given <= MOST_BITS)


def _no_count(name: str, count: float, help_: str = "") -> Problem:
    expected = "1 or more" if count < 1 else f"at most {count_text(MOST_COUNT)}"
    return Problem("C3-U60", f"{count:g} is not a valid number of {name}", expected=expected, help=help_)


def _wrong_bits(name: str, bits: float, least: float) -> Problem:
    expected = f"{plain(least)} to {plain(MOST_BITS)}, scales included: 16, 8, 4.5 (NVFP4), 4.25 (MXFP4), 4.8 (Q4_K_M)"
    return Problem("C3-U61", f"no engine computes with {name} of {plain(bits)} bits", expected=expected)


def wrong_words(asked: ReplicaSpec) -> Iterator[Problem]:
    """Yield what is wrong with the names of an engine and of a phase."""
    if asked.engine not in ("", *ENGINES):
        yield Problem("C3-R01", f"unknown engine {shown(asked.engine)}", expected=" or ".join(ENGINES))
    if asked.phase not in PHASES:
        yield Problem("C3-R01", f"unknown phase {shown(asked.phase)}", expected=" or ".join(PHASES))


def wrong_fit(shape: Mapping[str, Any], asked: ReplicaSpec, engine: str) -> Iterator[Problem]:
    """Yield what the model does not do: a longer context, heads that these cards do not divide."""
    context, most = (asked.input_tokens or 0) + (asked.output_tokens or 0), shape.get("context_tokens")
    if most and context > most:
        message = f"{count_text(context)} tokens are beyond the context of {shape['name']}"
        yield Problem("C3-U62", message, expected=f"input + output of at most {most:,.0f} tokens")
    heads = shape.get("heads")
    if engine == "serving" and heads and heads % asked.gpus:
        fitting = ", ".join(str(n) for n in range(1, 17) if heads % n == 0)
        message = f"{plain(asked.gpus)} cards do not divide the {heads} heads of {shape['name']}"
        yield Problem("C3-U63", message, expected=f"tensor parallel on {fitting} cards", help="or --engine local")

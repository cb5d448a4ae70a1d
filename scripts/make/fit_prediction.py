"""Fit what engines make of the hardware: `python scripts/make/fit_prediction.py [--also FILE.csv]... [--check]`.

Reads benchmarks/measurements/*.csv and further files of the same form, fits the constants of each class of engines,
writes pricing/prediction.yaml and the accuracy tables of docs/method.md (then run scripts/make/compile_catalogue.py).
With --check nothing is written or fitted: the exit code is 1 if the shipped constants do not give the documented errors
on the shipped rows. Needs NumPy and, to fit, SciPy.
"""

from __future__ import annotations

import argparse
import csv
import pathlib
import sys
from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from c3calc.case.hardware import Accelerator, Architecture, Constants, Prediction, Setup
from c3calc.evaluate.prediction import largest_concurrency, predict
from c3calc.files.catalogue.load import load_catalogue
from c3calc.questions.predict import mean_request
from c3calc.resolve.hardware import accelerator, architecture, constants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "benchmarks" / "measurements").glob("*.csv"))
CONSTANTS, METHOD = ROOT / "pricing" / "prediction.yaml", ROOT / "docs" / "method.md"
NOT_FITTED = ("Splitwise (Azure)",)  # an engine of 2023, whose host could not keep its cards busy; see docs/method.md
ERROR_SCALE = 0.1  # of the log ratio: errors above it count by their size, smaller ones by their square

# What is fitted of each class; the rest is neutral: it has no meaning for the class, or did not help left-out rows.
SPEED = {
    "serving": (
        "weight_read_share", "quantised_read_share", "kv_read_share", "compute_share", "prefill_share",
        "expert_compute_share", "fp4_share", "link_share", "expert_imbalance_share", "layer_s", "sequence_s",
    ),
    "local": (
        "weight_read_share", "stacked_read_share", "kv_read_share", "compute_share", "prefill_share",
        "expert_compute_share", "layer_s", "metal_layer_s", "expert_layer_s", "stage_s",
    ),
}  # fmt: skip
LOWEST = {"wait_power_share": 0.15}  # what cards draw with a model loaded and nothing to do
POWER = {
    "serving": ("wait_power_share", "busy_power_share", "memory_power_share", "compute_power_share"),
    "local": ("busy_power_share", "memory_power_share"),
}
NEUTRAL: dict[str, dict[str, Any]] = {
    "serving": {
        "split": "tensor", "most_sequences": 2048, "stacked_read_share": 1.0, "expert_layer_s": 0.0, "stage_s": 0.0,
    },
    "local": {
        "split": "layers", "most_sequences": 32, "quantised_read_share": 1.0, "fp4_share": 1.0, "link_share": 1.0,
        "expert_imbalance_share": 0.0, "sequence_s": 0.0, "compute_power_share": 0.3,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Measured rows of one class of engines, as arrays; NaN where a source does not say."""

    engine: str
    rows: list[dict[str, str]]
    shape: Architecture
    card: Accelerator
    setup: Setup
    measured_tok_s: Any
    measured_j: Any

    def only(self, kept: Any) -> Table:
        """Return the rows where `kept` is true."""
        rows = [row for row, keep in zip(self.rows, kept, strict=True) if keep]
        shape, card, setup = (_taken(part, kept) for part in (self.shape, self.card, self.setup))
        return Table(self.engine, rows, shape, card, setup, self.measured_tok_s[kept], self.measured_j[kept])

    def column(self, name: str) -> Any:
        """Return a column as an array of texts."""
        return np.array([row[name] for row in self.rows])


def _taken(part: Any, kept: Any) -> Any:
    return replace(part, **{f.name: getattr(part, f.name)[kept] for f in fields(part)})


def read_rows(paths: Iterable[pathlib.Path]) -> list[dict[str, str]]:
    """Return the rows of all files."""
    return [row for path in paths for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


def table_of(rows: list[dict[str, str]], engine: str) -> Table:
    """Return the rows of one class of engines."""
    catalogue = load_catalogue()
    rows = [row for row in rows if row["engine"] == engine]
    shapes = [architecture(catalogue.get("models", row["model"])) for row in rows]
    cards = [accelerator(catalogue.get("gpus", row["gpu"]), float(row["weight_bits"]), engine) for row in rows]

    def number(name: str, default: float = np.nan) -> Any:
        return np.array([float(row[name] or default) for row in rows])

    input_tokens, output_tokens = mean_request(catalogue)  # where a source does not say
    outputs = number("output_tokens", output_tokens)
    setup = Setup(
        gpus=number("num_gpus"),
        weight_bits=number("weight_bits"),
        kv_bits=number("kv_bits"),
        concurrency=number("concurrency"),
        input_tokens=number("input_tokens", input_tokens),
        output_tokens=np.where(outputs > 0, outputs, 1.0),
        overhead_gb_per_gpu=np.full(len(rows), 2.0),
    )
    joules = number("energy_per_output_token_j")
    return Table(engine, rows, _stack(Architecture, shapes), _stack(Accelerator, cards), setup, number("tok_s"), joules)


def _stack(kind: Any, items: list[Any]) -> Any:
    return kind(**{f.name: np.array([getattr(item, f.name) for item in items]) for f in fields(kind)})


def predicted(table: Table, fit: Constants) -> tuple[Prediction, Any, Any]:
    """Return the prediction of every row, and of it the rate and the energy that the row's phase is about."""
    held = largest_concurrency(table.shape, table.card, fit, table.setup)
    given = table.setup.concurrency
    setup = replace(table.setup, concurrency=np.where(np.isnan(given), held, given))
    found = predict(table.shape, table.card, fit, setup)
    phase = table.column("phase")
    rate = np.where(phase == "decode", found.decode_tok_s, found.output_tok_s)
    prompt = setup.input_tokens / found.first_token_s  # sources time a prompt until its first token
    joules = np.where(phase == "decode", found.decode_energy_per_token_j, found.energy_per_output_token_j)
    return found, np.where(phase == "prefill", prompt, rate), joules


def weights(table: Table) -> Any:
    """Return each row's weight: one over the root of how many rows share its source, card and model."""
    keys = [(row["source"], row["gpu"], row["model"]) for row in table.rows]
    counts = Counter(keys)
    return np.array([counts[key] ** -0.5 for key in keys])


def minimise(start: Constants, names: tuple[str, ...], errors: Callable[[Constants], Any], weight: Any) -> Constants:
    """Return the constants that make weighted log errors smallest, by their size, the smallest by their square."""
    from scipy.optimize import least_squares  # type: ignore[import-untyped]  # noqa: PLC0415  (only to fit)

    def made(x: Any) -> Constants:
        changes: dict[str, Any] = dict(zip(names, np.exp(x).tolist(), strict=True))
        return replace(start, **changes)

    def cost(x: Any) -> Any:
        return np.sqrt(weight * 2 * ERROR_SCALE**2 * (np.sqrt(1 + (errors(made(x)) / ERROR_SCALE) ** 2) - 1) + 1e-12)

    low = np.log([LOWEST.get(name, 1e-6 if name.endswith("_s") else 0.02) for name in names])
    high = np.log([0.01 if name.endswith("_s") else 1.0 for name in names])
    begin = np.clip(np.log([getattr(start, name) for name in names]), low + 1e-3, high - 1e-3)
    return made(least_squares(cost, begin, bounds=(low, high), max_nfev=40).x)


def fitted(table: Table, start: Constants) -> Constants:
    """Return the constants of a class: those of speed on all rows, then those of power on the rows with energy."""
    weight, known = weights(table), np.isfinite(table.measured_j) & (table.column("power_scope") != "wall peak")
    speed = minimise(
        start, SPEED[table.engine], lambda c: np.log(predicted(table, c)[1] / table.measured_tok_s), weight
    )
    if table.engine == "serving":
        speed = replace(speed, metal_layer_s=speed.layer_s)  # no such row: serving engines do not run on Apple's cards
    powered = table.only(known)
    power = minimise(
        speed, POWER[table.engine], lambda c: np.log(_watts(powered, c) / _measured_watts(powered)), weights(powered)
    )
    return power if table.engine == "serving" else replace(power, wait_power_share=power.busy_power_share)


def _watts(table: Table, fit: Constants) -> Any:
    """Return predicted power of all cards."""
    found, _, _ = predicted(table, fit)
    return np.where(table.column("phase") == "decode", found.decode_w, found.busy_w) * table.setup.gpus


def _measured_watts(table: Table) -> Any:
    return table.measured_j * table.measured_tok_s


KEYS = {"card": "gpu", "family": "family", "source": "source"}


def left_out(table: Table, fit: Constants, key: str) -> tuple[Any, Any]:
    """Return log errors of rate and energy of every row, predicted by constants fitted without its card, family, ..."""
    groups = np.array([family(row["model"]) for row in table.rows]) if key == "family" else table.column(key)
    rate, joules = np.full(len(groups), np.nan), np.full(len(groups), np.nan)
    for group in sorted(set(groups)):
        out = groups == group
        _, rates, energies = predicted(table.only(out), fitted(table.only(~out), fit))
        rate[out], joules[out] = rates / table.measured_tok_s[out], energies / table.measured_j[out]
    return np.log(rate), np.log(joules)


def family(model: str) -> str:
    """Return the family of open weights."""
    return str(load_catalogue().get("models", model)["family"])


@dataclass(frozen=True)
class Errors:
    """Log errors of the rows of one class of engines, in sample and left out, and which rows they are."""

    table: Table
    rate: dict[str, Any]
    joules: dict[str, Any]


def errors_of(table: Table, fit: Constants) -> Errors:
    """Return the errors of the constants on the rows that they were fitted on, and left out in turn."""
    both = {key: left_out(table, fit, column) for key, column in KEYS.items()}
    _, rates, energies = predicted(table, fit)
    rate = {"fitted": np.log(rates / table.measured_tok_s)} | {key: pair[0] for key, pair in both.items()}
    joules = {"fitted": np.log(energies / table.measured_j)} | {key: pair[1] for key, pair in both.items()}
    return Errors(table, rate, joules)


COVERED = 0.85  # a row may be new in more than one way at once, and then no left-out error stands for it


def with_intervals(fit: Constants, errors: Errors) -> Constants:
    """Return the constants with the factors that cover the left-out errors, for dense models and those with experts."""
    generated = errors.table.column("phase") != "prefill"
    experts = errors.table.shape.experts > 1.0
    return replace(
        fit,
        throughput_factor=_covering(errors.rate, generated & ~experts),
        expert_throughput_factor=_covering(errors.rate, generated & experts),
        energy_factor=_covering(errors.joules, ~experts),
        expert_energy_factor=_covering(errors.joules, experts),
    )


def _covering(errors: dict[str, Any], kept: Any) -> float:
    sizes = [np.abs(errors[key][kept & np.isfinite(errors[key])]) for key in KEYS]
    return round(float(np.exp(max(np.quantile(size, COVERED) for size in sizes))), 2)


def rounded(fit: Constants) -> Constants:
    """Return the constants to three significant digits, which is more than they are sure of."""
    numbers = {f.name: getattr(fit, f.name) for f in fields(fit)}
    shorter: dict[str, Any] = {name: float(f"{x:.3g}") for name, x in numbers.items() if isinstance(x, float)}
    return replace(fit, **shorter)


HEAD = """\
# What classes of inference engines make of the hardware: written by scripts/make/fit_prediction.py, not by hand;
# all but `names`: how the names of its engines begin, for whoever meets one that is not here.
# docs/method.md says what each constant means and how far predictions are off. *_share: of one; *_s: seconds.
"""


def as_yaml(fits: dict[str, Constants], names: dict[str, list[str]], count: int, day: str) -> str:
    """Return pricing/prediction.yaml; `names` are those of each class's engines, as they stand there already."""
    common = {"valid_from": day, "checked": day, "evidence": "estimated"}
    source = f"scripts/make/fit_prediction.py on {count:,} published measurements, {day}"
    rows = [
        {"id": name, "names": names[name], **{f.name: getattr(fit, f.name) for f in fields(fit)}, "source": source}
        for name, fit in sorted(fits.items())
    ]
    return HEAD + yaml.safe_dump({"common": common, "engines": rows}, sort_keys=False, width=200).replace("'", "")


def median_percent(errors: Any) -> str:
    """Return the median absolute error of log errors, in percent of the measured value; n/a of no rows."""
    known = errors[np.isfinite(errors)]
    return f"{100 * np.median(np.abs(np.exp(known) - 1)):.1f}" if known.size else "n/a"


def slices(table: Table) -> list[tuple[str, Any]]:
    """Return the slices that the documentation shows, as names and masks of the rows."""
    catalogue, b = load_catalogue(), table.setup.concurrency
    kinds = np.array([catalogue.get("gpus", row["gpu"])["class"] for row in table.rows])
    generated, experts = table.column("phase") != "prefill", table.shape.experts > 1.0
    found = [("all generation", generated), ("dense", generated & ~experts), ("experts", generated & experts)]
    found += [(f"{kind} cards", generated & (kinds == kind)) for kind in sorted(set(kinds))]
    found += [
        ("1 sequence", generated & (b < 2)), ("2 to 32", generated & (b >= 2) & (b <= 32)),
        ("33 and more", generated & (b > 32)), ("as many as memory holds", generated & np.isnan(b)),
        ("prefill of one prompt", ~generated),
    ]  # fmt: skip
    return [(name, kept) for name, kept in found if kept.any()]


def shipped_table(rows: list[dict[str, str]], fits: dict[str, Constants]) -> list[str]:
    """Return the lines of the table of errors on the rows of the repository, which --check compares."""
    lines = ["| engine | rows | | median error, % | energy rows | median error, % |", "|---|---|---|---|---|---|"]
    for name, fit in fits.items():
        table = table_of(rows, name)
        _, rates, energies = predicted(table, fit)
        rate, joules = np.log(rates / table.measured_tok_s), np.log(energies / table.measured_j)
        for label, kept in slices(table):
            known = int(np.isfinite(joules[kept]).sum())
            errors = f"{median_percent(rate[kept])} | {known or ''} | {median_percent(joules[kept]) if known else ''}"
            lines.append(f"| {name} | {label} | {int(kept.sum())} | {errors} |")
    return [line.replace("| |", "| |") for line in lines]


def left_out_table(every: dict[str, Errors]) -> list[str]:
    """Return the lines of the table of errors on all rows that were fitted, in sample and left out."""
    head = ["engine", "rows", "", "fitted", *(f"without its {key}" for key in KEYS)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, errors in every.items():
        for label, kept in slices(errors.table):
            cells = [median_percent(errors.rate[key][kept]) for key in ("fitted", *KEYS)]
            lines.append(f"| {name} | {label} | {int(kept.sum())} | {' | '.join(cells)} |")
        known = np.isfinite(errors.joules["fitted"])
        cells = [median_percent(errors.joules[key]) for key in ("fitted", *KEYS)]
        lines.append(f"| {name} | J per output token | {int(known.sum())} | {' | '.join(cells)} |")
    return lines


def put(text: str, mark: str, lines: list[str]) -> str:
    """Return a document with the lines between the markers of that name."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, rest = text.split(begin)
    return before + begin + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1]


def usable(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows that are fitted."""
    return [row for row in rows if row["source"] not in NOT_FITTED]


def fit_all(paths: list[pathlib.Path], day: str) -> None:
    """Fit both classes and write the constants and both tables."""
    rows, catalogue = usable(read_rows(paths)), load_catalogue()
    names = {name: list(catalogue.get("engines", name)["names"]) for name in SPEED}
    fits, every = {}, {}
    for name in sorted(SPEED):
        table = table_of(rows, name)
        start = replace(constants(catalogue, name), **NEUTRAL[name])
        fit = fitted(table, start)
        every[name] = errors_of(table, fit)
        fits[name] = with_intervals(rounded(fit), every[name])
    CONSTANTS.write_text(as_yaml(fits, names, len(rows), day), encoding="utf-8")
    text = put(METHOD.read_text(encoding="utf-8"), "accuracy left out", left_out_table(every))
    METHOD.write_text(put(text, "accuracy", shipped_table(usable(read_rows(SHIPPED)), fits)), encoding="utf-8")


def check() -> int:
    """Return 1 if the shipped constants do not give the documented errors on the shipped rows."""
    catalogue = load_catalogue()
    fits = {name: constants(catalogue, name) for name in sorted(SPEED)}
    text = METHOD.read_text(encoding="utf-8")
    return int(put(text, "accuracy", shipped_table(usable(read_rows(SHIPPED)), fits)) != text)


def main(arguments: list[str]) -> int:
    """Fit and write, or with --check compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--also", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--day", default="", help="ISO date written as the day of the fit")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    if given.check:
        return check()
    fit_all([*SHIPPED, *given.also], given.day or str(np.datetime64("today")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

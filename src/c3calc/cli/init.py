"""`c3 init`: a commented scenario that runs as it stands, from flags, or from questions on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from c3calc.base.errors import InputError, Problem
from c3calc.cli.request import catalogue
from c3calc.cli.schema import schema_text
from c3calc.cli.terminal import system_today, write
from c3calc.files.scenario import read_case
from c3calc.files.text.document import read_document
from c3calc.files.text.output import OutputFiles
from c3calc.files.text.yaml_text import word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SCHEMA_FILE = "c3-scenario.schema.json"
DEFAULTS = {"name": "Our first scenario", "currency": "USD", "input": "500M", "output": "150M"}
QUESTIONS = {
    "name": "What is the scenario called",
    "currency": "Currency of the answer (ISO code)",
    "input": "Input tokens a month",
    "output": "Output tokens a month",
}
HEAD = """\
# yaml-language-server: $schema={schema}
# A c3 scenario. `c3 compare {file}` answers it; `c3 explain {file}` shows the arithmetic.
# Any number may be a range: {{low: 400M, mode: 500M, high: 700M}}. Shares are written 30% or 0.3.
c3: 1
name: {name}
currency: {currency}

workload:
  input_tokens_per_month: {input}
  output_tokens_per_month: {output}
  # requests_per_month: 2.5M            # adds cost per request
  shape: business_hours                 # flat | business_hours | {{peak_to_mean: 4}} | {{hourly: profile.csv}}

options:
"""
BLOCKS = {
    "api": """\
  - name: GPT-5 API                     # a price of the catalogue; add `price:` for your own contract
    kind: api
    provider: openai
    model: gpt-5
""",
    "rented": """\
  - name: Rented L40S                   # open weights on rented GPUs, paid for every hour
    kind: rented
    model: gpt-oss-20b
    weight_bits: 4.25
    gpu: l40s
    rent: {amount: 1.09, currency: USD, per: hour, gpus: 1}
    # Cards per replica, tokens a second and watts are predicted; a measurement of your own is better:
    # throughput: {prefill_tok_s: 8000, decode_tok_s: 1500, at_concurrency: 32}
    # power: {idle_w: 100, busy_w: 320}
    grid: DE                            # where it stands; its carbon depends on it
    spare_replicas: 1                   # N+1
""",
    "owned": """\
  - name: Owned L40S                    # bought: depreciation, cost of capital, electricity, colocation
    kind: owned
    model: gpt-oss-20b
    weight_bits: 4.25
    gpu: l40s
    purchase:
      {gpu_price: 8000, server_price: 9000, gpus_per_server: 4, currency: USD, life_months: 48, residual_share: 20%}
    electricity: {country: DE}
    colocation: {amount: 250, per: month, currency: EUR}
    grid: DE
""",
    "fixed": """\
  - name: Quoted platform               # somebody's offer
    kind: fixed
    amount: 6000
    per: month
""",
}
COSTS = """\

costs:                                  # what is not inference; each becomes a line of the bill
  - {name: Engineering, fte: 0.1, cost_per_fte_year: 180k, applies_to: [rented, owned]}
  - {name: Setup, person_weeks: 2, cost_per_fte_year: 180k, spread_months: 12, applies_to: [rented, owned]}
  - {name: Gateway and guardrails, amount: 200, per: month, applies_to: [rented, owned]}
  - {name: Observability, amount: 100, per: month}
"""


def write_starter(file: Path, given: Mapping[str, str | None], kinds: Sequence[str], *, force: bool) -> None:
    """Write the scenario, and beside it the schema that its first line names for editors."""
    if file.exists() and not force:
        raise InputError([Problem("C3-U03", f"{file} already exists", help="another name, or --force")])
    schema = file.parent / SCHEMA_FILE
    values = {key: value or _asked(key) for key, value in given.items()}
    text = HEAD.format(schema=f"./{SCHEMA_FILE}", file=file, **{k: word(v) for k, v in values.items()})
    text += "\n".join(BLOCKS[k] for k in kinds or ["api", "rented"])
    text += COSTS if set(kinds or ["rented"]) & {"rented", "owned"} else ""
    _check(text, file)
    with OutputFiles([file, schema], {file.suffix: "yaml", ".json": "json"}) as files:
        files.write(file, text)
        files.write(schema, schema_text("scenario"))
    write(f"wrote {file} and {schema}; next: c3 compare {file}\n")


def _check(text: str, file: Path) -> None:
    """Raise InputError where an answer or a flag does not make a scenario that runs."""
    read_case(read_document(None, name=str(file), text=text), catalogue(()), today=system_today())


def _asked(key: str) -> str:
    """Ask on a terminal; anywhere else take the default, so that a script never hangs."""
    if not sys.stdin.isatty():
        return DEFAULTS[key]
    return str(typer.prompt(QUESTIONS[key], default=DEFAULTS[key], err=True))

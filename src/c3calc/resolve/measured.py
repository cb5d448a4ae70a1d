"""Numbers of a measurement file, and what c3 cannot predict yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case import Given
from c3calc.resolve.context import Context, unknown

if TYPE_CHECKING:
    from c3calc.errors import Path
    from c3calc.model import HostedOption

_RATES = (
    "{prefill_tok_s: 1000, decode_tok_s: 250, at_concurrency: 16}, {measurement: file.yaml}, or unknown with replicas"
)
_WATTS = "{idle_w: 25, busy_w: 300} of one GPU, {measurement: file.yaml}, or unknown"
_INSTEAD = {"throughput": ("C3-R08", _RATES), "power": ("C3-R09", _WATTS)}


def measured(ctx: Context, file: str, field: str, name: str, unit: str, path: Path) -> Given:
    """Return a number of a measurement file; one that is not there, or not above zero, is a problem."""
    data = ctx.measurements.get(file, {})
    value = data.get(field)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not value > 0:
        text = f"measurement file `{file}` has no usable `{field}`"
        ctx.problem("C3-R21", text, (*path, "measurement"), f"{field}: a number above 0")
        return unknown(name, unit, "missing")
    return Given(name, float(value), unit, "measured", f"measurement {file}, {data.get('date', 'no date')}", file)


def refuse_prediction(ctx: Context, spec: HostedOption, what: str, path: Path) -> None:
    """Record that throughput or power must be given: c3 does not predict them yet."""
    if getattr(spec, what) == "predicted":
        code, expected = _INSTEAD[what]
        ctx.problem(code, f"option `{spec.name}` gives no {what}, and c3 does not predict it yet", path, expected)

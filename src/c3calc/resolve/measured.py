"""Numbers of a measurement file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.case import Given
from c3calc.resolve.context import Context, unknown

if TYPE_CHECKING:
    from c3calc.errors import Path


def measured(ctx: Context, file: str, field: str, name: str, unit: str, path: Path) -> Given:
    """Return a number of a measurement file; one that is not there, or not above zero, is a problem."""
    data = ctx.measurements.get(file, {})
    value = data.get(field)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not value > 0:
        text = f"measurement file `{file}` has no usable `{field}`"
        ctx.problem("C3-R21", text, (*path, "measurement"), f"{field}: a number above 0")
        return unknown(name, unit, "missing")
    return Given(name, float(value), unit, "measured", f"measurement {file}, {data.get('date', 'no date')}", file)

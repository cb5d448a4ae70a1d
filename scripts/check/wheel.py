"""Look into a built wheel: `python scripts/check/wheel.py FILE.whl`. Exits with 1, and says what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 3_000_000


def complaints(size_bytes: int, names: list[str]) -> Iterator[str]:
    """Yield what is wrong with a wheel of this size that holds these files."""
    if size_bytes > MAX_BYTES:
        yield f"the wheel is larger than {MAX_BYTES / 1e6:g} MB"
    if "c3calc/pricing/gpus.yaml" not in names:
        yield "pricing/ is not in the wheel"
    if not any(name.endswith("/licenses/LICENSE") for name in names):
        yield "the licence is not in the wheel"
    yield from (f"{name} is outside c3calc/" for name in names if not name.startswith(("c3calc/", "c3calc-")))


def main(arguments: list[str]) -> int:
    """Print what the wheel holds and what is wrong with it."""
    (wheel,) = map(Path, arguments)
    names = ZipFile(wheel).namelist()
    prices = sum(name.startswith("c3calc/pricing/") and name.endswith(".yaml") for name in names)
    print(f"{wheel.name}: {wheel.stat().st_size / 1e3:.0f} kB, {len(names)} files, {prices} of them in pricing/")
    found = list(complaints(wheel.stat().st_size, names))
    print("".join(f"{line}\n" for line in found), end="")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

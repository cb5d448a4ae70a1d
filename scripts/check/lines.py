"""Count the lines of every room: `python scripts/check/lines.py`.

The core is all but what observes: bench, usage, watch.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "c3calc"
OBSERVERS = {"bench", "usage", "watch"}


def counted() -> tuple[Counter[str], Counter[str]]:
    """Return the modules and the lines of every room; what lies at the root is a room of its own."""
    modules: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0] if path.parent != PACKAGE else "(root)"
        modules[room] += 1
        lines[room] += path.read_text(encoding="utf-8").count("\n")
    return modules, lines


def main() -> None:
    """Print the rooms, the largest first, then the core and the whole."""
    modules, lines = counted()
    core = [room for room in lines if room not in OBSERVERS]
    print(f"{'room':10} {'modules':>7} {'lines':>7}")
    for room, count in lines.most_common():
        print(f"{room:10} {modules[room]:7,} {count:7,}")
    print(f"{'core':10} {sum(modules[r] for r in core):7,} {sum(lines[r] for r in core):7,}")
    print(f"{'all':10} {modules.total():7,} {lines.total():7,}")


if __name__ == "__main__":
    main()

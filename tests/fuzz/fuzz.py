"""Break c3 on purpose: `python tests/fuzz/fuzz.py 100000` runs so many cases, `--start N` begins at another one.

A case is a golden one, a shipped scenario or a saved answer, of which one to three things were changed:
bytes, lines, numbers, words, nodes of JSON, arguments. Case N is the same every time. All run in this process, in a
scratch folder. What may never come of it: a traceback, an exit code that is no answer, a warning of Python, nothing
said of an error, a figure that is none in an answer, or an answer that takes longer than most people wait.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import random
import re
import shlex
import signal
import sys
import tempfile
import time
import warnings
from contextlib import chdir
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = {"check", "compare", "diff", "explain", "predict", "render", "sweep", "validate"}
RESULTS = {"cmd", "stdin", "stdout", "stderr", "exit"}
LONGEST_S = 60
LARGEST_BYTES = 100_000
NUMBER = re.compile(r"(?<=[ :\[{,=\n])-?\d[\d_.]*(?:[eE][-+]?\d+)?[kMB%]?(?![\w-])")
WORD = re.compile(r"[A-Za-z_][\w.-]+")
NO_FIGURE = re.compile(r"(?<![\w-])[-+]?(nan|inf|infinity)(?!\w)", re.IGNORECASE)
PLAIN = ("0", "1", "2", "3", "12", "0.1", "0.5", "10k", "1e6", "500M", "1e-9", "1e15", "30%", "1_000", "1e30", "1e200")
ODD = (
    "-0", "-1", "1e-320", "5e-324", "1e307", "1e308", "1e400", "9" * 30, "9" * 320, "nan", ".nan", "inf", "-.inf",
    "1,5", "٣", "0x10", "4294967296", "true", "null", "unknown", "{low: 1, high: 3}", "{mean: 1, sd: 9}",
    "2026-02-30",
)  # fmt: skip
NUMBERS = (*PLAIN, *PLAIN, *ODD)
TEXTS = (
    "", "=1+1", "\x1b[2J", "\u202e", "\r", "\ufffe", "\0", "a" * 5000, "é東", "'", '"', "{", "[", "]", "}", ": ", "- ",
    "\t", "#", "&a", "*a", "<<: {}", "!!binary x", "|", "%", "unknown", "predicted", "baseline", "cheapest", "all",
    "nan", "[]", "{}", "../x", "2026-02-30", "costs[0].fte", "volume", "\\ud800", "9" * 40, "EUR",
)  # fmt: skip
FLAGS = (
    "--draws 3", "--draws 0", "--seed 7", "--today 2026-11-21", "--as-of 2026-01-01", "--view bill", "--view all",
    "-f csv", "-f json", "-f html", "-f tsv", "-f markdown", "--columns option", "--option baseline", "--strict",
    "--max-age 1", "--set workload.input_tokens_per_month=0", "--set currency=EUR", "--over volume=1M..1B:3",
    "--over volume=0..1:2", "--plot=-", "--plot=x.svg", "-o x.xlsx", "-o x.html", "--fail-on warning",
)  # fmt: skip


class Case(NamedTuple):
    """Arguments of c3, the files it may read, and its standard input."""

    words: list[str]
    files: dict[str, bytes]
    stdin: bytes

    @property
    def given(self) -> str:
        """All that c3 is given, as one text."""
        data = b"\n".join((*self.files.values(), self.stdin)).decode("utf-8", "replace")
        return "\n".join((*self.words, data))


def corpus() -> list[Case]:
    """Return what is to be broken: golden cases, shipped scenarios, a saved answer in every form."""
    found = [case for path in sorted((ROOT / "tests/golden").rglob("cmd")) for case in _cases(path.parent)]
    for words in ("compare s.yaml -f json --draws 3", "sweep s.yaml --over volume=1M..1B:3", "check s.yaml -f json"):
        found += [Case(words.split(), {"s.yaml": path.read_bytes()}, b"") for path in _scenarios()]
    saved = {"a.json": (ROOT / "tests/golden/render/table/answer.json").read_bytes()}
    forms = ("html", "xlsx", "csv", "table", "markdown", "json", "html --plot=bill=-", "table --plot=-")
    return found + [Case(["render", "a.json", "-f", *form.split()], saved, b"") for form in forms for _ in range(4)]


def _scenarios() -> list[Path]:
    return sorted((ROOT / "scenarios").glob("*.yaml"))


def _cases(folder: Path) -> Iterator[Case]:
    words = shlex.split((folder / "cmd").read_text(encoding="utf-8"))
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and p.name not in RESULTS}
    files |= {f"scenarios/{p.name}": p.read_bytes() for p in _scenarios() if f"scenarios/{p.name}" in words}
    stdin = (folder / "stdin").read_bytes() if (folder / "stdin").exists() else b""
    words += ["--draws", "3"] if words[:1] == ["compare"] and "--draws" not in words else []
    if words and words[0] in COMMANDS and "language.yaml" not in " ".join(words):
        yield Case(words, files, stdin)


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """Return data with a stretch left out, doubled or overwritten."""
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice((1, 1, 2, 8, 100)))
    middle = rng.choice((b"", data[start:end] * 2, rng.randbytes(end - start), rng.choice(TEXTS).encode()))
    return data[:start] + middle + data[end:]


def _lines(data: bytes, rng: random.Random) -> bytes:
    """Return data with a line left out, doubled, moved or indented."""
    lines = data.split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i : i + 1] = rng.choice(([], [lines[i]] * 2, [lines[j]], [b"  " + lines[i]], [lines[i].lstrip()]))
    return b"\n".join(lines)


def _replaced(pattern: re.Pattern[str], others: tuple[str, ...]) -> Callable[[bytes, random.Random], bytes]:
    def replaced(data: bytes, rng: random.Random) -> bytes:
        text = data.decode("utf-8", "replace")
        found = list(pattern.finditer(text))
        if not found:
            return _bytes(data, rng)
        match = rng.choice(found)
        new = rng.choice((*others, rng.choice(found)[0]))
        return (text[: match.start()] + new + text[match.end() :]).encode()

    return replaced


def _node(data: bytes, rng: random.Random) -> bytes:
    """Return JSON with a node changed, left out, doubled, or that of another place; other texts with bytes changed."""
    try:
        tree = json.loads(data)
    except ValueError:
        return _bytes(data, rng)
    nodes = list(_nodes(tree))
    if not nodes:
        return data
    parent, key = rng.choice(nodes)
    other, place = rng.choice(nodes)
    like = [(p, k) for p, k in nodes if type(p[k]) is type(parent[key])]
    match rng.randrange(5):
        case 0:
            parent[key] = rng.choice((*NUMBERS, *TEXTS, "\ud800", None, True, 0, -1, 10**400, [], {}))
        case 1:
            parent[key] = deepcopy(other[place])
        case 2:
            other, place = rng.choice(like)
            parent[key] = deepcopy(other[place])
        case 3:
            del parent[key]
        case 4 if isinstance(parent, list):
            parent.append(parent[key])
        case _:
            text = json.dumps(tree)
            return text.replace('"', f'"{key}": 1, "', 1).encode()
    return json.dumps(tree).encode()


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key in range(len(tree)) if isinstance(tree, list) else list(tree) if isinstance(tree, dict) else ():
        yield tree, key
        yield from _nodes(tree[key])


_number, _word = _replaced(NUMBER, NUMBERS), _replaced(WORD, TEXTS)
_value = _replaced(re.compile(r"(?<=: )[^\n,}]+"), NUMBERS + TEXTS)


def _argument(words: list[str], rng: random.Random) -> list[str]:
    """Return arguments with one changed, left out, doubled or added; none names a file outside the folder."""
    if len(words) < 2:
        return [*words, *rng.choice(FLAGS).split()]
    i = rng.randrange(1, len(words))
    changed = _number if rng.random() < 0.5 else _word
    new = changed(words[i].encode(), rng).decode("utf-8", "replace").replace("\0", "").replace("/", "")
    return rng.choice((
        [*words, *rng.choice(FLAGS).split()], words[:i] + words[i + 1 :], [*words, words[i]],
        [*words[:i], new, *words[i + 1 :]],
    ))  # fmt: skip


def broken(case: Case, rng: random.Random) -> Case:
    """Return a case with one to three things changed."""
    words, files, stdin = list(case.words), dict(case.files), case.stdin
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        name = rng.choice(list(files)) if files and rng.random() < 0.9 else ""
        is_json = name.endswith(".json")
        change = rng.choice(
            (_node, _node, _node, _bytes) if is_json else (_bytes, _lines, *[_number] * 14, _word, _value)
        )
        if name:
            files[name] = change(files[name], rng)
        elif stdin and rng.random() < 0.7:
            stdin = change(stdin, rng)
        else:
            words = _argument(words, rng)
    return Case(words, files, stdin)


def run(case: Case) -> tuple[int, str, str]:
    """Run c3 in a scratch folder and return its exit code, its standard output and its standard error."""
    from c3calc.cli.run import run as c3  # noqa: PLC0415  (after the environment is set)

    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (case.stdin, b"", b"")]
    before = sys.stdin, sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name, data in case.files.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_bytes(data)
        sys.stdin, sys.stdout, sys.stderr = streams
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_S)  # of the processor, however busy the machine is
        try:
            code = c3(case.words)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            sys.stdin, sys.stdout, sys.stderr = before
    for stream in streams[1:]:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode("utf-8", "replace") for stream in streams[1:])  # type: ignore[attr-defined]
    return code, out, err


def wrong(case: Case, code: int, out: str, err: str) -> str:
    """Return what is wrong with what came of a case, empty where nothing is."""
    if "Traceback" in err or code not in (0, 2, 3, 4, 5):
        frames = re.findall(r'File ".*?/(c3calc/.*?)", line (\d+)', err)
        last = ":".join(frames[-1]) if frames else ""
        names = re.findall(r"^\w*(?:Error|Exception|Warning)\b.*", err, re.MULTILINE)
        return f"exit {code}: {' '.join(names[-1:])} {last}"
    if code and not (err.strip() or out.strip()):
        return f"exit {code} without a word"
    if "Warning" in err:
        return err
    if not code and "\0" not in out and not NO_FIGURE.search(case.given) and (match := NO_FIGURE.search(out)):
        return f"a figure is {match[0]}: {out[max(0, match.start() - 60) : match.end() + 20]!r}"
    return ""


def _too_long(*_: object) -> NoReturn:
    message = f"longer than {LONGEST_S} s"
    raise RuntimeError(message)


def failures(numbers: range, seed: int) -> Iterator[tuple[int, Case, str]]:
    """Run the cases of these numbers and yield those that fail, with what is wrong."""
    found = corpus()
    for number in numbers:
        rng = random.Random(f"{seed}/{number}")  # noqa: S311  (it shall be the same)
        case = broken(rng.choice(found), rng)
        if sum(map(len, case.files.values())) <= LARGEST_BYTES and (what := wrong(case, *run(case))):
            yield number, case, what
        if number % 200 == 0:
            gc.unfreeze()  # c3 freezes what it leaves, as its process ends there
            gc.collect()


def main() -> None:
    """Run cases and print those that fail; exit with 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the files of failing cases there")
    asked = parser.parse_args()
    os.environ |= {"C3_CATALOGUE": str(ROOT / "tests/catalogue.json"), "SOURCE_DATE_EPOCH": "1795262400"}
    warnings.simplefilter("error")
    signal.signal(signal.SIGVTALRM, _too_long)
    count, start = 0, time.monotonic()
    for number, case, what in failures(range(asked.start, asked.start + asked.count), asked.seed):
        count += 1
        print(f"case {number}: c3 {shlex.join(case.words)}\n  {what}", flush=True)  # noqa: T201
        for name, data in case.files.items() if asked.keep else ():
            path = asked.keep / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    print(f"{asked.count:,} cases, {count:,} failed, {time.monotonic() - start:.0f} s")  # noqa: T201
    sys.exit(count > 0)


if __name__ == "__main__":
    main()

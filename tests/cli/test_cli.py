"""Promises about c3 as its users meet it: a process with arguments, streams, a terminal, files and an exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from c3calc import __version__
from c3calc.files.text.document import read_document
from command import COMMAND, ENVIRONMENT, FROZEN, Run, c3, run
from error_recipes import SCENARIO
from paths import ROOT
from terminal import on_terminal, shown_next

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
CONTROL_SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")
WRONG = SCENARIO.replace("model: gpt-5", "model: gpt5").replace("150M", "30%").replace("USD", "USX")
FLAT_AND_WIDE = [("table", "txt"), ("markdown", "md"), ("csv", "csv"), ("tsv", "tsv"), ("json", "json")]


def test_a_workbook_is_not_shown_on_a_terminal(folder: Path) -> None:
    """Bytes of a workbook would only confuse a terminal: the flag that writes a file is named instead."""
    ours, theirs = pty.openpty()
    command = [*COMMAND, "compare", "scenario.yaml", "--format", "xlsx"]
    done = subprocess.run(command, cwd=folder, stdout=theirs, stderr=subprocess.PIPE, check=False, env=ENVIRONMENT)
    os.close(theirs)
    assert (done.returncode, shown_next(ours)) == (2, b"")
    assert b"C3-U91" in done.stderr
    assert b"-o answer.xlsx" in done.stderr
    os.close(ours)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder but for a scenario with a wide bill, and a broken one."""
    wide = (ROOT / "scenarios" / "quickstart.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(wide.replace("500M", "500_000M"), encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    return tmp_path


# --- the same input, the same bytes


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_one_line(flag: str, tmp_path: Path) -> None:
    """`c3 --version` says the version of the package and nothing else."""
    assert c3(tmp_path, flag).out == f"c3 {__version__}\n"


SURROUNDINGS: dict[str, dict[str, str]] = {
    "once more": {},
    "another hash seed": {"PYTHONHASHSEED": "4711"},
    "the C locale": {"LC_ALL": "C"},
    "a dumb terminal": {"TERM": "dumb"},
    "narrow, but piped": {"COLUMNS": "40"},
    "an early time zone": {"TZ": "Pacific/Kiritimati"},
    "a late time zone": {"TZ": "Etc/GMT+12"},
    "no bytecode": {"PYTHONDONTWRITEBYTECODE": "1"},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_an_answer_is_the_same_bytes_anywhere(name: str, folder: Path) -> None:
    """Neither locale, terminal, width of the window, time zone nor hash seed is in an answer or in a report."""
    for file in ("scenario.yaml", "wrong.yaml"):
        plain, other = c3(folder, "compare", file), c3(folder, "compare", file, **SURROUNDINGS[name])
        assert (other.code, other.out, other.err) == (plain.code, plain.out, plain.err)


def test_an_ascii_output_has_the_same_numbers(folder: Path) -> None:
    """Where the encoding has no rules and no accents they are written in ASCII, and every figure stays."""
    plain, ascii_ = (
        c3(folder, "compare", "scenario.yaml"),
        c3(folder, "compare", "scenario.yaml", PYTHONIOENCODING="ascii"),
    )
    assert (ascii_.code, ascii_.err, ascii_.out.isascii(), plain.out.isascii()) == (0, "", True, False)
    assert re.findall(r"\d[\d.,]*", ascii_.out) == re.findall(r"\d[\d.,]*", plain.out)


def _day_of(folder: Path, *flags: str) -> str:
    return str(json.loads(c3(folder, "compare", "scenario.yaml", "--format", "json", *flags).out)["today"])


def test_the_day_comes_from_the_flag_or_the_environment(folder: Path) -> None:
    """`--today` counts before SOURCE_DATE_EPOCH, and the answer says which day it was."""
    assert _day_of(folder) == "2026-11-21"
    assert _day_of(folder, "--today", "2026-12-01") == "2026-12-01"


def test_a_day_in_the_environment_that_is_none_is_an_error(folder: Path) -> None:
    """A SOURCE_DATE_EPOCH that is no moment is reported, not passed over."""
    found = c3(folder, "compare", "scenario.yaml", SOURCE_DATE_EPOCH="soon")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("error[C3-U01]: SOURCE_DATE_EPOCH `soon` is not a day\n")


def test_a_pinned_catalogue_is_the_one_that_counts(folder: Path) -> None:
    """C3_CATALOGUE names the compiled catalogue that answers, so that prices change when its user wants."""
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    older = folder / "older.json"
    older.write_text(json.dumps(frozen | {"newest": "2026-11-01"}), encoding="utf-8")
    answer = json.loads(c3(folder, "compare", "scenario.yaml", "--format", "json", C3_CATALOGUE=str(older)).out)
    assert (answer["catalogue"]["newest"], answer["as_of"]) == ("2026-11-01", "2026-11-01")


def test_an_answer_that_rests_on_an_old_price_can_be_told_by_its_exit_code(folder: Path) -> None:
    """With --max-age the answer is printed as ever, the old price is reported, and the exit code is 4."""
    later = ("compare", "scenario.yaml", "--today", "2027-11-21", "--as-of", "2026-11-20")
    plain, judged = c3(folder, *later), c3(folder, *later, "--max-age")
    assert (plain.code, judged.code, judged.out) == (0, 4, plain.out)
    assert judged.err.startswith("error[C3-U42]: ")


# --- streams


def test_a_scenario_may_come_from_standard_input(folder: Path) -> None:
    """`c3 compare -` answers what it reads, as if it were a file."""
    stdin = (folder / "scenario.yaml").read_bytes()
    piped, named = (
        c3(folder, "compare", "-", "-f", "csv", stdin=stdin),
        c3(folder, "compare", "scenario.yaml", "-f", "csv"),
    )
    assert (piped.code, piped.err, piped.out) == (0, "", named.out)


@pytest.mark.parametrize("arguments", ["compare scenario.yaml", "--help", "schema result", "validate scenario.yaml"])
def test_a_reader_that_leaves_early_is_no_error(arguments: str, folder: Path) -> None:
    """`c3 compare ... | head -1` ends quietly, whatever the command."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, *arguments.split()]
    done = subprocess.run(command, cwd=folder, stdout=writer, stderr=subprocess.PIPE, check=False, env=ENVIRONMENT)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", ["compare scenario.yaml -o bill.csv", "schema result", "init new.yaml"])
def test_an_output_that_cannot_be_written_is_reported(arguments: str, folder: Path) -> None:
    """A closed or full standard output is an error with a code, not a traceback; files named by -o are complete."""
    shell = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *arguments.split()]
    done = run(shell, folder)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error[C3-U24]: standard output cannot be written: ")
    written = folder / "bill.csv"
    assert (
        not written.exists()
        or written.read_text(encoding="utf-8") == c3(folder, "compare", "scenario.yaml", "-f", "csv").out
    )


def test_a_report_that_cannot_be_written_still_has_its_exit_code(folder: Path) -> None:
    """With standard error closed the exit code alone says that the file is wrong."""
    shell = ["/bin/sh", "-c", 'exec "$@" 2>&-', "sh", *COMMAND, "compare", "wrong.yaml"]
    assert run(shell, folder) == Run(2, "", "")


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_leaves_nothing_and_says_nothing(folder: Path, sent: signal.Signals, code: int) -> None:
    """Control-C or `docker stop` while c3 waits for its input: no traceback, no file, the exit code shells expect."""
    os.mkfifo(folder / "slow.yaml")
    command, env = [*COMMAND, "compare", "slow.yaml", "-o", "bill.md"], ENVIRONMENT | {"PYTHONWARNINGS": ""}
    before = sorted(folder.iterdir())
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, env=env) as process:
        writer = _opened_by(process, folder / "slow.yaml")
        _interrupt(process, sent)
        out, err = process.communicate()
    os.close(writer)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert sorted(folder.iterdir()) == before


def test_an_interrupt_of_the_start_has_no_traceback() -> None:
    """Control-C in the first moments, while c3 is still being imported."""
    code = """if True:
        import sys
        from c3calc.cli import main
        class Early:
            def find_spec(self, name, *_):
                if name == "c3calc.cli.run":
                    raise KeyboardInterrupt
        sys.meta_path.insert(0, Early())
        main()"""
    assert run([sys.executable, "-c", code], ROOT) == Run(130, "", "")


def _interrupt(process: subprocess.Popen[bytes], sent: signal.Signals = signal.SIGINT) -> None:
    """Press Control-C until it is noticed: one that comes just before a read begins waits for that read to end."""
    while process.poll() is None:
        process.send_signal(sent)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)


def _opened_by(process: subprocess.Popen[bytes], pipe: Path) -> int:
    """Return the other end of a named pipe once a process has opened it."""
    while process.poll() is None:
        with suppress(OSError):  # until somebody reads it
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.01)
    raise AssertionError(process.communicate())


# --- files


def test_files_hold_what_would_have_been_printed(folder: Path) -> None:
    """Several -o at once: each file has the bytes of `--format` for its suffix, and nothing else is left behind."""
    outputs = [word for _, suffix in FLAT_AND_WIDE for word in ("-o", f"answer.{suffix}")]
    before = {path.name for path in folder.iterdir()}
    found = c3(folder, "compare", "scenario.yaml", *outputs)
    assert (found.code, found.err) == (0, "")
    assert {path.name for path in folder.iterdir()} - before == {f"answer.{suffix}" for _, suffix in FLAT_AND_WIDE}
    for format_, suffix in FLAT_AND_WIDE:
        printed = c3(folder, "compare", "scenario.yaml", "--format", format_).out
        assert (folder / f"answer.{suffix}").read_bytes() == printed.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        "compare wrong.yaml -o answer.json -o answer.csv",
        "compare scenario.yaml -o answer.json -o answer.csv --view nonsense",
        "compare scenario.yaml -o answer.json -o answer.csv -o no/such/folder.md",
        "compare scenario.yaml -o answer.json -o answer.csv --option nobody",
    ],
)
def test_a_run_that_fails_leaves_the_files_as_they_were(arguments: str, folder: Path) -> None:
    """A file that was there keeps its content, one that was not is not made, and no temporary file stays."""
    (folder / "answer.json").write_text("of yesterday", encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    found = c3(folder, *arguments.split())
    assert (found.code, found.out) == (2, "")
    assert {path.name for path in folder.iterdir()} == before
    assert (folder / "answer.json").read_text(encoding="utf-8") == "of yesterday"


def test_own_prices_are_laid_over_the_catalogue(folder: Path) -> None:
    """`--pricing DIR` replaces an entry, and the bill says whose price it is: 500,000 Mtok x 1.00 = 500,000."""
    (folder / "ours" / "apis").mkdir(parents=True)
    (folder / "ours" / "apis" / "openai.yaml").write_text(
        "provider: openai\n"
        "common: {source: our contract of 2026, evidence: quoted, currency: USD, tax: excluded, "
        "valid_from: 2026-01-01, checked: 2026-11-01}\n"
        "models:\n  - id: gpt-5\n    prices: [{input_per_mtok: 1.00, output_per_mtok: 8.00}]\n",
        encoding="utf-8",
    )
    found = c3(
        folder, "compare", "scenario.yaml", "--pricing", "ours", "-f", "tsv", "--columns", "option,line,cost,source"
    )
    assert found.out.split("\n")[1] == "GPT-5 API\tInput tokens\t500000.00\tour contract of 2026 (in ours)"


# --- a terminal


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "TERM": "dumb"}, {"TERM": "dumb"}])
def test_a_terminal_of_any_width_shows_every_cost_whole(
    columns: int, environment: dict[str, str], folder: Path
) -> None:
    """No number is cropped and no line is wider than the window: each cost of the CSV stands there digit by digit."""
    shown = CONTROL_SEQUENCE.sub("", on_terminal(folder, "compare", "scenario.yaml", columns=columns, **environment))
    rows = c3(folder, "compare", "scenario.yaml", "-f", "tsv", "--columns", "cost").out.split()[1:]
    assert len(rows) >= 12
    assert [cost for cost in rows if f"{Decimal(cost):,}" not in shown] == []
    assert "…" not in shown
    assert [line for line in shown.split("\n") if len(line) > columns] == []


COLORS: dict[str, tuple[dict[str, str], bool]] = {
    "a terminal": ({}, True),
    "NO_COLOR": ({"NO_COLOR": "1"}, False),
    "NO_COLOR before FORCE_COLOR": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "a dumb terminal": ({"TERM": "dumb"}, False),
    "FORCE_COLOR on a dumb terminal": ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
}


@pytest.mark.parametrize("name", COLORS)
def test_color_follows_the_terminal_and_its_user(name: str, folder: Path) -> None:
    """Colour on a terminal that has it, unless NO_COLOR; FORCE_COLOR wins over TERM=dumb."""
    environment, is_colored = COLORS[name]
    shown = on_terminal(folder, "compare", "scenario.yaml", "--view", "summary", columns=100, **environment)
    assert ("\x1b[" in shown) == is_colored


def test_a_pipe_has_no_color_unless_forced(folder: Path) -> None:
    """What another program reads has no control sequences, and with FORCE_COLOR nothing but them is added."""
    plain, forced = (c3(folder, "compare", "scenario.yaml", **e).out for e in ({}, {"FORCE_COLOR": "1"}))
    assert "\x1b" not in plain
    assert "\x1b[" in forced
    assert "".join(CONTROL_SEQUENCE.sub("", forced).split()) == "".join(plain.split())


# --- commands


def test_init_writes_a_scenario_that_answers(tmp_path: Path) -> None:
    """`c3 init` in an empty folder, then `c3 compare`, with the catalogue that ships: nothing to fill in."""
    started = c3(tmp_path, "init", C3_CATALOGUE="")
    assert (started.code, started.err) == (0, "")
    assert started.out.endswith("next: c3 compare scenario.yaml\n")
    assert {path.name for path in tmp_path.iterdir()} == {"scenario.yaml", "c3-scenario.schema.json"}
    answered = c3(tmp_path, "compare", "scenario.yaml", C3_CATALOGUE="")
    assert (answered.code, answered.err) == (0, "")


def test_init_writes_any_kinds_of_option(tmp_path: Path) -> None:
    """Every kind that init offers is checked and answers."""
    flags = [word for kind in ("api", "rented", "owned", "fixed") for word in ("--kind", kind)]
    assert c3(tmp_path, "init", "all.yaml", *flags).code == 0
    found = c3(tmp_path, "compare", "all.yaml", "-f", "json", C3_CATALOGUE="")
    assert [option["kind"] for option in json.loads(found.out)["options"]][:4] == ["api", "rented", "owned", "fixed"]


@pytest.mark.parametrize(
    "name", ["NO", "1e9", "2026", "12:30", "017", "a: b # c", "- x", "true", 'say "hi"', "@cf/x", "Größe"]
)
def test_init_writes_a_name_that_is_read_as_it_was_given(name: str, tmp_path: Path) -> None:
    """A name that YAML could take for something else is put in quotes."""
    assert c3(tmp_path, "init", "--name", name).code == 0
    assert read_document(tmp_path / "scenario.yaml").data["name"] == name


def test_init_does_not_overwrite_unasked(folder: Path) -> None:
    """A file that is there stays, unless --force says otherwise."""
    before = (folder / "scenario.yaml").read_bytes()
    refused = c3(folder, "init", "scenario.yaml")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("error[C3-U03]: ")
    assert (folder / "scenario.yaml").read_bytes() == before
    assert c3(folder, "init", "scenario.yaml", "--force").code == 0
    assert (folder / "scenario.yaml").read_bytes() != before


def _asked(folder: Path, reply: bytes | None) -> tuple[int, str]:
    """Return exit code and questions of an init on a terminal that answers the first of them, or interrupts."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "init"], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=ENVIRONMENT | {"TERM": "xterm"}
    ) as process:
        os.close(theirs)
        text = shown_next(ours)
        if reply is None:
            _interrupt(process)
        else:
            os.write(ours, reply)
        text += b"".join(iter(lambda: shown_next(ours), b""))
    os.close(ours)
    return process.returncode, text.decode()


def test_init_asks_only_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal init asks for what it was not told; the run with pipes above asked nothing."""
    code, text = _asked(tmp_path, b"Our bill\nEUR\n20M\n6M\n")
    assert code == 0
    assert text.count("?") + text.count("[") >= 4
    data = read_document(tmp_path / "scenario.yaml").data
    assert (data["name"], data["currency"]) == ("Our bill", "EUR")
    assert data["workload"]["input_tokens_per_month"] == "20M"


def test_init_that_is_interrupted_writes_nothing(tmp_path: Path) -> None:
    """Control-C at a question ends with 130 and leaves no file."""
    code, text = _asked(tmp_path, None)
    assert code == 130
    assert "Traceback" not in text
    assert list(tmp_path.iterdir()) == []


def test_validate_names_every_file(folder: Path) -> None:
    """Good files are said to be good, and every problem of every other one is reported in the same run."""
    (folder / "other.yaml").write_text(WRONG, encoding="utf-8")
    good = c3(folder, "validate", "scenario.yaml", "scenario.yaml")
    assert (good.code, good.out, good.err) == (0, "scenario.yaml: ok\nscenario.yaml: ok\n", "")
    bad = c3(folder, "validate", "wrong.yaml", "scenario.yaml", "other.yaml")
    assert (bad.code, bad.out) == (2, "scenario.yaml: ok\n")
    assert (bad.err.count("--> wrong.yaml:"), bad.err.count("--> other.yaml:")) == (3, 3)


def _schema(name: str) -> Any:
    schema = json.loads(c3(ROOT, "schema", name).out)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_scenario_satisfies_the_published_schema() -> None:
    """What c3 accepts an editor accepts: the schema is a valid one, and no shipped scenario breaks it."""
    schema = _schema("scenario")
    found = [(path.name, error.message) for path in SCENARIOS for error in schema.iter_errors(read_document(path).data)]
    assert len(SCENARIOS) > 5
    assert found == []


@pytest.mark.parametrize(
    "change",
    [("provider:", "provder:"), ("kind: api", "kind: apo"), ("150M", "12:30"), ("c3: 1", "c3: 2")],
    ids=lambda c: c[1],
)
def test_the_published_schema_refuses_what_c3_refuses(change: tuple[str, str]) -> None:
    """An editor underlines a mistyped key, kind, number and version."""
    document = read_document(None, text=SCENARIO.replace(*change))
    assert not _schema("scenario").is_valid(document.data)


def test_every_catalogue_file_satisfies_the_published_schema() -> None:
    """Every file of pricing/ is valid by the schema of catalogue files."""
    schema = _schema("pricing")
    files = sorted((ROOT / "pricing").rglob("*.yaml"))
    found = [(path.name, error.message) for path in files for error in schema.iter_errors(read_document(path).data)]
    assert len(files) > 20
    assert found == []


def test_every_answer_satisfies_the_published_schema() -> None:
    """The JSON of every shipped scenario is valid by the schema of answers."""
    schema = _schema("result")
    answers = {path.name: json.loads(c3(ROOT, "compare", str(path), "-f", "json").out) for path in SCENARIOS}
    assert [(name, error.message) for name, answer in answers.items() for error in schema.iter_errors(answer)] == []


def test_explain_shows_the_arithmetic_of_every_line(folder: Path) -> None:
    """Every line of the bill is explained, with its cost as the bill has it."""
    rows = c3(folder, "compare", "scenario.yaml", "-f", "tsv", "--columns", "row,line,cost").out.split("\n")[1:-1]
    text = c3(folder, "explain", "scenario.yaml").out
    lines = [row.split("\t")[1:] for row in rows if row.startswith("line\t")]
    assert len(lines) >= 10
    assert [line for line, cost in lines if f"{line}: {Decimal(cost):,} USD a month" not in text] == []


def test_explain_can_be_narrowed(folder: Path) -> None:
    """A label and an option leave one line: 150 Mtok x 10.00 = 1,500.00."""
    text = c3(folder, "explain", "scenario.yaml", "output tokens", "--option", "GPT-5 API").out
    assert "Output tokens: 1,500.00 USD a month" in text
    assert "Input tokens" not in text
    assert "Rent" not in text.split("bill", 1)[1]


def test_set_changes_the_answer_as_an_edit_would(folder: Path) -> None:
    """`--set` and the same change in the file give the same bill."""
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    (folder / "edited.yaml").write_text(text.replace("business_hours", "flat"), encoding="utf-8")
    changed = c3(folder, "compare", "scenario.yaml", "--set", "workload.shape=flat", "-f", "csv").out
    assert changed == c3(folder, "compare", "edited.yaml", "-f", "csv").out
    assert changed != c3(folder, "compare", "scenario.yaml", "-f", "csv").out


def test_an_answer_says_what_set_changed(folder: Path) -> None:
    """The hash is the file's, so a report must name what was not in the file."""
    asked = ("compare", "scenario.yaml", "--set", "workload.shape=flat")
    assert "changed by --set workload.shape=flat" in c3(folder, *asked).out
    assert json.loads(c3(folder, *asked, "-f", "json").out)["scenario"]["settings"] == ["workload.shape=flat"]


def test_init_refuses_what_would_not_run(tmp_path: Path) -> None:
    """A flag that makes no scenario is an error now, not at the first compare."""
    for flags in (("--currency", "EURO"), ("--input-tokens", "lots")):
        refused = c3(tmp_path, "init", *flags, C3_CATALOGUE="")
        assert (refused.code, refused.out) == (2, "")
        assert list(tmp_path.iterdir()) == []


def test_an_unknown_id_does_not_hide_the_mistakes_beside_it(folder: Path) -> None:
    """GPU and model are both unknown: both are told, and nothing that only follows from the first."""
    text = (folder / "scenario.yaml").read_text(encoding="utf-8").replace("gpu: l40s", "gpu: l40z")
    (folder / "two.yaml").write_text(text.replace("model: gemma-4-31b", "model: gemma-4-31z"), encoding="utf-8")
    told = c3(folder, "validate", "two.yaml").err
    assert re.findall(r"error\[(C3-...)\]: unknown (\w+)", told) == [("C3-R01", "model"), ("C3-R01", "GPU")]
    assert told.count("error[") == 2


USAGE = {
    "compair scenario.yaml": "did you mean 'compare'",
    "compare scenario.yaml --formt csv": "--format",
    "compare scenario.yaml --format xls": "'table', 'markdown', 'csv', 'tsv', 'json'",
    "compare scenario.yaml twice.yaml": "twice.yaml",
    "compare": "scenario",
    "compare scenario.yaml --set": "--set",
    "schema scenrio": "'scenario', 'pricing', 'result'",
    "init --kind cloud": "'api', 'rented', 'owned', 'fixed'",
    "completion tcsh": "'bash', 'zsh', 'fish'",
    "--nonsense": "--nonsense",
}


@pytest.mark.parametrize("arguments", USAGE)
def test_a_wrong_command_line_is_told_what_would_be_right(arguments: str, folder: Path) -> None:
    """Unknown commands, flags and words are usage errors: exit 2, one report with a code, nothing on stdout."""
    found = c3(folder, *arguments.split())
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("error[C3-U05]: ")
    assert USAGE[arguments] in found.err.replace("D", "d", 1).lower()
    assert "--help` says what it takes\n" in found.err


def test_c3_alone_shows_its_commands(tmp_path: Path) -> None:
    """Without a command the help is shown, on standard error, for nothing was asked."""
    found = c3(tmp_path)
    assert (found.code, found.out) == (2, "")
    assert [word for word in ("compare", "explain", "validate", "schema", "init") if word not in found.err] == []


def test_help_names_the_exit_codes(tmp_path: Path) -> None:
    """Who scripts c3 finds the exit codes where they look first."""
    text = " ".join(c3(tmp_path, "--help").out.split())
    codes = "0 ok, 2 bad input, 3 over budget, 4 inconclusive, 5 measurement failed, 70 bug"
    assert f"Exit codes: {codes}." in text

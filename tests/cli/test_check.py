"""`c3 check` as CI runs it: many files, a broken one, a bug of ours, baselines, days; the code and what is said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from budget_files import BASE, BUDGET, INCREASE, write
from c3calc.catalogue.catalogue import Catalogue
from c3calc.cli.check import CheckRun
from c3calc.cli.request import SharedFlags
from c3calc.files.catalogue.load import load_catalogue
from c3calc.questions.budgets import JudgingPolicy
from c3calc.questions.check import summarise
from command import FROZEN, c3

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Return a folder with a scenario that passes, one that fails, one that is open and one that is broken."""
    write(tmp_path, "passes")
    write(tmp_path, "fails", price=5)
    write(tmp_path, "open", "budgets: [{name: npv, metric: npv, min: 0}]\n")
    write(tmp_path, "broken", "budgets: [{name: cap, metric: cost, max: 1}]\n")
    return tmp_path


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["passes.yaml"], 0),
        (["passes.yaml", "fails.yaml"], 3),
        (["passes.yaml", "open.yaml"], 4),
        (["open.yaml", "fails.yaml"], 3),
        (["fails.yaml", "broken.yaml", "passes.yaml"], 2),
        (["*.yaml"], 2),
        (["passes.yaml", "nowhere.yaml"], 2),
    ],
)
def test_the_worst_code_wins_and_every_file_is_judged(team: Path, names: list[str], code: int) -> None:
    """A bad file does not hide the verdicts on the others, and nobody's verdict hides the bad file."""
    run = c3(team, "check", *names, "--format", "json")
    found = json.loads(run.out)
    assert (run.code, found["code"]) == (code, code)
    assert [bool(f["verdicts"]) != bool(f["faults"]) for f in found["files"]] == [True] * len(found["files"])
    assert len(found["files"]) == (4 if names == ["*.yaml"] else len(names))


def test_exit_zero_lets_verdicts_pass_and_mistakes_not(team: Path) -> None:
    """What could not be checked was not checked."""
    codes = [c3(team, "check", f"{name}.yaml", "--exit-zero").code for name in ("fails", "open", "broken", "passes")]
    assert codes == [0, 0, 2, 0]


class Broken(Catalogue):
    """A catalogue with a bug that only one file meets."""

    def get(self, table: str, key: str) -> Any:
        """Fail where rents are looked up."""
        if table == "defaults":
            raise ZeroDivisionError("sesame")
        return super().get(table, key)


def test_a_crash_is_70_and_never_a_verdict(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The bug is told by its place, not by its words; the files that do not meet it keep their verdicts."""
    good = load_catalogue([], FROZEN)
    flags = SharedFlags(good, "2026-11-21")
    run = CheckRun(flags, JudgingPolicy("2026-11-21"), {}, shows_answers=False)
    fine = run.one(str(team / "passes.yaml"))
    broken = replace(flags, catalogue=Broken(good.tables, good.newest, good.oldest, good.sold))
    bad = replace(run, flags=broken).one(str(team / "fails.yaml"))
    found = summarise([fine, bad], run.terms)
    assert (found.code, dict(found.verdicts), bad.verdicts) == (70, {"within": 1}, ())
    assert bad.crash == "ZeroDivisionError"
    assert "Traceback" in (told := capsys.readouterr().err)
    assert "this is a bug in c3" in told
    assert "in get\n" in told
    assert "sesame\n" not in told  # what an exception says may hold a key


def test_increases_count_from_the_baseline_of_the_same_name(tmp_path: Path) -> None:
    """100 dollars more are allowed: 2,750 to 2,850 pass, to 2,855 fail, and another scenario's baseline is none."""
    write(tmp_path, "a", INCREASE)
    assert c3(tmp_path, "compare", "a.yaml", "-o", "base.json").code == 0
    assert c3(tmp_path, "check", "a.yaml").code == 4
    assert c3(tmp_path, "check", "a.yaml", "--baseline", "base.json").code == 0
    write(tmp_path, "a", INCREASE, price=2.7)
    assert c3(tmp_path, "check", "a.yaml", "--baseline", "base.json").code == 0
    write(tmp_path, "a", INCREASE, price=2.71)
    assert c3(tmp_path, "check", "a.yaml", "--baseline", "base.json").code == 3
    write(tmp_path, "b", INCREASE)
    other = c3(tmp_path, "check", "b.yaml", "--baseline", "base.json")
    assert other.code == 2
    assert "error[C3-J05]: the baseline base.json is of another scenario, `a`" in other.err
    assert "not known: no --baseline of this scenario was given" in other.out


def test_two_baselines_of_one_scenario_are_refused(tmp_path: Path) -> None:
    """Nobody could tell which one counts; the same file twice is one."""
    write(tmp_path, "a", INCREASE)
    assert c3(tmp_path, "compare", "a.yaml", "-o", "one.json", "-o", "two.json").code == 0
    run = c3(tmp_path, "check", "a.yaml", "--baseline", "one.json", "--baseline", "two.json")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error[C3-J05]: one.json and two.json are both baselines of `a`")
    assert c3(tmp_path, "check", "a.yaml", "--baseline", "one.json", "--baseline", "one.json").code == 0


def test_a_baseline_of_two_scenarios_is_refused(tmp_path: Path) -> None:
    """Two files of one name cannot both have grown from it; without a baseline, and as the same bytes, they may be."""
    for folder in ("eu", "us", "copy"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.yaml").write_text(BASE.format(name="a", price=2.5) + INCREASE, encoding="utf-8")
    assert c3(tmp_path, "compare", "eu/a.yaml", "-o", "base.json").code == 0
    assert c3(tmp_path, "check", "eu/a.yaml", "copy/a.yaml", "--baseline", "base.json").code == 0
    (tmp_path / "us" / "a.yaml").write_text(BASE.format(name="a", price=2.6) + INCREASE, encoding="utf-8")
    assert c3(tmp_path, "check", "eu/a.yaml", "us/a.yaml").code == 4
    run = c3(tmp_path, "check", "eu/a.yaml", "us/a.yaml", "--baseline", "base.json")
    assert run.code == 2
    assert run.err == (
        "error[C3-J05]: the baseline base.json is of `a`, and so are eu/a.yaml and us/a.yaml\n"
        "  = expected: one scenario of that name\n"
        "  = help: give each a `name` of its own\n"
    )


def test_a_baseline_in_another_currency_is_refused(tmp_path: Path) -> None:
    """Its amounts are no amounts of this scenario."""
    write(tmp_path, "a", INCREASE)
    assert c3(tmp_path, "compare", "a.yaml", "-o", "base.json").code == 0
    (tmp_path / "a.yaml").write_text(
        BASE.format(name="a", price=2.5).replace("USD", "EUR") + INCREASE, encoding="utf-8"
    )
    run = c3(tmp_path, "check", "a.yaml", "--baseline", "base.json")
    assert (run.code, run.out) == (2, "")
    assert "the baseline base.json is in USD, the scenario in EUR" in run.err


def test_settings_and_days_are_those_of_the_run(tmp_path: Path) -> None:
    """--set changes every file; --today decides on waivers."""
    waived = "waivers: [{budget: cap, until: 2026-12-31, ceiling: 6000, reason: r, approved_by: a}]\n"
    write(tmp_path, "a", BUDGET + waived, price=5)
    codes = [
        c3(tmp_path, "check", "a.yaml", *flags).code
        for flags in (["--today", "2026-12-31"], ["--today", "2027-01-01"], ["--set", "options[0].discount=50%"])
    ]
    assert codes == [0, 3, 0]


def test_a_pattern_finds_files_in_folders_and_a_real_name_wins(tmp_path: Path) -> None:
    """`**` reaches into folders; a file that is really called so is that file; nothing is checked twice."""
    (tmp_path / "x" / "y").mkdir(parents=True)
    write(tmp_path / "x" / "y", "deep")
    write(tmp_path, "odd[1]")
    found = json.loads(c3(tmp_path, "check", "**/*.yaml", "odd[1].yaml", "x/y/deep.yaml", "--format", "json").out)
    assert [f["file"] for f in found["files"]] == ["odd[1].yaml", "x/y/deep.yaml"]


def test_standard_input_is_a_file_like_any_other(tmp_path: Path) -> None:
    """`-` among names."""
    write(tmp_path, "a")
    run = c3(tmp_path, "check", "a.yaml", "-", "--format", "json", stdin=(tmp_path / "a.yaml").read_bytes())
    assert [f["file"] for f in json.loads(run.out)["files"]] == ["a.yaml", "<stdin>"]


def test_reports_are_written_beside_what_is_printed_also_where_a_budget_fails(team: Path) -> None:
    """CI reads them after the step has failed."""
    outputs = [f"-o{name}" for name in ("r.md", "r.xml", "r.sarif", "r.json", "r.csv", "r.tsv", "r.txt")]
    run = c3(team, "check", "fails.yaml", "passes.yaml", "--format", "github", *outputs)
    assert run.code == 3
    assert run.out.startswith("::error file=fails.yaml,line=7,col=")
    assert all((team / name[2:]).stat().st_size for name in outputs)


def test_the_same_input_gives_the_same_bytes(team: Path) -> None:
    """In every form, stop words and fingerprints too."""
    for form in ("table", "github", "junit", "sarif", "comment"):
        assert c3(team, "check", "*.yaml", "--format", form) == c3(team, "check", "*.yaml", "--format", form)


RANGES = """\
budgets:
  - {name: holds the limit, metric: cost_per_month, max: 2750}
  - {name: surely within, metric: cost_per_month, max: 3000}
  - {name: surely over, metric: cost_per_month, max: 2550}
  - {name: upper end, metric: cost_per_month, max: 2800, basis: upper}
  - {name: lower end, metric: cost_per_month, max: 2600, basis: lower}
  - {name: not moved, metric: control_score, option: API, max: 5}
"""


@pytest.mark.parametrize(
    ("flags", "first", "code"),
    [((), "within", 3), (("--strict",), "straddling", 3), (("--strict", "--exit-zero"), "straddling", 0)],
)
def test_a_range_has_an_interval_that_budgets_see(
    tmp_path: Path, flags: tuple[str, ...], first: str, code: int
) -> None:
    """Input between 2 and 3, most likely 2.50: of 2,500 to 3,000 dollars P5 is 2,579 and P95 2,921 (triangular)."""
    write(tmp_path, "a", RANGES)
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8").replace("2.5,", "{low: 2, mode: 2.5, high: 3},")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    run = c3(tmp_path, "check", "a.yaml", "--format", "json", *flags)
    verdicts = json.loads(run.out)["files"][0]["verdicts"]
    assert [v["status"] for v in verdicts] == [first, "within", "over", "over", "within", "within"]
    assert float(verdicts[0]["low"]) == pytest.approx(1500 + 500 * (2 + 0.025**0.5), rel=5e-3)
    assert float(verdicts[0]["high"]) == pytest.approx(1500 + 500 * (3 - 0.025**0.5), rel=5e-3)
    assert verdicts[5]["low"] is None
    assert run.code == code


def test_the_report_of_a_check_is_the_answer_of_compare(tmp_path: Path) -> None:
    """The same figures, intervals too."""
    write(tmp_path, "a", RANGES)
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8").replace("2.5,", "{low: 2, mode: 2.5, high: 3},")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    compared = c3(tmp_path, "compare", "a.yaml", "--format", "table").out
    checked = c3(tmp_path, "check", "a.yaml").out
    report = checked[: checked.index("\nBudgets\n")]
    assert compared.startswith(report.rstrip("\n"))

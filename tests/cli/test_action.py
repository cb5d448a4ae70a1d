"""The GitHub Action and the pre-commit hooks: steps run as a runner runs them, with its variables and its shell."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from budget_files import BUDGET, INCREASE, write
from c3calc.cli.app import app
from command import Run, run
from paths import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """Return a checkout of a user's repository beside the folder of a runner in which c3 is installed."""
    (tmp_path / "temp" / "c3" / "bin").mkdir(parents=True)
    command = tmp_path / "temp" / "c3" / "bin" / "c3"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m c3calc "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path


def step(runner: Path, **inputs: str) -> tuple[Run, dict[str, str], str]:
    """Run the step that checks; return what it said, its outputs and the step summary."""
    given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()} | inputs
    env = {key: expanded(value, given) for key, value in STEPS[1]["env"].items()}
    env |= {
        "GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(runner / "temp"), "CI": "true", "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(runner / "output"), "GITHUB_STEP_SUMMARY": str(runner / "summary"),
    }  # fmt: skip
    for name in ("output", "summary"):
        (runner / name).write_text("", encoding="utf-8")
    script = runner / "step.sh"
    script.write_text(STEPS[1]["run"], encoding="utf-8")
    done = run(["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], runner / "work", **env)
    outputs = dict(line.split("=", 1) for line in (runner / "output").read_text(encoding="utf-8").splitlines())
    return done, outputs, (runner / "summary").read_text(encoding="utf-8")


def expanded(template: str, inputs: dict[str, str]) -> str:
    """Return what the runner makes of `${{ inputs.x }}`."""
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], template)


def test_a_check_that_fails_fails_the_step_and_leaves_its_reports(runner: Path) -> None:
    """The exit code is the step's; summary, comment, JUnit, SARIF and JSON are there for the next steps."""
    write(runner / "work", "fails", price=5)
    write(runner / "work", "a name with spaces")
    done, outputs, summary = step(runner, files="*.yaml\n")
    assert (done.code, outputs["exit-code"]) == (3, "3")
    assert done.out.startswith("::error file=fails.yaml,line=7,col=")
    assert summary.startswith("<!-- c3: check -->\n\n## FAILED: 1 over, 1 within in 2 files")
    for name in ("summary", "comment", "json", "junit", "sarif"):
        assert Path(outputs[name]).stat().st_size > 0
    assert Path(outputs["comment"]).read_text(encoding="utf-8").startswith("<!-- c3: check -->\n")


def test_every_output_of_the_action_is_set_by_its_step(runner: Path) -> None:
    """None that is promised is missing."""
    write(runner / "work", "passes")
    done, outputs, _ = step(runner, files="passes.yaml")
    assert done.code == 0
    promised = {
        spec["value"].removeprefix("${{ steps.check.outputs.").removesuffix(" }}")
        for spec in ACTION["outputs"].values()
    }
    assert outputs.keys() == promised == ACTION["outputs"].keys()


def test_inputs_are_names_and_never_code(runner: Path) -> None:
    """What a pull request may call a file, a flag or a day is never run and never taken for a flag."""
    hostile = '$(touch owned); `touch owned` "; touch owned; #.yaml'
    write(runner / "work", "passes")
    done, _, _ = step(runner, files=f"passes.yaml\n{hostile}\n--exit-zero\n")
    assert done.code == 2
    assert "there is no file `--exit-zero`" in done.err
    step(runner, files="passes.yaml", arguments=hostile, today=hostile, baseline=hostile)
    assert not list((runner / "work").glob("owned*"))


def test_baselines_flags_and_the_day_reach_the_command(runner: Path) -> None:
    """A jump since the baseline fails; a flag that there is not is bad input, and the step still says so."""
    write(runner / "work", "a", INCREASE)
    c3 = str(runner / "temp" / "c3" / "bin" / "c3")
    assert run([c3, "compare", "a.yaml", "-o", "base.json"], runner / "work").code == 0
    write(runner / "work", "a", INCREASE, price=5)
    assert step(runner, files="a.yaml", baseline="base.json")[0].code == 3
    assert step(runner, files="a.yaml", baseline="base.json", arguments="--exit-zero --strict")[0].code == 0
    done, outputs, _ = step(runner, files="a.yaml", arguments="--nonsense")
    assert (done.code, outputs["exit-code"]) == (2, "2")
    assert step(runner, files="a.yaml", today="yesterday")[0].code == 2


def test_no_input_is_pasted_into_a_script() -> None:
    """Scripts get inputs through the environment; whoever pins the action pins c3, which is installed from it."""
    assert [s for s in STEPS if "${{" in s["run"] or s["shell"] != "bash"] == []
    assert '"$GITHUB_ACTION_PATH"' in STEPS[0]["run"]
    used = {match for s in STEPS for match in re.findall(r"inputs\.([\w-]+)", str(s["env"]))}
    assert used == set(ACTION["inputs"])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_there_is_on_the_files_it_names(hook: dict[str, Any], tmp_path: Path) -> None:
    """pre-commit appends the file names to the entry."""
    write(tmp_path, "a", BUDGET)
    program, command = hook["entry"].split()
    commands: Any = get_command(app)
    assert (program, command in commands.commands) == ("c3", True)
    assert run([sys.executable, "-m", "c3calc", command, "a.yaml"], tmp_path).code == 0
    matches = [bool(re.search(hook["files"], name)) for name in ("scenarios/a.yaml", "x/b.c3.yml", "config.yaml")]
    assert matches == [True, True, False]

"""`--set`: one place of a scenario changed from the command line, found again by everything that reports on it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.errors import InputError, Problem, Where
from c3calc.files.overrides import change_of, with_change
from c3calc.files.text.document import Document, read_document

TEXT = """\
name: x
workload: {shape: flat, growth: 1}
options:
  - {name: GPT-5 API, price: {input: 1, output: 2}}
  - {name: a.b, gpu: h100}
  - {name: twin}
  - {name: twin}
  - 3
"""


def document() -> Document:
    """Return the scenario that the settings change."""
    return read_document(None, name="a.yaml", text=TEXT)


def with_setting(before: Document, setting: str) -> Document:
    """Return a document with what `--set` was given."""
    return with_change(before, change_of(setting))


def refused(setting: str) -> tuple[Problem, ...]:
    """Return the problems of a setting that must not be applied."""
    with pytest.raises(InputError) as caught:
        with_setting(document(), setting)
    return caught.value.problems


def changed(setting: str) -> dict[str, Any]:
    """Return the data after one setting."""
    return with_setting(document(), setting).data


def at(data: Any, *path: str | int) -> Any:
    """Return the value at a path."""
    for part in path:
        data = data[part]
    return data


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("name=y", ("name",), "y"),
        ("workload.growth=30%", ("workload", "growth"), "30%"),
        ("workload.shape.peak_to_mean=4", ("workload", "shape", "peak_to_mean"), 4),
        ("workload.features.x=1", ("workload", "features", "x"), 1),
        ('options["GPT-5 API"].price.input=2', ("options", 0, "price", "input"), 2),
        ("options['GPT-5 API'].price.input=2", ("options", 0, "price", "input"), 2),
        ("options[GPT-5 API].price.input=2", ("options", 0, "price", "input"), 2),
        ('options["a.b"].gpu=l40s', ("options", 1, "gpu"), "l40s"),
        ("options[0].price.output={low: 1, high: 2}", ("options", 0, "price", "output"), {"low": 1, "high": 2}),
        ("options[0].gpu=l40s", ("options", 0, "gpu"), "l40s"),
        ("options[4]=[1, 2]", ("options", 4), [1, 2]),
        ("options[2].name=other", ("options", 2, "name"), "other"),
        ("new.deep.er=1e9", ("new", "deep", "er"), 1e9),
        ("name=NO", ("name",), "NO"),
        ("name=a=b", ("name",), "a=b"),
        ("name='  x  '", ("name",), "  x  "),
        ("name=null", ("name",), None),
        (" name = y ", ("name",), "y"),
        ('workload["growth"]=2', ("workload", "growth"), 2),
    ],
)
def test_a_setting_changes_its_place(setting: str, path: tuple[str | int, ...], value: object) -> None:
    """Items by name or number, values as in the file, new keys added."""
    assert at(changed(setting), *path) == value


def test_a_setting_is_a_change_at_its_last_step_and_reads_as_it_was_written() -> None:
    """The path ends at the first equals sign that no name has in it."""
    change = change_of(' options["a=b"].x = 1=2 ')
    assert (change.path, change.value, change.source) == (' options["a=b"].x ', " 1=2 ", "--set")
    assert change.setting == ' options["a=b"].x = 1=2 '


def test_nothing_else_changes_not_even_in_the_document_that_was_given() -> None:
    """A sweep applies many settings to one document."""
    before = document()
    data = copy.deepcopy(before.data)
    after = with_setting(before, "options[0].price.input=9")
    assert before.data == data
    data["options"][0]["price"]["input"] = 9
    assert after.data == data
    assert (after.name, after.sha256, after.text) == (before.name, before.sha256, before.text)


def test_settings_build_on_one_another() -> None:
    """Each place remembers the setting it came from."""
    after = with_setting(with_setting(document(), "a.b=1"), "a.c=2")
    assert after.data["a"] == {"b": 1, "c": 2}
    assert after.locate(("a", "b")).text == "a.b=1"
    assert after.locate(("a", "c")).text == "a.c=2"


def test_a_place_that_was_set_is_quoted_as_the_flag() -> None:
    """Problems point into the command line, not at what the file said."""
    setting = 'options["GPT-5 API"].price.input={low: 1, high: 2}'
    after = with_setting(document(), setting)
    path = ("options", 0, "price", "input")
    assert after.locate(path) == Where("--set", 1, 34, 17, setting)
    assert after.locate(path, on_key=True) == Where("--set", 1, 28, 5, setting)
    assert after.locate((*path, "high")) == Where("--set", 1, 49, 1, setting)
    assert after.locate(("options", 0, "price")).file == "a.yaml"
    assert after.locate(("options", 0, "price", "output")).file == "a.yaml"


def test_a_place_made_on_the_way_is_quoted_as_the_flag_too() -> None:
    """A missing key of a block that was just made is missing in the setting."""
    after = with_setting(document(), "workload.shape.peak=4")
    assert after.locate(("workload", "shape"), on_key=True) == Where("--set", 1, 10, 5, "workload.shape.peak=4")
    assert after.locate(("workload",), on_key=True).file == "a.yaml"


def test_what_was_below_a_place_that_was_set_is_forgotten() -> None:
    """No problem points at what no longer counts."""
    after = with_setting(document(), "options[0].price=unknown")
    assert after.locate(("options", 0, "price", "input")).file == "--set"
    assert not after.has(("options", 0, "price", "input"))


@pytest.mark.parametrize(
    ("setting", "code", "message", "column"),
    [
        ("x", "C3-U30", "--set `x` is not a path, `=` and a value", 1),
        ("=3", "C3-U30", "--set `=3` is not a path, `=` and a value", 1),
        ("", "C3-U30", "--set `` is not a path, `=` and a value", 1),
        ("a.b=", "C3-U30", "--set `a.b=` is not a path, `=` and a value", 4),
        ("a.b= # note", "C3-U30", "--set `a.b= # note` is not a path, `=` and a value", 4),
        ("a..b=1", "C3-U30", "--set `a..b=1` is not a path, `=` and a value", 2),
        ("a[b=1", "C3-U30", "--set `a[b=1` is not a path, `=` and a value", 2),
        ('options["GPT-5].x=1', "C3-U30", '--set `options["GPT-5].x=1` is not a path, `=` and a value', 8),
        ("options[GPT-5].x=1", "C3-U31", "no item of `options` is called `GPT-5`", 9),
        ("options.GPT-5.x=1", "C3-U31", "no item of `options` is called `GPT-5`", 9),
        ("options[5]=1", "C3-U31", "no item of `options` has the number 5", 9),
        ("options[twin].x=1", "C3-U31", "2 items of `options` are called `twin`", 9),
        ("workload[0]=1", "C3-U31", "no item of `workload` has the number 0", 10),
        ("nothing[0]=1", "C3-U31", "no item of `nothing` has the number 0", 9),
        ("name=017", "C3-Y20", "`017` with a leading zero is ambiguous: octal or decimal?", 6),
        ("name=.nan", "C3-Y19", "`.nan` is not a finite number", 6),
        ("name=*x", "C3-Y12", "the alias `*x` may not be used here", 6),
        ("name=[1", "C3-Y09", "`,` or `]` is missing before this", 8),
        ("name={a: 1, a: 2}", "C3-Y17", "the key `a` is given twice, on lines 1 and 1", 13),
        ("name=" + "[" * 50, "C3-Y11", "this is nested more than 40 levels deep", 46),
        ("a" + ".a" * 50 + "=1", "C3-Y11", "this is nested more than 40 levels deep", 101),
        ("name=\x1b", "C3-Y07", "the invisible character U+001B may not be in the file", 6),
    ],
)  # fmt: skip
def test_a_bad_setting_is_explained_where_it_is_bad(setting: str, code: str, message: str, column: int) -> None:
    """With the caret under the step or the value."""
    (problem,) = refused(setting)
    assert (problem.code, problem.message) == (code, message)
    assert problem.where
    assert (problem.where.file, problem.where.column) == ("--set", column)


def test_an_unknown_item_is_suggested() -> None:
    """Near names are suggested, never taken."""
    (problem,) = refused('options["GPT5 API"].x=1')
    assert problem.help == "did you mean `GPT-5 API`?"
    assert problem.expected == "one of `GPT-5 API`, `a.b`, `twin`, `twin`, or 0 to 4"


def outcome(setting: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return what comes of a setting."""
    try:
        return with_setting(document(), setting), ()
    except InputError as exc:
        return None, exc.problems


@given(st.text() | st.lists(st.sampled_from([*"abx.[]\"'=01 {},:", "options", "GPT-5 API", "name", "="])).map("".join))
def test_any_setting_is_applied_or_explained(setting: str) -> None:
    """Nothing but InputError ever comes out."""
    after, problems = outcome(setting)
    for problem in problems:
        assert all([problem.message, problem.expected, problem.where and problem.where.file == "--set"])
    if after:
        assert any(after.locate(path).file == "--set" for path in after.marks)

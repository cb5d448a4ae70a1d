"""Reading YAML: its 1.2 core meaning, the place of everything, every problem at once, and no input that hurts."""

from __future__ import annotations

import hashlib
import json
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from c3calc.base.errors import InputError, Problem, Where
from c3calc.files.text.document import Document, read_document
from c3calc.files.text.source import MAX_BYTES, unopened

if TYPE_CHECKING:
    from pathlib import Path

LOADERS = [pytest.param(yaml.CSafeLoader, id="C parser"), pytest.param(yaml.SafeLoader, id="pure parser")]


def read(text: str | bytes, loader: object = yaml.CSafeLoader) -> Document:
    """Return the document in a text that problems call a.yaml."""
    return read_document(None, name="a.yaml", text=text, loader=loader)


def refused(text: str | bytes, loader: object = yaml.CSafeLoader) -> tuple[Problem, ...]:
    """Return the problems of a text that must not be read."""
    with pytest.raises(InputError) as caught:
        read(text, loader)
    return caught.value.problems


def places(problems: tuple[Problem, ...]) -> list[tuple[str, int, int, int]]:
    """Return code, line, column and length of each problem."""
    return [(p.code, p.where.line, p.where.column, p.where.length) for p in problems if p.where]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("y", "y"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRUE", "tRUE"),
        ("null", None), ("~", None), ("", None), ("Null", None), ("nULL", "nULL"),
        ("1e9", 1e9), ("1E9", 1e9), ("1e+9", 1e9), ("1e-9", 1e-9), ("1.0e9", 1e9), (".5", 0.5), ("5.", 5.0),
        ("+3", 3), ("-0", 0), ("0", 0), ("0.0", 0.0), ("0e5", 0.0), ("1.10", 1.1), ("-12.5", -12.5),
        ("0x1F", 31), ("0o17", 15), ("0b11", "0b11"), ("0x0", 0),
        ("12:30", "12:30"), ("190:20:30.15", "190:20:30.15"), ("1_000", "1_000"), ("1,000", "1,000"),
        ("$1.20", "$1.20"),
        ("2026-10-10", "2026-10-10"), ("500M", "500M"), ("30%", "30%"), ("=", "="), ("<<", "<<"), (".", "."),
        ("-", None),
        ("'1'", "1"), ('"true"', "true"), ("''", ""), ("a b", "a b"), ("+.inf2", "+.inf2"), ("0x", "0x"),
    ],
)  # fmt: skip
def test_a_plain_word_means_what_yaml_1_2_says(text: str, value: object, loader: object) -> None:
    """Norway is no truth value, a clock no number, and 1e9 no text (YAML 1.2.2, 10.3.2)."""
    if text == "-":
        assert read("a:\n-\n", loader).data == {"a": [None]}
        return
    found = read(f"a: {text}\n", loader).data["a"]
    assert (type(found), found) == (type(value), value)


def test_a_document_knows_its_name_text_and_hash() -> None:
    """A byte order mark and CRLF are taken; the hash is that of the file's bytes, as sha256sum prints it."""
    document = read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert (document.name, document.text, document.data) == ("a.yaml", "a: 1\r\nb: 2\r\n", {"a": 1, "b": 2})
    assert document.sha256 == hashlib.sha256(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").hexdigest()
    assert document.locate(("b",)) == Where("a.yaml", 2, 4, 1, "b: 2")


def test_a_file_is_read_and_called_by_its_path(tmp_path: Path) -> None:
    """Problems name a file as the user did; standard input has a name too."""
    (tmp_path / "s.yaml").write_text("a: 1\n")
    assert read_document(tmp_path / "s.yaml").name == str(tmp_path / "s.yaml")
    assert read_document(tmp_path / "s.yaml", name="s.yaml").name == "s.yaml"
    assert read_document(None, text="a: 1").name == "<stdin>"


TEXT = """\
é日: x
options:
  - name: GPT-5 API
    price: {input: 1.25, output: [1, 2]}
  - B
empty:
long: "one
  two"
"""


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("path", "on_key", "line", "column", "length"),
    [
        (("é日",), False, 1, 5, 1),
        (("é日",), True, 1, 1, 2),
        (("options",), True, 2, 1, 7),
        (("options", 0), False, 3, 5, 15),  # an indented mapping is marked by its first entry
        (("options", 0, "price"), False, 4, 12, 29),  # one in braces as a whole
        (("options", 0, "price"), True, 4, 5, 5),
        (("options", 0, "price", "output", 1), False, 4, 38, 1),
        (("options", 1), True, 5, 5, 1),  # an item has no key
        (("empty",), False, 6, 1, 5),  # what is empty is marked by its key
        (("long",), False, 7, 7, 4),  # to the end of the first line
        (("options", 0, "price", "nothing", "there"), False, 4, 12, 29),  # the nearest node around
        (("options", 7), False, 3, 3, 17),
        ((), False, 1, 1, 5),
        (("nothing",), True, 1, 1, 5),
    ],
)
def test_every_key_and_value_is_found_again(path, on_key, line, column, length, loader) -> None:  # noqa: ANN001
    """Line, column and length are those of an editor, whatever stands before them."""
    where = read(TEXT, loader).locate(path, on_key=on_key)
    assert (where.line, where.column, where.length, where.text) == (line, column, length, TEXT.splitlines()[line - 1])


@pytest.mark.parametrize("loader", LOADERS)
def test_all_problems_of_a_file_are_reported_at_once_in_their_order(loader: object) -> None:
    """Nobody mends a file one error at a time."""
    text = "a: 017\nb: .nan\nb: 2\n1: x\nc: 1e400\nd: *e\nf: &g 1\n<<: {}\nh: !i j\n[k]: 1\n"
    assert places(refused(text, loader)) == [
        ("C3-Y20", 1, 4, 3),
        ("C3-Y19", 2, 4, 4),
        ("C3-Y17", 3, 1, 1),
        ("C3-Y18", 4, 1, 1),
        ("C3-Y21", 5, 4, 5),
        ("C3-Y12", 6, 4, 2),
        ("C3-Y12", 7, 4, 2),
        ("C3-Y13", 8, 1, 2),
        ("C3-Y14", 9, 4, 1),
        ("C3-Y18", 10, 1, 1),
    ]


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        ("a: 1\nb: 2\na: 3\n", "C3-Y17", "the key `a` is given twice, on lines 1 and 3", "keep one of the two"),
        ('a: 1\n"a": 3\n', "C3-Y17", "the key `a` is given twice, on lines 1 and 2", "keep one of the two"),
        ("a: 017\n", "C3-Y20", "`017` with a leading zero is ambiguous: octal or decimal?",
         "write `17`, or `0o17` for the octal number; in quotes if it is a name"),
        ("a: -08\n", "C3-Y20", "`-08` with a leading zero is ambiguous: octal or decimal?",
         "write `-8`; in quotes if it is a name"),
        ("a: 1e400\n", "C3-Y21", "`1e400` is too large for a number", "check the exponent"),
        ("a: 1e-400\n", "C3-Y21", "`1e-400` is too small for a number", "check the exponent"),
        ("true: 1\n", "C3-Y18", "the key `true` is not text", 'put it in quotes: "true"'),
        ("?\n: 1\n", "C3-Y18", "a key is empty, a list or a mapping", "write `key: value`"),
        ("- a\n", "C3-Y16", "the file holds a list, not a mapping",
         "write a space after each colon, and no `-` before the first keys"),
        ("name:foo\n", "C3-Y16", "the file holds a single value, not a mapping",
         "write a space after each colon, and no `-` before the first keys"),
        ("# only this\n", "C3-Y08", "the file is empty", "`c3 init` writes a first scenario"),
        ("", "C3-Y08", "the file is empty", "`c3 init` writes a first scenario"),
        ("a: 1\n---\nb: 2\n", "C3-Y15", "a second document begins here",
         "keep one scenario a file; delete the line `---` if it is only a ruler"),
    ],
)  # fmt: skip
def test_a_problem_says_what_is_wrong_and_how_to_mend_it(text: str, code: str, message: str, fix: str) -> None:
    """The words are part of the promise."""
    (problem,) = refused(text)
    assert (problem.code, problem.message, problem.help) == (code, message, fix)
    assert problem.expected


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: [1, 2\nb: 3\n", 2, 2, "`,` or `]` is missing before this"),
        ("a: {b: 1]\n", 1, 9, "`,` or `}` is missing before this"),
        ("a: 'x\nb: 1\n", 1, 4, "this quote is never closed"),
        ("a: b: c\n", 1, 5, "a `:` where no key can be"),
        ("a: 1\n b: 2\n", 2, 3, "a `:` where no key can be"),
        ("a: 1\nfoo\nb: 2\n", 2, 1, "a key without its `:`"),
        ("a: - b\n", 1, 4, "a list cannot begin here"),
        ("a: @b\n", 1, 4, "a value cannot begin with this character"),
        ("a: %b\n", 1, 4, "a value cannot begin with this character"),
        ("- a\nb: 1\n", 2, 1, "a key beside a list"),
        ("a: 'b' c\n", 1, 8, "this does not belong to the mapping above"),
        ("a: *\n", 1, 4, "a value cannot begin with `*` or `&`"),
        ("a: !x!y z\n", 1, 4, "a value cannot begin with `!`"),
        ("%YAML 3.0\n---\na: 1\n", 1, 1, "a line cannot begin with `%`"),
        ("a: }\n", 1, 4, "this closes or continues something that was not opened"),
        ("a: |x\n", 1, 5, "this text block is not indented as it should be"),
        ("a: 1\n... b\n", 2, 5, "text after the end of the mapping"),
    ],
)
def test_what_is_not_yaml_is_worded_for_people_alike_by_both_parsers(
    text: str, line: int, column: int, message: str, loader: object
) -> None:
    """Without the C parser c3 is slower, not other."""
    (problem,) = refused(text, loader)
    assert (problem.code, problem.message) == ("C3-Y09", message)
    assert problem.where
    assert (problem.where.line, problem.where.column) == (line, column)


@pytest.mark.parametrize("loader", LOADERS)
def test_the_opening_bracket_is_named_by_its_line(loader: object) -> None:
    """The parser gives up at the end of the file; the mistake is where the bracket opened."""
    (problem,) = refused("a:\n  {b: 1\n\n\n", loader)
    assert problem.help.startswith("close the mapping that `{` opened on line 2")
    assert places((problem,)) == [("C3-Y09", 2, 8, 1)]  # not on the empty lines below


def test_a_colon_without_a_space_in_braces_is_placed() -> None:
    """Only the C parser minds; it is placed where the colon stands."""
    (problem,) = refused("a: {b: 1, c:}\n")
    assert (problem.message, places((problem,))) == ("a `:` without a space behind it", [("C3-Y09", 1, 12, 1)])


def test_an_unknown_escape_is_worded_alike_by_both_parsers() -> None:
    """A Windows path in double quotes is the usual one."""
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        (problem,) = refused('a: "C:\\q"\n', loader)
        assert problem.message == "unknown escape after a backslash in double quotes"


@pytest.mark.parametrize("loader", LOADERS)
def test_every_line_indented_with_a_tab_is_reported(loader: object) -> None:
    """The parser stops at the first; the user has to mend them all."""
    assert places(refused("a:\n\tb: 1\n\n  \tc: 2\nd: 3\n", loader)) == [("C3-Y10", 2, 1, 1), ("C3-Y10", 4, 3, 1)]


def test_tabs_between_words_are_allowed() -> None:
    """YAML only forbids them as indentation."""
    assert read("a:\t1\t# x\n").data == {"a": 1}


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ("a: 1\n".encode("utf-16"), "C3-Y05", "the file is UTF-16"),
        ("a: 1\n".encode("utf-16-le"), "C3-Y05", "the file is UTF-16"),
        ("a: 1\n".encode("utf-16-be"), "C3-Y05", "the file is UTF-16"),
        ("a: 1\n".encode("utf-32"), "C3-Y05", "the file is UTF-32"),
        ("a: 1\n".encode("utf-32-le"), "C3-Y05", "the file is UTF-32"),
        ("a: 1\n".encode("utf-32-be"), "C3-Y05", "the file is UTF-32"),
        (b"\x89PNG\r\n\x1a\n", "C3-Y06", "byte 0x89 is not UTF-8"),
        (b"\x1f\x8b\x08 binary\0", "C3-Y06", "a NUL byte: this is not a text file"),
        ("a: \x1b[31m", "C3-Y07", "the invisible character U+001B may not be in the file"),
        ("a: b\u2028c", "C3-Y07", "the invisible character U+2028 may not be in the file"),
        (b"x" * (MAX_BYTES + 1), "C3-Y04", "the file is larger than 2 MB"),
    ],
)
def test_what_is_not_utf_8_text_is_refused(data: str | bytes, code: str, message: str) -> None:
    """The message says what the file is, not which codec failed."""
    (problem,) = refused(data)
    assert (problem.code, problem.message) == (code, message)


def test_the_first_byte_that_is_not_utf_8_is_placed() -> None:
    """An old encoding is found by its first accent."""
    assert places(refused("a: 1\nb: née\n".encode("latin-1"))) == [("C3-Y06", 2, 5, 1)]


def test_each_forbidden_character_is_reported_once() -> None:
    """A million of them are one problem."""
    assert places(refused("a: \x07\x07\r\nb: \x1b\n")) == [("C3-Y07", 1, 4, 1), ("C3-Y07", 2, 4, 1)]


def test_a_missing_file_suggests_the_nearest_name_in_its_folder(tmp_path: Path) -> None:
    """A slip in a file name is answered with the name."""
    (tmp_path / "scenario.yaml").touch()
    with pytest.raises(InputError) as caught:
        read_document(tmp_path / "scenaro.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.help) == ("C3-Y01", "did you mean `scenario.yaml`?")
    assert problem.where == Where(str(tmp_path / "scenaro.yaml"))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """There is nothing to suggest where there is no folder."""
    with pytest.raises(InputError) as caught:
        read_document(tmp_path / "there" / "a.yaml")
    assert caught.value.problems[0].help == f"there is no folder `{tmp_path / 'there'}` either"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A path through a file names nothing."""
    (tmp_path / "a.yaml").touch()
    with pytest.raises(InputError) as caught:
        read_document(tmp_path / "a.yaml" / "b.yaml")
    assert caught.value.problems[0].code == "C3-Y01"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder is refused with exit code 2."""
    with pytest.raises(InputError) as caught:
        read_document(tmp_path)
    assert (caught.value.problems[0].code, caught.value.exit_code) == ("C3-Y02", 2)


def test_what_the_system_refuses_is_quoted(tmp_path: Path) -> None:
    """The reason of the operating system is passed on."""
    problem = unopened(tmp_path / "a.yaml", PermissionError(13, "Permission denied"))
    assert (problem.code, problem.message) == ("C3-Y03", f"`{tmp_path / 'a.yaml'}` cannot be read: Permission denied")


def test_a_name_that_no_system_takes_is_a_problem_too(tmp_path: Path) -> None:
    """Names with NUL and names without end are input like any other."""
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(InputError) as caught:
            read_document(tmp_path / name)
        assert caught.value.problems[0].code == "C3-Y03"


def test_forty_levels_are_read_and_forty_one_are_not() -> None:
    """The limit is exact."""
    assert read("{a: " * 40 + "1" + "}" * 40).data
    assert places(refused("{a: " * 41 + "1" + "}" * 41)) == [("C3-Y11", 1, 161, 1)]


def alias_bomb() -> str:
    """Return lists that would hold 9**8 items."""
    lines = [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(["a: &a [x]", *lines])


def merge_bomb() -> str:
    """Return mappings that take 2**24 merges to build."""
    lines = [f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]" for i in range(1, 25)]
    return "\n".join(["a0: &a0 {k: v}", *lines])


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "[{b: "])
@pytest.mark.parametrize("levels", [50, 990, 1010, 20_000])
def test_what_is_too_deep_is_seen_at_one_place_by_either_parser(opened: str, levels: int) -> None:
    """The nesting limit is ours to see first: PyYAML 6.0.4 in C gives up at 1,000 levels, brackets ahead included."""
    by_c, by_python = (refused(opened * levels, loader) for loader in (yaml.CSafeLoader, yaml.SafeLoader))
    assert by_c == by_python
    assert "C3-Y11" in {problem.code for problem in by_c}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[" * 100_000, {"C3-Y11"}),
        ("{a: " * 100_000, {"C3-Y11"}),
        ("- " * 100_000, {"C3-Y11"}),
        ("? " * 100_000, {"C3-Y11", "C3-Y18"}),
        ("a:\n" + "".join(" " * i + "b:\n" for i in range(1, 1500)), {"C3-Y11"}),
        (alias_bomb(), {"C3-Y12"}),
        (merge_bomb(), {"C3-Y12", "C3-Y13"}),
        ("a: &x [*x]", {"C3-Y12"}),
        ("a: [" + "[]," * 200_000, {"C3-Y04"}),
        ("a: 1\n" * 100_000, {"C3-Y17"}),
        ("a:\n" + "\tb: 1\n" * 100_000, {"C3-Y10"}),
        ("a: " + "9" * 1_000_000, {"C3-Y21"}),
        ("\x07" * 1_000_000, {"C3-Y07"}),
        ('a: "' + "x" * 1_000_000, {"C3-Y09"}),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, str) else "",
)
def test_a_bomb_is_refused_in_no_time_and_little_memory(text: str, codes: set[str]) -> None:
    """No input makes c3 hang; what it reports is bounded too."""
    start = time.process_time()
    problems = refused(text)
    assert {problem.code for problem in problems} == codes
    assert len(problems) <= 200
    assert time.process_time() - start < 5


def test_a_large_file_takes_little_memory() -> None:
    """A file near the limits takes less than 100 MB."""
    text = "a:\n" + "".join(f"  - {{name: n{i}, value: {i}}}\n" for i in range(19_000))
    tracemalloc.start()
    document = read(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(document.data["a"]) == 19_000
    assert peak < 100e6


YAML_LIKE = st.lists(
    st.sampled_from([*"{}[]:,-?*&!|>'\"%@#~\n\t  aé日", ": ", "\n  ", "- ", "<<: ", "1e9", "---\n", "...\n", "\r\n"])
)


def outcome(text: str | bytes, loader: object = yaml.CSafeLoader) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return what comes of reading a text."""
    try:
        return read(text, loader), ()
    except InputError as exc:
        return None, exc.problems


def holds(text: str | bytes, loader: object = yaml.CSafeLoader) -> None:
    """Check that reading gives a document that can be located everywhere, or problems that are complete."""
    document, problems = outcome(text, loader)
    assert (document is None) == bool(problems)
    for problem in problems:
        assert problem.code.startswith("C3-Y")
        assert all([problem.message, problem.expected, problem.help])
        assert problem.where
        assert min(problem.where.line, problem.where.column, problem.where.length) >= 1
    for path in document.marks if document else ():
        assert document.locate(path).line <= document.text.count("\n") + 1


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but InputError ever comes out."""
    holds(data)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but InputError ever comes out."""
    holds(text)


@given(YAML_LIKE.map("".join))
def test_anything_like_yaml_is_read_or_refused_by_both_parsers(text: str) -> None:
    """Made of what YAML is made of, text comes further into the parser."""
    holds(text)
    holds(text, yaml.SafeLoader)


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(categories=["L", "N"])), inner, max_size=4),
).map(lambda value: {"a": value}))  # fmt: skip
def test_what_json_can_say_is_read_back_unchanged(value: dict[str, object]) -> None:
    """JSON is YAML 1.2: the same values, to the last bit."""
    assert read(json.dumps(value, ensure_ascii=False)).data == value

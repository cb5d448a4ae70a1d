"""Typed data from a document: each mistake one problem, in people's words, where it stands in the file."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictStr,
    Tag,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from c3calc.base.errors import InputError, Problem
from c3calc.files.text.document import read_document
from c3calc.files.validation import validate


def short(value: str) -> str:
    """Refuse more than three letters in our own words."""
    if len(value) > 3:
        raise PydanticCustomError(
            "C3-S99", "{message}", {"message": "too {long}", "expected": "3 letters", "help": "cut it"}
        )
    return value


def word_or_block(value: object) -> str:
    """Tell a word from a mapping."""
    return "word" if isinstance(value, str) else "block"


class Block(BaseModel):
    """A mapping without unknown keys."""

    model_config = ConfigDict(extra="forbid")


class Price(Block):
    """A price."""

    input_usd: float
    output_usd: float
    per: Literal["month", "year"] = "month"


class Api(Block):
    """One kind of option."""

    kind: Literal["api"]
    name: StrictStr
    price: Price | None = None


class Rented(Block):
    """Another kind of option."""

    kind: Literal["rented"]
    name: Annotated[StrictStr, Field(min_length=1, max_length=5)]
    gpus: Annotated[int, Field(ge=1)] = 1
    hot: StrictBool = False
    parts: tuple[Price, ...] = ()


class Span(Block):
    """A block with a rule of its own."""

    low: float
    high: float

    @model_validator(mode="after")
    def in_order(self) -> Span:
        """Point at one key of the block."""
        if self.low > self.high:
            raise PydanticCustomError("C3-S98", "upside down", {"path": ("high",), "on_key": True})
        return self


class Named(Block):
    """The other branch of a plain union."""

    label: StrictStr
    height: float


class Sheet(Block):
    """Everything a file may hold."""

    title: Annotated[str, AfterValidator(short)] = ""
    options: Annotated[tuple[Annotated[Api | Rented, Field(discriminator="kind")], ...], Field(min_length=1)] = ()
    shape: Annotated[
        Annotated[Literal["flat", "peaky"], Tag("word")] | Annotated[Price, Tag("block")], Discriminator(word_or_block)
    ] = "flat"
    size: Span | Named | Literal["unknown"] = "unknown"
    prices: dict[Annotated[str, AfterValidator(short)], Price] = {}
    origin: Annotated[str | None, Field(alias="from")] = None
    even: Annotated[int, AfterValidator(lambda value: value if value % 2 == 0 else int("x"))] = 0


def mistakes(text: str, model: type[BaseModel] = Sheet, root: tuple[str | int, ...] = ()) -> list[Problem]:
    """Return the problems of a text that is YAML but not a Sheet."""
    document = read_document(None, name="a.yaml", text=text)
    with pytest.raises(InputError) as caught:
        validate(model, document, root=root)
    return list(caught.value.problems)


def only(text: str) -> Problem:
    """Return the one problem of a text."""
    (problem,) = mistakes(text)
    return problem


def place(problem: Problem) -> tuple[int, int, int]:
    """Return line, column and length of a problem."""
    assert problem.where
    return (problem.where.line, problem.where.column, problem.where.length)


def test_what_is_right_comes_back_typed() -> None:
    """Whole documents and parts of them."""
    document = read_document(None, text="options: [{kind: api, name: a}]\nfrom: here\n")
    assert validate(Sheet, document).options == (Api(kind="api", name="a"),)
    assert validate(Api, document, root=("options", 0)).name == "a"


def test_an_unknown_key_is_marked_and_the_nearest_one_suggested() -> None:
    """The caret stands under the key, not under its value."""
    problem = only("options:\n  - kind: api\n    name: a\n    price: {input_usd: 1, output_usd: 2, pre: month}\n")
    assert (problem.code, problem.message, problem.help) == ("C3-S01", "unknown key `pre`", "did you mean `per`?")
    assert (problem.expected, place(problem)) == ("`per`", (4, 42, 3))


def test_an_unknown_key_like_none_lists_those_that_are_free() -> None:
    """Keys that the block already has are not offered."""
    problem = only("options:\n  - kind: rented\n    name: a\n    xyz: 1\n")
    assert (problem.help, problem.expected) == ("", "`gpus`, `hot` or `parts`")


def test_of_many_keys_the_first_twelve_are_listed() -> None:
    """A line of names is read, a page of them is not."""
    wide = create_model("Wide", __base__=Block, **{f"key_{n:02}": (int, 0) for n in range(1, 16)})
    (problem,) = mistakes("xyz: 1\n", wide)
    assert problem.expected.endswith("`key_11`, `key_12` or 3 more")


def test_an_alias_is_known_by_the_name_it_has_in_the_file() -> None:
    """Python's name for a key is not a key."""
    assert only("form: x\n").help == "did you mean `from`?"
    assert only("origin: x\n").code == "C3-S01"


def test_a_missing_key_is_named_with_the_block_it_belongs_to() -> None:
    """The place is the block where it is missing."""
    problem = only("options:\n  - kind: api\n    name: GPT\n    price:\n      input_usd: 1\n")
    assert (problem.code, problem.message) == ("C3-S02", "`output_usd` is missing in `price`")
    assert (problem.help, place(problem)) == ("add `output_usd: ...`", (4, 5, 5))


def test_a_missing_key_of_an_item_is_named_with_the_item() -> None:
    """An item without a name is counted from 1, as people do."""
    assert only("options: [{kind: api}]\n").message == "`name` is missing in item 1 of `options`"
    assert only("size: {low: 1}\n").message == "`high` is missing in `size`"
    assert mistakes("title: x\n", Price)[1].message == "`input_usd` is missing"


def test_a_typo_and_the_key_it_stands_for_are_one_problem() -> None:
    """One slip, one message."""
    problem = only("options:\n  - {kind: api, name: a, price: {input_usd: 1, ouput_usd: 2}}\n")
    assert (problem.code, problem.help) == ("C3-S01", "did you mean `output_usd`?")


def test_an_unknown_kind_lists_the_kinds() -> None:
    """No complaint from every branch of the union."""
    problem = only("options:\n  - name: a\n    kind: rentd\n")
    assert (problem.code, problem.message) == ("C3-S04", "`kind` cannot be `rentd`")
    assert (problem.expected, problem.help, place(problem)) == (
        "`api` or `rented`",
        "did you mean `rented`?",
        (3, 11, 5),
    )


def test_a_missing_kind_lists_the_kinds() -> None:
    """Without a kind nothing else of the option can be judged."""
    problem = only("options:\n  - name: a\n")
    assert (problem.code, problem.message) == ("C3-S02", "`kind` is missing in `a`")
    assert problem.expected == "the key `kind`, which is `api` or `rented`"


def test_a_mistyped_kind_key_is_an_unknown_key() -> None:
    """The typo is marked, not the option."""
    problem = only("options:\n  - {name: a, knd: api}\n")
    assert (problem.code, problem.help, place(problem)) == ("C3-S01", "did you mean `kind`?", (2, 15, 3))


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        ("options: [{kind: api, name: 5}]", "C3-S03", "`name` must be text, not the number 5", 'put it in quotes: "5"'),
        ("options: [{kind: api, name: true}]", "C3-S03", "`name` must be text, not true", 'put it in quotes: "true"'),
        ("options: [{kind: api, name: [a]}]", "C3-S03", "`name` must be text, not a list", ""),
        ("options: [{kind: api, name: }]", "C3-S03", "`name` must be text, not an empty value",
         "give a value, or delete the line"),
        ("options: [{kind: api, name: a, price: 5}]", "C3-S03", "`price` must be a mapping, not the number 5",
         "write `key: value` pairs, or {key: value}"),
        ("options: {a: 1}", "C3-S03", "`options` must be a list, not a mapping",
         "begin each item with `- `, or write [a, b]"),
        ("options: [x]", "C3-S03", "item 1 of `options` must be a mapping, not `x`",
         "write `key: value` pairs, or {key: value}"),
        ("options: [{kind: rented, name: a, hot: yes}]", "C3-S03", "`hot` must be `true` or `false`, not `yes`",
         "`yes` is text in YAML 1.2"),
        ("options: [{kind: rented, name: a, gpus: 1.5}]", "C3-S03",
         "`gpus` must be a whole number, not the number 1.5", ""),
        ("options: [{kind: rented, name: a, gpus: x}]", "C3-S03", "`gpus` must be a whole number, not `x`", ""),
        ("options: [{kind: rented, name: a, gpus: 0}]", "C3-S12", "the number 0 is out of range", ""),
        ("options: [{kind: rented, name: ''}]", "C3-S05", "`name` is too short", ""),
        ("options: [{kind: rented, name: abcdef}]", "C3-S05", "`name` is too long", ""),
        ("options: []", "C3-S05", "`options` is too short", ""),
        ("even: 1", "C3-S07", "`even`: invalid literal for int() with base 10: 'x'", ""),
        ("shape: {input_usd: 1, output_usd: x}", "C3-S03", "`output_usd` must be a number, not `x`", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_worded_for_people(text: str, code: str, message: str, fix: str) -> None:
    """No jargon, no class names, no addresses."""
    problem = only(text)
    assert (problem.code, problem.message, problem.help) == (code, message, fix)


def test_lengths_and_bounds_say_what_is_expected() -> None:
    """Singular and plural are right."""
    assert only("options: [{kind: rented, name: ''}]").expected == "at least 1 character"
    assert only("options: [{kind: rented, name: abcdef}]").expected == "at most 5 characters"
    assert only("options: []").expected == "at least 1 item"
    assert only("options: [{kind: rented, name: a, gpus: 0}]").expected == "a number of at least 1"


def test_an_unknown_word_lists_the_words_and_what_may_stand_beside_them() -> None:
    """A field that takes a word or a mapping says both."""
    problem = only("shape: flt")
    assert (problem.code, problem.message, problem.help) == (
        "C3-S04",
        "`shape` cannot be `flt`",
        "did you mean `flat`?",
    )
    assert problem.expected == "`flat` or `peaky`, or a mapping of `input_usd`, `output_usd` or `per`"


def test_our_own_errors_keep_their_code_words_and_help_and_braces() -> None:
    """What a validator says is passed on; braces in it are not formatted."""
    problem = only("title: abcd")
    assert (problem.code, problem.message, problem.expected, problem.help) == (
        "C3-S99",
        "too {long}",
        "3 letters",
        "cut it",
    )
    assert place(problem) == (1, 8, 4)


def test_our_own_errors_may_point_into_their_block() -> None:
    """A rule between two keys marks the one to change."""
    assert place(only("size: {low: 2, high: 1}")) == (1, 16, 4)


def test_an_error_of_a_key_is_on_the_key() -> None:
    """A mapping from ids marks the id."""
    assert place(only("prices:\n  abcd: {input_usd: 1, output_usd: 1}\n")) == (2, 3, 4)


def test_a_plain_union_complains_for_the_nearest_branch_only() -> None:
    """What was meant is what fits best."""
    problem = only("size: {label: x, height: tall}")
    assert (problem.message, place(problem)) == ("`height` must be a number, not `tall`", (1, 26, 4))
    assert only("size: unknwon").message == "`size` cannot be `unknwon`"


def test_a_list_is_not_too_short_because_its_items_are_wrong() -> None:
    """Pydantic counts what is left of it; people count what they wrote."""
    assert [p.code for p in mistakes("options: [{kind: api, nam: a}]")] == ["C3-S01"]


def test_all_mistakes_come_sorted_by_place_each_once() -> None:
    """From the top of the file to its end."""
    items = "  - {kind: x}\n  - {kind: api, name: 5, price: {input_usd: 1}}\n  - {kind: rented, name: a, hot: 1}\n"
    text = f"from: 1\noptions:\n{items}bogus: 1\n"
    problems = mistakes(text)
    assert [place(p)[:2] for p in problems] == [(1, 7), (3, 12), (4, 23), (4, 26), (5, 34), (6, 1)]
    assert len(set(problems)) == len(problems)


def test_a_part_of_a_document_is_validated_at_its_root() -> None:
    """Places are those of the whole file."""
    (problem,) = mistakes("a:\n  - {input_usd: 1, output_usd: x}\n", Price, root=("a", 0))
    assert place(problem) == (2, 32, 1)


def test_a_value_that_is_long_or_hostile_does_not_fill_the_message() -> None:
    """Values are cut in messages."""
    assert len(only("shape: " + "x" * 10_000).message) < 100


def test_thousands_of_mistakes_are_worded_in_seconds() -> None:
    """A generated file that is wrong throughout does not hang."""
    text = "options:\n" + "  - {kind: api, nme: 1}\n" * 5_000
    assert len(mistakes(text)) == 5_000 + 4_950  # only the first 50 typos are matched with what is missing


KEYS = st.sampled_from(["kind", "name", "price", "options", "shape", "size", "low", "label", "prices", "even", "x"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc", max_size=3) | st.sampled_from(["api", "flat"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)  # fmt: skip


def outcome(data: dict[str, Any]) -> tuple[Problem, ...]:
    """Return the problems of data, if there are any."""
    try:
        validate(Sheet, read_document(None, text=json.dumps(data)))
    except InputError as exc:
        return exc.problems
    return ()


@given(st.dictionaries(st.sampled_from(["options", "shape", "size", "prices", "title", "even", "x"]), ANY, min_size=1))
def test_any_data_is_typed_or_explained(data: dict[str, Any]) -> None:
    """No sentence of pydantic's gets through."""
    for problem in outcome(data):
        assert problem.code.startswith("C3-")
        assert problem.where
        assert problem.message
        assert "Input should" not in problem.message

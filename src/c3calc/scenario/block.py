"""What every block of the scenario file has in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictStr, Tag

Text = Annotated[StrictStr, Field(min_length=1, max_length=500)]
Per = Literal["hour", "day", "week", "month", "year"]


class Block(BaseModel):
    """A mapping of the scenario file: unknown keys are errors, values never change."""

    # Built once, within Scenario: building every block on its own as well costs a third of the start-up. A default
    # block is made by `model_construct()` for the same reason.
    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=(), defer_build=True)


def _word_or_block(value: object) -> str:
    """Tell apart `unknown`, `flat`, `DE` from a mapping, so that an error names one alternative, not both."""
    return "word" if isinstance(value, str) else "block"


EITHER = Discriminator(_word_or_block)
WORD, BLOCK = Tag("word"), Tag("block")

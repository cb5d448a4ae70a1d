"""The words a flag or argument may be; Typer checks and lists them."""

from enum import StrEnum


class Format(StrEnum):
    """Formats of an answer."""

    table = "table"
    markdown = "markdown"
    csv = "csv"
    tsv = "tsv"
    json = "json"


class SchemaName(StrEnum):
    """What has a published JSON Schema."""

    scenario = "scenario"
    pricing = "pricing"
    result = "result"


class Kind(StrEnum):
    """Kinds of option that a starter scenario may have."""

    api = "api"
    rented = "rented"
    owned = "owned"
    fixed = "fixed"


class Shell(StrEnum):
    """Shells with a completion script."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"

"""The words a flag or argument may be; Typer checks and lists them."""

from enum import StrEnum


class Format(StrEnum):
    """Formats of an answer."""

    table = "table"
    markdown = "markdown"
    csv = "csv"
    tsv = "tsv"
    json = "json"


class AnswerFormat(StrEnum):
    """Formats of a whole answer: those of every command, and documents."""

    table = "table"
    markdown = "markdown"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    html = "html"
    xlsx = "xlsx"


class EngineClass(StrEnum):
    """Classes of inference engines that a prediction is made for."""

    serving = "serving"
    local = "local"


class Phase(StrEnum):
    """What a predicted rate is of: requests with their prefill, or generation alone."""

    served = "served"
    decode = "decode"


class CheckFormat(StrEnum):
    """Formats of a check: those for people and for programs, and those of CI systems."""

    table = "table"
    markdown = "markdown"
    comment = "comment"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    github = "github"
    junit = "junit"
    sarif = "sarif"


class FailOn(StrEnum):
    """What makes a check fail."""

    error = "error"
    warning = "warning"


class SchemaName(StrEnum):
    """What has a published JSON Schema."""

    scenario = "scenario"
    pricing = "pricing"
    result = "result"
    measurement = "measurement"
    check = "check"
    diff = "diff"
    sweep = "sweep"


class Kind(StrEnum):
    """Kinds of option that a starter scenario may have."""

    api = "api"
    rented = "rented"
    owned = "owned"
    fixed = "fixed"


class EntryKind(StrEnum):
    """Kinds of entry that the catalogue has."""

    api = "api"
    rental = "rental"
    gpu = "gpu"
    model = "model"
    grid = "grid"
    electricity = "electricity"
    currency = "currency"


class Shell(StrEnum):
    """Shells with a completion script."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


class ImportSource(StrEnum):
    """Packages that prices can be imported from."""

    genai_prices = "genai-prices"


class Quant(StrEnum):
    """Quantisations of synthetic weights."""

    q4_k_m = "q4_k_m"
    q4_0 = "q4_0"
    q8_0 = "q8_0"
    f16 = "f16"


class MeterChoice(StrEnum):
    """What measures energy."""

    auto = "auto"
    nvml = "nvml"
    rapl = "rapl"
    none = "none"

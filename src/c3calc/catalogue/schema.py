"""Which files the catalogue has, and which rows each holds.

Used when the catalogue is compiled and when a user's own folder is laid over it; the compiled form is trusted.
Every file may have `common`, whose keys each of its rows inherits; a row's own value wins.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, Field, model_validator

from c3calc.base.text import near
from c3calc.catalogue.facts import (
    ControlEntry,
    Criterion,
    Currency,
    Default,
    EngineEntry,
    Gpu,
    GridEntry,
    OpenWeights,
    RateEntry,
    Region,
)
from c3calc.catalogue.fields import CatalogueRow, Id, Place, Text, refuse
from c3calc.catalogue.prices import ApiEnergyRow, ApiModel, ApiPrice, Rental, Tariff

Lists = dict[str, type[BaseModel]]


def _inherit(rows: Any, common: Any) -> Any:
    """Return rows with what they leave out taken from `common`; what is no row is left for pydantic to refuse."""
    if not isinstance(rows, list) or not isinstance(common, dict):
        return rows
    return [{**common, **row} if isinstance(row, dict) else row for row in rows]


def _check_common(data: dict[str, Any], key: str, rows: tuple[type[BaseModel], ...]) -> None:
    """Refuse a common key that no row of the file has."""
    known = {field.alias or name for row in rows for name, field in row.model_fields.items()}
    common = data.get(key)
    for name in common if isinstance(common, dict) else ():
        if name not in known:
            expected = ", ".join(sorted(known))
            raise refuse(
                "C3-K06", f"no row of this file has a key `{name}`", expected, near(str(name), known), (key, name)
            )


class File(CatalogueRow):
    """A file whose lists hold rows of one kind each."""

    lists: ClassVar[Lists] = {}
    common: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _with_common(cls, data: Any) -> Any:
        return cls.inherited(data) if isinstance(data, dict) else data

    @classmethod
    def inherited(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return the file's data with `common` written into its rows."""
        _check_common(data, "common", tuple(cls.lists.values()))
        return data | {key: _inherit(data[key], data.get("common")) for key in cls.lists if key in data}


class Provider(File):
    """Who sells: `provider` is the file's name; `region` and `grid` are where requests are served, if that is known."""

    provider: Id
    name: Text | None = None
    page: Text | None = None


class ApiFile(Provider):
    """The models of one API provider; `common` goes to prices, `common_energy` to energy."""

    region: Text | None = None
    grid: Place | None = None
    common_energy: dict[str, Any] = Field(default_factory=dict)
    models: list[ApiModel]

    @classmethod
    def inherited(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return the file's data with both commons written into the rows of every model."""
        _check_common(data, "common", (ApiPrice,))
        _check_common(data, "common_energy", (ApiEnergyRow,))
        models = data.get("models")
        return data | {"models": [cls._model(m, data) for m in models]} if isinstance(models, list) else data

    @staticmethod
    def _model(model: Any, data: dict[str, Any]) -> Any:
        if not isinstance(model, dict):
            return model
        filled = {"prices": _inherit(model["prices"], data.get("common"))} if "prices" in model else {}
        if "energy" in model:
            filled["energy"] = _inherit([model["energy"]], data.get("common_energy"))[0]
        return model | filled


class RentalFile(Provider):
    """The machines of one provider."""

    lists: ClassVar[Lists] = {"rentals": Rental}
    rentals: list[Rental]


class GpuFile(File):
    """Accelerators."""

    lists: ClassVar[Lists] = {"gpus": Gpu}
    gpus: list[Gpu]


class OpenWeightsFile(File):
    """Open weights."""

    lists: ClassVar[Lists] = {"models": OpenWeights}
    models: list[OpenWeights]


class GridFile(File):
    """Grids."""

    lists: ClassVar[Lists] = {"grids": GridEntry}
    grids: list[GridEntry]


class TariffFile(File):
    """Electricity prices."""

    lists: ClassVar[Lists] = {"electricity": Tariff}
    electricity: list[Tariff]


class CurrencyFile(File):
    """Currencies; `common` goes to their rates."""

    currencies: list[Currency]

    @classmethod
    def inherited(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return the file's data with `common` written into every rate."""
        _check_common(data, "common", (RateEntry,))
        rows = data.get("currencies")
        return data | {"currencies": [cls._currency(row, data) for row in rows]} if isinstance(rows, list) else data

    @staticmethod
    def _currency(row: Any, data: dict[str, Any]) -> Any:
        if not isinstance(row, dict) or "usd_per_unit" not in row:
            return row
        return row | {"usd_per_unit": _inherit(row["usd_per_unit"], data.get("common"))}


class ControlFile(File):
    """Criteria of control, and scores by kind of option."""

    lists: ClassVar[Lists] = {"criteria": Criterion, "scores": ControlEntry}
    criteria: list[Criterion] = Field(default_factory=list)
    scores: list[ControlEntry] = Field(default_factory=list)


class DefaultFile(File):
    """Defaults, and groups of countries."""

    lists: ClassVar[Lists] = {"defaults": Default, "regions": Region}
    defaults: list[Default] = Field(default_factory=list)
    regions: list[Region] = Field(default_factory=list)


class PredictionFile(File):
    """Constants of prediction, one row a class of engines."""

    lists: ClassVar[Lists] = {"engines": EngineEntry}
    engines: list[EngineEntry]

"""Promises of the import of genai-prices: what it says is what the package answers, and history is never lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import (
    ClauseEquals,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    PriceVariant,
    Provider,
    StartDateConstraint,
    Tier,
    TieredPrices,
    TimeOfDateConstraint,
)

from c3calc.base.errors import InputError, Problem
from c3calc.cli.price_sources import release_day
from c3calc.files.catalogue.folder import read_folder
from c3calc.files.catalogue.load import load_catalogue
from c3calc.files.importers.genai_prices import (
    ALIAS,
    AMOUNTS,
    BATCH_NAMES,
    CONTEXTS,
    PROVIDERS,
    RELEASED,
    STRETCHED,
    Imported,
    imported,
    model_entry,
    package_version,
)
from c3calc.files.importers.imported import SEEN, file_text, history, write_import
from c3calc.files.importers.open_weights import SPELLINGS, weights_of
from command import c3
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CHECKED = "2026-11-10"
BATCH = {"processing": "batch"}


def model(prices: ModelPrice | list[ConditionalPrice], *variants: PriceVariant, name: str = "m") -> ModelInfo:
    """Return a model of the package."""
    return ModelInfo(id=name, match=ClauseEquals(equals=name), prices=prices, price_variants=list(variants))


def usd(**amounts: str) -> ModelPrice:
    """Return prices of the package."""
    return ModelPrice(**{name: Decimal(amount) for name, amount in amounts.items()})


def rows(of: ModelInfo) -> list[dict[str, Any]]:
    """Return the price rows that are imported of a model."""
    prices: list[dict[str, Any]] = model_entry(of, CHECKED)["prices"]
    return prices


def provider(**models: list[dict[str, Any]]) -> Imported:
    """Return a provider with models and their rows."""
    entries = {name: {"id": name, "prices": prices} for name, prices in models.items()}
    return Imported("acme", "Acme", "https://acme.com", "USD", "test", CHECKED, entries)


def price(into: float, out: float = 10.0, **fields: Any) -> dict[str, Any]:
    """Return a row."""
    return {**fields, "input_per_mtok": into, "output_per_mtok": out}


def refused(folder: Path, new: Imported, *accepted: str) -> list[Problem]:
    """Return why an import is refused."""
    with pytest.raises(InputError) as caught:
        write_import([new], folder, accepted)
    return list(caught.value.problems)


def test_all_of_the_package_is_in_the_catalogue() -> None:
    """47 providers and every model that has a price per token are in pricing/, the others are named there."""
    found = imported(RELEASED[package_version()])
    assert len(found) == 47
    for one in found:
        text = (ROOT / "pricing" / "apis" / "genai-prices" / f"{one.provider}.yaml").read_text(encoding="utf-8")
        kept = {entry["id"] for entry in yaml.safe_load(text)["models"]}
        assert (kept, [name for name in one.unpriced if name not in text]) == (set(one.models), [])


def test_every_unit_that_is_dropped_is_said() -> None:
    """Whatever a model is billed in that no field of a price row holds is named in its entry, and nothing else is."""
    held, catalogue, named = {*AMOUNTS.values(), "requests_kcount"}, load_catalogue(), 0
    models = {f"{PROVIDERS.get(p.id, p.id)}/{m.id}": m.prices for p in get_snapshot().providers for m in p.models}
    for key in models.keys() & set(catalogue.ids("apis")):
        prices = models[key]
        rows = [prices] if isinstance(prices, ModelPrice) else [row.prices for row in prices]
        units = {unit for row in rows for unit, value in vars(row).items() if value is not None} - held
        words = [word.replace(" ", "_") for word in catalogue.get("apis", key).get("also_billed", ())]
        assert [unit for unit in units if not any(unit.startswith(word) for word in words)] == []
        assert [word for word in words if not any(unit.startswith(word) for unit in units)] == []
        named += bool(words)
    assert named > 100


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    """The files in pricing/ are, byte for byte, what an import of the same package writes."""
    write_import(imported(RELEASED[package_version()]), tmp_path, ())
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "apis" / "genai-prices").iterdir()}
    kept = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "pricing" / "apis" / "genai-prices").iterdir()}
    assert made == kept


def test_every_class_of_token_has_its_price() -> None:
    """Input, output, cached read and both cache writes are taken over, and a price per thousand calls is per call."""
    amounts = usd(input_mtok="3", output_mtok="15", cache_read_mtok="0.3", cache_write_mtok="3.75",
                  cache_write_1h_mtok="6", requests_kcount="5")  # fmt: skip
    expected = {"input_per_mtok": 3.0, "output_per_mtok": 15.0, "cached_read": 0.3, "cache_write": 3.75,
                "cache_write_1h": 6.0, "per_request": 0.005}  # fmt: skip
    assert [expected] == rows(model(amounts))


def test_context_tiers_are_whole_prices() -> None:
    """Above 200,000 tokens all that a request costs is in the tier, what the length does not change too."""
    tiered = ModelPrice(
        input_mtok=TieredPrices(Decimal(3), [Tier(200_000, Decimal(6))]),
        output_mtok=TieredPrices(Decimal(15), [Tier(200_000, Decimal("22.5"))]),
        cache_read_mtok=Decimal("0.3"),
    )
    (row,) = rows(model(tiered))
    assert row["long_context"] == {
        "above_tokens": 200_000, "input_per_mtok": 6.0, "output_per_mtok": 22.5, "cached_read": 0.3,
    }  # fmt: skip


def test_batch_and_flex_keep_a_tier_that_standard_has_and_a_premium_does_not() -> None:
    """Standard 30 -> 60, batch and flex 15 for all sizes: 30 above the tier, and said; priority takes none above it."""
    standard = ModelPrice(input_mtok=TieredPrices(Decimal(30), [Tier(272_000, Decimal(60))]))
    others = [({"processing": "batch"}, "15"), ({"service_tier": "flex"}, "15"), ({"service_tier": "priority"}, "75")]
    (row,) = rows(model(standard, *(PriceVariant(when, usd(input_mtok=price)) for when, price in others)))
    above = {"above_tokens": 272_000}
    assert (row["long_context"]["batch_input"], row["note"]) == (30.0, STRETCHED)
    assert row["flex"] == {"input_per_mtok": 15.0, "long_context": {**above, "input_per_mtok": 30.0}}
    assert row["priority"] == {"input_per_mtok": 75.0, "long_context": {**above, "offered": False}}


def listed(long: Any) -> list[Any]:
    """Return a tier, or a list of them, as a list."""
    return [long] if isinstance(long, dict) else long


def test_no_tier_of_the_catalogue_is_flat_where_standard_is_not() -> None:
    """In every imported row, what rises above a context size at the standard price rises in every other tier."""
    flat = []
    for one in imported(RELEASED[package_version()]):
        for name, row in ((name, row) for name, entry in one.models.items() for row in entry["prices"]):
            for long in listed(row.get("long_context", [])):
                risen = [key for key in AMOUNTS if key in long and long[key] != row.get(key)]
                batch = [(BATCH_NAMES.get(key, f"batch_{key}"), row, long) for key in risen]
                tiers = [(key, row[tier], at) for tier in CONTEXTS if tier in row for key in risen
                         for at in listed(row[tier].get("long_context", [])) if at.get("offered", True)]  # fmt: skip
                flat += [
                    (name, key) for key, short, at in (*batch, *tiers) if key in short and short[key] == at.get(key)
                ]
    assert flat == []


def test_batch_asked_in_vain_is_no_batch_price() -> None:
    """Before its day a batch variant gives the full price and no warning; here there is no batch price before it."""
    start = StartDateConstraint(date(2026, 10, 14))
    batch = PriceVariant(BATCH, usd(input_mtok="1"), start)
    before, after = rows(model(usd(input_mtok="2", output_mtok="8"), batch))
    assert ("batch_input" in before, after["valid_from"], after["batch_input"]) == (False, "2026-10-14", 1.0)
    assert "batch_output" not in after  # the variant does not change it


def test_service_tiers_hold_what_they_change() -> None:
    """Flex and priority are rows of what they change; a tier that changes nothing is none."""
    flex = PriceVariant({"service_tier": "flex"}, usd(input_mtok="1"))
    same = PriceVariant({"service_tier": "priority"}, usd(input_mtok="2"))
    (row,) = rows(model(usd(input_mtok="2", output_mtok="8"), flex, same))
    assert (row["flex"], "priority" in row) == ({"input_per_mtok": 1.0}, False)


def test_prices_do_not_depend_on_the_clock() -> None:
    """A price by the hour is stored with its hours, whenever it is imported."""
    night = TimeOfDateConstraint(time(16, 30, tzinfo=UTC), time(0, 30, tzinfo=UTC))
    dated = [ConditionalPrice(None, prices=usd(input_mtok="2")), ConditionalPrice(night, prices=usd(input_mtok="1"))]
    (row,) = rows(model(dated))
    assert row == {"input_per_mtok": 2.0, "time_of_day": [{"from": "16:30", "to": "00:30", "input_per_mtok": 1.0}]}
    assert tuple(
        float(str(model(dated).get_prices(datetime(2026, 11, 10, hour, tzinfo=UTC)).input_mtok)) for hour in (0, 12)
    ) == (1, 2)


def test_dated_and_announced_prices_are_rows() -> None:
    """Each start date is a row; one after the day of the check is labelled."""
    dated = [ConditionalPrice(None, prices=usd(input_mtok="4")),
             ConditionalPrice(StartDateConstraint(date(2026, 5, 1)), prices=usd(input_mtok="3")),
             ConditionalPrice(StartDateConstraint(date(2027, 1, 1)), prices=usd(input_mtok="5"))]  # fmt: skip
    found = rows(model(dated))
    assert [(r.get("valid_from"), r["input_per_mtok"]) for r in found] == [
        (None, 4.0),
        ("2026-05-01", 3.0),
        ("2027-01-01", 5.0),
    ]
    assert ["announced" in r.get("note", "") for r in found] == [False, False, True]


def test_moving_names_are_marked() -> None:
    """What `-latest` means moves, and its price may be that of an older model: the entry says so."""
    latest = model_entry(model(usd(input_mtok="2"), name="mistral-large-latest"), CHECKED)
    assert (latest["note"], "note" in model_entry(model(usd(input_mtok="2")), CHECKED)) == (ALIAS, False)


def test_yuan_are_filed_as_yuan() -> None:
    """Zhipu bills in CNY, which the package converts at 7.25: GLM-5.3 is 8 CNY in and 28 out again."""
    zhipu = next(one for one in imported(CHECKED) if one.provider == "zhipuai")
    (row,) = zhipu.models["GLM-5.3"]["prices"]
    assert (zhipu.currency, row["input_per_mtok"], row["output_per_mtok"]) == ("CNY", 8.0, 28.0)
    assert "given in USD at 7.25 CNY" in zhipu.source


def test_no_price_is_no_entry() -> None:
    """A model without a price per token is not imported, least of all at 0."""
    assert rows(model(ModelPrice())) == []
    assert rows(model(usd(audio_hours="1"))) == []
    assert not Provider("p", "P", "p", models=[]).models


def test_an_undated_change_gets_a_row() -> None:
    """A package that overwrites an undated price gives the day of its release; the old price stays."""
    assert [price(1.0), {"valid_from": "2026-12-01", **price(1.2), "note": SEEN}] == history(
        [price(1.0)], [price(1.2)], "2026-12-01"
    )


def test_history_survives_the_next_import() -> None:
    """A row of an earlier import is kept, and none is added where nothing changed again."""
    old = [price(1.0), {"valid_from": "2026-12-01", **price(1.2), "note": SEEN}]
    assert history(old, [price(1.2)], "2027-01-01") == old
    assert len(history(old, [price(1.3)], "2027-01-01")) == 3


def test_an_import_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What is written is a file of the catalogue, and holds the same prices."""
    new = provider(
        **{"a/b:free": [price(0.001, 1e3), price(0.5, valid_from="2026-05-01", flex={"input_per_mtok": 0.1})]}
    )
    (change,) = write_import([new], tmp_path, ())
    first, second = read_folder(tmp_path)["apis"]["acme/a/b:free"]["prices"]
    assert (change.models, change.new, change.changed) == (1, 1, 0)
    assert (first["input_per_mtok"], first["output_per_mtok"], first["valid_from"]) == (0.001, 1000.0, "2000-01-01")
    assert (second["input_per_mtok"], second["flex"]["input_per_mtok"], second["valid_from"]) == (
        0.5,
        0.1,
        "2026-05-01",
    )


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({}, "the model has vanished"),
        ({"m": [price(2.0)]}, "the price from 2026-05-01 on has vanished"),
        ({"m": [price(1.0), price(2.9, valid_from="2026-05-01")]}, "input_per_mtok moves from 2 to 2.9"),
        ({"m": [price(1.0), price(2.0, 5.9, valid_from="2026-05-01")]}, "output_per_mtok moves from 10 to 5.9"),
    ],
)
def test_an_import_that_loses_or_jolts_prices_is_refused(tmp_path: Path, after: Any, words: str) -> None:
    """Rows that vanish and moves beyond 40 % are refused, and no file changes, until they are accepted by name."""
    before = provider(m=[price(1.0), price(2.0, valid_from="2026-05-01")])
    write_import([before], tmp_path, ())
    (problem,) = refused(tmp_path, provider(**after))
    assert ("C3-U41", f"acme/m: {words}") == (problem.code, problem.message)
    assert "--accept acme/m" in problem.help
    assert (tmp_path / "apis" / "genai-prices" / "acme.yaml").read_text(encoding="utf-8") == file_text(before)
    assert write_import([provider(**after)], tmp_path, ["acme/m"])


def test_small_moves_and_cancelled_announcements_pass(tmp_path: Path) -> None:
    """39 % is a price change, and an announced price that is called off was never a price."""
    write_import([provider(m=[price(1.0), price(9.0, valid_from="2027-01-01")])], tmp_path, ())
    (change,) = write_import([provider(m=[price(1.39)])], tmp_path, ())
    assert (change.changed, change.vanished) == (1, 0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "llama-3.3-70b"),
        ("@cf/meta/llama-3.1-8b-instruct-fp8-fast", "llama-3.1-8b"),
        ("meta.llama3-3-70b-instruct-v1:0", "llama-3.3-70b"),
        ("openai/gpt-oss-120b:free", "gpt-oss-120b"),
        ("google/gemma-4-31B-it", "gemma-4-31b"),
        ("phi-3-mini-128k-instruct", "phi-3-mini"),
        ("deepseek-r1-distill-llama-70b", None),
        ("nousresearch/hermes-3-llama-3.1-70b", None),
        ("qwen3-235b-a22b-thinking-2507", None),
        ("deepseek-v3-0324", None),
        ("glm-5-turbo", None),
        ("gemma-3", None),
        ("llama-3.2-11b-vision-instruct", None),
    ],
)
def test_only_certain_links_are_made(name: str, expected: str | None) -> None:
    """Precision, speed and instructions do not change which weights they are; anything else does."""
    assert weights_of(name) == expected


def test_links_lead_to_weights_that_are_there() -> None:
    """Every weights id of the table is in models.yaml, and no spelling means two of them."""
    models = {m["id"] for m in yaml.safe_load((ROOT / "pricing" / "models.yaml").read_text(encoding="utf-8"))["models"]}
    spellings = [spelling for group in SPELLINGS.values() for spelling in group]
    assert (set(SPELLINGS) - models, len(spellings) - len(set(spellings))) == (set(), 0)


def test_the_command_imports_into_a_folder(tmp_path: Path) -> None:
    """`c3 prices import genai-prices` writes the files and says what changed."""
    run = c3(tmp_path, "prices", "import", "genai-prices", "--into", "mine")
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith("2125 models of 47 providers\n")
    assert (tmp_path / "mine" / "apis" / "genai-prices" / "openai.yaml").exists()


def test_the_command_refuses_what_was_not_accepted(tmp_path: Path) -> None:
    """An import that would lose a model is refused with exit code 2."""
    path = tmp_path / "pricing" / "apis" / "genai-prices" / "deepseek.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("models:\n  - {id: deepseek-v9, prices: [{input_per_mtok: 1}]}\n", encoding="utf-8")
    run = c3(tmp_path, "prices", "import", "genai-prices")
    assert (run.code, run.out) == (2, "")
    assert "C3-U41" in run.err
    assert c3(tmp_path, "prices", "import", "genai-prices", "--accept", "deepseek/deepseek-v9").code == 0


def test_the_day_of_an_unknown_version_must_be_given() -> None:
    """Rows say when they were checked: the day of a version that c3 does not know is asked for, never made up."""
    package = SimpleNamespace(package_version=lambda: "0.2.9", RELEASED=RELEASED)
    with pytest.raises(InputError) as caught:
        release_day(package, None)
    assert [problem.code for problem in caught.value.problems] == ["C3-U43"]
    assert release_day(package, "2026-12-24") == "2026-12-24"


def test_without_the_extra_the_commands_say_how_to_get_it(tmp_path: Path) -> None:
    """Importing and checking need genai-prices; where it is not installed, the extra is named."""
    absent = "raise ModuleNotFoundError(name='genai_prices')\n"
    (tmp_path / "genai_prices.py").write_text(absent, encoding="utf-8")
    for command in (("import", "genai-prices"), ("check",)):
        run = c3(tmp_path, "prices", *command, PYTHONPATH=str(tmp_path))
        assert (run.code, "C3-U44" in run.err, "pip install 'c3calc[prices]'" in run.err) == (2, True, True)

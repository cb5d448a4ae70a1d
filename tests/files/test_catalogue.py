"""Promises of the catalogue: what ships is what the YAML says, sourced and dated; bad rows are refused with the fix."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from c3calc.base.errors import InputError, Problem
from c3calc.catalogue.catalogue import SHIPPED, Catalogue
from c3calc.files.catalogue.folder import read_folder
from c3calc.files.catalogue.load import COMPILED, as_text, catalogue_of, load_catalogue, split_tables
from paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PRICING = ROOT / "pricing"
SHIPS = load_catalogue()
PROVENANCE = {"source", "valid_from", "checked", "evidence", "where"}
RUNPOD_H100 = "runpod-secure/H100 80GB HBM3/global/on_demand/h100-sxm-80gb"
API = """\
provider: acme
region: DE
common: {source: our contract, checked: 2026-11-01, evidence: quoted, currency: EUR, tax: excluded}
models:
  - id: gpt-5
    prices:
      - {valid_from: 2026-01-01, input_per_mtok: 1.00, output_per_mtok: 8.00}
"""
RENTAL = """\
provider: acme
common: {source: our contract, checked: 2026-11-01, evidence: quoted, currency: EUR, tax: excluded, per: hour}
rentals:
  - {sku: box, gpu: l40s, region: DE, gpus: 4, commitment: on_demand, amount: 4.00, amount_per_gpu: 1.00,
     valid_from: 2026-01-01}
"""
GRID = """\
common: {source: our utility, valid_from: 2026-01-01, checked: 2026-11-01, evidence: quoted, basis: lifecycle,
  accounting: location, method: average production, period: "2026"}
grids:
  - {id: DE, name: our own Germany, g_per_kwh: 300}
"""

DEFAULT = """\
common: {source: our judgement, valid_from: 2026-01-01, checked: 2026-11-01, evidence: assumed, unit: of a replica}
defaults:
  - {id: max_utilisation, low: 0.5, mode: 0.6, high: 0.7}
"""
ENERGY = """\
    energy: {output_j_per_token: {low: 1, mode: 2, high: 3}, input_j_per_token: {low: 0.1, mode: 0.2, high: 0.3},
      boundary: facility, valid_from: 2026-01-01, checked: 2026-11-01, evidence: estimated, source: our meter}
"""


def put(folder: Path, name: str, text: str) -> Path:
    """Write a catalogue file into a user's folder and return the folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, *, is_sorted: bool = False) -> list[Problem]:
    """Return the problems for which a folder is refused."""
    with pytest.raises(InputError) as caught:
        read_folder(folder, is_sorted=is_sorted)
    return list(caught.value.problems)


def price_on(table: str, key: str, day: str, rows: str = "prices") -> Any:
    """Return the row that is in force on a day."""
    return SHIPS.price_on(SHIPS.get(table, key)[rows], day)


def dated_parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping that says how sure it is."""
    if isinstance(node, Mapping):
        if "evidence" in node:
            yield node
        for value in node.values():
            yield from dated_parts(value)
    elif isinstance(node, list):
        for item in node:
            yield from dated_parts(item)


def test_compiled_equals_yaml() -> None:
    """The compiled catalogue is, byte for byte, what compiling pricing/ gives."""
    script = ROOT / "scripts" / "make" / "compile_catalogue.py"
    assert subprocess.run([sys.executable, str(script), "--check"], check=False).returncode == 0


def test_one_line_an_entry() -> None:
    """Each entry has a line of its own, so that a changed price is a changed line."""
    lines = COMPILED.read_text(encoding="utf-8").splitlines()
    assert sum(len(table) for table in SHIPS.tables.values()) == sum(
        line.startswith('"') and "where" in line for line in lines
    )


def test_reading_by_entry_gives_what_reading_all_gives() -> None:
    """The compiled file is plain JSON, and every entry found by its line is the one that JSON has there."""
    whole = json.loads(COMPILED.read_bytes())
    assert {name: dict(table) for name, table in SHIPS.tables.items()} == whole["tables"]
    assert (SHIPS.newest, SHIPS.oldest, SHIPS.sold) == (whole["newest"], whole["oldest"], whole["sold"])


def test_looking_up_one_entry_parses_no_other() -> None:
    """An entry is found though the lines of all others are no JSON at all."""
    text = as_text({"grids": {"DE": {"g": 1}, "FR": {"g": 2}}}, {"newest": "", "oldest": ""}).encode()
    found = split_tables(text.replace(b'{"g":2}', b"{broken}"))
    assert found is not None
    assert found["tables"]["grids"]["DE"] == {"g": 1}
    assert tuple(found["tables"]["grids"]) == ("DE", "FR")
    assert "ES" not in found["tables"]["grids"]


@example({'a": {b': {}, "\\": {}, "\n": {}})
@given(st.dictionaries(st.text(), st.dictionaries(st.text(), st.integers(), max_size=2), min_size=1, max_size=5))
def test_any_table_survives_the_compiled_form(table: dict[str, dict[str, int]]) -> None:
    """Whatever ids hold, quotes and line breaks too, each is found by its own name and by no other."""
    found = split_tables(as_text({"grids": table}, {"newest": "", "oldest": ""}).encode())
    assert found is not None
    assert {"grids": table} == {name: dict(rows) for name, rows in found["tables"].items()}


def test_every_number_is_sourced() -> None:
    """Every dated part has source, valid_from, checked, evidence and the place it is written."""
    assert [part for part in dated_parts(SHIPS.tables) if not part.keys() >= PROVENANCE] == []


def test_every_entry_has_its_place_and_layer() -> None:
    """Every entry names the line it is written on and says that it ships with c3."""
    entries = [entry for table in SHIPS.tables.values() for entry in table.values()]
    assert {entry["layer"] for entry in entries} == {SHIPPED}
    assert all(entry["where"].startswith("pricing/") for entry in entries)


def test_where_is_true() -> None:
    """The place of gpt-5 is the line that says `id: gpt-5`."""
    file, _, line = SHIPS.get("apis", "openai/gpt-5")["where"].rpartition(":")
    assert (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].strip() == "- id: gpt-5"


@pytest.mark.parametrize(
    ("key", "day", "expected"),
    [
        ("openai/gpt-5", "2026-10-10", (1.25, 10.0)),
        ("openai/gpt-4-turbo", "2026-10-10", (10.0, 30.0)),
        ("openai/gpt-4o", "2024-09-30", (5.0, 15.0)),
        ("openai/gpt-4o", "2024-10-02", (2.5, 10.0)),
        ("anthropic/claude-sonnet-4-5", "2026-10-10", (3.0, 15.0)),
        ("google/gemini-2.5-flash-lite", "2026-10-10", (0.1, 0.4)),
        ("together/meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", "2026-10-10", (0.27, 0.85)),
        ("ovhcloud/gpt-oss-20b", "2026-10-10", (0.05, 0.18)),
        ("openrouter/google/gemma-4-31b-it", "2026-08-26", (0.12, 0.36)),
        ("novita/meta-llama/llama-3.3-70b-instruct", "2026-10-18", (0.135, 0.4)),
    ],
)
def test_known_api_prices(key: str, day: str, expected: tuple[float, float]) -> None:
    """Prices read by hand off genai-prices 0.2.3 are in the catalogue."""
    row = price_on("apis", key, day)
    assert expected == (row["input_per_mtok"], row["output_per_mtok"])


def test_sonnet_classes() -> None:
    """Claude Sonnet 4.5: cache read a tenth, writes 1.25 and 2 times, batch half, 6 and 22.50 above 200k tokens."""
    row = price_on("apis", "anthropic/claude-sonnet-4-5", "2026-10-14")
    assert {
        "cached_read": 0.3,
        "cache_write_1h": 6.0,
        "cache_write": 3.75,
        "batch_input": 1.5,
        "batch_output": 7.5,
    }.items() <= row.items()
    (long,) = row["long_context"]
    assert {"above_tokens": 200_000, "input_per_mtok": 6.0, "output_per_mtok": 22.5}.items() <= long.items()


def test_deepseek_has_peak_hours() -> None:
    """DeepSeek V4 Flash: 0.15 off peak, 0.30 from 01 to 04 and from 06 to 10 UTC, since 2026-09-10 and not before."""
    row = price_on("apis", "deepseek/deepseek-v4-flash", "2026-10-10")
    assert (
        row["input_per_mtok"],
        [(w["from"], w["to"], w["input_per_mtok"]) for w in row["time_of_day"]],
    ) == (0.15, [("01:00", "04:00", 0.30), ("06:00", "10:00", 0.30)])
    assert "time_of_day" not in price_on("apis", "deepseek/deepseek-v4-flash", "2026-09-09")


@pytest.mark.parametrize("weights", ["gpt-oss-20b", "gpt-oss-120b", "gemma-4-31b", "llama-3.3-70b"])
def test_open_weights_are_sold(weights: str) -> None:
    """The weights people host themselves have at least three sellers to compare with, and an energy per token."""
    sellers = [e for e in SHIPS.tables["apis"].values() if e.get("open_weights") == weights]
    assert len({e["provider"] for e in sellers}) >= 3
    assert all("energy" in e for e in sellers)


def test_h100_rent_history() -> None:
    """An H100 SXM at RunPod Secure was 3.29 on 2026-05-24 and 3.99 on 2026-10-10; before that nothing is known."""
    days = ("2026-05-23", "2026-05-24", "2026-10-09", "2026-10-10")
    rows = [price_on("rentals", RUNPOD_H100, day) for day in days]
    assert [row and row["amount"] for row in rows] == [None, 3.29, 3.49, 3.99]


def test_rentals_have_many_sellers() -> None:
    """At least eight providers rent GPUs, some of them in euros."""
    assert len({e["provider"] for e in SHIPS.tables["rentals"].values()}) >= 8
    assert {"EUR", "USD"} == {row["currency"] for e in SHIPS.tables["rentals"].values() for row in e["prices"]}


def test_grids() -> None:
    """Germany emits about 330 to 345 g/kWh over its life cycle, France about 41 to 44; US states are direct."""
    assert 325 < SHIPS.get("grids", "DE")["g_per_kwh"] < 345
    assert 41 < SHIPS.get("grids", "FR")["g_per_kwh"] < 44.5
    assert tuple(SHIPS.get("grids", grid)["basis"] for grid in ("NO", "US-VA")) == ("lifecycle", "direct")


def test_electricity() -> None:
    """A business in Germany pays 0.2264 EUR a kWh without tax; a household's price includes it."""
    assert SHIPS.get("electricity", "DE/business")["price_per_kwh"] == 0.2264
    assert tuple(SHIPS.get("electricity", f"DE/{c}")["tax"] for c in ("business", "household")) == (
        "excluded",
        "included",
    )


def test_gemma_cache() -> None:
    """Gemma 4 31B at 16 bit: 81,920 bytes a token in 10 full layers, 0.839 GB in 50 sliding ones once full."""
    shape = SHIPS.get("models", "gemma-4-31b")
    assert 2 * shape["full_attn_layers"] * shape["kv_elems_full_layer"] == 81_920
    assert (
        pytest.approx(2e-9 * shape["swa_layers"] * shape["swa_window"] * shape["kv_elems_swa_layer"], abs=5e-4) == 0.839
    )


def test_h100_embodied() -> None:
    """The H100 has NVIDIA's 164, ADEME's 273 and Boavizta's 575 kg as its range; other cards keep its proportions."""
    sxm, a100 = (SHIPS.get("gpus", gpu)["embodied_kg"] for gpu in ("h100-sxm-80gb", "a100-sxm-80gb"))
    assert (sxm["low"], sxm["mode"], sxm["high"]) == (164, 273, 575)
    assert pytest.approx(a100["mode"] / a100["high"], rel=0.01) == 273 / 575


def test_minor_units() -> None:
    """The yen has no decimals, the euro two, the Kuwaiti dinar three."""
    assert [SHIPS.get("currencies", code)["minor_units"] for code in ("JPY", "EUR", "KWD")] == [0, 2, 3]


def test_every_kind_is_scored_on_every_criterion() -> None:
    """Control has a score and a reason for each kind of option and criterion."""
    kinds = ("api", "api_open_weights", "fixed", "owned", "rented")
    assert tuple(f"{kind}/{criterion}" for kind in kinds for criterion in SHIPS.ids("criteria")) == SHIPS.ids("control")


def test_newest_and_oldest() -> None:
    """Newest and oldest are the ends of all days on which something was checked."""
    days = {part["checked"] for part in dated_parts(SHIPS.tables)}
    assert (max(days), min(days)) == (SHIPS.newest, SHIPS.oldest)


def test_unknown_ids_raise() -> None:
    """An id is exact: a near one is a KeyError, never taken for the other."""
    with pytest.raises(KeyError):
        SHIPS.get("apis", "openai/gpt-5 ")
    assert SHIPS.ids("no such table") == ()


@given(st.lists(st.dates().map(str), unique=True), st.dates().map(str))
def test_price_on_never_takes_the_future(days: list[str], as_of: str) -> None:
    """Whatever the history and its order, the row in force is the last that has begun."""
    row = Catalogue({}, "", "").price_on([{"valid_from": day} for day in days], as_of)
    assert max((day for day in days if day <= as_of), default=None) == (row and row["valid_from"])


def test_overlay_replaces_one_entry(tmp_path: Path) -> None:
    """A user's entry replaces its namesake whole, says which folder it is from, and leaves all others alone."""
    mixed = load_catalogue([put(put(tmp_path, "grids.yaml", GRID), "apis/acme.yaml", API)])
    assert (300, str(tmp_path)) == (mixed.get("grids", "DE")["g_per_kwh"], mixed.get("grids", "DE")["layer"])
    assert mixed.get("grids", "DE")["where"] == f"{tmp_path / 'grids.yaml'}:4"
    assert mixed.get("apis", "acme/gpt-5")["region"] == "DE"
    assert mixed.get("grids", "FR") == SHIPS.get("grids", "FR")
    assert mixed.get("apis", "openai/gpt-5") == SHIPS.get("apis", "openai/gpt-5")


def test_overlays_in_turn(tmp_path: Path) -> None:
    """Of two folders the later one wins."""
    first = put(tmp_path / "a", "grids.yaml", GRID)
    second = put(tmp_path / "b", "grids.yaml", GRID.replace("300", "200"))
    assert load_catalogue([first, second]).get("grids", "DE")["g_per_kwh"] == 200


def test_rental_prices_are_oldest_first(tmp_path: Path) -> None:
    """The rows of one machine become one entry with its prices by day, in whatever order they are written."""
    later = RENTAL + RENTAL.partition("rentals:\n")[2].replace("2026-01-01", "2025-01-01")
    entry = read_folder(put(tmp_path, "rentals/acme.yaml", later))["rentals"]["acme/box/DE/on_demand/l40s"]
    assert [row["valid_from"] for row in entry["prices"]] == ["2025-01-01", "2026-01-01"]


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "code", "words"),
    [
        ("apis/acme.yaml", API, "8.00", "3200", "C3-K01", "USD per million tokens"),
        ("apis/acme.yaml", API, "8.00", "0.0000008", "C3-K01", "per token x 1,000,000"),
        ("apis/acme.yaml", API, "1.00", "0", "C3-K05", "free: true"),
        ("apis/acme.yaml", API, "currency: EUR", "currency: euro", "C3-K02", "a currency code such as EUR"),
        ("apis/acme.yaml", API, "source:", "sources:", "C3-K06", "did you mean `source`?"),
        ("apis/acme.yaml", API, ", checked: 2026-11-01", "", "C3-S02", "checked"),
        ("apis/acme.yaml", API, "evidence: quoted", "evidence: heard", "C3-S04", "measured"),
        ("apis/acme.yaml", API, "output_per_mtok", "output_per_mtk", "C3-S01", "did you mean `output_per_mtok`?"),
        ("apis/acme.yaml", API, "provider: acme", "provider: acne", "C3-K08", "provider: acme"),
        ("apis/acme.yaml", API, "1.00", "cheap", "C3-S03", "a number"),
        ("rentals/acme.yaml", RENTAL, "amount_per_gpu: 1.00", "amount_per_gpu: 4.00", "C3-K04", "amount_per_gpu: 1"),
        (
            "rentals/acme.yaml",
            RENTAL,
            "amount: 4.00, amount_per_gpu: 1.00",
            "amount: 400, amount_per_gpu: 100",
            "C3-K01",
            "whole SKU",
        ),
        ("grids.yaml", GRID, "300", "1600", "C3-K01", "0 to 1,500 grams CO2e per kWh"),
        ("grids.yaml", GRID, "basis: lifecycle", "basis: marginal", "C3-S04", "lifecycle"),
        ("apis/acme.yaml", API + ENERGY, "mode: 2,", "mode: 4,", "C3-K03", "low <= mode <= high"),
        ("apis/acme.yaml", API + "    energy: none\n", "", "", "C3-S03", "a mapping"),
        ("apis/acme.yaml", "provider: acme\nmodels: [gpt-5]\n", "", "", "C3-S03", "a mapping"),
        ("defaults.yaml", DEFAULT, "low: 0.5", "value: 0.5", "C3-K03", "value, or low <= mode <= high"),
        ("currencies.yaml", "currencies: [EUR]\n", "", "", "C3-S03", "a mapping"),
        ("grid.yaml", GRID, "300", "300", "C3-K07", "did you mean `grids.yaml`?"),
    ],
)
def test_bad_rows_are_refused(tmp_path: Path, name: str, text: str, old: str, new: str, code: str, words: str) -> None:
    """A slip of the unit, a typo or a missing source is refused with its place and what to write instead."""
    problems = refused(put(tmp_path, name, text.replace(old, new)))
    assert code in {p.code for p in problems}
    found = next(p for p in problems if p.code == code)
    assert words in f"{found.message} {found.expected} {found.help}"
    assert found.where is not None
    assert found.where.file == str(tmp_path / name)


def test_all_files_are_reported_at_once(tmp_path: Path) -> None:
    """Problems of every file come together, in the order of their places."""
    folder = put(
        put(tmp_path, "grids.yaml", GRID.replace("300", "1600")), "apis/acme.yaml", API.replace("8.00", "3200")
    )
    assert [str(Path(p.where.file).relative_to(tmp_path)) for p in refused(folder) if p.where] == [
        "apis/acme.yaml",
        "grids.yaml",
    ]


def test_a_free_price_may_be_zero(tmp_path: Path) -> None:
    """A price of 0 is taken where the row says that it is meant."""
    text = API.replace("input_per_mtok: 1.00", "free: true, input_per_mtok: 0")
    assert read_folder(put(tmp_path, "apis/acme.yaml", text))["apis"]["acme/gpt-5"]["prices"][0]["input_per_mtok"] == 0


def test_twins_are_refused(tmp_path: Path) -> None:
    """The same entry twice is an error that names the first one's line, never the last one read."""
    (problem,) = refused(put(tmp_path, "grids.yaml", GRID + GRID.splitlines()[-1] + "\n"))
    assert (problem.code, problem.where and problem.where.line) == ("C3-K09", 5)
    assert "line 4" in problem.message


def test_order_is_asked_of_what_ships(tmp_path: Path) -> None:
    """An entry out of order is told before which line it belongs; a user's own folder may be in any order."""
    folder = put(tmp_path, "grids.yaml", GRID + "  - {id: AT, name: Austria, g_per_kwh: 100}\n")
    (problem,) = refused(folder, is_sorted=True)
    assert (problem.code, problem.help) == ("C3-K10", "it belongs before line 4, `DE`")
    assert set(read_folder(folder)["grids"]) == {"AT", "DE"}


def test_names_must_be_known(tmp_path: Path) -> None:
    """A rental of a GPU the catalogue does not have is refused, with the nearest name."""
    folder = put(tmp_path, "rentals/acme.yaml", RENTAL.replace("l40s", "l40x"))
    with pytest.raises(InputError) as caught:
        load_catalogue([folder])
    (problem,) = caught.value.problems
    assert ("C3-K11", f"{folder / 'rentals/acme.yaml'}:4:1") == (problem.code, str(problem.where))
    assert "l40s" in problem.help or "l4" in problem.help


def test_a_default_may_be_laid_over(tmp_path: Path) -> None:
    """A user's own range replaces a default of c3."""
    mixed = load_catalogue([put(tmp_path, "defaults.yaml", DEFAULT)])
    entry = mixed.get("defaults", "max_utilisation")
    assert {"low": 0.5, "mode": 0.6, "high": 0.7}.items() <= entry.items()


@pytest.mark.parametrize("text", ["[]", "[" * 100_000])
def test_a_broken_compiled_form_is_an_input_error(tmp_path: Path, text: str) -> None:
    """A compiled catalogue that is none is refused by name, however deep it goes."""
    (tmp_path / "catalogue.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a compiled catalogue"):
        load_catalogue(compiled=tmp_path / "catalogue.json")


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_folders_must_hold_something(tmp_path: Path, name: str) -> None:
    """A folder that is not there or holds no catalogue file is an error, not an empty catalogue."""
    (tmp_path / "empty").mkdir()
    assert [p.code for p in refused(tmp_path / name)] == ["C3-K07"]


def test_other_currencies_are_held_against_the_same_bounds(tmp_path: Path) -> None:
    """A price in yen is plausible where the same figure in dollars is not."""
    yen = API.replace("EUR", "JPY").replace("8.00", "8000")
    assert read_folder(put(tmp_path, "apis/acme.yaml", yen))["apis"]
    assert {"C3-K01"} == {p.code for p in refused(put(tmp_path, "apis/acme.yaml", yen.replace("JPY", "USD")))}


def test_reading_the_yaml_gives_what_ships() -> None:
    """The folder as a user would read it holds the same entries under the same ids as the compiled form."""
    again = catalogue_of(read_folder(PRICING, layer=SHIPPED, is_sorted=True))
    assert (again.newest, again.oldest) == (SHIPS.newest, SHIPS.oldest)
    assert {name: again.ids(name) for name in again.tables} == {name: SHIPS.ids(name) for name in SHIPS.tables}

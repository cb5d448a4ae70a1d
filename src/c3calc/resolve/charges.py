"""What is paid for hardware: rent in whole SKUs, or purchase, electricity and colocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c3calc.base.numbers import plain
from c3calc.base.text import near
from c3calc.case.options import Capital, Charge
from c3calc.catalogue.provenance import Provenance
from c3calc.resolve.context import Context, unknown
from c3calc.resolve.finance import cost_of_capital
from c3calc.scenario.options import Electricity, OwnedOption, Rent, RentedOption

if TYPE_CHECKING:
    from c3calc.base.errors import Path
    from c3calc.base.provenance import Input
    from c3calc.catalogue.catalogue import Entry

ANYWHERE = "global"  # the region of a rental whose provider does not fix the country
_SELECTORS = ("provider", "sku", "region", "commitment")


def resolve_rent(ctx: Context, spec: RentedOption, path: Path) -> tuple[tuple[Charge, ...], str | None]:
    """Return the rent, the user's own quote or that of the catalogue entry that the selectors leave, and its country.

    The country is None where neither the selectors nor the only match fix it.
    """
    rent, here = spec.rent, (*path, "rent")
    if rent.amount is not None:
        return (_quote(ctx, rent, here),), _country(rent.region)
    matches = _matches(ctx, spec)
    region = rent.region or (matches[0]["region"] if len(matches) == 1 else None)
    return _listed(ctx, spec, matches, here), _country(region)


def _country(region: str | None) -> str | None:
    return None if region == ANYWHERE else region


def _listed(ctx: Context, spec: RentedOption, matches: list[Entry], here: Path) -> tuple[Charge, ...]:
    """Return the rent of the one entry that matches, as of the day; anything else is a problem."""
    if len(matches) != 1:
        _report_matches(ctx, spec, matches, here)
        return ()
    (entry,) = matches
    row = ctx.catalogue.price_on(entry["prices"], ctx.as_of)
    if row is None:
        text, first = f"{_title(entry)} has no price on {ctx.as_of}", entry["prices"][0]["valid_from"]
        ctx.problem("C3-R03", text, here, f"an as_of from {first} on")
        return ()
    provenance = Provenance.of(row)
    ctx.checked.append(("rental", provenance))
    _note_what_is_not_billed(ctx, row, _title(entry), here)
    given = ctx.fact(provenance, row["amount"], f"rent of {_title(entry)}", f"SKU-{row['per']}")
    price = ctx.converted(given, row["currency"], here)
    return (_charge("Rent", price, row["per"], entry["gpus"]),)


def _note_what_is_not_billed(ctx: Context, row: Entry, title: str, path: Path) -> None:
    ctx.note_tax(row["tax"], f"the rent of {title}", path)
    if row.get("setup_amount"):
        fee = f"{plain(row['setup_amount'])} {row['currency']}"
        ctx.note("C3-N22", f"{title} asks {fee} once for setting up, which is not in the bill", path)


def _charge(label: str, price: Input, per: str, gpus: int) -> Charge:
    return Charge(label, price, "hour" if per == "hour" else "month", gpus, "SKU")


def _quote(ctx: Context, rent: Rent, path: Path) -> Charge:
    assert rent.amount is not None
    if rent.per is None:
        ctx.problem("C3-R15", "a rent needs to say what period it is for", path, "per: hour, day, week, month or year")
    if rent.sku or rent.provider:
        ctx.problem(
            "C3-R23",
            "a rent is either your own amount or a catalogue entry",
            path,
            "amount and per, or provider and sku",
        )
    hourly = rent.per == "hour"
    price = ctx.money(rent.amount, rent.currency, "rent", "SKU-hour" if hourly else "SKU-month", (*path, "amount"))
    return _charge(
        "Rent", price if hourly else ctx.per_month(price, rent.per or "month"), rent.per or "month", rent.gpus or 1
    )


def _matches(ctx: Context, spec: RentedOption) -> list[Entry]:
    wanted = {s: getattr(spec.rent, s) for s in _SELECTORS if getattr(spec.rent, s) is not None}
    entries = (ctx.catalogue.get("rentals", key) for key in ctx.catalogue.ids("rentals"))
    return [e for e in entries if e["gpu"] == spec.gpu and all(e.get(k) == v for k, v in wanted.items())]


def _report_matches(ctx: Context, spec: RentedOption, matches: list[Entry], path: Path) -> None:
    if matches:
        listed = "; ".join(sorted(_title(e) for e in matches)[:8])
        text, expected = f"{len(matches)} rentals of {spec.gpu} match", "one: add provider, sku, region or commitment"
        ctx.problem("C3-R06", text, path, expected, listed, rests_on_ids=True)
    else:
        text = f"no rental of {spec.gpu} in the catalogue matches"
        expected = "provider and sku of pricing/rentals, or amount and per"
        ctx.problem("C3-R07", text, path, expected, _hint(ctx, spec), rests_on_ids=True)


def _hint(ctx: Context, spec: RentedOption) -> str:
    """Return the provider that was meant, or else those who rent this GPU."""
    entries = [ctx.catalogue.get("rentals", key) for key in ctx.catalogue.ids("rentals")]
    known = sorted({e["provider"] for e in entries})
    renting = sorted({e["provider"] for e in entries if e["gpu"] == spec.gpu})
    hint = "" if spec.rent.provider in known else near(spec.rent.provider or "", known)
    return hint or f"{spec.gpu} is rented by: {', '.join(renting) or 'nobody'}"


def _title(entry: Entry) -> str:
    return " ".join(str(entry[k]) for k in _SELECTORS if entry.get(k))


def capital(ctx: Context, spec: OwnedOption, path: Path) -> Capital:
    """Return what the hardware costs and how long it serves."""
    buy, here = spec.purchase, (*path, "purchase")
    return Capital(
        ctx.money(buy.gpu_price, buy.currency, "price of a GPU", "GPU", (*here, "gpu_price")),
        ctx.money(buy.server_price, buy.currency, "price of a server", "server", (*here, "server_price")),
        buy.gpus_per_server,
        buy.life_months,
        ctx.given(buy.residual_share, "residual value", "of the price", (*here, "residual_share")),
        cost_of_capital(ctx, spec.name),
    )


def colocation(ctx: Context, spec: OwnedOption, path: Path) -> tuple[Charge, ...]:
    """Return the charge for space per server, if there is one."""
    if spec.colocation is None:
        return ()
    place, here = spec.colocation, (*path, "colocation", "amount")
    price = ctx.per_month(ctx.money(place.amount, place.currency, "colocation", "server-month", here), place.per)
    return (Charge("Colocation", price, "month", spec.purchase.gpus_per_server, "server"),)


def tariff(ctx: Context, spec: OwnedOption, path: Path) -> Input:
    """Return the price of a kWh: the user's own, or the country's of the catalogue."""
    here, name = (*path, "electricity"), "electricity"
    unit = f"{ctx.scenario.currency}/kWh"
    if spec.electricity == "unknown":
        return unknown(name, unit, "the scenario says unknown")
    if not isinstance(spec.electricity, Electricity) or _is_empty(spec.electricity):
        ctx.problem(
            "C3-R15",
            f"option `{spec.name}` does not say what a kWh costs",
            here if spec.electricity else path,
            "electricity: {price_per_kwh: 0.22, currency: EUR}, {country: DE}, or unknown",
        )
        return unknown(name, unit, "missing")
    if spec.electricity.price_per_kwh is not None:
        return ctx.money(
            spec.electricity.price_per_kwh, spec.electricity.currency, name, "kWh", (*here, "price_per_kwh")
        )
    return _country_tariff(ctx, spec.electricity, here)


def _is_empty(spec: Electricity) -> bool:
    return spec.price_per_kwh is None and spec.country is None


def _country_tariff(ctx: Context, spec: Electricity, path: Path) -> Input:
    key = f"{spec.country}/{spec.consumer}"
    if key not in ctx.catalogue.ids("electricity"):
        ctx.problem(
            "C3-R15",
            f"the catalogue has no {spec.consumer} electricity price for {spec.country}",
            path,
            "price_per_kwh, or a country of pricing/electricity.yaml",
            near(key, ctx.catalogue.ids("electricity")),
        )
        return unknown("electricity", "kWh", "missing")
    entry = ctx.catalogue.get("electricity", key)
    provenance = Provenance.of(entry)
    ctx.checked.append(("electricity", provenance))
    ctx.note_tax(entry["tax"], f"electricity in {spec.country} ({spec.consumer})", path)
    given = ctx.fact(provenance, entry["price_per_kwh"], f"electricity {spec.country}, {spec.consumer}", "kWh")
    return ctx.converted(given, entry["currency"], path)

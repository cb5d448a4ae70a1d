"""Hypothesis strategies: workloads, options and whole scenarios with every kind of option and of cost."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from frozen import API, FIXED, OWNED, RENTED, scenario

volumes = st.floats(min_value=1e3, max_value=1e12)
prices = st.floats(min_value=0.001, max_value=100)
shares = st.floats(min_value=0, max_value=1, allow_subnormal=False)
factors = st.floats(min_value=1, max_value=20)
shapes = st.one_of(st.sampled_from(["flat", "business_hours"]), st.builds(lambda peak: {"peak_to_mean": peak}, factors))


@st.composite
def workloads(draw: st.DrawFn) -> dict[str, Any]:
    """Return a workload, with features as often as not."""
    cached = draw(shares)
    traffic = {
        "input_tokens_per_month": draw(volumes),
        "output_tokens_per_month": draw(volumes),
        "requests_per_month": draw(volumes),
        "cached_input_share": cached,
        "cache_write_share": (1 - cached) * draw(shares) * 0.99,
        "batch_share": draw(shares),
        "batch_off_peak": draw(st.booleans()),
        "ttft_s": draw(factors),
        "tpot_ms": draw(factors) * 100,
        "burstiness": draw(factors),
        "long_context_share": draw(shares),
        "calls_per_request": draw(factors),
        "evaluation_share": draw(shares),
        "shape": draw(shapes),
        "max_context_tokens": 4096,
    }
    share = draw(st.integers(0, 100))
    parts = [{"name": "a", "share": f"{share}%", "calls_per_request": draw(factors)}, {"name": "b"}]
    parts[1]["share"] = f"{100 - share}%"
    return {**traffic, "features": parts} if draw(st.booleans()) else traffic


@st.composite
def apis(draw: st.DrawFn, name: str = "API") -> dict[str, Any]:
    """Return an API of one's own, with a commitment and a fee as often as not."""
    names = ("input_per_mtok", "output_per_mtok", "cached_read", "cache_write", "batch_input", "batch_output")
    price: dict[str, Any] = {n: draw(prices) for n in names}
    price["long_context"] = {"input_per_mtok": draw(prices), "output_per_mtok": draw(prices)}
    price["per_request"] = draw(st.sampled_from([0, 0.001]))
    energy = {k: draw(prices) for k in ("input_j_per_token", "output_j_per_token", "embodied_g_per_output_mtok")}
    return {
        **API,
        "name": name,
        "price": price,
        "commitment_per_month": draw(st.sampled_from([0, 1000])),
        "token_factor": {"input": draw(prices), "output": draw(prices)},
        "energy": energy,
        "grid": "DE",
    }


@st.composite
def machines(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """Return rented or owned hardware whose replicas follow the load."""
    rates = {"prefill_tok_s": draw(factors) * 1e5, "decode_tok_s": draw(factors) * 1e5, "at_concurrency": 16}
    return {
        **base,
        "throughput": draw(st.sampled_from([rates, "predicted"])),
        "power": {"idle_w": draw(factors), "busy_w": 20 + draw(factors)},
        "spare_replicas": draw(st.integers(0, 2)),
        "max_utilisation": draw(st.floats(min_value=0.1, max_value=1)),
        "pue": draw(st.floats(min_value=1, max_value=2)),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Return a scenario with every kind of option and of cost."""
    options = [draw(apis()), draw(apis("Other")), draw(machines(RENTED)), draw(machines(OWNED)), FIXED]
    share = draw(st.integers(0, 100))
    parts = [{"option": "Rented", "share": f"{share}%"}, {"option": "API", "share": f"{100 - share}%"}]
    held = [{"option": "Owned", "replicas": draw(st.integers(1, 50))}, {"option": "API", "overflow": True}]
    mixes = [{"name": "Mix", "kind": "mix", "parts": parts}, {"name": "Over", "kind": "mix", "parts": held}]
    pers = ("month", "request", "mtok", "gpu", "server")
    costs = [{"name": f"per {per}", "amount": draw(prices), "per": per} for per in pers]
    carbon = {"price_per_tonne": draw(st.sampled_from([0, 100]))}
    return scenario(*options, *mixes, workload=draw(workloads()), costs=costs, carbon=carbon)


# Files whose order over the volume is hard to tell: alike, free, limited, stepped, level with each other.

nudges = st.sampled_from([1.0, 1 + 1e-12, 1 + 1e-9, 1 + 1e-8, 1 + 1e-6, 1.001, 0.5, 0.1])
levels = st.sampled_from([0.0, 350.4, 1e6, 1e9])
alike_prices = st.one_of(st.sampled_from([0.0, 0.25, 1.25, 2.5]), prices)


@st.composite
def alike_apis(draw: st.DrawFn) -> dict[str, Any]:
    """Return an API with few prices, some of them nil, and a minimum bill or a limit as often as not."""
    price: dict[str, Any] = {n: draw(alike_prices) for n in ("input_per_mtok", "output_per_mtok")}
    price["per_request"] = draw(st.sampled_from([0.0, 0.0, 0.001]))
    limits = st.sampled_from([{}, {}, {"tokens_per_minute": 1e9}, {"requests_per_minute": 1e9}])
    minimum = draw(st.sampled_from([0.0, 0.0, 0.0, 1000.0, 1e6]))
    energy = {"input_j_per_token": draw(st.sampled_from([0.0, 1.0])), "output_j_per_token": 1.0}
    use = {"energy": {**energy, "embodied_g_per_output_mtok": 1.0}, "grid": draw(st.sampled_from(["DE", "FR"]))}
    return {**API, **use, "price": price, "commitment_per_month": minimum, "rate_limit": draw(limits)}


@st.composite
def stepped(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """Return hardware in servers of several cards, with spares, or with a fixed number of replicas."""
    rates = {"prefill_tok_s": 1000.0 * draw(factors), "decode_tok_s": 250.0 * draw(factors), "at_concurrency": 16}
    rent = {
        "amount": draw(st.sampled_from([0.0, 200.0, 250.0])),
        "per": "month",
        "gpus": draw(st.sampled_from([1, 2, 8])),
    }
    fields = {
        "throughput": rates,
        "spare_replicas": draw(st.integers(0, 2)),
        "gpus_per_replica": draw(st.sampled_from([1, 2, 4])),
    }
    held = draw(st.sampled_from([{}, {}, {"replicas": 1000}]))
    return {**base, **fields, **held, **({"rent": rent} if base is RENTED else {})}


@st.composite
def _nudged(draw: st.DrawFn, option: dict[str, Any]) -> dict[str, Any]:
    """Return the same option at another price, often nearly the same."""
    by = draw(nudges)
    if option["kind"] == "fixed":
        return {**option, "amount": option["amount"] * by}
    for block, name in (("price", "input_per_mtok"), ("rent", "amount"), ("purchase", "gpu_price")):
        if block in option:
            return {**option, block: {**option[block], name: option[block][name] * by}}
    return option


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """Return a scenario of a few options, some all but the same, with shared costs that hide much; with a baseline."""
    offers = st.builds(lambda amount: {**FIXED, "amount": amount}, st.sampled_from([0.01, 350.4, 6000.0, 1e9]))
    kinds = st.one_of(alike_apis(), alike_apis(), apis(), stepped(RENTED), stepped(OWNED), machines(RENTED), offers)
    first = draw(st.lists(kinds, min_size=1, max_size=3))
    alike = draw(st.lists(st.sampled_from(first).flatmap(_nudged), min_size=1, max_size=2))
    options = draw(st.permutations([*first, *alike]))
    options = [{**o, "name": f"{o['kind']} {i}"} for i, o in enumerate(options)]
    per = draw(st.sampled_from(["month", "hour", "mtok"]))
    costs = [{"name": "shared", "amount": draw(levels), "per": "month"}, {"name": "each", "amount": 0.1, "per": per}]
    carbon = {"price_per_tonne": draw(st.sampled_from([0, 100]))}
    unasked = draw(st.sampled_from([(), ("tpot_ms", "ttft_s")]))
    traffic = {k: v for k, v in draw(workloads()).items() if k not in unasked}
    mixes = draw(st.sampled_from([[], _mixes(options, featured="features" in traffic)]))
    given = {"workload": traffic, "baseline": options[0]["name"], "carbon": carbon}
    return scenario(*options, *mixes, costs=costs, **given)


def _mixes(options: list[dict[str, Any]], *, featured: bool) -> list[dict[str, Any]]:
    """Return an overflow and a split, by features where there are any, of hardware and an API, if both are there."""
    hardware = [o["name"] for o in options if o["kind"] in ("rented", "owned")]
    served = [o["name"] for o in options if o["kind"] == "api"]
    if not (hardware and served):
        return []
    held = [{"option": hardware[0], "replicas": 2}, {"option": served[0], "overflow": True}]
    parts: list[dict[str, Any]] = (
        [{"features": ["a"]}, {"features": ["b"]}] if featured else [{"share": 0.7}, {"share": 0.3}]
    )
    split = [{"option": name, **part} for name, part in zip((hardware[-1], served[-1]), parts, strict=True)]
    return [{"name": "over", "kind": "mix", "parts": held}, {"name": "split", "kind": "mix", "parts": split}]

"""Hypothesis strategies: workloads, options and whole scenarios with every kind of option and of cost."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from frozen import API, FIXED, OWNED, RENTED, scenario

volumes = st.floats(min_value=1e3, max_value=1e12)
prices = st.floats(min_value=0.001, max_value=100)
shares = st.floats(min_value=0, max_value=1)
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

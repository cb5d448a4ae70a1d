"""The flags of `c3 bench` as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """The flags of `c3 bench`."""

    model: Path | None
    synthetic: str | None
    quant: str
    endpoint: str | None
    served_model: str
    replay: Path | None
    output: Path
    force: bool
    resume: bool
    record: Path | None
    prompt: str
    output_tokens: int | None
    concurrency: str
    seconds: float | None
    most_seconds: float | None
    idle: float | None
    threads: int | None
    gpu_layers: int
    meter: str
    gpu: list[int]
    wall: str
    rapl_root: Path
    gpu_id: str
    model_id: str
    allow_host: list[str]
    key_env: str
    timeout: float
    cache: Path | None
    date: str | None
    format: Any

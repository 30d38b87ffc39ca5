"""What one run measured."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

Times = list[float]  # milliseconds


@dataclass
class Figures:
    """What one engine showed at one size: `build` in seconds, `memory` in MB, times by class."""

    build: float = 0.0
    memory: float = 0.0
    opened: Times = field(default_factory=list)
    added: Times = field(default_factory=list)
    first: dict[str, Times] = field(default_factory=dict)
    warm: dict[str, Times] = field(default_factory=dict)
    crowds: dict[str, list[float]] = field(default_factory=dict)  # answers a second
    crowd_times: dict[str, Times] = field(default_factory=dict)


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return statistics.median(values) if values else None


def near_worst(values: Sequence[float]) -> float | None:
    """The 95th percentile; None of nothing."""
    return sorted(values)[int(len(values) * 0.95)] if values else None

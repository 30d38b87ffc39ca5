"""How long the crash tests go on: a moment in the suite, a while with `make endurance`."""

from __future__ import annotations

import pytest

from tests.support.endurance import IS_LONG


@pytest.fixture(scope="session")
def kills() -> int:
    """How often a process is killed before it may finish."""
    return 20 if IS_LONG else 1


@pytest.fixture(scope="session")
def seconds() -> float:
    """How long people and machines work on one entry at the same time."""
    return 60 if IS_LONG else 2

"""How often a process looks for objects that only refer to each other."""

from __future__ import annotations

import gc
from typing import Final

#: So many objects more than before begin a look through the youngest, so many looks one through
#: the older ones. A page or a commit makes thousands of objects that go by themselves.
_THRESHOLDS: Final = (20_000, 20, 50)


def collect_seldom() -> None:
    """Look less often than Python does by itself, which takes a tenth of the work of a server."""
    gc.set_threshold(*_THRESHOLDS)

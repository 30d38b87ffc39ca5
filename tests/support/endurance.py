"""Whether there is time: `make endurance` has it, the suite has not."""

from __future__ import annotations

import os

import pytest

IS_LONG = bool(os.environ.get("KB_TEST_ENDURANCE"))
#: The mark of modules that meet every kind of database only when there is time: what they prove
#: rests on transactions, which other tests prove on all of them.
QUICK = [] if IS_LONG else [pytest.mark.one_database]

"""Damaged files of an index, told from whatever their bytes happen to mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kb.search.engine import IndexUnavailable


class DamagedIndex(IndexUnavailable):
    """The files of the index cannot be read."""


@contextmanager
def raw_read() -> Iterator[None]:
    """A read of the index's files; anything raised in it is `DamagedIndex`.

    A damaged file shows as whatever its bytes happen to mean: unpickling errors, wrong types,
    ends of files, memory that cannot be had.
    """
    try:
        yield
    except DamagedIndex:
        raise
    except Exception as error:
        name = type(error).__name__
        raise DamagedIndex(f"The search index is damaged ({name}).") from error

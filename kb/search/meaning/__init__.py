"""Finding by meaning: entries that answer a question without having its words.

An optional part: it needs the extra `meaning` (weights inside a package, no network), and
without it every search goes on by words alone. `model` makes vectors of texts, `vectors` finds
the nearest, `store` keeps them beside the index, `index` makes them follow it, `words` knows
which words of the index are near in meaning, and `blend` merges it all with what words find.
"""

from __future__ import annotations

from kb.search.meaning.index import MeaningIndex
from kb.search.meaning.store import FolderStore, VectorStore

__all__ = ["FolderStore", "MeaningIndex", "VectorStore"]

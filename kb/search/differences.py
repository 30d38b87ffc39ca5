"""How an index differs from the documents that it should have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.search.engine import IndexDocument


def differences(documents: Iterable[IndexDocument], indexed: Mapping[str, str]) -> list[str]:
    """One sentence for each; `indexed` has the digest of what is indexed by `kind/slug`."""
    left = dict(indexed)
    faults: list[str] = []
    for document in documents:
        key = f"{document.kind}/{document.slug}"
        digest = left.pop(key, None)
        if digest is None:
            faults.append(f"{key} is missing from the search index.")
        elif digest != document.digest():
            faults.append(f"{key} differs in the search index.")
    return [*faults, *(f"{key} is in the search index but not published." for key in sorted(left))]

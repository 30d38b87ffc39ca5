"""Building with several processes, and pages that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.search.engine import SearchRequest
from kb.search.whoosh_engine import WhooshEngine, builder
from tests.search import corpus


def found(engine: WhooshEngine, query: str) -> list[str]:
    return [hit.slug for hit in engine.search(SearchRequest(q=query)).hits]


@pytest.mark.slow
def test_several_processes_build_the_index_that_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [corpus.document(f"n{n}", summary=f"Painting {n % 7}.") for n in range(230)]
    documents += corpus.small()
    alone, together = WhooshEngine(tmp_path / "alone"), WhooshEngine(tmp_path / "together")
    alone.rebuild(documents)
    monkeypatch.setattr(builder, "FEW", 100)
    together.rebuild([*documents, documents[0]])
    assert together.verify(documents) == []
    for query in ("painting", "andersen", '"text and data"', "paint*", "kind:law"):
        assert found(together, query) == found(alone, query)


def test_of_documents_with_one_key_the_first_is_built(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([corpus.document("one", title="First"), corpus.document("one", title="Second")])
    assert found(engine, "title:first") == ["one"]
    assert engine.state().documents == 1


def test_a_page_is_kept_until_something_changes(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(corpus.small())
    first = engine.search(SearchRequest(q="stability"))
    assert engine.search(SearchRequest(q="stability")).hits is first.hits
    assert engine.search(SearchRequest(q="stability", page=2)).hits is not first.hits
    engine.put([corpus.document("newer", title="Stability again")])
    assert "newer" in found(engine, "stability")

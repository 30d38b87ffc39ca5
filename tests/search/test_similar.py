"""More like this: entries about the same, found by the telling words of one."""

from __future__ import annotations

import pytest

from kb.search import similar
from kb.search.engine import SearchEngine
from kb.search.tree import Nothing, Or, Term
from tests.search import corpus


def test_an_entry_is_never_like_itself_nor_like_what_is_left_out(seed_engine: SearchEngine) -> None:
    key = ("case", "andersen-v-stability-ai")
    found = [(hit.kind, hit.slug) for hit in seed_engine.similar(key)]
    assert len(found) == len(set(found)) == 5
    assert key not in found
    without = [(hit.kind, hit.slug) for hit in seed_engine.similar(key, leave_out=found[:2])]
    assert without[:3] == found[2:]
    assert len(without) == 5


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (("licence", "cc-by-4-0"), {"cc-by-sa-4-0", "cc-by-nc-4-0", "cc-by-nd-4-0"}),
        (("policy", "deviantart"), {"artstation"}),
        (("case", "andersen-v-stability-ai"), {"getty-images-v-stability-ai-uk"}),
        (("law", "eu-ai-act-article-53-copyright"), {"eu-ai-act-article-50"}),
    ],
)
def test_what_is_about_the_same_is_found(
    seed_engine: SearchEngine, key: tuple[str, str], expected: set[str]
) -> None:
    assert expected <= {hit.slug for hit in seed_engine.similar(key)}


def test_what_is_not_indexed_is_like_nothing(small_engine: SearchEngine) -> None:
    assert small_engine.similar(("case", "never-there")) == ()


def test_a_change_changes_what_is_alike(engine: SearchEngine) -> None:
    twin = corpus.document("twin", title="Inducing others by hearing")
    engine.put([twin])
    hits = engine.similar(("case", "twin"))
    assert "andersen-v-stability-ai" in {hit.slug for hit in hits}
    engine.delete([("case", "twin")])
    assert engine.similar(("case", "twin")) == ()


def test_the_query_asks_for_rare_words_that_another_entry_has() -> None:
    counts = {"alone": 1, "rare": 3, "usual": 40, "everywhere": 90}
    tree = similar.query([(word, 1.0) for word in counts], counts.__getitem__, of=100)
    assert isinstance(tree, Or)
    words = [node.forms[0] for node in tree.children if isinstance(node, Term)]
    assert words == ["rare", "usual"]
    assert similar.query([("alone", 1.0)], counts.__getitem__, of=100) == Nothing()

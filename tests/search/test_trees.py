"""Every engine finds exactly what plain sets find, on any tree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.search import analysis, terms
from kb.search.engine import GROUPS, PASSAGE_GROUPS, IndexDocument, Passage, SearchEngine
from kb.search.postgres_engine import PostgresEngine
from kb.search.reader import Reader, Wanted
from kb.search.tree import (
    And,
    AtLeast,
    DateRange,
    Everything,
    Fuzzy,
    Identified,
    Maybe,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Scope,
    Term,
    Value,
    Wildcard,
    Within,
)
from kb.search.whoosh_engine import WhooshEngine
from kb.search.whoosh_engine.view import View
from tests.search import corpus
from tests.search.conftest import EngineFactory
from tests.search.oracle import Oracle

WORDS = [f"w{letter}{number}" for letter in "ab" for number in range(8)] + ["trained", "training"]
STATEMENTS = [kind for kind in PASSAGE_GROUPS if kind != "capture"]
DOCUMENTS = 120
WHOLE = Wanted(sort="relevance", first=0, count=10**6, facets=False)


@cache
def documents() -> tuple[IndexDocument, ...]:
    """Short texts over few words, so that every word stands in many and phrases repeat."""
    rng = random.Random(20261122)

    def text(longest: int) -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(1, longest)))

    return tuple(
        corpus.document(
            f"d{number}",
            kind=rng.choice(["case", "law"]),
            title=text(4),
            summary=text(12),
            body=f"{text(9)}\n{text(9)}",
            holdings=text(5) if number % 3 else "",
            parties=(text(2), text(3)),
            passages=tuple(
                Passage(rng.choice(STATEMENTS), text(5), "events") for _ in range(rng.randint(0, 5))
            ),
            captured=tuple(
                Passage("capture", text(6), "documents/terms/v/1")
                for _ in range(rng.randint(-2, 4))
            ),
            dockets=(f"{number % 4}:23-cv-{number % 30}",) if number % 2 else (),
            jurisdiction=rng.choice(["US", "DE", "JP"]),
            language=rng.choice(["en", "de", "ja"]),
            date=rng.choice([None, "2023", "2023-05", "2024-01-31"]),
            topics=tuple(rng.sample(["fair-use", "opt-out", "labelling"], rng.randint(0, 3))),
        )
        for number in range(DOCUMENTS)
    )


@pytest.fixture(scope="module")
def view(factory: EngineFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """An index with changed and deleted documents, as a long life of changes leaves it."""
    engine = factory(tmp_path_factory.mktemp("trees") / "index")
    every = list(documents())
    doomed = [corpus.document(f"gone{number}", summary="wa0 wa1 trained") for number in range(9)]
    engine.rebuild([*every[:50], *doomed])
    engine.apply(put=every[50:90], delete=[document.key for document in doomed[:5]])
    engine.apply(put=every[80:120], delete=[document.key for document in doomed[5:]])
    with opened(engine) as found:
        yield found


@contextmanager
def opened(engine: SearchEngine) -> Iterator[Reader]:
    """What an engine reads."""
    if isinstance(engine, PostgresEngine):
        with engine._view(engine.servers.primary) as view:
            yield view
    else:
        assert isinstance(engine, WhooshEngine)
        yield engine._fresh().view


@cache
def oracle() -> Oracle:
    return Oracle(documents())


words = st.sampled_from(WORDS)
scopes: st.SearchStrategy[Scope] = st.sampled_from(["text", "text", "title", "party", "captured"])
LANGUAGES = frozenset({"en", "de", "ja"})


def forms(word: str, *, exact: bool) -> tuple[str, ...]:
    return (word,) if exact else analysis.query_stems(word, LANGUAGES)


@st.composite
def terms_of(draw: st.DrawFn) -> Node:
    exact = draw(st.booleans())
    return Term(draw(scopes), forms(draw(words), exact=exact), exact=exact)


@st.composite
def phrases(draw: st.DrawFn) -> Node:
    exact = draw(st.booleans())
    count = draw(st.integers(2, 3))
    offsets = sorted(draw(st.sets(st.integers(0, 4), min_size=count, max_size=count)))
    parts = tuple((at - offsets[0], forms(draw(words), exact=exact)) for at in offsets)
    slop = draw(st.sampled_from([0, 0, 1, 3]))
    return Phrase(draw(scopes), parts, exact=exact, slop=slop)


patterns = st.one_of(
    st.builds(Prefix, scopes, st.sampled_from(["wa", "wb1", "tra", "no"])),
    st.builds(Wildcard, scopes, st.sampled_from(["wa*1", "w?3", "tr*n?ng", "wa?*"])),
    st.builds(Fuzzy, scopes, st.sampled_from(["wa11", "trainin", "wb", "tarined"]),
              st.integers(1, 2)),
)  # fmt: skip
values = st.one_of(
    st.builds(Value, st.just("kind"), st.sampled_from([("case",), ("law", "case"), ("policy",)])),
    st.builds(Value, st.just("topic"), st.sampled_from([("fair-use",), ("opt-out", "labelling")])),
    st.builds(Value, st.just("jurisdiction"), st.sampled_from([("US",), ("DE", "JP"), ("CN",)])),
)
days = st.sampled_from([None, date(2023, 1, 1), date(2023, 5, 1), date(2023, 12, 31)])
leaf_nodes: st.SearchStrategy[Node] = st.one_of(
    terms_of(),
    phrases(),
    patterns,
    values,
    st.builds(DateRange, days, days),
    st.builds(
        Identified,
        st.sampled_from([frozenset({"us:1:23-cv-1"}), frozenset({"us:3:23-cv-3", "us:1:23-cv-5"})]),
        st.booleans(),
    ),
    st.builds(Named, st.sampled_from(["wa1", "nothing"])),
    st.just(Everything()),
    st.just(Nothing()),
)


groups = st.sets(st.sampled_from(GROUPS), min_size=1, max_size=3).map(tuple)


def inner(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, children),
        st.builds(AtLeast, st.integers(1, 3), several),
        st.builds(Maybe, children, st.lists(children, max_size=2).map(tuple)),
        st.builds(Within, groups, children),
    )


trees = st.recursive(leaf_nodes, inner, max_leaves=10)


@given(trees)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_an_engine_finds_what_plain_sets_find(view: Reader, tree: Node) -> None:
    selection = view.select(tree, {}, (), WHOLE)
    keys = [(row.stored["kind"], row.stored["slug"]) for row in selection.rows]
    assert len(keys) == len(set(keys)) == selection.total
    assert frozenset(keys) == oracle().find(tree)


@given(groups, trees)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_stretches_find_what_plain_sets_find(
    view: Reader, names: tuple[str, ...], tree: Node
) -> None:
    wanted = Within(names, tree)
    selection = view.select(wanted, {}, (), WHOLE)
    keys = [(row.stored["kind"], row.stored["slug"]) for row in selection.rows]
    assert len(keys) == len(set(keys)) == selection.total
    assert frozenset(keys) == oracle().find(wanted)


@given(trees)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_an_explanation_adds_up_to_the_score_whatever_the_tree(view: Reader, tree: Node) -> None:
    selection = view.select(tree, {}, (), Wanted("relevance", 0, 5, facets=False))
    for row, parts in zip(selection.rows, view.explain(tree, selection.rows), strict=True):
        assert sum(part.score for part in parts) == pytest.approx(row.score, rel=1e-3, abs=1e-3)
        assert all(part.score >= 0 for part in parts)


@given(trees, st.dictionaries(st.sampled_from(["kind", "jurisdiction"]), st.just(("case", "DE"))))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_filters_are_an_intersection(
    view: Reader, tree: Node, filters: dict[str, tuple[str, ...]]
) -> None:
    filtered = view.select(tree, filters, (), WHOLE)
    wanted = And((tree, *(Value(name, given_) for name, given_ in filters.items())))
    assert filtered.total == len(oracle().find(wanted))


def test_scores_are_finite_and_fall(view: Reader) -> None:
    tree = Or((Term("text", ("wa1",), exact=True), Term("text", ("train",))))
    scores = [round(row.score, 4) for row in view.select(tree, {}, (), WHOLE).rows]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1000 for score in scores)


def test_the_corpus_holds_several_segments_with_deleted_documents(view: Reader) -> None:
    assert view.documents == DOCUMENTS
    if isinstance(view, View):
        assert len(view.segments) > 1
        assert any(segment.live is not None for segment in view.segments)


def test_a_pattern_with_too_many_words_takes_the_commonest_and_says_so(
    factory: EngineFactory, tmp_path: Path
) -> None:
    engine = factory(tmp_path / "index")
    rare = " ".join(f"wx{number}" for number in range(1100))
    engine.rebuild([
        corpus.document("rare", body=rare),
        *(corpus.document(f"common{n}", body="wxcommon") for n in range(3)),
    ])  # fmt: skip
    with opened(engine) as view:
        selection = view.select(Prefix("text", "wx"), {}, (), WHOLE)
    assert selection.cut_short
    assert selection.total == 4


def test_statistics_agree_with_a_count_by_hand(view: Reader) -> None:
    for word in ("wa1", "trained"):
        having = sum(word in terms.text_terms(document).exact for document in documents())
        assert view.frequency(word) == having

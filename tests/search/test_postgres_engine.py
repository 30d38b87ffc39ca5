"""What is particular to the index in PostgreSQL: limits of tsvectors, transactions, failures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.schema import CreateSchema

from kb.core.database import Database
from kb.core.errors import ConfigurationError
from kb.core.settings import Settings
from kb.search import (
    IndexBusy,
    IndexUnavailable,
    QueryError,
    SearchEngine,
    SearchRequest,
    open_engine,
)
from kb.search.engine import IndexDocument, Passage
from kb.search.postgres_engine import PostgresEngine
from kb.search.postgres_engine.deadline import Deadline
from kb.search.postgres_engine.tables import current, located
from kb.search.postgres_engine.view import View
from kb.search.postgres_engine.writer import writing
from kb.search.whoosh_engine import WhooshEngine
from tests.search import corpus
from tests.search.conftest import postgres_engine
from tests.search.test_trees import documents
from tests.support.databases import BACKENDS
from tests.support.postgres import free_port

pytestmark = pytest.mark.skipif("postgresql" not in BACKENDS, reason="needs PostgreSQL")


@pytest.fixture
def engine(index_database: Database, tmp_path: Path) -> PostgresEngine:
    """An engine over nothing yet."""
    return postgres_engine(index_database, tmp_path)


def found(engine: SearchEngine, q: str, **options: object) -> list[str]:
    request = SearchRequest(q=q, **options)  # type: ignore[arg-type]
    return [hit.slug for hit in engine.search(request).hits]


def schemas(engine: PostgresEngine) -> list[str]:
    with engine.database.reading() as session:
        query = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE :form")
        form = {"form": f"{engine.home}%"}
        return list(session.connection().execute(query, form).scalars())


# -- which engine there is


def test_the_setting_chooses_an_engine_that_can_be_had(tmp_path: Path) -> None:
    url = "postgresql+psycopg://kb@127.0.0.1/kb"
    for database, wanted, name in (
        ("", "auto", "whoosh"), (url, "auto", "postgres"), (url, "whoosh", "whoosh"),
        (url, "postgres", "postgres"),
    ):  # fmt: skip
        settings = Settings.model_validate(
            {"data_dir": tmp_path, "database_url": database, "search_engine": wanted}
        )
        engine = open_engine(settings)
        assert engine.name == name
        engine.close()


def test_an_engine_that_does_not_fit_the_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="needs KB_DATABASE_URL to be a PostgreSQL"):
        open_engine(Settings(data_dir=tmp_path, search_engine="postgres"))
    replicas = "postgresql+psycopg://kb@127.0.0.1/kb"
    with pytest.raises(ConfigurationError, match="KB_SEARCH_REPLICAS needs"):
        open_engine(Settings(data_dir=tmp_path, search_replicas=replicas))


# -- what the other engine finds, too


@pytest.mark.parametrize(
    "query",
    [
        "wa1 wb2", "wa1 OR trained", '"wa1 wb2"~3', "wa* NOT kind:law", "title:wa1^3 training",
        "in:events wa1 wb1", "in:entries,holdings wa2", "1:23-cv-1", "trainin~ jurisdiction:DE",
        "filed:2023 wa3", "wa1 wa2 wa3 wa4 wa5", "",
    ],
)  # fmt: skip
def test_both_engines_give_the_same_page(
    two_engines: tuple[WhooshEngine, PostgresEngine], query: str
) -> None:
    request = SearchRequest(q=query, filters={"topic": ("fair-use", "opt-out")}, explain=True)
    ours, theirs = (engine.search(request) for engine in two_engines)
    assert ours.total == theirs.total
    assert ours.facets == theirs.facets
    assert ours.notices == theirs.notices
    assert [hit.slug for hit in ours.hits] == [hit.slug for hit in theirs.hits]
    for mine, other in zip(ours.hits, theirs.hits, strict=True):
        assert mine.score == pytest.approx(other.score, rel=1e-4)
        assert (mine.snippet, mine.inner) == (other.snippet, other.inner)
        assert len(mine.explanation) == len(other.explanation)


@pytest.fixture(scope="module")
def two_engines(
    index_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> tuple[WhooshEngine, PostgresEngine]:
    folder = tmp_path_factory.mktemp("both")
    both = WhooshEngine(folder / "index"), postgres_engine(index_database, folder)
    for engine in both:
        engine.rebuild(documents())
    return both


# -- limits of tsvectors


@pytest.fixture(scope="module")
def long_text(index_database: Database, tmp_path_factory: pytest.TempPathFactory) -> PostgresEngine:
    """A text beyond the last position of a tsvector, with one word in every second place."""
    words = [f"over filler{number % 700}" for number in range(17_000)]
    for place in (0, 7_999, 8_000, 15_900, 16_999):
        words[place] = f"spot{place} then after{place}"
    engine = postgres_engine(index_database, tmp_path_factory.mktemp("long"))
    engine.rebuild([
        corpus.document("long", summary="\n".join(words)),
        corpus.document("short", summary="over the hill", passages=(
            Passage("event", "spot0 is very far away from after0", "events"),
        )),
    ])  # fmt: skip
    return engine


@pytest.mark.parametrize("place", [0, 7_999, 8_000, 15_900, 16_999])
def test_phrases_are_exact_in_texts_of_any_length(long_text: PostgresEngine, place: int) -> None:
    assert found(long_text, f'"spot{place} then after{place}"') == ["long"]
    assert found(long_text, f'"after{place} spot{place}"') == []
    assert "long" in found(long_text, f'"spot{place} after{place}"~2')


def test_a_word_that_stands_more_often_than_a_tsvector_counts_is_found_in_phrases(
    long_text: PostgresEngine,
) -> None:
    assert found(long_text, '"over filler699"') == ["long"]
    assert found(long_text, '"filler698 over filler699"') == ["long"]
    assert found(long_text, '"filler699 over filler698"') == []
    assert found(long_text, 'in:entries "filler5 over filler6 over filler7"') == ["long"]


def test_texts_may_have_any_characters(engine: PostgresEngine) -> None:
    odd = "quote ' \" back\\slash \x00 nul \ud800 surrogate \u202e tab\t; DROP TABLE x --"
    engine.put([corpus.document("odd", title=odd, summary=odd, parties=(odd,), court_id="a'\x00b")])
    assert found(engine, "surrogate back") == ["odd"]
    assert found(engine, "party:slash") == ["odd"]
    assert found(engine, 'court:"a\'\x00b" OR \x00 \ud800 nul') == ["odd"]
    assert engine.verify(
        [corpus.document("odd", title=odd, summary=odd, parties=(odd,), court_id="a'\x00b")]
    ) == []  # fmt: skip


# -- ranking in two stages


def test_more_matches_than_are_scored_have_the_best_first_and_every_page(
    index_database: Database, tmp_path: Path
) -> None:
    engine = PostgresEngine(index_database, home="index_two_stages", most_scored=7)
    crowd = [
        corpus.document(f"c{number}", title=f"Case {number}", summary="Of painting and law.",
                        date=f"20{10 + number % 15}")
        for number in range(40)
    ]  # fmt: skip
    titled = corpus.document("titled", title="Painting", summary="An old one.", date="1990")
    engine.rebuild([*crowd, titled])
    assert found(engine, "painting", per_page=3)[0] == "titled"
    for sort in ("relevance", "newest", "oldest", "title"):
        pages = [found(engine, "painting", sort=sort, page=page, per_page=5)
                 for page in range(1, 11)]  # fmt: skip
        slugs = [slug for page in pages for slug in page]
        assert len(slugs) == len(set(slugs)) == 41
        assert slugs == found(engine, "painting", sort=sort, per_page=100)


# -- time


def test_many_statements_together_have_the_time_of_one_search(
    index_database: Database, tmp_path: Path
) -> None:
    def asking(view: View, seconds: float = 0.05, times: int = 100) -> None:
        for _ in range(times):
            view.connection.execute(text(f"SELECT pg_sleep({seconds})"))

    engine = postgres_engine(index_database, tmp_path)
    engine.put([corpus.document()])
    started = time.monotonic()
    with pytest.raises(QueryError, match="takes too long"):
        engine._read(asking, Deadline(0.2))
    with pytest.raises(QueryError, match="takes too long"):
        engine._read(
            lambda view: view.connection.execute(text("SELECT pg_sleep(9)")), Deadline(0.2)
        )
    assert time.monotonic() - started < 2
    assert found(engine, "painter") == ["painter-v-model"]  # the connection is as before


def test_a_search_out_of_time_is_refused_with_one_sentence(
    index_database: Database, tmp_path: Path
) -> None:
    home = postgres_engine(index_database, tmp_path).home
    engine = PostgresEngine(index_database, home=home, most_seconds=0.0)
    engine.put([corpus.document()])
    with pytest.raises(QueryError, match=r"^This query takes too long; .*\.$"):
        found(engine, "painter")
    assert engine.verify([corpus.document()]) == []  # which is no search


def test_a_pattern_of_many_words_is_asked_in_parts_and_found_whole(
    index_database: Database, tmp_path: Path
) -> None:
    engine = postgres_engine(index_database, tmp_path)
    engine.rebuild(
        corpus.document(f"d{number}", summary=f"paint{number} {'law' if number % 3 else 'art'}")
        for number in range(60)
    )
    for query, total in (
        ("paint*", 60), ("paint* law", 40), ("paint* NOT law", 20), ("law NOT paint*", 0),
        ("in:entries paint* NOT art", 40), ("paint* OR law", 60), ("nothing OR paint1*", 11),
    ):  # fmt: skip
        assert engine.search(SearchRequest(q=query)).total == total, query


# -- life of an index


def test_a_rebuild_that_ends_in_its_middle_leaves_the_old_index_and_no_trace(
    engine: PostgresEngine,
) -> None:
    def broken() -> Iterator[IndexDocument]:
        yield from corpus.small()
        raise OSError

    engine.rebuild(corpus.small(), last_outbox_id=7)
    before = schemas(engine), engine.state()
    with pytest.raises(OSError):
        engine.rebuild(broken())
    assert (schemas(engine), engine.state()) == before


def test_a_rebuild_leaves_one_generation(engine: PostgresEngine) -> None:
    engine.put(corpus.small())
    with engine.database.writing() as session:
        session.connection().execute(CreateSchema(f"{engine.home}_g0123456789ab"))
    engine.rebuild(corpus.small())
    engine.rebuild(corpus.small())
    assert len(schemas(engine)) == 2


def test_a_generation_that_is_dropped_while_it_is_read_is_asked_for_again(
    engine: PostgresEngine,
) -> None:
    engine.rebuild(corpus.small())
    seen: list[str] = []

    def read(view: View) -> int:
        seen.append(view.lexicon.stamp[0])
        if len(seen) == 1:
            engine.rebuild(corpus.small())
        return len(view.digests())

    assert engine._read_primary(read) == len(corpus.small())
    assert len(set(seen)) == 2


def test_one_writes_at_a_time(engine: PostgresEngine) -> None:
    engine.put([corpus.document()])
    with (
        writing(engine.database, engine.home, wait=1),
        pytest.raises(IndexBusy, match="Another process is writing"),
    ):
        engine.delete([("case", "painter-v-model")])
    assert found(engine, "painter") == ["painter-v-model"]


def test_an_index_of_another_version_says_so_and_is_mended_by_a_rebuild(
    engine: PostgresEngine,
) -> None:
    engine.rebuild(corpus.small())
    with engine.database.writing() as session:
        connection = located(session.connection(), engine.home)
        connection.execute(update(current).values(version="0"))
    assert engine.state().status == "broken"
    with pytest.raises(IndexUnavailable, match="made by another version"):
        found(engine, "painter")
    with pytest.raises(IndexUnavailable, match="made by another version"):
        engine.put([corpus.document()])
    engine.rebuild(corpus.small())
    assert engine.state().status == "ready"


def test_a_database_that_does_not_answer_is_told_without_its_address() -> None:
    url = f"postgresql+psycopg://kb:hunter2@127.0.0.1:{free_port()}/kb"
    engine = PostgresEngine.of_url(url)
    assert engine.state().status == "broken"
    for ask in (lambda: found(engine, "x"), lambda: engine.put([corpus.document()])):
        with pytest.raises(IndexUnavailable, match="does not answer") as error:
            ask()
        assert "hunter2" not in str(error.value)
        assert "127.0.0.1" not in str(error.value)
    engine.warm()
    engine.close()

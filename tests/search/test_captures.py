"""Captured texts are found where asked for, and lead to the version that had them first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.core import outbox
from kb.core.database import Database
from kb.core.settings import Settings
from kb.search.captures import captured_passages
from kb.search.engine import IndexDocument, Passage, SearchEngine, SearchPage, SearchRequest
from kb.search.indexer import open_indexer
from kb.sources.bodies import BodyStore
from tests.search import corpus
from tests.search.conftest import EngineFactory
from tests.support import documents
from tests.support.captures import capture_texts
from tests.support.publishing import publish

KEEP = "You keep all rights in whatever you upload."
TRAIN = "We may use uploaded works to train generative models."
MACHINE = "We may use uploaded works to train machine learning <models> of ours."


def paragraph(text: str, version: int = 1) -> Passage:
    return Passage(
        "capture", text, f"documents/terms/v/{version}", f"Terms, version {version}", "2026-03-02"
    )


def gallery(*captured: Passage, slug: str = "gallery") -> IndexDocument:
    return corpus.document(
        slug, kind="policy", title="Gallery", summary="A platform for painters.",
        captured=captured,
    )  # fmt: skip


def ask(engine: SearchEngine, q: str, **options: object) -> SearchPage:
    return engine.search(SearchRequest(q=q, **options))  # type: ignore[arg-type]


def found(engine: SearchEngine, q: str, **options: object) -> list[str]:
    return [hit.slug for hit in ask(engine, q, **options).hits]


@pytest.fixture(scope="module")
def engine(factory: EngineFactory, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    made = factory(tmp_path_factory.mktemp("captures") / "index")
    made.rebuild([*corpus.small(), gallery(paragraph(KEEP), paragraph(MACHINE, 3))])
    return made


def test_a_captured_text_leads_to_its_entry_and_version(engine: SearchEngine) -> None:
    (hit,) = ask(engine, "in:captures train models").hits
    (inner,) = hit.inner
    assert (hit.kind, hit.slug) == ("policy", "gallery")
    assert inner.url == "/policies/gallery/documents/terms/v/3"
    assert (inner.kind, inner.label, inner.date) == ("capture", "Terms, version 3", "2026-03-02")
    assert "<mark>train</mark>" in inner.snippet
    assert "&lt;<mark>models</mark>&gt;" in inner.snippet


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ('in:captures "machine learning"', True),
        ('in:captures "learning machine"', False),
        ("in:captures upload*", True),
        ("in:captures machne~", True),
        ("in:captures keep rights NOT train", True),  # a paragraph of its own
        ("in:captures machine kind:policy", True),
        ("in:captures machine kind:case", False),
        ("in:captures machine title:gallery", True),
        ("in:captures,events machine", True),
        ("in:events machine", False),
        ("in:captures painters", False),
        ("in:captures", True),
    ],
)
def test_the_whole_language_works_in_captured_texts(
    engine: SearchEngine, query: str, finds: bool
) -> None:
    assert (found(engine, query) == ["gallery"]) is finds
    assert ask(engine, query, explain=True).total == len(found(engine, query))


def test_all_words_must_stand_in_one_paragraph(engine: SearchEngine) -> None:
    page = ask(engine, "in:captures rights machine")
    assert any("most of them" in notice for notice in page.notices)


def test_a_plain_search_is_not_led_by_captured_texts(engine: SearchEngine) -> None:
    assert "gallery" not in found(engine, "training")
    assert ask(engine, "drawings").total == ask(engine, "drawings", within=("entries",)).total


def test_what_no_entry_has_is_looked_for_in_captured_texts(engine: SearchEngine) -> None:
    page = ask(engine, '"machine learning"')
    assert [hit.slug for hit in page.hits] == ["gallery"]
    assert page.hits[0].inner[0].url.endswith("/v/3")
    assert any("captured texts have them" in notice for notice in page.notices)
    assert ask(engine, '"machine learning"', filters={"kind": ("case",)}).total == 0


def test_captured_texts_change_with_their_entry(factory: EngineFactory, tmp_path: Path) -> None:
    engine = factory(tmp_path / "index")
    engine.rebuild([gallery(paragraph(KEEP))], last_outbox_id=1)
    engine.put([gallery(paragraph(TRAIN, 2))])
    assert found(engine, "in:captures keep") == []
    assert found(engine, "in:captures generative") == ["gallery"]
    assert engine.verify([gallery(paragraph(TRAIN, 2))]) == []
    assert engine.verify([gallery(paragraph(KEEP))]) != []
    engine.delete([("policy", "gallery")])
    assert found(engine, "in:captures generative") == []


# -- from the archive


@pytest.fixture
def capture(database: Database, settings: Settings) -> Callable[..., int]:
    """Publishes a policy whose terms were captured once for each text."""

    def made(*texts: str) -> int:
        entry, _ = publish(database, documents.policy())
        capture_texts(database, BodyStore(settings.archive_dir), entry, texts)
        return entry

    return made


def passages(database: Database, settings: Settings, entry: int, **most: int) -> list[str]:
    with database.reading() as session:
        kept = captured_passages(session, BodyStore(settings.archive_dir), entry, **most)
    return [f"{passage.anchor.rsplit('/', 1)[1]} {passage.text}" for passage in kept]


def test_a_new_version_reaches_the_index(
    database: Database, settings: Settings, capture: Callable[..., int]
) -> None:
    indexer = open_indexer(settings, database)
    entry = capture(KEEP)
    indexer.catch_up()
    assert found(indexer.engine, "in:captures generative") == []
    capture_texts(database, BodyStore(settings.archive_dir), entry, [KEEP, f"{KEEP}\n{TRAIN}"])
    with database.reading() as session:
        kinds = [event.kind for event in outbox.after(session, 0)]
    assert kinds == ["published", "captured", "captured"]
    assert indexer.catch_up() == 1
    hit = ask(indexer.engine, "in:captures generative").hits[0]
    assert hit.inner[0].url == "/policies/gallery/documents/terms-of-service/v/2"
    assert indexer.verify() == []


@pytest.mark.one_database
def test_a_paragraph_counts_once_however_many_versions_have_it(
    database: Database, settings: Settings, capture: Callable[..., int]
) -> None:
    entry = capture(KEEP, f"{KEEP}\n\n{TRAIN}", f"{TRAIN}\n{KEEP}  ", KEEP)
    assert passages(database, settings, entry) == [f"1 {KEEP}", f"2 {TRAIN}"]


@pytest.mark.one_database
def test_of_a_long_record_the_paragraphs_that_stand_are_kept(
    database: Database, settings: Settings, capture: Callable[..., int]
) -> None:
    entry = capture(KEEP, f"{KEEP}\nWithdrawn at once.", f"{KEEP}\n{TRAIN}")
    most = len(KEEP) + len(TRAIN)
    assert passages(database, settings, entry, most=most) == [f"1 {KEEP}", f"3 {TRAIN}"]


@pytest.mark.one_database
def test_a_text_that_retention_removed_is_passed_over(
    database: Database, settings: Settings, capture: Callable[..., int]
) -> None:
    entry = capture(KEEP, TRAIN)
    BodyStore(settings.archive_dir).remove(BodyStore(settings.archive_dir).put(KEEP.encode()))
    assert passages(database, settings, entry) == [f"2 {TRAIN}"]

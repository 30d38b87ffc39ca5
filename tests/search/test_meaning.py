"""Questions find entries that have none of their words; without the extra, words answer alone."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.search.engine import SearchEngine, SearchPage, SearchRequest
from kb.search.meaning import blend, model
from kb.search.query import parse
from tests.search import corpus
from tests.search.golden.measure import by_words_alone

Factory = Callable[[Path], SearchEngine]
QUESTION = "may a robot keep the homework of pupils to catch cheaters"


@pytest.fixture
def without_extra() -> Iterator[None]:
    """As if the package with the weights were not installed."""
    with by_words_alone():
        yield


def ask(engine: SearchEngine, q: str, **options: object) -> SearchPage:
    return engine.search(SearchRequest(q=q, **options))  # type: ignore[arg-type]


def keys(page: SearchPage) -> list[tuple[str, str]]:
    return [(hit.kind, hit.slug) for hit in page.hits]


# -- which queries


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("can a company use my drawings to teach its robot without asking", True),
        ("painting the face of a stranger onto my own wall", True),
        ("wem gehört ein Bild, das ein Rechner gemacht hat", True),
        ("会社は私の絵を無断で機械に学ばせてもよいか", True),
        ("andersen", False),
        ("Getty Images v Stability AI", False),
        ("transformative use fourth factor market harm", False),
        ("生成AI 著作権 訴訟 日本", False),
        ('may a robot keep "the homework" of pupils', False),
        ("title:robot may it keep the homework of pupils", False),
        ("may a robot keep the homework of pupils OR teachers", False),
        ("was 3:23-cv-00201-WHO decided in the favour of artists", False),
        ("", False),
    ],
)
def test_only_questions_and_sentences_in_plain_words_are_asked_by_meaning(
    query: str, expected: bool
) -> None:
    assert blend.is_spoken(parse(query, languages=frozenset({"en", "de", "ja"}))) is expected


@pytest.mark.parametrize(
    "query",
    ["andersen", "3:23-cv-00201-WHO", "kind:case midjourney", '"fair use"', "suno OR udio"],
)
def test_no_other_query_is_touched(seed_engine: SearchEngine, query: str) -> None:
    page = ask(seed_engine, query)
    assert page.hits
    assert blend.NOTICE not in page.notices


# -- what is found


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("hide a note inside an image file that forbids learning from it",
         ("licence", "iptc-plus-data-mining-property")),
        ("must I declare that the cover of my self-published novel came from a machine",
         ("policy", "amazon-kdp")),
    ],
)  # fmt: skip
def test_an_entry_is_found_that_shares_hardly_a_word(
    seed_engine: SearchEngine, question: str, entry: tuple[str, str]
) -> None:
    page = ask(seed_engine, question)
    assert entry in keys(page)[:10]
    assert blend.NOTICE in page.notices


def test_pages_have_neither_gaps_nor_repeats_and_a_filter_only_narrows(
    seed_engine: SearchEngine,
) -> None:
    whole = ask(seed_engine, QUESTION, per_page=100)
    assert whole.total == len(whole.hits) == len(set(keys(whole)))
    paged = [
        key
        for number in range(1, whole.total // 7 + 2)
        for key in keys(ask(seed_engine, QUESTION, per_page=7, page=number))
    ]
    assert paged == keys(whole)
    for facet in whole.facets["kind"]:
        narrowed = ask(seed_engine, QUESTION, filters={"kind": (facet.value,)}, per_page=100)
        assert narrowed.total == facet.count
        assert keys(narrowed) == [key for key in keys(whole) if key[0] == facet.value]
    assert sum(facet.count for facet in whole.facets["kind"]) == whole.total


def test_another_order_shows_the_same_entries(seed_engine: SearchEngine) -> None:
    orders = [
        ask(seed_engine, QUESTION, sort=sort, per_page=100) for sort in ("relevance", "title")
    ]
    assert set(keys(orders[0])) == set(keys(orders[1]))
    titles = [hit.title.casefold() for hit in orders[1].hits if hit.title.isascii()]
    assert titles[0] <= titles[-1]


def test_an_explanation_adds_up_and_says_what_meaning_gave(seed_engine: SearchEngine) -> None:
    page = ask(seed_engine, QUESTION, explain=True)
    for hit in page.hits:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, abs=1e-3)
    assert {"meaning"} < {part.what for hit in page.hits for part in hit.explanation}


# -- vectors follow the index


def test_what_is_put_is_found_by_meaning_and_what_is_deleted_is_not(
    factory: Factory, tmp_path: Path
) -> None:
    engine = factory(tmp_path / "index")
    engine.rebuild(corpus.small())
    engine.warm()
    essays = corpus.document("essays", title="Essay archive", summary=(
        "Schools stored the essays of students to detect plagiarism and cheating."
    ))  # fmt: skip
    engine.put([essays])
    engine._meaning._rests_until = 0  # type: ignore[attr-defined]
    engine.warm()
    assert ("case", "essays") in keys(ask(engine, QUESTION))
    engine.delete([essays.key])
    assert ("case", "essays") not in keys(ask(engine, QUESTION))


# -- without the extra


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_words_answer_as_before(factory: Factory, tmp_path: Path) -> None:
    engine = factory(tmp_path / "index")
    engine.rebuild(corpus.small())
    engine.warm()
    assert model.load_model() is None
    page = ask(engine, "may three illustrators sue over a generator?")
    assert page.hits[0].slug == "andersen-v-stability-ai"
    assert blend.NOTICE not in page.notices


@pytest.mark.usefixtures("without_extra")
def test_vectors_of_before_do_no_harm_once_the_extra_is_gone(seed_engine: SearchEngine) -> None:
    assert blend.NOTICE not in ask(seed_engine, QUESTION).notices


def test_searching_imports_nothing_of_the_extra_before_a_question_needs_it(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kb.search.whoosh_engine import WhooshEngine;"
        "from kb.search.engine import SearchRequest; from tests.search import corpus;"
        f"engine = WhooshEngine(Path({str(tmp_path)!r})); engine.rebuild(corpus.small());"
        f"engine.search(SearchRequest(q={QUESTION!r}));"
        "assert not {'tokenizers', 'wordllama', 'requests'} & set(sys.modules), 'imported';"
        "engine.warm(); assert 'tokenizers' in sys.modules;"
        "assert not {'wordllama', 'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=corpus.SEED.parent)


def test_the_tests_run_with_the_extra() -> None:
    assert importlib.util.find_spec("wordllama") is not None
    assert model.load_model() is not None

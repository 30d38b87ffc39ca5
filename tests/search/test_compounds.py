"""German compounds: found by their parts, and by way of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from kb.search import analysis
from kb.search.compounds import longer_words, parts_of
from kb.search.engine import SearchEngine, SearchRequest
from kb.search.whoosh_engine import WhooshEngine
from tests.search import corpus

GERMAN = "Urheberrechtsgesetz Urheberrechtsverletzungen Bildgeneratoren Trainingsdaten Daten Bilder"
ENGLISH = "copyright copyrightable training generator picture pictures"


class Lexicon:
    """The words of one German and one English text."""

    def __init__(self) -> None:
        self.words = Counter(analysis.words([GERMAN, ENGLISH]))
        self.stems = Counter(
            stem
            for text, language in ((GERMAN, "de"), (ENGLISH, "en"))
            for token in analysis.tokens(text, language)
            for stem in token.stems
        )

    def languages(self) -> frozenset[str]:
        return frozenset({"de", "en"})

    def frequency(self, word: str) -> int:
        return self.words[word]

    def vocabulary(self) -> Mapping[str, int]:
        return self.words

    def having(self, stem: str) -> int:
        return self.stems[stem]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("urheberrecht", {"urheberrechtsgesetz", "urheberrechtsverletzungen"}),
        ("gesetz", {"urheberrechtsgesetz"}),
        ("generatoren", {"bildgeneratoren"}),
        ("verletzung", {"urheberrechtsverletzungen"}),
        ("copyright", set()),  # an English word
        ("recht", set()),  # inside, not at an end
    ],
)
def test_a_word_is_found_at_either_end_of_a_longer_one(typed: str, found: set[str]) -> None:
    assert set(longer_words(typed, Lexicon())) == found


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("bilddaten", ("bild", "daten")),
        ("bilderdaten", ("bilder", "daten")),
        ("trainingsdaten", ()),  # known as it is
        ("unterwasserhund", ()),  # of unknown parts
    ],
)
def test_an_unknown_word_is_taken_apart_into_known_ones(typed: str, parts: tuple[str, ...]) -> None:
    assert parts_of(typed, Lexicon()) == parts


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    made = WhooshEngine(tmp_path_factory.mktemp("compounds") / "index")
    made.rebuild(
        [
            corpus.document("law", language="de", summary="Das Urheberrechtsgesetz im Wortlaut."),
            corpus.document(
                "suit", language="de", summary="Klage wegen Urheberrechtsverletzungen."
            ),
            corpus.document(
                "other", summary="Copyright in paintings.", parties=("The Big Acme Co.",)
            ),
        ]
    )
    return made


def found(engine: SearchEngine, query: str) -> list[str]:
    return [hit.slug for hit in engine.search(SearchRequest(q=query)).hits]


def test_a_compound_is_found_by_a_part_of_it_before_translations(engine: SearchEngine) -> None:
    assert set(found(engine, "Urheberrecht")[:2]) == {"law", "suit"}
    page = engine.search(SearchRequest(q="Urheberrecht"))
    assert any("Compounds" in notice for notice in page.notices)


def test_a_compound_that_nobody_wrote_is_found_by_its_parts(engine: SearchEngine) -> None:
    assert found(engine, "Gesetzeswortlaut") == []
    assert found(engine, "Wortlautklage Urheberrechtsgesetzes") == ["law"]

"""The table from everyday questions to matters of law, and what becomes of strange questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.entries.reference import Reference
from kb.search import asking
from kb.search.engine import SearchEngine, SearchPage, SearchRequest
from kb.search.everyday import Everyday, InvalidEveryday, everyday, load_everyday
from kb.search.synonyms import Group, Synonyms
from tests.search import corpus
from tests.search.golden.measure import by_words_alone

TABLE = '[kinds]\nmaker = ["machine", "robot"]\n[[matter]]\nname = "style"\ntopics = []\n'
SYNONYMS = Synonyms([Group(("drawing", "picture"), ("sketch",))])
NOTHING = Reference(topics={}, systems={}, datasets={}, root="seed_data")


def ask(engine: SearchEngine, q: str, **options: object) -> SearchPage:
    return engine.search(SearchRequest(q=q, **options))  # type: ignore[arg-type]


def loaded(tmp_path: Path, table: str) -> Everyday:
    path = tmp_path / "everyday.toml"
    path.write_text(table, encoding="utf-8")
    return load_everyday(path, SYNONYMS, NOTHING)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("[[matter", "everyday.toml"),
        ("[kinds]\n[[matters]]\n", "not \\['matters'\\]"),
        ('[kinds]\n[[matter]]\nname = "style"\n', "must have cues, means, name, topics"),
        (f'{TABLE}cues = "way"\nmeans = "style"', "must be a list of texts"),
        (f'{TABLE}cues = ["the way"]\nmeans = "style"', "'the' is not one word"),
        (f'{TABLE}cues = ["re-make"]\nmeans = "style"', "'re-make' is not one word"),
        (f'{TABLE}cues = ["<beast> way"]\nmeans = "style"', "<beast> is not among the kinds"),
        (f'{TABLE}cues = ["way"]\nmeans = "*"', "wildcard"),
        (f'{TABLE}cues = ["way"]\nmeans = "topic:nonsense"', "No topic is called"),
        (f'{TABLE.replace("[]", "[7]")}cues = ["way"]\nmeans = "x"', "must be a list of texts"),
        (f"""{TABLE.replace("[]", "['x']")}cues = ["way"]\nmeans = "x\"""", "no topic 'x'"),
    ],
)
def test_a_fault_names_the_file_the_matter_and_the_reason(
    tmp_path: Path, table: str, fault: str
) -> None:
    with pytest.raises(InvalidEveryday, match=fault):
        loaded(tmp_path, table)


@pytest.mark.parametrize(
    ("question", "strength"),
    [
        ("the way in which I paint", 2),
        ("PAINTING is my way", 2),  # any order, any form
        ("a robot paints", 2),  # a kind
        ("do sketches look so", 2),  # a synonym
        ("a robot paints in my way of looking at pictures", 3),
        ("the way home", 0),
        ("", 0),
    ],
)
def test_a_question_meets_a_cue_when_it_has_all_of_its_words(
    tmp_path: Path, question: str, strength: int
) -> None:
    cues = '["way/manner paint", "<maker> paint", "drawing look", "<maker> way look"]'
    table = loaded(tmp_path, f'{TABLE}cues = {cues}\nmeans = "style"')
    assert sum(found for _, found in table.about(question)) == strength


def test_every_matter_of_the_table_leads_to_entries_and_says_so(seed_engine: SearchEngine) -> None:
    entries = {document.key for document in corpus.seed()}
    for matter in everyday().matters:
        assert ask(seed_engine, matter.means).total, matter.name
        assert matter.leading, matter.name
        assert {key for key, _ in matter.leading} <= entries, matter.name


def test_a_question_is_answered_by_its_matter_and_the_reader_is_told(
    seed_engine: SearchEngine,
) -> None:
    page = ask(seed_engine, "they made a computer talk like me", explain=True)
    assert "Understood as a question of voice, face and likeness." in page.notices
    assert "matter" in {part.what for hit in page.hits for part in hit.explanation}
    assert "lehmann-ai-voice-lg-berlin" in [hit.slug for hit in page.hits[:3]]


def test_matters_work_without_the_extra(seed_engine: SearchEngine) -> None:
    with by_words_alone():
        page = ask(seed_engine, "an app glued my face onto a stranger's body")
    assert "young-v-neocortext" in [hit.slug for hit in page.hits[:10]]


@pytest.mark.parametrize("words_alone", [False, True])
def test_a_question_about_nothing_here_is_told_so(
    seed_engine: SearchEngine, *, words_alone: bool
) -> None:
    for query in ("how long should I boil an egg", "why do cats purr when they sleep"):
        if words_alone:
            with by_words_alone():
                page = ask(seed_engine, f"{query} so well")
        else:
            page = ask(seed_engine, query)
        assert page.total <= asking.FEW_SHOWN
        assert asking.STRANGE in page.notices


def test_a_long_tail_of_weak_results_is_left_out(seed_engine: SearchEngine) -> None:
    page = ask(seed_engine, "can a company train on my drawings without asking", per_page=100)
    assert asking.SURELY_SHOWN <= page.total <= asking.MOST_SHOWN
    scores = [hit.score for hit in page.hits]
    assert scores[-1] >= asking.LEAST_SCORE * scores[0]
    chosen = ask(seed_engine, page.query, filters={"kind": ("case",)})
    counts = {count.value: count.count for count in page.facets["kind"]}
    assert chosen.total == counts["case"]
    assert sum(counts.values()) == page.total

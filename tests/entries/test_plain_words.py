"""Our own sentences for artists are plain, and the glossary finds its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import ConfigurationError
from kb.entries.glossary import load_glossary
from kb.entries.questions import ANSWER_SENTENCES, QUESTIONS, TERM_SENTENCES
from kb.reservations.table import STRENGTHS, load_table
from kb.web.components.glosses import explained
from tests.support.reading_grade import grade

SIGNALS = load_table().signal
TEXTS = {
    "questions": [question.question for question in QUESTIONS.values()],
    "answers": [text.replace("{platform}", "Cara") for text in ANSWER_SENTENCES.values()],
    "terms": list(TERM_SENTENCES.values()),
    "glossary": [term.meaning for term in load_glossary().term],
    "signals": [text for one in SIGNALS for text in (one.what, one.binds, one.limits)],
    "courts": [text for one in load_table().order for text in one.when.values()],
    "strengths": list(STRENGTHS.values()),
}
#: Years of school: of a group on average, and of its hardest text.
AVERAGE, HARDEST = 7.0, 14.0


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat.", -2, 2),
        ("Information concerning jurisdictional prerequisites necessitates consideration.", 20, 40),
    ],
)
def test_the_grade_tells_plain_from_heavy(text: str, least: float, most: float) -> None:
    assert least < grade(text) < most


@pytest.mark.parametrize("group", TEXTS)
def test_our_sentences_for_artists_are_plain(group: str) -> None:
    grades = {text: grade(text) for text in TEXTS[group]}
    assert sum(grades.values()) / len(grades) <= AVERAGE
    assert [text for text, found in grades.items() if found > HARDEST] == []


def test_the_first_place_of_a_word_leads_to_its_meaning_and_no_other() -> None:
    html = explained("Scraping <b>and</b> fair use; scraping again. Unfair use.")
    assert html.count('href="/glossary#scraping"') == 1
    assert html.count('href="/glossary#fair-use"') == 1
    assert "&lt;b&gt;and&lt;/b&gt;" in html


def test_a_glossary_with_one_form_twice_is_refused(tmp_path: Path) -> None:
    row = '[[term]]\nid = "{}"\nname = "Docket"\nspellings = []\nmeaning = "A list."\n'
    file = tmp_path / "glossary.toml"
    file.write_text(row.format("one") + row.format("two"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="two terms have the form"):
        load_glossary(file)

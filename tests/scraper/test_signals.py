"""Sentences about training, opting out, scraping, licences and generated images."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.scraper.signals import InvalidSignals, load_signals, sentences


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("We may use your posts to train our artificial intelligence models.", "training"),
        ("Your images will never be used for Machine-Learning.", "training"),
        ("You can opt out of this use in your settings.", "opt-out"),
        ("Add the noai tag to each work.", "opt-out"),
        ("You must not scrape, crawl or spider the site.", "scraping"),
        ("You grant us a worldwide, royalty-free licence to host your work.", "licence"),
        ("AI-generated images are not allowed.", "generated"),
        ("Wir verwenden Ihre Werke nicht zum Trainieren von KI-Modellen.", "training"),
        ("Sie können der Verarbeitung zum Training widersprechen.", "training"),
        ("Ein Nutzungsvorbehalt nach § 44b UrhG gilt.", "opt-out"),
        ("Nous entraînons nos modèles d’IA avec vos contenus.", "training"),
        ("Vous pouvez vous opposer à la fouille de textes.", "opt-out"),
        ("作品をAI学習に使用することを禁止します。", "training"),
        ("機械学習のためのスクレイピングを禁じます。", "scraping"),
        ("禁止使用爬虫抓取本站内容。", "scraping"),
    ],
)
def test_a_sentence_is_recognised_in_its_language(sentence: str, about: str) -> None:
    assert about in load_signals().of(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "You must pay your bills on time.",
        "We said that the model railway runs on time.",
        "Contact us at the address below.",
        "Der Vertrag unterliegt deutschem Recht.",
        "Les frais sont dus chaque mois.",
        "ご利用ありがとうございます。",
        "The waiter will train for the race.",
    ],
)
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert load_signals().of(sentence) == ()


def test_every_sentence_has_its_place() -> None:
    text = "Fees, e.g. Monthly ones, are due. We train AI models on posts.\nScraping is forbidden."
    found = load_signals().find(text)
    assert [(one.line, one.signals) for one in found] == [(1, ("training",)), (2, ("scraping",))]
    for one in found:
        assert text[one.start :].startswith(one.text)


@given(st.text(alphabet=st.sampled_from("ab. !?\n。XY\t"), max_size=80))
def test_sentences_stand_where_they_say_and_lose_no_letter(text: str) -> None:
    parts = list(sentences(text))
    for start, line, sentence in parts:
        assert text[start : start + len(sentence)] == sentence
        assert text[:start].count("\n") == line - 1
    assert "".join("".join(part.split()) for _, _, part in parts) == "".join(text.split())


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("", "[[signal]]"),
        ("[[signal]]\nid='a'\nlabel='A'", "signal 1"),
        ("[[signal]]\nid='a'\nlabel='A'\nwords={xx=['b']}", "by language"),
        ("[[signal]]\nid='a'\nlabel='A'\nwords={en=['...']}", "no words"),
        ("[[signal]]\nid='a'\nlabel='A'\nwords={en=['tr*in']}", "may only end one"),
        ("not toml at all", "cannot be read"),
    ],
)
def test_a_table_with_a_fault_says_where(tmp_path: Path, table: str, fault: str) -> None:
    path = tmp_path / "signals.toml"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InvalidSignals, match=fault.replace("[", r"\[")):
        load_signals(path)


def test_a_page_that_is_one_long_line_takes_no_longer_than_its_length() -> None:
    line = "We keep what you upload in a safe place, etc. and so on and on. " * 2000
    started = time.perf_counter()
    assert sum(1 for _ in sentences(line)) == 2000
    assert time.perf_counter() - started < 2

"""What the generator writes says to the checker what was wished for, and the forms are right."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from kb.core.errors import ConfigurationError
from kb.reservations.crawlers import load_crawlers
from kb.reservations.making import USES, Wishes, files, made
from kb.reservations.reading import ROBOTS_BYTES, Evidence, Mark, read
from kb.reservations.table import load_table
from tests.support.checkout import ROOT

CRAWLERS = load_crawlers()
ALL = Wishes(frozenset(USES), site="https://ink.example/", policy="https://ink.example/terms")


def told(robots: str) -> dict[str, str]:
    reading = read(Evidence(robots=robots), CRAWLERS)
    return {one.crawler.agent: one.treatment for one in reading.told}


def test_every_named_entry_exists() -> None:
    entries = [
        (kind, path.stem)
        for kind, folder in (("case", "cases"), ("law", "laws"), ("licence", "licences"))
        for path in (ROOT / "seed_data" / folder).glob("*.json")
    ]
    assert load_table().faults(entries) == []
    assert load_table().faults([])


def test_a_table_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "reservations.toml"
    file.write_text("signal = 3", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"reservations\.toml cannot be used"):
        load_table(file)


def test_every_signal_of_the_table_can_be_written() -> None:
    assert made(ALL, CRAWLERS).keys() == load_table().by_id.keys()


@hypothesis.given(refused=st.sets(st.sampled_from(sorted(USES)), min_size=1))
def test_the_checker_reads_in_the_written_files_what_was_refused(refused: set[str]) -> None:
    wishes = Wishes(frozenset(use for use in USES if use in refused))
    written = files(wishes, CRAWLERS)
    found = told(written["robots.txt"])
    for crawler in CRAWLERS.crawler:
        use = "training" if crawler.purpose == "control" else crawler.purpose
        assert found[crawler.agent] == ("refused" if use in refused else "allowed"), crawler.agent
    reading = read(
        Evidence(
            robots=written["robots.txt"],
            ai_txt=written.get("ai.txt"),
            tdmrep=written.get("tdmrep.json"),
        ),
        CRAWLERS,
    )
    assert (reading.strength == "machine") is ("training" in refused)
    assert reading.contradictions == ()
    assert reading.unknown == ()


def test_the_files_have_the_forms_of_their_specifications() -> None:
    written = files(ALL, CRAWLERS)
    assert json.loads(written["tdmrep.json"]) == [
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://ink.example/terms"}
    ]
    licence = ET.fromstring(written["license.xml"])
    name = "{https://rslstandard.org/rsl}"
    prohibits = licence.find(f"{name}content/{name}license/{name}prohibits")
    assert prohibits is not None
    assert prohibits.text == "ai-train ai-input"
    assert "License: https://ink.example/license.xml" in written["robots.txt"]


def test_headers_and_head_of_a_page_are_read() -> None:
    html = (
        '<head><meta name="robots" content="index, NoAI"><meta name="tdm-reservation" content="1">'
        '<link rel="license" type="application/rsl+xml" href="/license.xml"></head>'
    )
    headers = {"Content-Usage": "train-ai=n", "X-Robots-Tag": "noimageai"}
    marks = read(Evidence(headers=headers, html=html), CRAWLERS).marks
    assert {(mark.signal, mark.says, mark.where) for mark in marks} == {
        ("aipref", "no", "header"),
        ("noai", "no", "header"),
        ("noai", "no", "head of the page"),
        ("tdmrep", "no", "head of the page"),
        ("rsl", "terms", "head of the page"),
    }


@pytest.mark.parametrize(
    ("evidence", "strength"),
    [
        (Evidence(robots="", html=""), "none"),
        (Evidence(robots="User-agent: *\nDisallow: /\n"), "machine"),
        (Evidence(robots="User-agent: GPTBot\nDisallow: /\n"), "partial"),
        (Evidence(html='<meta name="robots" content="noai">'), "partial"),
        (Evidence(sentences=("We reserve our rights in text and data mining.",)), "words"),
        (Evidence(tdmrep='[{"location": "/", "tdm-reservation": 1}]'), "machine"),
        (Evidence(tdmrep="[[[["), "none"),
        (Evidence(robots="User-agent: *\nContent-Signal: ai-train=yes\nAllow: /"), "none"),
    ],
)
def test_how_far_a_site_says_no(evidence: Evidence, strength: str) -> None:
    assert read(evidence, CRAWLERS).strength == strength


def test_what_contradicts_is_shown_and_not_resolved() -> None:
    robots = "User-agent: *\nAllow: /\nContent-Signal: ai-train=yes\n"
    reading = read(Evidence(robots=robots, headers={"tdm-reservation": "1"}), CRAWLERS)
    assert [line.partition(":")[0] for line in reading.contradictions] == [
        "This says no to training",
        "This says no to training",
    ]
    assert reading.strength == "machine"


def test_a_crawler_that_is_not_on_the_list_is_named() -> None:
    reading = read(Evidence(robots="User-agent: NewBot\nUser-agent: GPTBot\nDisallow: /"), CRAWLERS)
    assert reading.unknown == ("NewBot",)


def test_only_as_much_of_a_huge_robots_txt_is_read_as_crawlers_must() -> None:
    late = "User-agent: GPTBot\nDisallow: /\n"
    reading = read(Evidence(robots="# filler\n" * (ROBOTS_BYTES // 9 + 10) + late), CRAWLERS)
    assert reading.robots_cut
    assert {one.treatment for one in reading.told} == {"allowed"}


@hypothesis.given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_no_text_whatever_breaks_the_reading(robots: str, html: str, tdmrep: str) -> None:
    marks = read(Evidence(robots=robots, html=html, tdmrep=tdmrep, ai_txt=html), CRAWLERS).marks
    assert all(isinstance(mark, Mark) for mark in marks)

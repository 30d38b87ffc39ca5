"""No query whatever raises anything but `QueryError`, or takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.search.engine import QueryError, SearchEngine, SearchRequest
from kb.search.fields import FIELDS
from kb.search.query import MAX_LEAVES, MAX_LENGTH

SECONDS = 2.0
REFUSED = {
    "ten thousand characters": "fair " * 2_000,
    "one megabyte": "a" * 1_000_000,
    "one star": "*",
    "leading star": "*midjourney",
    "stars around a letter": "*a*",
    "thirty stars": "*" * 30,
    "one letter and a star": "a*",
    "many stars in a word": "ab*c*d*e*f*g*h",
    "a star after a bracket": "(a*)",
    "wildcard in a value": "topic:fair*",
    "70 words": " ".join(f"word{number}" for number in range(70)),
    "26 prefixes": " OR ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "deep brackets": "(" * 11 + "fair" + ")" * 11,
    "no date": "filed:soon",
    "no such day": "filed:2024-02-30",
    "a date out of time": "date:[99999999999999999999 TO]",
    "date in words": "date:abc",
    "year zero": "filed:0000",
    "a range backwards": "filed:[2024 TO 2023]",
    "before the first day": "filed:<0001-01-01",
    "after the last day": "filed:>9999-12-31",
}
DEGRADED = {
    "a long phrase": '"' + " ".join(f"word{number}" for number in range(20)) + '"',
    "nothing": "",
    "blanks": " " * 500,
    "stop words": "the of and",
    "a lone quotation mark": '"',
    "a phrase left open": '"fair use',
    "many quotation marks": '"' * 501,
    "brackets left open": "(fair (use",
    "brackets closed only": "fair) use)",
    "many brackets": "(" * 500,
    "square brackets": "[" * 500,
    "NUL": "fair\x00use",
    "a lone surrogate": "fair \ud800 use",
    "right to left override": "fair \u202e use",
    "combining marks": "a" + "\u0301" * 500,
    "500 syllables of Korean": "".join(chr(44_032 + 7_919 * n % 11_172) for n in range(500)),
    "500 characters of Chinese": "".join(chr(19_968 + 7_919 * n % 20_992) for n in range(500)),
    "500 katakana with dots": "ヴァ・" * 166,
    "an unknown word near a letter": "fai~a",
    "emoji": "👩‍🎨 art 🎨",
    "colons": "a:a:a:a:a:a",
    "an unknown field": "author:andersen",
    "a field without a value": "title:",
    "an open range": "date:[TO]",
    "a range without a field": "[a TO z]",
    "NOT and nothing else": "NOT",
    "many NOTs": "NOT " * 120,
    "many ANDs": "AND " * 120,
    "operators only": "AND OR NOT",
    "operators at the ends": "OR fair AND",
    "a boost of infinity": "fair^1e999 use^nan use^0 use^99999",
    "a boost of a group": "(fair use)^7",
    "an empty group": "() fair ()",
    "an empty phrase": '"" fair',
    "a comparison without a field": "> 5 <= 3",
    "tildes": "ab~2 fair~9 ~~~ ~",
    "a question": "what is fair use?",
    "an address": "https://www.deviantart.com/about/policy?x=1&y=2#z",
    "SQL": "'; DROP TABLE entry; --",
    "markup": "<script>alert(1)</script>",
    "a format": "%s %d {0} {q} \\1 \\x00",
    "a slash": "and/or /fair/ \\",
    "very long word": "x" * 500,
    "CJK": "著" * 200,
    "a long compound": "-".join(["word"] * 90),
    "minus and plus": "-fair +use --x",
    "unknown value": "kind:novel status:lost lang:xx",
    "a range of numbers": "30-4 10-20 1-1",
    "a mark in a run": "ß закон об авторском праве on 衭LΨヿ ゲ\u0654\U0001f6feʹҙ -",
    "a run of known words": "生成AI著作権訴訟" * 30,
    "a very long question": "why " + "drawings lawsuit opt-out scrape " * 15 + "?",
    "synonyms side by side": "SD twitter NYT WotC DMCA CJEU MDL UMG SDXL CC",
}


def ask(engine: SearchEngine, query: str) -> float:
    """Seconds of work that a search takes; `QueryError` has its place and its sentence."""
    refused: QueryError | None = None
    started = time.process_time()
    try:
        engine.search(SearchRequest(q=query))
    except QueryError as error:
        refused = error
    taken = time.process_time() - started
    if refused is not None:
        assert refused.message.endswith(".")
        assert "\n" not in refused.message
        assert 0 <= refused.position <= max(len(query), MAX_LENGTH)
    return taken


@pytest.mark.parametrize("query", REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_run_is_refused_with_one_sentence(
    seed_engine: SearchEngine, query: str
) -> None:
    started = time.process_time()
    with pytest.raises(QueryError, match=r"^([A-Z\u201c]|\w+: ).*\.$"):
        seed_engine.search(SearchRequest(q=query))
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("query", DEGRADED.values(), ids=list(DEGRADED))
def test_what_is_mistyped_is_searched_as_words(seed_engine: SearchEngine, query: str) -> None:
    started = time.process_time()
    page = seed_engine.search(SearchRequest(q=query))
    assert page.query == query
    assert time.process_time() - started < SECONDS


def test_an_error_says_where_it_is(seed_engine: SearchEngine) -> None:
    with pytest.raises(QueryError) as raised:
        seed_engine.search(SearchRequest(q="fair use filed:2024-13"))
    assert raised.value.position == "fair use filed:2024-13".index("2024-13")
    with pytest.raises(QueryError) as raised:
        seed_engine.search(SearchRequest(q="fair *use"))
    assert raised.value.position == 5


def test_as_many_words_as_the_limit_allows_are_searched(seed_engine: SearchEngine) -> None:
    words = " ".join(f"w{number}" for number in range(MAX_LEAVES))
    assert ask(seed_engine, words) < SECONDS


pieces = st.one_of(
    st.sampled_from(
        [
            *(f"{name}:" for name in FIELDS), "author:", '"', "(", ")", "[", "]", "{", "}", " TO ",
            " AND ", " OR ", " NOT ", "*", "?", "~", "~2", "^", "^2", ">=", "<", " ", " ", "-", "/",
            "fair", "use", "training", "midjourney", "the", "art", "2024", "2024-06", "23-cv-201",
            "765 F.Supp.3d 382", "17 U.S.C. § 1202", "[2025] EWHC 2863 (Ch)", "kind:case", "著作権",
            "Künstlerin", "twitter", "opt-out", "can", "how", "lawsuit", "SD", "Klage",
            "обучение", "生成AI", "訴訟", "\x00", "\ud800", "👩‍🎨", "C-250/25", "CC-BY-4.0",
        ]
    ),
    st.text(max_size=8),
)  # fmt: skip


@given(st.lists(pieces, max_size=30).map("".join))
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_no_string_whatever_breaks_a_search(seed_engine: SearchEngine, query: str) -> None:
    assert ask(seed_engine, query) < SECONDS

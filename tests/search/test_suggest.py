"""What a few letters become: order, spellings, one wrong letter, and any text whatever."""

from __future__ import annotations

import time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kb.search.suggest import LONGEST, MOST, SuggestIndex, Target, words_of

TARGETS = [
    Target(
        "case",
        "Andersen v. Stability AI",
        "Case, N.D. Cal.",
        "/cases/andersen",
        9,
        ("Andersen et al. v. Stability AI Ltd. et al.", "3:23-cv-00201-WHO", "700 F. Supp. 3d 853"),
        ("us:3:23-cv-201", "reporter:700 fsupp3d 853"),
    ),
    Target(
        "case",
        "Getty v. Stability AI",
        "Case, D. Del.",
        "/cases/getty",
        3,
        ("1:23-cv-00135",),
        ("us:1:23-cv-135",),
        ("us:3:23-cv-201",),
    ),
    Target("policy", "Stability AI", "Platform policy", "/policies/stability-ai", 1),
    Target("policy", "DeviantArt", "Platform policy", "/policies/deviantart", 5),
    Target("policy", "X", "Platform policy", "/policies/x", 2, ("Twitter",)),
    Target("system", "Stable Diffusion", "System", "/systems/stable-diffusion", 40, ("SD",)),
    Target("party", "Künstlerinnen GmbH", "Plaintiff in Andersen", "/cases/andersen", 1),
    Target("judge", "Sigrid Österlund", "Judge in 2 cases", "/search?q=judge%3A%22x%22", 2),
    Target("law", "著作権法 30条の4", "Law, Japan", "/laws/japan", 4),
    Target("party", "Gettu Corp.", "Defendant in 1 case", "/cases/gettu", 1),
    Target("court", "Арбитражный суд Москвы", "Court", "/courts/moscow", 1),
]
INDEX = SuggestIndex(TARGETS)


def labels(text: str) -> list[str]:
    return [suggestion.label for suggestion in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("and", "Andersen v. Stability AI"),
        ("andersen vs stab", "Andersen v. Stability AI"),
        ("Andersen versus Stability", "Andersen v. Stability AI"),
        ("stability andersen", "Andersen v. Stability AI"),
        ("deviant art", "DeviantArt"),
        ("stablediff", "Stable Diffusion"),
        ("sd", "Stable Diffusion"),
        ("twit", "X"),
        ("OSTERLUND", "Sigrid Österlund"),
        ("österl", "Sigrid Österlund"),
        ("ｓｔａｂｌｅ", "Stable Diffusion"),
        ("著", "著作権法 30条の4"),
        ("著作権法", "著作権法 30条の4"),
        ("москв", "Арбитражный суд Москвы"),
    ],
)
def test_the_beginning_of_any_word_in_any_writing_is_enough(text: str, first: str) -> None:
    assert labels(text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "23-cv-201",
        "3:23-cv-00201-WHO",
        "3:23-cv-201",
        "23cv201",
        "23 civ 201",
        "3:23-cv-0020",
        "700 F Supp 3d 853",
        "700 F.Supp.3d 8",
    ],
)
def test_an_identifier_is_found_in_any_spelling_and_while_it_is_typed(text: str) -> None:
    assert labels(text)[0] == "Andersen v. Stability AI"


def test_whose_number_it_is_comes_before_who_shares_it() -> None:
    assert labels("23-cv-201") == ["Andersen v. Stability AI", "Getty v. Stability AI"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("andersan", "Andersen v. Stability AI"),  # another letter
        ("andrsen", "Andersen v. Stability AI"),  # one missing
        ("anderssen", "Andersen v. Stability AI"),  # one too many
        ("adnersen", "Andersen v. Stability AI"),  # two exchanged
        ("anderx", "Andersen v. Stability AI"),  # while typing
        ("andersen stabilty", "Andersen v. Stability AI"),
        ("gettu stability", "Getty v. Stability AI"),  # though Gettu begins another name
        ("stabeldiff", "Stable Diffusion"),
        ("deviamt", "DeviantArt"),
        ("маскв", "Арбитражный суд Москвы"),
    ],
)
def test_one_letter_may_be_wrong(text: str, label: str) -> None:
    assert label in labels(text)


@pytest.mark.parametrize("text", ["anxxrsen", "sdd", "xyz", "23-cv-202", "qqqq andersen", ""])
def test_what_nothing_comes_near_has_no_suggestion(text: str) -> None:
    assert labels(text) == []


def test_a_wrong_letter_is_not_looked_for_where_something_begins_as_typed() -> None:
    assert labels("stabl") == ["Stable Diffusion"]


def test_with_a_wrong_letter_too_a_name_that_begins_so_comes_first() -> None:
    index = SuggestIndex(
        [
            Target("licence", "Terms of Stable Diffusion", "", "/licences/t", 9),
            Target("system", "Stable Diffusion", "", "/systems/s", 1),
        ]
    )
    assert [found.kind for found in index.find("stabel diffusion")] == ["system", "licence"]


def test_a_name_that_begins_so_comes_before_more_popular_ones_that_contain_it() -> None:
    assert labels("stab")[:2] == ["Stable Diffusion", "Stability AI"]
    assert labels("stab")[2:] == ["Andersen v. Stability AI", "Getty v. Stability AI"]


def test_a_whole_name_comes_before_longer_ones() -> None:
    index = SuggestIndex(
        [
            Target("system", "Suno Studio", "", "/systems/suno-studio", 9),
            Target("system", "Suno", "", "/systems/suno", 1),
        ]
    )
    assert [found.label for found in index.find("suno")] == ["Suno", "Suno Studio"]


def test_two_names_of_one_page_are_one_suggestion() -> None:
    found = SuggestIndex(
        [
            Target("case", "Painter v. Model", "Case", "/cases/p", 1),
            Target("party", "Painter", "Plaintiff in Painter v. Model", "/cases/p", 1),
        ]
    ).find("pain")
    assert [suggestion.url for suggestion in found] == ["/cases/p"]


def test_the_name_that_was_typed_is_shown_beside_the_label() -> None:
    assert INDEX.find("twitter")[0].detail == "Platform policy · Twitter"
    assert INDEX.find("23cv201")[0].detail == "Case, N.D. Cal. · 3:23-cv-00201-WHO"
    assert INDEX.find("andersen")[0].detail == "Case, N.D. Cal."


def test_an_empty_collection_suggests_nothing() -> None:
    assert SuggestIndex([]).find("a") == ()
    assert SuggestIndex([Target("case", "…", "", "/cases/x")]).find("a") == ()


NAMES = st.text(max_size=40) | st.sampled_from([target.label for target in TARGETS])


@given(st.text(max_size=200) | st.text('andersvtbily0123:-/. §*"()', max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    found = INDEX.find(text)
    assert len(found) <= MOST
    assert len({suggestion.url for suggestion in found}) == len(found)


@given(st.lists(NAMES, max_size=12), st.data())
def test_whatever_is_called_so_is_found_by_any_beginning(
    names: list[str], data: st.DataObject
) -> None:
    index = SuggestIndex(
        Target("case", name, "", f"/cases/{number}") for number, name in enumerate(names)
    )
    for number, name in enumerate(names):
        if words_of(name[:LONGEST]):
            found = index.find(name, limit=len(names))
            assert f"/cases/{number}" in {suggestion.url for suggestion in found}
            word = data.draw(st.sampled_from(words_of(name)))
            if word != "0" and words_of(word) == [word]:
                found = index.find(word, limit=len(names))
                assert f"/cases/{number}" in {suggestion.url for suggestion in found}


def test_an_answer_takes_milliseconds_over_many_names() -> None:
    index = SuggestIndex(
        Target("case", f"Painter{n % 997} v. Model{n}", "Case", f"/cases/{n}", n % 7)
        for n in range(5_000)
    )
    index.find("painter")
    for text in ("p", "painter1", "model499", "paimter", "mo pa"):
        started = time.process_time()
        for _ in range(10):
            index.find(text)
        assert (time.process_time() - started) / 10 < 0.01, text

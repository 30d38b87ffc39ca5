"""What is indexed of the four kinds of document."""

from __future__ import annotations

from datetime import date

import pytest

from kb.entries.documents import Document
from kb.entries.identifiers import identifier_keys
from kb.search.documents import index_document
from kb.search.engine import IndexDocument
from tests.search import corpus
from tests.support import documents

COURTS = {"cand": ("Northern District of California", "N.D. Cal."), "ca9": ("Ninth Circuit", "9th")}


def indexed(document: Document) -> IndexDocument:
    return index_document(document, courts=COURTS)


def by_slug(slug: str) -> IndexDocument:
    return next(found for found in corpus.seed() if found.slug == slug)


def said(found: IndexDocument, kind: str) -> str:
    """The statements of a kind."""
    return "\n".join(passage.text for passage in found.passages if passage.kind == kind)


def test_a_case_brings_parties_judges_courts_and_numbers() -> None:
    found = indexed(
        documents.case(
            appeal_court_id="ca9",
            other_dockets=[{"number": "24-1234", "court_id": "ca9", "label": "The appeal"}],
            citations=["744 F. Supp. 3d 956 (N.D. Cal. 2024)"],
            defendants=[{"name": "Model Maker, Inc.", "also_known_as": ["MM Labs"]}],
        )
    )
    assert found.key == ("case", "painter-v-model")
    assert found.plaintiffs == ("Paula Painter",)
    assert found.defendants == ("Model Maker, Inc.", "MM Labs")
    assert set(found.plaintiffs + found.defendants) == set(found.parties)
    assert found.judges == ("Jane Doe",)
    assert {"N.D. Cal.", "Ninth Circuit"} <= set(found.court_names)
    assert found.dockets == ("3:24-cv-09999", "24-1234")
    assert identifier_keys("24-cv-9999") & found.identifiers
    assert identifier_keys("744 F.Supp.3d 956") & found.identifiers
    assert identifier_keys("24-1234") & found.other_identifiers
    assert not identifier_keys("24-1234") & found.identifiers
    assert "Copying for training" in said(found, "holding")
    assert "17 U.S.C. § 501" in said(found, "claim")


def test_a_partial_date_keeps_its_first_and_last_day() -> None:
    found = indexed(documents.case())
    assert (found.date, found.year) == ("2024-01", 2024)
    assert (found.date_earliest, found.date_latest) == (date(2024, 1, 1), date(2024, 1, 31))


def test_a_policy_brings_its_answers_in_words() -> None:
    found = indexed(documents.policy())
    assert found.short_name == "Gallery"
    assert found.status is None
    assert found.date == "2024-04-07"
    assert "Does it train on uploads? No." in said(found, "answer")


def test_a_licence_brings_its_terms_and_identifier() -> None:
    found = indexed(documents.licence(spdx_id="CC-BY-4.0", used_by=["Some Model"]))
    assert identifier_keys("cc by 4.0") & found.identifiers
    assert found.systems == ("Some Model",)
    assert "names its author" in said(found, "provision")
    assert found.date is None
    assert found.sort_date == date(2024, 8, 12)


def test_a_law_brings_its_citation_and_articles() -> None:
    found = indexed(
        documents.law(
            citation="Directive (EU) 2019/790, OJ L 130",
            provisions=[
                {"pinpoint": "Art. 4(1)-(2)", "paraphrase": "Mining is allowed.", "source": "s1"},
                {"pinpoint": "Recital 18", "paraphrase": "Why.", "source": "s1"},
            ],
        )
    )
    assert {"eu:32019l0790", "eu:32019l0790:4"} <= found.identifiers
    assert "eu:32019l0790:18" not in found.identifiers
    assert found.status == "in-force"


def test_the_digest_changes_with_any_part_and_with_nothing_else() -> None:
    one, same = indexed(documents.case()), indexed(documents.case())
    assert one.digest() == same.digest()
    assert indexed(documents.case(status_note="Now stayed.")).digest() != one.digest()


def test_every_entry_of_the_seed_can_be_indexed() -> None:
    found = corpus.seed()
    assert len(found) == len({document.key for document in found}) >= 398


@pytest.mark.parametrize(
    ("slug", "query"),
    [
        ("andersen-v-stability-ai", "23-cv-201"),
        ("getty-images-v-stability-ai-uk", "[2025] EWHC 2863"),
        ("kneschke-v-laion", "310 O 227/23"),
        ("like-company-v-google", "C-250/25"),
        ("us-17-usc-1202", "17 usc 1202"),
        ("uk-cdpa-1988-s29a", "s 29A CDPA"),
        ("germany-urhg-44b", "§ 44b UrhG"),
        ("eu-dsm-directive-2019-790", "Article 4 Directive (EU) 2019/790"),
        ("eu-ai-act-article-50", "article 50 of the AI Act"),
        ("japan-copyright-act-30-4", "著作権法第30条の4"),
        ("cc-by-4-0", "cc by 4.0"),
        ("zarya-of-the-dawn", "VAu001480196"),
        ("steinberg-v-columbia", "84 Civ. 9208"),
    ],
)
def test_the_seed_knows_its_own_names(slug: str, query: str) -> None:
    assert identifier_keys(query) & by_slug(slug).identifiers

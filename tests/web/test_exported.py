"""Files of many entries: what is left out is said where every form can say it."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.core.database import Database
from kb.entries.queries.whole import all_cards
from kb.exports.collection import FORMS, Provenance
from kb.web.exported import exported_entries, file_links
from tests.support.documents import case, law, policy
from tests.support.publishing import publish


@pytest.mark.one_database
def test_a_file_that_is_cut_says_so_in_its_name(database: Database) -> None:
    for document in (case(), law(), policy()):
        publish(database, document)
    source = Provenance(
        title="search",
        url="https://kb.example/search",
        total=3,
        base_url="https://kb.example",
        accessed=dt.date(2026, 11, 22),
        most=2,
    )
    with database.reading() as session:
        cards = list(all_cards(session))[:2]
        for form in FORMS:
            answer = exported_entries(session, cards, form, source=source, name="search")
            name = answer.headers["content-disposition"]
            assert f'filename="search-first-2-of-3.{form}"' in name
            assert answer.headers["x-total-count"] == "3"


def test_every_form_has_its_link_with_the_parameters_of_the_page() -> None:
    links = dict(file_links("/search", [("q", "a b"), ("kind", "case")]))
    assert links["BibTeX"] == "/search.bib?q=a+b&kind=case"
    assert len(links) == len(FORMS)

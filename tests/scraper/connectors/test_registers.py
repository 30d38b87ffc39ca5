"""News feeds, Find Case Law, the Federal Register and SPDX, played by a server of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from kb.scraper.connectors import connectors
from kb.scraper.connectors.find_case_law import parse_xml
from kb.scraper.connectors.interface import KnownEntry, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import NewSource, Notice
from tests.scraper.conftest import Open
from tests.scraper.polling import KnownEntries, Polls

SHARED = Path(__file__).parents[4] / "shared" / "fixtures" / "legal"
CASE = KnownEntry(
    "case/painter-v-model", "Painter v. Model", "pending", identifiers=frozenset({"3:24-cv-09999"})
)
LICENCE = KnownEntry("licence/cc-by", "CC BY", None, identifiers=frozenset({"CC-BY-4.0"}))


def watching(
    connector: str, server: HTTPServer, opened: Open, path: str, entry: str | None = None,
    **options: object,
) -> Polls:  # fmt: skip
    found = connectors()[connector]
    chosen = found.options.model_validate(options)
    source = WatchedSource("watched", server.url_for(path), entry, None, chosen)
    return Polls(found, source, opened(server.port), KnownEntries((CASE, LICENCE)))


def serve(server: HTTPServer, bodies: Mapping[str, str | bytes], kind: str) -> None:
    server.clear_all_handlers()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    for path, body in bodies.items():
        server.expect_request(path).respond_with_data(body, content_type=kind)


def sources(polls: Polls) -> list[NewSource]:
    return [one for one in polls.poll().findings if isinstance(one, NewSource)]


# -- feeds


def news(*articles: tuple[str, str]) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>https://news.example/{number}</link>"
        f"<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate><description>{text}</description></item>"
        for number, (title, text) in enumerate(articles)
    )
    return f"<rss version='2.0'><channel><title>The News</title>{items}</channel></rss>"


def test_articles_that_name_a_docket_belong_to_its_case(
    httpserver: HTTPServer, opened: Open
) -> None:
    body = news(("Ruling", "In 3:24-cv-09999 the court ruled."), ("Weather", "Rain."))
    serve(httpserver, {"/rss": body}, "application/rss+xml")
    polls = watching("feed", httpserver, opened, "/rss")
    (found,) = sources(polls)
    assert (found.entry, found.publisher, found.primary) == (
        "case/painter-v-model",
        "The News",
        False,
    )
    assert (found.date, found.url) == ("2026-03-04", "https://news.example/0")
    assert found.event_kind is None
    assert sources(polls) == []


def test_keywords_choose_among_articles(httpserver: HTTPServer, opened: Open) -> None:
    body = news(("Künstler klagen", "x"), ("Wetter", "Regen"), ("Kunst", "y"))
    serve(httpserver, {"/rss": body}, "application/rss+xml")
    polls = watching(
        "feed", httpserver, opened, "/rss", "case/painter-v-model", keywords=["Künstler", "kunst"]
    )
    assert [one.title for one in sources(polls)] == ["Künstler klagen", "Kunst"]


# -- Find Case Law


JUDGMENT = """<akomaNtoso xmlns:uk="https://caselaw.nationalarchives.gov.uk/akn"
 xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><judgment><meta><identification>
 <FRBRWork><FRBRdate date="2026-02-03" name="judgment"/></FRBRWork></identification>
 <proprietary><uk:court>EWHC-Chancery-IntellectualProperty</uk:court>
 <uk:cite>[2026] EWHC 123 (Ch)</uk:cite><uk:hash>HASH</uk:hash></proprietary></meta>
 <header><p><judge>Mrs Justice Smith</judge></p></header></judgment></akomaNtoso>"""


def listing(server: HTTPServer, *citations: str, digest: str = "one", following: str = "") -> str:
    entries = "".join(
        f"<entry><title>Painter v Model</title><link href='https://caselaw.example/{number}' "
        f"rel='alternate'/><link href='{server.url_for('/data.xml')}' rel='alternate' "
        f"type='application/akn+xml'/><tna:uri>d-{number}</tna:uri>"
        f"<tna:contenthash>{digest}</tna:contenthash>"
        f"<tna:identifier type='ukncn'>{citation}</tna:identifier>"
        f"<tna:identifier type='fclid'>abc</tna:identifier></entry>"
        for number, citation in enumerate(citations)
    )
    more = f"<link rel='next' href='{following}'/>" if following else ""
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:tna='https://caselaw.nationalarchives."
        f"gov.uk'>{more}{entries}</feed>"
    )


def test_only_the_judgments_of_the_case_are_read(httpserver: HTTPServer, opened: Open) -> None:
    feed = listing(httpserver, "[2026] EWHC 123 (Ch)", "[2026] EWHC 999 (Ch)")
    serve(httpserver, {"/atom": feed, "/data.xml": JUDGMENT}, "application/xml")
    polls = watching(
        "find-case-law", httpserver, opened, "/atom", "case/painter-v-model",
        identifiers=["[2026]  EWHC 123 (Ch)"],
    )  # fmt: skip
    (found,) = sources(polls)
    assert found.title == "Painter v Model [2026] EWHC 123 (Ch)"
    assert found.facts == {
        "citation": "[2026] EWHC 123 (Ch)", "court": "EWHC-Chancery-IntellectualProperty",
        "decision_date": "2026-02-03", "judges": "Mrs Justice Smith", "content_hash": "HASH",
    }  # fmt: skip
    assert (found.event_kind, found.date) == ("judgment", "2026-02-03")
    assert sources(polls) == []


def test_a_judgment_whose_text_changed_is_found_again(httpserver: HTTPServer, opened: Open) -> None:
    polls = watching("find-case-law", httpserver, opened, "/atom", "case/painter-v-model")
    for digest in ("one", "two"):
        feed = listing(httpserver, "[2026] EWHC 123 (Ch)", digest=digest)
        serve(httpserver, {"/atom": feed, "/data.xml": JUDGMENT}, "application/xml")
        (found,) = sources(polls)
    assert found.title.endswith("(new text)")
    assert found.event_kind is None


def test_further_pages_are_followed_up_to_a_limit(httpserver: HTTPServer, opened: Open) -> None:
    feed = listing(httpserver, "[2026] EWHC 1 (Ch)", following="/atom")
    serve(httpserver, {"/atom": feed, "/data.xml": JUDGMENT}, "application/xml")
    polls = watching("find-case-law", httpserver, opened, "/atom", "case/painter-v-model")
    sources(polls)
    assert sum(request.path == "/atom" for request, _ in httpserver.log) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        b"<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
        b"<a><b></a>", b"", b"no xml",
    ],
)  # fmt: skip
def test_xml_that_reaches_out_blows_up_or_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(SourceFailure) as failed:
        parse_xml(body, "https://caselaw.example/data.xml")
    assert failed.value.failure == "unreadable"


@pytest.mark.skipif(not SHARED.exists(), reason="the collected judgments are not here")
def test_collected_listings_and_judgments_are_read(httpserver: HTTPServer, opened: Open) -> None:
    folder = SHARED / "find_case_law"
    judgment = (folder / "test_standard_judgment.xml").read_text("utf-8")
    feed = (folder / "atom_one_entry.xml").read_text("utf-8")
    feed = feed.replace(
        "https://caselaw.nationalarchives.gov.uk/uksc/2024/123/data.xml",
        httpserver.url_for("/data.xml"),
    ).replace(
        '<link href="https://caselaw.nationalarchives.gov.uk/atom.xml?page=2" rel="next"/>', ""
    )
    serve(httpserver, {"/atom": feed, "/data.xml": judgment}, "application/xml")
    polls = watching("find-case-law", httpserver, opened, "/atom", "case/painter-v-model")
    (found,) = sources(polls)
    assert found.title == "Jarndyce v. Jarndyce [2024] UKSC 123"
    assert found.facts["decision_date"] == "2024-01-01"


# -- Federal Register


def register(*numbers: str, following: str | None = None) -> str:
    results = [
        {
            "document_number": number, "publication_date": "2026-05-06", "type": "Notice",
            "title": f"Artificial Intelligence and Copyright {number}", "abstract": "A report.",
            "html_url": f"https://www.federalregister.gov/documents/{number}",
        }
        for number in numbers
    ]  # fmt: skip
    return json.dumps({"count": 10_000, "results": results, "next_page_url": following})


def test_documents_of_a_search_are_found_once(httpserver: HTTPServer, opened: Open) -> None:
    further = httpserver.url_for("/more")
    bodies = {"/search": register("2026-1", following=further), "/more": register("2026-2")}
    serve(httpserver, bodies, "application/json")
    polls = watching("federal-register", httpserver, opened, "/search", "law/copyright-office")
    found = sources(polls)
    assert [one.key for one in found] == ["2026-1@2026-05-06", "2026-2@2026-05-06"]
    assert found[0].facts["type"] == "Notice"
    assert sources(polls) == []
    serve(httpserver, {"/search": register("2026-3", "2026-1")}, "application/json")
    assert [one.key for one in sources(polls)] == ["2026-3@2026-05-06"]


def test_terms_choose_among_documents(httpserver: HTTPServer, opened: Open) -> None:
    serve(httpserver, {"/search": register("2026-1")}, "application/json")
    assert (
        sources(watching("federal-register", httpserver, opened, "/search", terms=["drone"])) == []
    )
    assert sources(watching("federal-register", httpserver, opened, "/search", terms=["copyright"]))


@pytest.mark.parametrize("name", ["federal-register", "spdx"])
@pytest.mark.parametrize("body", ["no json", "[]"])
def test_an_answer_of_another_form_is_a_failure(
    name: str, body: str, httpserver: HTTPServer, opened: Open
) -> None:
    serve(httpserver, {"/search": body}, "application/json")
    polls = watching(name, httpserver, opened, "/search")
    with pytest.raises(SourceFailure) as failed:
        polls.poll()
    assert failed.value.failure == "unreadable"


# -- SPDX


def licences(**changes: Any) -> str:
    row = {
        "licenseId": "CC-BY-4.0", "name": "Creative Commons Attribution 4.0 International",
        "isDeprecatedLicenseId": False, "isOsiApproved": False,
        "reference": "https://spdx.org/licenses/CC-BY-4.0.html",
    } | changes  # fmt: skip
    other = {"licenseId": "Other-1.0", "name": str(changes)}
    return json.dumps({"licenseListVersion": "3.30", "licenses": [row, other]})


def test_what_the_list_says_of_a_known_licence_is_watched(
    httpserver: HTTPServer, opened: Open
) -> None:
    polls = watching("spdx", httpserver, opened, "/licenses.json")
    serve(httpserver, {"/licenses.json": licences()}, "application/json")
    assert polls.poll().findings == ()
    serve(httpserver, {"/licenses.json": licences(isDeprecatedLicenseId=True)}, "application/json")
    (notice,) = polls.poll().findings
    assert isinstance(notice, Notice)
    assert notice.entry == "licence/cc-by"
    assert "isDeprecatedLicenseId: False → True" in notice.text
    assert polls.poll().findings == ()

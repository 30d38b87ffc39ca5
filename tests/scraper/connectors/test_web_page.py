"""Terms pages, watched over a real server."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from kb.scraper.connectors import web_page
from kb.scraper.connectors.interface import WatchedSource
from kb.scraper.connectors.web_page import PAGE_BREAK, WebPageOptions
from kb.scraper.errors import SourceFailure
from kb.scraper.extract import html
from kb.scraper.findings import DocumentText, Notice
from tests.scraper.conftest import Open
from tests.scraper.polling import Polls

RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 4
TRAINING = "We may use what you upload to train machine learning models."


def page(*paragraphs: str, aside: str = "") -> str:
    text = "".join(f"<p>{one}</p>" for one in (RIGHTS, *paragraphs))
    main = f"<main><h1>Terms</h1>{text}</main>"
    return f"<html><body><nav>Menu</nav>{main}<aside>{aside}</aside></body></html>"


def watching(server: HTTPServer, opened: Open, **options: object) -> Polls:
    source = WatchedSource(
        "site-terms", server.url_for("/terms"), "policy/site", "Terms of Service",
        WebPageOptions.model_validate({"select": ["main"]} | options),
    )  # fmt: skip
    return Polls(web_page.CONNECTOR, source, opened(server.port))


def serve(server: HTTPServer, text: str, path: str = "/terms", **options: object) -> None:
    server.clear_all_handlers()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    server.expect_request(path).respond_with_data(
        text, content_type="text/html; charset=utf-8", **options  # type: ignore[arg-type]
    )  # fmt: skip


def texts(polls: Polls) -> list[DocumentText]:
    return [one for one in polls.poll().findings if isinstance(one, DocumentText)]


def test_the_first_look_finds_the_text_and_the_second_nothing(
    pages: HTTPServer, opened: Open
) -> None:
    serve(pages, page(TRAINING, "Last updated: 3 March 2026"))
    polls = watching(pages, opened)
    (found,) = texts(polls)
    assert found.text.startswith("# Terms\nYou keep all rights")
    assert TRAINING in found.text
    assert "Menu" not in found.text
    assert "Menu" in found.body
    assert found.stated_date == "2026-03-03"
    assert found.entry == "policy/site"
    assert texts(polls) == []


def test_a_page_that_is_the_same_to_the_byte_is_not_read_again(
    pages: HTTPServer, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(pages, page(TRAINING))
    polls = watching(pages, opened)
    assert len(texts(polls)) == 1
    state = polls.state
    monkeypatch.setattr(html, "parsed", None)
    assert texts(polls) == []
    assert polls.state == state


def test_noise_around_the_selected_part_is_no_change(pages: HTTPServer, opened: Open) -> None:
    polls = watching(pages, opened)
    serve(pages, page(aside="visitor 1"))
    assert len(texts(polls)) == 1
    serve(pages, page(aside="visitor 2"))
    assert texts(polls) == []


def test_a_changed_clause_is_found_once(pages: HTTPServer, opened: Open) -> None:
    polls = watching(pages, opened)
    serve(pages, page())
    first = texts(polls)[0]
    serve(pages, page(TRAINING))
    (second,) = texts(polls)
    assert second.key != first.key
    assert texts(polls) == []


def test_the_word_of_the_server_that_nothing_changed_is_enough(
    pages: HTTPServer, opened: Open
) -> None:
    polls = watching(pages, opened)
    serve(pages, page(), headers={"ETag": '"1"'})
    assert len(texts(polls)) == 1
    pages.clear_all_handlers()
    pages.expect_request("/terms", headers={"If-None-Match": '"1"'}).respond_with_data(status=304)
    assert texts(polls) == []


def test_several_pages_are_one_document(pages: HTTPServer, opened: Open) -> None:
    serve(pages, page(), headers={"ETag": '"1"'})
    pages.expect_request("/more").respond_with_data(page(TRAINING), content_type="text/html")
    polls = watching(pages, opened, pages=[pages.url_for("/more")])
    (found,) = texts(polls)
    assert PAGE_BREAK in found.text
    assert TRAINING in found.text.split(PAGE_BREAK)[1]
    pages.clear_all_handlers()
    pages.expect_request("/terms").respond_with_data(status=304)
    pages.expect_request("/more").respond_with_data(page("Another text."), content_type="text/html")
    (changed,) = texts(polls)
    assert changed.text.split(PAGE_BREAK)[0] == found.text.split(PAGE_BREAK)[0]


@pytest.mark.parametrize(
    ("text", "failure"),
    [("", "empty"), ("<h1>500 Internal Server Error</h1>", "error-page"),
     (f"<div class=new>{RIGHTS}</div>", "selector-lost"),
     (f"<main></main>{RIGHTS}", "selector-lost")],
)  # fmt: skip
def test_what_is_not_the_document_is_a_failure_and_no_version(
    text: str, failure: str, pages: HTTPServer, opened: Open
) -> None:
    polls = watching(pages, opened)
    serve(pages, page())
    assert len(texts(polls)) == 1
    before = polls.state
    serve(pages, text)
    with pytest.raises(SourceFailure) as failed:
        polls.poll()
    assert failed.value.failure == failure
    assert polls.state == before
    serve(pages, page())
    assert texts(polls) == []


def test_a_change_of_our_selection_is_no_change_of_theirs(pages: HTTPServer, opened: Open) -> None:
    polls = watching(pages, opened)
    serve(pages, page(TRAINING, aside="see also"))
    texts(polls)
    wider = watching(pages, opened, select=["body"], remove=["nav"])
    wider.state, wider.bodies = polls.state, polls.bodies
    (found,) = texts(wider)
    assert found.technical
    assert "see also" in found.text
    assert texts(wider) == []


def test_a_change_of_both_is_told_apart(pages: HTTPServer, opened: Open) -> None:
    polls = watching(pages, opened)
    serve(pages, page(aside="see also"))
    texts(polls)
    wider = watching(pages, opened, select=["body"])
    wider.state, wider.bodies = polls.state, polls.bodies
    serve(pages, page(TRAINING, aside="see also"))
    technical, change = texts(wider)
    assert technical.technical
    assert TRAINING not in technical.text
    assert not change.technical
    assert TRAINING in change.text


def test_a_sentence_that_left_the_selection_but_not_the_page_is_told(
    pages: HTTPServer, opened: Open
) -> None:
    polls = watching(pages, opened)
    serve(pages, page(TRAINING))
    texts(polls)
    serve(pages, page(aside=TRAINING))
    notices = [one for one in polls.poll().findings if isinstance(one, Notice)]
    assert len(notices) == 1
    assert TRAINING in notices[0].text
    assert polls.poll().findings == ()

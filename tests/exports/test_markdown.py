"""The Markdown of an entry says everything, names every source, and runs nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb.entries.documents import Document, dump_document
from kb.entries.documents.kinds import used_sources
from kb.exports.markdown import entry_markdown, escaped
from tests.support.full_documents import ALL, full, hostile, texts
from tests.support.pages import page_of


def written(document: Document) -> str:
    return entry_markdown(page_of(document), base_url="https://kb.example")


def shown(markdown: str) -> str:
    """The text that a reader sees: what CommonMark makes of it, without the tags."""
    html = MarkdownIt("commonmark").render(markdown)
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


@pytest.mark.parametrize("kind", ALL)
def test_everything_that_a_document_says_is_in_its_markdown(kind: str) -> None:
    document = full(kind)
    seen = shown(written(document)).replace("&amp;", "&")
    missing = [text for text in texts(dump_document(document)) if text not in seen]
    assert missing == []


@pytest.mark.parametrize("kind", ALL)
def test_every_statement_has_a_footnote_and_every_footnote_is_defined(kind: str) -> None:
    document = full(kind)
    text = written(document)
    defined = set(re.findall(r"^\[\^(s\d+)\]:", text, re.MULTILINE))
    assert defined == {source.id for source in document.sources}
    used = set(re.findall(r"\[\^(s\d+)\](?!:)", text))
    assert {source for _, source in used_sources(document)} <= used <= defined


def test_the_permanent_address_and_the_day_of_the_facts_are_named() -> None:
    text = written(full("case"))
    assert "<https://kb.example/cases/full-case/v/2>" in text
    assert "Facts as of August 2024; version 2." in text


@pytest.mark.parametrize("kind", ALL)
def test_hostile_text_becomes_neither_html_nor_a_link_nor_a_heading(kind: str) -> None:
    tokens = MarkdownIt("commonmark").parse(written(hostile(kind)))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in tokens + inline if token.type in {"html_block", "html_inline"}]
    headings = [t for t in tokens if t.type == "heading_open"]
    expected = MarkdownIt("commonmark").parse(written(full(kind)))
    assert len(headings) == len([t for t in expected if t.type == "heading_open"])


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    html = MarkdownIt("commonmark").renderInline(escaped(text))
    unescaped = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert unescaped.replace("&amp;", "&") == text

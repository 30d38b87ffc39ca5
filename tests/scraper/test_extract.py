"""From bytes to text, and pages that are not the document."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.scraper.errors import SourceFailure
from kb.scraper.extract import html, pages
from kb.scraper.extract.decode import decode, plain
from kb.scraper.extract.pdf import pdf_text

SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "policies"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the collected pages are not here")

PAGE = """<!doctype html><html lang=en><head><title>Terms</title><style>p{color:red}</style></head>
<body><nav><a href=/>Home</a> <a href=/help>Help</a></nav>
<main><h1>Terms of <em>Service</em></h1>
<p>You keep your&nbsp;rights.<br>We host &amp; show your work.</p>
<ol><li>No scraping</li><li>No <b>training</b>&#8203; of models
<ul><li>none at all</li></ul></li></ol>
<table><tr><th>Data</th><th>Use</th></tr><tr><td>Images</td><td>Display</td></tr></table>
<div hidden>secret</div><div style="display: none">draft</div><p aria-hidden=true>x</p>
<script>alert(1)</script><noscript>Please enable scripts</noscript></main>
<footer>© 2026</footer></body></html>"""


DECLARED = "<meta charset=Shift_JIS>画像"


def test_the_body_is_read_one_block_a_line() -> None:
    assert html.body_text(html.parsed(PAGE)).split("\n") == [
        "Home Help",
        "# Terms of Service",
        "You keep your rights.",
        "We host & show your work.",
        "- No scraping",
        "- No training of models",
        "- none at all",
        "Data | Use",
        "Images | Display",
        "© 2026",
    ]


def test_selectors_choose_and_remove() -> None:
    document = html.parsed(PAGE)
    text = html.selected_text(document, ["main", "main h1"], ["ol", "table"])
    assert text == "# Terms of Service\nYou keep your rights.\nWe host & show your work."


@pytest.mark.parametrize("selector", [".terms-body", "main >", "[[", ""])
def test_a_selector_that_finds_nothing_is_a_failure(selector: str) -> None:
    with pytest.raises(SourceFailure) as failed:
        html.selected_text(html.parsed(PAGE), ["main", selector])
    assert failed.value.failure == "selector-lost"


def test_pages_may_nest_deeply() -> None:
    deep = "<div>" * 5000 + "inside" + "</div>" * 5000
    assert "inside" in html.body_text(html.parsed(deep))


@given(st.text(max_size=300))
def test_any_text_can_be_read_as_a_page(text: str) -> None:
    found = html.body_text(html.parsed(text))
    assert "\x00" not in found
    assert "\r" not in found


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Künstler".encode(), "text/html; charset=utf-8", "Künstler"),
        ("Künstler".encode(), "text/html; charset=iso-8859-1", "Künstler"),
        ("Künstler".encode("cp1252"), "text/html; charset=utf-8", "Künstler"),
        ("Künstler".encode("latin-1"), "", "Künstler"),
        ("“so”".encode("cp1252"), "text/html; charset=ISO-8859-1", "“so”"),
        (DECLARED.encode("shift_jis"), "text/html", DECLARED),
        ("画像".encode("utf-16"), "", "画像"),
        (b"\xef\xbb\xbfmark", "text/plain; charset=ascii", "mark"),
        (b"plain", "text/html; charset=no-such-set", "plain"),
    ],
)  # fmt: skip
def test_bytes_are_read_as_a_browser_reads_them(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type) == text


def test_what_cannot_be_seen_makes_no_difference() -> None:
    assert plain("a\u200bb\u00adc\u202ed\x00e\r\nf\u00a0g\u3000h") == "abcde\nf g h"
    assert plain("e\u0301") == "é"


@pytest.mark.parametrize(
    ("page", "failure"),
    [
        ("", "empty"),
        ("<html><head></head><body></body></html>", "empty"),
        ("<div id=root></div><script src=app.js></script>", "script-shell"),
        ("<title>Just a moment...</title><p>Checking your browser</p>", "captcha"),
        ("<h1>500</h1><h2>Internal Server Error</h2>", "error-page"),
        ("<title>404</title><p>Page not found, sorry. " + "Try our home page. " * 20, "error-page"),
        ("<meta http-equiv=refresh content='0;url=/new'><p>You should wait.", "error-page"),
        ("<noscript>Please enable JavaScript.</noscript><p>" + "Menu. " * 60, "script-shell"),
        ("<body><noscript>Enable JavaScript.</noscript>" + "Menu. " * 60, "script-shell"),
        ("<p>" + "You grant us a licence to host and show what you upload. " * 20, None),
        ("<p>An error occurred? Write to us. " + "You keep all rights in your work. " * 120, None),
    ],
)  # fmt: skip
def test_a_page_that_is_not_the_document_is_recognised(page: str, failure: str | None) -> None:
    document = html.parsed(page)
    text = html.body_text(document)
    assert pages.classify(document, text) == failure
    if failure:
        with pytest.raises(SourceFailure) as failed:
            pages.require_document(document, text, url="https://site.example/terms")
        assert failed.value.failure == failure


def _pdf(text: str) -> bytes:
    """A small PDF with one line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def test_a_pdf_is_read() -> None:
    assert pdf_text(_pdf("We never train on your uploads.")) == "We never train on your uploads."


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4 nothing", _pdf("cut")[:200]])
def test_a_damaged_pdf_is_a_failure(body: bytes) -> None:
    with pytest.raises(SourceFailure) as failed:
        pdf_text(body)
    assert failed.value.failure == "unreadable"


@needs_shared
def test_collected_failures_are_recognised() -> None:
    folder = SHARED / "failures"
    for item in json.loads((folder / "index.json").read_text("utf-8")):
        document = html.parsed(decode((folder / item["file"]).read_bytes()))
        assert pages.classify(document, html.body_text(document)) is not None, item["file"]


@needs_shared
def test_collected_pages_are_read_whole_and_quietly() -> None:
    for path in sorted((SHARED / "html").glob("*.html")):
        document = html.parsed(decode(path.read_bytes()))
        text = html.body_text(document)
        assert pages.classify(document, text) is None, path.name
        expected = set(path.with_suffix(".expected.md").read_text("utf-8").lower().split())
        words = {word for word in expected if word.isalpha()}
        assert len(words & set(text.lower().split())) / len(words) > 0.94, path.name
    for folder in (path for path in (SHARED / "noise").iterdir() if path.is_dir()):
        texts = {
            html.body_text(html.parsed(decode(gzip.decompress(path.read_bytes()))))
            for path in folder.glob("*.gz")
        }
        assert len(texts) <= 2, folder.name

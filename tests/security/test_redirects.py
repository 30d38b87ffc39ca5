"""After signing in nobody is led to another site, however the address is spelled."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.web.redirects import local_path

HERE = "https://artdocket.example/login"
PIECES = [
    *"/\\@;?#. \t\n\r\0\u3002\u2028", "//", "/\\", "..", "%2f", "%2F", "%5c", "%255c", "%252f",
    "%0d%0a", "evil.example", "https:", "javascript:", "cases",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("https://evil.example")
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("/%2fevil.example")
@example("/%5cevil.example")
@example("\\\\evil.example")
@example("http:evil.example")
def test_the_next_page_is_on_this_site(asked: str) -> None:
    path = local_path(asked)
    for form in (path, path.replace("\\", "/"), path.replace("\t", "").replace("\n", "")):
        assert urlsplit(urljoin(HERE, form)).netloc == "artdocket.example"
    assert path.startswith("/")
    assert not path.startswith("//")
    assert path.isprintable()


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_any_text_leads_to_a_path_of_this_site(asked: str) -> None:
    assert urlsplit(urljoin(HERE, local_path(quote(asked)))).netloc == "artdocket.example"
    assert urlsplit(urljoin(HERE, local_path("/" + asked))).netloc == "artdocket.example"


@pytest.mark.parametrize(
    "path", ["/", "/cases", "/cases/x?as-of=2026-01-01", "/search?q=a%20b&kind=case", "/laws/ü"]
)
def test_a_page_of_this_site_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize("path", ["", "cases", "/login?next=/", "/logout", "/" + "x" * 2001])
def test_what_leads_nowhere_leads_home(path: str) -> None:
    assert local_path(path) == "/"

"""An artist looks after six platforms and a portfolio: on a phone, by keys, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_httpserver import HTTPServer

from tests.conftest import seed
from tests.support import chromium
from tests.support.databases import backend_named
from tests.support.server import Server, serving

PLATFORMS = ("DeviantArt", "ArtStation", "Cara", "Fur Affinity", "Behance", "Pinterest")


@pytest.fixture
def site(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Server]:
    """The site over the seed; its checker may look at the portfolio on loopback."""
    settings = seed(backend_named("sqlite")).copy(tmp_path / "data")
    allowed = settings.model_copy(update={"scraper_allow": f"127.0.0.1:{httpserver.port}"})
    with serving(allowed, log=tmp_path / "server.log") as running:
        yield running


def press(target: Locator, key: str = "Enter") -> None:
    """Bring the focus there and press a key, as somebody without a mouse does."""
    target.focus()
    expect(target).to_be_focused()
    target.press(key)


def choose_platforms(page: Page) -> None:
    page.goto("/artists")
    press(page.get_by_role("link", name="My platforms").first)
    for name in PLATFORMS:
        press(page.get_by_role("checkbox", name=name, exact=True), "Space")
    press(page.get_by_role("button", name="Show my page"))
    for name in PLATFORMS:
        assert f"p={name.lower().replace(' ', '-')}" in page.url


def read_answers(page: Page) -> None:
    """Who trains and since when, the proof, and the list of things to do."""
    main = page.locator("main")
    expect(main).to_contain_text("Who does what with your work")
    for name in PLATFORMS:
        expect(main).to_contain_text(name)
    expect(main.locator("time").first).to_be_attached()
    expect(main).to_contain_text("To do: opt out")
    assert main.locator("input[type=checkbox]").count() > len(PLATFORMS)
    press(main.get_by_role("link", name="source").first)
    expect(page.locator("h1")).to_be_visible()
    assert "/sources/" in page.url
    page.go_back()


def write_signals(page: Page, site: Server, portfolio: HTTPServer) -> None:
    """Generate the files and put them on the portfolio."""
    page.goto("/signals")
    page.get_by_label("Address of your site").fill(portfolio.url_for("/"))
    press(page.get_by_role("checkbox", name="Showing my work in answers"), "Space")
    press(page.get_by_role("button", name="Write the signals"))
    for name, path in (("robots.txt", "/robots.txt"), ("tdmrep.json", "/.well-known/tdmrep.json")):
        href = page.get_by_role("link", name=name, exact=True).get_attribute("href")
        saved = httpx2.get(f"{site.url}{href}")
        kind = saved.headers["content-type"]
        portfolio.expect_request(path).respond_with_data(saved.text, content_type=kind)
    page_of_works = "<title>Works</title><h1>Works</h1>"
    portfolio.expect_request("/").respond_with_data(page_of_works, content_type="text/html")


def check_signals(page: Page, portfolio: HTTPServer) -> None:
    """The checker reads in them what was meant."""
    press(page.get_by_role("link", name="Check what a site says"))
    page.get_by_label("Address of a site").fill(portfolio.url_for("/"))
    press(page.get_by_role("button", name="Read it"))
    expect(page.locator(".answer__sentence")).to_have_text(
        "It says no to training in a form that machines can read."
    )
    row = page.get_by_role("row", name="GPTBot")
    expect(row).to_contain_text("Refused")
    expect(page.locator("main")).to_contain_text("What a court might make of it")
    expect(page.get_by_role("link", name="Kneschke")).to_be_visible()


def test_an_artist_looks_after_platforms_and_portfolio(
    browser: Browser, site: Server, httpserver: HTTPServer
) -> None:
    context = browser.new_context(
        base_url=site.url, viewport=chromium.PHONE, java_script_enabled=False
    )
    context.set_default_timeout(5000)
    page = context.new_page()
    choose_platforms(page)
    read_answers(page)
    write_signals(page, site, httpserver)
    check_signals(page, httpserver)
    context.close()

"""Every family of pages is accessible in both colour schemes, fits a phone, and prints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx2
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from kb.alerts import lists
from kb.core.database import Database
from kb.scraper.declarations import declaration, sync
from kb.sources.bodies import BodyStore
from kb.web.identity import cookie_name
from tests.e2e.families import FAMILIES, SIGNED_IN
from tests.support import chromium, html
from tests.support.accounts import account, session_of
from tests.support.alerts import subscribe
from tests.support.axe import contrast_violations, violations
from tests.support.captures import capture_texts
from tests.support.chromium import DESKTOP, PHONE, NewPage
from tests.support.server import Server

WATCHED = {
    "name": "gallery-terms", "connector": "web-page", "url": "https://gallery.example/terms",
    "entry": "policy/artstation", "document": "Terms of Service", "every": "1d",
}  # fmt: skip
ALIKE = 8  # how many links of one shape are followed; the sitemap's pages have tests of their own


@pytest.fixture(scope="module")
def source(server: Server) -> str:
    """The id of a source that several entries rely on."""
    database = Database(server.settings.resolved_database_url)
    with database.reading() as session:
        query = "SELECT source_id FROM entry_source GROUP BY source_id ORDER BY count(*) DESC"
        found: str = session.connection().execute(text(query)).scalars().first() or ""
    database.close()
    return found


@pytest.fixture(scope="module", autouse=True)
def captured(server: Server) -> None:
    """A watched source, and three captured versions of a platform's terms."""
    settings = server.settings
    texts = [
        "You keep your rights.\nFees are due each month.",
        "You keep all of your rights.\nFees are due each month.\nWe train machine learning models.",
        "You keep all of your rights.\nFees are due each year.\nYou can opt out of training.",
    ]
    with closing(Database(settings.resolved_database_url)) as database:
        with database.writing() as session:
            sync(session, [declaration(WATCHED)])
            query = "SELECT id FROM entry WHERE kind = 'policy' AND slug = 'artstation'"
            entry: int = session.connection().execute(text(query)).scalar_one()
        capture_texts(database, BodyStore(settings.archive_dir), entry, texts)


@dataclass(frozen=True)
class Admin:
    """A session, and the numbers of the law that is edited, of a list and of an alert."""

    url: str
    cookie: str
    token: str
    entry: int
    list: int
    alert: int


@pytest.fixture(scope="module")
def admin(server: Server) -> Admin:
    """Somebody who may see every page, with a list and an alert."""
    database = Database(server.settings.resolved_database_url)
    with database.reading() as session:
        query = "SELECT id FROM entry WHERE kind = 'law' AND slug = 'us-17-usc-1202'"
        entry: int = session.connection().execute(text(query)).scalar_one()
    actor = account(database, "admin")
    token = session_of(database, actor)
    with database.writing() as session:
        kept = lists.create(session, actor=actor, name="For a motion").id or 0
        for kind, slug in (("law", "us-17-usc-1202"), ("case", "andersen-v-stability-ai")):
            lists.add(session, kept, actor=actor, kind=kind, slug=slug, note="Read it again.")
        lists.share(session, kept, actor=actor, with_notes=False)
    alert = subscribe(database, actor, "list", str(kept), webhook_url="https://hook.example/")
    database.close()
    return Admin(server.url, cookie_name(server.settings), token, entry, kept, alert)


@dataclass(frozen=True)
class Reader:
    """A page that goes from family to family, and what its console said of faults."""

    page: Page
    problems: list[str]


@pytest.fixture(scope="module")
def readers(browser: Browser, server: Server, admin: Admin) -> Iterator[dict[bool, Reader]]:
    """Whoever is signed in, and somebody who is not: opening each page anew takes most time."""
    made: dict[bool, Reader] = {}
    for signed_in in (False, True):
        context = browser.new_context(base_url=server.url, color_scheme="light", viewport=PHONE)
        if signed_in:
            cookie, token = admin.cookie, admin.token
            context.add_cookies([{"name": cookie, "value": token, "url": admin.url}])
        problems: list[str] = []
        made[signed_in] = Reader(chromium.watched(context.new_page(), problems), problems)
    yield made
    for reader in made.values():
        reader.page.context.close()


@pytest.mark.parametrize("family", [*FAMILIES, *SIGNED_IN])
def test_the_page_fits_a_phone_and_is_accessible_in_either_colour_scheme(
    readers: dict[bool, Reader], source: str, admin: Admin, family: str
) -> None:
    page, problems = readers[family in SIGNED_IN].page, readers[family in SIGNED_IN].problems
    problems.clear()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    address = SIGNED_IN.get(family) or FAMILIES[family]
    page.goto(address.format(source=source, **vars(admin)))
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"the page is {overflow} pixels too wide for one of 320"
    page.set_viewport_size(DESKTOP)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert contrast_violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.title().strip()
    assert not problems, "\n".join(problems)


def test_one_pale_text_is_found_among_many_that_are_alike(page: Page) -> None:
    rows = "<li><span>Black on white</span></li>" * 20
    pale = '<li><span class="pale">Pale on white</span></li>'
    page.set_content(f"<style>.pale {{ color: #ccc }}</style><ul>{rows}{pale}{rows}</ul>")
    (fault,) = contrast_violations(page)
    assert ".pale" in fault
    assert [fault for fault in violations(page) if ".pale" in fault]


def test_a_fault_in_a_late_row_is_found_among_many_that_are_alike(page: Page) -> None:
    rows = "<li><span>One</span></li>" * 20
    page.set_content(f"<main><h1>Rows</h1><ul>{rows}<li><img src='x.png'></li>{rows}</ul></main>")
    assert page.locator("li").count() == 41
    assert [fault for fault in violations(page) if "image-alt" in fault]
    assert page.locator("li").count() < 10


@pytest.mark.parametrize("family", ["case", "policy", "licence", "law", "matrix of policies"])
def test_the_printed_page_has_no_navigation_and_says_which_version_it_is(
    new_page: NewPage, family: str
) -> None:
    page = new_page()
    page.goto(FAMILIES[family])
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert not page.locator("[data-search]").first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("Information, not legal advice.", exact=True).is_visible()


def test_every_link_of_the_site_leads_somewhere(server: Server) -> None:
    with httpx2.Client(base_url=server.url, follow_redirects=True) as client:
        listed = set(re.findall(r"<loc>[^/]+//[^/]+([^<]+)</loc>", client.get("/sitemap.xml").text))
        assert len(listed) > 500
        links: dict[str, set[str]] = defaultdict(set)
        for family in FAMILIES.keys() - {
            "style guide",
            "source",
            "not found",
            "search with a bad query",
        }:
            for link in _local_links(client.get(FAMILIES[family])) - listed:
                links[_shape(link)].add(link)
        chosen = [link for alike in links.values() for link in sorted(alike)[:ALIKE]]
        assert len(chosen) > 100
        assert [link for link in chosen if client.get(link).is_error] == []


def _shape(link: str) -> str:
    """What links of one kind share: `/sources/{}`, `/cases/{}.json`, `/search?kind&q`."""
    path, _, query = link.partition("?")
    names = "&".join(sorted({pair.partition("=")[0] for pair in query.split("&")}))
    first, *rest = path.strip("/").split("/")
    suffixes = ["{}" + part.partition(".")[1] + part.partition(".")[2] for part in rest]
    return "/".join([first, *suffixes]) + "?" + names


def _local_links(response: httpx2.Response) -> set[str]:
    """Path and query of each link of the page, in its text or its head, that stays on the site."""
    page = html.read(response.text)
    urls = [response.url.join(link) for link in page.links]
    urls += [response.url.join(link["href"]) for link in page.head_links]
    return {url.raw_path.decode() for url in urls if url.netloc == response.url.netloc}

"""A lawyer checks a motion, compares, keeps, exports, and is told when a court rules.

Without JavaScript, over the seed, with a court's feed and a mail server on loopback.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pybtex.database import parse_string
from pytest_httpserver import HTTPServer

from kb.accounts.actors import Actor
from kb.core.database import Database
from kb.jobs.scrape import opened_runner
from kb.scraper.declarations import declaration, sync, watches
from tests.conftest import seed
from tests.support.accounts import PASSWORD, account
from tests.support.alerts import give_address
from tests.support.court_feeds import feed, item
from tests.support.databases import backend_named
from tests.support.mail_server import MailServer, mail_server
from tests.support.server import Server, serving

MOTION = """\
Fair use was rejected in Thomson Reuters v. Ross Intelligence Inc., 765 F. Supp. 3d 382 (D. Del. \
2025), and found in Bartz v. Anthropic PBC, No. 3:24-cv-05417, and in Kadrey v. Meta Platforms, \
Inc., No. 3:23-cv-03417 (N.D. Cal. 2025). See Andersen v. Stability AI Ltd., 744 F. Supp. 3d 956 \
(N.D. Cal. 2024); Cariou v. Prince, 714 F.3d 694 (2d Cir. 2013); 17 U.S.C. § 107. Elsewhere: Getty \
Images (US) Inc v Stability AI Ltd [2025] EWHC 2863 (Ch); LG Hamburg, 310 O 227/23; § 44b UrhG; \
Case C-250/25; Article 4 of Directive (EU) 2019/790. But see Painter v. Robot, 999 F. Supp. 3d 7 \
(S.D.N.Y. 2024).
"""
PATIENCE = 30.0  # seconds for a mail: the keeper of alerts looks every few


@dataclass
class Desk:
    """The site, the court whose feed it trusts, and where its mails go."""

    site: Server
    database: Database
    court: HTTPServer
    mails: MailServer
    lawyer: Actor

    def rules(self, what: str) -> None:
        """The court enters an order in Bartz, and the scraper looks at the feed."""
        today = dt.datetime.now(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        entry = item(what, number="3:24-cv-05417", document="991")
        told = feed(entry).replace(b"Tue, 04 Mar 2025 18:14:31 GMT", today.encode())
        self.court.expect_request("/robots.txt").respond_with_data("", status=404)
        self.court.expect_request("/rss").respond_with_data(told, content_type="text/xml")
        row = {
            "name": "cand-trusted", "connector": "pacer-rss", "url": self.court.url_for("/rss"),
            "court": "cand", "trust": "publish",
        }  # fmt: skip
        with self.database.writing() as session:
            sync(session, [declaration(row)])
        with self.database.reading() as session:
            rows = [one for one in watches(session) if one.name == "cand-trusted"]
            session.expunge_all()
        with opened_runner(self.database, self.site.settings) as runner:
            (result,) = runner.run(rows)
        assert result.published == 1

    def mail(self) -> EmailMessage:
        """The one mail that comes."""
        deadline = time.monotonic() + PATIENCE
        while not self.mails.mails and time.monotonic() < deadline:
            time.sleep(0.1)
        (mail,) = self.mails.mails
        return mail


@pytest.fixture
def desk(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Desk]:
    """A lawyer with an account and a confirmed address."""
    settings = seed(backend_named("sqlite")).copy(tmp_path / "data")
    with mail_server() as mails, closing(Database(settings.resolved_database_url)) as database:
        told = {
            "scraper_allow": f"127.0.0.1:{httpserver.port}",
            "scraper_pause": 0.0,
            "two_person_rule": "off",
            "smtp_url": mails.url,
            "base_url": "http://127.0.0.1:1",
        }
        lawyer = account(database, "reader", name="Lena Lawyer", password=PASSWORD)
        give_address(database, lawyer, "lena@example.org")
        settings = settings.model_copy(update=told)
        with serving(settings, log=tmp_path / "server.log") as site:
            yield Desk(site, database, httpserver, mails, lawyer)


def check_the_motion(page: Page) -> None:
    """Twelve citations: which stand, which are on appeal, which one nobody knows."""
    page.goto("/brief")
    page.get_by_label("Paste the text").fill(MOTION)
    page.get_by_role("button", name="Check citations").click()
    main = page.locator("main")
    expect(main).to_contain_text("12 citations")

    def line(text: str) -> str:
        head = page.get_by_role("rowheader").filter(has_text=text)
        return page.get_by_role("row").filter(has=head).inner_text()

    assert "On appeal" in line("765 F. Supp. 3d 382")
    assert "Settled" in line("3:24-cv-05417")
    assert "Criticised by" in line("714 F.3d 694")
    assert "No entry here" in line("999 F. Supp. 3d 7")
    assert "Pending" in line("C-250/25")
    assert "In force" in line("§ 44b UrhG")


def sign_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("Name").fill("Lena Lawyer")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def compare_two(page: Page) -> None:
    """From the first case to the second and back to both, side by side."""
    page.goto("/cases/kadrey-v-meta")
    page.goto("/cases/bartz-v-anthropic")
    page.get_by_role("link", name="Compare with another").click()
    page.get_by_label("Add another case").fill("Kadrey")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Kadrey v. Meta").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 cases compared")
    expect(page.get_by_role("row").filter(has_text="4. Effect on the market")).to_be_visible()


def save(page: Page, slug: str, name: str = "") -> None:
    page.goto(f"/cases/{slug}")
    page.get_by_role("link", name="Save to a list").click()
    if name:
        page.get_by_label("Name of the new list").fill(name)
    page.get_by_label("Note").fill("for the motion")
    page.get_by_role("button", name="Save").click()


def take_along(page: Page, context: BrowserContext) -> None:
    """The list as BibTeX, and as a dossier to print."""
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}

    def text(link: str) -> str:
        href = page.get_by_role("link", name=link, exact=True).first.get_attribute("href") or ""
        answer = httpx2.get(str(httpx2.URL(page.url).join(href)), cookies=cookies)
        assert answer.status_code == 200
        return answer.text

    assert len(parse_string(text("BibTeX"), "bibtex").entries) == 2
    page.get_by_role("link", name="Dossier").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("Bartz")
    expect(main).to_contain_text("Kadrey")
    expect(page.locator("body")).to_contain_text("version 1")


def ask_to_be_told(page: Page) -> None:
    """Of orders in Bartz, at once, by mail."""
    page.goto("/cases/bartz-v-anthropic")
    page.get_by_role("link", name="Tell me of changes").click()
    events = page.get_by_role("checkbox", name="An event").first
    events.check()
    page.get_by_label("Mail", exact=True).select_option("immediate")
    page.get_by_label("Note").fill("our client is in the class")
    page.get_by_role("button", name="Make the alert").click()


def test_a_lawyer_checks_compares_keeps_exports_and_is_told(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(base_url=desk.site.url, java_script_enabled=False)
    context.set_default_timeout(8000)
    page = context.new_page()
    check_the_motion(page)
    sign_in(page)
    compare_two(page)
    save(page, "bartz-v-anthropic", "Fair use motion")
    save(page, "kadrey-v-meta")
    page.goto("/account/lists")
    page.get_by_role("link", name="Fair use motion").click()
    take_along(page, context)
    ask_to_be_told(page)
    desk.rules("Order Granting Motion for Final Approval of Class Action Settlement")
    mail = desk.mail()
    assert mail["To"] == "lena@example.org"
    told = mail.get_body(("plain",))
    assert told is not None
    assert "Order Granting Motion for Final Approval" in told.get_content()
    assert "our client is in the class" in told.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    context.close()

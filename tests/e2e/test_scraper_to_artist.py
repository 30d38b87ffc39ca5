"""A platform changes its terms, the scraper sees it, an editor decides, and artists read it.

All of it through what people have: a page on a server, a browser, and the site.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_httpserver import HTTPServer

from kb.core.database import Database
from kb.core.dates import day_in_words
from kb.core.settings import Settings
from kb.jobs.scrape import opened_runner
from kb.scraper.declarations import declaration, sync, watches
from tests.support import chromium, documents
from tests.support.accounts import PASSWORD, account
from tests.support.databases import backend_named
from tests.support.publishing import publish
from tests.support.server import serving

RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 4
TRAINING = "We may use what you upload to train machine learning models."
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script>"
ANSWER = "answers.platform_trains_on_uploads"


@dataclass
class Platform:
    """A platform with its terms, and a site that knows and watches it."""

    server: HTTPServer
    settings: Settings
    database: Database

    def says(self, *paragraphs: str) -> None:
        """Publish terms with these paragraphs."""
        told = "".join(f"<p>{one}</p>" for one in (RIGHTS, *paragraphs))
        self.server.clear_all_handlers()
        self.server.expect_request("/robots.txt").respond_with_data("", status=404)
        page = self.server.expect_request("/terms")
        page.respond_with_data(f"<main>{told}</main>", content_type="text/html")

    def scrape(self) -> tuple[int, int]:
        """What `kb scrape run` gives: versions that were captured and proposals that were made."""
        with self.database.reading() as session:
            rows = watches(session)
            session.expunge_all()
        with opened_runner(self.database, self.settings) as runner:
            (result,) = runner.run(rows)
        return result.versions, result.proposals


@pytest.fixture
def platform(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Platform]:
    """A platform that was published, and whose terms were seen, three days ago."""
    backend = backend_named("sqlite")
    url = backend.create(tmp_path / "data", template=backend.migrated_template())
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=url,
        scraper_allow=f"127.0.0.1:{httpserver.port}",
        scraper_pause=0.0,
        two_person_rule="off",  # a site with one editor
    )
    with closing(Database(url)) as database:
        made = Platform(httpserver, settings, database)
        with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3)):
            publish(database, documents.policy())
            row = {
                "name": "gallery-terms", "connector": "web-page", "entry": "policy/gallery",
                "document": "Terms of Service", "url": httpserver.url_for("/terms"),
                "select": ["main"],
            }  # fmt: skip
            with database.writing() as session:
                sync(session, [declaration(row)])
            made.says("The fee for a shop is five percent of every sale.")
            assert made.scrape() == (1, 0)
        yield made


def read_the_finding(page: Page, today: dt.date) -> None:
    """From signing in to the page of the proposal, with the sentence about training in front."""
    page.goto("/login?next=/editor/queue")
    page.get_by_label("Name").fill("Edda Editor")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Gallery").first.click()
    expect(page.locator(".head__sub")).to_contain_text("about training of models")
    expect(page.locator(".desk__note")).to_contain_text(f"Added: “{TRAINING}”")
    days = [day_in_words((today - dt.timedelta(days=n)).isoformat()) for n in (3, 0)]
    expect(page.locator(".desk__note")).to_contain_text(f"between {days[0]} and {days[1]}")
    line = page.locator(".desk__line--about")
    expect(line.locator("ins")).to_contain_text("train machine learning models")
    expect(page.locator(".desk__lines")).to_contain_text(ATTACK)


def answer_yes(page: Page, today: dt.date) -> None:
    """Amend the finding: it trains, at the latest since today, and the terms say so."""
    page.get_by_role("button", name="Amend").click()
    values = {
        "value": "yes", "since": today.isoformat(), "certainty": "at-latest",
        "not_before": (today - dt.timedelta(days=3)).isoformat(), "source": "s2",
    }  # fmt: skip
    folded = page.locator(f"details:not([open]):has([id='{ANSWER}.value']) > summary")
    while folded.count():
        folded.first.click()
    for name, value in values.items():
        field = page.locator(f"[id='{ANSWER}.{name}']")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("button[name=action][value=save]").first.click()
    expect(page.locator(".desk__done")).to_contain_text("accepted")


def test_a_changed_clause_becomes_an_answer_with_its_date_and_its_proof(
    browser: Browser, platform: Platform, tmp_path: Path
) -> None:
    platform.says("The fee for a shop is five percent of every sale.", TRAINING,
                  ATTACK.replace("<", "&lt;"))  # fmt: skip
    assert platform.scrape() == (1, 1)
    assert platform.scrape() == (0, 0)
    account(platform.database, "editor", name="Edda Editor", password=PASSWORD)
    today = dt.datetime.now(dt.UTC).date()
    problems: list[str] = []
    with serving(platform.settings, log=tmp_path / "server.log") as site:
        context = browser.new_context(base_url=site.url)
        context.set_default_timeout(5000)
        page = chromium.watched(context.new_page(), problems)
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        read_the_finding(page, today)
        answer_yes(page, today)

        artist = chromium.watched(browser.new_page(base_url=site.url), problems)
        artist.goto("/policies/gallery")
        answer = artist.locator("#answer-platform_trains_on_uploads")
        expect(answer.locator(".qa__answer")).to_contain_text("Yes")
        expect(answer.locator(".qa__answer")).to_contain_text(day_in_words(today.isoformat()))
        proof = answer.locator("a[href^='/copies/']").get_attribute("href")
        copy = httpx2.get(f"{site.url}{proof}")
        assert TRAINING in copy.text
        assert copy.headers["content-disposition"].startswith("attachment")
        artist.goto(f"/policies/gallery?as-of={today - dt.timedelta(days=1)}")
        expect(answer.locator(".qa__answer")).to_contain_text("No")
        expect(answer.locator(".qa__answer")).to_contain_text("7 April 2024")
        context.close()
        artist.close()
    assert problems == []

"""The edit form in a browser: parts without a reload, a draft that keeps itself, one that does
not overwrite; and the same buttons without JavaScript, by keyboard alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kb.core.database import Database
from kb.core.settings import Settings
from kb.web.identity import cookie_name
from tests.support import chromium, documents
from tests.support.accounts import account, session_of
from tests.support.databases import backend_named
from tests.support.publishing import publish
from tests.support.server import serving


@dataclass(frozen=True)
class Office:
    """A served installation with one case, and a session of an editor."""

    url: str
    cookie: tuple[str, str]
    path: str

    def window(self, browser: Browser, *, javascript: bool = True) -> BrowserContext:
        """A browser of the editor's."""
        context = browser.new_context(base_url=self.url, java_script_enabled=javascript)
        name, value = self.cookie
        context.add_cookies([{"name": name, "value": value, "url": self.url}])
        return context


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    backend = backend_named("sqlite")
    url = backend.create(folder / "data", template=backend.migrated_template())
    settings = Settings(data_dir=folder / "data", database_url=url)
    database = Database(url)
    entry_id, _ = publish(database, documents.case())
    token = session_of(database, account(database, "editor"))
    database.close()
    with serving(settings, log=folder / "server.log") as server:
        path = f"/editor/entries/{entry_id}/edit"
        yield Office(server.url, (cookie_name(settings), token), path)


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    problems: list[str] = []
    context = office.window(browser)
    yield chromium.watched(context.new_page(), problems)
    context.close()
    assert not problems, "\n".join(problems)


def test_parts_are_added_moved_and_removed_without_a_reload(page: Page, office: Office) -> None:
    page.goto(office.path)
    page.evaluate("window.isTheSamePage = true")
    page.get_by_label("Title", exact=True).first.fill("Words that are not saved")
    page.get_by_role("button", name="Add an event").click()
    expect(page.locator("[id='events.2.date']")).to_be_focused()
    page.locator("[id='events.2.title']").fill("Stay")
    page.get_by_role("button", name="Move up event 3").click()
    expect(page.locator("[id='events.1.title']")).to_have_value("Stay")
    page.get_by_role("button", name="Remove event 2").click()
    expect(page.locator("details[id^='events.']")).to_have_count(2)
    expect(page.locator("#title")).to_have_value("Words that are not saved")
    assert page.evaluate("window.isTheSamePage")


def test_a_draft_keeps_itself_and_an_older_window_does_not_overwrite_it(
    page: Page, office: Office
) -> None:
    page.clock.install()
    page.goto(office.path)
    page.locator("#summary").fill("Typed in the first window.")
    page.clock.run_for(4000)
    expect(page.locator("#draft-state")).to_contain_text("Draft kept at")
    assert "?draft=" in page.url
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#summary").fill("Typed in the second window.")
    other.get_by_role("button", name="Save as a draft").first.click()
    other.wait_for_load_state()
    page.locator("#summary").fill("Typed in the first window again.")
    page.clock.run_for(4000)
    expect(page.locator("#draft-state")).to_contain_text("What you typed is still here")
    other.reload()
    expect(other.locator("#summary")).to_have_value("Typed in the second window.")
    page.get_by_role("button", name="Keep this one as a draft of its own").click()
    expect(page.locator("#draft-state")).to_contain_text("Draft kept at")
    page.reload()
    expect(page.locator("#summary")).to_have_value("Typed in the first window again.")


def test_the_keyboard_alone_adds_a_part_without_javascript(
    browser: Browser, office: Office
) -> None:
    context = office.window(browser, javascript=False)
    page = context.new_page()
    page.goto(office.path)
    page.get_by_role("button", name="Add an event").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit#events.2")
    expect(page.locator("[id='events.2']")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("2024-09")
    assert page.locator("[id='events.2.date']").input_value() == "2024-09"
    context.close()

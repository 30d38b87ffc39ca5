"""A reader reports, editors decide, everybody sees it; by keyboard and without JavaScript.

The server of this module is its own: a small case, whose words the tests change in turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kb.accounts.actors import VISITOR, Actor
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.documents import Document
from kb.entries.evidence import Evidence
from kb.entries.proposals import Submission, submit
from kb.web.identity import cookie_name
from kb.web.pages.reports import LEAST_SECONDS
from tests.support import chromium, documents
from tests.support.accounts import account, session_of
from tests.support.axe import contrast_violations, violations
from tests.support.databases import backend_named
from tests.support.documents import changed
from tests.support.full_documents import HOSTILE, full, hostile
from tests.support.publishing import publish
from tests.support.server import Server, serving

CASE = "/cases/painter-v-model"
NOTE = "The zymurgists’ motion was denied."
MOST_TABS = 80

Window = Callable[..., Page]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served installation with one case."""
    folder: Path = tmp_path_factory.mktemp("office")
    backend = backend_named("sqlite")
    url = backend.create(folder / "data", template=backend.migrated_template())
    settings = Settings(data_dir=folder / "data", database_url=url)
    with closing(Database(url)) as database:
        publish(database, documents.case())
    with serving(settings, log=folder / "server.log") as server:
        yield server


@pytest.fixture
def database(office: Server) -> Iterator[Database]:
    with closing(Database(office.settings.resolved_database_url)) as opened:
        yield opened


@pytest.fixture
def window(browser: Browser, office: Server, database: Database) -> Iterator[Window]:
    """Opens a page of somebody's own: `window("Edda", "editor", java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def new(name: str = "", role: str = "editor", **options: Any) -> Page:
        context = browser.new_context(base_url=office.url, **options)
        contexts.append(context)
        if name:
            token = session_of(database, account(database, role, name=name))
            cookie = {"name": cookie_name(office.settings), "value": token, "url": office.url}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie has more keys
        page = context.new_page()
        page.on("dialog", lambda dialog: problems.append(f"{page.url}: {dialog.message}"))
        return chromium.watched(page, problems)

    yield new
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def hand_in(
    database: Database, document: Document, entry_id: int, *, actor: Actor = VISITOR, **given: Any
) -> int:
    fields: dict[str, Any] = {"reason": "A report", "origin": "reader", "entry_id": entry_id}
    submission = Submission(document, **(fields | given))
    with database.writing() as session:
        number = submit(session, submission, actor=actor).id
    assert number is not None
    return number


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def test_a_report_of_two_fields_is_taken_over_in_part_and_everybody_sees_it(
    window: Window, office: Server
) -> None:
    reader = window(java_script_enabled=False)
    reader.goto(CASE)
    reader.get_by_role("link", name="Report an error in this entry").click()
    reader.get_by_label("Status Pending").check()
    reader.get_by_label("Status in a sentence").check()
    reader.get_by_role("button", name="Go on").click()
    opened = time.monotonic()
    reader.get_by_label("Status", exact=True).select_option("settled")
    reader.get_by_label("Status in a sentence").fill(NOTE)
    reader.get_by_label("Address of a page that says so").fill("https://court.example/docket")

    editor = window("Edda Editor", java_script_enabled=False)
    editor.goto("/editor/queue")
    expect(editor.get_by_text("Nothing waits for a decision")).to_be_visible()
    time.sleep(max(0.0, opened + LEAST_SECONDS + 1 - time.monotonic()))
    reader.get_by_role("button", name="Send the report").click()
    expect(reader.get_by_text("It waits for a decision")).to_be_visible()
    assert "zymurgists" not in httpx2.get(office.url + CASE).text
    assert httpx2.get(f"{office.url}/api/v1/search?q=zymurgists").json()["total"] == 0

    editor.reload()
    tab_to(editor, editor.get_by_role("link", name="Painter v. Model Maker"))
    editor.keyboard.press("Enter")
    expect(editor.locator("del").first).to_contain_text("pending")
    tab_to(editor, editor.get_by_role("checkbox", name="Status changed"))
    editor.keyboard.press("Space")
    tab_to(editor, editor.get_by_label("Reason"))
    editor.keyboard.type("The docket says so")
    editor.keyboard.press("Enter")  # decides nothing
    tab_to(editor, editor.get_by_role("button", name="Accept what is ticked"))
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("status")).to_contain_text("accepted in part")

    reader.reload()
    outcomes = reader.locator(".report__outcomes li")
    expect(outcomes.filter(has_text="Status: pending → settled")).to_contain_text("not taken over")
    expect(outcomes.filter(has_text=NOTE)).to_contain_text("taken over")
    everywhere = [CASE, f"{CASE}/history", "/changes.atom", "/corrections.atom", f"{CASE}.json"]
    with httpx2.Client(base_url=office.url) as public:
        for path in [*everywhere, "/api/v1/cases/painter-v-model"]:
            assert NOTE in public.get(path).text, path
        assert public.get(f"{CASE}.json").json()["document"]["status"] == "pending"
        assert "The docket says so" in public.get(f"{CASE}/history").text
        for _ in range(50):
            found = public.get("/api/v1/search?q=zymurgists").json()
            if found.get("total"):
                break
            time.sleep(0.1)
        assert found["total"] == 1


def test_a_conflict_of_two_editors_is_resolved_by_keyboard(
    window: Window, database: Database
) -> None:
    entry_id, _ = publish(database, documents.case("conflict-v-peace"))
    form = f"/editor/entries/{entry_id}/edit"
    first, second = window("Edda Editor"), window("Emil Editor", java_script_enabled=False)
    for page, words in ((first, "Edda’s words."), (second, "Emil’s words.")):
        page.goto(form)
        page.locator("#summary").fill(words)
        page.locator("#reason").fill(words)
    first.get_by_role("button", name="Save and publish").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("Published as version 2")
    second.get_by_role("button", name="Save and publish").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("Somebody else changed")
    mine = second.get_by_role("radio").last
    tab_to(second, second.get_by_role("radio").first)
    second.keyboard.press("ArrowDown")
    if not mine.is_checked():
        second.keyboard.press("Space")
    expect(mine).to_be_checked()
    tab_to(second, second.get_by_role("button", name="Save and publish"))
    second.keyboard.press("Enter")
    expect(second.get_by_role("heading", level=1)).to_contain_text("Published as version 3")
    second.goto("/cases/conflict-v-peace")
    expect(second.get_by_text("Emil’s words.").first).to_be_visible()


def test_no_text_of_a_report_a_proposal_or_an_edit_runs_anywhere(
    window: Window, database: Database
) -> None:
    entry_id, _ = publish(database, full("case"))
    boss = account(database, "admin", name="Ada Admin")
    piece = Evidence(
        url="https://evil.example/",
        title=HOSTILE,
        quotation=HOSTILE,
        text_before=f"One line.\n{HOSTILE}",
        text_after=f"One line.\nTrain models on {HOSTILE}",
    )
    words = {"reason": HOSTILE, "note": HOSTILE, "contact": HOSTILE, "evidence": (piece,)}
    number = hand_in(database, hostile("case"), entry_id, receipt="secret", actor=boss, **words)
    pages = [
        "/editor",
        "/editor/queue",
        f"/editor/proposals/{number}",
        f"/editor/entries/{entry_id}/edit?proposal={number}",
        "/account",
        "/editor/audit",
        "/reports/secret",
    ]
    page = window("Edda Editor", "editor")
    admin = window("Ada Admin", "admin")
    for path in pages:
        asked = admin if path in {"/editor", "/editor/audit", "/account"} else page
        answer = asked.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert "alert(1)" in asked.content(), path
        assert asked.locator("img[src=x]").count() == 0, path
    page.goto(f"/editor/proposals/{number}")
    page.get_by_label("Reason").fill(HOSTILE)
    page.get_by_role("button", name="Accept all").click()
    for path in ("/cases/full-case", "/cases/full-case/history", "/cases/full-case/compare",
                 "/changes", "/corrections", "/cases/full-case/report"):  # fmt: skip
        page.goto(path)
        assert "alert(1)" in page.content(), path
        assert page.locator("img[src=x]").count() == 0, path


def test_the_pages_of_editors_and_reports_are_accessible_and_fit_a_phone(
    window: Window, database: Database
) -> None:
    entry_id, _ = publish(database, documents.case("axe-v-page"))
    base = documents.case("axe-v-page")
    piece = Evidence(url="https://a.example/", text_before="Old.", text_after="Train models.")
    number = hand_in(
        database, changed(base, status="stayed"), entry_id, evidence=(piece,), receipt="axe"
    )
    publish(database, changed(base, status="settled"))
    admin = window("Ada Admin", "admin", viewport=chromium.PHONE)
    for path in (
        "/editor",
        "/editor/queue",
        f"/editor/proposals/{number}",
        "/editor/stale",
        "/editor/audit?actor=Ada+Admin",
        "/reports/axe",
        "/cases/axe-v-page/report",
        "/cases/axe-v-page/report?doubt=status&doubt=events.0&go=on",
    ):
        admin.goto(path)
        admin.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(admin) == [], path
        admin.emulate_media(color_scheme="dark")
        assert contrast_violations(admin) == [], path
        admin.emulate_media(color_scheme="light")
        width = admin.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width <= 0, path

"""A lawyer keeps a list, shares it and has it watched, in a browser without JavaScript."""

from __future__ import annotations

from contextlib import closing

from kb.core.database import Database
from kb.web.identity import cookie_name
from tests.support.accounts import account, session_of
from tests.support.chromium import PHONE, NewPage
from tests.support.server import Server


def test_a_list_is_filled_shared_and_watched_without_javascript(
    new_page: NewPage, server: Server
) -> None:
    with closing(Database(server.settings.resolved_database_url)) as database:
        token = session_of(database, account(database, "reader", name="Lena Lawyer"))
    page = new_page(java_script_enabled=False, viewport=PHONE)
    cookie = {"name": cookie_name(server.settings), "value": token, "url": server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a dict of that shape
    page.goto("/cases/andersen-v-stability-ai")
    page.get_by_role("link", name="Save to a list").click()
    page.get_by_label("Name of the new list").fill("Motion to dismiss")
    page.get_by_label("Note").fill("Lead case.")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Motion to dismiss"
    page.get_by_label("My notes, too").check()
    page.get_by_role("button", name="Make a secret address").click()
    shared = page.locator("#shared").inner_text()
    stranger = new_page(java_script_enabled=False)
    stranger.goto(shared)
    assert "Lead case." in stranger.get_by_role("main").inner_text()
    page.get_by_role("link", name="Tell me when something in this list changes").click()
    page.get_by_label("A provision of a licence or law").uncheck()
    page.get_by_role("button", name="Make the alert").click()
    assert "The alert was made." in page.get_by_role("main").inner_text()
    assert not page.get_by_label("A provision of a licence or law").is_checked()
    page.goto("/search?q=stability&kind=case")
    page.get_by_role("link", name="Save this search and tell me of new results").click()
    page.get_by_role("button", name="Make the alert").click()
    page.goto("/alerts")
    assert page.get_by_role("row").count() == 3

"""Signing in by keyboard without JavaScript, and the pages of accounts for everybody."""

from __future__ import annotations

from contextlib import closing
from typing import Literal

import pytest

from kb.core.database import Database
from tests.support.accounts import PASSWORD, account
from tests.support.axe import violations
from tests.support.chromium import PHONE, NewPage
from tests.support.server import Server


@pytest.fixture(scope="module")
def admin(server: Server) -> str:
    """The name of an admin with a password; no test of the shared server looks at accounts."""
    with closing(Database(server.settings.resolved_database_url)) as database:
        return account(database, "admin", name="Boss", password=PASSWORD).name


def test_people_sign_in_by_keyboard_without_javascript_and_out_again(
    new_page: NewPage, admin: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/topics")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type(admin)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics")
    page.get_by_role("link", name=admin).click()
    assert page.get_by_role("heading", level=1).inner_text() == admin
    page.get_by_role("navigation", name="Account").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert page.get_by_role("link", name="Sign in").is_visible()


def test_the_pages_of_accounts_are_accessible_and_fit_a_phone(
    new_page: NewPage, admin: str
) -> None:
    page = new_page(viewport=PHONE)
    page.goto("/login?next=/account")
    page.get_by_label("Name", exact=True).fill(admin)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("What it is for").fill("a test")
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("#new-token").inner_text().startswith("kb_")
    schemes: list[Literal["light", "dark"]] = ["light", "dark"]
    for path in ("", "/editor/users"):
        if path:
            page.goto(path)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        width = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width <= 0, path

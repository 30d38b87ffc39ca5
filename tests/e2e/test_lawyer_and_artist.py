"""A lawyer and an artist each find their answer: with a mouse, by keyboard, without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import PHONE, NewPage


def search(page: Page, words: str) -> None:
    """Type into the search box of the first page and press Enter."""
    page.goto("/")
    box = page.locator("[data-search]").first
    box.fill(words)
    box.press("Enter")
    expect(page).to_have_url(re.compile("/search"))


def read_the_order_of_august_2024(page: Page) -> None:
    """On the page of Andersen: the second order on the motions to dismiss, and its source."""
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Andersen et al. v. Stability AI Ltd. et al."
    )
    expect(page.get_by_text("William H. Orrick").first).to_be_visible()
    order = page.get_by_role("listitem").filter(has_text="Second order on motions to dismiss").last
    expect(order).to_contain_text("12 August 2024")
    expect(order).to_contain_text("Copyright claims sustained against all groups of defendants")
    source = order.get_by_role("link").last
    expect(source).to_be_visible()
    open_source(page, source)


def open_source(page: Page, chip: Locator) -> None:
    """Follow a proof chip to the source's entry on the page, and from there to its own page."""
    target = chip.get_attribute("href")
    assert target is not None
    assert target.startswith("#"), target
    listed = page.locator(target)
    outside = listed.locator('a[href^="http"]').first
    expect(outside).to_be_visible()
    listed.locator('a[href^="/sources/"]').click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Andersen v. Stability AI").first).to_be_visible()


def read_deviantarts_answers(page: Page) -> None:
    """On the page of DeviantArt: does it train, since when what holds, how to opt out."""
    expect(page.get_by_role("heading", level=1)).to_have_text("DeviantArt")
    expect(page.get_by_text("does not train AI on what you upload").first).to_be_visible()
    expect(page.get_by_text("at the latest since 7 April 2024").first).to_be_visible()
    expect(page.get_by_text("20 September 2022").first).to_be_visible()
    steps = page.locator("ol").filter(has_text="keep the NoAI label switched on")
    expect(steps.get_by_role("listitem")).to_have_count(4)


@pytest.mark.parametrize("java_script", [True, False])
def test_a_lawyer_finds_andersen_by_half_its_docket_number(
    new_page: NewPage, java_script: bool
) -> None:
    page = new_page(java_script_enabled=java_script)
    search(page, "23-cv-201")
    page.get_by_role("link", name="Andersen v. Stability AI").first.click()
    read_the_order_of_august_2024(page)


@pytest.mark.parametrize("java_script", [True, False])
def test_an_artist_reads_whether_deviantart_trains_since_when_and_how_to_opt_out(
    new_page: NewPage, java_script: bool
) -> None:
    page = new_page(java_script_enabled=java_script, viewport=PHONE)
    search(page, "does deviantart train on my art")
    page.get_by_role("link", name=re.compile("^DeviantArt$")).first.click()
    read_deviantarts_answers(page)


def tab_to(page: Page, wanted: Locator, *, most: int = 400) -> None:
    """Press Tab until the wanted element has the focus; fails if Tab never gets there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {wanted}")


@pytest.mark.parametrize("java_script", [True, False])
def test_a_lawyer_needs_nothing_but_the_keyboard(new_page: NewPage, java_script: bool) -> None:
    page = new_page(java_script_enabled=java_script)
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Skip to the content"))
    tab_to(page, page.locator("[data-search]").first)
    page.keyboard.type("765 F Supp 3d 382")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    tab_to(page, page.locator("main h2 a, main h3 a").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/cases/thomson-reuters-v-ross-d-del$"))
    tab_to(page, page.get_by_role("link", name=re.compile("^Rulings")).first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))


@pytest.mark.parametrize("java_script", [True, False])
def test_an_artist_needs_nothing_but_the_keyboard(new_page: NewPage, java_script: bool) -> None:
    page = new_page(java_script_enabled=java_script)
    page.goto("/policies/matrix")
    summary = page.locator("summary", has_text="Filter by answer")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("combobox", name="Does it train on uploads?"))
    page.keyboard.type("No")
    tab_to(page, page.get_by_role("button", name="Apply"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("platform_trains_on_uploads=no"))
    tab_to(page, page.get_by_role("link", name=re.compile("^DeviantArt$")))
    page.keyboard.press("Enter")
    read_deviantarts_answers(page)


def test_the_slash_key_jumps_to_the_search_box(page: Page) -> None:
    page.goto("/cases/andersen-v-stability-ai")
    page.keyboard.press("/")
    page.keyboard.type("laion")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=laion"))

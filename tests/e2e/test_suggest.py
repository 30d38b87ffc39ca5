"""The list under the search boxes: by keyboard, by mouse, aloud, and when there is none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.support.axe import contrast_violations, violations
from tests.support.chromium import PHONE, NewPage

PAGES = {"home": "/", "case": "/cases/kneschke-v-laion", "search": "/search?q=laion"}
#: The two places that a list can open in: the body of a page, and its head.
PLACES = {name: PAGES[name] for name in ("home", "case")}


def options(page: Page, **wanted: Any) -> Locator:
    """What the open list offers."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option", **wanted)


def typed(page: Page, text: str, *, path: str = "/") -> Locator:
    """The search box of a page after somebody typed into it, with the list shown."""
    page.goto(path)
    box = page.locator("[data-search]").first
    box.fill("")
    box.press_sequentially(text)
    expect(options(page).first).to_be_visible()
    return box


def active(box: Locator) -> str | None:
    """The text of the option that assistive technology is told of."""
    found: str | None = box.evaluate(
        """box => document.getElementById(box.getAttribute('aria-activedescendant'))
                 ?.querySelector('.suggestions__label').textContent"""
    )
    return found


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_by_keyboard_an_option_is_chosen_and_its_page_opens(page: Page, path: str) -> None:
    box = typed(page, "andersen", path=path)
    expect(box).to_have_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    listbox = page.get_by_role("listbox", name="Suggestions")
    expect(box).to_have_attribute("aria-controls", listbox.get_attribute("id") or "")
    assert active(box) is None
    box.press("ArrowDown")
    assert active(box) == "Andersen v. Stability AI"
    chosen = options(page, selected=True)
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("Andersen v. Stability AI")
    expect(box).to_be_focused()
    expect(box).to_have_value("andersen")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/cases/andersen-v-stability-ai$"))


def test_the_arrows_go_round_by_way_of_the_text(page: Page) -> None:
    box = typed(page, "getty")
    last = options(page).last.locator(".suggestions__label").text_content()
    box.press("ArrowUp")
    assert active(box) == last
    box.press("ArrowDown")
    assert active(box) is None
    box.press("ArrowDown")
    assert active(box) == options(page).first.locator(".suggestions__label").text_content()
    box.press("ArrowUp")
    assert active(box) is None


@pytest.mark.parametrize(("key", "caret"), [("Home", 0), ("End", 5)])
def test_home_and_end_go_back_to_the_text(page: Page, key: str, caret: int) -> None:
    box = typed(page, "getty")
    box.press("ArrowDown")
    box.press(key)
    assert active(box) is None
    assert box.evaluate("box => box.selectionStart") == caret


def test_enter_without_a_choice_searches(page: Page) -> None:
    box = typed(page, "andersen")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=andersen$"))


def test_enter_after_typing_on_searches_for_the_text_and_not_the_option_before(page: Page) -> None:
    box = typed(page, "andersen")
    box.press("ArrowDown")
    box.press_sequentially(" v")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=andersen\+v$"))


def test_escape_closes_the_list_and_then_empties_the_box(page: Page) -> None:
    box = typed(page, "getty")
    box.press("ArrowDown")
    box.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("getty")
    assert active(box) is None
    box.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    box.press("Escape")
    box.press("Escape")
    expect(box).to_have_value("")


def test_leaving_the_box_closes_the_list(page: Page) -> None:
    box = typed(page, "getty")
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).not_to_be_focused()


def test_with_the_mouse_an_option_opens_its_page(page: Page) -> None:
    typed(page, "kneschke")
    options(page, name="Kneschke v LAION").click()
    expect(page).to_have_url(re.compile("/cases/kneschke-v-laion$"))


def test_the_number_of_suggestions_is_said_politely(page: Page) -> None:
    box = typed(page, "andersen v st")
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile("^1 suggestion;"))
    box.fill("qqqqqxxxx")
    expect(status).to_have_text("No suggestions.")
    expect(options(page)).to_have_count(0)


@pytest.fixture
def asked(page: Page) -> list[Request]:
    """Every request for suggestions."""
    found: list[Request] = []
    page.on("request", lambda one: found.append(one) if "/suggest?" in one.url else None)
    return found


def test_fast_typing_asks_once_and_deleting_asks_nothing_again(
    page: Page, asked: list[Request]
) -> None:
    page.goto("/")
    box = page.locator("[data-search]").first
    box.press_sequentially("getty")
    expect(options(page).first).to_be_visible()
    assert len(asked) < len("getty")
    box.press_sequentially(" images")
    expect(options(page).first).to_contain_text("Getty Images")
    before = len(asked)
    box.fill("getty")
    expect(options(page).first).to_contain_text("Getty v Stability")
    assert len(asked) == before


def test_where_suggestions_cannot_be_had_the_box_still_searches(page: Page) -> None:
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto("/")
    box = page.locator("[data-search]").first
    with page.expect_response("**/api/v1/suggest*"):
        box.press_sequentially("getty")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=getty$"))


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_without_javascript_the_form_just_works(new_page: NewPage, path: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(path)
    box = page.get_by_role("searchbox").first
    box.fill("andersen")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=andersen$"))


@pytest.mark.parametrize("path", PLACES.values(), ids=PLACES)
def test_no_rule_of_accessibility_is_broken_with_the_list_open(
    new_page: NewPage, path: str
) -> None:
    page = new_page(color_scheme="light", viewport={"width": 1280, "height": 900})
    box = typed(page, "getty", path=path)
    assert violations(page) == []
    box.press("ArrowDown")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert contrast_violations(page) == []


@pytest.mark.parametrize("path", PLACES.values(), ids=PLACES)
def test_on_a_phone_the_list_fits_and_its_options_can_be_hit_and_seen(
    new_page: NewPage, path: str
) -> None:
    page = new_page(viewport=PHONE, reduced_motion="reduce")
    box = typed(page, "getty", path=path)
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
    for option in options(page).all():
        size = option.bounding_box()
        assert size is not None
        assert size["height"] >= 24
        assert size["x"] >= 0
        assert size["x"] + size["width"] <= PHONE["width"]
    box.press("ArrowUp")
    expect(options(page, selected=True)).to_be_in_viewport(ratio=0.9)
    assert violations(page) == []


def test_in_forced_colours_the_chosen_option_stands_out(new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    box = typed(page, "getty")
    box.press("ArrowDown")
    colours = options(page).evaluate_all(
        "options => options.slice(0, 2).map(one => getComputedStyle(one).backgroundColor)"
    )
    assert colours[0] != colours[1]

"""A lawyer pastes a motion, sees how each citation stands, and opens one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.axe import violations
from tests.support.chromium import PHONE, NewPage

MOTION = """\
Thomson Reuters Enter. Ctr. GmbH v. Ross Intelligence Inc., 765 F. Supp. 3d 382 (D. Del. 2025), \
rejected fair use; Bartz v. Anthropic PBC, No. 3:24-cv-05417, and Kadrey v. Meta Platforms, Inc., \
No. 3:23-cv-03417 (N.D. Cal. 2025), did not. Andersen v. Stability AI Ltd., 744 F. Supp. 3d 956 \
(N.D. Cal. 2024); id. at 965. See 17 U.S.C. §§ 107, 1202. Abroad: Getty Images (US) Inc v \
Stability AI Ltd [2025] EWHC 2863 (Ch); LG Hamburg, 310 O 227/23; Case C-250/25; Article 4(3) of \
Directive (EU) 2019/790; § 44b UrhG. But see Nobody v. Nothing Corp., 744 F. Supp. 3d 956 (2019).
"""


def test_a_motion_is_checked_on_a_phone(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto("/brief")
    page.get_by_label("Paste the text").fill(MOTION)
    page.get_by_role("button", name="Check citations").click()
    expect(page.get_by_text("12 citations, leading to 11 entries")).to_be_visible()
    first = page.get_by_role("listitem").filter(has_text="does not fit: this is Andersen")
    expect(first).to_contain_text("Nobody v. Nothing Corp.")
    assert violations(page) == []
    page.get_by_role("link", name="Kneschke v LAION (LG Hamburg").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kneschke")

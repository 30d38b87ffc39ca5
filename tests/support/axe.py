"""axe-core's accessibility rules, run in the page that a test has open."""

from __future__ import annotations

from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page) -> list[str]:
    """One line for each broken rule: its id, what it asks for, and the first elements at fault."""
    from axe_playwright_python.sync_playwright import Axe

    # Only violations in full: the passes of a large table would take most of the time.
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{page.url}: {fault['id']}: {fault['help']}: "
        + "; ".join(str(node["target"]) for node in fault["nodes"][:3])
        for fault in found
    ]

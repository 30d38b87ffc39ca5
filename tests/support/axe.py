"""axe-core's accessibility rules, run in the page that a test has open."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST = "color-contrast"

#: Marks what the contrast rule looks at, because on a long page it takes as long as all others
#: together. Texts that are alike in element, classes and attributes, as are all elements around
#: them, are drawn alike by any style sheet: four of them stand for the hundreds of a table.
_SAMPLE = """() => {
    const drawn = new Map(), met = new Map()
    const look = one => {
        if (!one) return ''
        if (!drawn.has(one)) drawn.set(one, [
            look(one.parentElement), one.tagName, one.getAttribute('class'),
            one.getAttribute('type'), one.getAttribute('aria-selected'),
            one.getAttributeNames().filter(name => name !== 'data-sample').sort(),
        ].join(' '))
        return drawn.get(one)
    }
    document.querySelectorAll('[data-sample]').forEach(one => one.removeAttribute('data-sample'))
    for (const one of document.querySelectorAll('body *')) {
        const speaks = [...one.childNodes].some(child => child.nodeType === 3 && child.data.trim())
        if (!speaks && !one.matches('input, select, textarea')) continue
        const times = (met.get(look(one)) || 0) + 1
        met.set(look(one), times)
        if (times <= 4) one.setAttribute('data-sample', '')
    }
}"""


#: Takes out of the page what says nothing new: a row, an item or a part all of whose elements are
#: like elements (in name, classes, role and attributes) that the page has four times before it.
_THIN = """() => {
    const parts = 'tr, li, dl > div, details, section section, article, fieldset, pre > *'
    const met = new Map()
    const look = one => [
        one.tagName, one.getAttribute('class'), one.getAttribute('role'),
        one.getAttribute('type'), one.getAttribute('aria-selected'), one.getAttributeNames().sort(),
        one.parentElement.tagName, one.parentElement.getAttribute('class'),
    ].join(' ')
    for (const part of document.querySelectorAll(parts)) {
        if (!part.isConnected) continue
        const all = [part, ...part.querySelectorAll('*')]
        if (all.every(one => met.get(look(one)) >= 4)) {
            part.remove()
            continue
        }
        const own = all.filter(one => one === part || one.parentElement.closest(parts) === part)
        own.forEach(one => met.set(look(one), (met.get(look(one)) || 0) + 1))
    }
}"""


#: The contrast rule looks at those alone.
_ONLY_SAMPLED = "axe.configure({rules: [{id: 'color-contrast', selector: '[data-sample]'}]})"


def violations(page: Page) -> list[str]:
    """One line for each broken rule: its id, what it asks for, and the first elements at fault.

    What is repeated on a page more than four times is taken out of it first.
    """
    page.evaluate(_THIN)
    return _run(page, {"type": "tag", "values": RULES})


def contrast_violations(page: Page) -> list[str]:
    """The same of the one rule that depends on the colour scheme."""
    return _run(page, {"type": "rule", "values": [CONTRAST]})


def _run(page: Page, only: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
        page.evaluate(_ONLY_SAMPLED)
    page.evaluate(_SAMPLE)
    # Only violations in full: the passes of a large table would take most of the time.
    options = {"runOnly": only, "resultTypes": ["violations"]}
    faults = page.evaluate(
        "options => axe.run(document, options).then(found => found.violations)", options
    )
    return [
        f"{page.url}: {fault['id']}: {fault['help']}: "
        + "; ".join(str(node["target"]) for node in fault["nodes"][:3])
        for fault in faults
    ]


@cache
def _script() -> str:
    from axe_playwright_python.sync_playwright import Axe

    return str(Axe().axe_script)

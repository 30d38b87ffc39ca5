"""HTML to text, one block a line, so that a comparison by lines is one by paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from kb.scraper.errors import SourceFailure
from kb.scraper.extract.decode import plain

_NO_TEXT: Final = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "canvas",
    "audio", "video", "select", "button", "input", "textarea",
)  # fmt: skip
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "thead", "tfoot", "tr", "ul", "caption",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_HEADINGS: Final = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parsed(text: str) -> LexborHTMLParser:
    """The document as a browser would understand it."""
    return LexborHTMLParser(text)


def body_text(document: LexborHTMLParser) -> str:
    """All text of the page, menus and footer included."""
    root = document.body
    return "" if root is None else _text_of([root], ())


def selected_text(
    document: LexborHTMLParser, select: Sequence[str], remove: Sequence[str] = ()
) -> str:
    """The text of what the CSS selectors find, in the order of the page.

    `SourceFailure` (selector-lost) where one finds nothing or is no selector.
    """
    chosen: list[LexborNode] = []
    for selector in select:
        found = _find(document, selector)
        if not found:
            raise SourceFailure("selector-lost", f"The page has no part “{selector}”.")
        chosen += found
    unwanted = {node.mem_id for selector in remove for node in _find(document, selector)}
    return _text_of(_outermost(chosen), unwanted)


def _find(document: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return list(document.css(selector))
    except SelectolaxError as error:
        raise SourceFailure("selector-lost", f"“{selector}” is no selector.") from error


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Each part once: what lies inside another chosen part comes with it."""
    chosen = {node.mem_id: node for node in nodes}
    kept: list[LexborNode] = []
    for node in chosen.values():
        above = node.parent
        while above is not None and above.mem_id not in chosen:
            above = above.parent
        if above is None:
            kept.append(node)
    return kept


class _Lines:
    """Collects words into lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._mark = ""

    def add(self, text: str) -> None:
        self._words.append(text)

    def end(self, mark: str = "") -> None:
        line = " ".join(plain("".join(self._words)).split()).strip(" |")
        if line:
            self.lines.append(self._mark + line)
            self._mark = ""
        self._mark = mark or self._mark if not line else mark
        self._words.clear()


def _text_of(roots: Sequence[LexborNode], unwanted: object) -> str:
    lines = _Lines()
    removed = frozenset(unwanted) if isinstance(unwanted, set) else frozenset()
    for root in roots:
        _walk(root, lines, removed)
        lines.end()
    return "\n".join(lines.lines)


def _walk(root: LexborNode, lines: _Lines, removed: frozenset[int]) -> None:
    """Depth first without recursion: pages nest deeper than Python does."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag
        if leaving:
            if tag in _CELLS:
                lines.add(" | ")
            else:
                lines.end()
            continue
        if tag == "-text":
            lines.add(node.text_content or "")
            continue
        if tag in _NO_TEXT or node.mem_id in removed or _is_hidden(node):
            continue
        if tag == "br":
            lines.end()
            continue
        if tag in _BLOCKS:
            lines.end("- " if tag == "li" else _HEADINGS.get(tag or "", ""))
            stack.append((node, True))
        elif tag in _CELLS:
            stack.append((node, True))
        stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(attributes.get("style") or ""))

"""A page as a test reads it: its text, links, headings, and what could run in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_HIDDEN = {"script", "style", "svg", "head"}
_RUNNING = {"javascript", "data", "vbscript"}
_VOID = {"meta", "link", "input", "br", "img", "hr", "source", "wbr", "path", "circle", "rect"}


@dataclass
class Page:
    """What was found in a page."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    head_links: list[dict[str, str]] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    dangers: list[str] = field(default_factory=list)

    def head_link(self, rel: str, media_type: str = "") -> str:
        """The address of the `<link>` with that relation; fails if there is none."""
        return next(
            link["href"]
            for link in self.head_links
            if link.get("rel") == rel and media_type in ("", link.get("type"))
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.page.tags.append(tag)
        self._note(tag, values)
        for name, value in values.items():
            is_address = name in {"href", "src", "action", "formaction"}
            runs = is_address and value.strip().lower().partition(":")[0] in _RUNNING
            if name.startswith("on") or name == "style" or runs:
                self.page.dangers.append(f"{tag} {name}={value[:60]}")
        if tag not in _VOID:
            self.open.append(tag)

    def _note(self, tag: str, values: dict[str, str]) -> None:
        if "id" in values:
            self.page.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        if tag == "link":
            self.page.head_links.append(values)
        if tag == "meta":
            name = values.get("name") or values.get("property") or ""
            self.page.metas[name] = values.get("content", "")
        if tag in {"iframe", "object", "embed", "base"}:
            self.page.dangers.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open and self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.page.scripts.append(data)
        elif not _HIDDEN & set(self.open):
            self.words.append(data)


def read(text: str) -> Page:
    """The page of an HTML text."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.page.text = " ".join(" ".join(reader.words).split())
    return reader.page

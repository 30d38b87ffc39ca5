"""What "Cite and reuse" of an entry page shows: its citation in every style."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request

from kb.citations.formats import STYLES, Cited, Marked, formatted
from kb.core import clock
from kb.entries.views import EntryPage
from kb.web.rendering import public_base, site_of


@dataclass(frozen=True)
class CiteStyle:
    """A citation in one style; `others` are further decisions of a case."""

    label: str
    text: Markup
    others: tuple[Markup, ...]


@dataclass(frozen=True)
class CiteStyles:
    """The citation in every style, and what no style can say since it is not recorded."""

    styles: tuple[CiteStyle, ...]
    missing: tuple[str, ...]


def cite_styles(request: Request, page: EntryPage) -> CiteStyles:
    """The citations of the version that the page shows, accessed today."""
    cited = Cited.of(
        page,
        base_url=public_base(request),
        accessed=clock.today(),
        courts=site_of(request).courts,
    )
    made = [formatted(cited, style) for style in STYLES]
    styles = tuple(
        CiteStyle(STYLES[one.style], _markup(one.full), tuple(map(_markup, one.others)))
        for one in made
    )
    return CiteStyles(styles, made[0].gaps)


def _markup(text: Marked) -> Markup:
    return Markup(text.html)  # noqa: S704  # escaped, with <i> as its only tag

"""What was published when: every version of every entry, newest first, also as a feed.

`/changes?kind=&changed=&page=` and `/changes.atom`; the same as JSON is `/api/v1/changes`.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import clock
from kb.entries import vocabulary
from kb.entries.queries.groups import publication_count
from kb.entries.queries.pages import CHANGED, recent_versions
from kb.exports.atom import Feed, atom_feed, version_item
from kb.web.exported import exported
from kb.web.facets import address
from kb.web.negotiate import chosen_form
from kb.web.parameters import choice, page_number
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
PATH = "/changes"
PER_PAGE = 50
FEED_ITEMS = 50


@router.get(PATH)
def changes(request: Request) -> Response:
    """`/changes`."""
    if chosen_form(request, None, ("html", "atom")) == "atom":
        return feed(request)
    kind, changed, page = _kind(request), _changed(request), page_number(request)
    with site_of(request).database.reading() as session:
        total = publication_count(session, kind=kind, changed=changed)
        versions = recent_versions(
            session, limit=PER_PAGE, offset=(page - 1) * PER_PAGE, kind=kind, changed=changed
        )
    filters = [("kind", kind or ""), ("changed", changed or "")]

    def page_url(number: int) -> str:
        return address(PATH, [*filters, ("page", str(number) if number > 1 else "")])

    return render(
        request,
        "pages/changes.html",
        section="changes",
        versions=versions,
        total=total,
        kind=kind or "",
        kinds=list(vocabulary.KINDS.items()),
        changed=changed or "",
        touched=[(key, label) for key, (label, _) in CHANGED.items()],
        json_url=address("/api/v1/changes", filters),
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        page_url_for=page_url,
        feed_url=address(f"{PATH}.atom", filters),
    )


@router.get(f"{PATH}.atom")
def feed(request: Request) -> Response:
    """The newest publications, of all entries or of one kind."""
    kind, changed = _kind(request), _changed(request)
    base = public_base(request)
    with site_of(request).database.reading() as session:
        versions = recent_versions(session, limit=FEED_ITEMS, kind=kind, changed=changed)
    filters = [("kind", kind or ""), ("changed", changed or "")]
    text = atom_feed(
        Feed(
            title=_title(kind, changed),
            subtitle="What was published, newest first",
            self_url=base + address(f"{PATH}.atom", filters),
            page_url=base + address(PATH, filters),
            updated=clock.now(),
            items=tuple(version_item(version, base_url=base) for version in versions),
        )
    )
    return exported(text, form="atom", name="changes")


def _title(kind: str | None, changed: str | None) -> str:
    told = [
        *([f"{vocabulary.KINDS[kind].lower()} changes"] if kind else []),
        *([f"{CHANGED[changed][0].lower()} changed"] if changed else []),
    ]
    return ": ".join(["Artdocket", ", ".join(told)] if told else ["Artdocket"])


def _changed(request: Request) -> str | None:
    return choice(request, "changed", ("", *CHANGED), "") or None


def _kind(request: Request) -> str | None:
    return choice(request, "kind", ("", *vocabulary.KINDS), "") or None

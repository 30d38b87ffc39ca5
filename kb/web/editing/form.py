"""The edit form as it goes over the wire: what was sent, and the page that shows it again.

Beside the document's own fields a form carries what it was made from (`base`, `draft`,
`row_version`), the `reason`, and the button that was pressed (`action`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from kb.accounts.permissions import can
from kb.core.dates import day_in_words
from kb.editorial.edit import FieldError, FormError, data_from_form, form_for
from kb.editorial.edit.schema import ListSpec, schema
from kb.entries import vocabulary
from kb.entries.documents.fields import MAX_LIST
from kb.entries.merging import Side
from kb.entries.tables import Proposal
from kb.entries.views import entry_url
from kb.web.editing.choices import choices, is_choice
from kb.web.forms import Form, TooLarge
from kb.web.identity import actor_of
from kb.web.rendering import render, site_of

#: The fields of a form that are not the document's.
OWN: Final = frozenset(
    {
        "action",
        "base",
        "draft",
        "entry",
        "kind",
        "onto",
        "override_reason",
        "proposal",
        "reason",
        "row_version",
    }
)

Data = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """The entry that is edited; a new one has no id and no slug yet."""

    kind: str
    entry_id: int | None = None
    slug: str = ""
    title: str = ""

    @property
    def path(self) -> str:
        """Where its form is."""
        if self.entry_id is None:
            return f"/editor/entries/new/{self.kind}"
        return f"/editor/entries/{self.entry_id}/edit"

    @property
    def url(self) -> str:
        """Where its page is; the list of its kind for a new one."""
        if self.slug:
            return entry_url(self.kind, self.slug)
        return f"/{vocabulary.KIND_PLURALS[self.kind]}"


@dataclass(frozen=True)
class Sent:
    """A form as it was sent."""

    action: str
    kind: str
    entry: int | None
    reason: str
    override_reason: str
    base: int | None  # the revision that the form was made from
    onto: int | None  # the newer one that a conflict was shown against
    draft: int | None
    row_version: int | None  # of the draft
    proposal: int | None  # the one that is amended
    fields: tuple[tuple[str, str], ...]  # of the document
    choices: Mapping[str, Side]


def sent(form: Form) -> Sent:
    """What was sent; `FormError` where the form's own fields are not what it sends."""
    return Sent(
        action=form.get("action"),
        kind=form.get("kind"),
        entry=_number(form, "entry"),
        reason=form.get("reason"),
        override_reason=form.get("override_reason"),
        base=_number(form, "base"),
        onto=_number(form, "onto"),
        draft=_number(form, "draft"),
        row_version=_number(form, "row_version"),
        proposal=_number(form, "proposal"),
        fields=tuple(pair for pair in form.pairs if pair[0] not in OWN and not is_choice(pair[0])),
        choices=choices(form.pairs),
    )


def _number(form: Form, name: str) -> int | None:
    text = form.get(name)
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise FormError(f"The form’s field “{name}” is not a number; nothing was saved.")
    return int(text) if text else None


def own_pairs(form: Sent) -> list[tuple[str, str]]:
    """The form's own fields as they were sent, to be kept in hidden ones."""
    names = ("reason", "override_reason", "base", "draft", "row_version", "proposal")
    return [(name, str(value)) for name in names if (value := getattr(form, name)) is not None]


class TooManyParts(TooLarge):
    """A list has more parts than can be saved, or than any page should have to draw."""


def document_data(target: Target, form: Sent, *, keep_blank: bool = False) -> Data:
    """The data of the document; the name of an entry that exists is not the form's to change.

    `TooManyParts` for a list that is too long.
    """
    data = data_from_form(target.kind, form.fields, keep_blank=keep_blank)
    for name, spec in _lists(target.kind):
        if len(data.get(name, ())) > MAX_LIST:
            raise TooManyParts(
                f"{spec.label}: there are {len(data[name]):,}, and at most {MAX_LIST} can be saved."
            )
    return data | {"slug": target.slug} if target.slug else data


def shortened_data(target: Target, form: Sent) -> Data:
    """The data of the document with no more parts in a list than can be saved."""
    data = data_from_form(target.kind, form.fields)
    cut = {name: data[name][:MAX_LIST] for name, _ in _lists(target.kind) if name in data}
    return data | cut | ({"slug": target.slug} if target.slug else {})


def _lists(kind: str) -> list[tuple[str, ListSpec]]:
    return [(name, spec) for name, spec in schema(kind).items() if isinstance(spec, ListSpec)]


@dataclass(frozen=True)
class Shown:
    """A form to be shown: its data, what it rests on, and what is to be said."""

    target: Target
    data: Data
    base: int | None = None
    draft: int | None = None
    row_version: int | None = None
    proposal: int | None = None  # the one that is amended; its form keeps no drafts
    reason: str = ""
    override_reason: str = ""
    errors: tuple[FieldError, ...] = ()
    opened: str = ""
    notice: str = ""
    other_draft: Proposal | None = None  # an unfinished one that is not shown
    is_outdated_draft: bool = False  # the draft was saved from elsewhere since

    @classmethod
    def again(cls, target: Target, form: Sent, data: Data, **others: Any) -> Shown:
        """What was sent, to be shown again; `others` are further fields, or other values."""
        kept: dict[str, Any] = {
            "base": form.base,
            "draft": form.draft,
            "row_version": form.row_version,
            "proposal": form.proposal,
            "reason": form.reason,
            "override_reason": form.override_reason,
        }
        return cls(target=target, data=data, **(kept | others))


def form_page(request: Request, shown: Shown, *, status_code: int = 200) -> Response:
    """The page with the form."""
    target, site = shown.target, site_of(request)
    publishes = can(actor_of(request), "publish")
    plural = vocabulary.KIND_PLURALS[target.kind]
    own = [error for error in shown.errors if error.name in {"reason", "override_reason", ""}]
    form = form_for(
        target.kind,
        shown.data,
        errors=[error for error in shown.errors if error not in own],
        opened=shown.opened,
    )
    return render(
        request,
        "pages/edit.html",
        status_code=status_code,
        section=plural,
        crumbs=[(plural.capitalize(), f"/{plural}"), (_name(target), target.url), ("Edit", "")],
        heading=f"Edit {target.title}" if target.slug else f"New {_name(target).lower()}",
        form=form,
        shown=shown,
        target=target,
        own_errors={error.name: error.message for error in own},
        errors=[*form.errors, *((error.name, error.message) for error in own)],
        next_source=f"sources.{len(shown.data.get('sources', ()))}",
        courts=sorted(site.courts.values(), key=lambda court: court.name),
        save_label=save_label(publishes=publishes),
        publishes=publishes,
        other_draft=_draft_in_words(shown.other_draft),
    )


def save_label(*, publishes: bool) -> str:
    """What the last button says."""
    return "Save and publish" if publishes else "Hand in for review"


def _name(target: Target) -> str:
    return target.title or vocabulary.KINDS[target.kind]


def _draft_in_words(draft: Proposal | None) -> tuple[int, str] | None:
    if draft is None or draft.id is None:
        return None
    saved = draft.updated_at
    return draft.id, f"{day_in_words(saved.date().isoformat())}, {saved:%H:%M} UTC"

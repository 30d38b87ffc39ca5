"""Sample parts of the edit form for the style guide: one field of every control, one list."""

from __future__ import annotations

from kb.editorial.edit import FieldError, FormField, FormList, form_for
from kb.entries.merging import FieldConflict
from kb.web.editing.choices import Choice

_DATA = {
    "title": "Painter v. Model Maker",
    "status_note": "A motion to dismiss is under way.",
    "as_of": "2026-02-30",
    "topics": ["fair-use"],
    "class_action": False,
    "systems": ["Stable Diffusion", "DreamStudio"],
    "court_id": "cand",
    "sources": [
        {"id": "s1", "url": "https://court.example/1", "title": "Complaint", "kind": "primary"},
        {"id": "s2", "url": "https://court.example/9", "title": "Order", "kind": "primary"},
    ],
    "events": [
        {"date": "2024-01-05", "kind": "filed", "title": "Complaint", "source": "s1"},
        {"date": "2024-09", "kind": "order", "title": "Order denying the motion"},
    ],
}
_ERRORS = (
    FieldError("as_of", "There is no such day: February 2026 has 28 days."),
    FieldError("events.1.source", "Choose one of the list."),
)
_SHOWN = ("title", "status_note", "as_of", "class_action", "systems", "work_types", "events")


def parts() -> list[FormField | FormList]:
    """Parts of the form of a case, two of them with an error."""
    form = form_for("case", _DATA, errors=_ERRORS, opened="events.0")
    every = {part.name: part for section in form.sections for part in section.parts}
    return [every[name] for name in _SHOWN]


def conflict() -> Choice:
    """A field that two people changed."""
    return Choice.of(
        FieldConflict(
            path="status_note",
            label="Status note",
            base="A motion is under way.",
            theirs="The motion was denied in part.",
            mine="The motion was denied.",
        )
    )

"""Data forms of pages as responses: media type, character set and a file name to save under."""

from __future__ import annotations

from starlette.responses import Response

from kb.web.negotiate import MEDIA_TYPES


def exported(text: str, *, form: str, name: str) -> Response:
    """The text in that form; `name` is ASCII without a suffix, such as a slug (RFC 6266)."""
    disposition = "attachment" if form == "csv" else "inline"
    return Response(
        text,
        headers={
            "Content-Type": f"{MEDIA_TYPES[form]}; charset=utf-8",
            "Content-Disposition": f'{disposition}; filename="{name}.{form}"',
        },
    )

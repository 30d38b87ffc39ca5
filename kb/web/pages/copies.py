"""`/copies/{sha256}`: archived bodies, handed out so that no browser ever runs them.

They were written by others, so they come as a file to keep, without their own type, and in a
sandbox should a browser show them all the same.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound, Retracted
from kb.exports.entry_json import json_text
from kb.sources.archive import copies_of, response_headers
from kb.sources.tables import ArchivedCopy
from kb.web.exported import exported
from kb.web.negotiate import split_suffix
from kb.web.rendering import site_of

router = APIRouter(include_in_schema=False)
HEADERS: Final = {
    "Content-Type": "application/octet-stream",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_IN_URLS: Final = ":/?#[]@!$&'()*+,;=%-._~"
_UNSAFE: Final = re.compile(r"[^\w.()-]+")
_LONGEST: Final = 80  # characters of a file's name


@router.get("/copies/{name}")
def copy(request: Request, name: str) -> Response:
    """The body, or with `.json` when and where it was received."""
    sha256, suffix = split_suffix(name, ("html", "json"))
    site = site_of(request)
    with site.database.reading() as session:
        copies = copies_of(session, sha256)
        session.expunge_all()
    if suffix == "json":
        return exported(json_text(_told(sha256, copies)), form="json", name=sha256)
    try:
        body = site.archive.get(sha256)
    except NotFound:
        raise Retracted(
            "This copy was thinned out: the copies before and after it have the same text. "
            f"When it was received stands at /copies/{sha256}.json."
        ) from None
    first = copies[0]
    original = f'<{quote(first.url, safe=_IN_URLS)}>; rel="original"'
    return Response(
        body,
        headers=HEADERS
        | {
            "Content-Disposition": disposition(file_name(first)),
            "Link": f'{original}, </copies/{sha256}.json>; rel="describedby"',
            "Memento-Datetime": first.fetched_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "X-Archived-Type": re.sub(r"[^\w/+.-]", "", first.media_type, flags=re.ASCII)[:100],
        },
    )


def _told(sha256: str, copies: list[ArchivedCopy]) -> dict[str, Any]:
    return {
        "sha256": sha256,
        "bytes": copies[0].size,
        "received": [
            {
                "url": copy.url,
                "final_url": copy.final_url,
                "at": copy.fetched_at.isoformat(),
                "status": copy.status,
                "media_type": copy.media_type,
                "headers": response_headers(copy),
                "thinned_at": copy.thinned_at.isoformat() if copy.thinned_at else None,
            }
            for copy in copies
        ],
    }


def file_name(copy: ArchivedCopy) -> str:
    """A name to save a copy under: the last part of its address, the day, and a suffix."""
    parts = urlsplit(copy.final_url)
    last = PurePosixPath(unquote(parts.path)).name
    stem = _UNSAFE.sub("-", PurePosixPath(last).stem).strip(".-") or parts.hostname or "copy"
    suffix = mimetypes.guess_extension(copy.media_type) or ".bin"
    return f"{stem[:_LONGEST]}-{copy.fetched_at.date().isoformat()}{suffix}"


def disposition(name: str) -> str:
    """`Content-Disposition` of a file to keep, also in letters beyond ASCII (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._()-]", "_", name)
    told = f'attachment; filename="{plain}"'
    return told if plain == name else f"{told}; filename*=UTF-8''{quote(name, safe='')}"


@router.get("/editor/copies/{sha256}")
def editors_copy(request: Request, sha256: str) -> Response:
    """What evidence rests on, for editors: a text to read at once, anything else as a file."""
    body = site_of(request).archive.get(sha256)
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{sha256}.bin"'}
    if _is_text(body):
        headers["Content-Type"] = "text/plain; charset=utf-8"
        headers["Content-Disposition"] = f'inline; filename="{sha256}.txt"'
    return Response(body, headers=headers)


def _is_text(body: bytes) -> bool:
    try:
        return "\0" not in body.decode("utf-8")
    except UnicodeDecodeError:
        return False

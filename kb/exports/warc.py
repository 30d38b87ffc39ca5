"""The archive as WARC (ISO 28500), which every tool for web archives reads.

A copy becomes a response and its request, each with SHA-1 digests as warcio makes them and our
SHA-256 beside. Bodies are written as they were after unpacking, so headers that speak of the
transfer are kept under names that begin with `X-Archive-Orig-`.

Looks that found the same body again become revisit records, which refer to the response: as
identical, or as not modified where the server said so with a 304.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import IO, Final
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import kb
from kb.core.errors import NotFound
from kb.sources.archive import response_headers
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy, Observation

_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_OF_THE_TRANSFER: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True)
class Written:
    """How many copies and looks were written, and how many copies had no body left."""

    copies: int
    revisits: int
    missing: int


@dataclass(frozen=True)
class _Response:
    """What a revisit says of the response that it refers to."""

    id: str
    url: str
    date: str
    digest: str


def write_warc(
    out: IO[bytes],
    copies: Iterable[ArchivedCopy],
    store: BodyStore,
    *,
    again: Iterable[Observation] = (),
) -> Written:
    """Write the copies, each as a member of a gzip file, and after them the looks `again`.

    A look is written if the copy that it saw again is. Of copies with one body, all but the
    first are revisits, too, with the headers of their own.
    """
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = {
        "software": f"Artdocket {kb.__version__}", "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }  # fmt: skip
    writer.write_record(writer.create_warcinfo_record("", about))
    responses: dict[int | None, _Response] = {}
    bodies: dict[str, _Response] = {}
    missing = revisits = 0
    for copy in copies:
        try:
            body = store.get(copy.sha256)
        except NotFound:
            missing += 1
            continue
        made = _write(writer, copy, body, bodies.get(copy.sha256))
        responses[copy.id] = bodies.setdefault(copy.sha256, made)
    for look in again:
        if look.copy_id in responses:
            _write_again(writer, look, responses[look.copy_id])
            revisits += 1
    return Written(len(responses), revisits, missing)


def _write(
    writer: WARCWriter, copy: ArchivedCopy, body: bytes, seen: _Response | None
) -> _Response:
    """A copy and its request; without the body where that was `seen` before."""
    at = _moment(copy.fetched_at)
    told = {"WARC-Date": at, "X-Archive-SHA256": copy.sha256}
    if copy.final_url != copy.url:
        told["X-Archive-Asked-URI"] = copy.url
    status = f"{copy.status} {_phrase(copy.status)}".strip()
    answered = StatusAndHeaders(status, _answered(copy, body), protocol="HTTP/1.1")
    if seen is None:
        response = writer.create_warc_record(
            copy.final_url, "response", payload=BytesIO(body), length=len(body),
            warc_headers_dict=told, http_headers=answered,
        )  # fmt: skip
    else:
        response = writer.create_revisit_record(
            copy.final_url, seen.digest, seen.url, seen.date, http_headers=answered,
            warc_headers_dict=told | {"WARC-Refers-To": seen.id},
        )  # fmt: skip
    request = writer.create_warc_record(
        copy.final_url, "request", warc_headers_dict={"WARC-Date": at},
        http_headers=StatusAndHeaders(_asked(copy.final_url), _sent(copy), is_http_request=True),
    )  # fmt: skip
    writer.write_request_response_pair(request, response)
    headers = response.rec_headers
    return _Response(
        headers.get_header("WARC-Record-ID"), copy.final_url, at,
        headers.get_header("WARC-Payload-Digest"),
    )  # fmt: skip


def _write_again(writer: WARCWriter, look: Observation, seen: _Response) -> None:
    unchanged = look.outcome == "not-modified"
    revisit = writer.create_revisit_record(
        seen.url, seen.digest, seen.url, seen.date,
        warc_headers_dict={"WARC-Date": _moment(look.at), "WARC-Refers-To": seen.id},
        # Of looks the outcome is kept and not the headers.
        http_headers=StatusAndHeaders("304 Not Modified", [], "HTTP/1.1") if unchanged else None,
    )  # fmt: skip
    if unchanged:
        revisit.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
    writer.write_record(revisit)


def _moment(at: dt.datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in list(HTTPStatus) else ""


def _asked(url: str) -> str:
    parts = urlsplit(url)
    return f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"


def _sent(copy: ArchivedCopy) -> list[tuple[str, str]]:
    sent: dict[str, str] = json.loads(copy.request_headers)
    return [("Host", urlsplit(copy.final_url).netloc)] + [
        (name, value) for name, value in sent.items() if name.lower() != "host"
    ]


def _answered(copy: ArchivedCopy, body: bytes) -> list[tuple[str, str]]:
    headers = [
        (f"X-Archive-Orig-{name}" if name in _OF_THE_TRANSFER else name, value)
        for name, value in response_headers(copy).items()
    ]
    return [*headers, ("Content-Length", str(len(body)))]

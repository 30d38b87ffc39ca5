"""The archive as WARC (ISO 28500), which every tool for web archives reads.

A copy becomes a response and its request, each with SHA-1 digests as warcio makes them and our
SHA-256 beside. Bodies are written as they were after unpacking, so headers that speak of the
transfer are kept under names that begin with `X-Archive-Orig-`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
from kb.sources.tables import ArchivedCopy

_OF_THE_TRANSFER: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def write_warc(out: IO[bytes], copies: Iterable[ArchivedCopy], store: BodyStore) -> tuple[int, int]:
    """Write the copies, each as a member of a gzip file; how many were, and had no body left."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = {
        "software": f"Artdocket {kb.__version__}", "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }  # fmt: skip
    writer.write_record(writer.create_warcinfo_record("", about))
    written = missing = 0
    for copy in copies:
        try:
            body = store.get(copy.sha256)
        except NotFound:
            missing += 1
            continue
        _write(writer, copy, body)
        written += 1
    return written, missing


def _write(writer: WARCWriter, copy: ArchivedCopy, body: bytes) -> None:
    at = copy.fetched_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    told = {"WARC-Date": at, "X-Archive-SHA256": copy.sha256}
    if copy.final_url != copy.url:
        told["X-Archive-Asked-URI"] = copy.url
    status = f"{copy.status} {_phrase(copy.status)}".strip()
    response = writer.create_warc_record(
        copy.final_url, "response", payload=BytesIO(body), length=len(body),
        warc_headers_dict=told,
        http_headers=StatusAndHeaders(status, _answered(copy, body), protocol="HTTP/1.1"),
    )  # fmt: skip
    request = writer.create_warc_record(
        copy.final_url, "request", warc_headers_dict={"WARC-Date": at},
        http_headers=StatusAndHeaders(_asked(copy.final_url), _sent(copy), is_http_request=True),
    )  # fmt: skip
    writer.write_request_response_pair(request, response)


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

"""Forms with a file (`multipart/form-data`, RFC 7578), kept in memory alone.

Starlette's own parser writes larger files to the disk; what people upload here must leave no
trace there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from starlette.requests import Request

from kb.web.forms import BadForm, TooLarge

_TYPE: Final = "multipart/form-data"
_MOST_PARTS: Final = 20
_LONGEST_HEAD: Final = 4_000  # bytes


@dataclass(frozen=True)
class Part:
    """A field of the form; `filename` is None unless it is a file."""

    name: str
    filename: str | None
    body: bytes


async def read_parts(request: Request, *, most: int, sentence: str) -> tuple[Part, ...]:
    """The parts of a posted form of at most `most` bytes; `TooLarge` says `sentence`.

    `BadForm` for anything that is no such form.
    """
    given = Message()
    given["content-type"] = request.headers.get("content-type", "")
    boundary = given.get_param("boundary")
    if given.get_content_type() != _TYPE or not isinstance(boundary, str) or not boundary:
        raise BadForm(f"This form must be posted as {_TYPE}.")
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        raise TooLarge(sentence)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge(sentence)
    try:
        return tuple(_parts(bytes(body), boundary.encode("ascii")))
    except (UnicodeError, ValueError) as error:
        raise BadForm("The form cannot be read; nothing was kept.") from error


def _parts(body: bytes, boundary: bytes) -> Iterator[Part]:
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary, _MOST_PARTS + 2)
    if len(pieces) < 2 or len(pieces) > _MOST_PARTS + 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("no closing boundary")
    for piece in pieces[1:-1]:
        head, blank, content = piece.partition(b"\r\n\r\n")
        if not blank or len(head) > _LONGEST_HEAD:
            raise ValueError("a part without a head")
        yield _part(head.decode("utf-8"), content)


def _part(head: str, content: bytes) -> Part:
    disposition = Message()
    for line in head.split("\r\n"):
        field, colon, value = line.partition(":")
        if colon and field.strip().lower() == "content-disposition":
            disposition["content-disposition"] = value.strip()
    name = disposition.get_param("name", header="content-disposition")
    filename = disposition.get_param("filename", header="content-disposition")
    match name:
        case str():
            return Part(name, filename if isinstance(filename, str) else None, content)
        case _:
            raise ValueError("a part without a name")

"""Posted forms: `application/x-www-form-urlencoded` in UTF-8, size-limited, checked once here.

A page function takes `form: Posted`. What cannot be read as a form is refused with one
sentence before the function runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.requests import Request

from kb.core.errors import KbError

#: The largest form: a case with some thousand events.
LARGEST = 4 << 20
MOST_FIELDS = 50_000
_TYPE = "application/x-www-form-urlencoded"


class BadForm(KbError):
    """What was posted is no form that can be read."""


class TooLarge(KbError):
    """What was posted is larger than any form of ours."""


@dataclass(frozen=True)
class Form:
    """The fields of a posted form in their order; a name may occur more than once."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str, default: str = "") -> str:
        """The first value of that name."""
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name."""
        return tuple(value for key, value in self.pairs if key == name)


async def read_form(request: Request) -> Form:
    """The posted form; `BadForm` or `TooLarge` says why there is none."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != _TYPE:
        raise BadForm(f"A form must be posted as {_TYPE}.")
    return Form(_pairs(await body_of(request, "form")))


Posted = Annotated[Form, Depends(read_form)]


async def body_of(request: Request, what: str) -> bytes:
    """The bytes that were posted; `TooLarge`, which names `what` they are, past the limit."""
    sentence = f"The {what} is larger than {LARGEST >> 20} MB; nothing was changed."
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > LARGEST:
        raise TooLarge(sentence)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge(sentence)
    return bytes(body)


def _pairs(body: bytes) -> tuple[tuple[str, str], ...]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise BadForm("The form holds bytes that are not UTF-8; nothing was changed.") from error
    except ValueError as error:
        raise TooLarge(f"The form has more than {MOST_FIELDS} fields.") from error
    if any("\0" in key or "\0" in value for key, value in pairs):
        raise BadForm("The form holds a null character, which no text has; nothing was changed.")
    # Browsers send line ends as CR LF, whatever was typed.
    return tuple((key, value.replace("\r\n", "\n")) for key, value in pairs)

"""Bytes to text by the rules of browsers: mark, header, declaration, then what fits."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-z0-9_:.-]{2,40})",
    re.IGNORECASE,
)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_:.-]{2,40})")
#: What browsers read these as (WHATWG Encoding Standard).
_READ_AS: Final = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_FIRST: Final = 4096  # bytes in which a declaration is looked for


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a body; nothing is lost to a wrong declaration that a right guess can read."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for name in _candidates(body, content_type):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _candidates(body: bytes, content_type: str) -> list[str]:
    header = _IN_HEADER.search(content_type)
    declared = _DECLARED.search(body[:_FIRST])
    named = [header.group(1)] if header else []
    named += [part.decode("ascii") for part in (declared.groups() if declared else ()) if part]
    known = [name for name in map(_known, named) if name]
    # Text that is valid UTF-8 and not plain ASCII is UTF-8, whatever it says of itself.
    return ["utf-8", *known] if not body.isascii() else [*known, "utf-8"]


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return _READ_AS.get(found, found)


def plain(text: str) -> str:
    """The text without what cannot be seen: controls, joiners, odd blanks; NFC."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_SEEN)


class _Seen(dict[int, str]):
    """What is kept of a character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        kept = "" if category in {"Cc", "Cf", "Cs", "Co"} and char not in "\n\t" else char
        self[code] = " " if category == "Zs" else kept
        return self[code]


_SEEN: Final = _Seen()

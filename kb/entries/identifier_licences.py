"""SPDX identifiers, and the usual spellings of Creative Commons and GNU licences."""

from __future__ import annotations

import re

from kb.entries.identifier_families import NO_KEYS, Family, Keys, each, family, letters, one

_CC_WORDS = {
    "attribution": "by", "noncommercial": "nc", "noderivatives": "nd", "noderivs": "nd",
    "sharealike": "sa",
}  # fmt: skip
_CC_NAMES = (
    r"(?:attribution|non[\s-]?commercial|no[\s-]?deriv(?:ative)?s|share[\s-]?alike|by|nc|nd|sa)"
)
_COMMONS = re.compile(
    rf"(?:cc|creative[\s-]?commons)(?P<parts>(?:[\s-]*{_CC_NAMES})+)", re.IGNORECASE
)
_ONLY_LICENCE = re.compile(r"(?i)^the\s+|\s+(?:public\s+)?licen[cs]e$")
_LICENCE_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*(?: [A-Za-z0-9.+-]+){0,2}")
_VERSION = re.compile(r"-\d+(?:\.\d+)*(?:-only|-or-later)?$")
#: Names that were in use before SPDX gave the licence its own.
_RENAMED = {"spdx:bsl-1.1": "spdx:busl-1.1"}
_GNU = re.compile("(?:AGPL|LGPL|GPL|GFDL)", re.IGNORECASE)
_CC_ORDER = ("by", "nc", "nd", "sa")


def spdx_key(identifier: str) -> Keys:
    """The key of an SPDX identifier as a document states it; no keys for an empty text."""
    name = re.sub(r"[\s_]+", "-", identifier.strip()).casefold()
    return one(f"spdx:{name}") if name else NO_KEYS


def licence_keys(text: str) -> Keys:
    """The keys of a text that is nothing but the name of a licence, in any usual spelling.

    `ccbync`, `CC BY-NC` and `Creative Commons non-commercial licence` are one name without a
    version; any other name is taken as an SPDX identifier.
    """
    bare = _ONLY_LICENCE.sub("", text.strip())
    commons = _COMMONS.fullmatch(bare)
    if commons is None:
        return spdx_key(bare) if _LICENCE_LIKE.fullmatch(bare) else NO_KEYS
    worded = letters(commons["parts"])
    parts = {part for word, part in _CC_WORDS.items() if word in worded}
    parts |= set(re.findall("by|nc|nd|sa", re.sub("|".join(_CC_WORDS), " ", worded)))
    return _cc_key(parts | {"by"}, "") if parts else NO_KEYS


def without_version(keys: Keys) -> Keys:
    """What people call a licence who leave its version out: CC-BY for CC-BY-4.0."""
    return frozenset(_VERSION.sub("", key) for key in keys if _VERSION.search(key))


def _creative_commons(match: re.Match[str]) -> Keys:
    parts = set(re.findall(r"by|nc|nd|sa", match["parts"].casefold()))
    return _cc_key(parts | {"by"}, match["version"])


def _creative_commons_worded(match: re.Match[str]) -> Keys:
    words = [letters(word) for word in re.split(r"[\s-]+(?=attr|non|no|share)", match["parts"])]
    text = "".join(words).casefold()
    parts = {short for word, short in _CC_WORDS.items() if word in text}
    return _cc_key(parts | {"by"}, match["version"])


def _cc_key(parts: set[str], version: str) -> Keys:
    names = [part for part in _CC_ORDER if part in parts]
    return one("spdx:" + "-".join(["cc", *names, *([version] if version else [])]))


def _cc_zero(match: re.Match[str]) -> Keys:
    return one("spdx:cc0-1.0")


def _gnu(match: re.Match[str]) -> Keys:
    """`AGPL-3.0` alone says neither "only" nor "or later": it stands for both."""
    version = match["version"] if "." in match["version"] else match["version"] + ".0"
    names = [f"spdx:{name.casefold()}-{version}" for name in _GNU.findall(match["names"])]
    suffix = letters(match["suffix"] or "")
    if suffix in ("orlater", "only"):
        return each(f"{{}}-{'or-later' if suffix == 'orlater' else 'only'}", names)
    return frozenset(name + end for name in names for end in ("", "-only", "-or-later"))


def _versioned(match: re.Match[str]) -> Keys:
    version = match["version"] if "." in match["version"] else match["version"] + ".0"
    name = re.sub(r"\s+", "-", match["name"].casefold())
    key = f"spdx:{name}-{version}"
    return one(_RENAMED.get(key, key))


LICENCES: tuple[Family, ...] = (
    family(
        "spdx-cc",
        r"(?<!\w)CC[\s-]?(?P<parts>BY(?:[\s-]?(?:NC|ND|SA))*)[\s-]?v?(?P<version>\d\.\d)(?![\w])",
        _creative_commons,
        group="licence",
        hints="cc",
    ),
    family(
        "spdx-cc0",
        r"(?<!\w)CC[\s-]?(?:0|zero)(?:[\s-]?v?1\.0)?(?!\w)",
        _cc_zero,
        group="licence",
        wordy=True,
        hints="cc",
    ),
    family(
        "spdx-cc-worded",
        r"(?:Creative\s+Commons\s+)?(?P<parts>Attribution"
        r"(?:[\s-](?:non[\s-]?commercial|no[\s-]?deriv(?:ative)?s"
        r"|share[\s-]?alike))*)\s+v?(?P<version>\d\.\d)(?!\w)",
        _creative_commons_worded,
        group="licence",
        hints="attribution",
    ),
    family(
        "spdx-gnu",
        rf"(?<!\w)(?:GNU\s+)?(?P<names>{_GNU.pattern}(?:(?:\s+and\s+|\s*/\s*|,\s*){_GNU.pattern})*)"
        r"(?:\s+version)?[\s-]?v?(?P<version>\d(?:\.\d)?)(?P<suffix>[\s-]"
        r"(?:or[\s-]later|only)|\+)?(?!\w)",
        _gnu,
        group="licence",
        hints="gpl gfdl",
    ),
    family(
        "spdx-versioned",
        r"(?<!\w)(?P<name>Apache|MPL|BUSL|BSL|ODbL|CDLA[\s-](?:Permissive|Sharing)|O-UDA|OpenMDW|LAL|EUPL"
        r"|Artistic|CC-PDM)(?:[\s-]licen[cs]e)?[\s,-]*(?:version\s*)?v?(?P<version>\d(?:\.\d)?)"
        r"(?![\w.]\w)",
        _versioned,
        group="licence",
        hints="apache mpl busl bsl odbl cdla uda openmdw lal eupl artistic pdm",
    ),
)

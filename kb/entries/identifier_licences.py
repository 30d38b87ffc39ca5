"""SPDX identifiers, and the usual spellings of Creative Commons and GNU licences."""

from __future__ import annotations

import re

from kb.entries.identifier_families import NO_KEYS, Family, Keys, each, family, letters, one

_CC_WORDS = {
    "attribution": "by", "noncommercial": "nc", "noderivatives": "nd", "noderivs": "nd",
    "sharealike": "sa",
}  # fmt: skip
_CC_ORDER = ("by", "nc", "nd", "sa")


def spdx_key(identifier: str) -> Keys:
    """The key of an SPDX identifier as a document states it; no keys for an empty text."""
    name = re.sub(r"[\s_]+", "-", identifier.strip()).casefold()
    return one(f"spdx:{name}") if name else NO_KEYS


def _creative_commons(match: re.Match[str]) -> Keys:
    parts = set(re.findall(r"by|nc|nd|sa", match["parts"].casefold()))
    return _cc_key(parts | {"by"}, match["version"])


def _creative_commons_worded(match: re.Match[str]) -> Keys:
    words = [letters(word) for word in re.split(r"[\s-]+(?=attr|non|no|share)", match["parts"])]
    text = "".join(words).casefold()
    parts = {short for word, short in _CC_WORDS.items() if word in text}
    return _cc_key(parts | {"by"}, match["version"])


def _cc_key(parts: set[str], version: str) -> Keys:
    return one("spdx:cc-" + "-".join(part for part in _CC_ORDER if part in parts) + f"-{version}")


def _cc_zero(match: re.Match[str]) -> Keys:
    return one("spdx:cc0-1.0")


def _gnu(match: re.Match[str]) -> Keys:
    """`AGPL-3.0` alone says neither "only" nor "or later": it stands for both."""
    name = f"spdx:{match['name'].casefold()}-{match['version'] or '3.0'}"
    if match["version"] and "." not in match["version"]:
        name += ".0"
    suffix = letters(match["suffix"] or "")
    if suffix in ("orlater", "only"):
        return one(f"{name}-{'or-later' if suffix == 'orlater' else 'only'}")
    return each(name + "{}", ("", "-only", "-or-later"))


def _versioned(match: re.Match[str]) -> Keys:
    version = match["version"] if "." in match["version"] else match["version"] + ".0"
    name = re.sub(r"\s+", "-", match["name"].casefold())
    return one(f"spdx:{name}-{version}")


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
        r"(?<!\w)(?:GNU\s+)?(?P<name>AGPL|LGPL|GPL|GFDL)[\s-]?v?(?P<version>\d(?:\.\d)?)(?P<suffix>[\s-]"
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

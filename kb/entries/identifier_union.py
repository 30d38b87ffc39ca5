"""Acts of the European Union by number, name and CELEX number, with their articles.

An act has a key of its own beside those of its articles, so that a citation of article 50 finds
the entry on article 50 first and the others of the same act after it.
"""

from __future__ import annotations

import re

from kb.entries.identifier_families import (
    ARTICLES,
    NO_KEYS,
    SECTION_LIST,
    Family,
    Keys,
    family,
    named_sections,
    number,
    one,
)

# Official short names of acts, with their CELEX numbers.
NAMED_ACTS = {
    "dsm directive": "32019L0790",
    "cdsm directive": "32019L0790",
    "cdsmd": "32019L0790",
    "copyright in the digital single market directive": "32019L0790",
    "infosoc directive": "32001L0029",
    "database directive": "31996L0009",
    "eu ai act": "32024R1689",
    "ai act": "32024R1689",
    "artificial intelligence act": "32024R1689",
    "gdpr": "32016R0679",
    "general data protection regulation": "32016R0679",
    "digital services act": "32022R2065",
    "digital markets act": "32022R1925",
}
_OF_THE_UNION = {"EU", "Union", "European", "The", "See", "Under"}
_KINDS = {"directive": "L", "richtlinie": "L", "rl": "L", "regulation": "R", "verordnung": "R",
          "vo": "R", "decision": "D", "beschluss": "D"}  # fmt: skip


def _eu_number(match: re.Match[str]) -> str:
    """The CELEX number: the year stands first except in acts written `No 1215/2012`."""
    first, second = match["first"], match["second"]
    if len(first) == 4 and first[:2] in ("19", "20"):
        year, serial = first, second
    elif len(second) == 4:
        year, serial = second, first
    else:
        year, serial = f"19{first}", second
    return f"3{year}{_KINDS[match['kind'].casefold()]}{number(serial):0>4}"


def _act(celex: str, match: re.Match[str]) -> Keys:
    key = f"eu:{celex.casefold()}"
    return one(key) | named_sections(key, match["before"]) | named_sections(key, match["after"])


def _eu_act(match: re.Match[str]) -> Keys:
    return _act(_eu_number(match), match)


def _eu_named(match: re.Match[str]) -> Keys:
    name = re.sub(r"\s+", " ", match["name"].casefold())
    before = match.string[: match.start("name")].split()
    if before and before[-1][:1].isupper() and before[-1].rstrip("\u2019's") not in _OF_THE_UNION:
        return NO_KEYS  # the end of a longer title: the TRUMP AMERICA AI Act
    return _act(NAMED_ACTS[name], match)


def _dsm(match: re.Match[str]) -> Keys:
    return _act(NAMED_ACTS["dsm directive"], match)


def _celex(match: re.Match[str]) -> Keys:
    return one("eu:" + match[0].casefold())


def _procedure(match: re.Match[str]) -> Keys:
    return one(f"eu-procedure:{match['serial']}")


_LIST = SECTION_LIST
_EU_NAMES = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in NAMED_ACTS)
_BEFORE = rf"(?:(?<!\w){ARTICLES}(?P<before>{_LIST})\s*(?:,|of|der|des)?\s*(?:the\s+)?)?"
#: Not the article of the act that is named next: `Directive A, Article 5 of Directive B`.
_AFTER = rf"(?:,?\s*{ARTICLES}(?P<after>(?>{_LIST}))(?!\s+(?:of|der|des|du)\b))?"
#: The number of an article may stand alone after a name; four digits are a year.
_AFTER_NAME = rf"(?:,?\s*(?:{ARTICLES}|(?=\d{{1,3}}(?!\d)))(?P<after>{_LIST}))?"

UNION: tuple[Family, ...] = (
    family(
        "eu-act",
        _BEFORE + r"(?<!\w)(?P<kind>Directive|Regulation|Decision"
        r"|Richtlinie|RL|Verordnung|VO|Beschluss)"
        r"\s*(?:\((?:EU|EC|EEC|EG)\)\s*)?(?:no\.?\s*)?(?P<first>\d{2,4})/(?P<second>\d{1,4})(?!\w)"
        r"(?:/(?:EU|EC|EEC|EG|CE)(?!\w))?" + _AFTER,
        _eu_act,
        group="statute",
        hints="directive regulation decision richtlinie rl verordnung vo beschluss",
    ),
    family(
        "eu-act-named",
        _BEFORE + rf"(?<!\w)(?P<name>{_EU_NAMES})(?!\w)" + _AFTER_NAME,
        _eu_named,
        group="statute",
        wordy=True,
        hints="directive cdsmd gdpr regulation ai_act intelligence_act services_act markets_act",
    ),
    family(
        "eu-act-short",
        rf"(?:(?<!\w){ARTICLES}(?P<before>{_LIST})\s*(?:,|of)?\s*(?:the\s+)?C?DSM(?!\w)"
        rf"|(?<!\w)C?DSM\s+{ARTICLES}(?P<after>{_LIST}))",
        _dsm,
        group="statute",
        hints="dsm",
    ),
    family(
        "celex",
        r"(?<!\w)3(?:19|20)\d\d[LRD]\d{4}(?!\w)",
        _celex,
        group="statute",
        hints="00000l0000 00000r0000 00000d0000",
    ),
    family(
        "eu-procedure",
        r"(?<![\w/])(?P<serial>20\d\d/\d{1,4})\s?\((?:INI|COD|INL)\)",
        _procedure,
        group="statute",
        hints="ini cod inl",
    ),
)

"""Sections of statutes, acts of the European Union, bills and standards.

A section is named without its subsections: `17 U.S.C. § 1202(b)` is found where § 1202 is. An
act of the Union has a key of its own beside those of its articles, so that a citation of
article 50 finds the entry on article 50 first and the others of the same act after it.
"""

from __future__ import annotations

import re

from kb.entries.identifier_families import (
    NO_KEYS,
    SECTION_LIST,
    Family,
    Keys,
    family,
    letters,
    number,
    one,
    sections,
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
_GERMAN_CODES = (
    r"UrhG|UrhDaG|UrhWissG|VGG|BGB|UWG|GG|MarkenG|KUG|KunstUrhG|ZPO|StGB|DSGVO|GWB|DesignG|PatG"
    r"|TDDDG|TMG"
)
_CODES_HINT = _GERMAN_CODES.casefold().replace("|", " ")
#: What may follow the number of a section: `Abs. 2 Satz 1`, `und 60d`, `ff.`
_GERMAN_ITEM = (
    r"(?:\s*[,;/]|\s+und\b|\s+bis\b|\s+sowie\b)?\s*"
    r"(?:(?:Abs|Absatz|Satz|S|Nr|lit)\.?\s*\w{1,4}|(?<=\s)\d+[a-z]?|ff?\.)"
)
_ARTICLES = r"(?:art(?:icle|ikel)?s?\.?)\s*"
_LIST = SECTION_LIST
_ANY_ACT = "section"
_SECTION_KEY = re.compile(
    r"(?:usc:\d+|gb:cdpa|de:\w+|eu:\w+|act:[\w-]+|jp:\w+|us-code:\w+:\w+):(?P<section>[\w.-]+)"
)


def _named(keys_of: str, listed: str | None) -> Keys:
    return frozenset(f"{keys_of}:{name}" for name in sections(listed)) if listed else NO_KEYS


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
    return one(key) | _named(key, match["before"]) | _named(key, match["after"])


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


def _usc(match: re.Match[str]) -> Keys:
    return _named(f"usc:{match['title']}", match["list"])


def _usc_worded(match: re.Match[str]) -> Keys:
    return _named(f"usc:{match['title']}", match["list"])


def _cfr(match: re.Match[str]) -> Keys:
    return one(f"cfr:{match['title']}:{number(match['part'])}")


def _state_code(match: re.Match[str]) -> Keys:
    return _named(f"us-code:{letters(match['state'])}:{letters(match['code'])}", match["list"])


def _ilcs(match: re.Match[str]) -> Keys:
    return one(f"us-code:ill:{match['chapter']}-{match['act']}")


def _cdpa(match: re.Match[str]) -> Keys:
    return _named("gb:cdpa", match["before"]) | _named("gb:cdpa", match["after"])


def _act_of_year(match: re.Match[str]) -> Keys:
    key = f"act:{letters(match['name'])}-{match['year']}"
    return _named(key, match["before"]) | _named(key, match["after"])


def _german(match: re.Match[str]) -> Keys:
    bare = re.sub(
        r"(?:abs\.?|satz|s\.|nr\.?|lit\.?)\s*\w+", " ", match["list"], flags=re.IGNORECASE
    )
    return _named(f"de:{letters(match['code'])}", bare)


def _japanese(match: re.Match[str]) -> Keys:
    article = match["article"].replace("条の", "-").removesuffix("条")
    return one(f"jp:copyright:{article}")


def _french(match: re.Match[str]) -> Keys:
    return one("fr:cpi:l" + match["article"].replace(" ", ""))


def _bill(match: re.Match[str]) -> Keys:
    return one(f"us-bill:{letters(match['house'])}{number(match['serial'])}")


def _rfc(match: re.Match[str]) -> Keys:
    return one(f"rfc:{number(match['serial'])}")


def _procedure(match: re.Match[str]) -> Keys:
    return one(f"eu-procedure:{match['serial']}")


def _bare_section(match: re.Match[str]) -> Keys:
    """A section of whatever act: the number stands for that section of each of them."""
    return _named(_ANY_ACT, match["list"])


def section_keys(keys: Keys) -> Keys:
    """What a section goes by where its act is left unsaid: § 44b for § 44b of the UrhG."""
    found = (_SECTION_KEY.fullmatch(key) for key in keys)
    return frozenset(f"{_ANY_ACT}:{match['section']}" for match in found if match)


_EU_NAMES = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in NAMED_ACTS)
_BEFORE = rf"(?:(?<!\w){_ARTICLES}(?P<before>{_LIST})\s*(?:,|of|der|des)?\s*(?:the\s+)?)?"
#: Not the article of the act that is named next: `Directive A, Article 5 of Directive B`.
_AFTER = rf"(?:,?\s*{_ARTICLES}(?P<after>(?>{_LIST}))(?!\s+(?:of|der|des|du)\b))?"
#: The number of an article may stand alone after a name; four digits are a year.
_AFTER_NAME = rf"(?:,?\s*(?:{_ARTICLES}|(?=\d{{1,3}}(?!\d)))(?P<after>{_LIST}))?"
_SECTION_WORD = r"(?:(?:ss?\b\.?|sections?|sec\.?|\u00a7+)\s*)"

STATUTES: tuple[Family, ...] = (
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
        rf"(?:(?<!\w){_ARTICLES}(?P<before>{_LIST})\s*(?:,|of)?\s*(?:the\s+)?C?DSM(?!\w)"
        rf"|(?<!\w)C?DSM\s+{_ARTICLES}(?P<after>{_LIST}))",
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
    family(
        "usc",
        rf"(?<![\w.])(?P<title>\d{{1,2}})\s*U\.?\s?S\.?\s?(?:C\.?(?:\s?A\.?)?|code)(?!\w)\s*"
        rf"{_SECTION_WORD}?(?P<list>{_LIST})",
        _usc,
        group="statute",
        hints="0u 0_u",
    ),
    family(
        "usc-worded",
        rf"{_SECTION_WORD}(?P<list>{_LIST})\s*(?:of|,)\s*title\s*(?P<title>\d{{1,2}})(?!\w)",
        _usc_worded,
        group="statute",
        hints="title",
    ),
    family(
        "cfr",
        r"(?<![\w.])(?P<title>\d{1,2})\s*C\.?\s?F\.?\s?R\.?\s*(?:\u00a7+|pt\.?|part)"
        r"?\s*(?P<part>\d{1,4})(?:\.\d+[a-z]?)?(?:\(\w{1,4}\))*(?!\w)",
        _cfr,
        group="statute",
        hints="0c 0_c",
    ),
    family(
        "ilcs",
        r"(?<!\w)(?P<chapter>\d{1,3})\s*ILCS\s*(?P<act>\d{1,5})(?:/\d+)?(?!\w)",
        _ilcs,
        group="statute",
        hints="ilcs",
    ),
    family(
        "us-state-code",
        r"(?<!\w)(?P<state>Cal|N\.?\s?Y|Tenn|Tex|Ill|Colo|Del|Fla|Mass|Wash|Va|N\.?\s?J|Conn)(?!\w)\.?\s+"
        r"(?P<code>(?:[A-Z&][\w.']*\s+){0,4}?(?:Code|Law|Laws|Stat)\.?(?:\s+Ann\.?)?)\s*"
        rf"(?:\u00a7+|sections?|sec\.?)\s*(?P<list>{_LIST})",
        _state_code,
        group="statute",
        hints="code law stat",
    ),
    family(
        "cdpa",
        rf"(?:(?<!\w){_SECTION_WORD}(?P<before>{_LIST})\s*(?:,|of)?\s*(?:the\s+)?)?(?<!\w)"
        r"(?:CDPA|Copyright,?\s+Designs\s+and\s+Patents\s+Act)(?:\s+1988)?(?!\w)"
        rf"(?:,?\s*(?:{_SECTION_WORD}|(?=\d{{1,3}}(?!\d)))(?P<after>{_LIST}))?",
        _cdpa,
        group="statute",
        hints="cdpa patents",
    ),
    family(
        "act-of-year",
        rf"(?:(?<!\w)(?:{_SECTION_WORD}|{_ARTICLES})(?P<before>{_LIST})\s*(?:,|of)?\s*(?:the\s+)?)?(?<!\w)"
        rf""
        r"(?P<name>Copyright|Data\s+\(Use\s+and\s+Access\)|Trade\s+Marks|Patents|Defamation)\s+Act,?\s+"
        r"(?P<year>(?:18|19|20)\d\d)(?:\s+\(c\.\s*\d+\))?"
        rf"(?:,?\s*(?:{_SECTION_WORD}|{_ARTICLES})(?P<after>{_LIST}))?",
        _act_of_year,
        group="statute",
        hints="act",
    ),
    family(
        "german-section",
        rf"(?:(?:\u00a7{{1,2}}|{_ARTICLES})\s*(?P<list>\d+[a-z]?(?:{_GERMAN_ITEM}){{0,10}}?)"
        rf"\s*(?<!\w)(?P<code>{_GERMAN_CODES})(?!\w))",
        _german,
        group="statute",
        hints=_CODES_HINT,
    ),
    family(
        "german-code-first",
        rf"(?<!\w)(?P<code>{_GERMAN_CODES})(?!\w),?\s*(?:\u00a7{{1,2}}|{_ARTICLES}|(?=\d))"
        rf"\s*(?P<list>{_LIST})",
        _german,
        group="statute",
        hints=_CODES_HINT,
    ),
    family(
        "jp-copyright",
        r"著作権法\s*第?\s*(?P<article>\d+条(?:の\d+)?)",
        _japanese,
        group="statute",
        hints="著作権法",
    ),
    family(
        "jp-copyright-worded",
        r"(?:(?:Japan(?:'s|ese)?:?\s+Copyright\s+Act|Copyright\s+Act\s+of\s+Japan),?\s*"
        rf"{_ARTICLES}(?P<article>\d+(?:-\d+)?))",
        _japanese,
        group="statute",
        hints="copyright",
    ),
    family(
        "fr-cpi",
        r"(?<!\w)(?:art\.?\s*)?L\.?\s?(?P<article>\d{3}-\d+(?:-\d+)?)(?:\s*(?:du\s+)?(?:CPI|Code\s+de\s+la"
        r"\s+propri[ée]t[ée]\s+intellectuelle))?(?!\w)",
        _french,
        group="statute",
        hints="000-0",
    ),
    family(
        "us-bill",
        r"(?<![\w.])(?P<house>H\.\s?R\.|HR|(?-i:S\.(?=\s?\d{3})|S(?=\s?\d{4}))|HB|SB|AB|H\.B\.|S\.B\.|A\.B\.)\s?-?"
        r"(?P<serial>\d{1,5})(?![\w.]\w)(?!\w)",
        _bill,
        group="statute",
    ),
    family(
        "rfc",
        r"(?<!\w)RFC[\s-]?(?P<serial>\d{3,5})(?!\w)",
        _rfc,
        group="statute",
        hints="rfc",
    ),
    family(
        "section",
        rf"(?<![\w.])(?:{_SECTION_WORD}|{_ARTICLES})(?P<list>{_LIST})(?![\w/])",
        _bare_section,
        group="section",
        hints="s \u00a7 art",
    ),
)

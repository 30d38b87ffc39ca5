"""Sections of statutes, bills and standards.

A section is named without its subsections: `17 U.S.C. § 1202(b)` is found where § 1202 is.
"""

from __future__ import annotations

import re

from kb.entries.identifier_families import (
    ARTICLES,
    SECTION_LIST,
    Family,
    Keys,
    family,
    letters,
    named_sections,
    number,
    one,
)

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
#: Of a section that is named without its sign: `44b Abs. 2 UrhG`.
_GERMAN_PARTS = r"(?:\s+(?:Abs|Absatz|Satz|S|Nr)\.?\s*\w{1,4}){0,3}"
_LIST = SECTION_LIST
_ANY_ACT = "section"
_SECTION_KEY = re.compile(
    r"(?:usc:\d+|gb:cdpa|de:\w+|eu:\w+|act:[\w-]+|jp:\w+|us-code:\w+:\w+):(?P<section>[\w.-]+)"
)


def _usc(match: re.Match[str]) -> Keys:
    return named_sections(f"usc:{match['title']}", match["list"])


def _usc_worded(match: re.Match[str]) -> Keys:
    return named_sections(f"usc:{match['title']}", match["list"])


def _cfr(match: re.Match[str]) -> Keys:
    return one(f"cfr:{match['title']}:{number(match['part'])}")


def _state_code(match: re.Match[str]) -> Keys:
    return named_sections(
        f"us-code:{letters(match['state'])}:{letters(match['code'])}", match["list"]
    )


def _ilcs(match: re.Match[str]) -> Keys:
    return one(f"us-code:ill:{match['chapter']}-{match['act']}")


def _cdpa(match: re.Match[str]) -> Keys:
    return named_sections("gb:cdpa", match["before"]) | named_sections("gb:cdpa", match["after"])


def _act_of_year(match: re.Match[str]) -> Keys:
    key = f"act:{letters(match['name'])}-{match['year']}"
    return named_sections(key, match["before"]) | named_sections(key, match["after"])


def _german(match: re.Match[str]) -> Keys:
    bare = re.sub(
        r"(?:abs\.?|satz|s\.|nr\.?|lit\.?)\s*\w+", " ", match["list"], flags=re.IGNORECASE
    )
    return named_sections(f"de:{letters(match['code'])}", bare)


def _japanese(match: re.Match[str]) -> Keys:
    article = match["article"].replace("条の", "-").removesuffix("条")
    return one(f"jp:copyright:{article}")


def _french(match: re.Match[str]) -> Keys:
    return one("fr:cpi:l" + match["article"].replace(" ", ""))


def _bill(match: re.Match[str]) -> Keys:
    return one(f"us-bill:{letters(match['house'])}{number(match['serial'])}")


def _rfc(match: re.Match[str]) -> Keys:
    return one(f"rfc:{number(match['serial'])}")


def _bare_section(match: re.Match[str]) -> Keys:
    """A section of whatever act: the number stands for that section of each of them."""
    return named_sections(_ANY_ACT, match["list"])


def section_keys(keys: Keys) -> Keys:
    """What a section goes by where its act is left unsaid: § 44b for § 44b of the UrhG."""
    found = (_SECTION_KEY.fullmatch(key) for key in keys)
    return frozenset(f"{_ANY_ACT}:{match['section']}" for match in found if match)


_SECTION_WORD = r"(?:(?:ss?\b\.?|sections?|sec\.?|\u00a7+)\s*)"

STATUTES: tuple[Family, ...] = (
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
        "cdpa-bare",
        r"(?<![\w.,/-])(?P<before>\d{1,3}[a-z]{0,2}(?:\s?\(\w{1,4}\))*)\s+CDPA(?!\w)(?P<after>)",
        _cdpa,
        group="statute",
        hints="cdpa",
    ),
    family(
        "act-of-year",
        rf"(?:(?<!\w)(?:{_SECTION_WORD}|{ARTICLES})(?P<before>{_LIST})\s*(?:,|of)?\s*(?:the\s+)?)?(?<!\w)"
        rf""
        r"(?P<name>Copyright|Data\s+\(Use\s+and\s+Access\)|Trade\s+Marks|Patents|Defamation)\s+Act,?\s+"
        r"(?P<year>(?:18|19|20)\d\d)(?:\s+\(c\.\s*\d+\))?"
        rf"(?:,?\s*(?:{_SECTION_WORD}|{ARTICLES})(?P<after>{_LIST}))?",
        _act_of_year,
        group="statute",
        hints="act",
    ),
    family(
        "german-section",
        rf"(?:(?:\u00a7{{1,2}}|{ARTICLES})\s*(?P<list>\d+[a-z]?(?:{_GERMAN_ITEM}){{0,10}}?)"
        rf"\s*(?<!\w)(?P<code>{_GERMAN_CODES})(?!\w))",
        _german,
        group="statute",
        hints=_CODES_HINT,
    ),
    family(
        "german-bare",
        rf"(?<![\w.,/§-])(?P<list>\d{{1,3}}[a-z]?{_GERMAN_PARTS})\s+(?P<code>{_GERMAN_CODES})(?!\w)",
        _german,
        group="statute",
        hints=_CODES_HINT,
    ),
    family(
        "german-code-first",
        rf"(?<!\w)(?P<code>{_GERMAN_CODES})(?!\w),?\s*(?:\u00a7{{1,2}}|{ARTICLES}|(?=\d))"
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
        rf"{ARTICLES}(?P<article>\d+(?:-\d+)?))",
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
        rf"(?<![\w.])(?:{_SECTION_WORD}|{ARTICLES})(?P<list>{_LIST})(?![\w/])",
        _bare_section,
        group="section",
        hints="s \u00a7 art",
    ),
)

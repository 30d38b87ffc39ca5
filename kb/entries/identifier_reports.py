"""Series of law reports outside the United States, by their usual abbreviations."""

from __future__ import annotations

import re

from kb.entries.identifier_families import Family, Keys, family, letters, number, one

_UK_SERIES = (
    r"W\.?\s?L\.?\s?R|All\s+E\.?\s?R(?:\s?\((?:Comm|EC)\))?|A\.?\s?C|Q\.?\s?B|K\.?\s?B|Ch|Fam|P"
    r"|Bus\.?\s?L\.?\s?R|E\.?\s?M\.?\s?L\.?\s?R|F\.?\s?S\.?\s?R|R\.?\s?P\.?\s?C|E\.?\s?C\.?\s?D\.?\s?R"
    r"|E\.?\s?T\.?\s?M\.?\s?R|C\.?\s?M\.?\s?L\.?\s?R|E\.?\s?H\.?\s?R\.?\s?R|H\.?\s?R\.?\s?L\.?\s?R"
    r"|I\.?\s?R\.?\s?L\.?\s?R|I\.?\s?C\.?\s?R|P\.?\s?N\.?\s?L\.?\s?R|P\.?\s?T\.?\s?S\.?\s?R"
    r"|P\.?\s?I\.?\s?Q\.?\s?R|E\.?\s?G\.?\s?L\.?\s?R|F\.?\s?L\.?\s?R|L\.?\s?G\.?\s?R|S\.?\s?T\.?\s?C"
    r"|B\.?\s?C\.?\s?L\.?\s?C|B\.?\s?C\.?\s?C|A\.?\s?C\.?\s?D|Cr\.?\s?App\.?\s?R(?:\.?\s?\(S\))?"
    r"|Costs\s+L\.?\s?R|Env\.?\s?L\.?\s?R|L\s?&\s?T\s?R|P\s?&\s?C\s?R"
    r"|Lloyd'?s\s+(?:Rep(?:orts)?|Law\s+Rep(?:orts)?|L\.?\s?R)|EU\s?LR|ECR|SLT|SC|SCLR|IP\s?&\s?T"
)
#: Series that were numbered by volume; those that may be words only behind `LR`.
_OLD_SERIES = r"App\.?\s?Cas|Ch\.?\s?D|C\.?P\.?D|Ex\.?\s?D|P\.?D|Q\.?B\.?D"
_LR_SERIES = r"A\s?&?\s?E|Ch\.?\s?App|CP|CCR|Eq|Exch?|HL|PC|P\s?&?\s?D|QB|Sc\s?(?:&\s?)?Div"
_CANADIAN_SERIES = r"S\.?\s?C\.?\s?R|F\.?\s?C\.?\s?R|C\.?\s?P\.?\s?R|D\.?\s?L\.?\s?R|O\.?\s?R"
_AUSTRALIAN_SERIES = r"CLR|FCR|ALR|ALJR|IPR|FLR|NSWLR|VR"
_GERMAN_SERIES = (
    r"BGHZ|BGHSt|BVerfGE|BVerwGE|GRUR(?:-(?:RR|RS|Prax|Int\.?))?|GRUR\s+Int\.?|NJW(?:-(?:RR|RS))?|ZUM(?:-RD)?"
    r"|MMR|K&R|CR|WRP|BeckRS|JZ|ECLI-RS|ZGE|UFITA|RDi"
)


def _of_year(match: re.Match[str]) -> Keys:
    volume = f"{number(match['volume'])} " if match["volume"] else ""
    return one(f"report:{match['year']} {volume}{letters(match['series'])} {number(match['page'])}")


def _of_volume(match: re.Match[str]) -> Keys:
    return one(
        f"report:{number(match['volume'])} {letters(match['series'])} {number(match['page'])}"
    )


def _german(match: re.Match[str]) -> Keys:
    return one(f"report:{letters(match['series'])} {match['volume']}, {number(match['page'])}")


def _scc(match: re.Match[str]) -> Keys:
    return one(f"report:{match['year']} {number(match['volume'])} scc {number(match['page'])}")


def _air(match: re.Match[str]) -> Keys:
    return one(f"report:air {match['year']} {letters(match['court'])} {number(match['page'])}")


def _japanese(match: re.Match[str]) -> Keys:
    return one(
        f"jp-case:{match['era']}{number(match['year'])}{match['code']}{number(match['serial'])}"
    )


def _canlii(match: re.Match[str]) -> Keys:
    return one(f"report:{match['year']} canlii {number(match['serial'])}")


_YEAR = r"(?:1[89]|20)\d\d"

REPORTS: tuple[Family, ...] = (
    family(
        "report-uk",
        rf"(?<!\w) [\[(]? (?P<year>{_YEAR}) [\])]{{1,2}} \s* (?:(?P<volume>\d{{1,3}}) \s+)? "
        rf"(?P<series>{_UK_SERIES})\.? \s+ (?P<page>\d{{1,5}}) (?!\w)",
        _of_year,
        group="citation",
        hints="0000] 0000)",
    ),
    family(
        "report-uk-old",
        r"(?<![\w-]) (?P<lr>LR\s+)? (?P<volume>\d{1,3}) \s+ "
        rf"(?P<series>{_OLD_SERIES}|(?(lr)(?:{_LR_SERIES})|(?!)))\.? \s+ "
        r"(?P<page>\d{1,4}) (?!\w)",
        _of_volume,
        group="citation",
        hints="0_a 0_c 0_e 0_h 0_p 0_q 0_s",
    ),
    family(
        "report-canada",
        rf"\[(?P<year>{_YEAR})\] \s* (?P<volume>\d{{1,3}}) \s+ "
        rf"(?P<series>{_CANADIAN_SERIES})\.? \s+ "
        r"(?P<page>\d{1,5}) (?!\w)",
        _of_year,
        group="citation",
        hints="0000]",
    ),
    family(
        "report-india",
        rf"\((?P<year>{_YEAR})\) \s* (?P<volume>\d{{1,3}}) \s+ SCC \s+ (?P<page>\d{{1,5}}) (?!\w)",
        _scc,
        group="citation",
        hints="scc",
    ),
    family(
        "report-india-air",
        rf"(?<!\w) AIR \s+ (?P<year>{_YEAR}) \s+ "
        r"(?P<court>SC|Del(?:hi)?|Bom(?:bay)?|Cal(?:cutta)?|Mad(?:ras)?"
        r"|Ker(?:ala)?|All(?:ahabad)?) \s+ "
        r"(?P<page>\d{1,5}) (?!\w)",
        _air,
        group="citation",
        hints="air",
    ),
    family(
        "report-australia",
        rf"\({_YEAR}\) \s* (?P<volume>\d{{1,3}}) \s+ (?P<series>{_AUSTRALIAN_SERIES}) \s+ "
        r"(?P<page>\d{1,5}) (?!\w)",
        _of_volume,
        group="citation",
        hints="0000)",
    ),
    family(
        "canlii",
        rf"(?<!\w) (?P<year>{_YEAR}) \s+ CanLII \s+ (?P<serial>\d{{1,7}}) (?!\w)",
        _canlii,
        group="citation",
        hints="canlii",
    ),
    family(
        "report-germany",
        rf"(?<![\w-]) (?-i:(?P<series>{_GERMAN_SERIES})) \s+ (?P<volume>\d{{1,4}}) , \s* "
        r"(?P<page>\d{1,6}) (?!\w)",
        _german,
        group="citation",
        hints="bgh bverf bverw grur njw zum mmr k&r cr wrp beckrs jz ecli-rs zge ufita rdi",
    ),
    family(
        "jp-case",
        r"(?P<era>令和|平成|昭和) \s? (?P<year>\d{1,2}|元) 年? \s? "
        r"\((?P<code>[\u30a0-\u30ff]{1,3})\) \s? 第? \s? "
        r"(?P<serial>\d{1,6}) (?:号|號)?",
        _japanese,
        hints="令和 平成 昭和",
    ),
)

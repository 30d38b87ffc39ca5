"""Reporter, database and neutral citations, and the European Case Law Identifier."""

from __future__ import annotations

import re

from kb.entries.identifier_families import Family, Keys, each, family, letters, number, one

# The series that courts cite, longest spelling first where one begins with another.
_SERIES = (
    r"F\.?\s?Supp\.?\s?(?:2d|3d|4th)?|F\.?\s?App(?:\'|\u2032)?x\.?|F\.?\s?(?:2d|3d|4th)|F\.?\s?R\.?\s?D\.?"
    r"|Fed\.?\s?Cl\.?|Fed\.?\s?Reg\.?|B\.?\s?R\.?|L\.?\s?Ed\.?\s?(?:2d)?|S\.?\s?Ct\.?|U\.?\s?S\.?\s?P\.?\s?Q\.?\s?(?:2d)?"
    r"|U\.?\s?S\.?|Cal\.?\s?App\.?\s?(?:2d|3d|4th|5th)|Cal\.?\s?Rptr\.?\s?(?:2d|3d)?|Cal\.?\s?(?:2d|3d|4th|5th)"
    r"|N\.?\s?Y\.?\s?S?\.?\s?(?:2d|3d)|A\.?\s?D\.?\s?(?:2d|3d)|N\.?\s?E\.?\s?(?:2d|3d)|N\.?\s?W\.?\s?2d"
    r"|S\.?\s?E\.?\s?2d|S\.?\s?W\.?\s?(?:2d|3d)|So\.?\s?(?:2d|3d)|P\.?\s?(?:2d|3d)|A\.?\s?(?:2d|3d)|F\."
)

# Divisions of the High Court and chambers of the tribunals: numbered in one series a court and
# year, but a citation without the division stands for each of them.
_DIVISIONS = (
    "ch", "kb", "qb", "admin", "comm", "pat", "ipec", "fam", "tcc", "admlty", "scco", "costs",
    "mercantile", "iac", "lc", "aac", "tc", "cop", "grc", "hesc", "none",
)  # fmt: skip
_DIVIDED = {"ewhc", "ukut", "ukftt"}
_DIVISION = (
    r"Ch|KB|QB|Admin|Comm|Pat|IPEC|Fam|Admlty|Mercantile|SCCO|Costs|IAC|LC|AAC|TCC|TC|COP|GRC|HESC"
)
_ROUND = (
    r"EWHC|EWCA\s+\(?(?:Civ|Crim)\)?|EWFC|EWCOP|UKSC|UKPC|UKHL|UKUT|UKFTT|UKIPO|UKAIT|UKET|EAT|CSOH|CSIH"
    r"|NIQB|NICh|NICA"
    r"|IEHC|IESC|IECA|HCA|FCAFC|FCA|FedCFamC2G|NSWSC|NSWCA|VSC|QSC|NZHC|NZCA|NZSC|HKCFI|HKCA|HKCFA"
    r"|SGHC(?:\(I\))?|SGCA|INSC|ZASCA|ZACC|CAT"
)
_CANADIAN = (
    r"SCC|FCA|FC|TCC|ONSC|ONCA|ONCJ|BCSC|BCCA|BCPC|QCCS|QCCA|QCCQ|ABKB|ABQB|ABCA|SKKB|SKQB|SKCA"
    r"|MBKB|MBQB|MBCA|NSSC|NSCA|NBKB|NBQB|NBCA|NLSC|NLCA|PESC|PECA|YKSC|NWTSC|CIRB|COMC"
)


def _reporter(match: re.Match[str]) -> Keys:
    series = letters(match["series"])
    return one(f"report:{number(match['volume'])} {series} {number(match['page'])}")


def _westlaw(match: re.Match[str]) -> Keys:
    return one(f"report:{match['year']} wl {number(match['serial'])}")


def _lexis(match: re.Match[str]) -> Keys:
    return one(f"report:{match['year']} {letters(match['series'])} {number(match['serial'])}")


def _scc_online(match: re.Match[str]) -> Keys:
    court = letters(match["court"])
    return one(f"report:{match['year']} scconline {court} {number(match['serial'])}")


def _neutral(match: re.Match[str]) -> Keys:
    court = re.sub(r"[\s()]+", "", match["court"]).casefold()
    stem = f"neutral:{match['year']} {court} {number(match['serial'])}"
    if court not in _DIVIDED:
        return one(stem)
    division = match["division"] or match.groupdict().get("before")
    return one(f"{stem} {division.casefold()}") if division else each(stem + " {}", _DIVISIONS)


def _canadian(match: re.Match[str]) -> Keys:
    court = match["court"].casefold()
    # Australia's Federal Court is FCA as well, always with the year in square brackets.
    country = "ca-" if court == "fca" else ""
    return one(f"neutral:{match['year']} {country}{court} {number(match['serial'])}")


def _ecli(match: re.Match[str]) -> Keys:
    return one("ecli:" + re.sub(r"\s", ":", match["body"]).casefold().rstrip("."))


CITATIONS: tuple[Family, ...] = (
    family(
        "ecli",
        r"(?<!\w) ECLI[:\s] \s* "
        r"(?P<body>[A-Z]{2}[:\s][A-Z0-9]{1,7}[:\s]\d{4}[:\s][A-Z0-9.]{1,25}) (?!\w)",
        _ecli,
        group="citation",
        hints="ecli",
    ),
    family(
        "neutral",
        # Brackets that a scanner misread count as well.
        r"(?<!\w) [\[\](]? (?P<year>(?:19|20)\d\d)[\])\[] \s* \[? (?P<court>" + _ROUND + r")[\].]? "
        r"(?:\s*\(?(?P<before>" + _DIVISION + r")\)?)? \s* \(? "
        r"(?P<serial>\d{1,6}(?:[_/]\d{4,6})?) (?!\w) \]? "
        r"(?:\s*\(?(?P<division>" + _DIVISION + r")(?!\w)\.?\)?)?",
        _neutral,
        group="citation",
        hints="0] 0) 0[",
    ),
    family(
        "neutral-canada",
        r"(?<![\w[-]) (?P<year>(?:19|20)\d\d) \s+ (?P<court>" + _CANADIAN + r") \s+ "
        r"(?P<serial>\d{1,5}) (?!\w)",
        _canadian,
        group="citation",
        hints="0000_",
    ),
    family(
        "neutral-unbracketed",
        r"(?<![\w-]) (?P<year>(?:19|20)\d\d) \s+ (?P<court>" + _ROUND + r") \s+ "
        r"(?P<serial>\d{1,5}) (?!\w) (?:\s*\(?(?P<division>" + _DIVISION + r")(?!\w)\)?)?",
        _neutral,
        group="citation",
        hints="0000_",
    ),
    family(
        "scc-online",
        r"(?<!\w) (?P<year>(?:19|20)\d\d) \s+ SCC \s+ OnLine \s+ (?P<court>[A-Z]{2,6}) \s+ "
        r"(?P<serial>\d{1,6})"
        r"(?!\w)",
        _scc_online,
        group="citation",
        hints="online",
    ),
    family(
        "westlaw",
        r"(?<!\w) (?P<year>(?:19|20)\d\d) \s+ W\.?\s?L\.? \s+ (?P<serial>\d{3,9}) (?!\w)",
        _westlaw,
        group="citation",
        hints="0000_w",
    ),
    family(
        "lexis",
        r"(?<!\w) (?P<year>(?:19|20)\d\d) \s+ "
        r"(?P<series>U\.?S\.?\s+(?:Dist\.?|App\.?)?\s*LEXIS) \s+"
        r"(?P<serial>\d{1,7}) (?!\w)",
        _lexis,
        group="citation",
        hints="lexis",
    ),
    family(
        "reporter",
        r"(?<![\w.-]) (?P<volume>\d{1,4}) \s+ (?P<series>" + _SERIES + r") \s* (?<=[\s.]) "
        r"(?P<page>\d{1,5}) (?!\w)",
        _reporter,
        group="citation",
    ),
)

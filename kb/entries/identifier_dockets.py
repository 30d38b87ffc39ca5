"""Docket, file, claim and registration numbers in the spellings that courts and offices use."""

from __future__ import annotations

import re

from kb.entries.identifier_chinese import CHINESE
from kb.entries.identifier_families import NO_KEYS, Family, Keys, each, family, letters, number, one

OFFICES = "0123456789"

_TYPES = {
    "civ": "cv",
    "civ.": "cv",
    "crim": "cr",
    "crim.": "cr",
    "cr.": "cr",
    "misc": "mc",
    "misc.": "mc",
}


def _us_docket(office: str | None, year: str, kind: str, serial: str) -> Keys:
    kind = _TYPES.get(kind.casefold(), kind.casefold())
    tail = f"{year[-2:]}-{kind}-{number(serial)}"
    return one(f"us:{office}:{tail}") if office else each("us:{}:" + tail, OFFICES)


def _us_mdl(match: re.Match[str]) -> Keys:
    return one(f"us-mdl:{number(match['serial'])}")


def _us_trial(match: re.Match[str]) -> Keys:
    return _us_docket(match["office"], match["year"], match["type"], match["serial"])


def _us_prefixed(match: re.Match[str]) -> Keys:
    kind = "cr" if match["type"].casefold().startswith("cr") else "cv"
    return _us_docket(None, match["year"], kind, match["serial"])


def _us_appeal(match: re.Match[str]) -> Keys:
    return one(f"us:{match['year']}-{number(match['serial'])}")


def _us_application(match: re.Match[str]) -> Keys:
    return one(f"us:{match['year']}{match['type'].casefold()}{number(match['serial'])}")


def _registration(match: re.Match[str]) -> Keys:
    serial = number(match["serial"].replace("-", ""))
    if len(serial) < 5:
        return NO_KEYS
    return one(f"us-registration:{match['class'].casefold()}{serial}")


def _claim(match: re.Match[str]) -> Keys:
    region = f"{match['region'].casefold()}-" if match["region"] else ""
    return one(f"gb:{match['list'].casefold()}-{match['year']}-{region}{number(match['serial'])}")


def _federal_court(match: re.Match[str]) -> Keys:
    return one(f"ca:{match['kind'].casefold()}-{number(match['serial'])}-{match['year']}")


def _ontario(match: re.Match[str]) -> Keys:
    return one(f"ca:cv-{match['year']}-{number(match['serial'])}")


def _cjeu(match: re.Match[str]) -> Keys:
    return one(f"eu-case:{match['court'].casefold()}-{number(match['serial'])}/{match['year']}")


def _celex_case(match: re.Match[str]) -> Keys:
    return one(f"eu-case:{match['court'].casefold()}-{number(match['serial'])}/{match['year'][2:]}")


def _file_number(match: re.Match[str]) -> Keys:
    register = letters(match["register"])
    serial, year = number(match["serial"]), match["year"]
    return one(f"file:{match['chamber'].casefold()}-{register}-{serial}/{year}")


def _dutch_case(match: re.Match[str]) -> Keys:
    return one(f"nl:c/{match['court']}/{match['serial']}")


def _dutch_roll(match: re.Match[str]) -> Keys:
    return one(f"nl:{letters(match['roll'])}-{match['year']}-{number(match['serial'])}")


def _brazil(match: re.Match[str]) -> Keys:
    return one("br:" + letters(match[0]))


def _french_authority(match: re.Match[str]) -> Keys:
    return one(f"fr:{match['year']}-{match['kind'].casefold()}-{number(match['serial'])}")


def _pourvoi(match: re.Match[str]) -> Keys:
    return one(f"fr:{match[0].casefold()}")


def _indian(match: re.Match[str]) -> Keys:
    return one(f"in:{letters(match['kind'])}-{number(match['serial'])}/{match['year']}")


def _case_library(match: re.Match[str]) -> Keys:
    return one(f"cn-library:{match[0]}")


def _numbered_of_year(match: re.Match[str]) -> Keys:
    return one(f"number:{number(match['serial'])}/{match['year']}")


_REGISTERS = (
    r"OH|O|UKl|UF|U|C|WF|Wx|W|S|T|F|K|L|B|M|N|R|Ca|Sa|Ta|AZR|ABR|Kart|ZR|ZB|ZA|StR|ARs|AR|BvR|BvL"
    r"|BvF|BvE|HK\s?O|KfH\s?O|Ds|Ls|Cs|Js|Ks|KLs|Ns|Qs|VA|VK|Verg|Cdo|Co|Cm|Nc|Ob|OGH"
)

_CLASSES = ("va", "vau", "tx", "txu", "pa", "pau", "sr", "sru")
DOCKETS: tuple[Family, ...] = (
    family(
        "us-registration",
        r"(?<![\w-]) (?P<class>VAu|VA|TXu|TX|PAu|PA|SRu|SR)[\s-]? (?P<serial>\d[\d-]{4,14}\d) "
        r"(?![\w-])",
        _registration,
        hints=" ".join(f"{name}{mark}0" for name in _CLASSES for mark in ("", "_", "-")),
    ),
    *CHINESE,
    family(
        "br-case",
        r"(?<![\d.-]) \d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4} (?!\d)",
        _brazil,
        hints="0-00.0000.0.00.0000",
    ),
    family(
        "cn-library",
        r"(?<![\w-]) (?:19|20)\d\d-\d\d-\d-\d{3}-\d{3} (?![\w-])",
        _case_library,
        hints="0000-00-0-000-000",
    ),
    family(
        "gb-claim",
        r"(?<![\w-]) (?P<list>[A-Z]{2,3})-(?P<year>(?:19|20)\d\d)-(?:(?P<region>[A-Z]{3})-)?"
        r"(?P<serial>\d{1,6}) (?![\w-])",
        _claim,
        hints="-0000-",
    ),
    family(
        "ca-ontario",
        r"(?<![\w-]) CV-(?P<year>\d\d)-(?P<serial>\d{8})(?:-[0-9A-Z]{2,4})? (?![\w-])",
        _ontario,
        hints="cv",
    ),
    family(
        "us-trial",
        r"(?<![\w:./-]) (?:nos?\.?\s*)? (?:(?P<office>\d):)? (?P<year>(?:19|20)?\d\d) [\s-]?"
        r"(?P<type>cv|civ\.?|crim\.?|cr\.?|md|mc|misc\.?|mj|ml|bk|ap|adv) [\s-]*"
        r"(?:no\.?\s*)? (?P<serial>\d{1,6}) (?!\d) (?:-[A-Z]{1,4}(?!\w)){0,4} (?![\w/])",
        _us_trial,
        hints="00c 00_c 00-c 00m 00_m 00-m 00b 00_b 00-b 00a 00_a 00-a",
    ),
    family(
        "us-mdl",
        r"(?<!\w) MDL (?:\s+Docket)? [\s-]* (?:nos?\.?\s*)? (?P<serial>\d{3,4}) (?![\w/])",
        _us_mdl,
        hints="mdl",
    ),
    family(
        "us-trial-prefixed",
        r"(?<![\w-]) (?P<type>civil\s+action|civ\.?|cv\.?|cr\.?|c\.?) \s* (?:nos?\.?\s*)? [\s-]?"
        r"(?P<year>\d\d)-(?P<serial>\d{3,6}) (?:[\s-](?-i:[A-Z]{2,4})(?!\w))? (?![\w/-])",
        _us_prefixed,
        hints="00-000",
    ),
    family(
        "ca-federal",
        r"(?<![\w-]) (?P<kind>T|A|IMM|DES)-(?P<serial>\d{1,5})-(?P<year>\d\d) (?![\w/-])",
        _federal_court,
        hints="0-00",
    ),
    family(
        "nl-case",
        r"(?<!\w) C/(?P<court>\d\d)/(?P<serial>\d{5,7}) (?!\d)",
        _dutch_case,
        hints="c/00/00000",
    ),
    family(
        "nl-roll",
        r"(?<!\w) (?P<roll>(?:HA|KG)\s?(?:ZA|RK)) \s? (?P<year>\d\d)[-/](?P<serial>\d{1,5}) (?!\w)",
        _dutch_roll,
        hints="za rk",
    ),
    family(
        "file-number",
        r"(?<![\w/]) (?:I-)? (?P<chamber>[IVX]{1,4}[a-z]?|\d{1,4}) "
        r"\s? (?P<register>" + _REGISTERS + r")"
        r"\s? (?P<serial>\d{1,6})\s?[/-]\s?(?P<year>\d{4}|\d{2}) (?!\w) (?:-\d+)? "
        r"(?:\s(?:e|\(U\))(?!\w))?",
        _file_number,
        hints="0/0 0_/0 0/_0 0_/_0 0-0 0_-0 0-_0 0_-_0",
    ),
    family(
        "cjeu",
        r"(?<![\w-]) (?P<court>[CTF])[\s-]? (?P<serial>\d{1,4})/(?P<year>\d\d) (?![\w/])",
        _cjeu,
        hints="0/00",
    ),
    family(
        "celex-case",
        r"(?<!\w) 6(?P<year>(?:19|20)\d\d)(?P<court>[CTF])[A-Z](?P<serial>\d{4}) (?!\w)",
        _celex_case,
        hints="00000c 00000t 00000f",
    ),
    family(
        "fr-authority",
        r"(?<![\w-]) (?P<year>\d\d)-(?P<kind>DCC|DEX|SOA|D|A)-(?P<serial>\d{1,4}) (?![\w-])",
        _french_authority,
        hints="00-a-0 00-d 00-s",
    ),
    family(
        "fr-pourvoi",
        r"(?<![\w.-]) \d\d-\d\d\.\d{3} (?![\w.-])",
        _pourvoi,
        hints="00-00.000",
    ),
    family(
        "in-case",
        r"(?<!\w) (?P<kind>com\s?ipr?\s?suit(?:\s?\(L\))?|interim\s+application(?:\s?\(L\))?"
        r"|CS\s?\((?:COMM|OS)\)|w\.?\s?p\.?\s?\(C\)|writ\s+petition(?:\s?\(C\))?|civil\s+appeal)"
        r"\s* (?:nos?\.?)? [\s/]* (?P<serial>\d{1,6}) \s* (?:of|/) \s* (?P<year>\d{4}) (?!\w)",
        _indian,
        hints="suit application cs petition appeal wp w_p w.p w._p",
    ),
    family(
        "us-application",
        r"(?<![\w-]) (?:nos?\.?\s*)? (?P<year>\d\d)(?P<type>[AMO])(?P<serial>\d{1,4}) (?![\w-])",
        _us_application,
        hints="00a0 00m0 00o0",
    ),
    family(
        "us-appeal",
        r"(?<![\w:./$-]) (?:nos?\.?\s*)? (?P<year>\d\d)-(?P<serial>\d{1,5}) "
        r"(?:-(?:cv|cr|ag|pr|op))?"
        r"(?![\w/-]|\.\d)",
        _us_appeal,
        hints="00-0",
    ),
    family(
        "number-of-year",
        r"(?<![\w/.-]) (?P<serial>\d{1,6})/(?P<year>(?:19|20)\d\d) (?![\w/-])",
        _numbered_of_year,
        hints="0/0000",
    ),
    family(
        "number-after-date",
        r"(?<!\d) \d{1,2}\.\d{1,2}\.(?P<year>(?:19|20)\d\d) ,?\s+ n[.°º]*\s* "
        r"(?P<serial>\d{1,6}) (?![\w/])",
        _numbered_of_year,
        hints="0.0000",
    ),
    family(
        "law-of-year",
        r"(?<!\w) (?:law|legge|loi) \s+ n[o.°º]*\s* (?P<serial>\d{1,4}) \s+ (?:of|del|du)"
        r"\s+ (?:\d{1,2}\s+[^\W\d]+\s+)? (?P<year>(?:19|20)\d\d) (?!\w)",
        _numbered_of_year,
        hints="law_n legge_n loi_n",
    ),
)

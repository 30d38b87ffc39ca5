"""Jurisdictions and languages by code, with their English names.

Jurisdictions are ISO 3166-1 alpha-2 codes, `EU` for the European Union, `INT` for what belongs
to no single state, and ISO 3166-2 codes for the states of the US. Languages are BCP 47 codes.
A court somewhere new needs one more line here and nothing else.
"""

from __future__ import annotations

from typing import Final


def _table(text: str) -> dict[str, str]:
    """`code name; code name` as a dict, in the order written."""
    pairs = (item.strip().split(" ", 1) for item in text.replace("\n", " ").split(";"))
    return {code: name.strip() for code, name in pairs}


_STATES = _table(
    """AE United Arab Emirates; AR Argentina; AT Austria; AU Australia; BD Bangladesh; BE Belgium;
    BG Bulgaria; BR Brazil; BY Belarus; CA Canada; CH Switzerland; CL Chile; CN China; CO Colombia;
    CR Costa Rica; CY Cyprus; CZ Czechia; DE Germany; DK Denmark; EC Ecuador; EE Estonia; EG Egypt;
    ES Spain; FI Finland; FR France; GB United Kingdom; GE Georgia; GH Ghana; GR Greece;
    HK Hong Kong; HR Croatia; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IN India; IS Iceland;
    IT Italy; JP Japan; KE Kenya; KR South Korea; KZ Kazakhstan; LI Liechtenstein; LT Lithuania;
    LU Luxembourg; LV Latvia; MA Morocco; MT Malta; MX Mexico; MY Malaysia; NG Nigeria;
    NL Netherlands; NO Norway; NZ New Zealand; PE Peru; PH Philippines; PK Pakistan; PL Poland;
    PT Portugal; QA Qatar; RO Romania; RS Serbia; RU Russia; SA Saudi Arabia; SE Sweden;
    SG Singapore; SI Slovenia; SK Slovakia; TH Thailand; TR Türkiye; TW Taiwan; UA Ukraine;
    US United States; UY Uruguay; UZ Uzbekistan; VN Vietnam; ZA South Africa"""
)

_US_STATES = _table(
    """US-AK Alaska; US-AL Alabama; US-AR Arkansas; US-AZ Arizona; US-CA California;
    US-CO Colorado; US-CT Connecticut; US-DC District of Columbia; US-DE Delaware; US-FL Florida;
    US-GA Georgia (US); US-HI Hawaii; US-IA Iowa; US-ID Idaho; US-IL Illinois; US-IN Indiana;
    US-KS Kansas; US-KY Kentucky; US-LA Louisiana; US-MA Massachusetts; US-MD Maryland;
    US-ME Maine; US-MI Michigan; US-MN Minnesota; US-MO Missouri; US-MS Mississippi;
    US-MT Montana; US-NC North Carolina; US-ND North Dakota; US-NE Nebraska; US-NH New Hampshire;
    US-NJ New Jersey; US-NM New Mexico; US-NV Nevada; US-NY New York; US-OH Ohio;
    US-OK Oklahoma; US-OR Oregon; US-PA Pennsylvania; US-RI Rhode Island; US-SC South Carolina;
    US-SD South Dakota; US-TN Tennessee; US-TX Texas; US-UT Utah; US-VA Virginia; US-VT Vermont;
    US-WA Washington; US-WI Wisconsin; US-WV West Virginia; US-WY Wyoming"""
)

JURISDICTIONS: Final[dict[str, str]] = {
    "INT": "International",
    "EU": "European Union",
    **_STATES,
    **_US_STATES,
}

LANGUAGES: Final[dict[str, str]] = _table(
    """ar Arabic; bg Bulgarian; bn Bengali; ca Catalan; cs Czech; da Danish; de German; el Greek;
    en English; es Spanish; et Estonian; fa Persian; fi Finnish; fr French; ga Irish; he Hebrew;
    hi Hindi; hr Croatian; hu Hungarian; id Indonesian; is Icelandic; it Italian; ja Japanese;
    kk Kazakh; ko Korean; lt Lithuanian; lv Latvian; ms Malay; mt Maltese; nb Norwegian (Bokmål);
    nl Dutch; nn Norwegian (Nynorsk); no Norwegian; pl Polish; pt Portuguese; ro Romanian;
    ru Russian; sk Slovak; sl Slovenian; sr Serbian; sv Swedish; th Thai; tr Turkish; uk Ukrainian;
    vi Vietnamese; zh Chinese"""
)

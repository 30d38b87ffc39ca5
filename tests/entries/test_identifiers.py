"""Every usual spelling of a docket number, citation, section or licence meets on the same key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entries.identifiers import (
    citation_keys,
    docket_keys,
    find_identifiers,
    identifier_keys,
    spdx_key,
    statute_keys,
)

SEED = Path(__file__).parents[2] / "seed_data"

# What an entry states, and what people type to find it.
DOCKETS = [
    (
        "3:23-cv-00201-WHO",
        [
            "3:23-cv-00201-WHO",
            "3:23-cv-201",
            "23-cv-201",
            "23-cv-00201",
            "No. 3:23-cv-201",
            "3:23cv201",
            "23cv00201",
            "23-CV-0201 (WHO)",
            "2023-cv-00201",
            "3:23‑cv‑00201",
            "C 23-00201 WHO",
            "Civ. No. 23-201",
            "case 3:23-cv-00201-WHO",
        ],
    ),
    (
        "84 Civ. 9208",
        ["84 Civ. 9208", "84 civ 9208", "84-cv-9208", "1:84-cv-09208", "84 Civ. 9208 (LLS)"],
    ),
    ("1:25-md-03143 (MDL)", ["25-md-3143", "1:25-md-03143", "25-MD-03143"]),
    ("24-171", ["24-171", "No. 24-171", "no 24-171", "Nos. 24-171"]),
    ("23-5233", ["23-5233", "No. 23-5233"]),
    ("23-7652", ["23-7652", "23-7652-cv"]),
    ("00-55521", ["00-55521"]),
    ("VAu001480196", ["VAu001480196", "VAu 1480196", "vau1480196", "VAu 1-480-196"]),
    ("IL-2023-000007", ["IL-2023-000007", "il-2023-7"]),
    (
        "310 O 227/23",
        [
            "310 O 227/23",
            "310 o 227/23",
            "310O227/23",
            "LG Hamburg 310 O 227/23",
            "Az. 310 O 227/23",
        ],
    ),
    ("6 U 3662/25 e", ["6 U 3662/25", "6 U 3662/25 e"]),
    ("42 O 14139/24", ["42 O 14139/24", "LG München I, 11.11.2025 - 42 O 14139/24"]),
    ("I-20 W 2/26", ["I-20 W 2/26", "20 W 2/26"]),
    ("15 UKl 2/25", ["15 UKl 2/25", "15 ukl 2/25"]),
    ("142 C 9786/25", ["142 C 9786/25", "142 c 9786/25"]),
    ("10 C 13/2023", ["10 C 13/2023", "10 C 13/2023-16"]),
    ("C-250/25", ["C-250/25", "c-250/25", "Case C‑250/25", "62025CN0250", "62025CJ0250"]),
    (
        "(2023)京0491民初11279号",
        [
            "(2023)京0491民初11279号",
            "（2023）京0491民初11279号",
            "2023京0491民初11279",
            "(2023) Jing 0491 Min Chu No. 11279",
            "（2023）京0491民初11279號",
        ],
    ),
    ("(2024) Yue 0192 Min Chu No. 113", ["(2024)粤0192民初113号", "（2024）粵0192民初113號"]),
    ("C/13/737170 / HA ZA 23-690", ["C/13/737170", "HA ZA 23-690", "ha za 23/690", "HAZA 23-690"]),
    ("1107237-96.2025.8.26.0100", ["1107237-96.2025.8.26.0100"]),
    ("T-1717-24", ["T-1717-24", "t-1717-24"]),
    ("A-341-23", ["A-341-23"]),
    ("24-D-03", ["24-D-03", "24-d-3", "Décision 24-D-03 du 15 mars 2024"]),
    (
        "COM IPR Suit (L) No. 23443 of 2024",
        ["com ipr suit (L) 23443/2024", "COM IPR Suit (L) No. 23443 of 2024"],
    ),
    ("1107/2023", ["1107/2023", "Cass. civ., sez. I, ord. 16.01.2023 n. 1107"]),
]
CITATIONS = [
    (
        "765 F. Supp. 3d 382 (D. Del. 2025)",
        [
            "765 F.Supp.3d 382",
            "765 F Supp 3d 382",
            "765 F. Supp. 3d 382",
            "765 f supp 3d 382",
            "765 F.Supp. 3d 382",
        ],
    ),
    (
        "130 F.4th 1039 (D.C. Cir. 2025)",
        ["130 F.4th 1039", "130 F. 4th 1039", "130 f4th 1039", "130 F 4th 1039"],
    ),
    ("598 U.S. 508 (2023)", ["598 U.S. 508", "598 US 508", "598 u.s. 508", "598 U. S. 508"]),
    ("663 F. Supp. 706 (S.D.N.Y. 1987)", ["663 F.Supp. 706", "663 F Supp 706"]),
    ("2025 WL 3635559 (S.D.N.Y. Dec. 15, 2025)", ["2025 WL 3635559", "2025 wl 3635559"]),
    (
        "[2025] EWHC 2863 (Ch)",
        ["[2025] EWHC 2863 (Ch)", "[2025] EWHC 2863", "2025 EWHC 2863 Ch", "2025 ewhc 2863"],
    ),
    ("[2025] EWCA Civ 749", ["[2025] EWCA Civ 749", "2025 EWCA civ 749"]),
    ("2025 ONSC 6217", ["2025 ONSC 6217", "2025 onsc 6217"]),
    ("2023 FC 1612", ["2023 FC 1612", "2023 fc 1612"]),
    ("2025 FCA 133", ["2025 FCA 133"]),
    ("ECLI:NL:RBAMS:2024:6563", ["ECLI:NL:RBAMS:2024:6563", "ecli:nl:rbams:2024:6563"]),
    ("ECLI:DE:LGHH:2024:0927.310O227.23.00", ["ECLI:DE:LGHH:2024:0927.310O227.23.00"]),
    ("2024 SCC OnLine Bom 2445", ["2024 scc online bom 2445"]),
]
STATUTES = [
    (
        "17 U.S.C. §§ 1202, 1203",
        [
            "17 usc 1202",
            "17 U.S.C. § 1202",
            "17 U.S.C. 1202(b)(1)",
            "17 USC §1203",
            "section 1202 of title 17",
            "17 U. S. C. § 1202",
        ],
    ),
    ("UrhG § 44b", ["§ 44b UrhG", "§44b UrhG", "UrhG § 44b", "§ 44b Abs. 2 UrhG", "urhg 44b"]),
    (
        "CDPA 1988 s. 29A (inserted by SI 2014/1372)",
        [
            "s 29A CDPA",
            "section 29A CDPA 1988",
            "s.29A CDPA",
            "CDPA s 29A",
            "section 29A of the Copyright, Designs and Patents Act 1988",
        ],
    ),
    ("CDPA 1988 ss. 9(3), 12(7), 178", ["s 9(3) CDPA", "CDPA s. 178", "CDPA 1988 section 12(7)"]),
    (
        "Directive (EU) 2019/790, OJ L 130",
        [
            "Article 4 Directive (EU) 2019/790",
            "Directive 2019/790",
            "32019L0790",
            "article 4 of the DSM Directive",
            "DSM Directive art. 4(3)",
        ],
    ),
    ("Directive 2001/29/EC", ["Directive 2001/29", "InfoSoc Directive", "32001L0029"]),
    ("Directive 96/9/EC", ["Directive 96/9", "Database Directive", "31996L0009"]),
    (
        "Regulation (EU) 2024/1689, art. 50",
        ["Regulation 2024/1689", "AI Act article 50", "32024R1689", "EU AI Act"],
    ),
    (
        "Copyright Act of Japan art. 30-4",
        ["著作権法30条の4", "著作権法第30条の4", "Japan: Copyright Act, article 30-4"],
    ),
    (
        "Copyright Act 2021, ss. 243-244, 187",
        ["s 244 Copyright Act 2021", "Copyright Act 2021 s. 243"],
    ),
    ("37 C.F.R. pt. 202", ["37 CFR part 202", "37 cfr 202"]),
    ("Cal. Civ. Code § 3344", ["Cal. Civ. Code § 3344", "Cal Civ Code section 3344(a)"]),
    ("H.R. 7913, 118th Congress", ["H.R. 7913", "HR 7913", "h.r. 7913"]),
    ("SB 942, Stats. 2024", ["SB 942", "sb942", "S.B. 942"]),
    ("S. 3813, 119th Congress", ["S. 3813"]),
    ("RFC 9309", ["rfc 9309", "RFC9309"]),
]
LICENCES = [
    ("CC-BY-4.0", ["CC-BY-4.0", "cc by 4.0", "CC BY 4.0", "Creative Commons Attribution 4.0"]),
    (
        "CC-BY-NC-SA-4.0",
        [
            "cc by-nc-sa 4.0",
            "CC-BY-NC-SA-4.0",
            "ccbyncsa4.0",
            "Attribution-NonCommercial-ShareAlike 4.0 International",
        ],
    ),
    ("CC0-1.0", ["cc0", "CC0 1.0", "CC-0", "cc zero"]),
    (
        "Apache-2.0",
        ["apache 2.0", "Apache-2.0", "Apache License 2.0", "Apache License, Version 2.0"],
    ),
    ("AGPL-3.0-or-later", ["AGPL-3.0-or-later", "agpl 3.0", "AGPLv3", "GNU AGPL 3.0"]),
    ("GFDL-1.3-or-later", ["GFDL 1.3", "gfdl-1.3-or-later"]),
    ("MIT", ["MIT", "mit"]),
    ("OpenMDW-1.0", ["openmdw 1.0", "OpenMDW-1.0"]),
    ("ODbL-1.0", ["odbl 1.0", "ODbL-1.0"]),
    ("CDLA-Permissive-2.0", ["CDLA-Permissive-2.0", "cdla permissive 2.0"]),
    ("BUSL-1.1", ["busl-1.1"]),
]


def spelled(table: list[tuple[str, list[str]]]) -> list[Any]:
    return [
        pytest.param(own, query, id=f"{own}~{query}") for own, queries in table for query in queries
    ]


@pytest.mark.parametrize(("own", "query"), spelled(DOCKETS))
def test_any_spelling_of_a_docket_number_meets_it(own: str, query: str) -> None:
    assert docket_keys(own) & identifier_keys(query)


@pytest.mark.parametrize(("own", "query"), spelled(CITATIONS))
def test_any_spelling_of_a_citation_meets_it(own: str, query: str) -> None:
    assert citation_keys(own) & identifier_keys(query)


@pytest.mark.parametrize(("own", "query"), spelled(STATUTES))
def test_any_spelling_of_a_section_meets_it(own: str, query: str) -> None:
    assert statute_keys(own) & identifier_keys(query)


@pytest.mark.parametrize(("own", "query"), spelled(LICENCES))
def test_any_spelling_of_a_licence_meets_it(own: str, query: str) -> None:
    assert spdx_key(own) & identifier_keys(query)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3:23-cv-00201", "1:23-cv-00201"),
        ("23-cv-201", "23-cr-201"),
        ("23-cv-201", "23-201"),
        ("23-cv-201", "24-cv-201"),
        ("23-cv-201", "23-cv-2010"),
        ("T-1717-24", "T-1717/24"),
        ("142 C 9786/25", "C-9786/25"),
        ("10 C 13/2023", "13/2023"),
        ("[2025] EWHC 2863 (Ch)", "[2025] EWHC 2863 (KB)"),
        ("[2025] FCA 133", "2025 FCA 133"),
        ("(2024)津0101民初1号", "(2024)晋0101民初1号"),
        ("765 F. Supp. 3d 382", "765 F. Supp. 2d 382"),
        ("765 F. Supp. 3d 382", "765 F.3d 382"),
        ("17 U.S.C. § 508", "17 U.S. 508"),
        ("CC-BY-4.0", "CC-BY-3.0"),
        ("CC-BY-4.0", "CC-BY-SA-4.0"),
        ("AGPL-3.0-only", "AGPL-3.0-or-later"),
        ("section 29A CDPA", "section 29 CDPA"),
        ("Directive (EU) 2019/790", "Regulation (EU) 2019/790"),
    ],
)
def test_different_things_never_meet(one: str, other: str) -> None:
    assert identifier_keys(one) and identifier_keys(other)
    assert not identifier_keys(one) & identifier_keys(other)


@pytest.mark.parametrize(
    "words", ["fair use", "stable diffusion", "the case of the artist", "", "  ", "can I opt out"]
)
def test_plain_words_that_name_nothing_hold_no_docket(words: str) -> None:
    assert not find_identifiers(words)


def test_an_article_ranks_above_its_act_because_it_shares_one_key_more() -> None:
    query = identifier_keys("article 50 of the AI Act")
    fifty = statute_keys("Regulation (EU) 2024/1689, art. 50, as amended in 2026")
    other = statute_keys(
        "Regulation (EU) 2024/1689, arts. 53(1)(c), 53(1)(d), 101; recitals 105-108"
    )
    assert len(query & fifty) > len(query & other) > 0


def test_identifiers_are_found_inside_a_sentence_with_their_place() -> None:
    text = "See Andersen, No. 3:23-cv-00201-WHO, 744 F. Supp. 3d 956, under 17 U.S.C. § 1202(b)."
    found = find_identifiers(text)
    assert [text[item.start : item.end] for item in found] == [
        "No. 3:23-cv-00201-WHO",
        "744 F. Supp. 3d 956",
        "17 U.S.C. § 1202(b)",
    ]
    assert [item.group for item in found] == ["docket", "citation", "statute"]


offices = st.integers(0, 9)
years = st.integers(0, 99).map(lambda year: f"{year:02}")
serials = st.integers(1, 99_999)
kinds = st.sampled_from(["cv", "cr", "md", "mc"])


@given(offices, years, kinds, serials, st.sampled_from(["", "-WHO", "-LAK-OP", "-JST"]))
def test_a_federal_docket_meets_itself_with_and_without_office_and_judge(
    office: int, year: str, kind: str, serial: int, judge: str
) -> None:
    full = docket_keys(f"{office}:{year}-{kind}-{serial:05}{judge}")
    assert len(full) == 1
    for spelling in (
        f"{office}:{year}-{kind}-{serial}",
        f"{year}-{kind}-{serial}",
        f"No. {year}-{kind}-{serial:05}",
        f"{year}{kind}{serial}",
        f"{year}-{kind.upper()}-{serial}{judge}",
    ):
        assert full & identifier_keys(spelling), spelling


@given(st.tuples(offices, years, kinds, serials), st.tuples(offices, years, kinds, serials))
def test_two_federal_dockets_meet_only_when_equal(
    one: tuple[int, str, str, int], other: tuple[int, str, str, int]
) -> None:
    first, second = (docket_keys("{}:{}-{}-{:05}".format(*parts)) for parts in (one, other))
    assert bool(first & second) == (one == other)


@given(
    st.integers(1, 999),
    st.sampled_from(["F. Supp. 3d", "F.4th", "U.S.", "S. Ct.", "F. App'x", "F.3d"]),
    st.integers(1, 9999),
)
def test_a_reporter_citation_meets_itself_without_dots_or_blanks(
    volume: int, series: str, page: int
) -> None:
    own = citation_keys(f"{volume} {series} {page}")
    assert own == citation_keys(f"{volume} {series.replace('.', '')} {page}")
    assert own == citation_keys(f"{volume} {series.replace('. ', '.')} {page}".lower())

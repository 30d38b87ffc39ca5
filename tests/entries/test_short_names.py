"""Licences without a version, sections without an act, and acts by an abbreviation."""

from __future__ import annotations

import pytest

from kb.entries.identifiers import (
    find_identifiers,
    identifier_keys,
    section_keys,
    spdx_key,
    statute_keys,
    without_version,
)


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("cc by", "CC-BY"),
        ("ccbync", "CC-BY-NC"),
        ("CC-BY-NC-SA", "CC-BY-NC-SA"),
        ("creative commons attribution share alike", "CC-BY-SA"),
        ("Creative Commons non-commercial no derivatives licence", "CC-BY-NC-ND"),
        ("MIT licence", "MIT"),
        ("the apache license", "apache"),
        ("odbl", "ODbL"),
        ("apache-2", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("BSL 1.1", "BUSL-1.1"),
        ("gpl3", "GPL-3.0-or-later"),
        ("GNU AGPL version 3", "AGPL-3.0-only"),
    ],
)
def test_a_licence_goes_by_any_usual_name(typed: str, identifier: str) -> None:
    assert identifier_keys(typed) & spdx_key(identifier)


@pytest.mark.parametrize(
    ("one", "other"),
    [("cc by", "CC-BY-SA"), ("cc by-nc", "CC-BY"), ("gpl 2", "GPL-3.0"), ("BSL 1.0", "BUSL-1.1")],
)
def test_other_licences_do_not_meet(one: str, other: str) -> None:
    assert not identifier_keys(one) & spdx_key(other)


def test_two_licences_may_share_a_version() -> None:
    found = identifier_keys("GNU GPL and AGPL 3.0")
    assert found & spdx_key("GPL-3.0-only")
    assert found & spdx_key("AGPL-3.0-or-later")


@pytest.mark.parametrize(
    ("stated", "name"),
    [("CC-BY-4.0", "CC-BY"), ("AGPL-3.0-or-later", "AGPL"), ("GPL-3.0-only", "GPL")],
)
def test_a_version_can_be_left_out(stated: str, name: str) -> None:
    assert without_version(spdx_key(stated)) == spdx_key(name)
    assert without_version(spdx_key("MIT")) == frozenset()


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("§ 44b", "UrhG § 44b"),
        ("section 1202(b)", "17 U.S.C. § 1202"),
        ("s 9(3)", "CDPA 1988 ss. 9(3), 12(7)"),
        ("article 30-4", "著作権法30条の4"),
        ("art. 53", "Regulation (EU) 2024/1689, arts. 53(1)(c), 101"),
        ("section 136", "Data (Use and Access) Act 2025, sections 135 to 137"),
    ],
)
def test_a_section_without_its_act_stands_for_that_of_every_act(typed: str, stated: str) -> None:
    assert identifier_keys(typed) & section_keys(statute_keys(stated))


def test_an_act_has_no_section_of_its_own() -> None:
    assert section_keys(statute_keys("Directive (EU) 2019/790")) == frozenset()


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("Art. 4 DSM", "Directive (EU) 2019/790, art. 4"),
        ("CDSM art 4", "Directive (EU) 2019/790, art. 4"),
        ("AI Act 53", "Regulation (EU) 2024/1689, art. 53"),
        ("CDPA 29A", "CDPA 1988 s. 29A"),
        ("S 4591", "S. 4591, 119th Congress"),
    ],
)
def test_an_act_goes_by_its_abbreviation(typed: str, stated: str) -> None:
    assert max(identifier_keys(typed) & statute_keys(stated), key=len).count(":") >= 1
    assert len(identifier_keys(typed) & statute_keys(stated)) == len(identifier_keys(typed))


@pytest.mark.parametrize("words", ["DSM", "the art of war", "sections of the public", "AI Act"])
def test_words_alone_name_no_section(words: str) -> None:
    assert not any(item.group == "section" for item in find_identifiers(words))


def test_a_year_after_an_act_is_no_article() -> None:
    assert identifier_keys("AI Act 2024") == identifier_keys("AI Act")

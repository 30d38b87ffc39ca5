"""A name or a year beside a citation fits what it leads to, unless nothing fits."""

from __future__ import annotations

import pytest

from kb.citations.beside import name_before, year_before
from kb.citations.pairs import name_fits, year_fits

ROSS = ["Thomson Reuters Enterprise Centre GmbH et al. v. Ross Intelligence Inc."]
GETTY = ["Getty Images v. Stability AI", "Getty Images (US), Inc.", "Stability AI Ltd"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Thomson Reuters Enter. Ctr. GmbH v. Ross Intelligence Inc.", ROSS),
        ("Thomson Reuters v. Ross", ROSS),
        ("Ctr. GmbH v. Ross Intell. Inc.", ROSS),
        ("Getty Images (US) Inc v Stability AI Ltd", GETTY),
        ("Doe 1 v. GitHub, Inc.", ["Doe v. GitHub"]),
        ("In re OpenAI, Inc. Copyright Infringement Litig.", ["In re OpenAI Copyright"]),
        ("LAION v Kneschke", ["Kneschke v. LAION e.V."]),
    ],
)
def test_usual_ways_to_write_a_name_fit(name: str, known: list[str]) -> None:
    assert name_fits(name, known)


@pytest.mark.parametrize("name", ["Smith v. Jones", "Thomson Reuters v. Westlaw", "In re Smith"])
def test_a_name_with_a_strange_side_does_not_fit(name: str) -> None:
    assert not name_fits(name, ROSS)


def test_a_year_fits_the_decision_else_the_time_of_the_suit() -> None:
    assert year_fits(2024, [2024], first=2023, last=2026)
    assert not year_fits(2025, [2024], first=2023, last=2026)
    assert year_fits(2025, [], first=2023, last=2026)
    assert not year_fits(2019, [], first=2023, last=2026)
    assert not year_fits(2031, [], first=None, last=2026)


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("See Andersen v. Stability AI Ltd., ", "Andersen v. Stability AI Ltd."),
        ("The court held so. Andersen v. Stability AI Ltd., No. ", "Andersen v. Stability AI Ltd."),
        ("2 F.3d 2 (11th Cir. 2019), and Smith v. Acme Corp., ", "Smith v. Acme Corp."),
        ("as the panel said in In re Google LLC, ", "In re Google LLC"),
        (
            "in Getty Images (US) Inc v Stability AI Ltd ",
            "Getty Images (US) Inc v. Stability AI Ltd",
        ),
        ("Thomson Reuters Enter. Ctr. GmbH v. Ross, ", "Thomson Reuters Enter. Ctr. GmbH v. Ross"),
        ("the rule of the statute, ", None),
        ("LG Hamburg, Urt. v. 27.09.2024 \u2013 ", None),
        ("OLG Hamburg, Urt. v. 10. Dezember 2025 \u2013 ", None),
        ("it weighs the pros v. the cons of each, ", None),
    ],
)
def test_the_name_before_a_citation_is_read_as_a_person_would(
    before: str, name: str | None
) -> None:
    assert name_before(before + "1 U.S. 1", len(before), 0) == name


@pytest.mark.parametrize(
    ("before", "year"),
    [
        ("LG Hamburg, Urt. v. 27.09.2024 \u2013 ", 2024),
        ("OLG Hamburg, Urteil vom 10. Dezember 2025, Az.: ", 2025),
        ("on 27.09.2024, and in ", None),
    ],
)
def test_the_year_of_a_german_decision_stands_before_its_number(
    before: str, year: int | None
) -> None:
    assert year_before(before, len(before), 0) == year

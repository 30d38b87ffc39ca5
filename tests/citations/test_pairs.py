"""A name or a year beside a citation fits what it leads to, unless nothing fits."""

from __future__ import annotations

import pytest

from kb.citations.beside import Decided, decided_after, decided_before, name_before
from kb.citations.pairs import court_fits, name_fits, year_fits

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
        ("S.Š. v. Taubel Legal", ["S.Š. v Taubel Legal"]),
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
    ("before", "decided"),
    [
        ("LG Hamburg, Urt. v. 27.09.2024 \u2013 ", Decided("LG Hamburg", 2024, "2024-09-27")),
        (
            "OLG Hamburg, Urteil vom 10. Dezember 2025, Az.: ",
            Decided("OLG Hamburg", 2025, "2025-12-10"),
        ),
        ("LG M\u00fcnchen I, Beschl. v. 31.02.2025 - ", Decided("LG M\u00fcnchen I", 2025)),
        ("so das Urteil vom 3. M\u00e4rz 2025, ", Decided(None, 2025, "2025-03-03")),
        ("on 27.09.2024, and in ", Decided()),
    ],
)
def test_court_and_day_of_a_german_decision_stand_before_its_number(
    before: str, decided: Decided
) -> None:
    assert decided_before(before, len(before), 0) == decided


@pytest.mark.parametrize(
    ("behind", "decided"),
    [
        (" (N.D. Cal. 2024)", Decided("N.D. Cal.", 2024)),
        (" (N.D. Cal. Aug. 12, 2024)", Decided("N.D. Cal.", 2024, "2024-08-12")),
        (", 961 (S.D. Ohio Sept. 2024)", Decided("S.D. Ohio", 2024)),
        (" (2d Cir. 2025)", Decided("2d Cir.", 2025)),
        (" (2019)", Decided(None, 2019)),
        (" (filed Jan. 13, 2023)", Decided(None, 2023, "2023-01-13")),
        (" (order of May 2024)", Decided(None, 2024)),
        (" holds so.", Decided()),
    ],
)
def test_court_and_day_of_a_us_decision_stand_in_brackets_behind(
    behind: str, decided: Decided
) -> None:
    assert decided_after(behind, 0, len(behind)) == decided


@pytest.mark.parametrize(
    ("court", "known"),
    [("N.D. Cal.", "N.D. Cal."), ("ND Cal", "N.D. Cal."), ("N.D. California", "N.D. Cal."),
     ("2nd Cir.", "2d Cir."), ("LG Berlin", "LG Berlin II"), ("SDNY", "S.D.N.Y.")],
)  # fmt: skip
def test_a_court_fits_however_it_is_shortened(court: str, known: str) -> None:
    assert court_fits(court, ["D. Del.", known])
    assert not court_fits(court, ["D. Del.", "3d Cir.", "OLG Hamburg"])

"""Citations lead to the entries that they name, and to nothing else."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

PATH = "/api/v1/citations/lookup"


def slugs(client: TestClient, text: str) -> list[list[str]]:
    found = client.post(PATH, json={"text": text}).json()
    return [[match["slug"] for match in one["matches"]] for one in found]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("744 F. Supp. 3d 956", "andersen-v-stability-ai"),
        ("No. 3:23-cv-00201-WHO", "andersen-v-stability-ai"),
        ("No. 25-2153 (3d Cir.)", "thomson-reuters-v-ross-3d-cir"),
        ("MDL No. 3143", "in-re-openai-copyright-mdl"),
        ("[2025] EWHC 2863 (Ch)", "getty-images-v-stability-ai-uk"),
        ("Case C\u2011250/25", "like-company-v-google"),
        ("LG Hamburg, 310 O 227/23", "kneschke-v-laion"),
        ("（2023）京0491民初11279号", "li-v-liu-beijing-internet-court"),
        ("Article 4(3) of Directive (EU) 2019/790", "eu-dsm-directive-2019-790"),
        ("§ 44b Abs. 2 UrhG", "germany-urhg-44b"),
        ("CDPA s 29A", "uk-cdpa-1988-s29a"),
    ],
)
def test_a_citation_leads_to_its_entry(client: TestClient, text: str, slug: str) -> None:
    assert slugs(client, text) == [[slug]]


@pytest.mark.one_database
def test_a_list_of_sections_leads_to_each_and_a_short_form_to_its_own(client: TestClient) -> None:
    both, one = slugs(client, "17 U.S.C. §§ 106(1), 1202(b)(1). Section 1202(b) asks for a copy.")
    assert both == ["us-17-usc-106", "us-17-usc-1202"]
    assert one == ["us-17-usc-1202"]


@pytest.mark.one_database
def test_a_parallel_citation_shares_what_its_neighbour_finds(client: TestClient) -> None:
    text = "Doe 1 v. GitHub, Inc., No. 22-cv-06823-JST, 2024 WL 1 (N.D. Cal. 2024)"
    assert slugs(client, text) == [["doe-v-github"], ["doe-v-github"]]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "text",
    ["999 F.4th 1", "ECLI:EU:C:2030:1", "No. 9:99-cv-9999", "28 U.S.C. § 1331", "99 O 1/99"],
)
def test_what_nobody_has_leads_nowhere(client: TestClient, text: str) -> None:
    assert slugs(client, text) == [[]]

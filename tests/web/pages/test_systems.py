"""Systems and data sets: who sues over them, their licences, platforms, and each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.entries.reference import load_reference
from tests.support.checkout import ROOT
from tests.support.html import read

REFERENCE = load_reference(ROOT / "seed_data")


def cases() -> list[tuple[str, dict[str, list[str]]]]:
    folder: Path = ROOT / "seed_data" / "cases"
    return [
        (path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.json")
    ]


@pytest.mark.parametrize(
    "slug", ["stable-diffusion", "midjourney", "dall-e-2", "firefly", "dreamup"]
)
def test_a_systems_page_has_every_case_licence_platform_and_data_set(
    client: TestClient, slug: str
) -> None:
    system = REFERENCE.systems[slug]
    page = read(client.get(f"/systems/{slug}").text)
    assert system.summary in page.text
    named = {
        case
        for case, document in cases()
        if any(REFERENCE.system_for(name) is system for name in document.get("systems", []))
    }
    expected = {f"/cases/{case}" for case in named}
    expected |= {f"/licences/{licence}" for licence in system.licences}
    expected |= {f"/policies/{policy}" for policy in system.policies}
    expected |= {f"/datasets/{dataset}" for dataset in system.datasets}
    assert expected <= set(page.links)


def test_a_data_sets_page_names_what_was_trained_on_it_and_who_sues(client: TestClient) -> None:
    page = read(client.get("/datasets/laion-5b").text)
    assert {
        "/systems/stable-diffusion",
        "/cases/andersen-v-stability-ai",
        "/cases/kneschke-v-laion",
        "/licences/laion-datasets",
    } <= set(page.links)
    assert "5.85 billion image-text pairs" in page.text


def test_the_lists_have_every_page(client: TestClient) -> None:
    systems, datasets = read(client.get("/systems").text), read(client.get("/datasets").text)
    assert {f"/systems/{slug}" for slug in REFERENCE.systems} <= set(systems.links)
    assert {f"/datasets/{slug}" for slug in REFERENCE.datasets} <= set(datasets.links)


@pytest.mark.parametrize("family", ["systems", "datasets"])
def test_every_page_opens(client: TestClient, family: str) -> None:
    for slug in getattr(REFERENCE, family):
        response = client.get(f"/{family}/{slug}")
        assert response.status_code == 200, slug
        page = read(response.text)
        assert page.dangers == []
        assert len(page.ids) == len(set(page.ids)), slug


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/systems/stable-difusion", "/systems/stable-diffusion"),
        ("/systems/Midjourney", "/systems/midjourney"),
        ("/datasets/laion5b", "/datasets/laion-5b"),
    ],
)
def test_an_unknown_name_is_404_with_the_nearest(
    client: TestClient, path: str, nearest: str
) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert nearest in read(response.text).links

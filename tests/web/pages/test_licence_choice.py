"""From a question to licences, and from a model to the terms of its data."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.html import read

pytestmark = pytest.mark.one_database
CHOOSE = "/licences/choose"


def section(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


def test_wishes_divide_the_licences_and_each_says_why(client: TestClient) -> None:
    page = client.get(f"{CHOOSE}?for=share&training=yes&commercial=yes&credit=yes")
    text = read(page.text).text
    fit = section(text, "These fit", "These may fit")
    unsure = section(text, "These may fit", "These do not fit")
    against = text[text.index("These do not fit") :]
    assert "None on record" in fit
    assert "Attribution 4.0" in unsure  # training on conditions
    assert "Zero" in against or "CC0" in against  # nobody is named
    assert "Against: I am named." in against


def test_whoever_wants_no_training_is_led_to_signals(client: TestClient) -> None:
    page = client.get(f"{CHOOSE}?for=share&training=no").text
    assert 'href="/signals"' in page
    assert "Pexels" in section(read(page).text, "These fit", "These may fit")


def test_a_licence_says_whether_one_may_train_and_what_is_disputed(client: TestClient) -> None:
    text = read(client.get(f"{CHOOSE}?for=train&licence=laion-datasets").text).text
    assert "Whether training is permitted is disputed." in text
    assert "This is disputed." in text
    assert "Cases and laws that it is tied to" in text


def test_a_model_leads_to_the_terms_of_its_output(client: TestClient) -> None:
    text = read(client.get(f"{CHOOSE}?for=output&system=stable-diffusion").text).text
    assert "CreativeML Open RAIL-M" in text
    assert "The licensor leaves the rights in the output to the user." in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?for=share", 200),
        ("?for=everything", 400),
        ("?for=share&training=perhaps", 400),
        ("?for=train&licence=no-such", 404),
        ("?for=output&system=no-such", 404),
    ],
)
def test_every_choice_has_a_clear_answer(client: TestClient, query: str, status: int) -> None:
    assert client.get(CHOOSE + query).status_code == status


def test_the_chain_runs_from_the_model_to_the_data_and_its_terms(client: TestClient) -> None:
    text = read(client.get("/systems/stable-diffusion/chain").text).text
    places = [text.index(word) for word in ("CreativeML Open RAIL-M", "LAION-5B", "Andersen")]
    assert places == sorted(places)
    assert client.get("/systems/no-such/chain").status_code == 404


def test_every_system_has_a_chain_that_says_what_is_missing(client: TestClient) -> None:
    for path in read(client.get("/systems").text).links:
        if path.startswith("/systems/"):
            assert client.get(f"{path}/chain").status_code == 200, path

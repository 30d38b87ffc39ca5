"""Reference pages: their form, their names, and what is said when one of them is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kb.core.errors import KbError
from kb.core.resources import resource_dir
from kb.entries.documents import Document, load_documents
from kb.entries.reference import (
    InvalidReference,
    Reference,
    check_reference,
    is_unnamed_dataset,
    is_unnamed_system,
    load_reference,
    name_key,
)

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(load_documents(resource_dir("seed_data")))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(resource_dir("seed_data"))


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    root = tmp_path / "seed_data"
    for folder in ("topics", "systems", "datasets"):
        shutil.copytree(resource_dir("seed_data") / folder, root / folder)
    return root


def change(path: Path, edit: Edit) -> None:
    page = json.loads(path.read_text(encoding="utf-8"))
    edit(page)
    path.write_text(json.dumps(page), encoding="utf-8")


def load_faults(root: Path) -> list[str]:
    with pytest.raises(InvalidReference) as caught:
        load_reference(root)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("Stable Diffusion", "stable-diffusion"),
        ("stable diffusion", "stable-diffusion"),
        ("SDXL", "stable-diffusion"),
        ("DALL-E 2", "dall-e-2"),
        ("DALL·E 2", "dall-e-2"),
        ("dall-e-2", "dall-e-2"),
        ("DALL-E", "dall-e"),
        ("Bard", "gemini"),
        ("GPT-4o", "gpt-models"),
        ("RAGHAV Artificial Intelligence Painting App", "raghav"),
    ],
)
def test_a_system_is_found_by_name_alias_or_slug_in_any_usual_spelling(
    reference: Reference, spelling: str, slug: str
) -> None:
    system = reference.system_for(spelling)
    assert system is not None
    assert system.slug == slug


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("LAION-5B", "laion-5b"),
        ("Laion 5B", "laion-5b"),
        ("SlimPajama-627B", "slimpajama"),
        ("Anna’s Archive", "annas-archive"),
        ("Library Genesis", "libgen"),
    ],
)
def test_a_data_set_is_found_by_name_alias_or_slug_in_any_usual_spelling(
    reference: Reference, spelling: str, slug: str
) -> None:
    dataset = reference.dataset_for(spelling)
    assert dataset is not None
    assert dataset.slug == slug


def test_an_unknown_name_has_no_page(reference: Reference) -> None:
    assert reference.system_for("Etch A Sketch") is None
    assert reference.dataset_for("a drawer of sketches") is None


def test_a_description_instead_of_a_name_is_known_as_such() -> None:
    assert is_unnamed_system("Unnamed image generator")
    assert not is_unnamed_system("Stable Diffusion")
    assert is_unnamed_dataset("Westlaw headnotes")
    assert not is_unnamed_dataset("LAION-5B")


def test_names_in_other_scripts_keep_keys_of_their_own() -> None:
    assert name_key("豆包") == "豆包"
    assert name_key("通义") != name_key("豆包")


def test_the_systems_of_a_licence_a_policy_and_a_data_set_are_found(reference: Reference) -> None:
    by_licence = reference.systems_referring_to(licence="creativeml-open-rail-m")
    assert "stable-diffusion" in [system.slug for system in by_licence]
    by_policy = reference.systems_referring_to(policy="deviantart")
    assert "dreamup" in [system.slug for system in by_policy]
    by_dataset = reference.systems_referring_to(dataset="laion-400m")
    assert "imagen" in [system.slug for system in by_dataset]
    assert reference.systems_referring_to() == ()


def test_the_topics_that_cite_an_entry_are_found(reference: Reference) -> None:
    topics = reference.topics_citing(kind="case", slug="getty-images-v-stability-ai-uk")
    assert {"model-as-copy", "trademark", "territoriality"} <= {topic.slug for topic in topics}


def test_the_pages_agree_with_the_entries(reference: Reference, documents: list[Document]) -> None:
    assert check_reference(reference, documents) == []


def first_entry(page: dict[str, Any]) -> dict[str, Any]:
    entry = page["positions"][0]["arguments"][0]["entries"][0]
    assert isinstance(entry, dict)
    return entry


def drop_a_side(page: dict[str, Any]) -> None:
    page["positions"].pop()


def call_it_undisputed(page: dict[str, Any]) -> None:
    page["disputed"] = False


def add_a_typing_mistake(page: dict[str, Any]) -> None:
    page["disputd"] = True


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            lambda page: page.update(introduction="Too short to explain anything."),
            "introduction: has 5 words, needs 80 to 150",
        ),
        (
            lambda page: page.update(introduction="word " * 150 + "word"),
            "introduction: has 151 words, needs 80 to 150",
        ),
        (drop_a_side, "positions: a disputed topic needs each side exactly once"),
        (call_it_undisputed, "positions: a topic that is not disputed has no sides"),
        (add_a_typing_mistake, "disputd: Extra inputs are not permitted"),
        (
            lambda page: first_entry(page).update(effect="proves"),
            "positions[0].arguments[0].entries[0].effect: Input should be 'supports' or 'weakens'",
        ),
        (
            lambda page: first_entry(page).update(note=" "),
            "positions[0].arguments[0].entries[0].note: must not be empty or padded with blanks",
        ),
        (
            lambda page: first_entry(page).update(slug="Andersen v. Stability"),
            (
                "positions[0].arguments[0].entries[0].slug: 'Andersen v. Stability' is no slug: "
                "lower-case words and digits joined by hyphens"
            ),
        ),
    ],
)
def test_a_broken_topic_is_reported_with_file_path_and_reason(
    seed: Path, edit: Edit, expected: str
) -> None:
    change(seed / "topics" / "fair-use.json", edit)
    assert load_faults(seed) == [f"seed_data/topics/fair-use.json: {expected}"]


def test_an_argument_without_an_entry_is_refused(seed: Path) -> None:
    change(
        seed / "topics" / "opt-out.json",
        lambda page: page["positions"][1]["arguments"][0].update(entries=[]),
    )
    (fault,) = load_faults(seed)
    assert fault.startswith("seed_data/topics/opt-out.json: positions[1].arguments[0].entries: ")


def test_a_side_needs_two_to_four_arguments(seed: Path) -> None:
    def keep_one(page: dict[str, Any]) -> None:
        del page["positions"][0]["arguments"][1:]

    change(seed / "topics" / "opt-out.json", keep_one)
    (fault,) = load_faults(seed)
    assert fault.startswith("seed_data/topics/opt-out.json: positions[0].arguments: ")


def test_a_date_of_release_must_be_a_date(seed: Path) -> None:
    change(seed / "systems" / "dreamup.json", lambda page: page.update(released="2022-13"))
    assert load_faults(seed) == [
        "seed_data/systems/dreamup.json: released: '2022-13' has no such month"
    ]


def test_every_fault_of_every_file_is_reported_at_once(seed: Path) -> None:
    change(seed / "systems" / "dreamup.json", lambda page: page.pop("developer"))
    (seed / "datasets" / "laion-5b.json").write_text("{", encoding="utf-8")
    (seed / "topics" / "style.json").write_bytes((seed / "topics" / "opt-out.json").read_bytes())
    topic, system, dataset = load_faults(seed)
    assert topic == "seed_data/topics/style.json: slug: 'opt-out' is not the name of the file"
    assert system == "seed_data/systems/dreamup.json: developer: Field required"
    assert dataset.startswith("seed_data/datasets/laion-5b.json: cannot be read as JSON: ")


def test_the_message_reaches_whoever_catches_our_errors(seed: Path) -> None:
    (seed / "datasets" / "laion-5b.json").write_bytes(b"\xff\xfe")
    with pytest.raises(KbError, match=r"seed_data/datasets/laion-5b\.json: cannot be read as JSON"):
        load_reference(seed)


@pytest.mark.parametrize(
    ("file", "edit", "expected"),
    [
        (
            "topics/fair-use.json",
            lambda page: first_entry(page).update(slug="warhol-v-goldsmiths"),
            "positions[0].arguments[0].entries[0].slug: no case has the slug 'warhol-v-goldsmiths'",
        ),
        (
            "topics/fair-use.json",
            lambda page: first_entry(page).update(kind="law"),
            "positions[0].arguments[0].entries[0].slug: no law has the slug 'warhol-v-goldsmith'",
        ),
        (
            "topics/fair-use.json",
            lambda page: page.update(see_also=["unfair-use"]),
            "see_also[0]: no topic has the slug 'unfair-use'",
        ),
        (
            "topics/fair-use.json",
            lambda page: page.update(see_also=["opt-out", "fair-use"]),
            "see_also[1]: the topic refers to itself",
        ),
        (
            "systems/dreamup.json",
            lambda page: page.update(datasets=["laion-6b"]),
            "datasets[0]: no data set has the slug 'laion-6b'",
        ),
        (
            "systems/dreamup.json",
            lambda page: page.update(licences=["no-such-licence"]),
            "licences[0]: no licence has the slug 'no-such-licence'",
        ),
        (
            "datasets/laion-5b.json",
            lambda page: page.update(policies=["artfol", "no-such-policy"]),
            "policies[1]: no policy has the slug 'no-such-policy'",
        ),
        (
            "systems/dreamup.json",
            lambda page: page.update(aliases=["DALL·E 2"]),
            "aliases: 'DALL·E 2' already names systems/dall-e-2.json",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_with_file_path_and_reason(
    seed: Path, documents: list[Document], file: str, edit: Edit, expected: str
) -> None:
    change(seed / file, edit)
    assert check_reference(load_reference(seed), documents) == [f"seed_data/{file}: {expected}"]


def test_a_topic_outside_the_vocabulary_is_reported(seed: Path, documents: list[Document]) -> None:
    shutil.copy(seed / "topics" / "fair-use.json", seed / "topics" / "unfair-use.json")
    change(seed / "topics" / "unfair-use.json", lambda page: page.update(slug="unfair-use"))
    assert check_reference(load_reference(seed), documents) == [
        "seed_data/topics/unfair-use.json: slug: the vocabulary has no topic 'unfair-use'"
    ]


def test_a_name_in_a_case_without_a_page_is_reported(
    reference: Reference, documents: list[Document]
) -> None:
    case = SimpleNamespace(
        kind="case",
        slug="artist-v-maker",
        systems=["Stable Diffusion", "unnamed image generator", "Easel 9000"],
        datasets=["LAION-5B", "Sketchbook-1T"],
    )
    assert check_reference(reference, [*documents, case]) == [
        "seed_data/cases/artist-v-maker.json: systems[2]: no system page has the name 'Easel 9000'",
        (
            "seed_data/cases/artist-v-maker.json: datasets[1]: "
            "no data set page has the name 'Sketchbook-1T'"
        ),
    ]

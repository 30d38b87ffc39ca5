"""Older forms of a document are read as the present one."""

from __future__ import annotations

import copy
from typing import Any

from kb.entries.documents import CaseDocument, PolicyDocument, dump_document, parse_document
from kb.entries.upgrade import SCHEMA_VERSION, UPGRADES, upgrade
from tests.support import documents


def plain_case() -> dict[str, Any]:
    """A case in the first form: people are names, dockets are numbers, no version."""
    data = dump_document(documents.case())
    del data["schema_version"]
    data["plaintiffs"] = ["Paula Painter"]
    data["defendants"] = ["Model Maker, Inc."]
    data["judges"] = ["Jane Doe"]
    data["other_dockets"] = ["24-1234"]
    return data


def test_a_case_in_the_plain_form_is_read_with_people_and_dockets_as_objects() -> None:
    document = parse_document(plain_case())
    assert isinstance(document, CaseDocument)
    assert [party.name for party in document.plaintiffs] == ["Paula Painter"]
    assert [judge.name for judge in document.judges] == ["Jane Doe"]
    assert [docket.number for docket in document.other_dockets] == ["24-1234"]
    assert document.schema_version == SCHEMA_VERSION


def test_a_since_of_unknown_origin_becomes_the_latest_possible_one() -> None:
    data = dump_document(documents.policy())
    del data["schema_version"]
    data["answers"] = {
        "no_ai_tag_offered": {"value": "yes", "since": "2023", "source": "s1"},
        "artists_compensated": {"value": "no", "source": "s1"},
    }
    document = parse_document(data)
    assert isinstance(document, PolicyDocument)
    assert document.answers["no_ai_tag_offered"].certainty == "at-latest"
    assert document.answers["artists_compensated"].certainty is None


def test_upgrading_leaves_the_stored_document_as_it_is() -> None:
    stored = plain_case()
    before = copy.deepcopy(stored)
    upgrade(stored)
    assert stored == before


def test_a_document_of_the_present_form_stays_as_it_is() -> None:
    data = dump_document(documents.case())
    assert upgrade(data) == data


def test_every_earlier_version_has_its_upgrade() -> None:
    assert sorted(UPGRADES) == list(range(SCHEMA_VERSION))

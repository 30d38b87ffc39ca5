"""`kb mcp` as a real process, asked by the client of the protocol's own SDK."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from kb.assistants.bounds import MOST_CHARACTERS, bounded_document, used_sources
from kb.assistants.shapes import NOTICE, Style
from kb.citations.formats import STYLES
from kb.core.settings import Settings
from tests.support.command import KB, environment

pytestmark = pytest.mark.one_database
BASE = "https://kb.example"
#: Name of a call → tool and arguments. All are asked of one process, one after the other.
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "search": ("search", {"query": "fair use", "kinds": ["case"], "per_page": 3}),
    "entry": ("entry", {"kind": "case", "slug": "kadrey-v-meta"}),
    "fields": ("entry", {"kind": "case", "slug": "kadrey-v-meta", "fields": ["holdings"]}),
    "as_of": ("as_of", {"kind": "law", "slug": "germany-urhg-44b", "day": "2100-01-01"}),
    "cite": (
        "cite",
        {"text": "Kadrey v. Meta, 788 F. Supp. 3d 1026 (N.D. Cal. 2019); 999 U.S. 999 (2024).",
         "style": "oscola"},
    ),
    "named": ("cite", {"text": "andersen v stability"}),
    "compare": (
        "compare", {"kind": "case", "slugs": ["kadrey-v-meta", "bartz-v-anthropic"]},
    ),
    "unknown": ("entry", {"kind": "case", "slug": "no-such-case"}),
    "too early": ("as_of", {"kind": "case", "slug": "kadrey-v-meta", "day": "2001-01-01"}),
    "no day": ("as_of", {"kind": "case", "slug": "kadrey-v-meta", "day": "2026-02-31"}),
    "bad filter": ("search", {"query": "x", "jurisdictions": ["Atlantis"]}),
    "bad query": ("search", {"query": "*"}),
    "too long": ("cite", {"text": "x" * 20_001}),
    "too many": ("compare", {"kind": "case", "slugs": ["kadrey-v-meta"] * 6}),
    "twice": ("compare", {"kind": "case", "slugs": ["kadrey-v-meta"] * 2}),
}  # fmt: skip


@pytest.fixture(scope="module")
def session(shared_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process answered to every call, the tools that it has, and its standard error."""
    told = shared_settings.model_copy(update={"base_url": BASE})
    told = Settings.model_validate(
        told.model_dump(include={*shared_settings.model_fields_set, "base_url"})
    )
    log = tmp_path_factory.mktemp("mcp") / "stderr"

    async def ask() -> dict[str, Any]:
        command = StdioServerParameters(command=str(KB), args=["mcp"], env=environment(told))
        with log.open("w") as errors:
            async with Client(stdio_client(command, errlog=errors)) as client:
                tools = await client.list_tools()
                answers = {name: await client.call_tool(*call) for name, call in CALLS.items()}
        return {"tools": tools.tools, "answers": answers}

    return asyncio.run(ask()) | {"log": log.read_text(encoding="utf-8")}


def told(session: dict[str, Any], name: str) -> Any:
    """The answer to a call, which must be no error; both of its forms say the same."""
    answer = session["answers"][name]
    assert not answer.is_error, answer.content
    body = json.loads(answer.content[0].text)
    assert body == answer.structured_content
    assert body["notice"] == NOTICE
    assert len(answer.content[0].text) < 4 * MOST_CHARACTERS
    return body


def test_the_tools_only_read_and_everything_about_them_is_described(
    session: dict[str, Any],
) -> None:
    tools = {tool.name: tool for tool in session["tools"]}
    assert list(tools) == ["search", "entry", "as_of", "cite", "compare"]
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        assert tool.output_schema["properties"]["notice"]
    described = tools["search"].input_schema["properties"]
    assert all(described[name].get("description") for name in ("query", "kinds", "topics"))


def test_a_search_gives_versions_and_statements_with_addresses(session: dict[str, Any]) -> None:
    body = told(session, "search")
    assert len(body["results"]) == 3
    for found in body["results"]:
        assert found["version_url"] == f"{BASE}/cases/{found['slug']}/v/{found['version']}"
        assert found["as_of"] and found["published_at"].endswith("Z")
        assert "<mark>" not in found["snippet"]
        assert all(one["url"].startswith(f"{BASE}/cases/") for one in found["statements"])


def test_an_entry_comes_with_its_sources_and_citations(session: dict[str, Any]) -> None:
    body = told(session, "entry")
    assert body["entry"]["version_url"] == f"{BASE}/cases/kadrey-v-meta/v/1"
    known = {source["id"] for source in body["sources"]}
    assert used_sources(body["document"]) == known
    assert all(source["url"].startswith("http") for source in body["sources"])
    assert list(body["citations"]) == list(STYLES)
    assert f"{BASE}/cases/kadrey-v-meta/v/1" in body["citations"]["bluebook"]
    assert (body["superseded"], body["left_out"]) == (False, [])


def test_parts_of_an_entry_come_with_the_sources_of_these_parts(session: dict[str, Any]) -> None:
    body = told(session, "fields")
    assert list(body["document"]) == ["holdings"]
    assert {source["id"] for source in body["sources"]} == used_sources(body["document"])
    assert body["left_out"][0].startswith("fields that were not asked for: ")


def test_a_day_gives_the_version_of_that_day(session: dict[str, Any]) -> None:
    assert told(session, "as_of")["entry"]["version"] == 1


def test_citations_are_looked_up_checked_and_written(session: dict[str, Any]) -> None:
    body = told(session, "cite")
    assert body["total"] == 2
    kadrey, unknown = body["citations"]
    assert (kadrey["standing"], kadrey["entries"][0]["slug"]) == ("found", "kadrey-v-meta")
    assert kadrey["citations"][0].startswith(
        "Kadrey v Meta Platforms Inc 788 F Supp 3d 1026 (ND Cal 2025) (Artdocket, version 1)"
    )
    assert any("2019 does not fit" in warning for warning in kadrey["warnings"])
    assert (unknown["standing"], unknown["entries"]) == ("unknown", [])


def test_a_name_without_a_citation_finds_entries(session: dict[str, Any]) -> None:
    body = told(session, "named")
    assert body["citations"] == []
    assert body["named"][0]["slug"] == "andersen-v-stability-ai"


def test_a_comparison_has_a_cell_for_each_entry(session: dict[str, Any]) -> None:
    body = told(session, "compare")
    assert [entry["slug"] for entry in body["entries"]] == ["kadrey-v-meta", "bartz-v-anthropic"]
    lines = [line for group in body["groups"] for line in group["lines"]]
    assert lines
    assert all(len(line["cells"]) == 2 for line in lines)
    assert any(item["source_url"] for line in lines for cell in line["cells"] for item in cell)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unknown", "There is no case with the name “no-such-case”."),
        ("too early", "Kadrey v. Meta was not yet published here on 2001-01-01"),
        ("no day", "2026-02-31 is no day of the calendar."),
        ("bad filter", "“Atlantis” is not a known jurisdiction"),
        ("bad query", ""),
        ("too long", "at most 20000 characters"),
        ("too many", "at most 5 items"),
        ("twice", "Name different entries of one kind"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence(
    session: dict[str, Any], name: str, sentence: str
) -> None:
    answer = session["answers"][name]
    assert answer.is_error
    assert sentence in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_nothing_that_was_foreseen_is_a_fault_in_the_log(session: dict[str, Any]) -> None:
    assert "Traceback" not in session["log"]


def test_a_long_document_is_cut_and_says_where() -> None:
    document = {"title": "x", "events": [{"title": "y" * 500, "source": "s1"}] * 400, "claims": []}
    kept, left_out = bounded_document(document, fields=())
    assert len(json.dumps(kept)) <= MOST_CHARACTERS
    assert left_out == [f"events: the first {len(kept['events'])} of 400 are here"]
    assert kept["title"] == "x"


def test_the_styles_are_those_that_there_are() -> None:
    assert set(get_args(get_args(Style)[0])) == set(STYLES)


def test_without_the_extra_the_command_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from kb.cli import mcp as command
    from kb.core.errors import ConfigurationError

    monkeypatch.setattr(command, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'artdocket\[mcp\]'"):
        command.mcp()

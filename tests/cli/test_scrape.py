"""`kb scrape` and `kb work` over a real server on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support import documents
from tests.support.command import call_kb
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
KEYS = {
    "source", "status", "failure", "requests", "bytes", "findings", "proposals", "published",
    "versions", "seconds",
}  # fmt: skip
TERMS = "<main>" + "<p>You keep all rights in what you upload, and we show it to others.</p>" * 5


def test_sources_are_run_listed_and_told_as_json(
    settings: Settings, database: Database, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/terms").respond_with_data(TERMS, content_type="text/html")
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    publish(database, documents.policy())
    sources = tmp_path / "sources.toml"
    sources.write_text(
        "\n".join(
            f'[[source]]\nname = "{name}"\nconnector = "web-page"\nentry = "policy/gallery"\n'
            f'document = "{name}"\nurl = "{httpserver.url_for(path)}"'
            for name, path in (("terms", "/terms"), ("gone", "/gone"))
        ),
        encoding="utf-8",
    )
    ours = settings.model_copy(
        update={"scraper_allow": f"127.0.0.1:{httpserver.port}", "scraper_pause": 0.0}
    )
    done = call_kb("scrape", "run", "--sources", str(sources), "--json", settings=ours)
    assert done.returncode == 1, "a source that never worked is a failure of the run"
    results = {result["source"]: result for result in json.loads(done.stdout)}
    assert set(results["terms"]) == KEYS
    assert (results["terms"]["status"], results["terms"]["versions"]) == ("changed", 1)
    assert (results["gone"]["status"], results["gone"]["failure"]) == ("failed", "not-found")
    again = call_kb("scrape", "run", "terms", "--sources", str(sources), settings=ours)
    assert again.returncode == 0, again.stderr
    assert "1 sources: 0 changed, 0 failed." in again.stdout
    rows = call_kb("scrape", "list", "--sources", str(sources), "--json", settings=ours)
    listed = {row["source"]: row for row in json.loads(rows.stdout)}
    assert listed["gone"]["failure"] == "not-found"
    assert listed["terms"]["last_success"] is not None


def test_a_name_and_a_file_that_do_not_fit_are_one_sentence(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    unknown = call_kb("scrape", "run", "nobody", settings=settings)
    assert unknown.returncode == 1
    assert unknown.stderr.strip().endswith("There is no source named nobody; see `kb scrape list`.")
    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nname = "A b"\nurl = "ftp://x"\nconnector = "web"\nevery = "1s"')
    wrong = call_kb("scrape", "list", "--sources", str(sources), settings=settings)
    assert wrong.returncode == 1
    assert wrong.stderr.count("source 1") == 4
    assert "Traceback" not in wrong.stderr

"""`/brief`: every citation in order, with what is known of it; nothing is kept."""

from __future__ import annotations

import csv
import io
import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from kb.core.database import Database
from kb.core.settings import Settings
from kb.sources import archive
from kb.sources.bodies import BodyStore
from kb.web import recognising
from tests.conftest import client_of
from tests.support.archive import received
from tests.support.briefs import pdf, word, zipped
from tests.support.checksums import checksums
from tests.support.databases import backend_named
from tests.support.documents import case
from tests.support.publishing import publish

OPINION = "<p>The model is not an infringing copy of any of the works in suit, the court held.</p>"
URL = "https://court.example/order.pdf"
BRIEF = (
    "Plaintiff relies on Painter v. Model Maker, Inc., 800 F. Supp. 3d 100 (N.D. Cal. 2024), where "
    "“the model is not an infringing copy of any of the works” and “every single image was stored "
    "inside of the weights”. Id. at 105. But Smith v. Jones, 800 F. Supp. 3d 100 (2019), is no "
    "such case. See Painter v. Model Maker, 12 F.4th 34 (9th Cir. 2025); 28 U.S.C. § 1331."
)


WRONG_DAY = (
    "The day 26 September 2024 does not fit: the decision with this citation is of "
    "27 September 2024."
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Settings]]:
    """A site with a case that was reversed, and the archived text of its order."""
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("briefs") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    order = {"date": "2024-08-12", "kind": "order", "title": "Order", "source": "s1"}
    order["citation"] = "800 F. Supp. 3d 100"
    opinion = {"id": "s1", "url": "https://court.example/opinion", "title": "Opinion"}
    appeal = case(
        "painter-v-model-9th-cir", court_id="ca9", docket_number="24-1234", status="decided",
        sources=[opinion | {"kind": "primary"}],
        title="Painter v. Model Maker, Inc. (9th Cir.)", filed="2025-01", closed="2025-06-01",
        short_name="Painter v. Model Maker (9th Cir.)",
        related=[{"kind": "case", "slug": "painter-v-model", "relation": "reverses"}],
    )  # fmt: skip
    with closing(Database(url)) as database:
        citations = ["800 F. Supp. 3d 100", "700 F. Supp. 3d 1 (N.D. Cal. 2024) (withdrawn)"]
        publish(database, case(events=[order], citations=citations))
        publish(database, appeal)
        publish(
            database,
            case(
                "maler-v-modell", jurisdiction="DE", court_id="lg-hamburg", filed="2023",
                docket_number="310 O 999/23", status="decided", title="Maler gegen Modell",
                citations=["LG Hamburg, 27.09.2024 - 310 O 999/23"],
            ),
        )  # fmt: skip
        with database.writing() as session:
            copy = received(URL, OPINION.encode())
            archive.keep(session, BodyStore(settings.archive_dir), copy)
    with client_of(settings) as opened:
        yield opened, settings


def sent(
    client: TestClient, text: str = "", *, file: bytes | None = None, **fields: str
) -> Response:
    """The answer to the form."""
    files: dict[str, Any] = {name: (None, value.encode()) for name, value in fields.items()}
    files["text"] = (None, text.encode())
    if file is not None:
        files["file"] = ("brief", file)
    accept = fields.pop("accept", "text/html")
    return client.post("/brief", files=files, headers={"Accept": accept})


def told(client: TestClient, text: str) -> list[dict[str, Any]]:
    citations: list[dict[str, Any]] = sent(client, text, accept="application/json").json()[
        "citations"
    ]
    return citations


@pytest.mark.one_database
def test_each_citation_has_its_entry_its_state_and_its_doubts(
    site: tuple[TestClient, Settings],
) -> None:
    first, same, wrong, other, rule = told(site[0], BRIEF)
    entry = first["entries"][0]
    assert (entry["slug"], entry["status"], entry["as_of"]) == (
        "painter-v-model",
        "pending",
        "2024-08-12",
    )
    assert entry["later_history"] == [
        {"relation": "Reversed by", "effect": "undermines", "url": "/cases/painter-v-model-9th-cir"}
    ]
    assert (first["result"], first["to_check"]) == ("found", [])
    assert (same["stands_for"], same["entries"][0]["slug"]) == (1, "painter-v-model")
    assert wrong["to_check"] == [
        "The name beside it, “Smith v. Jones”, does not fit: this is Painter v. Model Maker.",
        "The year 2019 does not fit: the decision with this citation is of 2024.",
    ]
    assert (other["result"], other["entries"]) == ("unknown", [])
    assert other["to_check"][0].startswith("We know Painter v. Model Maker")
    assert rule["result"] == "outside"


@pytest.mark.one_database
def test_an_opinion_that_was_withdrawn_is_told(site: tuple[TestClient, Settings]) -> None:
    [one] = told(site[0], "See Painter v. Model Maker, 700 F. Supp. 3d 1 (N.D. Cal. 2024).")
    assert " ".join(one["to_check"]) == (
        "The entry calls this citation “withdrawn”. "
        "The decision of this entry is 800 F. Supp. 3d 100."
    )


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "Painter v. Model Maker, 800 F. Supp. 3d 100, No. 3:24-cv-01111 (N.D. Cal. 2024)",
            "This number is none that we know of Painter v. Model Maker (3:24-cv-09999).",
        ),
        (
            "Painter v. Model Maker, 800 F. Supp. 3d 100, No. 24-1234 (9th Cir. 2025)",
            (
                "It leads to Painter v. Model Maker (9th Cir. 2024), the citation before it to "
                "Painter v. Model Maker (N.D. Cal., filed 2024)."
            ),
        ),
    ],
)
def test_numbers_in_a_row_that_do_not_belong_together_are_pointed_out(
    site: tuple[TestClient, Settings], text: str, doubt: str
) -> None:
    assert told(site[0], text)[1]["to_check"] == [doubt]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Painter v. Model Maker, 800 F. Supp. 3d 100 (9th Cir. 2024)",
         ["The court “9th Cir.” does not fit: N.D. Cal. is recorded for this citation."]),
        ("Painter v. Model Maker, No. 3:24-cv-09999 (S.D.N.Y. 2024)",
         ["The court “S.D.N.Y.” does not fit: N.D. Cal. is recorded for this citation."]),
        ("Painter v. Model Maker, No. 3:24-cv-09999 (N.D. Cal. Oct. 1, 2024)", []),
        ("Maler gegen Modell: LG Hamburg, Urt. v. 27.09.2024 – 310 O 999/23", []),
        ("Maler gegen Modell: LG Hamburg, Urt. v. 26.09.2024 – 310 O 999/23",
         [WRONG_DAY]),
        ("Maler gegen Modell: OLG Hamburg, Urt. v. 27.09.2024 – 310 O 999/23",
         ["The court “OLG Hamburg” does not fit: LG Hamburg is recorded for this citation."]),
    ],
)  # fmt: skip
def test_a_court_or_a_day_that_is_not_that_of_the_decision_is_pointed_out(
    site: tuple[TestClient, Settings], text: str, doubts: list[str]
) -> None:
    assert told(site[0], text)[0]["to_check"] == doubts


@pytest.mark.one_database
def test_quotations_are_looked_up_in_archived_texts(site: tuple[TestClient, Settings]) -> None:
    found, missing = (one for line in told(site[0], BRIEF) for one in line["quotations"])
    assert (found["result"], missing["result"]) == ("found", "missing")
    assert found["url"].startswith("/sources/")
    assert missing["texts"] == 1


@pytest.mark.one_database
def test_it_is_said_where_no_text_is_held(site: tuple[TestClient, Settings]) -> None:
    quotation = "“The lower court erred in every respect that matters”, No. 24-1234."
    [one] = told(site[0], quotation)
    assert [quoted["result"] for quoted in one["quotations"]] == ["no-text"]
    assert "we hold no text of this entry" in sent(site[0], quotation).text


@pytest.mark.one_database
def test_the_page_leads_with_what_needs_a_look(site: tuple[TestClient, Settings]) -> None:
    page = sent(site[0], BRIEF).text
    assert "5 citations, leading to 1 entry here" in page
    look, elsewhere = page.index("To look at first</h2>"), page.index("To check elsewhere</h2>")
    assert look < elsewhere < page.index("Every citation in order")
    assert "<mark>800 F. Supp. 3d 100</mark>" in page
    assert 'href="/cases/painter-v-model"' in page
    assert re.search(
        r"<strong>Reversed by</strong>\s*<a href=\"/cases/painter-v-model-9th-cir\"", page
    )
    assert "not found in the texts that we hold" in page


@pytest.mark.one_database
def test_the_table_is_saved_as_csv_that_runs_nothing(site: tuple[TestClient, Settings]) -> None:
    answer = sent(
        site[0], BRIEF + " “=cmd and five more words of it” 800 F. Supp. 3d 100.", form="csv"
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert (len(rows), rows[0]["citation"]) == (6, "800 F. Supp. 3d 100")
    assert rows[0]["later_history"] == "Reversed by Painter v. Model Maker (9th Cir.)"
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


@pytest.mark.one_database
@pytest.mark.parametrize(
    "file",
    [
        BRIEF.encode(),
        BRIEF.encode("utf-16"),
        b"\xef\xbb\xbf" + BRIEF.encode(),
        BRIEF.encode("cp1252"),
        word("A motion.", BRIEF),
        word("A motion.", "It rests on the note.", note=BRIEF),
    ],
    ids=["utf-8", "utf-16", "mark", "windows", "word", "footnote"],
)
def test_a_file_is_read_whatever_its_form(site: tuple[TestClient, Settings], file: bytes) -> None:
    assert "5 citations, leading to 1 entry here" in sent(site[0], file=file).text


@pytest.mark.one_database
def test_a_pdf_is_read(site: tuple[TestClient, Settings]) -> None:
    page = sent(site[0], file=pdf("See 800 F. Supp. 3d 100, 105 (N.D. Cal. 2024).")).text
    assert "1 citation, leading to 1 entry here" in page


BOMB = zipped({"word/document.xml": "<a>" + "x" * (61 << 20) + "</a>"})
ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("file", "status", "sentence"),
    [
        (b"", 400, "Paste a text or choose a file"),
        (pdf(""), 400, "it is scanned"),
        (b"%PDF-1.4 nothing", 400, "The PDF cannot be read"),
        (pdf("x", pages=401), 400, "more than 400 pages"),
        (word("x")[:90], 400, "damaged"),
        (
            zipped({"mimetype": "application/x-other"}),
            400,
            "not a Word document",
        ),
        (BOMB, 400, "far larger than any brief"),
        (zipped({"word/document.xml": ENTITIES}), 400, "declarations that no brief needs"),
        (zipped({"word/document.xml": "<a>"}), 400, "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 99, 400, "old Word document"),
        (b"{\\rtf1 text}", 400, "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, 400, "no file that is read here"),
        (b"744 F. Supp. 3d 956; " * 50_000, 413, "at most 500,000 are read"),
        (b"a" * (20 << 20), 413, "larger than 10 MB"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_told_in_words(
    site: tuple[TestClient, Settings], file: bytes, status: int, sentence: str
) -> None:
    answer = sent(site[0], file=file)
    assert answer.status_code == status
    assert sentence in answer.text


@pytest.mark.one_database
def test_a_text_without_citations_says_so(site: tuple[TestClient, Settings]) -> None:
    assert "No citation was recognised" in sent(site[0], "Nothing is cited here.").text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"text=a", "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nno head--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\nA: b\r\n\r\nc\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n" * 30 + b"--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_such_form_is_a_400(
    site: tuple[TestClient, Settings], body: bytes, content_type: str
) -> None:
    answer = site[0].post("/brief", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 400


@pytest.mark.one_database
def test_whoever_comes_while_others_are_read_is_told_to_come_back(
    site: tuple[TestClient, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "PATIENCE_SECONDS", 0.01)
    with recognising.a_turn(), recognising.a_turn():
        answer = sent(site[0], BRIEF)
        short = site[0].get("/cite", params={"q": "800 F. Supp. 3d 100"}, follow_redirects=False)
    assert (answer.status_code, short.status_code) == (503, 303)
    assert "try again in a minute" in answer.text


@pytest.mark.one_database
def test_nothing_of_a_brief_is_stored_or_logged(
    site: tuple[TestClient, Settings],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, settings = site
    secret = "Zebrafinch v. Quokka, 744 F. Supp. 3d 956 (2024). Quokka, 744 F. Supp. 3d at 961. "
    made: list[object] = []

    def refuse(*args: object, **kept: object) -> None:
        made.append(args)
        raise OSError("no file may be made")

    for name in ("SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    with closing(Database(settings.resolved_database_url)) as database:
        before = checksums(database), _files(settings.data_dir)
        with capture_logs() as logs, caplog.at_level(logging.DEBUG):
            assert sent(client, file=secret.encode() * 200).status_code == 200
            assert sent(client, secret, form="csv").status_code == 200
            answer = sent(client, file=pdf("Zebrafinch v. Quokka, 744 F. Supp. 3d 956"))
        assert (checksums(database), _files(settings.data_dir)) == before
    assert answer.headers["cache-control"] == "private, no-store"
    assert made == []
    assert "Zebrafinch" not in caplog.text + repr(logs)


def _files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}

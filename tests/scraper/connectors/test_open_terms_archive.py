"""Collections of Open Terms Archive: repositories that the tests make, and two real bundles."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tracemalloc
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from kb.scraper.connectors.interface import WatchedSource
from kb.scraper.connectors.open_terms_archive import CONNECTOR, OpenTermsArchiveOptions
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import RecordedText
from kb.scraper.terms_archive.history import says_something_else
from tests.scraper.conftest import Open
from tests.scraper.polling import Polls
from tests.support.collections import Commit, add, repository

URL = "https://github.com/example/versions"
DAY = 86_400
START = int(dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp())
TERMS = "Gallery/Terms of Service.md"
KEEP = "You keep all rights in whatever you upload to the gallery."
TRAIN = "We may use uploaded works to train machine learning models."
SHARED = Path(__file__).parents[4] / "shared" / "fixtures" / "policies"


def commit(day: float, subject: str, text: str | None, path: str = TERMS) -> Commit:
    return Commit(START + int(day * DAY), f"{subject} {path.removesuffix('.md')}", {path: text})


@pytest.fixture
def polls(tmp_path: Path, opened: Open) -> Polls:
    return polling(opened, tmp_path / "versions", {"Gallery": "policy/gallery"})


def polling(opened: Open, where: Path | None, services: dict[str, str], **more: object) -> Polls:
    options = OpenTermsArchiveOptions.model_validate(
        {"services": services, "collection": str(where) if where else None} | more
    )
    source = WatchedSource("collection", URL, None, None, options)
    return Polls(CONNECTOR, source, opened())


def found(polls: Polls) -> list[RecordedText]:
    findings = polls.poll().findings
    assert all(isinstance(one, RecordedText) for one in findings)
    return [one for one in findings if isinstance(one, RecordedText)]


def told(polls: Polls) -> list[tuple[str, str]]:
    return [(one.kind, polls.bodies[one.text_sha256].decode()) for one in found(polls)]


def test_records_come_by_author_date_with_their_kind_and_commit(
    polls: Polls, tmp_path: Path
) -> None:
    where = repository(
        tmp_path / "versions",
        [
            commit(0, "First record of", "one"),
            commit(5, "Record new changes of", "three"),
            commit(2, "Record new changes of", "two"),
            commit(6, "Apply technical or declaration upgrade on", "*three*"),
        ],
    )
    findings = found(polls)
    texts = [polls.bodies[one.text_sha256].decode() for one in findings]
    assert [(one.kind, text) for one, text in zip(findings, texts, strict=True)] == [
        ("first", "one"), ("change", "two"), ("change", "three"), ("technical", "*three*"),
    ]  # fmt: skip
    head = subprocess.run(
        ["git", "--git-dir", where, "rev-parse", "HEAD"], capture_output=True, check=True, text=True
    )
    assert findings[-1].reference == f"{URL}/commit/{head.stdout.strip()}"
    assert findings[-1].seen_at == dt.datetime(2024, 1, 7, tzinfo=dt.UTC)
    assert {(one.entry, one.document) for one in findings} == {
        ("policy/gallery", "Terms of Service (Open Terms Archive)")
    }


def test_only_what_is_new_is_read_again(polls: Polls, tmp_path: Path) -> None:
    where = repository(tmp_path / "versions", [commit(0, "First record of", "one")])
    assert len(found(polls)) == 1
    assert found(polls) == []
    add(where, [commit(3, "Record new changes of", "two"), commit(-1, "Update", "too late")])
    assert told(polls) == [("change", "two")]


def test_housekeeping_is_no_version(polls: Polls, tmp_path: Path) -> None:
    other = "Gallery/Privacy Policy.md"
    where = repository(
        tmp_path / "versions",
        [
            Commit(START, "Add Readme and License", {"README.md": "about", "LICENSE": "free"}),
            Commit(START + 1, "Add OTA wording", {"README.md": "about us"}),
            commit(1, "First record of", "one"),
            commit(1, "First record of", "private", other),
            Commit(START + 2 * DAY, "Remove mojibake", {TERMS: "one!", other: "private!"}),
            Commit(START + 3 * DAY, "Update Gallery", {"Gallery/deep/er.md": "no"}),
            Commit(START + 3 * DAY, "Update Gallery", {"Gallery/image.png": "no"}),
            commit(4, "Remove", None, other),
            Commit(START + 5 * DAY, "Repair by hand", {TERMS: "one again"}),
        ],
    )
    assert where.is_dir()
    assert told(polls) == [("first", "private"), ("first", "one"), ("technical", "one again")]


def test_the_path_and_not_the_subject_names_the_document(polls: Polls, tmp_path: Path) -> None:
    wrong = Commit(START, "First record of Elsewhere Privacy Policy", {TERMS: KEEP})
    repository(tmp_path / "versions", [wrong])
    assert [one.document for one in found(polls)] == ["Terms of Service (Open Terms Archive)"]


def test_a_change_that_a_technical_record_hides_after_a_gap_counts_as_one(
    polls: Polls, tmp_path: Path
) -> None:
    technical = "Apply technical or declaration upgrade on"
    repository(
        tmp_path / "versions",
        [
            commit(0, "First record of", KEEP),
            commit(10, technical, f"{KEEP}\n{TRAIN}"),  # soon: another selection of the same page
            commit(60, technical, f"* {KEEP}\n\n* **{TRAIN}**"),  # late, but the same words
            commit(460, technical, f"{KEEP}\n{TRAIN}\nYou can opt out of this in your settings."),
        ],
    )
    assert [kind for kind, _ in told(polls)] == ["first", "technical", "technical", "change"]


def test_words_decide_whether_a_text_says_something_else() -> None:
    assert not says_something_else(f"[Terms](/a) {KEEP}", f"Terms {KEEP.upper()}")
    assert says_something_else(KEEP, f"{KEEP}\n{TRAIN}")
    assert says_something_else(f"{KEEP}\n{TRAIN}", KEEP)


def test_a_service_that_was_renamed_goes_on_in_one_history(opened: Open, tmp_path: Path) -> None:
    new = "Studio/Terms of Service.md"
    where = repository(
        tmp_path / "versions",
        [
            commit(0, "First record of", "old"),
            commit(9, "First record of", "new", new),
            commit(12, "First record of", "elsewhere", "Other/Terms of Service.md"),
            commit(13, "First record of", "unasked", "Studio/Imprint.md"),
        ],
    )
    polls = polling(
        opened, where, {"Studio": "policy/studio"}, renames={"Gallery": "Studio"},
        documents={"Terms of Service": "Terms"},
    )  # fmt: skip
    findings = found(polls)
    assert [polls.bodies[one.text_sha256] for one in findings] == [b"old", b"new"]
    assert {(one.entry, one.document) for one in findings} == {("policy/studio", "Terms")}


def test_a_service_asked_for_later_brings_its_whole_history(opened: Open, tmp_path: Path) -> None:
    where = repository(
        tmp_path / "versions",
        [
            commit(0, "First record of", "theirs", "Other/Terms.md"),
            commit(1, "First record of", "ours"),
        ],
    )
    polls = polling(opened, where, {"Gallery": "policy/gallery"})
    assert len(found(polls)) == 1
    both = {"Gallery": "policy/gallery", "Other": "policy/other"}
    polls.source = polling(opened, where, both).source
    assert [one.entry for one in found(polls)] == ["policy/other"]


def test_a_history_that_was_written_anew_is_read_from_its_start(
    opened: Open, tmp_path: Path
) -> None:
    services = {"Gallery": "policy/gallery"}
    old = repository(tmp_path / "old", [commit(0, "First record of", "one")])
    polls = polling(opened, old, services)
    found(polls)
    new = repository(
        tmp_path / "new",
        [commit(0, "First record of", "one"), commit(2, "Record new changes of", "two")],
    )
    polls.source = polling(opened, new, services).source
    assert told(polls) == [("change", "two")]


def test_texts_are_repaired_and_absurd_records_left_out(polls: Polls, tmp_path: Path) -> None:
    repository(
        tmp_path / "versions",
        [
            commit(0, "First record of", "a\r\nb\x00"),
            commit(1, "Record new changes of", ""),
            commit(2, "Record new changes of", "x" * (9 << 20)),
            Commit(9_999_999_999, "Record new changes of", {TERMS: "from the year 2286"}),
        ],
    )
    assert told(polls) == [("first", "a\nb")]


@pytest.mark.parametrize("what", ["nothing", "no repository", "empty repository", "no zip"])
def test_what_is_no_collection_is_a_failure(what: str, opened: Open, tmp_path: Path) -> None:
    where = tmp_path / "versions"
    if what == "no repository":
        where.mkdir()
    elif what == "empty repository":
        repository(where, [])
    elif what == "no zip":
        where.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(SourceFailure) as failure:
        polling(opened, where, {"Gallery": "policy/gallery"}).poll()
    assert failure.value.failure == ("waiting" if what == "nothing" else "unreadable")


def test_a_collection_that_is_not_there_yet_waits_and_one_that_is_lost_fails(
    opened: Open, tmp_path: Path
) -> None:
    polls = polling(opened, Path("versions.git"), {"Gallery": "policy/gallery"})
    polls.collections = tmp_path
    with pytest.raises(SourceFailure, match="git clone --bare") as waits:
        polls.poll()
    assert waits.value.failure == "waiting"
    where = repository(tmp_path / "versions.git", [commit(0, "First record of", "one")])
    assert len(found(polls)) == 1
    shutil.rmtree(where)
    with pytest.raises(SourceFailure) as lost:
        polls.poll()
    assert lost.value.failure == "not-found"


def test_services_of_one_entry_keep_their_documents_apart(opened: Open, tmp_path: Path) -> None:
    services = dict.fromkeys(("Gallery", "Prints"), "policy/gallery")
    paths = ("Gallery/Terms.md", "Prints/Terms.md", "Studio/Terms.md")
    where = repository(
        tmp_path / "versions",
        [commit(n, "First record of", f"text {n}", path) for n, path in enumerate(paths)],
    )
    polls = polling(opened, where, {**services, "Studio": "policy/studio"})
    assert sorted((one.entry, one.document) for one in found(polls)) == [
        ("policy/gallery", "Gallery: Terms (Open Terms Archive)"),
        ("policy/gallery", "Prints: Terms (Open Terms Archive)"),
        ("policy/studio", "Terms (Open Terms Archive)"),
    ]


def test_settings_of_a_repository_run_nothing(polls: Polls, tmp_path: Path) -> None:
    where = repository(tmp_path / "versions", [commit(0, "First record of", "one")])
    trap = f"touch {tmp_path}/sprung"
    for name in ("core.fsmonitor", "core.pager", "gpg.program", "diff.external"):
        subprocess.run(["git", "--git-dir", where, "config", name, trap], check=True)
    assert len(found(polls)) == 1
    assert not (tmp_path / "sprung").exists()


def test_memory_does_not_grow_with_the_number_of_commits(opened: Open, tmp_path: Path) -> None:
    peaks = []
    for count in (150, 1500):
        commits = (
            commit(n / 100, "Record new changes of", f"text {n}", f"Other {n % 50}/Terms.md")
            for n in range(count)
        )
        where = repository(tmp_path / str(count), [*commits, commit(0, "First record of", "one")])
        polls = polling(opened, where, {"Gallery": "policy/gallery"})
        tracemalloc.start()
        try:
            assert len(found(polls)) == 1
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + (300 << 10)


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return path


MEMBERS = {
    "versions/Gallery/Terms of Service/2024-04-07T18-34-10Z.md": "two",
    "versions/Gallery/Terms of Service/2023-04-07T18-34-10Z.md": "one",
    "versions/Gallery/Terms of Service/2023-13-45T18-34-10Z.md": "never",
    "versions/README.md": "about",
}


def test_a_data_set_does_not_tell_what_its_records_are(opened: Open, tmp_path: Path) -> None:
    where = zipped(tmp_path / "dataset.zip", MEMBERS)
    polls = polling(opened, where, {"Gallery": "policy/gallery"})
    assert told(polls) == [("unknown", "one"), ("unknown", "two")]
    assert found(polls) == []


def test_a_data_set_is_fetched_like_any_page(
    pages: HTTPServer, opened: Open, tmp_path: Path
) -> None:
    body = zipped(tmp_path / "dataset.zip", MEMBERS).read_bytes()
    pages.expect_request("/dataset.zip").respond_with_data(body, content_type="application/zip")
    options = OpenTermsArchiveOptions(services={"Gallery": "policy/gallery"})
    source = WatchedSource("data", pages.url_for("/dataset.zip"), None, None, options)
    polls = Polls(CONNECTOR, source, opened(pages.port))
    assert [kind for kind, _ in told(polls)] == ["unknown", "unknown"]
    assert found(polls) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
def test_years_of_deviantart_and_artstation_are_read_from_a_bundle(opened: Open) -> None:
    services = {"DeviantArt": "policy/deviantart", "ArtStation": "policy/artstation"}
    polls = polling(opened, SHARED / "ota-contrib-mini.bundle", services)
    findings = found(polls)
    assert Counter((one.entry, one.document[:5]) for one in findings) == {
        ("policy/deviantart", "Terms"): 26, ("policy/deviantart", "Priva"): 8,
        ("policy/artstation", "Terms"): 16, ("policy/artstation", "Priva"): 5,
    }  # fmt: skip
    terms = [one for one in findings if one.document[:5] == "Terms" and "deviant" in str(one.entry)]
    assert [one.seen_at for one in terms] == sorted(one.seen_at for one in terms)
    hidden = next(one for one in terms if one.seen_at.date() == dt.date(2024, 4, 7))
    assert hidden.kind == "change"
    assert [str(one.seen_at.date()) for one in terms if one.kind == "technical"] == [
        "2022-09-20", "2025-09-23",
    ]  # fmt: skip
    assert found(polls) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
def test_records_of_midjourney_are_read_from_a_bundle(opened: Open) -> None:
    bundle = SHARED / "ota-genai-contrib-mini.bundle"
    findings = found(polling(opened, bundle, {"Midjourney": "policy/midjourney"}))
    assert sorted(Counter(one.document for one in findings).values()) == [6, 17, 21]

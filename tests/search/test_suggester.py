"""Suggestions follow what is published, whoever asks, however many ask at once."""

from __future__ import annotations

import threading

import pytest

from kb.core import outbox
from kb.core.database import Database
from kb.entries.queries import figures
from kb.entries.reference import Reference
from kb.entries.tables import Court
from kb.search import suggester
from kb.search.suggester import NotYet, Suggester
from tests.support.documents import case, changed, policy
from tests.support.publishing import entry_of, publish


def make(database: Database) -> Suggester:
    def courts() -> dict[str, Court]:
        with database.reading() as session:
            return figures.courts(session)

    return Suggester(database, reference=lambda: Reference({}, {}, {}), courts=courts)


def generation(database: Database) -> int:
    with database.reading() as session:
        return outbox.newest_id(session)


def urls(made: Suggester, database: Database, text: str) -> list[str]:
    found = made.find(text, generation=generation(database))
    assert found.fresh
    return [suggestion.url for suggestion in found.items]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rest between two publications."""
    monkeypatch.setattr(suggester, "REST", 0)


@pytest.mark.usefixtures("hasty")
def test_what_is_published_changed_or_withdrawn_shows(database: Database) -> None:
    made = make(database)
    assert urls(made, database, "painter") == []
    publish(database, case())
    assert urls(made, database, "painter") == ["/cases/painter-v-model"]
    assert urls(made, database, "24-cv-9999") == ["/cases/painter-v-model"]
    assert urls(made, database, "jane doe") == ["/cases/painter-v-model"]
    assert urls(made, database, "northern district of cal")[0] == "/courts/cand"
    publish(database, changed(case(), short_name="Sculptor v. Model Maker", title="Sculptor"))
    assert urls(made, database, "sculptor") == ["/cases/painter-v-model"]
    with database.writing() as session:
        entry = entry_of(session, "case", "painter-v-model")
        entry.retracted_reason = "Twice here."
        outbox.append(session, kind="retracted", entry_id=entry.id or 0)
    assert urls(made, database, "sculptor") == []
    made.close()


def test_a_person_of_several_cases_leads_to_a_search(database: Database) -> None:
    for number in (1, 2):
        publish(database, case(f"painter-v-model-{number}", docket_number=f"3:24-cv-0000{number}"))
    made = make(database)
    found = made.find("paula", generation=generation(database)).items
    assert [(one.kind, one.detail, one.url) for one in found] == [
        ("party", "Party to 2 cases", "/search?q=party%3A%22Paula+Painter%22")
    ]
    made.close()


def test_who_is_cited_most_comes_first(database: Database) -> None:
    publish(database, policy("gallery-one", title="Gallery One", platform="Gallery One"))
    publish(database, policy("gallery-two", title="Gallery Two", platform="Gallery Two"))
    related = [{"kind": "policy", "slug": "gallery-two", "relation": "cites"}]
    publish(database, case(related=related))
    made = make(database)
    assert urls(made, database, "gall") == ["/policies/gallery-two", "/policies/gallery-one"]
    made.close()


def test_between_two_makings_the_older_one_answers_and_says_so(database: Database) -> None:
    publish(database, case())
    made = make(database)
    assert urls(made, database, "painter") == ["/cases/painter-v-model"]
    made._not_before = float("inf")  # as after a long making
    publish(database, policy())
    found = made.find("painter", generation=generation(database))
    assert [one.url for one in found.items] == ["/cases/painter-v-model"]
    assert not found.fresh
    made.close()


def test_many_threads_get_the_same_answer_from_one_making(database: Database) -> None:
    publish(database, case())
    made, wanted = make(database), generation(database)
    answers: list[object] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        answers.append(made.find("painter", generation=wanted))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    made.close()


def test_without_a_database_there_is_nothing_yet(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    made = make(database)
    with pytest.raises(NotYet, match="try again"):
        made.find("painter", generation=1)
    with pytest.raises(NotYet):  # and nobody waits again at once
        made.find("painter", generation=1)
    made.close()
    database.close()

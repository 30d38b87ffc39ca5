"""Every service that acts for somebody asks whether they may: one row each, tried by everybody.

A function of the packages below the web that takes an `Actor` must stand in `ROWS` or, with the
reason why it asks nobody, in `NO_SERVICES`. What each action allows whom is held against a table
by hand in `test_permissions`.
"""

from __future__ import annotations

import datetime as dt
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

import kb
from kb.accounts import mailing, permissions, tokens, users
from kb.accounts.actors import ROLES, SCOPES, VISITOR, Actor, Role, command_line, machine
from kb.accounts.permissions import Forbidden, NotSignedIn, can
from kb.accounts.tables import MailAddress
from kb.alerts import list_views, lists, subscriptions, targets, views
from kb.alerts.subscriptions import Choice
from kb.alerts.tables import Delivery
from kb.core import clock
from kb.core.database import Database
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.editorial import decide, lifecycle, queue, reporting, rules, saving, staleness
from kb.editorial.bulk import Incoming, run_import
from kb.entries.diff import diff
from kb.entries.documents import dump_document
from kb.entries.proposals import Submission, access, drafts, submission
from kb.entries.tables import Entry
from kb.scraper import managing, proposing
from kb.scraper.findings import Notice
from kb.scraper.tables import Watch
from kb.sources.bodies import BodyStore
from tests.support.accounts import account
from tests.support.documents import case, changed
from tests.support.publishing import entry_of, publish

pytestmark = pytest.mark.one_database
PLAIN, TRUSTED = machine("scraper: x"), machine("scraper: x", trusted=True)
NAME = {"kind": "case", "slug": case().slug, "reason": "For a test"}
BETTER = changed(case(), summary="A better summary.")
NOTHING = Incoming("nothing.json", "0", (), frozenset(), ())
WATCH = Watch(
    name="x", connector="feed", url="https://a.example/", every=60, trust="propose",
    options="{}", declared="file",
)  # fmt: skip
KEY = b"k" * 32
ALL = targets.Target("all", "", "Everything")
CHOICE = Choice(meanings=("new",), webhook_url="https://a.example/")
SOURCE = '[[source]]\nname = "watched"\nconnector = "feed"\nurl = "https://a.example/"\n'


@dataclass(frozen=True)
class World:
    """A published case, and what everybody owns."""

    database: Database
    store: BodyStore
    entry: Entry
    people: Mapping[Role, Actor]
    stranger: Actor
    #: (open, draft or token; account, None for the machine) → its number.
    things: Mapping[tuple[str, int | None], int]


Arguments = Callable[[World, Actor], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """A service, the action that it asks for, and arguments with which it would do its work.

    Session and database are given by the test. `own`: it is about something of the actor's own,
    so that only those with an account try it. `theirs`: it is about something of a stranger's.
    """

    service: Callable[..., Any]
    action: str
    arguments: Arguments
    own: bool = False
    theirs: bool = False

    def allows(self, actor: Actor, stranger: Actor) -> bool:
        """Whether this actor may, as the table of permissions says."""
        return can(actor, self.action, actor if self.own else stranger if self.theirs else None)


def given(**arguments: Any) -> Arguments:
    """The same for everybody."""
    return lambda world, actor: arguments


def own(parameter: str, thing: str) -> Arguments:
    """Something of the actor's own."""
    return lambda world, actor: {parameter: world.things[thing, actor.account_id]}


def theirs(parameter: str, thing: str) -> Arguments:
    """The same kind of thing, of a stranger."""
    return lambda world, actor: {parameter: world.things[thing, world.stranger.account_id]}


def waiting(**further: Any) -> Arguments:
    """A proposal to decide on: a stranger's, but a machine's own, since it decides on no other."""

    def arguments(world: World, actor: Actor) -> dict[str, Any]:
        owner = None if actor.via == "machine" else world.stranger.account_id
        return {"proposal_id": world.things["open", owner]} | further

    return arguments


def handed_in(origin: str) -> Arguments:
    """A change of the case."""
    return lambda world, actor: {
        "submission": Submission(BETTER, "It changed", origin, world.entry.id)
    }


def reader(**further: Any) -> Arguments:
    """The account of the reader."""
    return lambda world, actor: {"account_id": world.people["reader"].account_id} | further


def listed(whose: Callable[[str, str], Arguments], **further: Any) -> Arguments:
    """A list with the case in it, and the case."""

    def arguments(world: World, actor: Actor) -> dict[str, Any]:
        number = whose("list_id", "list")(world, actor)
        return {**number, "entry_id": world.entry.id, **further}

    return arguments


def watched_list(whose: Callable[[str, str], Arguments]) -> Arguments:
    """A list to watch."""

    def arguments(world: World, actor: Actor) -> dict[str, Any]:
        number = whose("what", "list")(world, actor)["what"]
        return {"subject": "list", "what": str(number)}

    return arguments


def alert(whose: Callable[[str, str], Arguments], **further: Any) -> Arguments:
    """An alert."""
    return lambda world, actor: {**whose("subscription_id", "alert")(world, actor), **further}


def mail_link(world: World, actor: Actor) -> dict[str, Any]:
    """The link that confirms the actor's address."""
    with world.database.reading() as session:
        found = session.get_one(MailAddress, actor.account_id)
    return {"token": mailing.link_token(found, KEY), "key": KEY}


def report(world: World, actor: Actor) -> dict[str, Any]:
    """A report in words."""
    assert world.entry.id is not None and world.entry.head_revision_id is not None
    about = (world.entry.id, world.entry.head_revision_id, (), ())
    return {"report": reporting.Report(*about, words="It is wrong.")}


def finding(world: World, actor: Actor) -> dict[str, Any]:
    """What a watched source says."""
    notice = Notice("k", "https://a.example/", "Look at it")
    found = {"watch": WATCH, "entry": world.entry, "findings": [notice]}
    return found | {"store": world.store, "copies": {}}


#: Services about one of somebody's alerts, with what they are given besides.
ALERT_DEEDS: tuple[tuple[Callable[..., Any], Mapping[str, Any]], ...] = (
    (subscriptions.own, {}),
    (subscriptions.change, {"choice": CHOICE}),
    (subscriptions.pause, {"paused": True}),
    (subscriptions.end, {}),
    (subscriptions.new_secrets, {}),
    (subscriptions.try_webhook, {}),
    (views.own_view, {}),
)
#: Services about one of somebody's lists, with what they are given besides.
LIST_DEEDS: tuple[tuple[Callable[..., Any], Mapping[str, Any]], ...] = (
    (lists.own, {}),
    (lists.rename, {"name": "B"}),
    (lists.remove_list, {}),
    (lists.share, {"with_notes": False}),
    (lists.unshare, {}),
    (lists.add, {"kind": "case", "slug": "target-v-model"}),
    (lists.annotate, {"note": "Mine"}),
    (lists.remove, {}),
    (lists.move, {"by": 1}),
    (lists.see, {}),
    (lists.follow_merger, {}),
    (list_views.own_view, {}),
)
ROWS = (
    Row(submission.submit, "propose", handed_in("reader")),
    Row(submission.submit, "edit", handed_in("contributor")),
    Row(submission.submit, "edit", handed_in("editor")),
    Row(submission.submit, "propose", handed_in("scraper")),
    Row(submission.submit, "import-proposals", handed_in("import")),
    Row(access.proposal_for, "see-own", own("proposal_id", "draft"), own=True),
    Row(access.proposal_for, "see-own", theirs("proposal_id", "draft"), theirs=True),
    Row(access.proposal_for, "review", theirs("proposal_id", "open")),
    Row(access.own_draft, "draft", own("draft_id", "draft"), own=True),
    Row(access.own_draft, "draft", theirs("draft_id", "draft"), theirs=True),
    Row(access.own_proposals, "see-own", given()),
    Row(drafts.save_draft, "draft", given(kind="case", data={})),
    Row(drafts.submit_draft, "draft", own("draft_id", "draft"), own=True),
    Row(drafts.submit_draft, "draft", theirs("draft_id", "draft"), theirs=True),
    Row(drafts.withdraw, "see-own", own("proposal_id", "open"), own=True),
    Row(drafts.withdraw, "see-own", theirs("proposal_id", "open"), theirs=True),
    Row(decide.accept, "decide", waiting()),
    Row(decide.reject, "decide", waiting(reason="Not so")),
    Row(decide.answer, "decide", waiting(reason="Thank you")),
    Row(decide.assign, "decide", waiting(to="Ada")),
    Row(
        rules.single_handed,
        "override-two-person",
        given(changes=diff(dump_document(case()), dump_document(BETTER)), override_reason="Alone"),
    ),
    Row(saving.save, "edit", given(document=changed(case(), slug="new-v-model"), reason="New")),
    Row(lifecycle.rename, "rename", given(**NAME, new_slug="another-name")),
    Row(lifecycle.merge_into, "merge", given(**NAME, target="target-v-model")),
    Row(lifecycle.retract, "retract", given(**NAME)),
    Row(lifecycle.restore, "retract", given(**NAME)),
    Row(lifecycle.revert, "revert", given(**NAME, version=1)),
    Row(queue.queue, "review", given(wanted=queue.QueueFilter())),
    Row(queue.proposals, "see-own", given()),
    Row(queue.review_view, "review", theirs("proposal_id", "open")),
    Row(reporting.hand_in, "propose", report),
    Row(staleness.findings, "stale", given(today=dt.date(2026, 11, 22))),
    Row(run_import, "import-proposals", given(incoming=NOTHING, dry_run=True)),
    Row(run_import, "import-published", given(incoming=NOTHING, dry_run=True, publish=True)),
    Row(users.add, "manage-users", given(name="Newcomer", role="reader")),
    Row(users.change_role, "manage-users", reader(role="editor")),
    Row(users.disable, "manage-users", reader()),
    Row(users.enable, "manage-users", reader()),
    Row(users.make_link, "manage-users", reader()),
    Row(tokens.make, "own-account", given(label="A", scopes=["read"], days=1), own=True),
    Row(tokens.revoke, "own-account", own("token_id", "token"), own=True),
    Row(tokens.revoke, "own-account", theirs("token_id", "token"), theirs=True),
    Row(mailing.address_of, "follow", given(), own=True),
    Row(mailing.ask, "follow", given(address="a@example.org", key=KEY), own=True),
    Row(mailing.asked, "follow", mail_link, own=True),
    Row(mailing.confirm, "follow", mail_link, own=True),
    Row(mailing.forget, "follow", given(), own=True),
    Row(targets.target, "follow", watched_list(own), own=True),
    Row(targets.target, "follow", watched_list(theirs), theirs=True),
    Row(subscriptions.create, "follow", given(target=ALL, choice=CHOICE), own=True),
    Row(subscriptions.send_confirmation, "follow", given(), own=True),
    Row(subscriptions.send_again, "follow", own("delivery_id", "delivery"), own=True),
    Row(subscriptions.send_again, "follow", theirs("delivery_id", "delivery"), theirs=True),
    Row(views.own_subscriptions, "follow", given(), own=True),
    Row(views.own_deliveries, "follow", given(), own=True),
    *(Row(deed, "follow", alert(own, **more), own=True) for deed, more in ALERT_DEEDS),
    *(Row(deed, "follow", alert(theirs, **more), theirs=True) for deed, more in ALERT_DEEDS),
    Row(lists.create, "follow", given(name="A"), own=True),
    Row(list_views.own_lists, "follow", given(), own=True),
    *(Row(deed, "follow", listed(own, **more), own=True) for deed, more in LIST_DEEDS),
    *(Row(deed, "follow", listed(theirs, **more), theirs=True) for deed, more in LIST_DEEDS),
    Row(proposing.propose, "propose", finding),
    Row(managing.declare, "manage-sources", given(text=SOURCE)),
    Row(managing.switch, "manage-sources", given(name="watched", enabled=False)),
    Row(managing.run_soon, "manage-sources", given(name="watched")),
    Row(managing.give_back, "manage-sources", given(name="watched")),
)
#: What takes an actor and asks nothing of them, and why.
NO_SERVICES = {
    permissions.can: "is the question itself",
    permissions.require: "is the question itself",
    access.is_own: "compares two things in hand",
    submission.announce: "is the last step of handing in, after the question",
    users.set_password: "is asked for with the present password or a link, by no right",
}


def test_every_function_that_takes_an_actor_has_its_row() -> None:
    listed = {row.service for row in ROWS} | NO_SERVICES.keys()
    missing = [f"{one.__module__}.{one.__name__}" for one in services() if one not in listed]
    assert missing == []


def services() -> Iterator[Callable[..., Any]]:
    """The public functions below the web and the command line that take an `Actor`."""
    for found in pkgutil.walk_packages(kb.__path__, "kb."):
        if found.name.startswith(("kb.web", "kb.cli")):
            continue
        for name, one in inspect.getmembers(import_module(found.name), inspect.isfunction):
            if one.__module__ == found.name and not name.startswith("_"):
                parameters = inspect.signature(one).parameters.values()
                if any("Actor" in str(parameter.annotation) for parameter in parameters):
                    yield one


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    publish(database, case("target-v-model"))
    publish(database, case())
    with database.writing() as session:
        managing.declare(session, SOURCE, actor=command_line())
    people = {role: account(database, role) for role in ROLES}
    stranger = account(database, "contributor", name="Somebody Else")
    with database.reading() as session:
        entry = entry_of(session, "case", case().slug)
        session.expunge(entry)
    things: dict[tuple[str, int | None], int] = {}
    for actor in (*people.values(), stranger, PLAIN):
        with database.writing() as session:
            things |= belongings(session, actor, entry)
    return World(database, BodyStore(tmp_path), entry, people, stranger, things)


def belongings(session: Session, actor: Actor, entry: Entry) -> dict[tuple[str, int | None], int]:
    """An open proposal of the actor's and, with an account, a draft, a token, a list,
    an alert and a mail that failed."""
    origin = "scraper" if actor.via == "machine" else "reader"
    document = changed(case(), summary=f"What {actor.name} knows better.")
    handed = Submission(document, "It changed", origin, entry.id, source_name=origin)
    made = {"open": submission.submit(session, handed, actor=actor).id}
    if actor.is_signed_in:
        # A reader may have a draft from the time when they were a contributor.
        author = replace(actor, role="contributor")
        data = dump_document(document)
        draft = drafts.save_draft(
            session, actor=author, kind="case", data=data, reason="Later", entry_id=entry.id
        )
        token, _ = tokens.make(session, actor=actor, label="A", scopes=[], days=1)
        person = replace(actor, via="session")
        kept = lists.create(session, actor=person, name="A")
        lists.add(session, kept.id or 0, actor=person, kind=entry.kind, slug=entry.slug)
        made |= {"draft": draft.id, "token": token.id, "list": kept.id}
        mailing.ask(session, actor=person, address=f"a{actor.account_id}@example.org", key=KEY)
        made["alert"] = subscriptions.create(session, ALL, CHOICE, actor=person).id
        failed = Delivery(
            account_id=actor.account_id or 0, channel="mail", purpose="notices", state="failed",
            key=f"key {actor.account_id}", due_at=clock.now(),
        )  # fmt: skip
        session.add(failed)
        session.flush()
        made["delivery"] = failed.id
    return {(thing, actor.account_id): number or 0 for thing, number in made.items()}


def everybody(people: Mapping[Role, Actor]) -> Iterator[Actor]:
    """A visitor, the roles, tokens of each role and of each scope, commands, both machines."""
    yield from (VISITOR, *people.values(), command_line(), PLAIN, TRUSTED)
    for actor in people.values():
        yield replace(actor, via="token", scopes=frozenset(SCOPES))
    for scope in SCOPES:
        yield replace(people["admin"], via="token", scopes=frozenset({"read", scope}))


def test_every_service_refuses_whom_the_table_refuses_and_nobody_else(world: World) -> None:
    wrong = []
    for row in ROWS:
        for actor in everybody(world.people):
            if row.own and not actor.is_signed_in:
                continue
            found, right = is_done(world, row, actor), row.allows(actor, world.stranger)
            if found is not right:
                what = "does it for" if found else "refuses"
                who = f"{actor.via} {actor.name} {sorted(actor.scopes)}"
                wrong.append(f"{row.service.__name__} ({row.action}) {what} {who}")
    assert not wrong, "\n".join(wrong)


def test_a_trusted_machine_decides_on_nothing_but_what_it_proposed(world: World) -> None:
    number = world.things["open", world.stranger.account_id]
    for deed in (decide.accept, decide.reject, decide.answer, decide.assign):
        row = Row(deed, "decide", given(proposal_id=number, reason="No", to=None))
        assert not is_done(world, row, TRUSTED)


def is_done(world: World, row: Row, actor: Actor) -> bool:
    """Whether the service gets as far as its work, which is undone again.

    What is refused is also refused by having it not exist (`NotFound`).
    """
    taken = inspect.signature(row.service).parameters
    arguments = {**row.arguments(world, actor), "actor": actor}
    arguments = {name: value for name, value in arguments.items() if name in taken}
    try:
        if "database" in taken:
            row.service(database=world.database, **arguments)
            return True
        with world.database.writing() as session:
            row.service(**({"session": session} if "session" in taken else {}), **arguments)
            raise _Undo
    except (Forbidden, NotSignedIn, NotFound):
        return False
    except (_Undo, Conflict, InvalidInput):
        return True


class _Undo(Exception):
    """Takes back what was done."""

"""Every use case that takes an actor, against every kind of actor, and one table that says what must come of it.

Refused calls leave every row of every table as it was, and answer alike whether the record exists or not.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from factories.pipeline_bench import FIRM, Bench, file
from sqlalchemy import select

import crm_store
from channels.email.addressing import reply_address
from channels.message import RawItem
from crm_store import clock
from crm_store.access import SYSTEM, Actor, ActorKind, Role
from crm_store.accounts.models import Account
from crm_store.activities import queries as activity_queries
from crm_store.activities import service as activities
from crm_store.activities.rules import ActivityKind, Answer, slot
from crm_store.audit.models import AuditEntry
from crm_store.canned import service as canned
from crm_store.contacts import queries as contacts
from crm_store.database import Database
from crm_store.demo import service as demo
from crm_store.errors import CrmError, Forbidden, NotFound
from crm_store.files.service import FileStore
from crm_store.imports import service as imports
from crm_store.imports.csv_rows import CsvRow
from crm_store.inbox import queries as inbox_queries
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import Outcome
from crm_store.interactions import queries as messages
from crm_store.interactions.models import Attachment, Interaction
from crm_store.leads import queries as lead_queries
from crm_store.leads import service as leads
from crm_store.leads.models import Lead
from crm_store.leads.notes import add_note
from crm_store.notifications import queries as notifications
from crm_store.notifications.subscriptions import react
from crm_store.outbox.rules import State
from crm_store.records import service as records
from crm_store.records.kinds import KINDS
from crm_store.references import Kind
from crm_store.schema import METADATA
from crm_store.search import messages as said
from crm_store.search import queries as search
from crm_store.team import service as team
from crm_store.tickets import filing, moving, outcomes, readdress, replies, reply_addresses, senders, undo
from crm_store.tickets import queries as ticket_queries
from crm_store.tickets import service as tickets
from crm_store.tickets.from_lead import open_for_lead
from crm_store.tickets.lead_timeline import lead_timeline
from crm_store.tickets.models import TicketParticipant
from crm_store.unit_of_work import Store, UnitOfWork

ABSENT = 4_711
STAFF = frozenset({"admin", "manager", "sales", "support"})
SELLERS = STAFF - {"support"}
MANAGERS = frozenset({"admin", "manager"})
ADMIN = frozenset({"admin"})
ACTORS = (*sorted(STAFF), "disabled", "nobody")


@dataclass
class World:
    """A firm in which every kind of record exists, and each role has a draft, an answer and a note of its own."""

    store: Store
    actors: dict[str, Actor] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    audit: dict[str, int] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    invited: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)


Call = Callable[[UnitOfWork, World, str, bool], Any]


@dataclass(frozen=True)
class Case:
    """``allowed`` are roles. ``call`` gets the actor's name and whether the record is to be an existing one."""

    allowed: frozenset[str]
    call: Call
    has_record: bool = True


def number(table: str) -> Callable[[World, str, bool], int]:
    """An id of the actor's own, or of the world, or of nothing."""

    def find(world: World, who: str, there: bool) -> int:
        own = getattr(world, table, {})
        return (own.get(who) or next(iter(own.values()), 0) or world.ids[table]) if there else ABSENT

    return find


def on(function: Any, *, table: str, argument: str, **more: Any) -> Call:
    """A call with one id."""
    find = number(table)
    return lambda uow, world, who, there: function(
        uow, actor=world.actors[who], **{argument: find(world, who, there)}, **more
    )


def plainly(function: Any, **more: Any) -> Call:
    return lambda uow, world, who, _there: function(uow, actor=world.actors[who], **more)


def ticket(function: Any, **more: Any) -> Call:
    return on(function, table="tickets", argument="ticket_id", **more)


def ticket_and(function: Any, table: str, argument: str) -> Call:
    """A record on the stranger's ticket; absent: the same ticket, another record."""

    def call(uow: UnitOfWork, world: World, who: str, there: bool) -> Any:
        found = {argument: world.ids[table] if there else ABSENT}
        return function(uow, actor=world.actors[who], ticket_id=world.ids["shown_on"], **found)

    return call


MEETING = slot(ActivityKind.MEETING, start=datetime(2026, 11, 27, 9, tzinfo=UTC), end=None, timezone="Asia/Ho_Chi_Minh")


def planned(function: Any, **more: Any) -> Call:
    return on(function, table="activities", argument="activity_id", **more)


CASES: dict[str, Case] = {
    "activities.queries.activity": Case(STAFF, planned(activity_queries.activity)),
    "activities.queries.agenda": Case(
        STAFF, plainly(activity_queries.agenda, since=clock.now(), until=clock.now()), has_record=False
    ),
    "activities.queries.overlapping": Case(
        STAFF, plainly(activity_queries.overlapping, starts_at=clock.now(), ends_at=clock.now()), has_record=False
    ),
    "activities.queries.of_record": Case(
        STAFF, plainly(activity_queries.of_record, kind=Kind.CONTACT, record_id=1), has_record=False
    ),
    "activities.service.plan": Case(
        STAFF,
        plainly(activities.plan, wanted=activities.Plan(kind=ActivityKind.MEETING, subject="Gặp", slot=MEETING)),
        has_record=False,
    ),
    "activities.service.move": Case(STAFF, planned(activities.move, slot=MEETING)),
    "activities.service.complete": Case(STAFF, planned(activities.complete)),
    "activities.service.reopen": Case(STAFF, on(activities.reopen, table="ended", argument="activity_id")),
    "activities.service.hand_over": Case(STAFF, planned(activities.hand_over, owner_id=1)),
    "activities.service.answer": Case(
        STAFF, on(activities.answer, table="invited", argument="activity_id", said=Answer.YES)
    ),
    "contacts.queries.contact": Case(STAFF, on(contacts.contact, table="contact", argument="contact_id")),
    "contacts.queries.account": Case(STAFF, on(contacts.account, table="account", argument="account_id")),
    "demo.service.fill": Case(ADMIN, plainly(demo.fill), has_record=False),
    "imports.service.take": Case(
        STAFF,
        plainly(imports.take, kind="accounts", rows=[CsvRow(2, {"external_id": "A1", "name": "Vĩnh Phát"})]),
        has_record=False,
    ),
    "inbox.queries.balance": Case(
        MANAGERS,
        lambda uow, world, who, _t: inbox_queries.balance(
            uow, actor=world.actors[who], since=clock.now(), until=clock.now()
        ),
        has_record=False,
    ),
    "inbox.queries.items": Case(MANAGERS, plainly(inbox_queries.items), has_record=False),
    "inbox.service.replay": Case(
        MANAGERS,
        lambda uow, world, who, there: inbox.replay(
            uow, actor=world.actors[who], inbox_ids=[world.ids["quarantined"] if there else ABSENT]
        ),
    ),
    "canned.service.listed": Case(STAFF, plainly(canned.listed), has_record=False),
    "canned.service.one": Case(STAFF, on(canned.one, table="canned", argument="canned_id")),
    "canned.service.add": Case(ADMIN, plainly(canned.add, name="Chào", text="Chào anh chị"), has_record=False),
    "canned.service.change": Case(
        ADMIN, on(canned.change, table="canned", argument="canned_id", name="Khác", text="Chào anh chị")
    ),
    "canned.service.remove": Case(ADMIN, on(canned.remove, table="canned", argument="canned_id")),
    "interactions.queries.unlinked": Case(STAFF, plainly(messages.unlinked), has_record=False),
    "interactions.queries.unlinked_count": Case(STAFF, plainly(messages.unlinked_count), has_record=False),
    "interactions.queries.logged_message": Case(
        STAFF, on(messages.logged_message, table="loose", argument="interaction_id")
    ),
    "interactions.queries.ticket_of": Case(STAFF, on(messages.ticket_of, table="shown", argument="interaction_id")),
    "leads.queries.leads": Case(STAFF, plainly(lead_queries.leads), has_record=False),
    "leads.notes.add_note": Case(SELLERS, on(add_note, table="lead", argument="lead_id", text="gọi lại sau")),
    "tickets.lead_timeline.lead_timeline": Case(STAFF, on(lead_timeline, table="lead", argument="lead_id")),
    "leads.queries.lead": Case(STAFF, on(lead_queries.lead, table="lead", argument="lead_id")),
    "leads.service.get": Case(STAFF, on(leads.get, table="lead", argument="lead_id")),
    "leads.service.take": Case(SELLERS, on(leads.take, table="lead", argument="lead_id")),
    "leads.service.give_back": Case(SELLERS, on(leads.give_back, table="leads", argument="lead_id")),
    "notifications.queries.problems": Case(STAFF, plainly(notifications.problems), has_record=False),
    "notifications.queries.problem_counts": Case(STAFF, plainly(notifications.problem_counts), has_record=False),
    "records.service.listed": Case(STAFF, plainly(records.listed, kind="tickets"), has_record=False),
    "records.service.one": Case(
        STAFF,
        lambda uow, world, who, there: records.one(
            uow, actor=world.actors[who], ref=f"T-{number('tickets')(world, who, there)}"
        ),
    ),
    "search.messages.find_messages": Case(STAFF, plainly(said.find_messages, text="hoa"), has_record=False),
    "search.queries.find": Case(STAFF, plainly(search.find, text="hoa"), has_record=False),
    "search.queries.open_tickets_of": Case(STAFF, plainly(search.open_tickets_of, contact_id=1), has_record=False),
    "team.service.add_user": Case(
        ADMIN, plainly(team.add_user, name="Mới", email="moi@binhminh.vn", role="admin"), has_record=False
    ),
    "team.service.invite": Case(ADMIN, on(team.invite, table="user", argument="user_id")),
    "team.service.disable_user": Case(ADMIN, on(team.disable_user, table="user", argument="user_id")),
    "team.service.list_users": Case(STAFF, plainly(team.list_users), has_record=False),
    "team.service.find_user": Case(
        STAFF,
        lambda uow, world, who, there: team.find_user(
            uow, actor=world.actors[who], ref=f"U-{world.ids['user'] if there else ABSENT}"
        ),
    ),
    "tickets.filing.file_under": Case(
        STAFF, on(filing.file_under, table="loose", argument="interaction_id", record="")
    ),
    "tickets.filing.leave": Case(STAFF, on(filing.leave, table="loose", argument="interaction_id")),
    "tickets.from_lead.open_for_lead": Case(STAFF, on(open_for_lead, table="buyer", argument="lead_id")),
    "tickets.queries.tickets": Case(STAFF, plainly(ticket_queries.tickets), has_record=False),
    "tickets.queries.ticket": Case(STAFF, ticket(ticket_queries.ticket)),
    "tickets.queries.timeline": Case(STAFF, ticket(ticket_queries.timeline)),
    "tickets.queries.counts": Case(STAFF, plainly(ticket_queries.counts), has_record=False),
    "tickets.queries.attachment": Case(STAFF, ticket_and(ticket_queries.attachment, "attachment", "attachment_id")),
    "tickets.queries.original": Case(STAFF, ticket_and(ticket_queries.original, "shown", "interaction_id")),
    "tickets.replies.begin": Case(STAFF, ticket(replies.begin)),
    "tickets.replies.preview": Case(STAFF, on(replies.preview, table="drafts", argument="draft_id", text="Xin chào")),
    "tickets.replies.look": Case(STAFF, on(replies.look, table="drafts", argument="draft_id")),
    "tickets.replies.cancel": Case(STAFF, on(replies.cancel, table="drafts", argument="draft_id")),
    "tickets.replies.send": Case(STAFF, on(replies.send, table="drafts", argument="draft_id")),
    "tickets.replies.undo": Case(STAFF, on(replies.undo, table="held", argument="outbox_id")),
    "tickets.outcomes.retry": Case(STAFF, on(outcomes.retry, table="unknown", argument="outbox_id")),
    "tickets.outcomes.mark_arrived": Case(STAFF, on(outcomes.mark_arrived, table="unknown", argument="outbox_id")),
    "tickets.reply_addresses.revoke_tokens": Case(STAFF, ticket(reply_addresses.revoke_tokens)),
    "tickets.readdress.correct_address": Case(
        STAFF, on(readdress.correct_address, table="failed", argument="outbox_id", address="lan.moi@vinhphat.vn")
    ),
    "tickets.service.take": Case(STAFF, ticket(tickets.take)),
    "tickets.service.assign": Case(
        STAFF,
        lambda uow, world, who, there: tickets.assign(
            uow,
            actor=world.actors[who],
            ticket_id=number("tickets")(world, who, there),
            user_id=world.actors["sales"].user_id or 0,
        ),
    ),
    "tickets.service.set_status": Case(STAFF, ticket(tickets.set_status, status="resolved")),
    "tickets.service.set_priority": Case(STAFF, ticket(tickets.set_priority, priority="high")),
    "tickets.service.add_note": Case(STAFF, ticket(tickets.add_note, text="gọi lại sau")),
    "tickets.service.link_note": Case(
        STAFF,
        lambda uow, world, who, there: tickets.link_note(
            uow,
            actor=world.actors[who],
            ticket_id=world.ids["shown_on"] if there else ABSENT,
            interaction_id=world.ids["loose"],
        ),
    ),
    "tickets.service.remove_note": Case(STAFF, on(tickets.remove_note, table="notes", argument="interaction_id")),
    "tickets.service.follow": Case(STAFF, ticket(tickets.follow)),
    "tickets.service.unfollow": Case(STAFF, ticket(tickets.unfollow)),
    "tickets.senders.accept_sender": Case(STAFF, ticket_and(senders.accept_sender, "stranger", "participant_id")),
    "tickets.senders.refuse_sender": Case(STAFF, ticket_and(senders.refuse_sender, "stranger", "participant_id")),
    "tickets.moving.move_interaction": Case(
        STAFF, on(moving.move_interaction, table="shown", argument="interaction_id", ticket_id=None)
    ),
    "tickets.undo.last": Case(STAFF, plainly(undo.last), has_record=False),
    "tickets.undo.undo": Case(STAFF, on(undo.undo, table="audit", argument="audit_id")),
}
ONES_OWN = {
    "team.service.sessions_of": "shows one's own sessions, whatever the role",
    "team.service.revoke_session": "ends one's own; tested below",
    "team.service.set_language": "sets one's own language; tested below",
}
NO_USE_CASE = {
    "audit.service.record": "writes what a use case has checked",
    "imports.service.import_file": "opens files; calls take",
    "access.require": "the check itself",
    "tickets.outcomes.writer": "the check itself",
    "tickets.service.changed": "writes down what a use case has changed",
    "tickets.outcomes.reply_item": "reads what a use case changes; checks by writer",
    "tickets.replies.begin_again": "the second half of tickets.readdress.correct_address",
}
QUIET = {"tickets.service.unfollow", "interactions.queries.ticket_of"}
"""Answers the same for what is not there: there is nothing to end, or nothing to tell."""


def public_use_cases() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(crm_store.__path__, "crm_store."):
        if module.name.startswith("crm_store.migrations"):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            own = inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_")
            if own and "actor" in inspect.signature(function).parameters:
                found.add(f"{module.name.removeprefix('crm_store.')}.{name}")
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copyfile(sqlite_template, folder / "crmbot.sqlite")
    store = Store(Database(f"sqlite:///{folder / 'crmbot.sqlite'}"), FileStore(folder / "files"), FIRM, react)
    yield built(Bench(store))
    clock.use(None)
    store.close()


@pytest.fixture(autouse=True)
def world_clock(world: World) -> None:
    """The suite's clock ends with each test; the world's stands."""
    clock.use(lambda: world.store.now)  # type: ignore[attr-defined]


def built(bench: Bench) -> World:
    world = World(bench.store)
    bench.store.now = bench.time  # type: ignore[attr-defined]
    for role in sorted(STAFF):
        user = bench.user(f"Người {role}", role)
        world.actors[role] = actor = team.actor_of(user, "web")
        token = bench.do(lambda uow, user=user: team.sign_in_link(uow, user_id=user.id))
        bench.do(lambda uow, token=token: team.redeem(uow, token=token, purpose="sign_in", user_agent=""))
        (session, *_) = bench.do(lambda uow, actor=actor: team.sessions_of(uow, actor=actor))
        world.sessions[role] = session.id
        ticket_id = world.tickets[role] = bench.opened(f"{role}@saomai.vn", subject=role)
        world.held[role] = bench.answer(actor, ticket_id, sent=False)
        world.drafts[role] = draft = bench.do(
            lambda uow, actor=actor, t=ticket_id: replies.begin(uow, actor=actor, ticket_id=t)
        ).id
        bench.do(lambda uow, actor=actor, d=draft: replies.preview(uow, actor=actor, draft_id=d, text="Xin chào chị"))
        world.notes[role] = bench.do(
            lambda uow, actor=actor, t=ticket_id: tickets.add_note(uow, actor=actor, ticket_id=t, text="ghi chú")
        )
        meeting = activities.Plan(
            kind=ActivityKind.MEETING, subject=role, slot=MEETING, attendees=(activities.Who(user_id=user.id),)
        )
        for table in (world.activities, world.ended, world.invited):
            table[role] = bench.do(lambda uow, actor=actor, m=meeting: activities.plan(uow, actor=actor, wanted=m))
        done = world.ended[role]
        bench.do(lambda uow, actor=actor, done=done: activities.complete(uow, actor=actor, activity_id=done))
        if role in SELLERS:
            world.leads[role] = lead = bench.lead(f"khach-{role}@vinhphat.vn")
            bench.do(lambda uow, actor=actor, lead=lead: leads.take(uow, actor=actor, lead_id=lead))
        world.audit[role] = bench.rows(AuditEntry, AuditEntry.actor_id == user.id, AuditEntry.record_kind == "ticket")[
            -1
        ].id
    _with_the_rest(bench, world)
    return world


def _with_the_rest(bench: Bench, world: World) -> None:
    gone = bench.user("Đã nghỉ", "admin")
    bench.do(lambda uow: team.disable_user(uow, actor=SYSTEM, user_id=gone.id))
    gone = bench.do(lambda uow: team.find_user(uow, actor=SYSTEM, ref=f"U-{gone.id}"))
    world.actors["disabled"] = team.actor_of(gone, "web")
    world.actors["nobody"] = Actor(ActorKind.USER, "web")
    ids = world.ids
    ids["user"] = bench.user("Ai đó", "support").id
    ids["contact"], ids["account"], ids["lead"] = bench.contact(), bench.account(), bench.lead("nam@vinhphat.vn")
    ids["shown_on"] = world.tickets["support"]
    stranger = bench.mail(
        "la@evil.example",
        to=(reply_address(FIRM.support_address, bench.token(ids["shown_on"])),),
        attachments=(file(),),
    )
    bench.take(stranger)
    ids["shown"] = bench.rows(Interaction, Interaction.is_pending.is_(True))[0].id
    ids["stranger"] = bench.rows(TicketParticipant, TicketParticipant.state == "pending")[0].id
    ids["attachment"] = bench.rows(Attachment)[0].id
    ids["loose"] = bench.take(bench.mail("mai@saomai.vn", "Chúc mừng năm mới!", subject="")).interaction_id or 0
    ids["unknown"] = bench.answer(world.actors["sales"], bench.opened("lan@vinhphat.vn"), sent=False)
    bench.set_outbox(ids["unknown"], state=State.UNKNOWN)
    ids["canned"] = bench.do(lambda uow: canned.add(uow, actor=SYSTEM, name="Đã nhận", text="Em đã nhận ạ."))
    bench.take(bench.mail("mua@vinhphat.example", "Báo giá giúp tôi 20 máy in nhé.", subject="Xin báo giá"))
    ids["buyer"] = bench.rows(Lead)[-1].id
    ids["failed"] = bench.answer(world.actors["sales"], bench.opened("sai@vinhphat.vn"), sent=False)
    nobody_there = {"address": "sai@vinhphat.vn", "state": "failed", "code": "550 5.1.1", "detail": "no such user"}
    bench.set_outbox(ids["failed"], state=State.FAILED, recipients=[nobody_there])
    raw = RawItem("email", "support", "broken", b"\x00", bench.time)
    (kept,) = bench.do(lambda uow: inbox.keep(uow, [raw], ["broken"]))
    (claimed,) = bench.do(lambda uow: inbox.claim(uow, limit=1, only=[kept.inbox_id]))
    bench.do(lambda uow: inbox.finish(uow, claimed, outcome=Outcome.QUARANTINED, reason="unreadable"))
    ids["quarantined"] = kept.inbox_id


class _Undone(Exception):
    """Takes an allowed call's changes back, so that the world stays as it is."""


def outcome(world: World, name: str, who: str, *, there: bool) -> Exception | None:
    def run(uow: UnitOfWork) -> None:
        CASES[name].call(uow, world, who, there)
        uow.finish()
        raise _Undone

    try:
        world.store.write_blocking(run)
    except _Undone:
        return None
    except CrmError as error:
        return error
    raise AssertionError


def committed(world: World, name: str, who: str, *, there: bool) -> Exception | None:
    try:
        world.store.write_blocking(lambda uow: CASES[name].call(uow, world, who, there))
    except CrmError as error:
        return error
    return None


def everything(world: World) -> str:
    """A digest of all rows of all tables."""

    def read(uow: UnitOfWork) -> str:
        digest = hashlib.sha256()
        for table in METADATA.sorted_tables:
            for row in uow.connection.execute(select(table).order_by(*table.primary_key)):
                digest.update(repr((table.name, tuple(row))).encode())
        return digest.hexdigest()

    return world.store.read_blocking(read)


def test_the_table_names_every_use_case() -> None:
    assert set(CASES) | set(ONES_OWN) | set(NO_USE_CASE) == public_use_cases()


@pytest.mark.parametrize("name", CASES)
def test_roles(world: World, name: str) -> None:
    case = CASES[name]
    before = everything(world)
    for who in ACTORS:
        if who in case.allowed:
            found = outcome(world, name, who, there=True)
            assert not isinstance(found, Forbidden), who
            if name != "demo.service.fill":
                assert found is None, (who, found)
            if case.has_record and name not in QUIET:
                assert isinstance(outcome(world, name, who, there=False), NotFound), who
        else:
            refusals = [committed(world, name, who, there=there) for there in (True, False)]
            assert [type(refusal) for refusal in refusals] == [Forbidden, Forbidden], who
            assert str(refusals[0]) == str(refusals[1]), "absent and forbidden records answer alike"
            assert everything(world) == before, f"a refused call of {who} changed something"
    assert everything(world) == before


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_records(world: World, kind: str) -> None:
    allowed = {"opportunities": SELLERS, "inbox": MANAGERS, "audit": MANAGERS}.get(kind, STAFF)
    for who in ACTORS:
        listed = lambda uow, who=who: records.listed(uow, actor=world.actors[who], kind=kind)  # noqa: E731
        if who in allowed:
            world.store.read_blocking(listed)
        else:
            with pytest.raises(Forbidden):
                world.store.read_blocking(listed)


@pytest.mark.parametrize(
    ("kind", "allowed"), [("accounts", STAFF), ("leads", SELLERS), ("opportunities", SELLERS), ("tickets", STAFF)]
)
def test_kinds_of_imports(world: World, tmp_path: Path, kind: str, allowed: frozenset[str]) -> None:
    source = tmp_path / "x.csv"
    source.write_text("external_id\n", "utf-8")
    before = everything(world)
    for who in ACTORS:
        run = lambda who=who: imports.import_file(world.store, actor=world.actors[who], kind=kind, path=source)  # noqa: E731
        if who in allowed:
            run()
        else:
            with pytest.raises(Forbidden):
                run()
    assert everything(world) == before
    assert world.store.read_blocking(lambda uow: uow.connection.execute(select(Account.id)).all())


@pytest.mark.parametrize(
    ("name", "table", "argument"),
    [
        ("preview", "drafts", "draft_id"),
        ("look", "drafts", "draft_id"),
        ("cancel", "drafts", "draft_id"),
        ("send", "drafts", "draft_id"),
        ("undo", "held", "outbox_id"),
    ],
)
def test_a_colleagues_draft_or_answer_is_as_good_as_none(world: World, name: str, table: str, argument: str) -> None:
    more = {"text": "x"} if name == "preview" else {}
    before = everything(world)
    for who in sorted(STAFF):
        others = next(value for role, value in getattr(world, table).items() if role != who)
        told = []
        for which in (others, ABSENT):
            with pytest.raises(NotFound) as refused:
                world.store.write_blocking(
                    lambda uow, which=which, who=who: getattr(replies, name)(
                        uow, actor=world.actors[who], **{argument: which}, **more
                    )
                )
            told.append(str(refused.value))
        assert told[0] == told[1]
    assert everything(world) == before


def test_a_colleagues_note_and_last_change_are_as_good_as_none(world: World) -> None:
    support = world.actors["support"]
    for call in (
        lambda uow: tickets.remove_note(uow, actor=support, interaction_id=world.notes["sales"]),
        lambda uow: undo.undo(uow, actor=support, audit_id=world.audit["sales"]),
    ):
        with pytest.raises(NotFound):
            world.store.write_blocking(call)


def test_sessions_are_ones_own(world: World) -> None:
    before = everything(world)
    for who in ("support", "sales", "manager", "disabled", "nobody"):
        for session in (world.sessions["admin"], ABSENT):
            with pytest.raises(NotFound):
                world.store.write_blocking(
                    lambda uow, who=who, session=session: team.revoke_session(
                        uow, actor=world.actors[who], session_id=session
                    )
                )
    for who in sorted(STAFF):
        own = world.store.read_blocking(lambda uow, who=who: team.sessions_of(uow, actor=world.actors[who]))
        assert [session.id for session in own] == [world.sessions[who]]
    assert everything(world) == before


@pytest.mark.parametrize("who", ["disabled", "nobody"])
def test_who_is_not_on_the_team_sets_no_language(world: World, who: str) -> None:
    before = everything(world)
    with pytest.raises(CrmError):
        world.store.write_blocking(lambda uow: team.set_language(uow, actor=world.actors[who], language="en"))
    assert everything(world) == before


def test_files_and_originals_belong_to_their_ticket(world: World) -> None:
    """A number from one ticket opens nothing by way of another."""
    admin, other = world.actors["admin"], world.tickets["sales"]
    for call in (
        lambda uow: ticket_queries.attachment(uow, actor=admin, ticket_id=other, attachment_id=world.ids["attachment"]),
        lambda uow: ticket_queries.original(uow, actor=admin, ticket_id=other, interaction_id=world.ids["shown"]),
        lambda uow: senders.accept_sender(uow, actor=admin, ticket_id=other, participant_id=world.ids["stranger"]),
    ):
        with pytest.raises(NotFound):
            world.store.write_blocking(call)


def test_roles_are_the_four(world: World) -> None:
    assert {role.value for role in Role} == STAFF
    assert world.store.read_blocking(lambda uow: uow.connection.execute(select(InboxItem.id)).all())

"""Who holds an item, for how long, and what becomes of it when its holder dies: on the store itself, without a program."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flows.databases import PostgresDatabases

from channels.message import ChatParts, OutboundMessage, RawItem, plain
from crm_store import clock
from crm_store.database import Database
from crm_store.errors import LeaseLost
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import LEASE_SECONDS as INBOX_LEASE
from crm_store.inbox.rules import MAX_ATTEMPTS, Outcome
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import LEASE_SECONDS as OUTBOX_LEASE
from crm_store.outbox.rules import MessageKind
from crm_store.unit_of_work import Store, UnitOfWork

Later = Callable[[float], None]


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    made = Store(Database(database_url, threads=8), FileStore(tmp_path / "files"), Firm(), lambda _uow, _event: None)
    yield made
    made.close()


@pytest.fixture
def later() -> Later:
    """Moves the clock on by so many seconds."""
    passed = timedelta()

    def move(seconds: float) -> None:
        nonlocal passed
        passed += timedelta(seconds=seconds)
        clock.use(lambda: datetime.now(UTC) + passed)

    return move


def keep(store: Store, count: int, *, group: str = "") -> list[int]:
    items = [RawItem("telegram", "bot", str(number), b"{}", clock.now()) for number in range(count)]
    groups = [group or f"chat {number}" for number in range(count)]
    return [one.inbox_id for one in store.write_blocking(lambda uow: inbox.keep(uow, items, groups))]


def enqueue(store: Store, kind: MessageKind, count: int = 1, *, order_key: str | None = None) -> list[int | None]:
    def write(uow: Any) -> list[int | None]:
        return [
            outbox.enqueue(
                uow, kind=kind, channel="telegram", subject="T-1", recipient="7", occasion=f"o{number}", order_key=order_key,
                message=OutboundMessage(outbox.new_key(), plain("x"), chat=ChatParts("7")), recipients=["7"],
            )
            for number in range(count)
        ]  # fmt: skip

    return store.write_blocking(write)


def claimed_in(store: Store, limit: int = 10) -> list[inbox.Claimed]:
    return store.write_blocking(lambda uow: inbox.claim(uow, limit=limit))


def claimed_out(store: Store, limit: int = 10) -> list[outbox.Due]:
    def take(uow: UnitOfWork) -> list[outbox.Due]:
        outbox.take_over_expired(uow)
        return outbox.claim(uow, channels=["telegram"], limit=limit)

    return store.write_blocking(take)


def state_in(store: Store, number: int) -> Any:
    return store.read_blocking(
        lambda uow: uow.connection.execute(InboxItem.__table__.select().where(InboxItem.id == number)).one()
    )


def state_out(store: Store, number: int | None) -> Any:
    return store.read_blocking(
        lambda uow: uow.connection.execute(OutboxItem.__table__.select().where(OutboxItem.id == number)).one()
    )


def finish(store: Store, claimed: inbox.Claimed) -> None:
    store.write_blocking(lambda uow: inbox.finish(uow, claimed, outcome=Outcome.IGNORED))


def test_items_of_one_conversation_come_one_after_the_other(store: Store) -> None:
    first, second, third = keep(store, 3, group="one chat")
    for expected in (first, second, third):
        (held,) = claimed_in(store)
        assert held.id == expected
        assert claimed_in(store) == []
        finish(store, held)


def test_an_item_that_kills_its_worker_three_times_is_quarantined_without_a_fourth_try(
    store: Store, later: Later
) -> None:
    (number,) = keep(store, 1)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        (held,) = claimed_in(store)
        assert held.attempts == attempt == state_in(store, number).attempts  # counted before the work
        assert claimed_in(store) == []
        later(INBOX_LEASE + 1)
    assert claimed_in(store) == []
    row = state_in(store, number)
    assert (row.state, row.outcome) == ("quarantined", "quarantined")
    assert row.reason


def test_a_worker_whose_lease_was_taken_over_cannot_write_an_end(store: Store, later: Later) -> None:
    (number,) = keep(store, 1)
    (late,) = claimed_in(store)
    later(INBOX_LEASE + 1)
    (now,) = claimed_in(store)
    for work in (
        lambda uow: inbox.finish(uow, late, outcome=Outcome.SPAM),
        lambda uow: inbox.try_later(uow, late, reason="too late"),
    ):
        with pytest.raises(LeaseLost):
            store.write_blocking(work)
    finish(store, now)
    assert state_in(store, number).outcome == "ignored"


def test_the_next_of_a_conversation_waits_for_the_retry_of_the_one_before(store: Store, later: Later) -> None:
    first, _second = keep(store, 2, group="one chat")
    (held,) = claimed_in(store)
    store.write_blocking(lambda uow: inbox.try_later(uow, held, reason="not now"))
    assert claimed_in(store) == []
    later(10)
    assert [one.id for one in claimed_in(store)] == [first]


def test_many_workers_take_each_item_once(store: Store) -> None:
    keep(store, 120)
    taken: list[int] = []

    def work(_: int) -> None:
        while found := claimed_in(store, limit=7):
            for one in found:
                taken.append(one.id)
                finish(store, one)

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(6)))
    taken += [one.id for one in claimed_in(store, limit=200)]  # skipped, because another looked at it at that moment
    assert len(taken) == 120
    assert max(Counter(taken).values()) == 1


@pytest.mark.parametrize(
    ("kind", "passed", "end"),
    [
        (MessageKind.REPLY, False, "pending"),
        (MessageKind.REPLY, True, "unknown"),
        (MessageKind.ACKNOWLEDGEMENT, True, "unknown"),
        (MessageKind.STAFF, True, "pending"),
        (MessageKind.CARD, True, "pending"),
    ],
)
def test_what_a_dead_sender_held(store: Store, later: Later, kind: MessageKind, passed: bool, end: str) -> None:
    (number,) = enqueue(store, kind)
    (held,) = claimed_out(store)
    if passed:
        store.write_blocking(lambda uow: outbox.pass_point_of_no_return(uow, held))
    later(OUTBOX_LEASE + 1)
    store.write_blocking(outbox.take_over_expired)
    assert state_out(store, number).state == end


def test_a_late_sender_is_refused_before_the_message_leaves(store: Store, later: Later) -> None:
    (number,) = enqueue(store, MessageKind.REPLY)
    (late,) = claimed_out(store)
    later(OUTBOX_LEASE + 1)
    with pytest.raises(LeaseLost):  # even before anybody took it over
        store.write_blocking(lambda uow: outbox.pass_point_of_no_return(uow, late))
    (now,) = claimed_out(store)
    with pytest.raises(LeaseLost):
        store.write_blocking(lambda uow: outbox.pass_point_of_no_return(uow, late))
    store.write_blocking(lambda uow: outbox.pass_point_of_no_return(uow, now))
    with pytest.raises(LeaseLost):
        store.write_blocking(lambda uow: outbox.failed(uow, late, reason="too late"))
    store.write_blocking(lambda uow: outbox.sent(uow, now, external_id="1"))
    assert state_out(store, number).state == "sent"


def test_a_worker_that_was_taken_for_dead_and_learns_the_outcome_is_believed_until_somebody_decides(
    store: Store, later: Later
) -> None:
    first, second = enqueue(store, MessageKind.REPLY, 2)
    late, decided = claimed_out(store)
    for one in (late, decided):
        store.write_blocking(lambda uow, one=one: outbox.pass_point_of_no_return(uow, one))
    later(OUTBOX_LEASE + 1)
    assert store.write_blocking(outbox.take_over_expired).unknown == (first, second)
    store.write_blocking(lambda uow: outbox.sent(uow, late, external_id="1"))
    assert state_out(store, first).state == "sent"

    again = (
        OutboxItem.__table__.update().where(OutboxItem.id == second).values(state="pending", next_try_at=clock.now())
    )
    store.write_blocking(lambda uow: uow.connection.execute(again))
    (anew,) = claimed_out(store)
    with pytest.raises(LeaseLost):
        store.write_blocking(lambda uow: outbox.failed(uow, decided, reason="too late"))
    store.write_blocking(lambda uow: outbox.pass_point_of_no_return(uow, anew))


def test_a_store_that_could_not_keep_the_end_is_no_fault_of_the_item(store: Store, later: Later) -> None:
    (number,) = keep(store, 1)
    for _ in range(MAX_ATTEMPTS + 2):
        (held,) = claimed_in(store)
        assert held.attempts == 1
        store.write_blocking(lambda uow, held=held: inbox.put_back(uow, held, after=1.0))
        later(2)
    assert state_in(store, number).state == "received"


def test_messages_with_one_order_key_leave_one_after_the_other(store: Store) -> None:
    first, second = enqueue(store, MessageKind.STAFF, 2, order_key="telegram:7")
    (held,) = claimed_out(store)
    assert held.id == first
    assert claimed_out(store) == []
    store.write_blocking(lambda uow: outbox.later(uow, held, reason="flood", after=0.0))
    assert claimed_out(store) == []  # the second does not overtake the first one's retry
    store.write_blocking(
        lambda uow: uow.connection.execute(OutboxItem.__table__.update().values(next_try_at=clock.now()))
    )
    (held,) = claimed_out(store)
    store.write_blocking(lambda uow: outbox.sent(uow, held, external_id="1"))
    assert [one.id for one in claimed_out(store)] == [second]


def test_many_senders_take_each_message_once(store: Store) -> None:
    enqueue(store, MessageKind.REPLY, 80)
    taken: list[int] = []

    def work(_: int) -> None:
        while found := claimed_out(store, limit=5):
            for one in found:
                taken.append(one.id)
                store.write_blocking(lambda uow, one=one: outbox.pass_point_of_no_return(uow, one))
                store.write_blocking(lambda uow, one=one: outbox.sent(uow, one, external_id="1"))

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(6)))
    taken += [one.id for one in claimed_out(store, limit=200)]
    assert len(taken) == 80
    assert max(Counter(taken).values()) == 1


@pytest.mark.postgres
def test_a_worker_that_stands_still_in_a_transaction_does_not_stop_the_others(
    postgres_databases: PostgresDatabases, tmp_path: Path, later: Later
) -> None:
    """It may hold a row for a minute; taking over goes round it."""
    url = postgres_databases.new(tmp_path)
    first, second = (
        Store(Database(url), FileStore(tmp_path / "files"), Firm(), lambda _uow, _event: None) for _ in range(2)
    )
    held, other = enqueue(first, MessageKind.STAFF, 2)
    claimed_out(first)
    later(OUTBOX_LEASE + 1)
    standing, go_on = threading.Event(), threading.Event()

    def stand_still(uow: UnitOfWork) -> None:
        uow.connection.execute(OutboxItem.__table__.update().where(OutboxItem.id == held).values(last_error="x"))
        standing.set()
        go_on.wait(30)

    with ThreadPoolExecutor(1) as frozen:
        done = frozen.submit(first.write_blocking, stand_still)
        standing.wait(10)
        began = time.monotonic()
        assert [one.id for one in claimed_out(second)] == [other]
        assert time.monotonic() - began < 5
        go_on.set()
        done.result()
    first.close()
    second.close()


def test_an_answer_undone_while_the_missing_relay_is_noticed_stays_undone(store: Store) -> None:
    """SQLite has one writer, so there the second unit of work waits; PostgreSQL sees the row change under its hands."""
    undone, waiting = enqueue(store, MessageKind.REPLY, 2)
    taken_back, noticed = threading.Event(), threading.Event()

    def undo(uow: UnitOfWork) -> None:
        table = OutboxItem.__table__
        uow.connection.execute(table.update().where(table.c.id == undone).values(state="cancelled"))
        taken_back.set()
        noticed.wait(0.5)

    with ThreadPoolExecutor(1) as other:
        undoing = other.submit(store.write_blocking, undo)
        assert taken_back.wait(5)
        marked = store.write_blocking(lambda uow: outbox.no_relay(uow, channel="telegram"))
        noticed.set()
        undoing.result()
    assert marked == [waiting]
    assert state_out(store, undone).state == "cancelled"
    assert state_out(store, waiting).state == "no_relay"

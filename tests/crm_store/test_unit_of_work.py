"""One transaction: rows, events, wake-ups; on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from crm_store.contacts.models import Contact
from crm_store.database import Database, insert_once, normalise_url, upsert
from crm_store.errors import StoreUnavailable
from crm_store.events import Event
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.identity.models import AddressState
from crm_store.team.models import User
from crm_store.tickets.models import TicketFollower
from crm_store.unit_of_work import Store, UnitOfWork
from crm_store.wakeups import Wakeups

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said(Event):
    words: str


def contact(uow: UnitOfWork, name: str) -> None:
    values = {"name": name, "name_folded": name.lower(), "created_at": NOW, "updated_at": NOW}
    uow.connection.execute(insert(Contact).values(**values))


def names(store: Store) -> list[str]:
    return store.read_blocking(
        lambda uow: list(uow.connection.execute(select(Contact.name).order_by(Contact.id)).scalars())
    )


def made(url: str, folder: Path, react: Any = lambda _uow, _event: None) -> Store:
    return Store(Database(url), FileStore(folder / "files"), Firm(), react)


class TestTransaction:
    def test_reactions_run_in_order_until_nothing_more_happens(self, database_url: str, tmp_path: Path) -> None:
        heard: list[str] = []

        def react(uow: UnitOfWork, event: Event) -> None:
            assert isinstance(event, Said)
            heard.append(event.words)
            contact(uow, event.words)
            if len(event.words) < 3:
                uow.record(Said(event.words + "a"))

        store = made(database_url, tmp_path, react)
        store.write_blocking(lambda uow: (uow.record(Said("x")), uow.record(Said("yy"))))
        assert heard == ["x", "yy", "xa", "yya", "xaa"]
        assert names(store) == heard
        store.close()

    def test_a_reaction_that_fails_takes_everything_with_it(self, database_url: str, tmp_path: Path) -> None:
        def react(_uow: UnitOfWork, _event: Event) -> None:
            raise KeyError("x")

        store = made(database_url, tmp_path, react)

        def work(uow: UnitOfWork) -> None:
            contact(uow, "a")
            uow.wake("outbox")
            uow.record(Said("x"))

        with pytest.raises(KeyError):
            store.write_blocking(work)
        assert names(store) == []
        store.close()

    def test_reading_records_nothing(self, store: Store) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.record(Said("x"))
            uow.finish()

        with pytest.raises(AssertionError):
            store.read_blocking(work)

    def test_session_and_connection_are_one_transaction(self, store: Store) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.session.add(Contact(name="orm", name_folded="orm", created_at=NOW, updated_at=NOW))
            uow.flush()
            assert uow.connection.execute(select(Contact.name)).scalar_one() == "orm"
            raise KeyError("x")

        with pytest.raises(KeyError):
            store.write_blocking(work)
        assert names(store) == []

    def test_a_broken_rule_is_a_defect_and_stays_what_it_is(self, store: Store) -> None:
        with pytest.raises(IntegrityError):
            store.write_blocking(
                lambda uow: uow.connection.execute(insert(TicketFollower).values(ticket_id=4711, user_id=4711))
            )
        with pytest.raises(DBAPIError) as wrong:
            store.write_blocking(lambda uow: uow.connection.execute(text("SELECT nonsense FROM nowhere")))
        assert not isinstance(wrong.value, StoreUnavailable)

    def test_errors_do_not_tell_what_would_have_been_written(self, store: Store) -> None:
        with pytest.raises(IntegrityError) as refused:
            store.write_blocking(
                lambda uow: uow.connection.execute(
                    insert(User).values(
                        name=None, email="hoa@saomai.vn", role="x", language="vi", timezone="UTC", created_at=NOW
                    )
                )
            )
        assert "hoa@saomai.vn" not in str(refused.value).partition("DETAIL")[0]

    def test_a_naive_time_is_refused(self, store: Store) -> None:
        with pytest.raises(Exception, match="naive"):
            store.write_blocking(
                lambda uow: uow.connection.execute(
                    insert(Contact).values(name="a", name_folded="a", created_at=datetime(2026, 1, 1), updated_at=NOW)  # noqa: DTZ001
                )
            )

    def test_upsert_and_insert_once(self, store: Store) -> None:
        keys = {"kind": "email", "value": "a@x.example"}
        for code in ("4.2.2", "5.1.1"):
            values = {"failed_at": NOW, "code": code, "detail": ""}
            store.write_blocking(lambda uow, values=values: upsert(uow.connection, AddressState, keys, values))
        code = store.read_blocking(lambda uow: uow.connection.execute(select(AddressState.code)).scalar_one())
        assert code == "5.1.1"
        user = {"name": "A", "email": "a@x", "role": "sales", "language": "vi", "timezone": "UTC", "created_at": NOW}
        first, second = (store.write_blocking(lambda uow: insert_once(uow.connection, User, user)) for _ in range(2))
        assert (first is not None, second) == (True, None)


class TestWaking:
    async def test_only_after_the_commit_and_only_who_waits(self, store: Store) -> None:
        inbox, outbox = store.listen("inbox"), store.listen("outbox")
        await store.write(lambda uow: uow.wake("outbox"))
        await asyncio.wait_for(outbox.wait(), 2)
        assert not inbox.is_set()
        store.forget("outbox", outbox)
        outbox.clear()
        store.signal(("outbox",))
        await asyncio.sleep(0.01)
        assert not outbox.is_set()

    @pytest.mark.postgres
    async def test_another_process_hears_of_it(self, postgres_url: str, tmp_path: Path) -> None:
        here, there = made(postgres_url, tmp_path), made(postgres_url, tmp_path)
        wakeups = Wakeups(here)
        wakeups.start()
        woken = here.listen("outbox")
        await asyncio.wait_for(woken.wait(), 5)  # it looks by itself when it begins to listen
        woken.clear()
        await there.write(lambda uow: uow.wake("outbox"))
        await asyncio.wait_for(woken.wait(), 5)
        _cut_listener(postgres_url)
        woken.clear()
        await asyncio.wait_for(woken.wait(), 10)  # connected again, and looked
        wakeups.stop()
        for store in (here, there):
            store.close()


def _cut_listener(url: str) -> None:
    plain = Database(url).url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")


class TestTrouble:
    def test_a_locked_sqlite_fails_clean_and_recovers(self, sqlite_url: str, tmp_path: Path) -> None:
        store = made(sqlite_url, tmp_path)
        store.write_blocking(lambda uow: uow.connection.exec_driver_sql("PRAGMA busy_timeout=20"))
        other = sqlite3.connect(str(store.database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            store.write_blocking(lambda uow: contact(uow, "a"))
        assert names(store) == [], "reading goes on"
        other.execute("ROLLBACK")
        other.close()
        store.write_blocking(lambda uow: contact(uow, "b"))
        assert names(store) == ["b"]
        store.close()

    @pytest.mark.postgres
    def test_a_deadlock_is_repeated_as_a_whole(self, postgres_url: str, tmp_path: Path) -> None:
        store = made(postgres_url, tmp_path)
        barrier = threading.Barrier(2, timeout=10)
        ran: list[str] = []

        def work(uow: UnitOfWork, first: str, second: str) -> None:
            contact(uow, first)
            uow.lock([first])
            if ran.count(first) == 0:
                ran.append(first)
                barrier.wait()
            uow.lock([second])

        threads = [
            threading.Thread(target=lambda pair=pair: store.write_blocking(lambda uow: work(uow, *pair)))
            for pair in (("a", "b"), ("b", "a"))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(15)
        assert sorted(names(store)) == ["a", "b"], "no half effects"
        store.close()

    @pytest.mark.postgres
    def test_a_lost_connection_is_made_again(self, postgres_url: str, tmp_path: Path) -> None:
        store = made(postgres_url, tmp_path)
        tries: list[float] = []

        def work(uow: UnitOfWork) -> None:
            tries.append(time.monotonic())
            contact(uow, "a")
            if len(tries) == 1:
                uow.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        store.write_blocking(work)
        assert (len(tries), names(store)) == (2, ["a"])
        store.close()

    @pytest.mark.postgres
    def test_locks_serialise_who_shares_a_key(self, postgres_url: str, tmp_path: Path) -> None:
        store = made(postgres_url, tmp_path)
        inside: list[int] = []
        most: list[int] = []

        def work(uow: UnitOfWork) -> None:
            uow.lock(["one key", "another"])
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

        threads = [threading.Thread(target=lambda: store.write_blocking(work)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert max(most) == 1
        store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://x", "sqlserver://x"])
def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(Exception, match=r"crmbot keeps its data in sqlite or postgresql|parse|load plugin"):
        normalise_url(url)


@pytest.mark.parametrize("url", ["postgres://u:p@h/d", "postgresql://u:p@h/d"])
def test_both_spellings_of_postgresql(url: str) -> None:
    assert normalise_url(url).drivername == "postgresql+psycopg"

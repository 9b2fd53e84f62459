"""Keeping items, handing each out once, and their visible ends; on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.message import RawItem, ReadPosition
from crm_store import clock
from crm_store.access import SYSTEM
from crm_store.database import Database
from crm_store.errors import LeaseLost, NotFound, StoreUnavailable
from crm_store.files.service import FileDamaged, FileStore
from crm_store.firm import Firm
from crm_store.inbox import queries
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import LEASE_SECONDS, MAX_ATTEMPTS, Outcome, retry_after
from crm_store.unit_of_work import Store


def item(external_id: str, *, channel: str = "telegram", account: str = "bot", content: bytes = b"{}") -> RawItem:
    return RawItem(channel, account, external_id, content, clock.now(), {"peer": "127.0.0.1"})


def keep(store: Store, *external_ids: str, group: str = "", **more: Any) -> list[int]:
    items = [item(one, **more) for one in external_ids]
    kept = store.write_blocking(lambda uow: inbox.keep(uow, items, [group or one.external_id for one in items]))
    return [one.inbox_id for one in kept]


def claim(
    store: Store, limit: int = 10, only: list[int] | None = None, careful: bool | None = None
) -> list[inbox.Claimed]:
    return store.write_blocking(lambda uow: inbox.claim(uow, limit=limit, only=only, careful=careful))


def finish(store: Store, claimed: inbox.Claimed, outcome: Outcome = Outcome.LOGGED, **more: Any) -> None:
    store.write_blocking(lambda uow: inbox.finish(uow, claimed, outcome=outcome, **more))


def row(store: Store, number: int) -> Any:
    table = InboxItem.__table__
    return store.read_blocking(lambda uow: uow.connection.execute(table.select().where(table.c.id == number)).one())


def balance(store: Store) -> dict[str, queries.Balance]:
    day = timedelta(days=400)
    found = store.read_blocking(
        lambda uow: queries.balance(uow, actor=SYSTEM, since=clock.now() - day, until=clock.now() + day)
    )
    return {one.account: one for one in found}


class TestKeep:
    def test_the_same_item_again_is_counted_on_the_first(self, store: Store) -> None:
        first, again = keep(store, "1", "1")
        assert first == again == keep(store, "1")[0]
        assert row(store, first).arrivals == 3
        assert keep(store, "1", account="other") != [first]
        assert keep(store, "1", channel="webchat") != [first]

    def test_mail_lies_in_a_file_and_chat_in_the_row(self, store: Store) -> None:
        mail, chat = keep(store, "1", channel="email", content=b"From: a\n\nb")[0], keep(store, "2", content=b"{1}")[0]
        claimed = {one.id: one for one in claim(store)}
        loaded = store.read_blocking(lambda uow: {n: inbox.load(uow, one).content for n, one in claimed.items()})
        assert loaded == {mail: b"From: a\n\nb", chat: b"{1}"}
        assert (row(store, mail).raw, row(store, mail).size) == (None, 10)
        assert claimed[mail].raw.envelope["peer"] == "127.0.0.1"

    def test_a_damaged_file_is_not_loaded(self, store: Store) -> None:
        number = keep(store, "1", channel="email", content=b"x")[0]
        (claimed,) = claim(store)
        name = row(store, number).raw_sha256
        (store.files.folder / name[:2] / name).unlink()
        with pytest.raises(FileDamaged, match="missing"):
            store.read_blocking(lambda uow: inbox.load(uow, claimed))

    def test_the_position_stands_with_the_items_or_not_at_all(self, store: Store) -> None:
        position = ReadPosition("email", "a", 7, 42)
        work = lambda uow: inbox.keep(uow, [item("1")], ["g"], position)  # noqa: E731

        def broken(uow: Any) -> None:
            work(uow)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            store.write_blocking(broken)
        assert store.read_blocking(lambda uow: inbox.read_position(uow, "email", "a")) is None
        store.write_blocking(work)
        store.write_blocking(lambda uow: inbox.keep(uow, [], [], ReadPosition("email", "a", 8, 1)))
        assert store.read_blocking(lambda uow: inbox.read_position(uow, "email", "a")) == ReadPosition(
            "email", "a", 8, 1
        )


class TestClaim:
    def test_each_is_handed_out_once_oldest_first(self, store: Store) -> None:
        numbers = keep(store, "1", "2", "3")
        assert [one.id for one in claim(store, 2)] == numbers[:2]
        assert [one.id for one in claim(store, 2)] == numbers[2:]
        assert claim(store) == []

    def test_only_these(self, store: Store) -> None:
        numbers = keep(store, "1", "2", "3")
        assert [one.id for one in claim(store, only=[numbers[1]])] == [numbers[1]]
        assert claim(store, only=[]) == []

    def test_a_conversation_comes_one_after_the_other(self, store: Store) -> None:
        first, second = keep(store, "1", "2", group="one")
        (other,) = keep(store, "3")
        held = claim(store)
        assert [one.id for one in held] == [first, other]
        finish(store, held[0])
        assert [one.id for one in claim(store)] == [second]

    def test_a_failed_one_waits_and_its_conversation_with_it(self, store: Store, time: Any) -> None:
        first, second = keep(store, "1", "2", group="one")
        for attempt in (1, 2):
            (held,) = claim(store)
            assert (held.id, held.attempts) == (first, attempt)
            assert not store.write_blocking(lambda uow, held=held: inbox.try_later(uow, held, reason="no"))
            assert claim(store) == []
            time.wait(seconds=retry_after(attempt))
        (held,) = claim(store)
        assert store.write_blocking(lambda uow: inbox.try_later(uow, held, reason="no more"))
        assert (row(store, first).state, row(store, first).outcome) == ("quarantined", "quarantined")
        assert [one.id for one in claim(store)] == [second]

    def test_what_was_tried_before_is_handed_out_alone(self, store: Store, time: Any) -> None:
        numbers = keep(store, "1", "2", "3")
        assert len(claim(store)) == 3
        fresh = keep(store, "4")
        time.wait(seconds=LEASE_SECONDS + 1)
        taken = [[one.id for one in claim(store)] for _ in range(4)]
        assert sorted(taken) == sorted([[one] for one in (*numbers, *fresh)])

    def test_the_third_death_is_the_last(self, store: Store, time: Any) -> None:
        (number,) = keep(store, "1")
        for _ in range(MAX_ATTEMPTS):
            assert len(claim(store)) == 1
            time.wait(seconds=LEASE_SECONDS + 1)
        assert claim(store) == []
        assert row(store, number).state == "quarantined"

    def test_a_late_worker_is_refused(self, store: Store, time: Any) -> None:
        (number,) = keep(store, "1")
        (late,) = claim(store)
        time.wait(seconds=LEASE_SECONDS + 1)
        (now,) = claim(store)
        for work in (
            lambda uow: inbox.finish(uow, late, outcome=Outcome.SPAM),
            lambda uow: inbox.try_later(uow, late, reason="x"),
        ):
            with pytest.raises(LeaseLost):
                store.write_blocking(work)
        finish(store, now)
        with pytest.raises(LeaseLost):
            finish(store, now)
        assert row(store, number).outcome == "logged"

    def test_a_refused_end_takes_the_effects_with_it(self, store: Store, time: Any) -> None:
        keep(store, "1")
        (late,) = claim(store)
        time.wait(seconds=LEASE_SECONDS + 1)
        claim(store)

        def work(uow: Any) -> None:
            inbox.keep(uow, [item("effect")], ["effect"])
            inbox.finish(uow, late, outcome=Outcome.LOGGED)

        with pytest.raises(LeaseLost):
            store.write_blocking(work)
        rows = store.read_blocking(lambda uow: uow.connection.execute(InboxItem.__table__.select()).all())
        assert len(rows) == 1


class TestLanes:
    """Fresh items in batches; what is suspect or was tried before one by one, beside them."""

    @staticmethod
    def keep_suspects(store: Store, *external_ids: str, group: str = "") -> list[int]:
        items = [item(one) for one in external_ids]
        groups = [group or one for one in external_ids]
        suspects = [True] * len(items)
        return [
            one.inbox_id for one in store.write_blocking(lambda uow: inbox.keep(uow, items, groups, suspects=suspects))
        ]

    def test_suspects_are_handed_to_the_careful_only_and_one_by_one(self, store: Store) -> None:
        suspects = self.keep_suspects(store, "s1", "s2")
        fresh = keep(store, "1", "2")
        assert [one.id for one in claim(store, careful=False)] == fresh
        assert [[one.id for one in claim(store, careful=True)] for _ in range(3)] == [[suspects[0]], [suspects[1]], []]

    def test_what_was_tried_comes_before_suspects_and_not_among_the_fresh(self, store: Store, time: Any) -> None:
        self.keep_suspects(store, "s1")
        (failing,) = keep(store, "1")
        (claimed,) = claim(store, careful=False)
        store.write_blocking(lambda uow: inbox.try_later(uow, claimed, reason="a defect"))
        time.wait(seconds=retry_after(1) + 1)
        (fresh,) = keep(store, "2")
        assert [one.id for one in claim(store, careful=False)] == [fresh]
        assert [(one.id, one.raw.envelope["attempt"]) for one in claim(store, careful=True)] == [(failing, 2)]

    def test_what_the_dead_left_goes_to_the_careful(self, store: Store, time: Any) -> None:
        left = keep(store, "1", "2")
        claim(store, careful=False)
        time.wait(seconds=LEASE_SECONDS + 1)
        assert claim(store, careful=False) == []
        assert [[one.id for one in claim(store, careful=True)] for _ in left] == [[one] for one in left]

    def test_what_was_put_back_without_fault_is_fresh_again(self, store: Store, time: Any) -> None:
        (number,) = keep(store, "1")
        (suspect,) = self.keep_suspects(store, "s1")
        for careful, expected in ((False, number), (True, suspect)):
            (claimed,) = claim(store, careful=careful)
            assert claimed.id == expected
            store.write_blocking(lambda uow, claimed=claimed: inbox.put_back(uow, claimed, after=1))
        time.wait(seconds=2)
        assert [one.id for one in claim(store, careful=True)] == [suspect]
        assert [one.id for one in claim(store, careful=False)] == [number]

    def test_a_suspect_does_not_silence_a_conversation(self, store: Store) -> None:
        first, second = self.keep_suspects(store, "s1", "s2", group="g")
        ordinary, later = keep(store, "1", "2", group="g")
        assert [one.id for one in claim(store, careful=False)] == [ordinary]
        assert claim(store, careful=False) == [], "what is ordinary keeps its order"
        (held,) = claim(store, careful=True)
        assert held.id == first
        assert claim(store, careful=True) == [], "and so do suspects"
        finish(store, held)
        assert [one.id for one in claim(store, careful=True)] == [second]
        assert row(store, later).state == "received"

    def test_a_worker_that_is_alone_gets_everything(self, store: Store) -> None:
        everything = [*self.keep_suspects(store, "s1"), *keep(store, "1")]
        assert [one.id for one in claim(store)] == everything


class TestReplay:
    def quarantined(self, store: Store) -> int:
        (number,) = keep(store, "1")
        (held,) = claim(store)
        finish(store, held, Outcome.QUARANTINED, reason="unreadable")
        return number

    def test_it_goes_through_again_with_fresh_tries(self, store: Store) -> None:
        number = self.quarantined(store)
        assert store.write_blocking(lambda uow: inbox.replay(uow, actor=SYSTEM)) == [number]
        after = row(store, number)
        assert (after.state, after.outcome, after.attempts, after.reason) == ("received", None, 0, "")
        assert [one.id for one in claim(store)] == [number]

    @pytest.mark.parametrize("which", ["done", "absent"])
    def test_what_is_not_in_quarantine_is_named_and_nothing_moves(self, store: Store, which: str) -> None:
        good = self.quarantined(store)
        (other,) = keep(store, "2")
        wanted = [good, other if which == "done" else 4711]
        with pytest.raises(NotFound, match=str(wanted[1])):
            store.write_blocking(lambda uow: inbox.replay(uow, actor=SYSTEM, inbox_ids=wanted))
        assert row(store, good).state == "quarantined"


class TestLook:
    def test_items_newest_first_in_pages(self, store: Store) -> None:
        numbers = keep(store, "1", "2", "3")

        def page(**more: Any) -> list[int]:
            return [one.id for one in store.read_blocking(lambda uow: queries.items(uow, actor=SYSTEM, **more))]

        assert page(limit=2) == [numbers[2], numbers[1]]
        assert page(before_id=numbers[1]) == [numbers[0]]
        assert page(state="done") == []

    def test_counts_for_metrics(self, store: Store) -> None:
        keep(store, "1", "2")
        claim(store, 1)
        assert store.read_blocking(queries.counts) == {"received": 1, "processing": 1, "quarantined": 0}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.sampled_from(["a", "b", "c"]), st.integers(0, 6)),
        st.tuples(st.just("claim"), st.integers(1, 3), st.just(0)),
        st.tuples(st.just("finish"), st.sampled_from(list(Outcome)), st.integers(0, 9)),
        st.tuples(st.just("later"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from([1, 61, 200]), st.just(0)),
        st.tuples(st.just("replay"), st.just(0), st.just(0)),
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_balance_is_zero_whatever_happens(store: Store, time: Any, steps: list[Any]) -> None:
    """Every arrival has one visible end or waits: duplicates, deaths, retries and replays included."""
    arrived: Counter[str] = Counter({account: one.received for account, one in balance(store).items()})
    held: list[inbox.Claimed] = []
    for name, first, second in steps:
        if name == "keep":
            keep(store, f"{second}", account=first)
            arrived[first] += 1
        elif name == "claim":
            held += claim(store, first)
        elif name in ("finish", "later") and held:
            one = held.pop((second if name == "finish" else first) % len(held))
            try:
                if name == "finish":
                    finish(store, one, first)
                else:
                    store.write_blocking(lambda uow, one=one: inbox.try_later(uow, one, reason="x"))
            except LeaseLost:
                continue
        elif name == "wait":
            time.wait(seconds=first)
        elif name == "replay":
            store.write_blocking(lambda uow: inbox.replay(uow, actor=SYSTEM))
        found = balance(store)
        assert {account: one.received for account, one in found.items()} == dict(arrived)
        assert [one.difference for one in found.values() if one.difference] == []


@pytest.mark.postgres
def test_workers_of_several_processes_take_each_item_once(postgres_url: str, tmp_path: Path) -> None:
    """Each with connections of its own; conversations stay in order across all of them."""
    stores = [
        Store(Database(postgres_url, threads=2), FileStore(tmp_path / "files"), Firm(), lambda *_: None)
        for _ in range(3)
    ]
    items = [item(str(n)) for n in range(90)]
    stores[0].write_blocking(lambda uow: inbox.keep(uow, items, [f"group {n % 9}" for n in range(90)]))
    taken: list[int] = []
    lock = threading.Lock()

    def work(store: Store) -> None:
        idle = 0
        while idle < 5:
            found = claim(store, 7)
            idle = 0 if found else idle + 1
            for one in found:
                with lock:
                    taken.append(one.id)
                finish(store, one)

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, stores * 2))
    while rest := claim(stores[0], 90):
        for one in rest:
            finish(stores[0], one)
            taken.append(one.id)
    for store in stores:
        store.close()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 90
    for group in range(9):
        mine = [number for number in taken if (number - min(taken)) % 9 == group]
        assert mine == sorted(mine), "an answer overtook what it answers"


@pytest.mark.postgres
def test_a_server_that_is_away_is_told_in_one_kind_of_error(tmp_path: Path) -> None:
    store = Store(
        Database("postgresql://nobody:x@127.0.0.1:1/none"), FileStore(tmp_path / "files"), Firm(), lambda *_: None
    )
    with pytest.raises(StoreUnavailable):
        claim(store)
    store.close()

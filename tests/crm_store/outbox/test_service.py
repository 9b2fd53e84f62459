"""Writing messages down, handing each out once, and their outcomes; on both databases."""

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

from channels.message import Address, ChatParts, MailParts, OutboundMessage, Span, StoredFile, Style, plain
from channels.port import RecipientOutcome
from crm_store import clock
from crm_store.database import Database
from crm_store.errors import LeaseLost
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.outbox import payload, queries
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import (
    GIVE_UP_SECONDS,
    LEASE_SECONDS,
    LONGEST_RETRY_SECONDS,
    TO_CUSTOMERS,
    MessageKind,
    State,
    retry_after,
)
from crm_store.unit_of_work import Store

CHANNELS = ("email", "telegram")
ENDS = {State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED, State.EXPIRED}


def enqueue(
    store: Store,
    occasion: str = "o",
    *,
    kind: MessageKind = MessageKind.REPLY,
    channel: str = "telegram",
    recipients: tuple[str, ...] = (),
    **more: Any,
) -> int | None:
    message = OutboundMessage(outbox.new_key(), plain("x"), chat=ChatParts("7"))
    return store.write_blocking(
        lambda uow: outbox.enqueue(
            uow, kind=kind, channel=channel, subject="T-1", recipient="7", occasion=occasion, message=message,
            recipients=recipients, **more,
        )
    )  # fmt: skip


def claim(store: Store, limit: int = 10, channels: tuple[str, ...] = CHANNELS) -> list[outbox.Due]:
    return store.write_blocking(lambda uow: outbox.claim(uow, channels=channels, limit=limit))


def point(store: Store, due: outbox.Due) -> None:
    store.write_blocking(lambda uow: outbox.pass_point_of_no_return(uow, due))


def sent(store: Store, due: outbox.Due, *outcomes: RecipientOutcome) -> State:
    return store.write_blocking(lambda uow: outbox.sent(uow, due, external_id="1", outcomes=outcomes))


def row(store: Store, number: int | None) -> Any:
    table = OutboxItem.__table__
    return store.read_blocking(lambda uow: uow.connection.execute(table.select().where(table.c.id == number)).one())


def every(store: Store) -> list[Any]:
    table = OutboxItem.__table__
    return store.read_blocking(lambda uow: list(uow.connection.execute(table.select().order_by(table.c.id))))


class TestEnqueue:
    def test_the_same_reason_sends_once(self, store: Store) -> None:
        assert enqueue(store) is not None
        assert enqueue(store) is None
        assert enqueue(store, "another") is not None
        assert len(every(store)) == 2

    def test_a_message_comes_back_as_it_was_written(self) -> None:
        mail = MailParts(
            Address("a@x.example", "A"), (Address("b@x.example"),), "Re: Máy in", "id@x.example", sent_at=clock.now()
        )
        styles = tuple(Span("chữ", style, "https://x.example" if style is Style.LINK else "") for style in Style)
        message = OutboundMessage("k", styles, mail=mail, files=(StoredFile("0" * 64, "a.pdf", "application/pdf", 1),))
        assert payload.from_json(payload.to_json(message)) == message

    def test_it_is_written_with_what_causes_it_or_not_at_all(self, store: Store) -> None:
        def broken(uow: Any) -> None:
            outbox.enqueue(
                uow, kind=MessageKind.REPLY, channel="email", subject="T-1", recipient="7", occasion="o", message=None
            )
            raise RuntimeError

        with pytest.raises(RuntimeError):
            store.write_blocking(broken)
        assert every(store) == []


class TestClaim:
    def test_oldest_first_each_once(self, store: Store) -> None:
        numbers = [enqueue(store, str(n)) for n in range(3)]
        assert [one.id for one in claim(store, 2)] == numbers[:2]
        assert [one.id for one in claim(store, 2)] == numbers[2:]
        assert claim(store) == []

    def test_only_the_channels_asked_for(self, store: Store) -> None:
        mail = enqueue(store, "m", channel="email")
        enqueue(store, "t")
        assert [one.id for one in claim(store, channels=("email",))] == [mail]
        assert claim(store, channels=()) == []

    def test_what_is_held_waits_for_its_time(self, store: Store, time: Any) -> None:
        held = enqueue(store, state=State.HELD, due=clock.now() + timedelta(seconds=10))
        assert claim(store) == []
        assert store.read_blocking(lambda uow: outbox.next_due(uow, channels=CHANNELS)) == row(store, held).next_try_at
        time.wait(seconds=10)
        assert [one.id for one in claim(store)] == [held]

    def test_one_chat_one_message_at_a_time(self, store: Store) -> None:
        first, second = (enqueue(store, str(n), order_key="telegram:7") for n in range(2))
        other = enqueue(store, "x", order_key="telegram:8")
        held = claim(store)
        assert [one.id for one in held] == [first, other]
        assert claim(store) == []
        sent(store, held[0])
        assert [one.id for one in claim(store)] == [second]

    @pytest.mark.parametrize("end", [State.FAILED, State.UNKNOWN])
    def test_a_bad_end_lets_the_next_one_go(self, store: Store, end: State) -> None:
        enqueue(store, "1", order_key="telegram:7")
        second = enqueue(store, "2", order_key="telegram:7")
        (held,) = claim(store)
        finish = outbox.failed if end is State.FAILED else outbox.unknown
        store.write_blocking(lambda uow: finish(uow, held, reason="x"))
        assert [one.id for one in claim(store)] == [second]

    def test_an_answer_on_hold_keeps_its_place(self, store: Store, time: Any) -> None:
        """What is written after it does not overtake it while it may still be undone."""
        enqueue(store, "1", order_key="telegram:7", state=State.HELD, due=clock.now() + timedelta(seconds=10))
        enqueue(store, "2", order_key="telegram:7")
        assert claim(store) == []
        time.wait(seconds=10)
        assert len(claim(store)) == 1

    def test_what_came_too_late_is_not_sent(self, store: Store, time: Any) -> None:
        number = enqueue(store, expires_at=clock.now() + timedelta(hours=1))
        time.wait(hours=2)
        assert claim(store) == []
        assert row(store, number).state == State.EXPIRED


class TestLease:
    def test_before_the_point_a_dead_workers_message_is_due_again(self, store: Store, time: Any) -> None:
        number = enqueue(store)
        claim(store)
        time.wait(seconds=LEASE_SECONDS + 1)
        assert store.write_blocking(outbox.take_over_expired).again == (number,)
        (again,) = claim(store)
        assert again.attempts == 2

    @pytest.mark.parametrize("kind", MessageKind)
    def test_after_the_point_a_customers_is_unknown_and_a_colleagues_is_said_again(
        self, store: Store, time: Any, kind: MessageKind
    ) -> None:
        number = enqueue(store, kind=kind)
        (held,) = claim(store)
        point(store, held)
        time.wait(seconds=LEASE_SECONDS + 1)
        taken = store.write_blocking(outbox.take_over_expired)
        assert (number in taken.unknown) is (kind in TO_CUSTOMERS)
        assert (claim(store) == []) is (kind in TO_CUSTOMERS)

    def test_the_point_is_passed_with_a_live_lease_only(self, store: Store, time: Any) -> None:
        enqueue(store)
        (late,) = claim(store)
        time.wait(seconds=LEASE_SECONDS + 1)
        with pytest.raises(LeaseLost):
            point(store, late)

    def test_it_is_passed_once(self, store: Store) -> None:
        enqueue(store)
        (held,) = claim(store)
        point(store, held)
        with pytest.raises(LeaseLost):
            point(store, held)

    def test_whoever_lost_it_writes_no_outcome(self, store: Store, time: Any) -> None:
        enqueue(store)
        (late,) = claim(store)
        time.wait(seconds=LEASE_SECONDS + 1)
        store.write_blocking(outbox.take_over_expired)
        (now,) = claim(store)
        for work in (
            lambda uow: outbox.sent(uow, late, external_id="x"),
            lambda uow: outbox.later(uow, late, reason="x"),
            lambda uow: outbox.failed(uow, late, reason="x"),
            lambda uow: outbox.unknown(uow, late, reason="x"),
            lambda uow: outbox.put_back(uow, late, after=1),
            lambda uow: outbox.nothing_to_say(uow, late),
        ):
            with pytest.raises(LeaseLost):
                store.write_blocking(work)
        assert sent(store, now) is State.SENT


class TestOutcomes:
    @pytest.mark.parametrize(
        ("outcomes", "end", "left"),
        [
            ((), State.SENT, []),
            ((("a", "sent"), ("b", "failed")), State.SENT, ["b"]),
            ((("a", "failed"), ("b", "failed")), State.FAILED, ["a", "b"]),
            ((("a", "sent"), ("b", "retry")), State.PENDING, ["b"]),
            ((("a", "failed"), ("b", "retry")), State.PENDING, ["a", "b"]),
        ],
    )
    def test_each_recipient_has_a_state(self, store: Store, outcomes: Any, end: State, left: list[str]) -> None:
        number = enqueue(store, recipients=("a", "b"))
        (held,) = claim(store)
        assert sent(store, held, *(RecipientOutcome(*one) for one in outcomes)) is end
        after = row(store, number)
        assert after.state == end
        assert [one["address"] for one in after.recipients if one["state"] != "sent"] == left

    def test_who_has_it_is_not_asked_again(self, store: Store, time: Any) -> None:
        number = enqueue(store, recipients=("a", "b"))
        (held,) = claim(store)
        sent(store, held, RecipientOutcome("a", "sent"), RecipientOutcome("b", "retry"))
        time.wait(hours=1)
        (held,) = claim(store)
        assert [one["state"] for one in held.recipients] == ["sent", "retry"]
        assert sent(store, held, RecipientOutcome("b", "failed", "550", "nobody")) is State.SENT
        assert row(store, number).last_error == "nobody"

    @pytest.mark.parametrize("channel", ["email", "telegram"])
    def test_patience_ends(self, store: Store, time: Any, channel: str) -> None:
        number = enqueue(store, channel=channel, recipients=("a",))
        (held,) = claim(store)
        assert store.write_blocking(lambda uow: outbox.later(uow, held, reason="busy")) is State.PENDING
        time.wait(seconds=GIVE_UP_SECONDS[channel])
        (held,) = claim(store)
        assert store.write_blocking(lambda uow: outbox.later(uow, held, reason="busy")) is State.FAILED
        assert [one["state"] for one in row(store, number).recipients] == ["failed"]

    def test_put_back_is_no_try(self, store: Store, time: Any) -> None:
        number = enqueue(store)
        (held,) = claim(store)
        store.write_blocking(lambda uow: outbox.put_back(uow, held, after=3))
        assert (row(store, number).attempts, claim(store)) == (0, [])
        time.wait(seconds=3)
        assert len(claim(store)) == 1

    def test_an_unknown_one_is_never_handed_out_again(self, store: Store, time: Any) -> None:
        enqueue(store)
        (held,) = claim(store)
        point(store, held)
        assert store.write_blocking(lambda uow: outbox.unknown(uow, held, reason="cut")) is State.UNKNOWN
        time.wait(days=365)
        store.write_blocking(outbox.take_over_expired)
        assert claim(store) == []

    def test_a_card_with_nothing_to_say_is_done_with(self, store: Store) -> None:
        number = enqueue(store, kind=MessageKind.CARD)
        (held,) = claim(store)
        store.write_blocking(lambda uow: outbox.nothing_to_say(uow, held))
        assert row(store, number).state == State.CANCELLED

    @pytest.mark.parametrize(("channel", "first"), [("email", 30.0), ("telegram", 1.0)])
    def test_waits_double_with_jitter_up_to_four_hours(self, channel: str, first: float) -> None:
        for attempts in range(1, 40):
            doubled = min(LONGEST_RETRY_SECONDS, first * 2 ** (attempts - 1))
            waits = [retry_after(attempts, channel) for _ in range(20)]
            assert doubled <= min(waits) <= max(waits) <= doubled * 1.25
            assert len(set(waits)) > 1
        assert retry_after(1, channel, at_least=9_999.0) == 9_999.0


class TestRelay:
    def test_without_a_relay_due_mail_is_marked_and_comes_back_with_one(self, store: Store) -> None:
        due = enqueue(store, "1", channel="email")
        held = enqueue(store, "2", channel="email", state=State.HELD, due=clock.now() + timedelta(seconds=10))
        chat = enqueue(store, "3")
        assert store.write_blocking(lambda uow: outbox.no_relay(uow, channel="email")) == [due]
        assert [row(store, n).state for n in (due, held, chat)] == [State.NO_RELAY, State.HELD, State.PENDING]
        assert store.write_blocking(lambda uow: outbox.relay_is_there(uow, channel="email")) == 1
        assert (row(store, due).state, row(store, due).last_error) == (State.PENDING, "")

    def test_counts_for_metrics(self, store: Store) -> None:
        enqueue(store, "1")
        enqueue(store, "2", channel="email", state=State.HELD)
        assert store.read_blocking(queries.counts) == {"pending": 1, "held": 1}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("enqueue"), st.sampled_from([None, "telegram:7"]), st.sampled_from(sorted(MessageKind))),
        st.tuples(st.just("claim"), st.integers(1, 4), st.just("")),
        st.tuples(st.just("point"), st.integers(0, 9), st.just("")),
        st.tuples(st.sampled_from(["sent", "later", "failed", "unknown", "put_back"]), st.integers(0, 9), st.just("")),
        st.tuples(st.just("wait"), st.sampled_from([1, 91, 20_000]), st.just("")),
        st.tuples(st.just("take_over"), st.just(0), st.just("")),
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_customer_gets_anything_twice(store: Store, time: Any, steps: list[Any]) -> None:
    """Whatever dies and whoever is late: what may have been taken once is never handed out again by itself."""
    start = len(every(store))
    held: list[outbox.Due] = []
    taken: Counter[int] = Counter()
    for count, (name, first, second) in enumerate(steps):
        if name == "enqueue":
            enqueue(store, f"{start}-{count}", kind=MessageKind(second), order_key=first)
        elif name == "claim":
            held += claim(store, first)
        elif name == "wait":
            time.wait(seconds=first)
        elif name == "take_over":
            store.write_blocking(outbox.take_over_expired)
        elif held:
            _outcome(store, held, name, first, taken)
    kinds = {one.id: one.kind for one in every(store)}
    assert [number for number, times in taken.items() if times > 1 and kinds[number] in TO_CUSTOMERS] == []
    order = [one for one in every(store) if one.order_key == "telegram:7" and one.state in ("sending", "transmitting")]
    assert len(order) <= 1


def _outcome(store: Store, held: list[outbox.Due], name: str, which: int, taken: Counter[int]) -> None:
    due = held[which % len(held)]
    works = {
        "sent": lambda uow: outbox.sent(uow, due, external_id="1"),
        "later": lambda uow: outbox.later(uow, due, reason="x"),
        "failed": lambda uow: outbox.failed(uow, due, reason="x"),
        "unknown": lambda uow: outbox.unknown(uow, due, reason="x"),
        "put_back": lambda uow: outbox.put_back(uow, due, after=1),
    }
    state = row(store, due.id).state
    if name != "point":
        held.remove(due)
        if name in ("later", "put_back", "failed") and state in ("transmitting", "unknown"):
            return  # a sender says so only when it knows that nothing left
    try:
        if name == "point":
            point(store, due)
            taken[due.id] += 1
        else:
            store.write_blocking(works[name])
    except LeaseLost:
        return


@pytest.mark.postgres
def test_senders_of_several_processes_send_each_message_once(postgres_url: str, tmp_path: Path) -> None:
    stores = [
        Store(Database(postgres_url, threads=2), FileStore(tmp_path / "files"), Firm(), lambda *_: None)
        for _ in range(3)
    ]
    for number in range(60):
        enqueue(stores[0], str(number), order_key=f"telegram:{number % 6}")
    left: list[int] = []
    lock = threading.Lock()

    def work(store: Store) -> None:
        idle = 0
        while idle < 5:
            found = claim(store, 5)
            idle = 0 if found else idle + 1
            for one in found:
                point(store, one)
                with lock:
                    left.append(one.id)
                sent(store, one)

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, stores * 2))
    while rest := claim(stores[0]):
        for one in rest:
            left.append(one.id)
            sent(stores[0], one)
    states = {one.state for one in every(stores[0])}
    for store in stores:
        store.close()
    assert (len(left), len(set(left)), states) == (60, 60, {"sent"})
    for chat in range(6):
        mine = [number for number in left if (number - min(left)) % 6 == chat]
        assert mine == sorted(mine), "a chat was read out of order"

"""What leaves, through small senders at the port that do as they are told."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from factories.pipeline_bench import START, Bench
from servers.waiting import eventually

from bot.cards.composer import StaffComposer
from channels.email.sender import SmtpSender
from channels.email.smtp_url import SmtpSettings
from channels.message import ChatParts, OutboundMessage, plain, text_of
from channels.port import (
    CannotDeliver,
    OutcomeUnknown,
    PartState,
    PointOfNoReturn,
    Receipt,
    RecipientOutcome,
    TryAgainLater,
)
from crm_store.errors import ChangedMeanwhile
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from crm_store.outbox.service import Due
from crm_store.tickets import outcomes, replies
from crm_store.tickets.events import ReplyEnded
from crm_store.unit_of_work import UnitOfWork
from scheduler import delivery as module
from scheduler.delivery import Delivery

CUSTOMER, BOSS = "hoa@saomai.vn", "sep@saomai.vn"
Before = Callable[[], Awaitable[None]]


@dataclass
class Step:
    """What the far end does with one message. ``early`` fails before the point of no return, ``late`` after it."""

    receipt: Receipt = field(default_factory=lambda: Receipt("taken"))
    early: Exception | None = None
    late: Exception | None = None
    before: Before | None = None
    after: Before | None = None


class Scripted:
    """A ``channels.port.Sender``: one step for each message, then it takes everything."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.tried: list[OutboundMessage] = []
        self.taken: list[OutboundMessage] = []
        self.wait = 0.0
        self.capacity = 16
        self.state = PartState("scripted")

    async def start(self) -> None:
        self.state.ok = True

    async def stop(self) -> None:
        self.state.ok = False

    def delay(self, _recipient: str) -> float:
        return self.wait

    async def send(self, message: OutboundMessage, point_of_no_return: PointOfNoReturn) -> Receipt:
        self.tried.append(message)
        step = self.steps.pop(0) if self.steps else Step()
        if step.before is not None:
            await step.before()
        if step.early is not None:
            raise step.early
        await point_of_no_return()
        if step.after is not None:
            await step.after()
        if step.late is not None:
            raise step.late
        self.taken.append(message)
        return step.receipt


class Post:
    """A delivery that runs; the clock is the bench's."""

    def __init__(self, bench: Bench, senders: dict[str, Scripted], composer: Any = None) -> None:
        self.bench = bench
        self.counted: list[tuple[str, str, str]] = []
        note = lambda *words: self.counted.append(words)  # noqa: E731
        self.delivery = Delivery(bench.store, senders, composer or StaffComposer(), note)

    def row(self, number: int) -> Any:
        return self.bench.rows(OutboxItem, OutboxItem.id == number)[0]

    def wait(self, **duration: float) -> None:
        self.bench.wait(**duration)
        self.bench.store.signal(("outbox",))

    async def until(self, number: int, state: State) -> Any:
        await eventually(lambda: self.row(number).state == state, 5)
        return self.row(number)

    async def idle(self) -> None:
        """Long enough for whatever would leave to have left."""
        for _ in range(4):
            self.bench.store.signal(("outbox",))
            await asyncio.sleep(0.03)


@asynccontextmanager
async def post(bench: Bench, composer: Any = None, **senders: Scripted) -> AsyncIterator[Post]:
    made = Post(bench, senders, composer)
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(0)
    yield made
    await made.delivery.stop()
    await asyncio.wait_for(running, 8)


@pytest.fixture
def answer(bench: Bench) -> int:
    """An answer to two people, held for the undo time."""
    account_id = bench.account("Sao Mai", "saomai.vn")
    for name, address in (("Hoa", CUSTOMER), ("Sếp", BOSS)):
        bench.contact(name, address, account_id=account_id)
    ticket_id = bench.opened(cc=(BOSS,), sender="no-reply@saomai.vn", reply_to=())
    return bench.answer(bench.actor(), ticket_id, sent=False)


def chat_line(bench: Bench, words: str, *, kind: MessageKind = MessageKind.STAFF, chat: str = "7", **more: Any) -> int:
    message = OutboundMessage(outbox.new_key(), plain(words), chat=ChatParts(chat))
    usual = {
        "channel": "telegram",
        "subject": "",
        "recipient": chat,
        "occasion": words,
        "order_key": f"telegram:{chat}",
    }
    return bench.do(lambda uow: outbox.enqueue(uow, kind=kind, message=message, **(usual | more)))


def states(row: Any) -> dict[str, str]:
    return {one["address"]: one["state"] for one in row.recipients}


class TestTaken:
    async def test_an_answer_leaves_when_it_can_not_be_undone_any_more(
        self, bench: Bench, answer: int, happened: list
    ) -> None:
        email = Scripted()
        async with post(bench, email=email) as running:
            running.wait(seconds=9)
            await running.idle()
            assert (running.row(answer).state, email.tried) == (State.HELD, [])
            happened.clear()
            running.wait(seconds=2)
            row = await running.until(answer, State.SENT)
        assert (len(email.taken), row.attempts, row.external_id, row.lease_token) == (1, 1, "taken", None)
        assert row.sent_at == bench.time
        assert set(states(row).values()) == {"sent"}
        assert bench.ticket(1).status == "waiting"
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["sent"]
        assert running.counted == [("email", "reply", "sent")]

    async def test_the_point_of_no_return_is_on_disk_before_the_message_is_out(self, bench: Bench, answer: int) -> None:
        seen = []

        async def look() -> None:
            seen.append(bench.rows(OutboxItem, OutboxItem.id == answer)[0].state)

        async with post(bench, email=Scripted(Step(before=look, after=look))) as running:
            running.wait(seconds=11)
            await running.until(answer, State.SENT)
        assert seen == [State.SENDING, State.TRANSMITTING]

    async def test_what_was_undone_never_leaves(self, bench: Bench, answer: int) -> None:
        email = Scripted()
        author = running_actor(bench)
        bench.do(lambda uow: replies.undo(uow, actor=author, outbox_id=answer))
        async with post(bench, email=email) as running:
            running.wait(hours=1)
            await running.idle()
        assert email.tried == []

    @pytest.mark.parametrize("tried", ["part", "again", "never"])
    async def test_what_may_have_reached_somebody_is_not_undone(self, bench: Bench, answer: int, tried: str) -> None:
        first, second = bench.rows(OutboxItem, OutboxItem.id == answer)[0].recipients
        values = {
            "part": {"recipients": [first | {"state": "sent"}, second | {"state": "retry"}]},
            "again": {"attempts": 1},
            "never": {},
        }[tried]
        bench.set_outbox(answer, state=State.NO_RELAY, **values)
        author = running_actor(bench)
        if tried == "never":
            bench.do(lambda uow: replies.undo(uow, actor=author, outbox_id=answer))
        else:
            with pytest.raises(ChangedMeanwhile, match="Too late to undo"):
                bench.do(lambda uow: replies.undo(uow, actor=author, outbox_id=answer))
        assert bench.rows(OutboxItem, OutboxItem.id == answer)[0].state == (
            State.CANCELLED if tried == "never" else State.NO_RELAY
        )


class TestFailures:
    async def test_try_again_later_is_tried_again_later(self, bench: Bench, answer: int) -> None:
        email = Scripted(Step(early=TryAgainLater("451 greylisted", code="451")))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).attempts == 1)
            row = await running.until(answer, State.PENDING)
            assert 30 <= (row.next_try_at - bench.time).total_seconds() <= 37.5
            assert (row.last_code, row.last_error) == ("451", "451 greylisted")
            running.wait(seconds=38)
            row = await running.until(answer, State.SENT)
        assert (row.attempts, len(email.taken)) == (2, 1)
        assert email.tried[0].key == email.tried[1].key, "the second try is the same message"

    async def test_tries_grow_apart_and_the_far_ends_wish_counts(self, bench: Bench, answer: int) -> None:
        email = Scripted(
            *(Step(early=TryAgainLater("busy")) for _ in range(3)), Step(early=TryAgainLater("x", after=9999))
        )
        waits = []
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            for attempt in range(1, 5):
                await eventually(lambda attempt=attempt: running.row(answer).attempts == attempt)
                row = await running.until(answer, State.PENDING)
                waits.append((row.next_try_at - bench.time).total_seconds())
                running.wait(seconds=waits[-1] + 1)
            await running.until(answer, State.SENT)
        assert waits[0] < waits[1] < waits[2] < waits[3] == 9999

    async def test_after_four_days_it_is_given_up_and_the_author_hears_of_it(
        self, bench: Bench, answer: int, happened: list
    ) -> None:
        email = Scripted(*(Step(early=TryAgainLater("no route")) for _ in range(2)))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).attempts == 1)
            await running.until(answer, State.PENDING)
            running.wait(days=4, seconds=1)
            row = await running.until(answer, State.FAILED)
        assert (set(states(row).values()), row.last_error) == ({"failed"}, "no route")
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["failed"]

    async def test_what_cannot_be_delivered_has_failed(self, bench: Bench, answer: int, happened: list) -> None:
        email = Scripted(Step(early=CannotDeliver("550 no such user", code="550")))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            row = await running.until(answer, State.FAILED)
            running.wait(days=2)
            await running.idle()
        assert (len(email.tried), row.last_code) == (1, "550")
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["failed"]
        assert bench.ticket(1).status != "waiting"

    async def test_an_unknown_outcome_is_never_repeated_by_itself(
        self, bench: Bench, answer: int, happened: list
    ) -> None:
        email = Scripted(Step(late=OutcomeUnknown("the line broke")))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await running.until(answer, State.UNKNOWN)
            running.wait(days=30)
            await running.idle()
            assert len(email.tried) == 1
            assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["unknown"]
            author = running_actor(bench)
            bench.do(lambda uow: outcomes.retry(uow, actor=author, outbox_id=answer))
            running.wait(seconds=1)
            await running.until(answer, State.SENT)
        first, second = (message.mail for message in email.tried)
        assert first is not None
        assert second is not None
        assert first.message_id == second.message_id, "a person's word sends the same mail again"

    async def test_a_staff_line_of_unknown_fate_is_sent_again(self, bench: Bench) -> None:
        number = chat_line(bench, "xin chào")
        telegram = Scripted(Step(late=OutcomeUnknown("the line broke")))
        async with post(bench, telegram=telegram) as running:
            await eventually(lambda: running.row(number).attempts == 1)
            await running.until(number, State.PENDING)
            running.wait(seconds=3)
            await running.until(number, State.SENT)
        assert len(telegram.tried) == 2

    @pytest.mark.parametrize(("late", "end"), [(False, State.PENDING), (True, State.UNKNOWN)])
    async def test_a_defect_in_a_sender_neither_loses_nor_repeats(
        self, bench: Bench, answer: int, late: bool, end: State
    ) -> None:
        step = Step(late=KeyError("x")) if late else Step(early=KeyError("x"))
        async with post(bench, email=Scripted(step)) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).attempts == 1)
            row = await running.until(answer, end)
        assert row.last_error == "KeyError while sending"

    async def test_a_chat_that_moved_is_followed(self, bench: Bench) -> None:
        number = chat_line(bench, "xin chào", chat="-100")
        telegram = Scripted(Step(early=TryAgainLater("moved", moved_to="-100200")))
        async with post(bench, telegram=telegram) as running:
            row = await running.until(number, State.SENT)
        assert (row.recipient, row.order_key) == ("-100200", "telegram:-100200")
        assert [message.chat.chat_id for message in telegram.tried if message.chat] == ["-100", "-100200"]


class TestRecipients:
    async def test_only_those_who_wait_get_a_second_try(self, bench: Bench, answer: int) -> None:
        first, second = (address for address in states(bench.rows(OutboxItem, OutboxItem.id == answer)[0]))
        partly = Receipt("1", (RecipientOutcome(first, "sent"), RecipientOutcome(second, "retry", "452", "too many")))
        email = Scripted(Step(partly), Step(Receipt("2", (RecipientOutcome(second, "sent"),))))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).attempts == 1)
            row = await running.until(answer, State.PENDING)
            assert (states(row), row.last_code) == ({first: "sent", second: "retry"}, "452")
            running.wait(seconds=38)
            row = await running.until(answer, State.SENT)
        assert set(states(row).values()) == {"sent"}
        assert [message.mail.only_to for message in email.tried if message.mail] == [None, (second,)]

    async def test_one_of_three_refused_is_told_with_the_rest_sent(self, bench: Bench, answer: int) -> None:
        first, second = states(bench.rows(OutboxItem, OutboxItem.id == answer)[0])
        mixed = Receipt("1", (RecipientOutcome(first, "sent"), RecipientOutcome(second, "failed", "550", "nobody")))
        async with post(bench, email=Scripted(Step(mixed))) as running:
            running.wait(seconds=11)
            row = await running.until(answer, State.SENT)
        assert (states(row), row.last_code) == ({first: "sent", second: "failed"}, "550")

    async def test_who_waits_for_ever_is_given_up_and_told(self, bench: Bench, answer: int) -> None:
        first, second = states(bench.rows(OutboxItem, OutboxItem.id == answer)[0])
        partly = (RecipientOutcome(first, "sent"), RecipientOutcome(second, "retry", "452", "full"))
        email = Scripted(Step(Receipt("1", partly)), Step(Receipt("2", partly[1:])))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).attempts == 1)
            await running.until(answer, State.PENDING)
            running.wait(days=4)
            row = await running.until(answer, State.FAILED)
        assert states(row) == {first: "sent", second: "failed"}
        assert row.recipients[1]["detail"] == "full"

    @pytest.mark.parametrize("told", [False, True], ids=["the mail", "each recipient"])
    async def test_who_has_got_it_gets_no_second_one_after_a_failure(
        self, bench: Bench, answer: int, told: bool
    ) -> None:
        first, second = states(bench.rows(OutboxItem, OutboxItem.id == answer)[0])
        partly = (RecipientOutcome(first, "sent"), RecipientOutcome(second, "retry", "451", "greylisted"))
        refused = CannotDeliver("550 sending quota exceeded", code="550")
        if told:
            refused.recipients = tuple(RecipientOutcome(one, "failed", "550", "quota") for one in (first, second))
        email = Scripted(Step(Receipt("1", partly)), Step(early=refused))
        author = running_actor(bench)
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).attempts == 1)
            await running.until(answer, State.PENDING)
            running.wait(seconds=38)
            row = await running.until(answer, State.FAILED)
            assert (states(row), row.recipients[1]["code"]) == ({first: "sent", second: "failed"}, "550")
            bench.do(lambda uow: outcomes.retry(uow, actor=author, outbox_id=answer))
            running.wait(seconds=1)
            await running.until(answer, State.SENT)
        assert [message.mail.only_to for message in email.tried if message.mail] == [None, (second,), (second,)]

    async def test_a_row_of_an_earlier_version_goes_to_everybody(self, bench: Bench, answer: int) -> None:
        payload = bench.rows(OutboxItem, OutboxItem.id == answer)[0].payload
        bench.set_outbox(answer, payload=payload | {"mail": payload["mail"] | {"only_to": []}})
        email = Scripted()
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await running.until(answer, State.SENT)
        assert [message.mail.only_to for message in email.tried if message.mail] == [None]

    async def test_an_error_may_tell_the_fate_of_each(self, bench: Bench, answer: int) -> None:
        first, second = states(bench.rows(OutboxItem, OutboxItem.id == answer)[0])
        broken = OutcomeUnknown("the line broke")
        broken.recipients = (RecipientOutcome(first, "unknown"), RecipientOutcome(second, "failed", "550", "nobody"))
        email = Scripted(Step(late=broken))
        author = running_actor(bench)
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            row = await running.until(answer, State.UNKNOWN)
            assert states(row) == {first: "unknown", second: "failed"}
            bench.do(lambda uow: outcomes.mark_arrived(uow, actor=author, outbox_id=answer))
        assert states(running.row(answer)) == {first: "sent", second: "failed"}


class TestPacing:
    async def test_a_message_put_back_was_not_tried(self, bench: Bench) -> None:
        number = chat_line(bench, "xin chào")
        telegram = Scripted()
        telegram.wait = 3.0
        async with post(bench, telegram=telegram) as running:
            await eventually(lambda: running.row(number).next_try_at > START)
            row = await running.until(number, State.PENDING)
            assert (row.attempts, row.next_try_at, telegram.tried) == (0, bench.time + timedelta(seconds=3), [])
            telegram.wait = 0.0
            running.wait(seconds=3)
            await running.until(number, State.SENT)

    async def test_a_paused_channel_lets_the_others_go_on(
        self, bench: Bench, answer: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "CHANNEL_PAUSE_SECONDS", 30.0)
        number = chat_line(bench, "xin chào")
        email = Scripted(Step(early=TryAgainLater("the relay is down", whole_channel=True)))
        async with post(bench, email=email, telegram=Scripted()) as running:
            running.wait(seconds=11)
            await running.until(number, State.SENT)
            await eventually(lambda: running.row(answer).attempts == 1)
            running.wait(hours=1)
            await running.idle()
            assert len(email.tried) == 1, "nobody knocks while the pause lasts"

    async def test_the_pause_doubles_until_something_goes_through(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "CHANNEL_PAUSE_SECONDS", 0.02)
        monkeypatch.setattr(module, "POLL_SECONDS", 0.1)
        down = [Step(early=TryAgainLater("down", whole_channel=True)) for _ in range(3)]
        telegram = Scripted(*down, Step(), Step(early=TryAgainLater("down", whole_channel=True)))
        pauses = []
        async with post(bench, telegram=telegram) as running:
            number = chat_line(bench, "một")
            for attempt in (1, 2, 3):
                await eventually(lambda attempt=attempt: running.row(number).attempts == attempt)
                await running.until(number, State.PENDING)
                pauses.append(running.delivery._paused["telegram"][1])
                running.wait(seconds=60)
            await running.until(number, State.SENT)
            second = chat_line(bench, "hai")
            await eventually(lambda: running.row(second).attempts == 1)
            await eventually(lambda: "telegram" in running.delivery._paused)
            pauses.append(running.delivery._paused["telegram"][1])
        assert pauses == [0.02, 0.04, 0.08, 0.02]

    async def test_what_the_far_end_asks_for_is_the_pause(self, bench: Bench) -> None:
        number = chat_line(bench, "một")
        telegram = Scripted(Step(early=TryAgainLater("flood", whole_channel=True, after=120.0)))
        async with post(bench, telegram=telegram) as running:
            await eventually(lambda: "telegram" in running.delivery._paused)
            assert running.delivery._paused["telegram"][1] == 120.0
            await running.until(number, State.PENDING)


class TestOrder:
    async def test_one_chat_reads_in_order_even_when_the_first_must_wait(self, bench: Bench) -> None:
        numbers = [chat_line(bench, words) for words in ("một", "hai", "ba")]
        telegram = Scripted(Step(early=TryAgainLater("busy")))
        async with post(bench, telegram=telegram) as running:
            await eventually(lambda: running.row(numbers[0]).attempts == 1)
            await running.until(numbers[0], State.PENDING)
            await running.idle()
            assert telegram.taken == []
            running.wait(seconds=3)
            await running.until(numbers[2], State.SENT)
        assert [text_of(message.text) for message in telegram.taken] == ["một", "hai", "ba"]

    async def test_another_chat_does_not_wait(self, bench: Bench) -> None:
        release = asyncio.Event()
        chat_line(bench, "một", chat="7")
        other = chat_line(bench, "hai", chat="8")

        async def hang() -> None:
            await release.wait()

        async with post(bench, telegram=Scripted(Step(before=hang))) as running:
            await running.until(other, State.SENT)
            release.set()

    async def test_what_is_too_old_is_not_said_any_more(self, bench: Bench) -> None:
        number = chat_line(bench, "một", expires_at=bench.time)
        bench.wait(seconds=1)
        telegram = Scripted()
        async with post(bench, telegram=telegram) as running:
            await running.until(number, State.EXPIRED)
        assert telegram.tried == []


class TestSlots:
    async def test_no_more_is_taken_than_leaves_at_once(self, bench: Bench) -> None:
        """What would only wait in the sender stays where any worker can take it, and loses no lease."""
        numbers = [chat_line(bench, str(number), chat=str(number)) for number in range(6)]
        release = asyncio.Event()

        async def hang() -> None:
            await release.wait()

        telegram = Scripted(*(Step(before=hang) for _ in numbers))
        telegram.capacity = 2
        async with post(bench, telegram=telegram) as running:
            await eventually(lambda: len(telegram.tried) == 2)
            await running.idle()
            assert [running.row(number).state for number in numbers] == [State.SENDING] * 2 + [State.PENDING] * 4
            release.set()
            for number in numbers:
                await running.until(number, State.SENT)
            assert [running.row(number).attempts for number in numbers] == [1] * 6

    async def test_a_slow_relay_holds_up_no_chat(self, bench: Bench) -> None:
        release = asyncio.Event()

        async def hang() -> None:
            await release.wait()

        email, telegram = Scripted(*(Step(before=hang) for _ in range(20))), Scripted()
        email.capacity = 2
        mails = [
            chat_line(bench, f"mail {number}", chat=f"{number}", channel="email", order_key=None)
            for number in range(20)
        ]
        async with post(bench, email=email, telegram=telegram) as running:
            await eventually(lambda: len(email.tried) == 2)
            for line in [chat_line(bench, f"line {number}", chat=f"{number}") for number in range(20)]:
                await running.until(line, State.SENT)
            assert len(email.tried) == 2
            release.set()
            for mail in mails:
                await running.until(mail, State.SENT)

    async def test_the_relay_says_how_much_leaves_at_once(self) -> None:
        settings = SmtpSettings.from_url("smtp://127.0.0.1:25")
        assert SmtpSender(settings, lambda _file: b"").capacity == 2
        assert SmtpSender(settings, lambda _file: b"", connections=5).capacity == 5


class TestLease:
    async def test_who_has_slept_too_long_sends_nothing(self, bench: Bench, answer: int) -> None:
        """SIGSTOP past the lease, then SIGCONT: another worker has it by then."""

        async def oversleep() -> None:
            bench.wait(seconds=91)
            bench.do(outcomes.take_over_expired)

        email = Scripted(Step(before=oversleep))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await running.until(answer, State.SENT)
        assert (len(email.tried), len(email.taken)) == (2, 1)

    async def test_a_worker_taken_for_dead_that_learns_the_outcome_is_believed(
        self, bench: Bench, answer: int, happened: list
    ) -> None:
        async def oversleep() -> None:
            bench.wait(seconds=91)
            bench.do(outcomes.take_over_expired)

        async with post(bench, email=Scripted(Step(after=oversleep))) as running:
            running.wait(seconds=11)
            await running.until(answer, State.SENT)
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["unknown", "sent"]

    async def test_staff_are_told_of_what_a_dead_worker_was_sending(
        self, bench: Bench, answer: int, happened: list
    ) -> None:
        bench.wait(seconds=11)
        (held,) = bench.do(lambda uow: outbox.claim(uow, channels=["email"], limit=1))
        bench.do(lambda uow: outbox.pass_point_of_no_return(uow, held))
        bench.wait(seconds=91)
        email = Scripted()
        async with post(bench, email=email) as running:
            await running.until(answer, State.UNKNOWN)
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["unknown"]
        assert email.tried == []

    @pytest.mark.parametrize("subject", ["", "L-1", "T-99"])
    async def test_a_dead_workers_message_without_a_ticket_stops_nothing(
        self, bench: Bench, answer: int, subject: str
    ) -> None:
        """A greeting in a chat, a line on a lead: nobody's answer, so nothing follows from its end."""
        greeting = chat_line(bench, "Chào anh", kind=MessageKind.ACKNOWLEDGEMENT, subject=subject, recipients=["7"])
        (held,) = bench.do(lambda uow: outbox.claim(uow, channels=["telegram"], limit=1))
        bench.do(lambda uow: outbox.pass_point_of_no_return(uow, held))
        bench.wait(seconds=91)
        async with post(bench, email=Scripted(), telegram=Scripted()) as running:
            await running.until(greeting, State.UNKNOWN)
            await running.until(answer, State.SENT)

    async def test_a_row_whose_end_has_a_defect_is_taken_over_all_the_same(
        self, bench: Bench, answer: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def clumsy(*_facts: object, **_more: object) -> None:
            raise KeyError("x")

        bench.wait(seconds=11)
        (held,) = bench.do(lambda uow: outbox.claim(uow, channels=["email"], limit=1))
        bench.do(lambda uow: outbox.pass_point_of_no_return(uow, held))
        bench.wait(seconds=91)
        monkeypatch.setattr(outcomes, "ended", clumsy)
        line = chat_line(bench, "một")
        async with post(bench, email=Scripted(), telegram=Scripted()) as running:
            await running.until(answer, State.UNKNOWN)
            await running.until(line, State.SENT)

    async def test_a_slow_far_end_keeps_its_lease(
        self, bench: Bench, answer: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Slower than three leases, before the point of no return and after it."""
        monkeypatch.setattr(module, "LEASE_SECONDS", 0.06)

        async def slowly() -> None:
            for _ in range(3):
                bench.wait(seconds=60)
                await eventually(lambda: lease_left(bench, answer) > 80, 5)
            assert bench.do(outcomes.take_over_expired) == 0

        email = Scripted(Step(before=slowly, after=slowly))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            row = await running.until(answer, State.SENT)
        assert (len(email.taken), row.attempts, row.lease_until) == (1, 1, None)

    async def test_what_loses_its_lease_again_and_again_waits_and_is_given_up(
        self, bench: Bench, answer: int, happened: list
    ) -> None:
        bench.wait(seconds=11)
        waits = []
        for _ in range(6):
            assert len(bench.do(lambda uow: outbox.claim(uow, channels=["email"], limit=1))) == 1
            bench.wait(seconds=91)
            assert bench.do(outcomes.take_over_expired) == 1
            row = bench.rows(OutboxItem, OutboxItem.id == answer)[0]
            assert (row.state, row.last_error) == (State.PENDING, "the program stopped before sending")
            waits.append((row.next_try_at - bench.time).total_seconds())
            bench.wait(seconds=waits[-1])
        assert waits[:3] == [0, 0, 0]
        assert 30 <= waits[3] < waits[4] < waits[5]
        bench.do(lambda uow: outbox.claim(uow, channels=["email"], limit=1))
        bench.wait(days=4)
        happened.clear()
        bench.do(outcomes.take_over_expired)
        row = bench.rows(OutboxItem, OutboxItem.id == answer)[0]
        assert (row.state, set(states(row).values())) == (State.FAILED, {"failed"})
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["failed"]

    async def test_a_lease_that_ran_out_unseen_is_a_try_that_failed(self, bench: Bench, answer: int) -> None:
        async def oversleep() -> None:
            bench.wait(seconds=91)

        email = Scripted(Step(before=oversleep))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: running.row(answer).last_error)
            row = await running.until(answer, State.PENDING)
            assert (row.attempts, row.last_error, email.taken) == (1, "the lease ran out before the message left", [])
            running.wait(seconds=38)
            await running.until(answer, State.SENT)

    async def test_stop_lets_what_is_on_its_way_end(self, bench: Bench, answer: int) -> None:
        on_its_way, release = asyncio.Event(), asyncio.Event()

        async def hang() -> None:
            on_its_way.set()
            await release.wait()

        made = Post(bench, {"email": Scripted(Step(after=hang))})
        running = asyncio.create_task(made.delivery.run())
        made.wait(seconds=11)
        await asyncio.wait_for(on_its_way.wait(), 5)
        await made.delivery.stop()
        await asyncio.sleep(0.05)
        assert not running.done()
        release.set()
        await asyncio.wait_for(running, 5)
        assert made.row(answer).state == State.SENT

    async def test_the_outcome_waits_for_a_store_that_is_away(self, bench: Bench, answer: int) -> None:
        bench.do(lambda uow: uow.connection.exec_driver_sql("PRAGMA busy_timeout=30"))
        other = sqlite3.connect(str(bench.store.database.url.database), isolation_level=None)

        async def lock() -> None:
            other.execute("BEGIN IMMEDIATE")

        email = Scripted(Step(after=lock))
        async with post(bench, email=email) as running:
            running.wait(seconds=11)
            await eventually(lambda: email.taken)
            await asyncio.sleep(0.1)
            other.execute("ROLLBACK")
            await running.until(answer, State.SENT)
        other.close()
        assert len(email.tried) == 1


class TestDefects:
    async def test_a_row_that_cannot_be_read_stops_no_other(self, bench: Bench) -> None:
        broken, kind, fine = (chat_line(bench, words, chat=words) for words in ("a", "b", "c"))
        bench.set_outbox(broken, payload={"key": "x", "text": 5})
        bench.set_outbox(kind, kind="carrier_pigeon")
        async with post(bench, telegram=Scripted()) as running:
            await running.until(fine, State.SENT)
        for number in (broken, kind):
            row = running.row(number)
            assert (row.state, row.attempts) == (State.PENDING, 1)
            assert row.last_error == "written by another version of the program"
            assert row.next_try_at > bench.time

    async def test_a_card_that_cannot_be_drawn_stops_no_other(self, bench: Bench) -> None:
        class Clumsy(StaffComposer):
            def compose(self, uow: UnitOfWork, due: Due) -> OutboundMessage | None:
                if due.subject == "T-1":
                    raise KeyError("x")
                return super().compose(uow, due)

        card = chat_line(bench, "thẻ", kind=MessageKind.CARD, subject="T-1", order_key=None)
        bench.set_outbox(card, payload={"user_id": 1})
        fine = chat_line(bench, "một")
        async with post(bench, Clumsy(), telegram=Scripted()) as running:
            await running.until(fine, State.SENT)
            row = running.row(card)
        assert (row.state, row.last_error) == (State.PENDING, "KeyError while drawing")

    async def test_consequences_that_fail_do_not_send_it_again(self, bench: Bench) -> None:
        class Clumsy(StaffComposer):
            def delivered(self, *_facts: object) -> None:
                raise KeyError

            def ended(self, *_facts: object) -> None:
                raise KeyError

        first, second = chat_line(bench, "một", chat="7"), chat_line(bench, "hai", chat="8")
        telegram = Scripted(Step(), Step(early=CannotDeliver("blocked")))
        async with post(bench, Clumsy(), telegram=telegram) as running:
            await running.until(first, State.SENT)
            await running.until(second, State.FAILED)
        assert len(telegram.tried) == 2


class TestRelay:
    async def test_without_one_answers_wait_and_are_shown(self, bench: Bench, answer: int, happened: list) -> None:
        async with post(bench, telegram=Scripted()) as running:
            running.wait(seconds=11)
            row = await running.until(answer, State.NO_RELAY)
        assert row.last_error == "no relay configured"
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["no_relay"]
        email = Scripted()
        async with post(bench, email=email) as running:
            await running.until(answer, State.SENT)
        assert len(email.taken) == 1


def lease_left(bench: Bench, number: int) -> float:
    until = bench.rows(OutboxItem, OutboxItem.id == number)[0].lease_until
    return float((until - bench.time).total_seconds()) if until is not None else 0.0


def running_actor(bench: Bench) -> Any:
    """The author of the held answer."""
    from crm_store.team import service as team
    from crm_store.team.models import User

    return bench.do(lambda uow: team.actor_of(uow.session.get_one(User, 1), "web"))

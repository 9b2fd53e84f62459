"""The worker around the pipeline: batches, poison, damaged files, and a store that is away."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from factories.pipeline_bench import BROKEN, START, SUPPORT, Bench, understanding
from servers.waiting import eventually

from bot.metrics import Metrics
from bot.pipeline.ending import endings, printed_outcome
from bot.pipeline.normalise import Normaliser
from bot.pipeline.receive import StoreIntake
from bot.pipeline.result import NotYet, Prepared, Result
from bot.pipeline.worker import Processor
from channels.message import InboundMessage, RawItem, ReadPosition
from channels.port import IntakeUnavailable, TryAgainLater
from channels.registry import Channels
from crm_store.access import SYSTEM
from crm_store.inbox import service
from crm_store.inbox.models import InboxItem
from crm_store.tickets.models import Ticket
from crm_store.unit_of_work import UnitOfWork

POISON = "poison"


def eml(number: int, text: str = BROKEN, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = headers.pop("sender", f"Hoa {number} <hoa{number}@x{number}.example>")
    message["To"] = SUPPORT
    message["Subject"] = "Máy in báo lỗi"
    message["Date"] = "Mon, 23 Nov 2026 13:59:00 +0700"
    message["Message-ID"] = f"<m{number}@x{number}.example>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def item(number: int, content: bytes | None = None, channel: str = "email") -> RawItem:
    return RawItem(channel, "support", f"item-{number}", content if content is not None else eml(number), START)


class Rig:
    """The worker on the real store, channels and parser; routes and files may be spoiled on purpose."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.store = bench.store
        self.channels = Channels()
        self.intake = StoreIntake(self.store, self.channels)
        self.metrics = Metrics()
        self.routed: list[int] = []
        self.processor = self.worker()

    def worker(self, **more: Any) -> Processor:
        normalise = Normaliser(self.channels)
        return Processor(self.store, normalise, understanding(), self.route, metrics=self.metrics, **more)

    def route(self, uow: UnitOfWork, prepared: Prepared) -> Result:
        self.routed.append(prepared.claimed.id)
        result = self.bench.route(uow, prepared)
        if POISON in prepared.message.text:
            raise ValueError(prepared.message.text)
        return result

    async def keep(self, *items: RawItem) -> list[int]:
        return [one.inbox_id for one in await self.intake.keep(items)]

    async def work(self, ids: list[int]) -> None:
        await self.processor.work_on(ids)

    def row(self, number: int) -> Any:
        return self.bench.rows(InboxItem, InboxItem.id == number)[0]

    def counted(self) -> dict[str, float]:
        found = {}
        for family in self.metrics.registry.collect():
            for sample in family.samples:
                if sample.name == "crmbot_inbox_processed_total":
                    found[sample.labels["outcome"]] = sample.value
        return found

    def close(self) -> None:
        self.processor.close()
        self.channels.close()


@pytest.fixture
def rig(bench: Bench) -> Iterator[Rig]:
    made = Rig(bench)
    yield made
    made.close()


async def test_a_mail_goes_all_the_way(rig: Rig) -> None:
    (number,) = await rig.keep(item(1))
    await rig.work([number])
    row = rig.row(number)
    assert (row.state, row.outcome, row.attempts) == ("done", "new_ticket", 1)
    (ticket,) = rig.bench.rows(Ticket)
    assert rig.bench.people(ticket.id) == {"hoa1@x1.example": "accepted"}
    assert rig.counted() == {"new_ticket": 1}


async def test_a_batch_is_one_transaction(rig: Rig) -> None:
    numbers = await rig.keep(*(item(n) for n in range(5)))
    await rig.work(numbers)
    assert rig.routed == numbers, "each once"
    assert rig.bench.count_of(Ticket) == 5


async def test_poison_in_a_batch_harms_nobody_else(rig: Rig) -> None:
    numbers = await rig.keep(item(1), item(2, eml(2, f"{BROKEN} {POISON}")), item(3))
    await rig.work(numbers)
    states = [(rig.row(n).state, rig.row(n).attempts) for n in numbers]
    assert states == [("done", 1), ("received", 1), ("done", 1)]
    assert rig.bench.count_of(Ticket) == 2, "nothing of the poisoned one stayed"
    assert rig.counted() == {"new_ticket": 2}


async def test_poison_ends_in_quarantine_after_three_tries_and_may_be_replayed(rig: Rig) -> None:
    (number,) = await rig.keep(item(1, eml(1, f"{BROKEN} {POISON}")))
    for attempt in (1, 2, 3):
        await rig.work([number])
        assert rig.row(number).attempts == attempt
        rig.bench.wait(minutes=10)
    row = rig.row(number)
    assert (row.state, row.outcome, row.reason) == ("quarantined", "quarantined", "ValueError while processing")
    rig.route = rig.bench.route  # type: ignore[method-assign]
    rig.processor.close()
    rig.processor = rig.worker()
    rig.bench.do(lambda uow: service.replay(uow, actor=SYSTEM, inbox_ids=[number]))
    await rig.work([number])
    assert (rig.row(number).outcome, rig.bench.count_of(Ticket)) == ("new_ticket", 1)


async def test_what_cannot_be_judged_yet_waits_as_if_it_had_not_been_tried(rig: Rig) -> None:
    def wait(uow: UnitOfWork, prepared: Prepared) -> Result:
        result = rig.bench.route(uow, prepared)
        if POISON in prepared.message.text:
            raise NotYet("something else must end first", after=2)
        return result

    rig.route = wait  # type: ignore[method-assign]
    rig.processor.close()
    rig.processor = rig.worker()
    numbers = await rig.keep(item(1), item(2, eml(2, f"{BROKEN} {POISON}")))
    for _ in range(5):
        await rig.work(numbers)
        rig.bench.wait(seconds=3)
    assert [(rig.row(n).state, rig.row(n).attempts) for n in numbers] == [("done", 1), ("received", 0)]
    assert rig.bench.count_of(Ticket) == 1
    rig.processor.close()
    rig.route = rig.bench.route  # type: ignore[method-assign]
    rig.processor = rig.worker()
    await rig.work(numbers)
    assert (rig.row(numbers[1]).outcome, rig.row(numbers[1]).attempts) == ("new_ticket", 1)


async def test_a_killer_takes_nobody_with_it(rig: Rig) -> None:
    """Three times the program dies in the middle of a batch; the others of the batch live."""
    numbers = await rig.keep(*(item(n) for n in range(1, 6)))
    killer = numbers[2]
    for _ in range(20):
        claimed = rig.bench.do(lambda uow: service.claim(uow, limit=25))
        for one in claimed:
            if one.id == killer:
                break
            rig.bench.do(lambda uow, one=one: service.finish(uow, one, outcome=service.Outcome.LOGGED))
        rig.bench.wait(seconds=61)
    assert [rig.row(n).state for n in numbers] == ["done", "done", "quarantined", "done", "done"]
    assert rig.row(killer).reason == "processing stopped the program three times"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe not json", "JSON"), (b'{"conversation": "nobody"}', "names no conversation")],
)
async def test_what_cannot_be_read_is_quarantined_at_once_with_its_reason(
    rig: Rig, content: bytes, reason: str
) -> None:
    (number,) = await rig.keep(item(1, content, "webchat"))
    await rig.work([number])
    row = rig.row(number)
    assert (row.state, row.attempts) == ("quarantined", 1)
    assert reason in row.reason
    assert rig.counted() == {"quarantined": 1}


@pytest.mark.parametrize("damage", ["missing", "changed"])
async def test_a_damaged_raw_file_is_quarantined_and_named(rig: Rig, damage: str) -> None:
    numbers = await rig.keep(item(1), item(2))
    sha = rig.row(numbers[0]).raw_sha256
    path = rig.store.files.folder / sha[:2] / sha
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"something else")
    await rig.work(numbers)
    first, second = (rig.row(n) for n in numbers)
    assert (first.state, second.state) == ("quarantined", "done")
    assert sha[:12] in first.reason
    assert damage.removesuffix("d")[:6] in first.reason or "damaged" in first.reason


async def test_files_that_cannot_be_fetched_yet_are_tried_later(rig: Rig) -> None:
    fetched: list[str] = []

    async def fetch(raw: RawItem, message: InboundMessage) -> InboundMessage:
        fetched.append(raw.external_id)
        if len(fetched) == 1:
            raise TryAgainLater("the file server is away")
        if len(fetched) == 2:
            raise KeyError("a defect")
        return replace(message, subject="with files")

    update = b'{"update_id": 1, "message": {"message_id": 5, "date": 1795417200, "chat": {"id": 900, "type": "private"}, "from": {"id": 900, "is_bot": false, "first_name": "Lan"}, "text": "M\\u00e1y in b\\u00e1o l\\u1ed7i, c\\u1ea7n s\\u1eeda"}}'
    (number,) = await rig.keep(RawItem("telegram", "bot", "1", update, START))
    processor = rig.worker(fetch_files=fetch)
    reasons = []
    for _ in range(3):
        await processor.work_on([number])
        reasons.append(rig.row(number).reason)
        rig.bench.wait(minutes=5)
    processor.close()
    assert reasons[:2] == ["the file server is away", "KeyError while fetching files"]
    assert rig.row(number).outcome == "new_ticket"


async def test_without_the_store_nothing_is_lost(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is locked by somebody else: intake refuses, the worker waits, then everything goes on."""
    numbers = await rig.keep(item(1))
    path = rig.store.database.url.database
    monkeypatch.setattr("crm_store.database.BUSY_TIMEOUT_MS", 50)
    rig.bench.do(lambda uow: uow.connection.exec_driver_sql("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(IntakeUnavailable):
        await rig.intake.keep([item(2)])
    running = asyncio.create_task(rig.processor.run())
    await asyncio.sleep(0.2)
    assert not running.done()
    other.execute("ROLLBACK")
    other.close()
    await eventually(lambda: rig.row(numbers[0]).state == "done", 6)
    await rig.processor.stop()
    await running
    assert [row.external_id for row in rig.bench.rows(InboxItem)] == ["item-1"], "refused was not kept"


async def test_a_running_worker_is_woken_by_what_comes_in(rig: Rig) -> None:
    running = asyncio.create_task(rig.processor.run())
    await asyncio.sleep(0.05)
    began = asyncio.get_running_loop().time()
    (number,) = await rig.keep(item(1))
    await eventually(lambda: rig.row(number).state == "done", 5)
    assert asyncio.get_running_loop().time() - began < 4
    await rig.processor.stop()
    await asyncio.wait_for(running, 3)


class TestIntake:
    async def test_items_and_position_are_kept_together(self, rig: Rig) -> None:
        position = ReadPosition("email", "support", 7, 42)
        kept = await rig.intake.keep([item(1), item(1), item(2)], position)
        assert [one.new for one in kept] == [True, False, True]
        assert kept[0].inbox_id == kept[1].inbox_id
        assert await rig.intake.read_position("email", "support") == position
        assert rig.intake.read_position_blocking("email", "nobody") is None

    async def test_a_disk_that_refuses_files_keeps_nothing(self, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(IntakeUnavailable, match="space"):
            await rig.intake.keep([item(1)], ReadPosition("email", "support", 1, 1))
        monkeypatch.undo()
        assert rig.bench.rows(InboxItem) == []
        assert await rig.intake.read_position("email", "support") is None
        assert list(rig.store.files.names()) == []
        assert list((rig.store.files.folder / "incoming").iterdir()) == []

    def test_a_receivers_own_thread_may_keep_too(self, rig: Rig) -> None:
        (kept,) = rig.intake.keep_blocking([item(1)], ReadPosition("email", "support", 1, 1))
        assert rig.row(kept.inbox_id).state == "received"


class TestEnding:
    async def test_it_tells_what_became_of_each(self, rig: Rig) -> None:
        numbers = await rig.keep(item(1), item(2, eml(1)), item(3, b"", "webchat"))
        await rig.work(numbers)
        found = rig.store.read_blocking(lambda uow: endings(uow, numbers))
        new, copy, bad = (found[n] for n in numbers)
        assert (new.outcome, new.records["ticket"], new.message_id) == ("new_ticket", "T-1", "m1@x1.example")
        assert (copy.outcome, copy.records["ticket"]) == ("duplicate", "T-1")
        assert (bad.outcome, bad.records) == ("quarantined", {})
        assert any(reason.startswith("ticket: ") for reason in new.reasons)

    def test_what_is_printed_is_one_of_nine(self) -> None:
        assert [printed_outcome(one) for one in ("ignored", "staff", None, "spam")] == [
            "duplicate",
            "logged",
            "quarantined",
            "spam",
        ]


async def test_no_line_of_the_log_holds_a_customers_words(
    rig: Rig, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Good mail, poison whose error repeats its text, unreadable items, a statement that the database refuses."""
    from bot import logs

    marker = "Xoài Cát Hòa Lộc"
    before = logging.getLogger().handlers[:], logging.getLogger().level, logging.raiseExceptions
    noisy = {name: logging.getLogger(name).level for name in logs.NOISY}
    logs.set_up("debug")
    try:
        good = eml(1, f"{BROKEN} {marker}", sender=f"{marker} <hoa@x.example>")
        numbers = await rig.keep(
            item(1, good),
            item(2, eml(2, f"{marker} {POISON}")),
            item(3, f'{{"conversation": "{marker}"}}'.encode(), "webchat"),
        )
        await rig.work(numbers)
        rig.bench.do(lambda uow: uow.connection.exec_driver_sql("ALTER TABLE interactions RENAME TO gone"))
        await rig.work(await rig.keep(item(4, eml(4, marker))))
    finally:
        logging.getLogger().handlers[:], level, logging.raiseExceptions = before
        logging.getLogger().setLevel(level)
        for name, old in noisy.items():
            logging.getLogger(name).setLevel(old)
    written = capsys.readouterr().err
    assert "processing failed" in written
    assert "OperationalError" in written
    for word in (marker, *marker.split(), "hoa@x.example"):
        assert word not in written

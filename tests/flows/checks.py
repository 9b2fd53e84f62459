"""What must hold after every fault (I1–I8): nothing lost, nobody mailed twice, end states visible, sums that add up."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from flows.customers import opened
from flows.databases import is_sound
from flows.desk import Desk, eventually

ENDS = {"sent", "failed", "unknown", "cancelled", "expired", "review"}
OPEN = {"held", "pending", "sending", "transmitting"}
TO_CUSTOMERS = ("reply", "acknowledgement")


async def settled(desk: Desk, *, seconds: float = 40.0, leave_open: bool = False) -> None:
    """Waits until all that came in has its end and all that goes out has left, then checks everything."""
    await eventually(lambda: not waiting_in(desk), seconds, "items wait in the inbox")
    if not leave_open:
        await eventually(lambda: not waiting_out(desk), seconds, "messages to customers wait in the outbox")
    await asyncio.to_thread(check, desk)


def waiting_in(desk: Desk) -> list[dict[str, Any]]:
    return [row for row in desk.program.listed("inbox") if row["state"] not in ("done", "quarantined")]


def to_customers(desk: Desk) -> list[dict[str, Any]]:
    return [row for row in desk.program.listed("outbox") if row["kind"] in TO_CUSTOMERS]


def waiting_out(desk: Desk) -> list[dict[str, Any]]:
    return [row for row in to_customers(desk) if row["state"] in OPEN]


def check(desk: Desk) -> None:
    for sum_ in desk.program.balance():
        assert sum_.difference == 0, f"{sum_.account}: {sum_.difference} lost ({sum_})"
    assert is_sound(desk.program.database_url)
    _check_relay(desk)
    _check_files(desk)
    tracebacks = [line for line in desk.program.log_lines() if "exc_info" in line or "Traceback" in line.get("raw", "")]
    assert not tracebacks, tracebacks[0]


def _check_relay(desk: Desk) -> None:
    """I2 and I3: sent means taken once, unknown at most once, everything else not at all."""
    taken = Counter((opened(one)["Message-ID"].strip("<> "), to) for one in desk.sink.messages for to in one.rcpt_to)
    doubled = {key: number for key, number in taken.items() if number > 1}
    assert not doubled, f"mailed twice: {doubled}"
    ours = {row["message_id"]: row for row in to_customers(desk) if row["channel"] == "email"}
    assert not {message_id for message_id, _ in taken} - set(ours), "a mail left that stands in no outbox"
    for message_id, row in ours.items():
        for recipient in row["recipients"]:
            number = taken[message_id, recipient["address"]]
            if recipient["state"] == "sent" and row["state"] == "sent":
                assert number == 1, f"said sent, but was not: {row}"
            elif row["state"] != "unknown" and row["sent_at"] is None:
                assert number == (recipient["state"] == "sent"), f"left though it is {row['state']}: {row}"


def _check_files(desk: Desk) -> None:
    """No stored file is empty or differs from its name."""
    files = desk.program.store.files
    for name in files.names():
        assert files.get(name)

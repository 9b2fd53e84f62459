"""Quarantine and balance: nothing is lost without a sum that shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from channels.message import RawItem
from crm_store import clock
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import Outcome

NOON = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)  # 12:00 in Ho Chi Minh City


@pytest.fixture
def received(store) -> list[int]:
    """Five mails of one day: two logged, one of them twice, one quarantined, one waiting; and one of the day before."""
    clock.use(lambda: NOON)

    def keep(uow) -> list[int]:
        days = [NOON] * 5 + [datetime(2026, 9, 13, 16, 59, tzinfo=UTC)]
        items = [RawItem("email", "smtp:a", f"mail-{n}", b"x%d" % n, at) for n, at in enumerate(days)]
        kept = inbox.keep(uow, [*items, items[0]], [f"g{n}" for n in range(7)])
        claimed = {one.id: one for one in inbox.claim(uow, limit=10)}
        ids = [one.inbox_id for one in kept]
        for place, outcome in ((0, Outcome.LOGGED), (1, Outcome.LOGGED), (2, Outcome.QUARANTINED), (5, Outcome.SPAM)):
            inbox.finish(uow, claimed[ids[place]], outcome=outcome, reason="because")
        return ids[:6]

    return store.write_blocking(keep)


def test_the_balance_adds_up_by_the_days_of_the_firms_zone(received, crmbot) -> None:
    said = crmbot("balance", "--day", "2026-09-14", "--json")
    assert said.status == 0
    assert said.row == {
        "day": "2026-09-14", "channel": "email", "account": "smtp:a", "received": 6,
        "ends": {"duplicate": 1, "logged": 2, "quarantined": 1}, "waiting": 2, "difference": 0,
    }  # fmt: skip
    assert crmbot("balance", "--day", "2026-09-13", "--json").row["ends"] == {"spam": 1}
    assert crmbot("balance", "--json").row["received"] == 6, "today is the day of the firm's clock"


def test_a_mail_without_an_end_is_status_1(received, crmbot, store) -> None:
    lost = update(InboxItem).where(InboxItem.id == received[3]).values(state="done", outcome=None)
    store.write_blocking(lambda uow: uow.connection.execute(lost))
    said = crmbot("balance", "--day", "2026-09-14")
    assert said.status == 1
    header, row = said.out.splitlines()
    assert header.split()[-1] == "difference"
    assert row.split()[-1] == "1"


def test_replay_takes_all_or_these(received, crmbot) -> None:
    quarantined = f"IN-{received[2]}"
    assert [row["ref"] for row in crmbot("list", "inbox", "--where", "state=quarantined", "--json").rows] == [
        quarantined
    ]
    assert crmbot("replay", quarantined).out == f"1 put through again: {quarantined}\n"
    assert crmbot("replay").out == "0 put through again\n"
    row = crmbot("show", quarantined, "--json").row
    assert (row["state"], row["attempts"], row["outcome"]) == ("received", 0, None)


@pytest.mark.parametrize(
    ("word", "error"),
    [("IN-999", "Inbox item 999 is not in quarantine."), ("T-1", "“T-1” is not an inbox item. Write IN-7 or 7.")],
)
def test_replay_of_something_else(received, crmbot, word: str, error: str) -> None:
    assert crmbot("replay", word).err == f"crmbot: {error}\n"


def test_a_day_that_is_none(crmbot) -> None:
    said = crmbot("balance", "--day", "yesterday")
    assert said.status == 2
    assert "'yesterday' is not a day; write YYYY-MM-DD" in said.err

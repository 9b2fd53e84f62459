"""Quarantine and balance: nothing is lost without a sum that shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from channels.message import RawItem
from crm_store import clock
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import Outcome

NOON = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)  # 12:00 in Ho Chi Minh City

MAIL = b"From: hoa%d@saomai.vn\r\nTo: support@localhost\r\nSubject: The printer stops\r\n\r\nIt shows error E3, please help.\r\n"


@pytest.fixture
def received(store) -> list[int]:
    """Five mails of one day: two logged, one of them twice, one quarantined, one waiting; and one of the day before."""
    clock.use(lambda: NOON)

    def keep(uow) -> list[int]:
        days = [NOON] * 5 + [datetime(2026, 9, 13, 16, 59, tzinfo=UTC)]
        items = [RawItem("email", "smtp:a", f"mail-{n}", MAIL % n, at) for n, at in enumerate(days)]
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
    said = crmbot("replay", quarantined)
    assert (said.status, said.out.split()[:2]) == (0, [f"{quarantined}:", "new_ticket"]), said
    assert crmbot("replay").out == "nothing is in quarantine\n"
    row = crmbot("show", quarantined, "--json").row
    assert (row["state"], row["outcome"]) == ("done", "new_ticket")


def test_replay_says_as_json_what_became_of_each(received, crmbot, store) -> None:
    row = crmbot("replay", "--json").row
    assert (row["inbox"], row["outcome"], row["ticket"], row["error"]) == (received[2], "new_ticket", "T-1", None)
    assert crmbot("replay", "--json").rows == []


def test_replay_of_a_mail_that_stays_unreadable(received, crmbot, data, store) -> None:
    raw = store.read_blocking(
        lambda uow: uow.connection.execute(select(InboxItem.raw_sha256).where(InboxItem.id == received[2])).scalar_one()
    )
    next((data / "files").rglob(raw + "*")).write_bytes(b"damaged")
    said = crmbot("replay", "--json")
    assert said.row["outcome"] == "quarantined"
    assert said.row["error"]


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("IN-999", "Inbox item 999 is not in quarantine."),
        ("T-1", "“T-1” is not an inbox item. Write IN-7 or 7."),
        ("abc", "“abc” is not an inbox item. Write IN-7 or 7."),
    ],
)
def test_replay_of_something_else(received, crmbot, word: str, error: str) -> None:
    said = crmbot("replay", word)
    assert error in said.err
    assert said.status == (1 if word == "IN-999" else 2)


def test_the_balance_is_never_cut(store, crmbot) -> None:
    """The sum is what the table is for."""

    def keep(uow) -> None:
        outcomes = [one for one in Outcome if one is not Outcome.DUPLICATE]
        items = [RawItem("email", "imap:" + "a" * 60, f"m{n}", b"x%d" % n, NOON) for n in range(len(outcomes))]
        inbox.keep(uow, items, [f"g{n}" for n in range(len(items))])
        for one, outcome in zip(inbox.claim(uow, limit=20), outcomes, strict=True):
            inbox.finish(uow, one, outcome=outcome, reason="")

    clock.use(lambda: NOON)
    store.write_blocking(keep)
    out = crmbot("balance", "--day", "2026-09-14").out
    assert "…" not in out
    assert all(f"{one} 1" in out for one in Outcome if one is not Outcome.DUPLICATE)
    assert "imap:" + "a" * 60 in out


def test_a_day_that_is_none(crmbot) -> None:
    said = crmbot("balance", "--day", "yesterday")
    assert said.status == 2
    assert "'yesterday' is not a day; write YYYY-MM-DD" in said.err


def test_a_file_that_is_not_there_has_no_outcome(data, crmbot) -> None:
    said = crmbot("ingest", "/nonexistent.eml")
    assert said.status == 1
    assert (said.row["outcome"], said.row["error"]) == (None, "/nonexistent.eml does not exist.")

"""A stranger who wants to buy: a lead, and one word of thanks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from factories.pipeline_bench import SALES, WANTS_QUOTE, Bench

from channels.message import Address, Marks, text_of
from crm_store import clock
from crm_store.inbox.rules import Outcome
from crm_store.leads.models import Lead
from crm_store.outbox import payload as payloads
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS, State

BUYER = "nam@acme.example"


def answers(bench: Bench) -> list[Any]:
    return bench.rows(OutboxItem, OutboxItem.kind.in_(TO_CUSTOMERS))


def test_a_new_lead_by_mail_is_thanked_once_on_its_thread(bench: Bench) -> None:
    first = bench.mail(BUYER, WANTS_QUOTE, to=(SALES,))
    result = bench.take(first)
    assert result.outcome is Outcome.NEW_LEAD
    bench.take(bench.mail(BUYER, WANTS_QUOTE, to=(SALES,)))
    (row,) = answers(bench)
    sent = payloads.from_json(row.payload)
    assert (row.kind, row.state, row.subject, row.recipient) == ("acknowledgement", State.PENDING, "L-1", BUYER)
    assert sent.mail is not None
    assert (sent.mail.in_reply_to, sent.mail.references) == (first.message_id, (first.message_id,))
    assert (sent.mail.sender.address, sent.mail.reply_to, sent.mail.automatic) == (SALES, None, True)
    assert "cảm ơn anh/chị đã quan tâm" in text_of(sent.text)
    assert "báo giá" not in sent.mail.subject.lower(), "a stranger's words are not repeated"
    assert sent.mail.message_id


def test_his_answer_to_the_thanks_is_on_the_same_lead(bench: Bench) -> None:
    bench.take(bench.mail(BUYER, WANTS_QUOTE, to=(SALES,)))
    (row,) = answers(bench)
    result = bench.take(bench.mail(BUYER, "Anh gửi giúp em trước thứ 6.", to=(SALES,), in_reply_to=row.message_id))
    assert bench.seen(result).link("lead").record_id == 1
    assert bench.count_of(Lead) == 1


def test_a_lead_in_a_chat_is_thanked_there(bench: Bench) -> None:
    assert bench.take(bench.chat("900", WANTS_QUOTE)).outcome is Outcome.NEW_LEAD
    (row,) = answers(bench)
    sent = payloads.from_json(row.payload)
    assert sent.chat is not None
    assert (row.channel, row.recipient, sent.chat.chat_id, sent.mail) == ("telegram", "900", "900", None)


@pytest.mark.parametrize(
    "fields",
    [
        {"authenticated": False},
        {"marks": Marks(is_loop=True)},
        {"reply_to": (Address(SALES),)},
    ],
)
def test_the_loop_guard_holds_for_leads(bench: Bench, fields: dict[str, Any]) -> None:
    bench.take(bench.mail(BUYER, WANTS_QUOTE, to=(SALES,), **fields))
    assert answers(bench) == []


def test_an_archive_that_is_taken_in_brings_no_answers(bench: Bench) -> None:
    old = clock.now() - timedelta(days=4)
    assert bench.take(bench.mail(BUYER, WANTS_QUOTE, to=(SALES,), sent_at=old)).outcome is Outcome.NEW_LEAD
    assert answers(bench) == []


def test_forged_first_contacts_bring_no_flood_of_thanks(bench: Bench) -> None:
    for number in range(33):
        bench.take(bench.mail(f"la{number}@victims.example", WANTS_QUOTE, to=(SALES,)))
    assert len(answers(bench)) == 30

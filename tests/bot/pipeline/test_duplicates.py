"""The same mail, come another way."""

from __future__ import annotations

import pytest
from factories.pipeline_bench import BROKEN, SALES, STILL_BROKEN, SUPPORT, Bench, file

from crm_store.inbox.rules import Outcome
from crm_store.interactions.models import Interaction, MessageId
from crm_store.tickets.models import Ticket

CUSTOMER = "hoa@saomai.vn"
TWICE = {"message_id": "same@client.example"}


def test_in_two_mailboxes_it_is_one_message_and_both_are_noted(bench: Bench) -> None:
    first = bench.take(bench.mail(CUSTOMER, to=(SUPPORT,), **TWICE))
    second = bench.take(bench.mail(CUSTOMER, to=(SALES,), **TWICE))
    assert (second.outcome, second.interaction_id) == (Outcome.DUPLICATE, first.interaction_id)
    assert (bench.count_of(Interaction) - 1, bench.count_of(Ticket)) == (1, 1), "one, beside the acknowledgement"
    seen = bench.seen(first)
    assert (seen.row.channel_account, [note for note in seen.row.notes if SALES in note] != []) == (SUPPORT, True)
    accounts = bench.rows(MessageId, MessageId.value == TWICE["message_id"])
    assert {row.channel_account for row in accounts} == {SUPPORT, SALES}


def test_an_answer_in_the_second_mailbox_finds_the_thread(bench: Bench) -> None:
    ticket_id = bench.opened(to=(SUPPORT,), **TWICE)
    bench.take(bench.mail(CUSTOMER, to=(SALES,), **TWICE))
    bench.opened("nam@vinhphat.vn")
    answer = bench.mail(CUSTOMER, STILL_BROKEN, to=(SALES,), in_reply_to=TWICE["message_id"])
    link = bench.seen(bench.take(answer)).link("ticket")
    assert (link.record_id, link.proof) == (ticket_id, "thread")


def test_a_third_time_is_noted_once(bench: Bench) -> None:
    for _ in range(3):
        result = bench.take(bench.mail(CUSTOMER, to=(SUPPORT,), **TWICE))
    assert (result.outcome, bench.seen(result).row.notes) == (Outcome.DUPLICATE, [])


@pytest.mark.parametrize(
    "other",
    [
        {"text": STILL_BROKEN},
        {"subject": "Khác"},
        {"sender": "nam@vinhphat.vn"},
        {"attachments": (file(content=b"2"),)},
    ],
    ids=["words", "subject", "sender", "files"],
)
def test_one_message_id_used_for_another_mail_is_another_mail(bench: Bench, other: dict) -> None:
    bench.take(bench.mail(CUSTOMER, attachments=(file(content=b"1"),), **TWICE))
    fields = {"sender": CUSTOMER, "text": BROKEN, "attachments": (file(content=b"1"),)} | other
    result = bench.take(bench.mail(**fields, **TWICE))
    assert result.outcome is not Outcome.DUPLICATE
    assert bench.seen(result).row.id != 1


def test_a_very_long_one_is_known_again(bench: Bench) -> None:
    words = BROKEN + " rất lâu\x00 rồi" * 30_000
    first = bench.take(bench.mail(CUSTOMER, words, **TWICE))
    again = bench.take(bench.mail(CUSTOMER, words, **TWICE))
    assert (first.outcome, again.outcome) == (Outcome.NEW_TICKET, Outcome.DUPLICATE)


def test_without_a_message_id_each_is_its_own(bench: Bench) -> None:
    outcomes = [bench.take(bench.mail(CUSTOMER, message_id=None)).outcome for _ in range(2)]
    assert outcomes == [Outcome.NEW_TICKET, Outcome.TICKET_REPLY]

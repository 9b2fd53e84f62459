"""Customers in chats: what is a word of theirs, and what they are called."""

from __future__ import annotations

import dataclasses

import pytest
from factories.pipeline_bench import BROKEN, WANTS_QUOTE, Bench

from channels.message import Address, InboundMessage, text_of
from crm_store.contacts.models import Contact
from crm_store.inbox.rules import Outcome
from crm_store.leads.models import Lead
from crm_store.outbox import payload as payloads
from crm_store.outbox.models import OutboxItem
from crm_store.tickets.models import Ticket

VISITOR = "visitor:" + "e2af" * 16


def nameless(bench: Bench, chat_id: str, text: str, channel: str) -> InboundMessage:
    return dataclasses.replace(bench.chat(chat_id, text, channel=channel), sender=Address(chat_id, ""))


@pytest.mark.parametrize("command", ["/help", "/stop", "/trogiup@BinhMinhBot"])
def test_a_command_is_greeted_and_stays_off_the_ticket(bench: Bench, command: str) -> None:
    result = bench.take(bench.chat("900", command))
    assert result.outcome is Outcome.IGNORED
    assert bench.count_of(Ticket) == 0
    (row,) = bench.rows(OutboxItem)
    assert "cần hỗ trợ gì ạ?" in text_of(payloads.from_json(row.payload).text)


@pytest.mark.parametrize("words", ["/help máy in nhà em báo lỗi E3 từ sáng", "/ máy in nhà em báo lỗi E3"])
def test_words_behind_a_command_are_a_customers_words(bench: Bench, words: str) -> None:
    assert bench.take(bench.chat("900", words)).outcome is not Outcome.IGNORED


@pytest.mark.parametrize(
    ("channel", "chat_id", "name"),
    [("webchat", VISITOR, "Khách trên web"), ("telegram", "900", "Khách Telegram")],
)
def test_who_gives_no_name_gets_a_neutral_one(bench: Bench, channel: str, chat_id: str, name: str) -> None:
    bench.take(nameless(bench, chat_id, BROKEN, channel))
    assert [row.name for row in bench.rows(Contact)] == [name]
    bench.take(nameless(bench, chat_id[:-1] + "1", WANTS_QUOTE, channel))
    assert [row.name for row in bench.rows(Lead)] == [name]


def test_a_telegram_name_is_kept(bench: Bench) -> None:
    bench.take(bench.chat("900", BROKEN))
    assert [row.name for row in bench.rows(Contact)] == ["Trần Lan"]

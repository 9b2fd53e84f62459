from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.email.loop_guard import (
    PER_RECIPIENT,
    RefusalCode,
    is_role_address,
    may_answer_automatically,
)
from channels.message import Address, InboundMessage, Marks

OWN = ["support@saomai.vn", "sales@saomai.vn"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MAIL = InboundMessage("email", "imap:x", "1", Address("hoa@khach.example", "Hoa"), "Máy hỏng", "Máy hỏng")


def test_a_customer_gets_an_answer():
    assert may_answer_automatically(MAIL, OWN) is None


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        (Marks(is_auto_reply=True), RefusalCode.AUTOMATIC),
        (Marks(is_automatic=True), RefusalCode.AUTOMATIC),
        (Marks(is_list=True), RefusalCode.LIST),
        (Marks(is_bounce=True), RefusalCode.BOUNCE),
        (Marks(is_delivery_notice=True), RefusalCode.BOUNCE),
        (Marks(is_loop=True), RefusalCode.LOOP),
        (Marks(is_spam=True), RefusalCode.SPAM),
    ],
)
def test_what_a_machine_sent_is_never_answered(marks: Marks, code: RefusalCode):
    refusal = may_answer_automatically(replace(MAIL, marks=marks), OWN)
    assert refusal is not None
    assert refusal.code is code


def test_the_reason_repeats_what_gave_it_away():
    marks = Marks(is_auto_reply=True, reasons=("Auto-Submitted: auto-replied",))
    refusal = may_answer_automatically(replace(MAIL, marks=marks), OWN)
    assert refusal is not None
    assert "Auto-Submitted: auto-replied" in refusal.reason


@pytest.mark.parametrize(
    "address",
    ["support@saomai.vn", "SUPPORT@SaoMai.VN", "support+abcdefghijklmnopqrstuvwxyz@saomai.vn", "sales+x@saomai.vn"],
)
def test_we_never_answer_ourselves_whether_we_wrote_or_are_named_in_reply_to(address: str):
    for message in (
        replace(MAIL, sender=Address(address)),
        replace(MAIL, reply_to=(Address("a@b.example"), Address(address))),
    ):
        refusal = may_answer_automatically(message, OWN)
        assert refusal is not None
        assert refusal.code is RefusalCode.OWN_ADDRESS


@pytest.mark.parametrize(
    "local",
    [
        "mailer-daemon", "MAILER-DAEMON", "postmaster", "abuse", "root", "noreply", "no-reply", "No.Reply", "no_reply",
        "donotreply", "do-not-reply", "noreply-orders", "no-reply+abc", "ebay-noreply", "bounces+123=x", "bounce",
        "owner-list", "list-owner", "list-request", "list-bounces", "listserv", "majordomo",
    ],
)  # fmt: skip
def test_addresses_of_machines_and_offices_are_never_answered(local: str):
    assert is_role_address(f"{local}@khach.example")
    refusal = may_answer_automatically(replace(MAIL, sender=Address(f"{local}@khach.example")), OWN)
    assert refusal is not None
    assert refusal.code is RefusalCode.ROLE_ADDRESS


@pytest.mark.parametrize(
    "local", ["rooter", "rootsman", "abusela", "reply", "nora.reply", "postmasters", "hoa.tran", "orders", "kim"]
)
def test_people_are_not_taken_for_machines(local: str):
    assert not is_role_address(f"{local}@khach.example")


def test_nobody_to_answer():
    for sender in (None, Address(""), Address("undisclosed")):
        refusal = may_answer_automatically(replace(MAIL, sender=sender), OWN)
        assert refusal is not None
        assert refusal.code is RefusalCode.NO_SENDER


def test_a_forged_sender_gets_nothing_but_an_unproven_one_may():
    forged = may_answer_automatically(replace(MAIL, authenticated=False), OWN)
    assert forged is not None
    assert forged.code is RefusalCode.FORGED
    assert may_answer_automatically(replace(MAIL, authenticated=None), OWN) is None


def test_the_limits_are_those_promised():
    """Those for each ticket hold by themselves: a ticket is acknowledged once."""
    assert PER_RECIPIENT == ((30, 600), (120, 3600))

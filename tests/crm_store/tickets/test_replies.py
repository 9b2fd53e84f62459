"""The only way out to a customer: draft, preview, send, undo, and what a person decides afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from factories.pipeline_bench import STILL_BROKEN, SUPPORT, Bench

from channels.email.addressing import is_ours, reply_address, tokens_in
from channels.message import StoredFile
from crm_store.access import SYSTEM
from crm_store.audit.models import AuditEntry
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.interactions.models import Attachment, Interaction, MessageId
from crm_store.notifications import queries as notifications
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.team.models import User
from crm_store.tickets import outcomes, queries, replies
from crm_store.tickets import service as tickets
from crm_store.tickets.events import ReplyEnded
from crm_store.tickets.models import ReplyDraft, TicketParticipant

CUSTOMER, BOSS, EVIL = "hoa@saomai.vn", "sep@saomai.vn", "la@evil.example"
TEXT = "Chào chị, mai em qua xem máy."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def minh(bench: Bench) -> Any:
    return bench.actor(name="Minh")


@pytest.fixture
def lan(bench: Bench) -> Any:
    return bench.actor(name="Lan")


@pytest.fixture
def ticket_id(bench: Bench, minh: Any, lan: Any, happened: list) -> int:
    firm = bench.account("Sao Mai")
    bench.contact("Trần Thị Hoa", CUSTOMER, account_id=firm)
    bench.contact("Sếp", BOSS, account_id=firm)
    number = bench.opened(cc=(BOSS,), name="Trần Thị Hoa", message_id="first@client.example")
    happened.clear()
    return number


def draft(bench: Bench, actor: Any, ticket_id: int, text: str = TEXT) -> int:
    number = bench.do(lambda uow: replies.begin(uow, actor=actor, ticket_id=ticket_id)).id
    bench.do(lambda uow: replies.preview(uow, actor=actor, draft_id=number, text=text))
    return number


def send(bench: Bench, actor: Any, draft_id: int, **more: Any) -> int:
    return bench.do(lambda uow: replies.send(uow, actor=actor, draft_id=draft_id, **more))


def row(bench: Bench, outbox_id: int) -> Any:
    return bench.rows(OutboxItem, OutboxItem.id == outbox_id)[0]


def mail_of(bench: Bench, outbox_id: int) -> dict[str, Any]:
    return row(bench, outbox_id).payload["mail"]


def stranger(bench: Bench, ticket_id: int) -> None:
    bench.take(bench.mail(EVIL, to=(reply_address(SUPPORT, bench.token(ticket_id)),)))


class TestDraft:
    def test_beginning_twice_goes_on_with_the_same(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        first, again = (bench.do(lambda uow: replies.begin(uow, actor=minh, ticket_id=ticket_id)).id for _ in range(2))
        other = bench.do(lambda uow: replies.begin(uow, actor=lan, ticket_id=ticket_id)).id
        assert (first, len({first, other})) == (again, 2)

    def test_colleagues_see_who_is_answering_for_a_quarter_of_an_hour(
        self, bench: Bench, ticket_id: int, minh: Any, lan: Any
    ) -> None:
        draft(bench, minh, ticket_id)
        number = draft(bench, lan, ticket_id)
        look = lambda: bench.do(lambda uow: replies.look(uow, actor=lan, draft_id=number))  # noqa: E731
        assert [one.user_name for one in look().others] == ["Minh"]
        bench.wait(minutes=16)
        assert look().others == ()

    def test_the_preview_shows_exactly_who_gets_it(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        stranger(bench, ticket_id)
        number = draft(bench, minh, ticket_id)
        shown = bench.do(lambda uow: replies.look(uow, actor=minh, draft_id=number))
        assert (shown.channel, [one.value for one in shown.to]) == ("email", [CUSTOMER])
        assert ([one.value for one in shown.cc], shown.text, shown.new_since) == ([BOSS], TEXT, False)
        outbox_id = send(bench, minh, number)
        assert [one["address"] for one in row(bench, outbox_id).recipients] == [CUSTOMER, BOSS]

    def test_it_warns_when_the_customer_wrote_meanwhile(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        number = draft(bench, minh, ticket_id)
        new = lambda: bench.do(lambda uow: replies.look(uow, actor=minh, draft_id=number)).new_since  # noqa: E731
        stranger(bench, ticket_id)
        assert not new(), "a stranger is not the customer"
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        assert new()

    @pytest.mark.parametrize(("text", "says"), [(" \n ", "empty"), ("x" * 50_001, "50001 characters; 50000")])
    def test_an_empty_or_endless_answer_is_refused(
        self, bench: Bench, ticket_id: int, minh: Any, text: str, says: str
    ) -> None:
        number = bench.do(lambda uow: replies.begin(uow, actor=minh, ticket_id=ticket_id)).id
        with pytest.raises(Invalid, match=says):
            bench.do(lambda uow: replies.preview(uow, actor=minh, draft_id=number, text=text))
        with pytest.raises(Invalid, match="empty"):
            send(bench, minh, number)

    def test_a_cancelled_one_is_sent_no_more(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        number = draft(bench, minh, ticket_id)
        bench.do(lambda uow: replies.cancel(uow, actor=minh, draft_id=number))
        with pytest.raises(ChangedMeanwhile, match="cancelled"):
            send(bench, minh, number)

    def test_a_colleagues_is_not_mine(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        number = draft(bench, minh, ticket_id)
        with pytest.raises(NotFound):
            send(bench, lan, number)

    def test_the_program_itself_answers_nobody(self, bench: Bench, ticket_id: int) -> None:
        with pytest.raises(Invalid, match="member of staff"):
            bench.do(lambda uow: replies.begin(uow, actor=SYSTEM, ticket_id=ticket_id))

    def test_without_an_address_nothing_is_begun(self, bench: Bench, minh: Any) -> None:
        nobody = bench.opened(sender="")
        with pytest.raises(Invalid, match="no address to answer to"):
            bench.do(lambda uow: replies.begin(uow, actor=minh, ticket_id=nobody))
        assert bench.count_of(ReplyDraft) == 0


class TestSend:
    def test_it_is_held_and_nobody_else_is_bound(self, bench: Bench, ticket_id: int, minh: Any, happened: list) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        item = row(bench, outbox_id)
        assert (item.state, item.next_try_at - bench.time, item.author_id) == (
            State.HELD,
            timedelta(seconds=10),
            minh.user_id,
        )
        ticket = bench.ticket(ticket_id)
        assert (ticket.assignee_id, ticket.status, ticket.staff_wrote_at) == (minh.user_id, "open", None)
        entry = bench.rows(AuditEntry)[-1]
        assert (entry.action, entry.after) == ("reply", {"outbox_id": outbox_id, "channel": "email"})
        assert happened[-1].what == "reply"

    def test_pressing_twice_sends_once(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        number = draft(bench, minh, ticket_id)
        send(bench, minh, number)
        with pytest.raises(ChangedMeanwhile, match="on its way already"):
            send(bench, minh, number)
        assert len(bench.outgoing(ticket_id, "reply")) == 1

    def test_a_second_agents_answer_is_his_own(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        first, second = draft(bench, minh, ticket_id), draft(bench, lan, ticket_id, "Em cũng trả lời đây.")
        send(bench, minh, first)
        send(bench, lan, second)
        assert bench.ticket(ticket_id).assignee_id == minh.user_id, "who was first keeps it"
        assert len(bench.outgoing(ticket_id, "reply")) == 2

    def test_the_mail_threads_in_every_client(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        bench.answer(minh, ticket_id)
        second = bench.mail(
            CUSTOMER, STILL_BROKEN, message_id="second@client.example", subject="Re: Máy in báo lỗi", cc=(BOSS,)
        )
        bench.take(second)
        mail = mail_of(bench, send(bench, minh, draft(bench, minh, ticket_id)))
        ours = [row.message_id for row in bench.outgoing(ticket_id)]
        assert mail["in_reply_to"] == "second@client.example"
        assert mail["references"] == ["first@client.example", *ours[:2], "second@client.example"]
        assert mail["subject"] == "Re: Máy in báo lỗi"
        assert is_ours(mail["message_id"], bench.store.firm.secrets)
        assert "> Máy in vẫn báo lỗi" in mail["quoted_text"]

    def test_the_quote_is_the_customers_word_even_after_a_stranger_or_a_machine(
        self, bench: Bench, ticket_id: int, minh: Any
    ) -> None:
        stranger(bench, ticket_id)
        mail = mail_of(bench, send(bench, minh, draft(bench, minh, ticket_id)))
        assert mail["in_reply_to"] == "first@client.example"
        assert EVIL not in str(mail)

    def test_nobody_is_quoted_what_he_was_not_sent(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        mail = mail_of(bench, send(bench, minh, draft(bench, minh, ticket_id)))
        assert [one["address"] for one in mail["cc"]] == [BOSS]
        assert mail["quoted_text"] == ""

    def test_answers_come_back_to_this_ticket_only(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        mail = mail_of(bench, send(bench, minh, draft(bench, minh, ticket_id)))
        assert tokens_in([mail["reply_to"]["address"]], SUPPORT) == [bench.token(ticket_id)]
        assert mail["sender"] == {"address": SUPPORT, "name": "Minh – Cơ Điện Bình Minh"}
        assert mail["footer"] == f"T-{ticket_id} · Cơ Điện Bình Minh"
        other = bench.opened("nam@vinhphat.vn")
        assert bench.token(other) != bench.token(ticket_id)

    def test_the_signature_is_the_writers(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        def sign(uow: Any) -> None:
            uow.session.get_one(User, minh.user_id).signature = "Minh\n0901 234 567"

        bench.do(sign)
        mail = mail_of(bench, send(bench, minh, draft(bench, minh, ticket_id)))
        assert mail["signature"] == "Minh\n0901 234 567"
        assert not mail["automatic"]

    def test_files_go_with_it(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        sha = bench.store.files.put(b"%PDF")
        files = (StoredFile(sha, "bao-gia.pdf", "application/pdf", 4),)
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id), files=files)
        assert row(bench, outbox_id).payload["files"][0]["filename"] == "bao-gia.pdf"
        assert bench.rows(Attachment)[-1].sha256 == sha

    def test_in_a_chat_it_goes_to_the_chat(self, bench: Bench, minh: Any) -> None:
        ticket_id = bench.ticket_of(bench.take(bench.chat("900")))
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        item = row(bench, outbox_id)
        assert (item.channel, item.recipient, item.order_key) == ("telegram", "900", "telegram:900")
        assert item.payload["mail"] is None

    def test_it_goes_where_the_customer_wrote_last(self, bench: Bench, minh: Any) -> None:
        chat = bench.chat("900")
        ticket_id = bench.ticket_of(bench.take(chat))
        bench.do(lambda uow: tickets.add_participant(uow, ticket_id, kind="email", value=CUSTOMER, name="Hoa"))
        number = draft(bench, minh, ticket_id)
        shown = lambda: bench.do(lambda uow: replies.look(uow, actor=minh, draft_id=number)).channel  # noqa: E731
        assert shown() == "telegram"
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN, to=(reply_address(SUPPORT, bench.token(ticket_id)),)))
        assert shown() == "email"
        bench.take(bench.chat("900", STILL_BROKEN, reply_to=chat.chat.message_ref))
        assert shown() == "telegram"


class TestUndo:
    def test_taken_back_in_time_it_leaves_no_trace_outside(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        again = bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=outbox_id))
        assert (again.state, again.text) == ("open", TEXT)
        assert row(bench, outbox_id).state == State.CANCELLED
        assert bench.rows(Interaction, Interaction.outbox_id == outbox_id) == []
        assert bench.rows(MessageId, MessageId.value == row(bench, outbox_id).message_id) == []
        assert bench.rows(AuditEntry)[-1].action == "reply.undo"
        later = send(bench, minh, again.id)
        assert row(bench, later).state == State.HELD

    def test_it_is_undone_once(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=outbox_id))
        with pytest.raises(ChangedMeanwhile, match="Too late"):
            bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=outbox_id))
        assert [one.state for one in bench.rows(ReplyDraft)].count("open") == 1

    @pytest.mark.parametrize("state", [State.PENDING, State.SENDING, State.TRANSMITTING, State.SENT, State.UNKNOWN])
    def test_what_may_have_left_is_not(self, bench: Bench, ticket_id: int, minh: Any, state: State) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.set_outbox(outbox_id, state=state)
        with pytest.raises(ChangedMeanwhile):
            bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=outbox_id))
        assert len(bench.rows(Interaction, Interaction.outbox_id == outbox_id)) == 1

    def test_without_a_relay_there_is_all_the_time(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.set_outbox(outbox_id, state=State.NO_RELAY)
        assert bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=outbox_id)).text == TEXT

    def test_what_was_begun_meanwhile_gives_way(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        draft(bench, minh, ticket_id, "ý khác")
        again = bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=outbox_id))
        assert bench.do(lambda uow: replies.begin(uow, actor=minh, ticket_id=ticket_id)).id == again.id


class TestDecisions:
    @pytest.mark.parametrize("state", [State.UNKNOWN, State.FAILED, State.NO_RELAY, State.REVIEW])
    def test_anybody_who_answers_may_send_it_again(
        self, bench: Bench, ticket_id: int, minh: Any, lan: Any, state: State
    ) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        recipients = [{"address": CUSTOMER, "state": "sent"}, {"address": BOSS, "state": "failed", "code": "550"}]
        bench.set_outbox(
            outbox_id, state=state, attempts=7, recipients=[{"code": "", "detail": ""} | one for one in recipients]
        )
        before = row(bench, outbox_id)
        bench.do(lambda uow: outcomes.retry(uow, actor=lan, outbox_id=outbox_id))
        after = row(bench, outbox_id)
        assert (after.state, after.next_try_at) == (State.PENDING, bench.time)
        assert after.attempts <= 1, "the patience begins anew"
        assert [one["state"] for one in after.recipients] == ["sent", "pending"], "only who has not got it"
        assert (after.message_id, after.key) == (before.message_id, before.key), "it is the same mail"
        assert bench.rows(AuditEntry)[-1].action == "reply.retry"

    @pytest.mark.parametrize("state", [State.HELD, State.PENDING, State.SENDING, State.SENT, State.CANCELLED])
    def test_nothing_else_is_sent_again(self, bench: Bench, ticket_id: int, minh: Any, state: State) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.set_outbox(outbox_id, state=state)
        for decide in (outcomes.retry, outcomes.mark_arrived):
            with pytest.raises(ChangedMeanwhile):
                bench.do(lambda uow, decide=decide: decide(uow, actor=minh, outbox_id=outbox_id))
        assert row(bench, outbox_id).state == state

    def test_it_arrived(self, bench: Bench, ticket_id: int, minh: Any, lan: Any, happened: list) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.set_outbox(outbox_id, state=State.UNKNOWN)
        happened.clear()
        bench.do(lambda uow: outcomes.mark_arrived(uow, actor=lan, outbox_id=outbox_id))
        assert (row(bench, outbox_id).state, row(bench, outbox_id).sent_at) == (State.SENT, bench.time)
        ticket = bench.ticket(ticket_id)
        assert (ticket.status, ticket.first_answered_at) == ("waiting", bench.time), "it counts as an answer"
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["sent"]

    def test_an_acknowledgement_is_nobodys_answer(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        (item,) = bench.outgoing(ticket_id, "acknowledgement")
        with pytest.raises(NotFound):
            bench.do(lambda uow: replies.undo(uow, actor=minh, outbox_id=item.id))

    @pytest.mark.parametrize("subject", ["T-1", "L-1", ""])
    def test_an_automatic_message_of_unknown_fate_is_decided_like_an_answer(
        self, bench: Bench, ticket_id: int, minh: Any, subject: str
    ) -> None:
        """An acknowledgement on a ticket or a lead, or a greeting: what nobody can know is listed and has a way out."""
        (item,) = bench.outgoing(ticket_id, "acknowledgement")
        for decide, state in ((outcomes.mark_arrived, State.SENT), (outcomes.retry, State.PENDING)):
            bench.set_outbox(item.id, state=State.UNKNOWN, subject=subject, expires_at=bench.time)
            listed = bench.store.read_blocking(lambda uow: notifications.problems(uow, actor=minh))
            assert [one.outbox_id for one in listed] == [item.id]
            bench.do(lambda uow, decide=decide: decide(uow, actor=minh, outbox_id=item.id))
            assert row(bench, item.id).state == state
            entry = bench.rows(AuditEntry)[-1]
            assert f"{entry.record_kind}-{entry.record_id}" == {
                "T-1": "ticket-1", "L-1": "lead-1", "": f"outbox-{item.id}"
            }[subject]  # fmt: skip
        assert row(bench, item.id).expires_at is None, "who decides today wants it although it is late"
        assert bench.ticket(ticket_id).first_answered_at is None

    def test_what_goes_to_staff_is_not_decided_here(self, bench: Bench, minh: Any) -> None:
        bench.user("Chị Lan", "support", telegram_id="77")
        bench.opened("nam@vinhphat.vn")
        card = bench.rows(OutboxItem, OutboxItem.kind == "card")[0]
        bench.set_outbox(card.id, state=State.UNKNOWN)
        for decide in (outcomes.retry, outcomes.mark_arrived):
            with pytest.raises(NotFound):
                bench.do(lambda uow, decide=decide: decide(uow, actor=minh, outbox_id=card.id))


class TestEnd:
    @pytest.mark.parametrize(
        ("status", "after"),
        [("open", "waiting"), ("on_hold", "on_hold"), ("resolved", "resolved"), ("closed", "closed")],
    )
    def test_the_ticket_waits_for_the_customer_unless_it_stands_elsewhere(
        self, bench: Bench, ticket_id: int, minh: Any, status: str, after: str
    ) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.status(minh, ticket_id, status)
        bench.do(lambda uow: outcomes.ended(uow, outbox_id=outbox_id, state=State.SENT))
        assert bench.ticket(ticket_id).status == after

    def test_the_first_answer_has_its_time_for_ever(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        first = bench.time
        bench.answer(minh, ticket_id)
        bench.wait(hours=1)
        bench.answer(minh, ticket_id)
        ticket = bench.ticket(ticket_id)
        assert (ticket.first_answered_at, ticket.staff_wrote_at) == (first, bench.time)

    def test_an_acknowledgement_is_no_answer(self, bench: Bench, ticket_id: int) -> None:
        (item,) = bench.outgoing(ticket_id, "acknowledgement")
        bench.do(lambda uow: outcomes.ended(uow, outbox_id=item.id, state=State.SENT))
        assert (bench.ticket(ticket_id).status, bench.ticket(ticket_id).first_answered_at) == ("new", None)

    def test_the_timeline_shows_what_became_of_it(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
        bench.set_outbox(outbox_id, state=State.FAILED, last_error="550 nobody")
        item = bench.do(lambda uow: queries.timeline(uow, actor=minh, ticket_id=ticket_id))[-1]
        assert (item.direction, item.delivery, item.delivery_error) == ("out", "failed", "550 nobody")


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_who_takes_no_part_is_written_to_in_no_way(bench: Bench, ticket_id: int, minh: Any, state: str) -> None:
    stranger(bench, ticket_id)
    table = TicketParticipant.__table__
    bench.do(
        lambda uow: uow.connection.execute(
            table.update().where(table.c.value == EVIL).values(state=state, role="requester")
        )
    )
    outbox_id = send(bench, minh, draft(bench, minh, ticket_id))
    assert EVIL not in str(row(bench, outbox_id))
    bench.do(lambda uow: replies.acknowledge(uow, ticket_id=ticket_id, interaction_id=4711, text="Đã nhận", subject=""))
    assert EVIL not in str([str(one) for one in bench.outgoing(ticket_id)])

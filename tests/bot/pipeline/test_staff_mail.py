"""Mail of colleagues: forwards, the dropbox, notes. It can add, and never speaks to a customer."""

from __future__ import annotations

import pytest
from factories.pipeline_bench import BROKEN, SALES, STILL_BROKEN, SUPPORT, WANTS_QUOTE, Bench

from bot.pipeline.doubts import NOT_VERIFIED
from channels.email.addressing import reply_address
from channels.message import Address
from crm_store.audit.models import AuditEntry
from crm_store.inbox.rules import Outcome
from crm_store.interactions.events import MessageLogged
from crm_store.interactions.models import Interaction
from crm_store.outbox.models import OutboxItem
from crm_store.team.models import User
from crm_store.tickets.events import TicketOpened
from crm_store.tickets.models import Ticket

CUSTOMER = "hoa@saomai.vn"


class TestForward:
    def test_the_record_is_for_the_original_sender(self, bench: Bench) -> None:
        staff = bench.user("Lê Minh")
        result = bench.take(bench.forward(staff, CUSTOMER))
        ticket_id = bench.ticket_of(result)
        assert (result.outcome, bench.people(ticket_id)) == (Outcome.NEW_TICKET, {CUSTOMER: "accepted"})
        seen = bench.seen(result)
        assert (seen.row.sender_address, seen.row.text, seen.row.direction) == (CUSTOMER, BROKEN, "in")
        assert seen.link("ticket").proof == "forwarded"
        assert bench.ticket(ticket_id).subject == "Máy in báo lỗi"

    def test_it_is_not_answered_automatically(self, bench: Bench) -> None:
        bench.take(bench.forward(bench.user(), CUSTOMER))
        assert bench.rows(OutboxItem, OutboxItem.kind == "acknowledgement") == []

    def test_what_the_colleague_wrote_above_is_an_internal_note(self, bench: Bench) -> None:
        staff = bench.user("Lê Minh")
        bench.take(bench.forward(staff, CUSTOMER, comment="Khách khó tính, cẩn thận", authenticated=True))
        (note,) = bench.rows(Interaction, Interaction.direction == "internal")
        (said,) = bench.rows(Interaction, Interaction.direction == "in")
        assert (note.text, note.author_id, note.is_pending) == ("Khách khó tính, cẩn thận", staff.id, False)
        assert "khó tính" not in said.text
        bench.answer(bench.actor(), 1)
        assert "khó tính" not in str([row.payload for row in bench.outgoing(1)])

    def test_a_known_customers_open_ticket_is_joined(self, bench: Bench) -> None:
        bench.contact("Hoa", CUSTOMER)
        ticket_id = bench.opened()
        result = bench.take(bench.forward(bench.user(), CUSTOMER, authenticated=True))
        assert (result.outcome, bench.ticket_of(result)) == (Outcome.TICKET_REPLY, ticket_id)

    def test_a_colleague_whom_nothing_proves_joins_nothing_in_a_customers_name(self, bench: Bench) -> None:
        bench.contact("Hoa", CUSTOMER)
        ticket_id = bench.opened()
        bench.status(bench.actor(), ticket_id, "waiting")
        before = bench.ticket(ticket_id)
        result = bench.take(bench.forward(bench.user(), CUSTOMER, STILL_BROKEN, comment="Gửi hết hồ sơ cho khách"))
        seen = bench.seen(result)
        assert (result.outcome, seen.link("ticket").record_id) == (Outcome.LOGGED, ticket_id)
        assert (seen.row.is_pending, seen.row.notes) == (True, [NOT_VERIFIED])
        assert (bench.ticket(ticket_id), bench.people(ticket_id)) == (before, {CUSTOMER: "accepted"})
        (note,) = bench.rows(Interaction, Interaction.direction == "internal")
        assert (note.author_id, note.is_pending, note.notes) == (None, True, [NOT_VERIFIED])
        acted = bench.rows(AuditEntry, AuditEntry.action == "note")
        assert [(row.actor_id, row.origin) for row in acted] == [(None, "email")]

    def test_the_colleague_and_his_copies_take_no_part(self, bench: Bench) -> None:
        result = bench.take(bench.forward(bench.user(), CUSTOMER, cc=("khac@x.example",)))
        assert set(bench.people(bench.ticket_of(result))) == {CUSTOMER}

    def test_our_answer_does_not_name_the_colleagues_mail(self, bench: Bench) -> None:
        """The customer never saw it; the wall holds for Message-IDs too."""
        message = bench.forward(bench.user(), CUSTOMER, message_id="secret@internal.example")
        ticket_id = bench.ticket_of(bench.take(message))
        bench.answer(bench.actor(), ticket_id)
        assert "secret@internal.example" not in str(bench.outgoing(ticket_id, "reply")[0].payload)

    def test_the_same_forward_in_two_mailboxes_is_one(self, bench: Bench) -> None:
        staff = bench.user()
        first = bench.take(bench.forward(staff, CUSTOMER, message_id="f@x.example"))
        again = bench.take(bench.forward(staff, CUSTOMER, message_id="f@x.example"))
        assert (again.outcome, again.interaction_id) == (Outcome.DUPLICATE, first.interaction_id)

    def test_a_strangers_forward_is_the_strangers(self, bench: Bench) -> None:
        from channels.message import Forwarded

        inner = Forwarded(Address(CUSTOMER), subject="Máy in", text=BROKEN)
        result = bench.take(bench.mail("la@evil.example", forwarded=inner))
        assert set(bench.people(bench.ticket_of(result))) == {"la@evil.example"}

    def test_a_forged_colleague_is_a_stranger(self, bench: Bench) -> None:
        staff = bench.user()
        result = bench.take(bench.forward(staff, CUSTOMER, authenticated=False))
        assert set(bench.people(bench.ticket_of(result))) == {staff.email}

    def test_a_former_colleague_is_a_stranger(self, bench: Bench) -> None:
        from crm_store.access import SYSTEM
        from crm_store.team import service as team

        staff = bench.user()
        bench.do(lambda uow: team.disable_user(uow, actor=SYSTEM, user_id=staff.id))
        result = bench.take(bench.forward(staff, CUSTOMER))
        assert set(bench.people(bench.ticket_of(result))) == {staff.email}


class TestDropbox:
    def sent(self, bench: Bench, **fields: object) -> object:
        return bench.take(
            bench.mail(
                bench.user("Lê Minh").email, "Gửi chị báo giá", to=(CUSTOMER,), delivered_to=(SUPPORT,), **fields
            )
        )

    def test_what_staff_send_with_us_in_bcc_is_logged_on_the_customer(self, bench: Bench, happened: list) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER)
        result = self.sent(bench)
        seen = bench.seen(result)
        assert (result.outcome, seen.row.direction) == (Outcome.LOGGED, "out")
        assert seen.link("contact").record_id == contact_id
        assert [type(event) for event in happened] == [MessageLogged]
        assert (seen.row.author_id, seen.row.notes, seen.row.is_pending) == (None, [NOT_VERIFIED], False)
        assert (bench.count_of(Ticket), bench.rows(OutboxItem)) == (0, [])

    def test_it_is_the_colleagues_own_word_when_the_mail_server_vouches_for_him(self, bench: Bench) -> None:
        row = bench.seen(self.sent(bench, authenticated=True)).row
        (staff,) = bench.rows(User)
        assert (row.author_id, row.notes) == (staff.id, [])

    def test_the_only_open_deal_gets_it_too(self, bench: Bench) -> None:
        deal = bench.deal(contact_id=bench.contact("Hoa", CUSTOMER))
        assert bench.seen(self.sent(bench)).link("opportunity").record_id == deal

    def test_a_stranger_becomes_nobody(self, bench: Bench) -> None:
        assert bench.seen(self.sent(bench)).kinds() == set()

    def test_it_is_logged_once(self, bench: Bench) -> None:
        staff = bench.user()
        fields = {"to": (CUSTOMER,), "delivered_to": (SUPPORT,), "message_id": "b@x.example"}
        first, again = (bench.take(bench.mail(staff.email, "Gửi chị", **fields)) for _ in range(2))
        assert (again.outcome, again.interaction_id) == (Outcome.DUPLICATE, first.interaction_id)


class TestNote:
    @pytest.mark.parametrize("proven", [True, None])
    @pytest.mark.parametrize("by", ["token", "number"])
    def test_on_a_ticket_it_is_internal(self, bench: Bench, by: str, proven: bool | None) -> None:
        ticket_id = bench.opened()
        before = bench.ticket(ticket_id)
        to = reply_address(SUPPORT, bench.token(ticket_id)) if by == "token" else SUPPORT
        subject = "x" if by == "token" else f"T-{ticket_id}"
        staff = bench.user()
        note = bench.mail(staff.email, "Gọi lại sau nhé", to=(to,), subject=subject, authenticated=proven)
        result = bench.take(note)
        seen = bench.seen(result)
        author, notes = (staff.id, []) if proven else (None, [NOT_VERIFIED])
        assert (seen.row.author_id, seen.row.notes, seen.row.is_pending) == (author, notes, not proven)
        (entry,) = bench.rows(AuditEntry, AuditEntry.action == "note")
        assert (entry.actor_id, entry.origin) == (author, "email")
        assert (seen.row.direction, seen.link("ticket").record_id) == ("internal", ticket_id)
        assert bench.ticket(ticket_id) == before
        bench.answer(bench.actor(), ticket_id)
        (reply,) = bench.outgoing(ticket_id, "reply")
        assert "Gọi lại" not in str(reply.payload)
        assert seen.row.message_id not in str(reply.payload), "nor is its Message-ID told"

    def test_on_no_ticket_a_colleague_asks_like_anybody(self, bench: Bench) -> None:
        assert bench.take(bench.mail(bench.user().email)).outcome is Outcome.NEW_TICKET

    def test_on_a_ticket_that_is_not_there_too(self, bench: Bench) -> None:
        result = bench.take(bench.mail(bench.user().email, "T-4711 máy in hỏng, cần sửa"))
        assert result.outcome is Outcome.NEW_TICKET


class TestOurOwnAddress:
    """Mail from our own address that we did not send."""

    ASKS = (Address("nam@vinhphat.vn", "Anh Nam"),)

    def test_a_form_on_the_web_site_is_the_customers_request(self, bench: Bench, happened: list) -> None:
        result = bench.take(bench.mail(SUPPORT, name="Website", reply_to=self.ASKS))
        seen = bench.seen(result)
        assert (result.outcome, seen.row.direction) == (Outcome.NEW_TICKET, "in")
        assert (seen.row.sender_address, seen.row.sender_name) == ("nam@vinhphat.vn", "Anh Nam")
        assert bench.people(bench.ticket_of(result)) == {"nam@vinhphat.vn": "accepted"}
        assert TicketOpened in [type(event) for event in happened]
        assert bench.rows(OutboxItem, OutboxItem.kind == "acknowledgement") == []

    def test_a_form_that_asks_for_a_price_is_a_lead(self, bench: Bench) -> None:
        assert bench.take(bench.mail(SUPPORT, WANTS_QUOTE, reply_to=self.ASKS)).outcome is Outcome.NEW_LEAD

    @pytest.mark.parametrize("by", ["people", "token", "thread"])
    def test_a_form_is_only_shown_in_a_conversation_of_whom_it_names(self, bench: Bench, by: str) -> None:
        bench.contact("Hoa", CUSTOMER)
        ticket_id = bench.opened(message_id="first@client.example")
        before = bench.ticket(ticket_id)
        where = {
            "people": {},
            "token": {"to": (reply_address(SUPPORT, bench.token(ticket_id)),)},
            "thread": {"in_reply_to": "first@client.example"},
        }[by]
        result = bench.take(bench.mail(SUPPORT, STILL_BROKEN, reply_to=(Address(CUSTOMER),), **where))
        seen = bench.seen(result)
        assert (result.outcome, seen.row.is_pending) == (Outcome.LOGGED, True)
        assert (bench.ticket_of(result), bench.ticket(ticket_id)) == (ticket_id, before)

    def test_the_same_form_twice_is_one(self, bench: Bench) -> None:
        first, again = (bench.take(bench.mail(SUPPORT, reply_to=self.ASKS, message_id="f@x.example")) for _ in range(2))
        assert (again.outcome, again.interaction_id) == (Outcome.DUPLICATE, first.interaction_id)

    @pytest.mark.parametrize("reply_to", [(), (Address(SALES),)])
    def test_what_names_nobody_is_heard_of(self, bench: Bench, happened: list, reply_to: tuple) -> None:
        result = bench.take(bench.mail(SUPPORT, reply_to=reply_to))
        assert (result.outcome, bench.seen(result).row.direction) == (Outcome.LOGGED, "in")
        assert [type(event) for event in happened] == [MessageLogged]

    def test_what_a_mailbox_sent_to_a_customer_is_ours(self, bench: Bench) -> None:
        result = bench.take(bench.mail(SUPPORT, to=(CUSTOMER,), delivered_to=(SUPPORT,)))
        assert bench.seen(result).row.direction == "out"

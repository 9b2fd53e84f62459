"""Steps 3 to 6 of the order of proofs: what names a conversation, and who may speak in it."""

from __future__ import annotations

import json

import pytest
from factories.pipeline_bench import SALES, STILL_BROKEN, SUPPORT, THANKS, Bench

from bot.pipeline.doubts import FORGED
from channels.email.addressing import new_token, reply_address
from channels.message import Address
from crm_store.errors import Invalid
from crm_store.inbox.rules import Outcome
from crm_store.interactions.models import Interaction
from crm_store.outbox.models import OutboxItem
from crm_store.tickets import moving, reply_addresses, senders
from crm_store.tickets.events import CustomerWrote, StrangerWrote
from crm_store.tickets.models import Ticket, TicketParticipant

EVIL = "la@evil.example"
CUSTOMER = "hoa@saomai.vn"


def reply_to_token(bench: Bench, ticket_id: int, mailbox: str = SUPPORT) -> str:
    return reply_address(mailbox, bench.token(ticket_id, mailbox))


def assert_only_shown(bench: Bench, result, ticket_id: int, before, happened, writer: str = EVIL) -> None:
    """Stored and shown to staff on the ticket, marked, with no further effect."""
    seen = bench.seen(result)
    assert result.outcome is Outcome.LOGGED
    assert seen.row.is_pending
    assert seen.link("ticket").record_id == ticket_id
    assert bench.ticket(ticket_id) == before
    assert bench.people(ticket_id).get(writer) in ("pending", "refused", "accepted")
    assert [type(event) for event in happened] == [StrangerWrote]


class TestToken:
    @pytest.mark.parametrize("field", ["to", "cc", "delivered_to"])
    def test_our_reply_address_names_the_ticket_wherever_it_stands(self, bench: Bench, field: str) -> None:
        ticket_id = bench.opened()
        address = reply_to_token(bench, ticket_id)
        where = {"to": (SUPPORT,), "cc": (), "delivered_to": ()} | {field: (address.upper(),)}
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, subject="khác hẳn", **where))
        link = bench.seen(result).link("ticket")
        assert (result.outcome, link.record_id, link.proof, link.is_guess) == (
            Outcome.TICKET_REPLY,
            ticket_id,
            "token",
            False,
        )

    def test_it_reopens_what_was_resolved(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened()
        bench.status(bench.actor(), ticket_id, "resolved")
        happened.clear()
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN, to=(reply_to_token(bench, ticket_id),)))
        assert bench.ticket(ticket_id).status == "open"
        assert bench.ticket(ticket_id).closed_at is None
        assert [event.reopened for event in happened if isinstance(event, CustomerWrote)] == [True]

    def test_a_forged_one_names_nothing(self, bench: Bench) -> None:
        bench.opened()
        result = bench.take(bench.mail(EVIL, to=(reply_address(SUPPORT, new_token()),)))
        assert result.outcome is Outcome.NEW_TICKET

    def test_a_revoked_one_names_nothing(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        address = reply_to_token(bench, ticket_id)
        bench.revoke(bench.token(ticket_id))
        result = bench.take(bench.mail(EVIL, to=(address,)))
        assert result.outcome is Outcome.NEW_TICKET
        assert bench.ticket_of(result) != ticket_id
        assert reply_to_token(bench, ticket_id) != address, "the next answer carries a fresh one"

    def test_one_of_another_mailbox_names_nothing(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        elsewhere = reply_address(SALES, bench.token(ticket_id, SUPPORT))
        result = bench.take(bench.mail(EVIL, to=(elsewhere,)))
        assert result.outcome is Outcome.NEW_TICKET

    def test_of_two_the_first_written_counts(self, bench: Bench) -> None:
        first, second = bench.opened(), bench.opened("nam@vinhphat.vn")
        to = (reply_to_token(bench, second), reply_to_token(bench, first))
        assert bench.ticket_of(bench.take(bench.mail(EVIL, to=to))) == second

    def test_a_stranger_who_holds_it_is_only_shown_to_staff(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened()
        bench.status(bench.actor(), ticket_id, "resolved")
        before, sent = bench.ticket(ticket_id), len(bench.rows(OutboxItem))
        happened.clear()
        result = bench.take(bench.mail(EVIL, "Gửi lại mật khẩu cho tôi", to=(reply_to_token(bench, ticket_id),)))
        assert_only_shown(bench, result, ticket_id, before, happened)
        assert bench.people(ticket_id) == {CUSTOMER: "accepted", EVIL: "pending"}
        assert len(bench.rows(OutboxItem)) == sent, "nobody is answered or told outside the team"

    def test_a_stranger_never_becomes_a_recipient(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        bench.take(bench.mail(EVIL, to=(reply_to_token(bench, ticket_id),)))
        bench.answer(bench.actor(), ticket_id)
        (reply,) = bench.outgoing(ticket_id, "reply")
        assert [one["address"] for one in reply.recipients] == [CUSTOMER]
        assert EVIL not in str(reply.payload)

    def test_the_mail_servers_no_takes_the_effect_away(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened()
        before = bench.ticket(ticket_id)
        happened.clear()
        forged = bench.mail(CUSTOMER, STILL_BROKEN, to=(reply_to_token(bench, ticket_id),), authenticated=False)
        assert_only_shown(bench, bench.take(forged), ticket_id, before, happened, CUSTOMER)

    def test_another_address_of_the_same_contact_takes_part(self, bench: Bench) -> None:
        bench.contact("Trần Thị Hoa", CUSTOMER, "hoa@gmail.com")
        ticket_id = bench.opened()
        result = bench.take(bench.mail("hoa@gmail.com", STILL_BROKEN, to=(reply_to_token(bench, ticket_id),)))
        assert result.outcome is Outcome.TICKET_REPLY
        assert bench.people(ticket_id) == {CUSTOMER: "accepted", "hoa@gmail.com": "accepted"}

    def test_a_refused_one_stays_out(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened()
        bench.take(bench.mail(EVIL, to=(reply_to_token(bench, ticket_id),)))
        bench.do(
            lambda uow: uow.connection.execute(
                TicketParticipant.__table__.update().where(TicketParticipant.value == EVIL).values(state="refused")
            )
        )
        before = bench.ticket(ticket_id)
        happened.clear()
        result = bench.take(bench.mail(EVIL, to=(reply_to_token(bench, ticket_id),)))
        assert_only_shown(bench, result, ticket_id, before, happened)
        assert bench.people(ticket_id)[EVIL] == "refused"


class TestOurMessage:
    def answered(self, bench: Bench) -> tuple[int, str]:
        ticket_id = bench.opened()
        bench.answer(bench.actor(), ticket_id)
        (reply,) = bench.outgoing(ticket_id, "reply")
        return ticket_id, str(reply.message_id)

    @pytest.mark.parametrize("in_references", [True, False])
    def test_an_answer_to_it_joins(self, bench: Bench, in_references: bool) -> None:
        ticket_id, ours = self.answered(bench)
        thread = {"references": ("x@y.example", ours)} if in_references else {"in_reply_to": ours}
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, subject="khác", **thread))
        link = bench.seen(result).link("ticket")
        assert (result.outcome, link.record_id, link.proof) == (Outcome.TICKET_REPLY, ticket_id, "our_message")

    @pytest.mark.parametrize(("after", "found"), [(31, True), (32, False)])
    def test_the_last_32_references_are_read(self, bench: Bench, after: int, found: bool) -> None:
        _, ours = self.answered(bench)
        references = (ours, *(f"r{n}@y.example" for n in range(after)))
        result = bench.take(bench.mail(EVIL, references=references))
        assert (result.outcome is Outcome.LOGGED) is found

    def test_a_strangers_answer_to_it_is_only_shown(self, bench: Bench, happened: list) -> None:
        ticket_id, ours = self.answered(bench)
        before = bench.ticket(ticket_id)
        happened.clear()
        result = bench.take(bench.mail(EVIL, in_reply_to=ours))
        assert_only_shown(bench, result, ticket_id, before, happened)

    def test_it_follows_a_message_that_was_moved(self, bench: Bench) -> None:
        ticket_id, ours = self.answered(bench)
        other = bench.opened("nam@vinhphat.vn")
        (sent,) = bench.rows(Interaction, Interaction.direction == "out", Interaction.is_automatic.is_(False))
        actor = bench.actor()
        bench.do(lambda uow: moving.move_interaction(uow, actor=actor, interaction_id=sent.id, ticket_id=other))
        result = bench.take(bench.mail(EVIL, in_reply_to=ours))
        assert bench.ticket_of(result) == other != ticket_id


class TestThread:
    def test_an_answer_to_a_known_mail_joins_its_ticket(self, bench: Bench) -> None:
        ticket_id = bench.opened(message_id="first@client.example")
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, in_reply_to="first@client.example", subject="khác"))
        link = bench.seen(result).link("ticket")
        assert (link.record_id, link.proof) == (ticket_id, "thread")

    def test_one_who_was_not_in_that_thread_gets_a_ticket_of_his_own(self, bench: Bench) -> None:
        ticket_id = bench.opened(message_id="first@client.example")
        result = bench.take(bench.mail(EVIL, in_reply_to="first@client.example"))
        assert result.outcome is Outcome.NEW_TICKET
        assert bench.ticket_of(result) != ticket_id
        assert EVIL not in bench.people(ticket_id)

    def test_it_proves_nothing_in_another_mailbox(self, bench: Bench) -> None:
        bench.opened(message_id="first@client.example", to=(SUPPORT,))
        in_other = bench.take(bench.mail(CUSTOMER, in_reply_to="first@client.example", to=(SALES,)))
        link = bench.seen(in_other).link("ticket")
        assert (link.proof, link.is_guess) == ("single_open", True), "what is left is a guess"

    def test_a_verified_colleague_in_the_cc_of_the_opening_mail_takes_part(self, bench: Bench) -> None:
        firm = bench.account("Sao Mai")
        bench.contact("Hoa", CUSTOMER, account_id=firm)
        boss = bench.contact("Chị Mai", "sep@saomai.vn", account_id=firm)
        ticket_id = bench.opened(message_id="first@client.example", cc=("sep@saomai.vn",))
        assert bench.people(ticket_id) == {CUSTOMER: "accepted", "sep@saomai.vn": "accepted"}
        (row,) = bench.rows(TicketParticipant, TicketParticipant.value == "sep@saomai.vn")
        assert row.contact_id == boss
        result = bench.take(bench.mail("sep@saomai.vn", STILL_BROKEN, in_reply_to="first@client.example"))
        assert result.outcome is Outcome.TICKET_REPLY

    @pytest.mark.parametrize("who", ["nobody", "claimed", "other firm", "forged"])
    def test_any_other_cc_of_the_opening_mail_waits_for_staff(self, bench: Bench, who: str) -> None:
        """A forged From with the forger in Cc must not bring him our answers."""
        firm = bench.account("Sao Mai")
        bench.contact("Hoa", CUSTOMER, account_id=firm)
        if who != "nobody":
            their_firm = bench.account("Khác") if who == "other firm" else firm
            bench.contact("La", EVIL, account_id=their_firm, verified=who != "claimed")
        forged = {"authenticated": False} if who == "forged" else {}
        ticket_id = bench.opened(message_id="first@client.example", cc=(EVIL,), **forged)
        assert bench.people(ticket_id) == {CUSTOMER: "pending" if who == "forged" else "accepted", EVIL: "pending"}
        if who == "forged":
            with pytest.raises(Invalid):
                bench.answer(bench.actor(), ticket_id)
            return
        result = bench.take(bench.mail(CUSTOMER, "Mật khẩu là 1234", in_reply_to="first@client.example"))
        assert bench.ticket_of(result) == ticket_id
        bench.answer(bench.actor(), ticket_id)
        for sent in bench.outgoing(ticket_id):
            assert [one["address"] for one in sent.recipients] == [CUSTOMER]
            assert EVIL not in str(sent.payload)
        shown = bench.take(bench.mail(EVIL, STILL_BROKEN, in_reply_to="first@client.example"))
        assert (shown.outcome, bench.seen(shown).row.is_pending) == (Outcome.LOGGED, True)
        assert bench.people(ticket_id)[EVIL] == "pending"

    def test_nobody_is_quoted_what_he_was_not_sent(self, bench: Bench) -> None:
        ticket_id = bench.opened(message_id="first@client.example", cc=(EVIL,))
        actor = bench.actor()
        (row,) = bench.rows(TicketParticipant, TicketParticipant.value == EVIL)
        bench.do(lambda uow: senders.accept_sender(uow, actor=actor, ticket_id=ticket_id, participant_id=row.id))
        bench.answer(actor, ticket_id)
        bench.take(bench.mail(CUSTOMER, "Mật khẩu là 1234", in_reply_to="first@client.example"))
        bench.answer(actor, ticket_id)
        first, second = bench.outgoing(ticket_id, "reply")
        assert "báo lỗi E3" in json.dumps(first.payload, ensure_ascii=False)
        assert EVIL in str(second.payload)
        assert "1234" not in str(second.payload)

    def test_a_later_cc_is_pending_until_staff_say_so(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened(message_id="first@client.example")
        second = bench.mail(
            CUSTOMER, STILL_BROKEN, in_reply_to="first@client.example", cc=(EVIL,), message_id="second@client.example"
        )
        bench.take(second)
        assert bench.people(ticket_id) == {CUSTOMER: "accepted", EVIL: "pending"}
        before = bench.ticket(ticket_id)
        happened.clear()
        result = bench.take(bench.mail(EVIL, STILL_BROKEN, in_reply_to="second@client.example"))
        assert_only_shown(bench, result, ticket_id, before, happened)
        assert bench.people(ticket_id)[EVIL] == "pending"

    def test_a_pending_mail_opens_no_way_in(self, bench: Bench) -> None:
        """A stranger's own mail, kept as pending, is known; answering it proves nothing either."""
        ticket_id = bench.opened()
        shown = bench.mail(EVIL, to=(reply_to_token(bench, ticket_id),), message_id="evil@evil.example")
        bench.take(shown)
        result = bench.take(bench.mail(EVIL, in_reply_to="evil@evil.example"))
        assert bench.ticket_of(result) != ticket_id

    def test_the_mail_servers_no_takes_the_effect_away(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened(message_id="first@client.example")
        before = bench.ticket(ticket_id)
        happened.clear()
        forged = bench.mail(CUSTOMER, STILL_BROKEN, in_reply_to="first@client.example", authenticated=False)
        assert_only_shown(bench, bench.take(forged), ticket_id, before, happened, CUSTOMER)


class TestReference:
    def test_a_participant_who_names_his_ticket_joins_it(self, bench: Bench) -> None:
        first, _second = (
            bench.opened(subject="Máy in"),
            bench.opened(subject="Máy quét", text="Máy quét hỏng, cần sửa."),
        )
        bench.opened("nam@vinhphat.vn")
        result = bench.take(bench.mail(CUSTOMER, f"Về T-{first}: máy vẫn lỗi", subject="x"))
        link = bench.seen(result).link("ticket")
        assert (link.record_id, link.proof, link.is_guess) == (first, "reference", False)

    def test_a_stranger_who_types_a_number_gets_a_ticket_of_his_own_and_staff_a_note(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        bench.status(bench.actor(), ticket_id, "resolved")
        before = bench.ticket(ticket_id)
        result = bench.take(bench.mail(EVIL, f"[T-{ticket_id}] máy lỗi, nhờ sửa giúp", subject=f"Re: [T-{ticket_id}]"))
        assert result.outcome is Outcome.NEW_TICKET
        assert bench.ticket_of(result) != ticket_id
        assert bench.ticket(ticket_id) == before
        assert any(f"T-{ticket_id}" in note for note in bench.seen(result).row.notes)
        assert EVIL not in bench.people(ticket_id)
        why = bench.seen(result).link("ticket")
        assert why.reason == "names {reference} but takes no part in it: a new ticket"
        assert (why.reason_values, why.proof) == ({"reference": f"T-{ticket_id}"}, "new")

    def test_a_number_of_no_ticket_is_refused_alike(self, bench: Bench) -> None:
        result = bench.take(bench.mail(EVIL, "T-4711 máy lỗi, nhờ sửa giúp"))
        assert result.outcome is Outcome.NEW_TICKET
        assert any("T-4711" in note for note in bench.seen(result).row.notes)

    def test_a_pending_one_who_types_the_number_gets_no_further(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        bench.take(bench.mail(EVIL, to=(reply_to_token(bench, ticket_id),)))
        result = bench.take(bench.mail(EVIL, f"T-{ticket_id} máy lỗi, nhờ sửa giúp"))
        assert bench.ticket_of(result) != ticket_id


class TestWithdrawnAddress:
    def test_it_finds_nothing_any_more_and_the_next_answer_names_another(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        old = reply_to_token(bench, ticket_id)
        actor = bench.actor()
        assert bench.do(lambda uow: reply_addresses.revoke_tokens(uow, actor=actor, ticket_id=ticket_id)) == 1
        assert bench.do(lambda uow: reply_addresses.revoke_tokens(uow, actor=actor, ticket_id=ticket_id)) == 0
        result = bench.take(bench.mail(EVIL, to=(old,)))
        assert bench.ticket_of(result) != ticket_id
        new = reply_to_token(bench, ticket_id)
        assert new != old
        assert bench.ticket_of(bench.take(bench.mail(CUSTOMER, STILL_BROKEN, to=(new,)))) == ticket_id

    def test_a_participant_is_still_known(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        old = reply_to_token(bench, ticket_id)
        actor = bench.actor()
        bench.do(lambda uow: reply_addresses.revoke_tokens(uow, actor=actor, ticket_id=ticket_id))
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, to=(old,)))
        assert (bench.ticket_of(result), bench.seen(result).link("ticket").proof) == (ticket_id, "single_open")


class TestForgedSender:
    """``authenticated=False``: our own server says that the sender's domain did not send it."""

    def test_it_joins_nothing_by_who_it_claims_to_be(self, bench: Bench, happened: list) -> None:
        bench.contact("Trần Thị Hoa", CUSTOMER)
        ticket_id = bench.opened()
        bench.status(bench.actor(), ticket_id, "waiting")
        before = bench.ticket(ticket_id)
        happened.clear()
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, authenticated=False))
        assert bench.ticket(ticket_id) == before
        assert not [event for event in happened if isinstance(event, CustomerWrote)]
        assert (result.outcome, bench.seen(result).row.is_pending) == (Outcome.LOGGED, True)

    def test_asking_after_a_request_does_not_help(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        before = bench.ticket(ticket_id)
        bench.take(bench.mail(CUSTOMER, "Any news about my request?", authenticated=False))
        assert bench.ticket(ticket_id) == before

    def test_it_is_not_answered_and_clears_no_flag(self, bench: Bench) -> None:
        from crm_store.identity import service as identity

        bench.contact("Trần Thị Hoa", CUSTOMER)
        flag = {"kind": "email", "value": CUSTOMER}
        bench.do(lambda uow: identity.mark_failing(uow, **flag, code="5.1.1", detail="no such user"))
        result = bench.take(bench.mail(CUSTOMER, authenticated=False))
        assert bench.seen(result).link("ticket").reason == "sender not verified: our mail server says that it is forged"
        assert bench.rows(OutboxItem, OutboxItem.kind == "acknowledgement") == []
        assert bench.do(lambda uow: identity.is_failing(uow, **flag))
        assert bench.seen(result).row.notes, "staff see that the sender may be forged"

    def test_what_a_forged_lead_says_is_marked(self, bench: Bench) -> None:
        bench.lead("nam@vinhphat.vn")
        result = bench.take(bench.mail("nam@vinhphat.vn", "Cho em xin báo giá", authenticated=False))
        row = bench.seen(result).row
        assert (result.outcome, row.is_pending, row.notes) == (Outcome.LOGGED, True, [FORGED])


def test_reply_to_is_ignored(bench: Bench) -> None:
    """Whoever the mail asks to answer, the answer goes to who wrote it, and nobody is recognised by it."""
    ticket_id = bench.opened(reply_to=(Address(EVIL),))
    assert bench.people(ticket_id) == {CUSTOMER: "accepted"}
    in_his_name = bench.take(bench.mail(EVIL, reply_to=(Address(CUSTOMER),)))
    assert bench.ticket_of(in_his_name) != ticket_id
    bench.answer(bench.actor(), ticket_id)
    (reply,) = bench.outgoing(ticket_id, "reply")
    assert [one["address"] for one in reply.recipients] == [CUSTOMER]


class TestEnded:
    @pytest.mark.parametrize(("days", "joins"), [(13.9, True), (14.1, False)])
    def test_what_ended_long_ago_is_followed_by_a_new_ticket(self, bench: Bench, days: float, joins: bool) -> None:
        ticket_id = bench.opened()
        address = reply_to_token(bench, ticket_id)
        bench.status(bench.actor(), ticket_id, "closed")
        bench.wait(days=days)
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, to=(address,)))
        now = bench.ticket_of(result)
        if joins:
            assert (now, bench.ticket(ticket_id).status) == (ticket_id, "open")
            return
        assert (result.outcome, bench.ticket(ticket_id).status) == (Outcome.NEW_TICKET, "closed")
        assert bench.ticket(now).previous_id == ticket_id
        assert bench.seen(result).link("ticket").reason_values == {"reference": f"T-{ticket_id}"}

    @pytest.mark.parametrize("days", [1, 30])
    @pytest.mark.parametrize("words", [THANKS, "ok", "Ok em cảm ơn nhé!"])
    def test_thanks_reopen_nothing(self, bench: Bench, days: int, words: str) -> None:
        ticket_id = bench.opened()
        address = reply_to_token(bench, ticket_id)
        bench.status(bench.actor(), ticket_id, "resolved")
        bench.wait(days=days)
        result = bench.take(bench.mail(CUSTOMER, words, to=(address,)))
        assert (bench.ticket_of(result), bench.ticket(ticket_id).status) == (ticket_id, "resolved")
        assert len(bench.rows(Ticket)) == 1

    def test_thanks_do_not_put_us_in_debt(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        bench.answer(bench.actor(), ticket_id)
        bench.wait(hours=1)
        bench.take(bench.mail(CUSTOMER, THANKS, to=(reply_to_token(bench, ticket_id),)))
        row = bench.ticket(ticket_id)
        assert (row.status, row.customer_wrote_at <= row.staff_wrote_at) == ("waiting", True)


class TestChat:
    def test_it_goes_on_at_the_latest_ticket(self, bench: Bench) -> None:
        ticket_id = bench.ticket_of(bench.take(bench.chat()))
        result = bench.take(bench.chat(text=STILL_BROKEN))
        link = bench.seen(result).link("ticket")
        assert (result.outcome, link.record_id, link.proof) == (Outcome.TICKET_REPLY, ticket_id, "chat")

    def test_an_answer_to_a_message_names_its_ticket(self, bench: Bench) -> None:
        actor = bench.actor()
        old_message = bench.chat()
        old = bench.ticket_of(bench.take(old_message))
        bench.status(actor, old, "closed")
        bench.wait(days=20)
        new = bench.ticket_of(bench.take(bench.chat(text=STILL_BROKEN)))
        bench.status(actor, old, "open")
        assert new != old
        result = bench.take(bench.chat(text="cái này ạ", reply_to=old_message.chat.message_ref))
        assert bench.ticket_of(result) == old

    def test_another_chat_is_another_person(self, bench: Bench) -> None:
        first = bench.ticket_of(bench.take(bench.chat("900")))
        assert bench.ticket_of(bench.take(bench.chat("901"))) != first
        assert bench.ticket_of(bench.take(bench.chat("900", channel="webchat"))) != first

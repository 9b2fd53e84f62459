"""What machines send: delivery reports and automatic replies. Believed only where nobody can make them up."""

from __future__ import annotations

from typing import Any

import pytest
from factories.pipeline_bench import STILL_BROKEN, SUPPORT, Bench

from bot.pipeline.result import NotYet
from channels.email.addressing import new_message_id, reply_address
from channels.message import Address, Bounce, InboundMessage, Marks
from crm_store.contacts.models import Contact
from crm_store.identity import service as identity
from crm_store.identity.models import AddressState
from crm_store.inbox.rules import Outcome
from crm_store.interactions.events import MessageLogged
from crm_store.interactions.models import Interaction
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.tickets.events import ReplyEnded
from crm_store.tickets.models import Ticket

CUSTOMER = "hoa@saomai.vn"
DAEMON = "mailer-daemon@relay.example"
BOUNCED = Marks(is_bounce=True, is_automatic=True)
AWAY = Marks(is_auto_reply=True, is_automatic=True, reasons=("Auto-Submitted: auto-replied",))


@pytest.fixture
def answered(bench: Bench) -> Any:
    """An answer that the relay took: its outbox row."""
    ticket_id = bench.opened(cc=("sep@saomai.vn",))
    outbox_id = bench.answer(bench.actor(), ticket_id)
    recipients = [{"address": one, "state": "sent", "code": "", "detail": ""} for one in (CUSTOMER, "sep@saomai.vn")]
    bench.set_outbox(outbox_id, recipients=recipients)
    return bench.rows(OutboxItem, OutboxItem.id == outbox_id)[0]


def row_of(bench: Bench, answered: Any) -> Any:
    return bench.rows(OutboxItem, OutboxItem.id == answered.id)[0]


def report(bench: Bench, recipient: str | None = CUSTOMER, *, marks: Marks = BOUNCED, **facts: Any) -> InboundMessage:
    usual = {"status": "5.1.1", "hard": True, "reason": "no such user", "diagnostic": "550 5.1.1 no such user"}
    bounce = Bounce(recipient, (recipient,) if recipient else (), **(usual | facts))
    return bench.mail(DAEMON, "Undelivered", subject="Undelivered Mail Returned to Sender", marks=marks, bounce=bounce)


def states(row: Any) -> dict[str, str]:
    return {one["address"]: one["state"] for one in row.recipients}


class TestBounce:
    def test_one_of_ours_marks_answer_and_address(self, bench: Bench, answered: Any, happened: list) -> None:
        happened.clear()
        result = bench.take(report(bench, original_message_id=answered.message_id))
        row = row_of(bench, answered)
        assert (result.outcome, row.state, row.last_code) == (Outcome.BOUNCE, State.FAILED, "5.1.1")
        assert states(row) == {CUSTOMER: "failed", "sep@saomai.vn": "sent"}
        assert [state.value for state in bench.rows(AddressState)] == [CUSTOMER]
        assert bench.seen(result).link("ticket").record_id == 1
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["failed"]

    def test_it_is_found_by_the_envelope_id_alone(self, bench: Bench, answered: Any) -> None:
        left = answered.message_id.partition("@")[0]
        bench.take(report(bench, original_envelope_id=left.upper()))
        assert row_of(bench, answered).state == State.FAILED

    def test_a_later_mail_from_the_address_clears_the_flag(self, bench: Bench, answered: Any) -> None:
        bench.take(report(bench, original_message_id=answered.message_id))
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        assert bench.rows(AddressState) == []

    def test_a_soft_one_does_not_mark_the_address(self, bench: Bench, answered: Any) -> None:
        bench.take(report(bench, original_message_id=answered.message_id, hard=False, status="4.2.2"))
        assert row_of(bench, answered).state == State.FAILED
        assert bench.rows(AddressState) == []

    def test_an_address_that_fails_gets_no_automatic_mail(self, bench: Bench) -> None:
        bench.do(lambda uow: identity.mark_failing(uow, kind="email", value=CUSTOMER, code="5.1.1", detail=""))
        bench.opened()
        assert bench.rows(OutboxItem, OutboxItem.kind == "acknowledgement") == []

    @pytest.mark.parametrize(
        "named",
        [
            "made-up@binhminh.vn",
            new_message_id(b"another secret of 32 characters!", "binhminh.vn"),
            new_message_id(b"s" * 32, "binhminh.vn"),
            None,
        ],
        ids=["no signature", "another's signature", "signed but unknown", "none"],
    )
    def test_a_forged_one_is_kept_and_changes_nothing(
        self, bench: Bench, answered: Any, happened: list, named: str | None
    ) -> None:
        happened.clear()
        before = row_of(bench, answered)
        result = bench.take(report(bench, original_message_id=named))
        assert (result.outcome, bench.seen(result).kinds(), happened) == (Outcome.BOUNCE, set(), [])
        assert row_of(bench, answered) == before
        assert bench.rows(AddressState) == []

    def test_it_fails_nobody_to_whom_we_did_not_write(self, bench: Bench, answered: Any) -> None:
        before = row_of(bench, answered)
        bench.take(report(bench, "victim@elsewhere.example", original_message_id=answered.message_id))
        assert row_of(bench, answered) == before
        assert bench.rows(AddressState) == []

    def test_others_who_wait_for_a_second_try_still_get_it(self, bench: Bench, answered: Any, happened: list) -> None:
        waiting = [{"address": CUSTOMER, "state": "sent"}, {"address": "sep@saomai.vn", "state": "retry"}]
        recipients = [{"code": "", "detail": ""} | one for one in waiting]
        bench.set_outbox(answered.id, state=State.PENDING, recipients=recipients)
        happened.clear()
        bench.take(report(bench, original_message_id=answered.message_id))
        row = row_of(bench, answered)
        assert (row.state, states(row)) == (State.PENDING, {CUSTOMER: "failed", "sep@saomai.vn": "retry"})
        assert not [event for event in happened if isinstance(event, ReplyEnded)]

    @pytest.mark.parametrize("state", [State.SENDING, State.TRANSMITTING])
    def test_one_on_a_mail_that_is_just_being_sent_waits_for_its_outcome(
        self, bench: Bench, answered: Any, state: State
    ) -> None:
        """The worker that is sending writes its own outcome, over whatever stood there meanwhile."""
        bench.set_outbox(answered.id, state=state)
        before = row_of(bench, answered)
        with pytest.raises(NotYet):
            bench.take(report(bench, original_message_id=answered.message_id))
        assert row_of(bench, answered) == before
        assert bench.rows(Interaction, Interaction.subject.startswith("Undelivered")) == []

    def test_two_reports_on_one_mail_both_count(self, bench: Bench, answered: Any) -> None:
        for recipient in (CUSTOMER, "sep@saomai.vn"):
            bench.set_outbox(answered.id, state=State.SENT)
            bench.take(report(bench, recipient, original_message_id=answered.message_id))
        assert set(states(row_of(bench, answered)).values()) == {"failed"}

    def test_our_next_answer_does_not_answer_the_bounce(self, bench: Bench, answered: Any) -> None:
        bench.take(report(bench, original_message_id=answered.message_id))
        bench.answer(bench.actor(name="Mai"), 1)
        payload = bench.outgoing(1, "reply")[-1].payload["mail"]
        assert payload["subject"] == "Re: Máy in báo lỗi"
        assert payload["in_reply_to"] == "m1@client.example"
        assert "Undelivered" not in payload["quoted_text"]


class TestSuccess:
    def delivered(self, bench: Bench, answered: Any, action: str = "delivered") -> InboundMessage:
        notice = Marks(is_delivery_notice=True, is_automatic=True)
        facts = {"original_message_id": answered.message_id, "action": action, "status": "2.0.0", "hard": None}
        return report(bench, marks=notice, **facts)

    @pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
    def test_it_clears_what_was_unknown(self, bench: Bench, answered: Any, happened: list, action: str) -> None:
        recipients = [{"address": CUSTOMER, "state": "unknown", "code": "", "detail": ""}, answered.recipients[1]]
        bench.set_outbox(answered.id, state=State.UNKNOWN, recipients=recipients)
        happened.clear()
        result = bench.take(self.delivered(bench, answered, action))
        assert (result.outcome, row_of(bench, answered).state) == (Outcome.AUTOMATIC, State.SENT)
        assert [event.state for event in happened if isinstance(event, ReplyEnded)] == ["sent"]

    @pytest.mark.parametrize("other", ["pending", "retry", "unknown"])
    def test_it_tells_only_of_those_whom_it_names(
        self, bench: Bench, answered: Any, happened: list, other: str
    ) -> None:
        """The first try reached one, the second was cut: a late report on the first says nothing about the second."""
        now = [{"address": CUSTOMER, "state": "pending"}, {"address": "sep@saomai.vn", "state": other}]
        recipients = [{"code": "", "detail": ""} | one for one in now]
        bench.set_outbox(answered.id, state=State.UNKNOWN, recipients=recipients)
        happened.clear()
        bench.take(self.delivered(bench, answered))
        row = row_of(bench, answered)
        assert (row.state, states(row)) == (State.UNKNOWN, {CUSTOMER: "sent", "sep@saomai.vn": other})
        assert not [event for event in happened if isinstance(event, ReplyEnded)]

    def test_who_got_it_by_a_report_gets_no_second_try(self, bench: Bench, answered: Any) -> None:
        recipients = [{"address": CUSTOMER, "state": "pending", "code": "", "detail": ""}, answered.recipients[1]]
        bench.set_outbox(answered.id, state=State.PENDING, recipients=recipients)
        bench.take(self.delivered(bench, answered))
        row = row_of(bench, answered)
        assert (row.state, states(row)) == (State.SENT, {CUSTOMER: "sent", "sep@saomai.vn": "sent"})

    def test_a_report_on_a_stranger_confirms_nobody(self, bench: Bench, answered: Any) -> None:
        recipients = [one | {"state": "pending"} for one in answered.recipients]
        bench.set_outbox(answered.id, state=State.UNKNOWN, recipients=recipients)
        before = row_of(bench, answered)
        notice = Marks(is_delivery_notice=True, is_automatic=True)
        facts = {"original_message_id": answered.message_id, "action": "delivered", "status": "2.0.0", "hard": None}
        bench.take(report(bench, "else@elsewhere.example", marks=notice, **facts))
        assert row_of(bench, answered) == before

    def test_it_revives_nothing_that_failed(self, bench: Bench, answered: Any) -> None:
        bench.set_outbox(answered.id, state=State.FAILED)
        bench.take(self.delivered(bench, answered))
        assert row_of(bench, answered).state == State.FAILED

    def test_a_delay_changes_nothing(self, bench: Bench, answered: Any) -> None:
        before = row_of(bench, answered)
        result = bench.take(self.delivered(bench, answered, "delayed"))
        assert (result.outcome, row_of(bench, answered)) == (Outcome.AUTOMATIC, before)
        assert bench.seen(result).link("ticket").record_id == 1


class TestAutomaticReply:
    def test_it_is_logged_on_its_thread_without_reopening(self, bench: Bench, answered: Any, happened: list) -> None:
        bench.status(bench.actor(name="Mai"), 1, "resolved")
        before, sent = bench.ticket(1), bench.count_of(OutboxItem)
        happened.clear()
        away = bench.mail(CUSTOMER, "Em đi vắng đến thứ 6", marks=AWAY, in_reply_to=answered.message_id)
        result = bench.take(away)
        seen = bench.seen(result)
        assert (result.outcome, seen.row.is_automatic) == (Outcome.AUTOMATIC, True)
        assert seen.link("ticket").record_id == 1
        assert (bench.ticket(1), bench.count_of(OutboxItem), happened) == (before, sent, [])

    def test_it_makes_nobody_and_nothing(self, bench: Bench, happened: list) -> None:
        result = bench.take(bench.mail("moi@x.example", marks=AWAY))
        assert (result.outcome, bench.count_of(Ticket), bench.count_of(Contact)) == (Outcome.AUTOMATIC, 0, 0)
        assert (happened, bench.rows(OutboxItem)) == ([], [])

    def test_a_strangers_stands_alone(self, bench: Bench, answered: Any, happened: list) -> None:
        happened.clear()
        result = bench.take(bench.mail("la@evil.example", marks=AWAY, in_reply_to=answered.message_id))
        assert (bench.seen(result).kinds(), happened) == (set(), [])

    def test_a_list_is_no_customer(self, bench: Bench) -> None:
        result = bench.take(bench.mail("news@x.example", marks=Marks(is_list=True, is_automatic=True)))
        assert (result.outcome, bench.count_of(Ticket)) == (Outcome.AUTOMATIC, 0)

    def test_our_next_answer_does_not_answer_it(self, bench: Bench, answered: Any) -> None:
        bench.take(bench.mail(CUSTOMER, "Em đi vắng", marks=AWAY, in_reply_to=answered.message_id, subject="Vắng mặt"))
        bench.answer(bench.actor(name="Mai"), 1)
        assert bench.outgoing(1, "reply")[-1].payload["mail"]["in_reply_to"] == "m1@client.example"


class TestOurOwn:
    def test_our_own_mail_come_back_is_ignored(self, bench: Bench, answered: Any, happened: list) -> None:
        happened.clear()
        interactions = bench.count_of(Interaction)
        result = bench.take(bench.mail(SUPPORT, message_id=answered.message_id))
        assert (result.outcome, result.interaction_id, happened) == (Outcome.IGNORED, None, [])
        assert bench.count_of(Interaction) == interactions

    def test_from_our_own_address_but_not_by_us_is_kept_without_effect(self, bench: Bench, happened: list) -> None:
        ticket_id = bench.opened()
        before = bench.ticket(ticket_id)
        happened.clear()
        spoofed = bench.mail("Support@Binhminh.vn", to=(reply_address(SUPPORT, bench.token(ticket_id)),))
        result = bench.take(spoofed)
        assert (result.outcome, bench.ticket(ticket_id)) == (Outcome.LOGGED, before)
        assert [type(event) for event in happened] == [MessageLogged], "somebody looks at it, and that is all"
        assert bench.people(ticket_id) == {CUSTOMER: "accepted"}

    def test_two_programs_that_answer_each_other_stop_at_one(self, bench: Bench) -> None:
        """The other side's acknowledgement carries no marks at all and comes to our reply address."""
        ticket_id = bench.opened()
        address = reply_address(SUPPORT, bench.token(ticket_id))
        for _ in range(5):
            bench.take(bench.mail(CUSTOMER, "We have received your request.", to=(address,), subject="Re: Máy in"))
        assert len(bench.outgoing(ticket_id, "acknowledgement")) == 1


class TestAcknowledgement:
    def test_it_goes_once_to_who_wrote(self, bench: Bench) -> None:
        ticket_id = bench.opened(cc=("sep@saomai.vn",))
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        (row,) = bench.outgoing(ticket_id)
        assert (row.kind, [one["address"] for one in row.recipients]) == ("acknowledgement", [CUSTOMER])
        mail = row.payload["mail"]
        assert (mail["automatic"], mail["cc"], mail["quoted_text"]) == (True, [], "")
        assert mail["in_reply_to"] == "m1@client.example"

    def test_a_strangers_own_words_are_not_sent_back(self, bench: Bench) -> None:
        """He may have written in somebody else's name: no backscatter with a subject of his choice."""
        ticket_id = bench.opened(subject="Buy pills at evil.example")
        (row,) = bench.outgoing(ticket_id)
        assert "pills" not in str(row.payload)

    def test_a_known_customer_gets_his_own_subject(self, bench: Bench) -> None:
        bench.contact("Hoa", CUSTOMER, salutation="chị")
        (row,) = bench.outgoing(bench.opened(subject="Máy in"))
        assert row.payload["mail"]["subject"] == "Re: Máy in"

    @pytest.mark.parametrize("sender", ["no-reply@x.example", "postmaster@x.example", "root@x.example"])
    def test_machines_addresses_get_none(self, bench: Bench, sender: str) -> None:
        assert bench.outgoing(bench.opened(sender)) == []

    def test_nor_does_one_who_wants_answers_at_our_own_address(self, bench: Bench) -> None:
        assert bench.outgoing(bench.opened(reply_to=(Address(SUPPORT),))) == []

    def test_strangers_together_get_at_most_thirty_in_ten_minutes(self, bench: Bench) -> None:
        for number in range(34):
            bench.opened(f"victim{number}@x{number}.example", text="help, it is broken")
        acknowledged = bench.rows(OutboxItem, OutboxItem.kind == "acknowledgement")
        assert (len(acknowledged), bench.count_of(Ticket)) == (30, 34)
        bench.contact("Hoa", CUSTOMER)
        assert len(bench.outgoing(bench.opened())) == 1, "a known customer still gets one"
        bench.wait(minutes=10, seconds=1)
        assert len(bench.outgoing(bench.opened("later@x.example"))) == 1

    def test_one_address_gets_at_most_thirty_in_ten_minutes(self, bench: Bench) -> None:
        bench.contact("Hoa", CUSTOMER)
        actor = bench.actor()
        for _ in range(33):
            bench.status(actor, bench.opened(), "closed")
        assert len(bench.rows(OutboxItem, OutboxItem.kind == "acknowledgement")) == 30

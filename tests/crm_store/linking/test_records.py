"""Steps 7 and 9: which record, when only the person is known."""

from __future__ import annotations

import pytest
from factories.pipeline_bench import BROKEN, STILL_BROKEN, THANKS, WANTS_QUOTE, Bench

from crm_store.contacts.models import Contact
from crm_store.inbox.rules import Outcome
from crm_store.interactions.events import MessageLogged
from crm_store.interactions.models import LoggedMessage
from crm_store.leads.models import Lead
from crm_store.linking.rules import is_own_address, mailboxes_of, similar_subjects, thread_ids
from crm_store.tickets.models import Ticket

CUSTOMER = "hoa@saomai.vn"
SCANNER = "Máy quét không nhận giấy, cần sửa gấp."
ASKS = "Any news about my request?"


class TestOpenTickets:
    def test_exactly_one_is_joined_as_a_guess_with_its_reason(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        result = bench.take(bench.mail(CUSTOMER, SCANNER, subject="Máy quét"))
        link = bench.seen(result).link("ticket")
        assert (result.outcome, link.record_id, link.is_guess, link.proof) == (
            Outcome.TICKET_REPLY,
            ticket_id,
            True,
            "single_open",
        )

    def two_open(self, bench: Bench) -> tuple[int, int]:
        bench.contact("Hoa", CUSTOMER)
        first = bench.opened(subject="Máy in báo lỗi")
        bench.status(bench.actor(), first, "closed")
        second = bench.opened(text=SCANNER, subject="Máy quét không nhận giấy")
        bench.status(bench.actor(), first, "open")
        return first, second

    def test_of_several_the_one_with_a_like_subject(self, bench: Bench) -> None:
        first, _second = self.two_open(bench)
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, subject="Máy in báo lỗi lần nữa"))
        assert bench.ticket_of(result) == first

    def test_several_that_fit_equally_are_asked_about(self, bench: Bench) -> None:
        first, second = self.two_open(bench)
        result = bench.take(bench.mail(CUSTOMER, "Màn hình bị hỏng, cần sửa.", subject="Màn hình"))
        assert result.outcome is Outcome.LOGGED
        (asked,) = bench.rows(LoggedMessage)
        assert asked.choices == [f"T-{second}", f"T-{first}"]
        assert {f"fits T-{n} as well" for n in (first, second)} <= set(bench.seen(result).row.notes)

    def test_none_makes_a_new_one(self, bench: Bench) -> None:
        first = bench.opened()
        bench.status(bench.actor(), first, "resolved")
        result = bench.take(bench.mail(CUSTOMER, SCANNER, subject="Máy quét"))
        assert (result.outcome, bench.ticket_of(result) != first) == (Outcome.NEW_TICKET, True)

    def test_asking_after_a_request_finds_the_only_one(self, bench: Bench) -> None:
        ticket_id = bench.opened()
        assert bench.ticket_of(bench.take(bench.mail(CUSTOMER, ASKS, subject="?"))) == ticket_id

    def test_asking_after_one_of_several_asks_staff(self, bench: Bench, happened: list) -> None:
        first, second = self.two_open(bench)
        happened.clear()
        result = bench.take(bench.mail(CUSTOMER, ASKS, subject="?"))
        (event,) = happened
        assert (result.outcome, set(event.choices)) == (Outcome.LOGGED, {f"T-{first}", f"T-{second}"})

    def test_a_colleagues_ticket_about_the_same_is_joined_as_a_guess(self, bench: Bench) -> None:
        account_id = bench.account("Sao Mai")
        bench.contact("Hoa", CUSTOMER, account_id=account_id)
        bench.contact("Mai", "mai@saomai.vn", account_id=account_id)
        ticket_id = bench.opened(subject="Máy in báo lỗi E3")
        same = bench.take(bench.mail("mai@saomai.vn", subject="Lỗi E3 máy in"))
        other = bench.take(bench.mail("mai@saomai.vn", SCANNER, subject="Hóa đơn tháng 5"))
        assert (bench.ticket_of(same), bench.seen(same).link("ticket").is_guess) == (ticket_id, True)
        assert bench.ticket_of(other) == ticket_id, "now she takes part, and it is her only open one"

    def test_a_mere_claim_to_the_firm_joins_no_colleagues_ticket(self, bench: Bench) -> None:
        account_id = bench.account("Sao Mai", "saomai.vn")
        bench.contact("Hoa", CUSTOMER, account_id=account_id)
        ticket_id = bench.opened(subject="Máy in báo lỗi E3")
        result = bench.take(bench.mail("moi@saomai.vn", subject="Máy in báo lỗi E3"))
        again = bench.take(bench.mail("moi@saomai.vn", STILL_BROKEN, subject="Máy in báo lỗi E3"))
        assert ticket_id not in (bench.ticket_of(result), bench.ticket_of(again))
        assert bench.people(ticket_id) == {CUSTOMER: "accepted"}

    def test_a_ticket_of_the_contact_without_participants_counts(self, bench: Bench) -> None:
        """As an import leaves it."""
        contact_id = bench.contact("Hoa", CUSTOMER)
        values = {"subject": "Cũ", "contact_id": contact_id, "created_at": bench.time, "updated_at": bench.time}
        ticket_id = bench.do(
            lambda uow: uow.connection.execute(
                Ticket.__table__.insert().values(**values).returning(Ticket.id)
            ).scalar_one()
        )
        assert bench.ticket_of(bench.take(bench.mail(CUSTOMER))) == ticket_id


class TestSubject:
    @pytest.mark.parametrize(("days", "suggested"), [(59, True), (61, False)])
    def test_it_names_the_ticket_it_looks_like(self, bench: Bench, days: int, suggested: bool) -> None:
        first = bench.opened(subject="Máy in báo lỗi")
        bench.status(bench.actor(), first, "resolved")
        bench.wait(days=days)
        result = bench.take(bench.mail(CUSTOMER, STILL_BROKEN, subject="Re: Máy in báo lỗi"))
        link = bench.seen(result).link("ticket")
        assert link.record_id != first
        assert (link.reason_values == {"reference": f"T-{first}"}) is suggested

    def test_another_senders_subject_suggests_nothing(self, bench: Bench) -> None:
        bench.opened(subject="Máy in báo lỗi")
        result = bench.take(bench.mail("nam@vinhphat.vn", subject="Máy in báo lỗi"))
        assert "reference" not in bench.seen(result).link("ticket").reason_values

    @pytest.mark.parametrize("subject", ["", "Re:", "Re: Re: "])
    def test_an_empty_subject_is_like_none(self, bench: Bench, subject: str) -> None:
        first = bench.opened(subject=subject)
        bench.status(bench.actor(), first, "resolved")
        result = bench.take(bench.mail(CUSTOMER, SCANNER, subject=subject))
        assert "reference" not in bench.seen(result).link("ticket").reason_values


class TestSales:
    def test_a_stranger_who_wants_to_buy_is_a_lead(self, bench: Bench) -> None:
        result = bench.take(bench.mail("nam@vinhphat.vn", WANTS_QUOTE, name="Anh Nam"))
        (lead,) = bench.rows(Lead)
        assert (result.outcome, bench.seen(result).link("lead").record_id) == (Outcome.NEW_LEAD, lead.id)
        assert (lead.name, lead.source, bench.count_of(Ticket)) == ("Anh Nam", "email", 0)

    def test_his_next_mail_is_the_same_lead(self, bench: Bench) -> None:
        bench.take(bench.mail("nam@vinhphat.vn", WANTS_QUOTE))
        result = bench.take(bench.mail("nam@vinhphat.vn", WANTS_QUOTE))
        assert (result.outcome, bench.count_of(Lead)) == (Outcome.LOGGED, 1)

    def test_a_lead_that_ended_and_needs_help_gets_a_ticket(self, bench: Bench) -> None:
        bench.lead("nam@vinhphat.vn", status="rejected")
        assert bench.take(bench.mail("nam@vinhphat.vn")).outcome is Outcome.NEW_TICKET

    def test_a_customers_only_deal_is_joined_as_a_guess(self, bench: Bench) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER)
        deal = bench.deal(contact_id=contact_id)
        bench.deal(contact_id=contact_id, status="won")
        result = bench.take(bench.mail(CUSTOMER, WANTS_QUOTE))
        link = bench.seen(result).link("opportunity")
        assert (result.outcome, link.record_id, link.is_guess) == (Outcome.LOGGED, deal, True)

    def test_of_several_deals_staff_are_asked(self, bench: Bench, happened: list) -> None:
        account_id = bench.account("Sao Mai")
        contact_id = bench.contact("Hoa", CUSTOMER, account_id=account_id)
        deals = {f"O-{bench.deal(contact_id=contact_id)}", f"O-{bench.deal(account_id=account_id)}"}
        result = bench.take(bench.mail(CUSTOMER, WANTS_QUOTE))
        (event,) = happened
        assert (type(event), set(event.choices)) == (MessageLogged, deals)
        assert "opportunity" not in bench.seen(result).kinds()

    def test_a_customer_without_a_deal_is_logged(self, bench: Bench) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER)
        result = bench.take(bench.mail(CUSTOMER, WANTS_QUOTE))
        assert (result.outcome, bench.seen(result).link("contact").record_id) == (Outcome.LOGGED, contact_id)


class TestNeither:
    def test_thanks_alone_is_logged_on_the_contact(self, bench: Bench) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER)
        result = bench.take(bench.mail(CUSTOMER, THANKS, subject=""))
        assert (result.outcome, bench.seen(result).link("contact").record_id) == (Outcome.LOGGED, contact_id)
        assert bench.count_of(Ticket) == 0

    def test_a_strangers_greeting_makes_nobody(self, bench: Bench) -> None:
        result = bench.take(bench.mail("nam@vinhphat.vn", "Happy new year!", subject="Happy new year"))
        assert (result.outcome, bench.count_of(Contact), bench.count_of(Ticket)) == (Outcome.LOGGED, 0, 0)

    def test_words_that_no_rule_knows_are_a_request(self, bench: Bench) -> None:
        assert bench.take(bench.mail("nam@vinhphat.vn", "Xyzzy plugh.", subject="")).outcome is Outcome.NEW_TICKET


class TestOpening:
    def test_the_ticket_says_what_is_known(self, bench: Bench) -> None:
        account_id = bench.account("Sao Mai")
        contact_id = bench.contact("Hoa", CUSTOMER, account_id=account_id)
        row = bench.ticket(bench.opened(subject="Re: Máy in", name="Trần Thị Hoa"))
        assert (row.subject, row.contact_id, row.account_id) == ("Máy in", contact_id, account_id)
        assert (row.status, row.channel, row.mailbox, row.language) == ("new", "email", "support@binhminh.vn", "vi")

    def test_a_stranger_becomes_a_contact(self, bench: Bench) -> None:
        ticket_id = bench.opened("nam@vinhphat.vn", name="Anh Nam")
        (contact,) = bench.rows(Contact)
        assert (contact.name, bench.ticket(ticket_id).contact_id) == ("Anh Nam", contact.id)

    def test_own_addresses_and_colleagues_take_no_part(self, bench: Bench) -> None:
        colleague = bench.user().email
        ticket_id = bench.opened(to=("support+x@binhminh.vn",), cc=("sales@binhminh.vn", colleague, "B@x.example"))
        assert set(bench.people(ticket_id)) == {CUSTOMER, "b@x.example"}

    def test_a_chat_is_named_by_its_first_words(self, bench: Bench) -> None:
        long = BROKEN + " rất mong được hỗ trợ sớm vì cửa hàng đang đông khách lắm ạ"
        result = bench.take(bench.chat(text=long))
        subject = bench.ticket(bench.ticket_of(result)).subject
        assert subject.endswith("…")
        assert long.startswith(subject[:-1])


class TestRules:
    @pytest.mark.parametrize(
        ("address", "ours"),
        [("support@x.vn", True), ("SUPPORT+abc@X.VN", True), ("support@y.vn", False), ("", False), ("x", False)],
    )
    def test_own_addresses_with_and_without_parts(self, address: str, ours: bool) -> None:
        assert is_own_address(address, {"support@x.vn"}) is ours
        assert mailboxes_of([address], {"support@x.vn"}) == (["support@x.vn"] if ours else [])

    def test_subjects_are_alike_by_half_of_the_shorter_one(self) -> None:
        assert similar_subjects("Re: Máy in báo lỗi", "may in bao loi E3")
        assert not similar_subjects("Máy in", "Hóa đơn tháng 5")
        assert not similar_subjects("", "Máy in")

    def test_the_nearest_message_comes_first(self, bench: Bench) -> None:
        message = bench.mail(in_reply_to="c", references=("a", "b", "c"))
        assert thread_ids(message) == ["c", "b", "a"]

"""Step 8: who stands behind an address, and how sure that is."""

from __future__ import annotations

import pytest
from factories.pipeline_bench import BROKEN, STILL_BROKEN, WANTS_QUOTE, Bench

from crm_store.contacts.models import Contact
from crm_store.identity.models import ContactPoint
from crm_store.inbox.rules import Outcome
from crm_store.linking import people
from crm_store.linking.rules import Person

CUSTOMER = "hoa@saomai.vn"
EVIL = "la@evil.example"
PHONE = "0901 234 567"
CALL_ME = f"{BROKEN} Gọi em số {PHONE} nhé."


def recognised(bench: Bench, value: str, *, phones: tuple[str, ...] = (), kind: str = "email") -> Person:
    return bench.do(lambda uow: people.recognise(uow, kind=kind, value=value, name="", phones=phones))


class TestAddress:
    def test_a_verified_one_is_its_contact_and_firm(self, bench: Bench) -> None:
        account_id = bench.account("Sao Mai")
        contact_id = bench.contact("Hoa", CUSTOMER, account_id=account_id)
        person = recognised(bench, " Hoa@SaoMai.VN ")
        assert (person.contact_id, person.account_id, person.is_verified) == (contact_id, account_id, True)
        assert {(link.kind, link.is_guess) for link in person.links} == {("contact", False), ("account", False)}

    def test_nobody_knows_a_stranger(self, bench: Bench) -> None:
        assert not recognised(bench, EVIL).is_known

    def test_a_claimed_one_is_known_again_but_proves_nothing(self, bench: Bench) -> None:
        first = bench.opened(EVIL)
        contact_id = bench.ticket(first).contact_id
        person = recognised(bench, EVIL)
        assert (person.contact_id, person.is_verified) == (contact_id, False)

    def test_a_verified_owner_comes_before_a_claimed_one(self, bench: Bench) -> None:
        bench.contact("Ai đó", CUSTOMER, verified=False)
        contact_id = bench.contact("Hoa", CUSTOMER)
        person = recognised(bench, CUSTOMER)
        assert (person.contact_id, person.is_verified) == (contact_id, True)

    def test_on_several_contacts_it_names_none_of_them_but_their_firm(self, bench: Bench) -> None:
        account_id = bench.account("Sao Mai")
        bench.contact("Hoa", "ketoan@saomai.vn", account_id=account_id)
        bench.contact("Mai", "ketoan@saomai.vn", account_id=account_id)
        person = recognised(bench, "ketoan@saomai.vn")
        assert (person.contact_id, person.account_id, person.is_verified) == (None, account_id, True)
        assert [(link.kind, link.is_guess) for link in person.links] == [("account", False)]

    def test_on_contacts_of_several_firms_it_names_nobody(self, bench: Bench) -> None:
        bench.contact("Hoa", "x@shared.example", account_id=bench.account("Sao Mai"))
        bench.contact("Mai", "x@shared.example", account_id=bench.account("Vĩnh Phát"))
        person = recognised(bench, "x@shared.example")
        assert (person.contact_id, person.account_id, person.links, person.is_verified) == (None, None, (), False)

    def test_a_known_lead(self, bench: Bench) -> None:
        lead_id = bench.lead("nam@vinhphat.vn")
        result = bench.take(bench.mail("nam@vinhphat.vn", WANTS_QUOTE))
        seen = bench.seen(result)
        assert (result.outcome, seen.link("lead").record_id) == (Outcome.LOGGED, lead_id)

    def test_an_address_as_long_as_a_novel_is_kept(self, bench: Bench) -> None:
        result = bench.take(bench.mail("a" * 900 + "@x.example"))
        assert result.outcome is Outcome.NEW_TICKET


class TestNoSender:
    def test_two_mails_without_a_sender_are_two_people(self, bench: Bench) -> None:
        first = bench.take(bench.mail(sender=""))
        second = bench.take(bench.mail(sender="", text=STILL_BROKEN))
        assert [first.outcome, second.outcome] == [Outcome.NEW_TICKET, Outcome.NEW_TICKET]
        assert bench.ticket_of(first) != bench.ticket_of(second)
        assert bench.rows(ContactPoint) == []

    def test_a_request_to_buy_without_a_sender_is_a_lead_of_its_own(self, bench: Bench) -> None:
        outcomes = [bench.take(bench.mail(sender="", text=WANTS_QUOTE)).outcome for _ in range(2)]
        assert outcomes == [Outcome.NEW_LEAD, Outcome.NEW_LEAD]


class TestPhone:
    def test_one_contact_has_it_so_it_is_a_guess_with_its_reason(self, bench: Bench) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER, phone=PHONE)
        result = bench.take(bench.mail("hoa.rieng@gmail.com", CALL_ME))
        link = bench.seen(result).link("contact")
        assert (result.outcome, link.record_id, link.is_guess, link.proof) == (
            Outcome.NEW_TICKET,
            contact_id,
            True,
            "phone",
        )
        assert link.reason_values == {"phone": "+84901234567"}

    def test_it_is_read_in_the_signature_too(self, bench: Bench) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER, phone=PHONE)
        result = bench.take(bench.mail("hoa.rieng@gmail.com", signature=f"Hoa\nMobile: {PHONE}"))
        assert bench.seen(result).link("contact").record_id == contact_id

    def test_two_contacts_share_it_so_it_says_nothing(self, bench: Bench) -> None:
        shared = [bench.contact(name, phone=PHONE) for name in ("Hoa", "Mai")]
        result = bench.take(bench.mail("hoa.rieng@gmail.com", CALL_ME))
        assert bench.seen(result).link("contact").record_id not in shared

    def test_a_guess_writes_nothing_on_the_contact(self, bench: Bench) -> None:
        contact_id = bench.contact("Hoa", CUSTOMER, phone=PHONE)
        before = bench.rows(ContactPoint)
        bench.take(bench.mail(EVIL, CALL_ME))
        assert bench.rows(ContactPoint) == before
        assert bench.count_of(Contact) == 1
        assert recognised(bench, EVIL).contact_id != contact_id

    def test_who_types_a_customers_number_gets_no_word_of_hers(self, bench: Bench) -> None:
        """He knows her number and asks after "his" request: her ticket stays hers."""
        bench.contact("Hoa", CUSTOMER, phone=PHONE)
        hers = bench.opened(CUSTOMER)
        for words in (CALL_ME, f"Any news about my request? {PHONE}", f"{STILL_BROKEN} {PHONE}", f"T-{hers} máy lỗi"):
            bench.take(bench.mail(EVIL, words, subject="Máy in báo lỗi"))
        assert bench.people(hers) == {CUSTOMER: "accepted"}

    def test_her_next_mail_does_not_join_his_ticket(self, bench: Bench) -> None:
        """His ticket shows her as the likely contact; her words must not be answered to him."""
        bench.contact("Hoa", CUSTOMER, phone=PHONE)
        his = bench.opened(EVIL, CALL_ME)
        hers = bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        assert (hers.outcome, bench.ticket_of(hers) != his) == (Outcome.NEW_TICKET, True)
        assert bench.people(his) == {EVIL: "accepted"}


class TestDomain:
    def test_the_firms_own_domain_is_a_guess_at_the_firm(self, bench: Bench) -> None:
        account_id = bench.account("Sao Mai", "saomai.vn")
        result = bench.take(bench.mail("moi@saomai.vn"))
        link = bench.seen(result).link("account")
        assert (link.record_id, link.is_guess, link.proof) == (account_id, True, "domain")

    def test_it_stays_a_guess_the_next_time(self, bench: Bench) -> None:
        bench.account("Sao Mai", "saomai.vn")
        bench.take(bench.mail("moi@saomai.vn"))
        person = recognised(bench, "moi@saomai.vn")
        assert [(link.kind, link.is_guess) for link in person.links] == [("contact", False), ("account", True)]
        assert not person.is_verified

    @pytest.mark.parametrize("domain", ["gmail.com", "yahoo.com.vn", "outlook.com", "fpt.vn"])
    def test_a_free_mail_domain_never_names_a_firm(self, bench: Bench, domain: str) -> None:
        bench.account("Sao Mai", domain)
        assert recognised(bench, f"moi@{domain}").account_id is None

    def test_one_that_two_firms_share_names_neither(self, bench: Bench) -> None:
        bench.account("Sao Mai", "saomai.vn")
        bench.account("Sao Mai Miền Nam", "saomai.vn")
        assert recognised(bench, "moi@saomai.vn").account_id is None

    def test_a_lookalike_is_not_the_domain(self, bench: Bench) -> None:
        bench.account("Sao Mai", "saomai.vn")
        for address in ("moi@evil-saomai.vn", "moi@saomai.vn.evil.example", "moi@x.saomai.vn"):
            assert recognised(bench, address).account_id is None, address

    def test_a_chat_has_no_domain(self, bench: Bench) -> None:
        bench.account("Sao Mai", "900")
        assert recognised(bench, "900", kind="telegram").account_id is None

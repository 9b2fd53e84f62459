"""Customers' messages that open nothing are heard all the same: asked about, listed, and decided once."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from factories.pipeline_bench import BROKEN, SUPPORT, THANKS, WANTS_QUOTE, Bench
from factories.staff_chat import Firm, Line
from sqlalchemy import select, update

from crm_store.access import SYSTEM, Role
from crm_store.audit.models import AuditEntry
from crm_store.contacts.models import Contact
from crm_store.errors import ChangedMeanwhile, Forbidden, Invalid, NotFound
from crm_store.interactions import queries
from crm_store.interactions.models import InteractionLink, LoggedMessage
from crm_store.opportunities.models import Opportunity
from crm_store.team.service import actor_of
from crm_store.tickets import filing, moving
from crm_store.tickets import service as tickets
from crm_store.tickets.models import Ticket

CUSTOMER = "hoa@saomai.vn"
SCANNER = "Máy quét không nhận giấy, cần sửa gấp."
ASKS = "Any news about my request?"
PROMOTION = "Chúng tôi cung cấp dịch vụ SEO giá rẻ, tăng traffic website, ưu đãi 50%, liên hệ ngay để nhận báo giá!!!"


@pytest.fixture
def office(bench: Bench) -> Firm:
    return Firm(bench.store)


def two_open(bench: Bench) -> tuple[int, int]:
    """Two open tickets of Hoa, of whom asking after something may mean either."""
    bench.contact("Trần Thị Hoa", CUSTOMER, account_id=bench.account("In Ấn Sao Mai"), salutation="chị")
    first = bench.opened(subject="Máy in báo lỗi")
    bench.status(SYSTEM, first, "closed")
    second = bench.opened(text=SCANNER, subject="Máy quét không nhận giấy")
    bench.status(SYSTEM, first, "open")
    return first, second


def asks_after(bench: Bench, text: str = ASKS, **fields: object) -> int:
    result = bench.take(bench.mail(CUSTOMER, text, subject="Việc của em", **fields))
    assert result.interaction_id is not None
    return result.interaction_id


def says_hello(bench: Bench, sender: str = CUSTOMER, text: str = THANKS, **fields: object) -> int:
    result = bench.take(bench.mail(sender, text, **({"subject": "Cảm ơn"} | fields)))
    assert result.outcome == "logged", result
    assert result.interaction_id is not None
    return result.interaction_id


def owner(bench: Bench, model: type[Contact | Opportunity], number: int, user_id: int) -> None:
    table = model.__table__
    bench.do(lambda uow: uow.connection.execute(update(table).where(table.c.id == number).values(owner_id=user_id)))


def unlinked(bench: Bench) -> list[int]:
    return [row.interaction_id for row in bench.do(lambda uow: queries.unlinked(uow, actor=SYSTEM))]


class TestCard:
    def test_it_says_what_who_and_why_and_asks(self, bench: Bench, office: Firm) -> None:
        first, second = two_open(bench)
        lan, seller = office.hire("Lan"), office.hire("Bán", "sales")
        number = asks_after(bench)
        office.deliver()
        card = office.screen(lan).last
        assert card.text.splitlines() == [
            f"💬 Việc của em · X-{number}",
            "Chị Trần Thị Hoa – In Ấn Sao Mai · email",
            f"“{ASKS}”",
            f"Vì sao ở đây: hợp với T-{second} và T-{first} như nhau",
        ]
        assert card.labels() == [
            f"T-{second} Máy quét không nhận giấy", f"T-{first} Máy in báo lỗi", "Phiếu mới", "Để yên",
        ]  # fmt: skip
        assert office.screen(seller).lines == []

    def test_a_greeting_says_so(self, bench: Bench, office: Firm) -> None:
        bench.contact("Trần Thị Hoa", CUSTOMER)
        lan = office.hire("Lan", language="en")
        says_hello(bench, subject="", name="Hoa")
        office.deliver()
        card = office.screen(lan).last
        assert card.text.splitlines()[0].startswith("💬 Cảm ơn anh · X-")
        assert "Why it is here: no ticket: only thanks" in card.text
        assert card.labels() == ["New ticket", "Leave it"]

    def test_whoever_looks_after_the_contact_is_asked_alone(self, bench: Bench, office: Firm) -> None:
        contact = bench.contact("Hoa", CUSTOMER)
        lan, seller = office.hire("Lan"), office.hire("Bán", "sales")
        owner(bench, Contact, contact, seller.id)
        says_hello(bench)
        office.deliver()
        assert "X-" in office.screen(seller).last.text
        assert office.screen(lan).lines == []

    def test_an_owner_without_a_chat_leaves_it_to_the_others(self, bench: Bench, office: Firm) -> None:
        contact = bench.contact("Hoa", CUSTOMER)
        lan, mute = office.hire("Lan"), office.hire("Câm", telegram=None)
        owner(bench, Contact, contact, mute.id)
        says_hello(bench)
        office.deliver()
        assert "X-" in office.screen(lan).last.text

    def test_on_a_deal_its_owner_sees_it_and_why(self, bench: Bench, office: Firm) -> None:
        contact = bench.contact("Hoa", CUSTOMER)
        deal = bench.deal(contact_id=contact)
        office.hire("Lan")
        seller = office.hire("Bán", "sales")
        owner(bench, Opportunity, deal, seller.id)
        bench.take(bench.mail(CUSTOMER, WANTS_QUOTE))
        office.deliver()
        card = office.screen(seller).last
        assert f"O-{deal}, phỏng đoán: cơ hội đang mở duy nhất của khách này" in card.text
        assert card.labels() == ["Phiếu mới", "Để yên"]
        assert unlinked(bench) == [], "it has its place"

    def test_what_staff_send_themselves_asks_nothing(self, bench: Bench, office: Firm) -> None:
        bench.contact("Hoa", CUSTOMER)
        lan = office.hire("Lan")
        bench.take(bench.mail(lan.email, "Chào chị, mai em qua.", to=(CUSTOMER,), delivered_to=(SUPPORT,)))
        office.deliver()
        assert office.screen(lan).lines == []
        assert bench.rows(LoggedMessage) == []

    def test_an_offer_asks_nothing(self, bench: Bench, office: Firm) -> None:
        lan = office.hire("Lan")
        result = bench.take(bench.mail("ads@spam.example", PROMOTION, subject="Quảng cáo SEO"))
        assert result.outcome == "spam"
        office.deliver()
        assert office.screen(lan).lines == []
        assert unlinked(bench) == []


class TestDecision:
    def test_filed_under_a_ticket_it_is_heard_there(self, bench: Bench, office: Firm) -> None:
        second, first = two_open(bench)
        lan, minh = office.hire("Lan"), office.hire("Minh")
        for ticket_id, user in ((second, lan), (first, minh)):
            values = {"status": "waiting", "assignee_id": user.id}
            table = Ticket.__table__
            changed = update(table).where(table.c.id == ticket_id).values(**values)
            bench.do(lambda uow, changed=changed: uow.connection.execute(changed))
        number = asks_after(bench)
        office.deliver()
        card = office.screen(lan).find(f"X-{number}")
        assert office.presses(lan, card, f"T-{first}") == f"Đã chuyển vào T-{first}."
        assert f"→ T-{first} (Lan)" in card.text
        assert card.labels() == []
        assert office.screen(minh).find(f"X-{number}").labels() == [], "everybody's card ends"
        assert ASKS in office.screen(minh).last.text, "whoever has the ticket hears it"
        assert bench.ticket(first).status == "open"
        assert bench.ticket_of(SimpleNamespace(interaction_id=number)) == first  # type: ignore[arg-type]
        assert unlinked(bench) == []

    def test_a_new_ticket_is_opened_for_it(self, bench: Bench, office: Firm) -> None:
        bench.contact("Trần Thị Hoa", CUSTOMER)
        lan = office.hire("Lan")
        number = says_hello(bench, subject="")
        office.deliver()
        office.presses(lan, office.screen(lan).last, "Phiếu mới")
        (ticket,) = bench.rows(Ticket)
        assert (ticket.subject, ticket.mailbox, ticket.channel) == (THANKS, SUPPORT, "email")
        assert "→ T-1 (Lan)" in office.screen(lan).find(f"X-{number}").text
        assert office.screen(lan).last.text.startswith("🎫 ")
        assert bench.people(ticket.id) == {CUSTOMER: "accepted"}

    def test_left_as_it_is_it_is_off_the_list(self, bench: Bench, office: Firm) -> None:
        bench.contact("Hoa", CUSTOMER)
        lan = office.hire("Lan")
        number = says_hello(bench)
        office.deliver()
        assert unlinked(bench) == [number]
        card = office.screen(lan).last
        assert office.presses(lan, card, "Để yên") == "Đã xem, không cần làm gì."
        assert "Lan: không cần làm gì" in card.text
        assert card.labels() == []
        assert unlinked(bench) == []
        (entry,) = bench.rows(AuditEntry, AuditEntry.record_kind == "interaction")
        assert (entry.action, entry.actor_id, entry.record_id) == ("message.left", lan.id, number)

    def test_the_second_hears_who_was_first(self, bench: Bench, office: Firm) -> None:
        bench.contact("Hoa", CUSTOMER)
        lan, minh = office.hire("Lan"), office.hire("Minh")
        says_hello(bench)
        office.deliver()
        card = office.screen(minh).last
        old = Line(card.ref, "", list(card.buttons))
        office.presses(lan, office.screen(lan).last, "Để yên")
        assert office.presses(minh, old, "Phiếu mới") == "Lan đã xử lý X-1 rồi."
        assert office.presses(minh, old, "Để yên") == "Lan đã xử lý X-1 rồi."
        assert bench.rows(Ticket) == []
        assert card.labels() == []

    def test_two_deals_are_for_who_may_sell(self, bench: Bench, office: Firm) -> None:
        contact = bench.contact("Hoa", CUSTOMER)
        deals = [bench.deal(contact_id=contact), bench.deal(contact_id=contact)]
        lan, seller = office.hire("Lan"), office.hire("Bán", "sales")
        bench.take(bench.mail(CUSTOMER, WANTS_QUOTE))
        office.deliver()
        assert office.screen(lan).last.labels() == ["Phiếu mới", "Để yên"]
        card = office.screen(seller).last
        assert card.labels() == [*(f"O-{deal} 20 máy in" for deal in deals), "Phiếu mới", "Để yên"]
        office.presses(seller, card, f"O-{deals[1]}")
        (link,) = bench.rows(InteractionLink, InteractionLink.record_kind == "opportunity")
        assert (link.record_id, link.proof, link.is_guess) == (deals[1], "staff", False)
        assert "(Bán)" in card.text
        assert unlinked(bench) == []

    def test_what_is_refused_changes_nothing(self, bench: Bench, office: Firm) -> None:
        contact = bench.contact("Hoa", CUSTOMER)
        deal = f"O-{bench.deal(contact_id=contact, status='lost')}"
        number = says_hello(bench)
        support, seller = (actor_of(office.hire(role, role), "web") for role in (Role.SUPPORT, Role.SALES))
        for actor, record, kind in (
            (support, deal, Forbidden), (seller, "O-4711", NotFound), (seller, "T-4711", NotFound), (seller, f"C-{contact}", Invalid),
        ):  # fmt: skip
            with pytest.raises(kind):
                bench.do(
                    lambda uow, a=actor, r=record: filing.file_under(uow, actor=a, interaction_id=number, record=r)
                )
        with pytest.raises(NotFound):
            bench.do(lambda uow: filing.leave(uow, actor=support, interaction_id=4711))
        assert unlinked(bench) == [number]
        bench.do(lambda uow: filing.file_under(uow, actor=seller, interaction_id=number, record=deal))
        with pytest.raises(ChangedMeanwhile):
            bench.do(lambda uow: filing.leave(uow, actor=support, interaction_id=number))


class TestList:
    def test_the_newest_first_with_buttons_that_open(self, bench: Bench, office: Firm) -> None:
        bench.contact("Hoa", CUSTOMER)
        bench.contact("Nam", "nam@acme.vn")
        lan = office.hire("Lan")
        numbers = [says_hello(bench), says_hello(bench, "nam@acme.vn", subject="Lời cảm ơn")]
        office.deliver()
        office.writes(lan, "/chuagan")
        shown = office.screen(lan).last
        head, newest, older = shown.text.splitlines()
        assert head == "2 tin nhắn chưa có phiếu"
        assert newest.startswith("1 💬 Lời cảm ơn · Nam · ")
        assert newest.endswith(f"X-{numbers[1]}")
        assert older.endswith(f"X-{numbers[0]}")
        assert shown.labels() == ["1", "2"]
        office.presses(lan, shown, "2")
        card = office.screen(lan).last
        assert f"X-{numbers[0]}" in card.text
        office.presses(lan, card, "Để yên")
        office.writes(lan, "/unlinked")
        assert office.screen(lan).last.text.splitlines()[0] == "1 tin nhắn chưa có phiếu"

    def test_an_empty_one_says_so(self, bench: Bench, office: Firm) -> None:
        lan = office.hire("Lan")
        bench.take(bench.mail(CUSTOMER, BROKEN))
        office.deliver()
        office.writes(lan, "/unlinked")
        assert office.screen(lan).last.text == "Mọi tin nhắn trong 30 ngày qua đều đã có chỗ."

    def test_after_a_month_and_once_linked_elsewhere_it_is_gone(self, bench: Bench, office: Firm) -> None:
        bench.contact("Hoa", CUSTOMER)
        first, second = says_hello(bench), says_hello(bench)
        assert unlinked(bench) == [second, first]
        filed = Ticket.__table__
        assert bench.do(lambda uow: queries.unlinked_count(uow, actor=SYSTEM)) == 2
        bench.opened("khac@khach.vn")
        (ticket_id,) = bench.do(lambda uow: uow.connection.execute(select(filed.c.id)).scalars().all())
        bench.do(lambda uow: moving.move_interaction(uow, actor=SYSTEM, interaction_id=second, ticket_id=ticket_id))
        assert unlinked(bench) == [first]
        office.time += timedelta(days=31)
        assert unlinked(bench) == []
        assert bench.do(lambda uow: queries.unlinked_count(uow, actor=SYSTEM)) == 0

    def test_the_newest_are_found_by_the_index(self, bench: Bench) -> None:
        """However many messages were decided about."""
        plan = bench.do(
            lambda uow: uow.connection.exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT interaction_id FROM logged_messages WHERE decided_at IS NULL"
                " ORDER BY interaction_id DESC LIMIT 50"
            ).fetchall()
        )
        assert "ix_logged_messages_undecided" in str(plan)


class TestRequestsThatFitSeveralTickets:
    """Asked about with buttons; what nobody decides in time becomes a ticket of its own."""

    def broken_screen(self, bench: Bench, **fields: object) -> int:
        result = bench.take(bench.mail(CUSTOMER, "Màn hình bị hỏng, cần sửa.", subject="Màn hình", **fields))
        assert (result.outcome, bench.ticket_of(result)) == ("logged", None)
        assert result.interaction_id is not None
        return result.interaction_id

    def test_whoever_has_one_of_the_tickets_is_asked(self, bench: Bench, office: Firm) -> None:
        first, second = two_open(bench)
        lan, minh = office.hire("Lan"), office.hire("Minh")
        bench.do(lambda uow: tickets.assign(uow, actor=SYSTEM, ticket_id=first, user_id=lan.id))
        office.deliver()
        hers, his = len(office.screen(lan).lines), len(office.screen(minh).lines)
        self.broken_screen(bench)
        office.deliver()
        asked = office.screen(lan).last
        assert len(office.screen(lan).lines) == hers + 1
        assert len(office.screen(minh).lines) == his
        assert [label.split()[0] for label in asked.labels()] == [f"T-{second}", f"T-{first}", "Phiếu", "Để"]
        office.presses(lan, asked, f"T-{second}")
        assert f"→ T-{second} (Lan)" in asked.text

    def test_what_nobody_decides_becomes_a_ticket(self, bench: Bench, office: Firm) -> None:
        two_open(bench)
        lan = office.hire("Lan")
        number = self.broken_screen(bench)
        office.deliver()
        asked = office.screen(lan).last
        assert bench.do(filing.open_undecided) == 0
        office.wait(31 * 60)
        assert bench.do(filing.open_undecided) == 1
        assert bench.do(filing.open_undecided) == 0
        office.deliver()
        (ticket_id,) = [
            row.record_id
            for row in bench.rows(InteractionLink)
            if (row.interaction_id, row.record_kind, row.moved_at) == (number, "ticket", None)
        ]
        assert f"→ T-{ticket_id} (crmbot)" in asked.text
        assert asked.labels() == []
        assert office.screen(lan).last.text.startswith("🎫 Màn hình")

    def test_a_decision_in_time_is_the_last_word(self, bench: Bench, office: Firm) -> None:
        first, _second = two_open(bench)
        lan = office.hire("Lan")
        self.broken_screen(bench)
        office.deliver()
        office.presses(lan, office.screen(lan).last, f"T-{first}")
        office.wait(31 * 60)
        assert bench.do(filing.open_undecided) == 0

    def test_a_sender_who_may_be_forged_waits_for_staff(self, bench: Bench) -> None:
        two_open(bench)
        bench.take(bench.mail(CUSTOMER, "Màn hình bị hỏng, cần sửa.", subject="Màn hình", authenticated=False))
        bench.wait(minutes=31)
        assert bench.do(filing.open_undecided) == 0

    def test_greetings_and_deals_become_no_tickets(self, bench: Bench) -> None:
        two_open(bench)
        says_hello(bench)
        bench.wait(minutes=31)
        assert bench.do(filing.open_undecided) == 0


def test_who_wants_to_buy_and_has_no_deal_reaches_sales(bench: Bench, office: Firm) -> None:
    bench.contact("Trần Thị Hoa", CUSTOMER, account_id=bench.account("In Ấn Sao Mai"), salutation="chị")
    lan, seller = office.hire("Lan"), office.hire("Bán", "sales")
    result = bench.take(bench.mail(CUSTOMER, WANTS_QUOTE, subject="Xin báo giá"))
    assert result.outcome == "logged"
    office.deliver()
    assert "muốn mua" in office.screen(seller).last.text
    assert office.screen(lan).lines == []

"""A sales lead in the chat: taken, given back, answered by way of a ticket."""

from __future__ import annotations

from factories.staff_chat import Firm
from sqlalchemy import select

from channels.message import text_of
from crm_store import clock
from crm_store.identity import service as identity
from crm_store.interactions import service as interactions
from crm_store.interactions.models import InteractionLink
from crm_store.leads import service as leads
from crm_store.leads.models import Lead
from crm_store.references import Kind
from crm_store.unit_of_work import UnitOfWork

ASKED = "Cho em xin báo giá 20 máy in."


def lead(office: Firm) -> int:
    def work(uow: UnitOfWork) -> int:
        said = interactions.add(
            uow, medium="email", direction="in", text=ASKED, occurred_at=clock.now(), sender_address="nam@acme.vn", sender_name="Nam",
            subject="Báo giá máy in", channel_account="sales@firm.vn",
        )  # fmt: skip
        lead_id = leads.open_lead(uow, name="Nam", source="email", interaction_id=said)
        identity.add(uow, owner_kind=Kind.LEAD, owner_id=lead_id, kind="email", value="nam@acme.vn", is_verified=False)
        interactions.link(
            uow, said, kind=Kind.LEAD, record_id=lead_id, proof="new", reason="first message from this address"
        )
        return lead_id

    number = office.store.write_blocking(work)
    office.deliver()
    return number


def owner(office: Firm) -> int | None:
    return office.store.read_blocking(lambda uow: uow.connection.execute(select(Lead.owner_id)).scalar_one())


def test_a_lead_becomes_a_ticket_that_can_be_answered(office: Firm) -> None:
    seller = office.hire("Bán", "sales")
    lead(office)
    card = office.screen(seller).last
    assert card.labels() == ["Nhận", "Thành phiếu"]
    assert office.presses(seller, card, "Thành phiếu") == "T-1 đã mở: bấm Trả lời trên thẻ của phiếu."
    ticket = office.screen(seller).last
    assert "Báo giá máy in · T-1" in ticket.text
    office.presses(seller, ticket, "Trả lời")
    office.writes(seller, "Chào anh Nam, em gửi báo giá.")
    office.presses(seller, office.screen(seller).last, "Gửi")
    office.wait(11)
    (mail,) = office.to_customers
    assert mail.mail is not None
    assert [one.address for one in mail.mail.to] == ["nam@acme.vn"]
    assert text_of(mail.text) == "Chào anh Nam, em gửi báo giá."


def test_the_lead_keeps_the_message_and_makes_one_ticket_only(office: Firm) -> None:
    seller = office.hire("Bán", "sales")
    lead(office)
    card = office.screen(seller).last
    office.presses(seller, card, "Thành phiếu")
    assert office.presses(seller, card, "Thành phiếu") == "L-1 đã thành phiếu rồi: T-1."

    def kinds(uow: UnitOfWork) -> set[str]:
        live = select(InteractionLink.record_kind).where(
            InteractionLink.interaction_id == 1, InteractionLink.moved_at.is_(None)
        )
        return set(uow.connection.execute(live).scalars())

    assert office.store.read_blocking(kinds) == {"lead", "ticket"}


def test_taking_a_lead_can_be_undone(office: Firm) -> None:
    seller = office.hire("Bán", "sales")
    lead(office)
    card = office.screen(seller).last
    office.presses(seller, card, "Nhận")
    assert owner(office) == seller.id
    assert card.labels() == ["Thành phiếu", "Hoàn tác"]
    assert office.presses(seller, card, "Hoàn tác") == "Bạn không còn xử lý L-1 nữa."
    assert owner(office) is None
    assert card.labels() == ["Nhận", "Thành phiếu"]


def test_undo_does_not_take_a_lead_from_somebody_else(office: Firm) -> None:
    seller, other = office.hire("Bán", "sales"), office.hire("Mai", "sales")
    lead(office)
    office.presses(seller, office.screen(seller).last, "Nhận")
    assert office.presses_data(other, office.screen(other).last.ref, "untake:L-1:0") == "L-1 không phải của bạn."
    assert owner(office) == seller.id


def test_answering_a_lead_says_how(office: Firm) -> None:
    seller = office.hire("Bán", "sales")
    lead(office)
    office.writes(seller, "/reply L-1 Chào anh Nam")
    assert office.screen(seller).last.text == "L-1 là đầu mối; bấm Thành phiếu trên thẻ của đầu mối để trả lời."
    assert office.to_customers == []

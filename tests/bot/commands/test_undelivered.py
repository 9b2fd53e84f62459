"""An answer that did not arrive: why in plain words, the right address, the telephone."""

from __future__ import annotations

import pytest
from factories.staff_chat import Firm, Line
from sqlalchemy import select, update

from bot.i18n import delivery_reason, translator
from channels.message import Attachment, text_of
from channels.port import CannotDeliver
from crm_store.access import SYSTEM
from crm_store.contacts.models import Contact
from crm_store.identity import service as identity
from crm_store.identity.models import ContactPoint
from crm_store.interactions.models import Interaction
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from crm_store.references import Kind
from crm_store.team.models import User
from crm_store.tickets import outcomes, queries
from crm_store.tickets.models import ReplyDraft
from crm_store.unit_of_work import UnitOfWork

TEXT = "Chào chị Hoa, chị tắt máy 30 giây rồi bật lại giúp em nhé."
NO_SUCH_USER = CannotDeliver("user unknown", code="550 5.1.1")


def refused(office: Firm, user: User, *, files: tuple[Attachment, ...] = ()) -> Line:
    """An answer to a wrong address; the message that tells its fate."""
    office.deliver()
    office.presses(user, office.screen(user).lines[0], "Trả lời")
    office.writes(user, TEXT, files=files)
    shown = office.screen(user).find("───")
    office.refuse_mail = NO_SUCH_USER
    office.presses(user, shown, "Gửi")
    office.wait(11)
    office.refuse_mail = None
    return shown


def with_phone(office: Firm, number: str = "0901 234 567") -> None:
    def add(uow: UnitOfWork) -> None:
        contact = uow.connection.execute(select(Contact.id).order_by(Contact.id.desc()).limit(1)).scalar_one()
        identity.add(uow, owner_kind=Kind.CONTACT, owner_id=contact, kind="phone", value=number, is_verified=True)

    office.store.write_blocking(add)


def people(office: Firm) -> list[tuple[str, str, str]]:
    view = office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=1))
    return [(one.value, one.role, one.state) for one in view.people]


def test_the_right_address_gets_the_same_words_and_files_by_a_new_preview(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    manual = Attachment("hướng dẫn.pdf", "application/pdf", b"%PDF-1")
    shown = refused(office, lan, files=(manual,))
    office.presses(lan, shown, "Sửa địa chỉ")
    assert office.screen(lan).last.text.startswith("hoa@saomai.vn không gửi được. Gõ địa chỉ e-mail đúng")
    assert office.screen(lan).last.labels() == ["Hủy"]
    office.writes(lan, "hoa.tran@saomai.vn")
    preview = office.screen(lan).last
    assert preview.text.splitlines()[0] == "Gửi cho: Trần Thị Hoa <hoa.tran@saomai.vn> · email · Cc: không · T-1"
    assert preview.text.splitlines()[2:] == [TEXT, "📎 hướng dẫn.pdf"]
    assert office.to_customers == []
    office.presses(lan, preview, "Gửi")
    assert shown.text.splitlines()[-1] == "Đã gửi lại tới hoa.tran@saomai.vn"
    assert shown.labels() == []
    office.wait(11)
    (sent,) = office.to_customers
    assert sent.mail is not None
    assert [one.address for one in sent.mail.to] == ["hoa.tran@saomai.vn"]
    assert text_of(sent.text) == TEXT
    assert [file.filename for file in sent.files] == ["hướng dẫn.pdf"]
    assert people(office) == [("hoa.tran@saomai.vn", "requester", "accepted")]
    office.writes(lan, "/outbox")
    assert "Không có gì chờ quyết định" in office.screen(lan).last.text


def test_the_contact_has_the_new_address_too(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.presses(lan, refused(office, lan), "Sửa địa chỉ")
    office.writes(lan, " Hoa.Tran@SaoMai.vn ")

    def look(uow: UnitOfWork) -> list[tuple[str, bool]]:
        rows = uow.connection.execute(select(ContactPoint.value, ContactPoint.is_verified))
        return [(row.value, row.is_verified) for row in rows]

    assert office.store.read_blocking(look) == [("hoa.tran@saomai.vn", True)]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("không biết", "“không biết” không phải"),
        ("hoa@saomai.vn", "hoa@saomai.vn chính là địa chỉ không gửi được"),
        ("support+abc@localhost", "là địa chỉ của chính mình"),
    ],
)
def test_a_wrong_right_address_is_asked_for_again(office: Firm, typed: str, says: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.presses(lan, refused(office, lan), "Sửa địa chỉ")
    office.writes(lan, typed)
    assert says in office.screen(lan).last.text
    assert people(office) == [("hoa@saomai.vn", "requester", "accepted")]
    office.writes(lan, "hoa.tran@saomai.vn")
    assert "hoa.tran@saomai.vn" in office.screen(lan).last.text


def test_an_answer_to_the_report_is_the_address_too_and_cancel_ends_it(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = refused(office, lan)
    office.presses(lan, shown, "Sửa địa chỉ")
    office.presses(lan, office.screen(lan).last, "Hủy")
    office.writes(lan, "hoa.tran@saomai.vn")
    assert "Chưa làm gì cả" in office.screen(lan).last.text
    office.presses(lan, shown, "Sửa địa chỉ")
    office.writes(lan, "hoa.tran@saomai.vn", answering=shown)
    assert "Gửi cho: Trần Thị Hoa <hoa.tran@saomai.vn>" in office.screen(lan).last.text


def test_whoever_got_it_does_not_get_it_again(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(cc=("sep@saomai.vn",))
    shown = refused(office, lan)
    half = [
        {"address": "hoa@saomai.vn", "state": "failed", "code": "550 5.1.1", "detail": "no such user"},
        {"address": "sep@saomai.vn", "state": "sent", "code": "", "detail": ""},
    ]

    def sent_to_one(uow: UnitOfWork) -> None:
        reply = OutboxItem.kind == MessageKind.REPLY
        number = uow.connection.execute(select(OutboxItem.id).where(reply)).scalar_one()
        values = {"state": State.SENT, "recipients": half, "sent_at": office.time}
        uow.connection.execute(update(OutboxItem).where(reply).values(**values))
        outcomes.ended(uow, outbox_id=number, state=State.SENT)

    office.store.write_blocking(sent_to_one)
    office.deliver()
    assert "nhưng không đến được hoa@saomai.vn" in shown.text
    assert shown.labels() == ["Sửa địa chỉ"]
    office.presses(lan, shown, "Sửa địa chỉ")
    office.writes(lan, "hoa.tran@saomai.vn")
    assert office.screen(lan).last.text.splitlines()[0].endswith("<hoa.tran@saomai.vn> · email · Cc: không · T-1")
    office.presses(lan, office.screen(lan).last, "Gửi")
    office.wait(11)
    (again,) = office.to_customers
    assert again.mail is not None
    assert [one.address for one in (*again.mail.to, *again.mail.cc)] == ["hoa.tran@saomai.vn"]


def test_undo_of_the_second_try_asks_about_the_first_again(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = refused(office, lan)
    office.presses(lan, shown, "Sửa địa chỉ")
    office.writes(lan, "hoa.tran@saomai.vn")
    preview = office.screen(lan).last
    office.presses(lan, preview, "Gửi")
    office.presses(lan, preview, "Hoàn tác")
    assert shown.labels() == ["Sửa địa chỉ", "Gửi lại"]
    office.presses(lan, preview, "Gửi")
    assert shown.labels() == []
    office.wait(11)
    assert len(office.to_customers) == 1


def test_what_was_sent_again_is_not_sent_once_more(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = refused(office, lan)
    retry = next(one.data for one in shown.buttons if one.label == "Gửi lại")
    office.presses(lan, shown, "Sửa địa chỉ")
    office.writes(lan, "hoa.tran@saomai.vn")
    office.presses(lan, office.screen(lan).last, "Gửi")
    assert "đã được gửi lại" in office.presses_data(lan, shown.ref, retry)
    office.wait(60)
    assert len(office.to_customers) == 1


def test_somebody_in_cc_who_has_the_right_address_takes_the_place(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(cc=("hoa.tran@saomai.vn",))
    office.presses(lan, refused(office, lan), "Sửa địa chỉ")
    office.writes(lan, "hoa.tran@saomai.vn")
    assert people(office) == [("hoa@saomai.vn", "cc", "refused"), ("hoa.tran@saomai.vn", "requester", "accepted")]
    assert office.screen(lan).last.text.splitlines()[0].endswith("hoa.tran@saomai.vn · email · Cc: không · T-1")


def test_the_telephone_where_it_is_known(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    with_phone(office)
    shown = refused(office, lan)
    assert shown.labels() == ["Sửa địa chỉ", "Gọi", "Gửi lại"]
    office.presses(lan, shown, "Gọi")
    assert office.screen(lan).last.text == "📞 Chị Trần Thị Hoa\n0901 234 567"


def test_a_customer_who_shut_us_out_has_no_address_to_edit(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(channel="telegram", address="4242")
    with_phone(office)
    office.deliver()
    office.presses(lan, office.screen(lan).lines[0], "Trả lời")
    office.writes(lan, TEXT)
    shown = office.screen(lan).find("───")
    office.refuse_mail = CannotDeliver("Forbidden: bot was blocked by the user", code="403", blocked=True)
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    assert "Chưa gửi được: khách đã chặn bot (403)" in shown.text
    assert shown.labels() == ["Gọi", "Gửi lại"]


@pytest.mark.parametrize(
    ("code", "error", "told"),
    [
        ("550 5.1.1", "no such user", "địa chỉ không tồn tại (550 5.1.1) – “no such user”"),
        ("5.2.2", "failed 5.2.2 mailboxfull", "hộp thư đã đầy (5.2.2) – “failed 5.2.2 mailboxfull”"),
        ("552", "", "hộp thư đã đầy (552)"),
        ("554 5.7.99", "policy", "quy định của máy chủ nhận không cho phép (554 5.7.99) – “policy”"),
        ("599", "strange", "strange (599)"),
        ("", "", "—"),
        ("", "no relay configured", "chưa cấu hình relay"),
    ],
)
def test_reasons_in_plain_words(code: str, error: str, told: str) -> None:
    assert delivery_reason(code, error, translator("vi")) == told


def test_the_history_keeps_both_tries(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.presses(lan, refused(office, lan), "Sửa địa chỉ")
    office.writes(lan, "hoa.tran@saomai.vn")
    office.presses(lan, office.screen(lan).last, "Gửi")
    office.wait(11)

    def look(uow: UnitOfWork) -> tuple[list[str], list[int | None]]:
        said = select(Interaction.text).where(Interaction.direction == "out")
        corrects = select(ReplyDraft.corrects_id).where(ReplyDraft.state == "queued").order_by(ReplyDraft.id)
        return list(uow.connection.execute(said).scalars()), list(uow.connection.execute(corrects).scalars())

    texts, corrected = office.store.read_blocking(look)
    assert texts == [TEXT, TEXT]
    assert corrected[0] is None
    assert corrected[1] is not None

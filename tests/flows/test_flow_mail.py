"""The main way: a customer's mail becomes a ticket, staff answer it from Telegram, the customer gets the answer and writes back."""

from __future__ import annotations

import pytest
from flows.customers import answer_to, mail, opened, post, post_until_taken, text_of, unique
from flows.desk import Desk, eventually
from flows.program import SECRET, SUPPORT
from flows.staff import button, names

from channels.email.addressing import is_ours, tokens_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_mail_card_answer_undo_send_and_the_answer_back(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    first = mail(hoa := unique("hoa"))
    await post_until_taken(shared.program.smtp_port, first)
    ticket = await shared.ticket_of(hoa)
    ref = ticket["ref"]
    card = await minh.card(ref)
    assert "Máy in báo lỗi E3" in card.text.splitlines()[0]

    preview = await minh.preview(card, "Chào chị Hoa, chị tắt máy 30 giây rồi bật lại giúp em nhé.")
    assert hoa in preview.text, "the preview must show the recipient"
    assert "mail" in preview.text.lower(), "the preview must show the channel"
    assert shared.mails_to(hoa) == []

    await minh.press(preview, "Send")
    held = await minh.with_button("Undo", after=preview.id - 1, words="tắt máy")
    await minh.press(held, "Undo")
    await eventually(
        lambda: [row["state"] for row in shared.program.listed("outbox", record=ref, kind="reply")] == ["cancelled"]
    )

    again = await minh.with_button("Send", after=preview.id - 1, words="tắt máy")
    await minh.press(again, "Send")
    sunk = await shared.mail_to(hoa)
    ours = opened(sunk)
    assert "tắt máy 30 giây" in text_of(sunk)
    assert ours["In-Reply-To"] == first["Message-ID"]
    assert first["Message-ID"] in ours["References"]
    assert is_ours(str(ours["Message-ID"]), [SECRET.encode()])
    assert tokens_in([ours["Reply-To"].addresses[0].addr_spec], SUPPORT)
    assert ref in str(ours["Subject"]) + text_of(sunk)
    await eventually(lambda: shared.program.shown(ref)["status"] == "waiting")

    reply_to = ours["Reply-To"].addresses[0].addr_spec
    back = answer_to(sunk, hoa, "Em bật lại rồi mà vẫn báo lỗi E3 ạ.", to=reply_to, threaded=False)
    await post_until_taken(shared.program.smtp_port, back, to=[reply_to])
    news = await minh.news("vẫn báo lỗi E3")
    assert names(news, ref) or names(news.reply_to, ref)
    by_thread = answer_to(sunk, hoa, "Máy còn kêu to nữa chị ơi.", to=SUPPORT)
    await post_until_taken(shared.program.smtp_port, by_thread)
    await minh.news("kêu to nữa")

    ticket = shared.program.shown(ref)
    assert ticket["status"] == "open"
    wrote = [entry["text"].strip() for entry in ticket["timeline"] if entry["direction"] == "in"]
    assert len(wrote) == 3
    assert [entry["proof"] for entry in ticket["timeline"] if entry["direction"] == "in"][1:] == [
        "token",
        "our_message",
    ]
    assert len(shared.mails_to(hoa)) == 1


async def test_the_new_request_is_acknowledged_once_and_by_the_rules(shared: Desk) -> None:
    hoa = await shared.write()
    ref = (await shared.ticket_of(hoa))["ref"]
    await eventually(lambda: shared.mails_to(hoa, automatic=True))
    (sunk,) = shared.mails_to(hoa, automatic=True)
    ours = opened(sunk)
    assert sunk.mail_from == ""
    assert ours["Auto-Submitted"] == "auto-replied"
    assert ours["X-Auto-Response-Suppress"] == "All"
    assert ref in str(ours["Subject"]) + text_of(sunk)


async def test_take_assign_note_and_resolve_by_button(shared: Desk) -> None:
    minh, lan = await shared.agent("Minh"), await shared.agent("Lan")
    hoa = await shared.write(
        text="Máy chiếu phòng họp không lên hình, nhờ xem giúp.", subject="Máy chiếu không lên hình"
    )
    ref = (await shared.ticket_of(hoa))["ref"]
    card, hers = await minh.card(ref), await lan.card(ref)

    await minh.press(card, "Take")
    await eventually(lambda: shared.program.shown(ref)["assignee"] == minh.ref)
    await lan.until(lambda: hers if "Minh" in hers.text and button(hers, "Take") is None else None)

    await minh.press(card, "Assign")
    menu = await minh.until(lambda: card if button(card, "Lan") is not None else None)
    await minh.press(menu, "Lan")
    await eventually(lambda: shared.program.shown(ref)["assignee"] == lan.ref)

    before = minh.newest
    await minh.press(card, "Note")
    await minh.until(lambda: minh.messages[-1] if minh.newest > before else None)
    await minh.phone.send("Khách này hay gọi ngoài giờ")
    await eventually(lambda: any(entry["direction"] == "internal" for entry in shared.program.shown(ref)["timeline"]))

    await minh.press(card, "Resolve")
    await eventually(lambda: shared.program.shown(ref)["status"] == "resolved")
    assert shared.mails_to(hoa) == []


async def test_take_assign_note_status_and_reply_by_command(shared: Desk) -> None:
    minh, lan = await shared.agent("Minh"), await shared.agent("Lan")
    hoa = await shared.write(text="Loa hội trường bị rè, nhờ kỹ thuật xem.", subject="Loa bị rè")
    ref = (await shared.ticket_of(hoa))["ref"]
    await minh.card(ref)
    await minh.phone.send(f"/take {ref}")
    await eventually(lambda: shared.program.shown(ref)["assignee"] == minh.ref)
    await minh.phone.send(f"/assign {ref} Lan")
    await eventually(lambda: shared.program.shown(ref)["assignee"] == lan.ref)
    await minh.phone.send(f"/note {ref} đã gọi, khách bận")
    await eventually(
        lambda: (
            [e["text"] for e in shared.program.shown(ref)["timeline"] if e["direction"] == "internal"]
            == ["đã gọi, khách bận"]
        )
    )
    await minh.phone.send(f"/status {ref} on_hold")
    await eventually(lambda: shared.program.shown(ref)["status"] == "on_hold")
    before = minh.newest
    await minh.phone.send(f"/reply {ref} Dạ chiều nay bên em qua xem ạ.")
    preview = await minh.with_button("Send", after=before, words="chiều nay")
    assert shared.mails_to(hoa) == []
    await minh.press(preview, "Send")
    assert "chiều nay" in text_of(await shared.mail_to(hoa))
    await lan.phone.send(f"/resolve {ref}")
    await eventually(lambda: shared.program.shown(ref)["status"] == "resolved")


async def test_two_agents_see_who_is_answering(shared: Desk) -> None:
    minh, lan = await shared.agent("Minh"), await shared.agent("Lan")
    hoa = await shared.write(text="Cửa kính bị nứt, cần thay gấp ạ.", subject="Cửa kính nứt")
    ref = (await shared.ticket_of(hoa))["ref"]
    card, hers = await minh.card(ref), await lan.card(ref)
    await minh.press(card, "Reply")
    await lan.until(lambda: hers if "Minh" in hers.text else None)
    shown = await lan.preview(hers, "Chị Hoa ơi, mai bên em qua ạ.")
    assert "Minh" in shown.text, "who answers too must stand in the preview"
    await lan.press(shown, "Cancel")
    await minh.phone.send("/cancel")


async def test_the_wall(shared: Desk) -> None:
    """What staff write without Reply reaches nobody outside: not by mail, not in a customer's chat."""
    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Tủ lạnh kêu to, nhờ kiểm tra.", subject="Tủ lạnh kêu to")
    tuan = shared.tg.user("Tuấn", language_code="vi")
    await tuan.start()
    await tuan.send("Máy lạnh chảy nước, xem giúp tôi với")
    tickets = [(await shared.ticket_of(hoa))["ref"], (await shared.ticket_of(str(tuan.id)))["ref"]]
    await eventually(lambda: len(shared.mails_to(hoa, automatic=None)) == 1)
    await eventually(lambda: len(tuan.chat.bot_messages) == 2, why="greeted, and told that it was passed on")
    cards = [await minh.card(ref) for ref in tickets]
    await shared.tg.settle()
    outside = len(shared.sink.messages), len(tuan.chat.bot_messages)

    secret = "khách này nợ ba tháng rồi, đừng làm"
    await minh.phone.send(secret)
    for card in cards:
        await minh.phone.send(secret, reply_to=card)
    await minh.phone.send(f"{tickets[0]} {secret}")
    await minh.phone.send(f"/note {tickets[1]} {secret}")
    await minh.phone.send_photo(caption=secret)
    await eventually(
        lambda: sum(e["direction"] == "internal" for ref in tickets for e in shared.program.shown(ref)["timeline"]) >= 3
    )
    await eventually(lambda: not [row for row in shared.program.listed("inbox") if row["state"] != "done"])
    await shared.tg.settle()
    assert (len(shared.sink.messages), len(tuan.chat.bot_messages)) == outside
    assert not any("nợ ba tháng" in text for text in tuan.chat.texts)
    leaving = [
        row
        for row in shared.program.listed("outbox")
        if row["kind"] in ("reply", "acknowledgement") and "nợ ba tháng" in row["text"]
    ]
    assert leaving == []


async def test_the_ticket_trick_shows_a_stranger_to_staff_only(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Bàn phím liệt phím số.", subject="Bàn phím liệt")
    ref = (await shared.ticket_of(hoa))["ref"]
    await minh.answer(await minh.card(ref), "Chị gửi em ảnh bàn phím nhé.")
    sunk = await shared.mail_to(hoa)
    reply_to = opened(sunk)["Reply-To"].addresses[0].addr_spec
    await eventually(lambda: shared.program.shown(ref)["status"] == "waiting")

    stranger = unique("stranger")
    trick = mail(
        stranger, "Mã xác nhận tài khoản của bạn là 771204.", subject="Verify your account", to=reply_to, name="Verify"
    )
    await post_until_taken(shared.program.smtp_port, trick, to=[reply_to])
    await eventually(lambda: any("771204" in message.text for message in minh.messages))
    ticket = shared.program.shown(ref)
    assert ticket["status"] == "waiting", "a stranger's mail must not reopen"
    assert [one["state"] for one in ticket["participants"] if one["value"] == stranger] == ["pending"]

    by_number = unique("thief")
    await shared.write(by_number, f"Gửi tôi toàn bộ nội dung {ref}", subject=f"Re: {ref}", name="Thief")
    other = await shared.ticket_of(by_number)
    assert other["ref"] != ref

    await minh.answer(await minh.card(ref), "Em đang chờ ảnh của chị.")
    second = await shared.mail_to(hoa, 2)
    assert second.rcpt_to == [hoa]
    assert stranger not in second.content.decode(errors="replace")
    assert "771204" not in text_of(second)
    assert shared.mails_to(stranger, automatic=None) == []


async def test_duplicates_are_recognised(shared: Desk) -> None:
    hoa = unique("hoa")
    twice = mail(hoa, "Ghế xoay gãy chân, bảo hành giúp em.", subject="Ghế gãy chân")
    for _ in range(2):
        assert (await post(shared.program.smtp_port, twice))[0] == 250
    await post(shared.program.lmtp_port, twice, lmtp=True)
    await shared.ticket_of(hoa)
    await eventually(lambda: [row["arrivals"] for row in shared.program.listed("inbox") if row["arrivals"] > 2])
    assert len(shared.program.listed("interactions", sender_address=hoa)) == 1

    with_header = mail(
        hoa,
        "Ghế xoay gãy chân, bảo hành giúp em.",
        subject="Ghế gãy chân",
        message_id=twice["Message-ID"],
        headers={"Received": "by another.example"},
    )
    await post_until_taken(shared.program.smtp_port, with_header)
    await eventually(lambda: [row for row in shared.program.listed("inbox") if row["outcome"] == "duplicate"])
    assert len(shared.program.listed("interactions", sender_address=hoa)) == 1

    another = mail(hoa, "Còn cái tủ nữa, cũng hỏng khóa.", subject="Tủ hỏng khóa", message_id=twice["Message-ID"])
    await post_until_taken(shared.program.smtp_port, another)
    await eventually(
        lambda: len(shared.program.listed("interactions", sender_address=hoa)) == 2,
        why="a Message-ID used twice must not swallow a mail",
    )


async def test_automatic_replies_and_bounces_are_logged_and_never_answered(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Quạt trần kêu lạch cạch.", subject="Quạt kêu")
    ref = (await shared.ticket_of(hoa))["ref"]
    await minh.answer(await minh.card(ref), "Chị cho em địa chỉ nhé.")
    sunk = await shared.mail_to(hoa)
    await eventually(lambda: shared.program.shown(ref)["status"] == "waiting")
    sent = len(shared.sink.messages)

    away = answer_to(sunk, hoa, "Tôi đi công tác đến thứ 2.")
    away["Auto-Submitted"] = "auto-replied"
    await post_until_taken(shared.program.smtp_port, away, sender="")
    await eventually(
        lambda: any(e["is_automatic"] and "công tác" in e["text"] for e in shared.program.shown(ref)["timeline"])
    )
    assert shared.program.shown(ref)["status"] == "waiting"

    await post_until_taken(shared.program.smtp_port, bounce_of(sunk.content, hoa), sender="")
    await eventually(
        lambda: [row["state"] for row in shared.program.listed("outbox", record=ref, kind="reply")] == ["failed"]
    )
    (row,) = shared.program.listed("outbox", record=ref, kind="reply")
    assert "5.1.1" in row["last_code"] + row["last_error"]
    await minh.until(lambda: next((one for one in minh.messages if "5.1.1" in one.text), None))
    assert len(shared.sink.messages) == sent


def bounce_of(original: bytes, recipient: str) -> bytes:
    """A delivery report (RFC 3464) on a mail of ours."""
    headers = original.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace")
    return f"""From: Mail Delivery System <MAILER-DAEMON@relay.example>
To: {SUPPORT}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{recipient}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: text/rfc822-headers

{headers}

--B--
""".encode()


async def test_a_forged_bounce_changes_nothing(shared: Desk) -> None:
    hoa = await shared.write(text="Đèn hành lang chập chờn.", subject="Đèn chập chờn")
    ref = (await shared.ticket_of(hoa))["ref"]
    await eventually(lambda: shared.mails_to(hoa, automatic=True))
    await eventually(
        lambda: (
            [row["state"] for row in shared.program.listed("outbox", record=ref, kind="acknowledgement")] == ["sent"]
        )
    )
    forged = bounce_of(f"Message-ID: <guessed@firm.example>\nTo: {hoa}\n\n".encode(), hoa)
    await post_until_taken(shared.program.smtp_port, forged, sender="")
    await eventually(
        lambda: any(
            row["outcome"] == "bounce" and "names no mail" in row["reason"] for row in shared.program.listed("inbox")
        )
    )
    assert [row["state"] for row in shared.program.listed("outbox", record=ref, kind="acknowledgement")] == ["sent"]


async def test_a_forward_by_staff_is_credited_to_the_original_sender(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    hoa = unique("hoa")
    text = f"""Em xem giúp khách này nhé.

---------- Forwarded message ---------
From: Trần Thị Hoa <{hoa}>
Date: Fri, 20 Nov 2026 at 09:12
Subject: Máy hút ẩm hỏng
To: <minh@firm.example>

Máy hút ẩm nhà chị không chạy nữa, nhờ em cho người qua xem.
"""
    await shared.write(minh.email, text, subject="Fwd: Máy hút ẩm hỏng", name="Minh")
    ticket = await shared.ticket_of(hoa)
    assert [one["value"] for one in ticket["participants"] if one["role"] == "requester"] == [hoa]
    assert any(e["direction"] == "internal" and "xem giúp khách này" in e["text"] for e in ticket["timeline"])
    assert shared.mails_to(hoa, automatic=None) == []


async def test_what_staff_copy_to_the_dropbox_is_logged_on_the_customer(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Thang máy kẹt tầng 3.", subject="Thang máy kẹt")
    contact = (await shared.ticket_of(hoa))["contact"]
    copied = mail(
        minh.email,
        "Chào chị Hoa, báo giá bảo trì như đính kèm ạ.",
        subject="Báo giá bảo trì thang máy",
        to=hoa,
        name="Minh",
    )
    await post_until_taken(shared.program.smtp_port, copied, to=[SUPPORT])
    await eventually(
        lambda: [
            r
            for r in shared.program.listed("interactions", sender_address=minh.email)
            if r["contact"] == contact and r["direction"] == "out"
        ]
    )


async def test_thanks_do_not_reopen_and_an_old_closed_ticket_gets_a_successor(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Vòi nước rò rỉ, nhờ sửa giúp.", subject="Vòi nước rò")
    ref = (await shared.ticket_of(hoa))["ref"]
    await minh.answer(await minh.card(ref), "Bên em sửa xong rồi chị nhé.")
    sunk = await shared.mail_to(hoa)
    await eventually(lambda: shared.program.shown(ref)["status"] == "waiting")
    await minh.phone.send(f"/close {ref}")
    await eventually(lambda: shared.program.shown(ref)["status"] == "closed")

    await post_until_taken(shared.program.smtp_port, answer_to(sunk, hoa, "Cảm ơn em nhiều nhé!"))
    await eventually(lambda: any("Cảm ơn" in e["text"] for e in shared.program.shown(ref)["timeline"]))
    assert shared.program.shown(ref)["status"] == "closed"

    await post_until_taken(
        shared.program.smtp_port, answer_to(sunk, hoa, "Vòi lại rò nước tiếp rồi em ơi, qua sửa lại giúp chị.")
    )
    await eventually(lambda: shared.program.shown(ref)["status"] == "open")

    await minh.phone.send(f"/close {ref}")
    await eventually(lambda: shared.program.shown(ref)["status"] == "closed")
    _age(shared, ref)
    await post_until_taken(
        shared.program.smtp_port, answer_to(sunk, hoa, "Nhà chị lại bị rò nước chỗ khác, xem giúp chị.")
    )
    successor = await eventually(lambda: (found := shared._ticket_of(hoa)) and found["ref"] != ref and found)
    assert successor["previous"] == ref
    assert shared.program.shown(ref)["status"] == "closed"


def _age(desk: Desk, ref: str) -> None:
    """As if it had been closed three weeks ago."""
    from datetime import timedelta

    from sqlalchemy import update

    from crm_store import clock
    from crm_store.tickets.models import Ticket

    long_ago = clock.now() - timedelta(days=21)
    number = int(ref.partition("-")[2])
    desk.program.store.write_blocking(
        lambda uow: uow.connection.execute(update(Ticket).where(Ticket.id == number).values(closed_at=long_ago))
    )


async def test_mail_by_lmtp_is_answered_for_each_recipient(shared: Desk) -> None:
    hoa = unique("hoa")
    code, _ = await post(
        shared.program.lmtp_port, mail(hoa, "Máy pha cà phê không nóng.", subject="Máy pha cà phê"), lmtp=True
    )
    assert code == 250
    assert (await shared.ticket_of(hoa))["subject"] == "Máy pha cà phê"
    code, _ = await post(shared.program.lmtp_port, mail(hoa), to=["somebody@else.example"], lmtp=True)
    assert code == 550


async def test_a_customer_on_telegram_gets_the_same_treatment(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    tuan = shared.tg.user("Tuấn", language_code="vi")
    await tuan.start()
    await tuan.wait_reply()
    await tuan.send("Máy giặt không vắt được, nhờ sửa giúp tôi")
    ref = (await shared.ticket_of(str(tuan.id)))["ref"]
    card = await minh.card(ref)
    preview = await minh.preview(card, "Dạ chiều nay thợ qua ạ.")
    assert "Tuấn" in preview.text
    assert "telegram" in preview.text.lower()
    await minh.press(preview, "Send")
    await tuan.wait_for(
        lambda chat: next((m for m in chat.bot_messages if "chiều nay thợ qua" in m.text), None), timeout=20
    )
    await tuan.send("Mấy giờ thì thợ qua vậy?")
    await minh.news("Mấy giờ thì thợ")
    ticket = shared.program.shown(ref)
    assert [e["direction"] for e in ticket["timeline"]].count("in") == 2


async def test_a_canned_reply_waits_for_its_time_and_is_taken_back(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    words = "Dạ {customer}, mai thợ qua ạ ({ticket})."
    await shared.program.cli("canned", "add", "--name", "Thợ qua", "--text", words)
    hoa = await shared.write(text="Ống nước bị rò, nhờ thợ qua xem.", subject="Ống nước rò")
    ref = (await shared.ticket_of(hoa))["ref"]
    await minh.press(await minh.card(ref), "Reply")
    asked = await minh.until(lambda: next((one for one in minh.messages if button(one, "Thợ qua")), None))
    await minh.press(asked, "Thợ qua")
    shown = await minh.with_button("Send", after=asked.id, words=f"mai thợ qua ạ ({ref})")
    await minh.press(shown, "Hẹn giờ")
    await minh.with_button("Quay lại", after=shown.id)
    await minh.phone.send("8h sáng mai")
    held = lambda: shared.program.listed("outbox", record=ref, kind="reply", state="held")  # noqa: E731
    await eventually(lambda: [row for row in held() if row["scheduled_at"]])
    told = await minh.until(lambda: shown if button(shown, "Undo") and "08:00" in shown.text else None)
    await minh.press(told, "Undo")
    await eventually(
        lambda: [row["state"] for row in shared.program.listed("outbox", record=ref, kind="reply")] == ["cancelled"]
    )
    await minh.press(await minh.until(lambda: shown if button(shown, "Send") else None), "Cancel")
    assert shared.mails_to(hoa) == []


async def test_a_wrong_address_is_corrected_and_the_answer_sent_again(shared: Desk) -> None:
    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Máy hủy tài liệu bị kẹt giấy, nhờ xem giúp.", subject="Máy hủy giấy kẹt")
    ref = (await shared.ticket_of(hoa))["ref"]
    await eventually(lambda: shared.mails_to(hoa, automatic=True))
    shared.sink.script("RCPT", reply="550 5.1.1 No such user here", only=hoa)
    told = await minh.answer(await minh.card(ref), "Chị rút điện trước rồi gỡ giấy ra nhé.")
    await minh.until(lambda: told if "5.1.1" in told.text and button(told, "Sửa địa chỉ") else None)
    assert "địa chỉ không tồn tại" in told.text
    assert "No such user here" in told.text

    right = unique("hoa.dung")
    before = minh.newest
    await minh.press(told, "Sửa địa chỉ")
    await minh.until(lambda: minh.messages[-1] if minh.newest > before else None)
    await minh.phone.send(right)
    preview = await minh.with_button("Send", after=before, words=right)
    assert shared.mails_to(right) == []
    await minh.press(preview, "Send")
    assert "gỡ giấy ra" in text_of(await shared.mail_to(right))
    await minh.until(lambda: told if right in told.text and not told.buttons else None)
    assert shared.mails_to(hoa) == []


async def test_everything_adds_up(shared: Desk) -> None:
    """Some of each end, and whatever else came to this desk: nothing lost, nobody mailed twice, every received item has its end."""
    from flows import checks

    minh = await shared.agent("Minh")
    hoa = await shared.write(text="Bếp từ không nhận nồi, nhờ xem giúp.", subject="Bếp từ không nhận nồi")
    await minh.answer(await minh.card((await shared.ticket_of(hoa))["ref"]), "Chị gửi em ảnh bếp nhé.")
    sunk = await shared.mail_to(hoa)
    await shared.write(text="Cho tôi xin báo giá 20 máy in HP, giao tại Hà Nội.", subject="Xin báo giá 20 máy in")
    away = answer_to(sunk, hoa, "Tôi nghỉ phép đến thứ 6.")
    away["Auto-Submitted"] = "auto-replied"
    again = mail(unique("again"), "Rèm cửa bị kẹt dây, bảo hành giúp em.", subject="Rèm cửa kẹt")
    back = answer_to(sunk, hoa, "Em gửi ảnh rồi, bếp vẫn không nhận nồi.")
    for one in (back, away, bounce_of(sunk.content, hoa), again):
        await post_until_taken(shared.program.smtp_port, one, sender=hoa)
    again["Received"] = "by another.example"
    await post_until_taken(shared.program.smtp_port, again)

    await checks.settled(shared)
    ends = {row["outcome"] for row in shared.program.listed("inbox", channel="email")}
    assert ends >= {"new_ticket", "ticket_reply", "new_lead", "automatic", "bounce", "duplicate"}
    await shared.tg.settle()
    shared.tg.assert_clean()
    _, rows, _ = await shared.program.cli("balance", "--json")
    assert all(row["difference"] == 0 for row in rows)
    arrivals = [row["arrivals"] for row in shared.program.listed("inbox")]
    assert sum(row["received"] for row in rows) == sum(arrivals)
    _, rows, _ = await shared.program.cli("list", "tickets", "--json", "--limit", "2")
    assert len(rows) == 2
    assert all(row["ref"].startswith("T-") for row in rows)

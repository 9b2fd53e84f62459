"""The list and a ticket's page: what stands there, what each form does, and the wall in front of the customer."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.cards import drafts
from bot.web.security import CSP_FILE, CSP_ORIGINAL
from channels.message import Attachment, StoredFile
from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.outbox.models import OutboxItem
from crm_store.team import service as team
from crm_store.tickets import queries, service
from crm_store.tickets.rules import ParticipantState

TEXT = "Máy in HP của em báo lỗi E3 từ sáng nay & chớp <đèn> đỏ."
BILL = StoredFile("a" * 64, "hoa-don.pdf", "application/pdf", 1234)


@pytest.fixture
async def printer(desk) -> str:
    files = [
        Attachment("ảnh máy in.html", "text/html", b"<script>alert(1)</script>"),
        Attachment("lớn.zip", "application/zip", b"", note="larger than 20 MB, not fetched"),
    ]
    return f"/tickets/T-{await desk.ticket('Máy in báo lỗi E3', TEXT, files=files, age=timedelta(hours=3))}"


async def look(store, number=1):
    return await store.read(lambda uow: queries.ticket(uow, actor=COMMAND_LINE, ticket_id=number))


async def outbox(store):
    return await store.read(lambda uow: uow.session.scalars(select(OutboxItem).order_by(OutboxItem.id)).all())


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def as_shown(page):
    """The fields of the preview's Send."""
    return {name: hidden(page, name) for name in ("draft", "token", "seen")}


async def preview(browser, printer, text="Chị tắt máy 30 giây giúp em."):
    await browser.get(printer)
    answer = await browser.post(f"{printer}/reply/preview", text=text)
    assert answer.status == 303, browser.page
    await browser.get(answer.headers["Location"].partition("#")[0])


async def test_the_list_says_what_who_and_since_when(at_mai, printer):
    await at_mai.get("/tickets")
    row = at_mai.page.split('<li class="ticket')[1].split("</li>")[0]
    assert "waits" in row
    for fact in ("Máy in báo lỗi E3", "T-1", "Chị Trần Thị Hoa – In Ấn Sao Mai", "3 hours", "new", "nobody yet"):
        assert fact in row


async def test_the_list_is_filtered_and_searched(at_mai, desk, printer):
    await desk.ticket("Báo giá 20 cái", "a", name="Lê Nam", email="nam@acme.example", firm="ACME")
    await at_mai.get(printer)
    await at_mai.post(f"{printer}/take")
    await at_mai.post("/tickets/T-2/status", status="closed")

    async def shown(query):
        assert (await at_mai.get(f"/tickets?{query}")).status == 200
        return re.findall(r'class="ref">(T-\d+)', at_mai.page)

    assert await shown("") == await shown("view=nonsense") == ["T-1"]
    assert await shown("view=mine") == ["T-1"]
    assert await shown("view=unassigned") == []
    assert await shown("view=closed") == ["T-2"]
    for found in ("q=tran+thi", "q=may+in", "q=t-1", "q=1", "q=sao+mai", "q=hoa@sao"):
        assert await shown(found) == ["T-1"]
    assert await shown("q=%25") == []
    assert await shown("q=x&before=notanumber") == []


async def test_older_tickets_are_a_page_away(at_mai, desk):
    for number in range(52):
        await desk.ticket(f"Việc {number}", "a")
    await at_mai.get("/tickets")
    assert at_mai.page.count('class="subject"') == 50
    following = re.search(r'href="(\?view=open&amp;before=3)"', at_mai.page)[1].replace("&amp;", "&")
    await at_mai.get(f"/tickets{following}")
    assert re.findall(r'class="ref">(T-\d+)', at_mai.page) == ["T-2", "T-1"]


async def test_the_page_escapes_what_customers_write(at_mai, printer):
    assert (await at_mai.get(printer)).status == 200
    assert "&amp; chớp &lt;đèn&gt; đỏ" in at_mai.page
    assert "<đèn>" not in at_mai.page
    assert "the sender&#39;s address is known" in at_mai.page


async def test_absent_tickets_answer_alike_and_bad_names_are_no_address(at_mai, printer):
    assert (await at_mai.get("/tickets/T-999")).status == 404
    assert "T-999" in at_mai.page
    for wrong in ("/tickets/T-x", "/tickets/X-1", "/tickets/T-1/nothing", "/tickets/T-" + "9" * 20):
        assert (await at_mai.get(wrong)).status == 404


async def test_take_status_and_priority(store, at_mai, mai, printer):
    await at_mai.get(printer)
    version = hidden(at_mai.page, "version")
    assert (await at_mai.post(f"{printer}/take", version=version)).status == 303
    assert (await look(store)).assignee_id == mai.id
    assert (await at_mai.post(f"{printer}/priority", priority="urgent")).status == 303
    assert (await at_mai.post(f"{printer}/status", status="on_hold")).status == 303
    view = await look(store)
    assert (view.status, view.priority) == ("on_hold", "urgent")
    assert (await at_mai.post(f"{printer}/status", status="nonsense")).status == 422
    assert "nonsense" in at_mai.page


async def test_the_second_hears_who_was_first(at_mai, at_minh, printer):
    await at_mai.get(printer)
    await at_minh.get(printer)
    version = hidden(at_mai.page, "version")
    assert (await at_minh.post(f"{printer}/take")).status == 303
    assert (await at_mai.post(f"{printer}/take")).status == 409
    assert "Trần Văn Minh has T-1 already." in at_mai.page
    assert (await at_mai.post(f"{printer}/status", status="closed", version=version)).status == 409
    assert "was changed meanwhile" in at_mai.page


async def test_assigning_names_an_active_colleague(store, at_mai, minh, printer):
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/assign", user=str(minh.id))).status == 303
    assert (await look(store)).assignee_name == "Trần Văn Minh"
    for wrong, status in (("999", 404), ("x", 422), ("", 422)):
        assert (await at_mai.post(f"{printer}/assign", user=wrong)).status == status
    await store.write(lambda uow: team.disable_user(uow, actor=COMMAND_LINE, user_id=minh.id))
    await at_mai.get(printer)
    assert f'<option value="{minh.id}"' not in at_mai.page


async def test_a_note_stays_inside(store, at_mai, printer):
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/note", text="Chị này khó tính\r\nnhé")).status == 303
    await at_mai.get(printer)
    assert '<article class="message note"' in at_mai.page
    assert "Chị này khó tính\nnhé" in at_mai.page
    assert await outbox(store) == []


async def test_an_empty_note_is_refused_and_the_page_keeps_its_place(at_mai, printer):
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/note", text="  ")).status == 422
    assert "The note is empty" in at_mai.page
    assert "Máy in báo lỗi E3" in at_mai.page


async def test_a_note_is_taken_back_by_its_writer_alone(at_mai, at_minh, printer):
    await at_mai.get(printer)
    await at_mai.post(f"{printer}/note", text="nhầm")
    assert (await at_minh.post(f"{printer}/notes/2/undo")).status == 404
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/notes/2/undo")).status == 303
    await at_mai.get(printer)
    assert "nhầm" not in at_mai.page


async def test_nothing_leaves_before_it_was_shown_whole(store, at_mai, printer):
    await preview(at_mai, printer)
    panel = at_mai.page.split('class="panel preview"')[1].split("</section>")[0]
    for fact in (
        "Trần Thị Hoa",
        "&lt;hoa@saomai.example&gt;",
        "Cc",
        "nobody",
        "e-mail",
        "Chị tắt máy 30 giây giúp em.",
    ):
        assert fact in panel
    assert await outbox(store) == []


async def test_a_sent_answer_waits_ten_seconds_and_can_be_taken_back(store, at_mai, printer):
    await preview(at_mai, printer)
    assert (await at_mai.post(f"{printer}/reply/send", **as_shown(at_mai.page))).status == 303
    (item,) = await outbox(store)
    assert (item.state, item.recipient) == ("held", "hoa@saomai.example")
    assert 9 < (item.next_try_at - clock.now()).total_seconds() <= 10
    await at_mai.get(printer)
    assert "data-due=" in at_mai.page
    assert f"{printer}/reply/{item.id}/undo" in at_mai.page
    assert (await at_mai.post(f"{printer}/reply/{item.id}/undo")).status == 303
    assert [one.state for one in await outbox(store)] == ["cancelled"]
    await at_mai.get(printer)
    assert "Chị tắt máy 30 giây giúp em.</textarea>" in at_mai.page, "the text is back in the box"


async def test_two_presses_send_once(store, at_mai, printer):
    await preview(at_mai, printer)
    shown = as_shown(at_mai.page)
    assert (await at_mai.post(f"{printer}/reply/send", **shown)).status == 303
    assert (await at_mai.post(f"{printer}/reply/send", **shown)).status == 409
    assert "on its way already" in at_mai.page
    assert len(await outbox(store)) == 1


async def test_another_cannot_send_or_undo_my_answer(store, at_mai, at_minh, printer):
    await preview(at_mai, printer)
    shown = as_shown(at_mai.page)
    assert (await at_minh.post(f"{printer}/reply/send", **shown)).status == 404
    assert (await at_minh.post(f"{printer}/reply/cancel", draft=shown["draft"])).status == 404
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/reply/send", **shown)).status == 303
    (item,) = await outbox(store)
    await at_minh.get(printer)
    assert (await at_minh.post(f"{printer}/reply/{item.id}/undo")).status == 404
    assert [one.state for one in await outbox(store)] == ["held"]


@pytest.mark.parametrize("what", ["text", "file", "news", "no token"])
async def test_an_answer_leaves_only_as_it_was_shown(store, at_mai, desk, printer, what):
    await preview(at_mai, printer)
    shown = as_shown(at_mai.page)
    if what == "text":
        await preview(at_mai, printer, "Chị gọi thợ khác nhé.")
    elif what == "file":
        await store.write(lambda uow: drafts.keep_files(uow, int(shown["draft"]), [BILL]))
    elif what == "news":
        await desk.answer_of(1, "À, máy chạy lại rồi.")
    else:
        shown = {"draft": shown["draft"]}
    assert (await at_mai.post(f"{printer}/reply/send", **shown)).status == 409
    assert ("Something happened" if what == "news" else "not what would be sent any more") in at_mai.page
    assert await outbox(store) == []
    await at_mai.get(f"{printer}?preview=1")
    assert (await at_mai.post(f"{printer}/reply/send", **as_shown(at_mai.page))).status == 303


async def test_files_kept_on_a_draft_are_shown_and_leave_with_it(store, at_mai, printer):
    await preview(at_mai, printer)
    number = int(hidden(at_mai.page, "draft"))
    await store.write(lambda uow: drafts.keep_files(uow, number, [BILL]))
    await at_mai.get(f"{printer}?preview=1")
    assert "hoa-don.pdf" in at_mai.page.split('class="panel preview"')[1].split("</section>")[0]
    assert (await at_mai.post(f"{printer}/reply/send", **as_shown(at_mai.page))).status == 303
    (item,) = await outbox(store)
    assert "hoa-don.pdf" in json.dumps(item.payload)
    assert (await at_mai.post(f"{printer}/reply/{item.id}/undo")).status == 303
    await at_mai.get(f"{printer}?preview=1")
    assert "hoa-don.pdf" in at_mai.page.split('class="panel preview"')[1], "taking it back keeps its files"


async def test_an_empty_answer_is_refused_and_a_long_one_kept(at_mai, printer):
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/reply/preview", text=" ")).status == 422
    long = "Dài " * 13_000
    assert (await at_mai.post(f"{printer}/reply/preview", text=long)).status == 422
    assert "are the most" in at_mai.page
    assert long.strip() in at_mai.page, "what was typed is not lost"


async def test_colleagues_see_who_is_answering(at_mai, at_minh, printer):
    await at_minh.get(printer)
    answer = await at_minh.session.post(
        f"{at_minh.base}{printer}/reply/begin", data={"csrf": at_minh.csrf}, headers={"X-Requested-With": "fetch"}
    )
    assert (await answer.json())["ok"] is True
    await at_mai.get(printer)
    assert "Trần Văn Minh is answering this ticket too." in at_mai.page
    await preview(at_mai, printer)
    assert at_mai.page.split('class="panel preview"')[1].count("Trần Văn Minh is answering") == 1


async def test_a_customer_who_wrote_meanwhile_is_pointed_out(at_mai, desk, printer):
    await preview(at_mai, printer)
    assert "has written again" not in at_mai.page
    await desk.answer_of(1, "À, máy chạy lại rồi.")
    await at_mai.get(f"{printer}?preview=1")
    assert "The customer has written again since you began." in at_mai.page


@pytest.mark.parametrize(
    ("state", "said", "again", "arrived"),
    [
        ("failed", "Not delivered: 550 5.1.1 no such user", True, False),
        ("unknown", "Nobody can know whether this arrived", True, True),
        ("no_relay", "No relay is configured", True, False),
        ("review", "A backup was restored", True, False),
        ("sent", "sent", False, False),
        ("sending", "leaving", False, False),
    ],
)
async def test_what_became_of_an_answer_stands_there_with_what_to_do(
    store, at_mai, printer, state, said, again, arrived
):
    await preview(at_mai, printer)
    await at_mai.post(f"{printer}/reply/send", **as_shown(at_mai.page))
    reason = "550 5.1.1 no such user"
    await store.write(lambda uow: uow.connection.execute(update(OutboxItem).values(state=state, last_error=reason)))
    await at_mai.get(printer)
    assert said in at_mai.page.split(f'class="delivery {state}"')[1].split("</article>")[0]
    assert (f"{printer}/reply/1/retry" in at_mai.page, f"{printer}/reply/1/arrived" in at_mai.page) == (again, arrived)
    assert (await at_mai.post(f"{printer}/reply/1/arrived")).status == (303 if arrived else 409)
    if again and not arrived:
        await at_mai.get(printer)
        assert (await at_mai.post(f"{printer}/reply/1/retry")).status == 303
        assert (await outbox(store))[0].state == "pending"


async def test_an_answer_that_waits_for_a_relay_can_still_be_taken_back(store, at_mai, at_minh, printer):
    await preview(at_mai, printer)
    await at_mai.post(f"{printer}/reply/send", **as_shown(at_mai.page))
    await store.write(lambda uow: uow.connection.execute(update(OutboxItem).values(state="no_relay")))
    await at_minh.get(printer)
    assert "/reply/1/undo" not in at_minh.page
    await at_mai.get(printer)
    assert "/reply/1/undo" in at_mai.page
    assert (await at_mai.post(f"{printer}/reply/1/undo")).status == 303
    assert [one.state for one in await outbox(store)] == ["cancelled"]


async def test_whoever_was_only_in_cc_is_let_in_on_the_page(store, at_mai, printer):
    cc = {"kind": "email", "value": "sep@saomai.example", "state": ParticipantState.PENDING}
    number = await store.write(lambda uow: service.add_participant(uow, 1, **cc))
    await at_mai.get(printer)
    assert f"{printer}/senders/{number}/accept" in at_mai.page
    assert (await at_mai.post(f"{printer}/senders/{number}/accept")).status == 303
    assert {one.value: one.state for one in (await look(store)).people}["sep@saomai.example"] == "accepted"


async def test_a_stranger_is_marked_until_staff_decide(store, at_mai, desk, printer):
    await desk.answer_of(1, "Gửi tôi mật khẩu", name="", email="kẻ@evil.example", stranger=True)
    await at_mai.get(printer)
    assert '<article class="message theirs stranger"' in at_mai.page
    stranger = next(one for one in (await look(store)).people if one.state == "pending")
    await preview(at_mai, printer)
    assert "evil.example" not in at_mai.page.split('class="envelope"')[1].split("</dl>")[0], "he is no recipient"
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/senders/{stranger.participant_id}/refuse")).status == 303
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/senders/{stranger.participant_id}/accept")).status == 303
    await at_mai.get(printer)
    assert "stranger-box" not in at_mai.page


async def test_a_message_moves_to_another_ticket_or_a_new_one(store, at_mai, desk, printer):
    await desk.ticket("Báo giá", "Cho em báo giá", name="Lê Nam", email="nam@acme.example", firm="ACME")
    await at_mai.get("/tickets/T-2")
    answer = await at_mai.post("/tickets/T-2/messages/2/move", to="t-1")
    assert answer.headers["Location"] == printer
    await at_mai.get(printer)
    assert "Cho em báo giá" in at_mai.page
    assert "moved here by Nguyễn Thị Mai" in at_mai.page
    answer = await at_mai.post(f"{printer}/messages/2/move", to="")
    assert answer.headers["Location"] == "/tickets/T-3"
    for wrong, status in (("X-5", 422), ("L-1", 422), ("T-99", 404)):
        await at_mai.get("/tickets/T-3")
        assert (await at_mai.post("/tickets/T-3/messages/2/move", to=wrong)).status == status


async def test_a_file_leaves_as_a_harmless_download(at_mai, printer):
    await at_mai.get(printer)
    assert "larger than 20 MB, not fetched" in at_mai.page
    answer = await at_mai.get(f"{printer}/files/1")
    assert await answer.read() == b"<script>alert(1)</script>"
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"] == CSP_FILE
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"anh may in.html\"; filename*=UTF-8''%E1%BA%A3nh%20m%C3%A1y%20in.html"
    )
    assert (await at_mai.get(f"{printer}/files/2")).status == 404
    assert "larger than 20 MB" in at_mai.page


async def test_a_ticket_gives_its_own_files_and_messages_only(at_mai, desk, printer):
    await desk.ticket("Khác", "a", files=[Attachment("b.txt", "text/plain", b"b")])
    for foreign in ("files/3", "files/99", "messages/2/original", "messages/2/raw", "messages/99/original"):
        assert (await at_mai.get(f"{printer}/{foreign}")).status == 404
    assert (await at_mai.get("/tickets/T-2/files/3")).status == 200


async def test_the_original_runs_nothing_and_loads_nothing(at_mai, printer):
    answer = await at_mai.get(f"{printer}/messages/1/original")
    assert answer.headers["Content-Security-Policy"] == CSP_ORIGINAL
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert CSP_ORIGINAL.startswith("sandbox ")
    assert "allow-scripts" not in CSP_ORIGINAL
    assert "allow-same-origin" not in CSP_ORIGINAL
    assert "Máy in HP" in at_mai.page
    for bad in ("<script", "onerror", "<form", ' src="https://tracker'):
        assert bad not in at_mai.page
    raw = await at_mai.get(f"{printer}/messages/1/raw")
    assert raw.headers["Content-Disposition"].startswith('attachment; filename="T-1.eml"')
    assert (await raw.read()).startswith(b"From: =?utf-8?q?Tr=E1")
    await at_mai.get(printer)
    frame = re.search(r"<iframe[^>]*>", at_mai.page)[0]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame


@pytest.mark.parametrize(
    "form",
    ["take", "assign", "status", "priority", "note", "follow", "unfollow", "senders/1/accept", "senders/1/refuse", "messages/1/move", "notes/1/undo",
     "reply/begin", "reply/preview", "reply/send", "reply/cancel", "reply/1/undo", "reply/1/retry", "reply/1/arrived"],
)  # fmt: skip
async def test_every_form_needs_session_and_token_and_changes_nothing_without(
    store, new_browser, at_mai, printer, form
):
    def count(uow):
        from crm_store.audit.models import AuditEntry

        return uow.session.scalar(select(func.count()).select_from(AuditEntry))

    before, seen = await store.read(count), await look(store)
    await at_mai.get(printer)
    assert (await at_mai.post(f"{printer}/{form}", csrf="wrong", text="a", status="closed", user="1")).status == 403
    assert (await new_browser().post(f"{printer}/{form}", csrf="x")).status == 401
    assert await store.read(count) == before
    assert await look(store) == seen
    assert await outbox(store) == []


async def test_the_page_speaks_the_readers_language(at_minh, printer):
    await at_minh.get(printer)
    assert '<html lang="vi"' in at_minh.page

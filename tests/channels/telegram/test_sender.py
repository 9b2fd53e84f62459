from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from telegram.error import NetworkError, TelegramError
from telegram_emulator import TelegramEmulator, make_png

from channels.message import Button, ChatAction, ChatParts, MailParts, OutboundMessage, Span, Style, plain
from channels.port import CannotDeliver, OutcomeUnknown, PartState, TryAgainLater
from channels.telegram.background import in_background
from channels.telegram.failures import port_failure
from channels.telegram.sender import TelegramSender
from channels.telegram.shown import ShownMessages

TAKE = ((Button("Nhận", "t:1:take"),),)


@pytest.fixture
async def lan(tg: TelegramEmulator):
    user = tg.user("Lan")
    await user.start()
    return user


def to(user, **more: object) -> ChatParts:
    return ChatParts(str(user.id), **more)


def edit(message, **more: object) -> ChatParts:
    return ChatParts(str(message.raw.chat.id), ChatAction.EDIT, message_ref=str(message.id), **more)


class TestSend:
    async def test_a_text_with_styles_and_buttons(self, tg: TelegramEmulator, outbox, lan, until) -> None:
        rich = (Span("🎫 T-1 <lỗi> "), Span("gấp", Style.BOLD))
        receipt = await outbox(to(lan, buttons=TAKE), rich=rich)
        card = await lan.wait_reply()
        assert card.html == "🎫 T-1 &lt;lỗi&gt; <b>gấp</b>"
        assert card.keyboard == [["Nhận"]]
        assert receipt.external_id == str(card.id)
        assert receipt.part_ids == (str(card.id),)
        assert outbox.points == 1
        await until(lambda: outbox.sender.state.ok)
        tg.assert_clean()

    async def test_answer_silent_topic_and_forced_reply(self, tg: TelegramEmulator, outbox, lan) -> None:
        group = tg.group("Sales", [lan], forum=True, bot="administrator")
        topic = await group.create_topic("Khách A")
        asked = await lan.send("/deal", chat=topic)
        chat = ChatParts(
            str(group.id), thread_ref=str(topic.id), reply_to_ref=str(asked.id), silent=True, ask_reply=True
        )
        await outbox(chat, "Bao nhiêu?")
        reply = await lan.wait_reply(chat=topic)
        assert reply.reply_to.id == asked.id
        (call,) = tg.calls_of("sendMessage")
        assert call.args["disable_notification"] is True
        assert call.args["reply_markup"]["force_reply"] is True
        tg.assert_clean()

    async def test_the_answered_message_may_be_gone(self, tg: TelegramEmulator, outbox, lan) -> None:
        await outbox(to(lan, reply_to_ref="99999"), "vẫn đến")
        assert (await lan.wait_reply()).text == "vẫn đến"
        tg.assert_clean()

    async def test_a_long_text_is_split_and_only_the_end_has_buttons(self, tg: TelegramEmulator, outbox, lan) -> None:
        first = await lan.send("?")
        receipt = await outbox(to(lan, buttons=TAKE, reply_to_ref=str(first.id)), "\n\n".join(["đoạn " * 300] * 6))
        replies = await lan.wait_replies(3)
        assert [len(message.buttons) for message in replies] == [0, 0, 1]
        assert [message.reply_to is not None for message in replies] == [True, False, False]
        assert receipt.part_ids == tuple(str(message.id) for message in replies)
        assert receipt.external_id == str(replies[2].id)
        assert outbox.points == 1
        tg.assert_clean()

    async def test_a_short_text_is_the_caption_of_a_picture(self, tg: TelegramEmulator, outbox, lan) -> None:
        picture = outbox.file("lỗi.png", "image/png", make_png())
        await outbox(to(lan), rich=(Span("xem ", Style.BOLD), Span("đây")), files=(picture,))
        reply = await lan.wait_reply()
        assert reply.caption == "xem đây"
        assert reply.file.data == make_png()
        assert len(tg.calls_of("sendPhoto")) == 1
        tg.assert_clean()

    async def test_several_files_follow_the_text_and_precede_buttons(self, tg: TelegramEmulator, outbox, lan) -> None:
        files = (outbox.file("a.pdf", "application/pdf", b"%PDF a"), outbox.file("b.txt", "text/plain", b"b"))
        await outbox(to(lan), "hai tệp", files=files)
        text, first, second = await lan.wait_replies(3)
        assert (text.text, first.file.name, second.file.name) == ("hai tệp", "a.pdf", "b.txt")
        await asyncio.sleep(1.1)
        await outbox(to(lan, buttons=TAKE), "phiếu", files=files[:1])
        file, card = await lan.wait_replies(2)
        assert file.file.data == b"%PDF a"
        assert (card.text, card.keyboard) == ("phiếu", [["Nhận"]])
        tg.assert_clean()

    async def test_a_picture_that_telegram_cannot_show_goes_as_a_file(self, tg: TelegramEmulator, outbox, lan) -> None:
        broken = outbox.file("x.png", "image/png", b"not a picture")
        wide = outbox.file("w.png", "image/png", make_png(2100, 10))
        await outbox(to(lan), files=(broken,))
        await outbox(to(lan), files=(wide,))
        replies = await lan.wait_replies(2)
        assert [reply.file.name for reply in replies] == ["x.png", "w.png"]
        assert len(tg.calls_of("sendDocument")) == 2

    @pytest.mark.parametrize(
        ("chat", "text", "code"),
        [
            (ChatParts("5"), "   ", "empty"),
            (ChatParts("5", buttons=((Button("x", "y" * 65),),)), "x", "bad_button"),
            (ChatParts("abc"), "x", "chat_not_found"),
            (ChatParts("5", thread_ref="x"), "x", "bad_reference"),
            (ChatParts("5"), "x" * 100_000, "too_long"),
        ],
    )
    async def test_what_cannot_be_sent_is_refused_before_the_point_of_no_return(
        self, tg: TelegramEmulator, outbox, chat: ChatParts, text: str, code: str
    ) -> None:
        with pytest.raises(CannotDeliver) as refusal:
            await outbox(chat, text)
        assert refusal.value.code == code
        assert outbox.points == 0
        assert not tg.calls_of("sendMessage")

    async def test_files_that_cannot_go_are_named(self, outbox, lan) -> None:
        empty = outbox.file("rỗng.txt", "text/plain", b"")
        with pytest.raises(CannotDeliver, match=r"rỗng\.txt"):
            await outbox(to(lan), files=(empty,))
        assert outbox.points == 0

    async def test_a_mail_is_not_for_this_channel(self, outbox) -> None:
        from channels.message import Address

        mail = MailParts(Address("a@b.vn"), (Address("c@d.vn"),), "s", "m@b.vn")
        with pytest.raises(CannotDeliver):
            await outbox.sender.send(OutboundMessage("o", plain("x"), mail=mail), outbox._point)

    async def test_when_the_point_of_no_return_fails_nothing_is_sent(self, tg: TelegramEmulator, outbox, lan) -> None:
        async def lost_lease() -> None:
            raise RuntimeError("another worker has it")

        with pytest.raises(RuntimeError):
            await outbox.sender.send(OutboundMessage("o", plain("x"), chat=to(lan)), lost_lease)
        assert not tg.calls_of("sendMessage")


class TestFailures:
    async def test_429_names_the_wait_and_pauses_only_that_chat(self, tg: TelegramEmulator, outbox, lan) -> None:
        minh = tg.user("Minh")
        await minh.start()
        tg.fail_next("sendMessage", 429, retry_after=3600, chat_id=lan.id)
        with pytest.raises(TryAgainLater) as later:
            await outbox(to(lan), "x")
        assert later.value.after == 3600
        assert not later.value.whole_channel
        assert 3590 < outbox.sender.delay(str(lan.id)) <= 3600
        await outbox(to(minh), "những người khác vẫn nhận")
        assert (await minh.wait_reply()).text == "những người khác vẫn nhận"
        with pytest.raises(TryAgainLater) as paced:
            await outbox(to(lan), "x")
        assert paced.value.code == "paced"
        assert len(tg.calls_of("sendMessage")) == 2

    async def test_429_for_several_chats_in_a_row_means_the_whole_channel(self, tg: TelegramEmulator, outbox) -> None:
        tg.fail_next("sendMessage", 429, retry_after=30, times=3)
        said = []
        for number in range(3):
            with pytest.raises(TryAgainLater) as later:
                await outbox(ChatParts(str(500 + number)), "x")
            said.append(later.value.whole_channel)
        assert said == [False, False, True]

    @pytest.mark.parametrize("executed", [True, False])
    @pytest.mark.parametrize("code", [500, 502])
    async def test_5xx_leaves_the_outcome_unknown(
        self, tg: TelegramEmulator, outbox, lan, code: int, executed: bool
    ) -> None:
        tg.fail_next("sendMessage", code, executed=executed)
        with pytest.raises(OutcomeUnknown):
            await outbox(to(lan), "x")
        assert len(tg.calls_of("sendMessage")) == 1
        assert outbox.points == 1

    @pytest.mark.parametrize("executed", [True, False])
    async def test_a_lost_connection_leaves_the_outcome_unknown(
        self, tg: TelegramEmulator, outbox, lan, executed: bool
    ) -> None:
        tg.drop_next("sendMessage", executed=executed)
        with pytest.raises(OutcomeUnknown):
            await outbox(to(lan), "x")
        assert len(tg.calls_of("sendMessage")) == 1

    async def test_a_late_answer_leaves_the_outcome_unknown(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.delay_next("sendMessage", 1.5, executed=True)
        with pytest.raises(OutcomeUnknown):
            await outbox(to(lan), "x")
        assert (await lan.wait_reply()).text == "x"

    async def test_without_a_connection_a_later_try_is_safe(self, tg: TelegramEmulator, outbox, lan) -> None:
        await tg.go_offline()
        with pytest.raises(TryAgainLater) as later:
            await outbox(to(lan), "x")
        assert later.value.whole_channel
        assert not outbox.sender.state.ok
        await tg.go_online()
        await outbox(to(lan), "x")
        assert outbox.sender.state.ok

    async def test_a_proxy_that_refuses_has_not_passed_it_on(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.fail_next("sendMessage", 403, html=True)
        with pytest.raises(TryAgainLater, match="not as the Bot API does"):
            await outbox(to(lan), "x")

    async def test_an_unreadable_answer_leaves_the_outcome_unknown(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.fail_next("sendMessage", 200, html=True, executed=True)
        with pytest.raises(OutcomeUnknown):
            await outbox(to(lan), "x")

    async def test_a_revoked_token_stops_the_channel_not_the_message(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.fail_next("sendMessage", 401)
        with pytest.raises(TryAgainLater, match="@BotFather") as later:
            await outbox(to(lan), "x")
        assert later.value.whole_channel
        assert not outbox.sender.state.ok

    async def test_a_blocked_or_deleted_user_and_a_stranger(self, tg: TelegramEmulator, outbox, lan) -> None:
        await lan.block_bot()
        with pytest.raises(CannotDeliver) as blocked:
            await outbox(to(lan), "x")
        assert blocked.value.blocked
        hoa = tg.user("Hoa")
        await hoa.start()
        await hoa.delete_account()
        with pytest.raises(CannotDeliver) as deactivated:
            await outbox(to(hoa), "x")
        assert deactivated.value.blocked
        with pytest.raises(CannotDeliver) as stranger:
            await outbox(ChatParts("4242"), "x")
        assert (stranger.value.blocked, stranger.value.code) == (False, "chat_not_found")
        assert outbox.sender.state.ok

    async def test_a_group_that_moved_and_a_bot_that_was_removed(self, tg: TelegramEmulator, outbox, lan) -> None:
        group = tg.group("Small", [lan], supergroup=False)
        old = str(group.id)
        await group.upgrade()
        with pytest.raises(TryAgainLater) as moved:
            await outbox(ChatParts(old), "x")
        assert moved.value.moved_to == str(group.id)
        await outbox(ChatParts(moved.value.moved_to), "x")
        await group.remove_bot()
        with pytest.raises(CannotDeliver) as removed:
            await outbox(ChatParts(str(group.id)), "x")
        assert removed.value.blocked

    async def test_a_topic_that_is_gone(self, tg: TelegramEmulator, outbox, lan) -> None:
        group = tg.group("Sales", [lan], forum=True, bot="administrator")
        with pytest.raises(CannotDeliver) as gone:
            await outbox(ChatParts(str(group.id), thread_ref="777"), "x")
        assert gone.value.code == "topic_gone"

    async def test_no_text_of_ours_is_in_the_reason(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.fail_next(
            "sendMessage", 400, description="Bad Request: can't parse entities: unexpected 'bí mật của khách' at byte 4"
        )
        with pytest.raises(CannotDeliver) as refusal:
            await outbox(to(lan), "bí mật của khách")
        assert "bí mật" not in refusal.value.reason
        assert refusal.value.code == "bad_markup"


class TestSeveralParts:
    LONG = "\n\n".join(["đoạn " * 300] * 6)

    async def test_a_429_between_parts_is_waited_for(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.fail_next("sendMessage", 429, retry_after=1, skip=1)
        begin = time.monotonic()
        receipt = await outbox(to(lan), self.LONG)
        assert len(receipt.part_ids) == len(await lan.wait_replies(3)) == 3
        assert time.monotonic() - begin >= 1
        assert outbox.points == 1

    @pytest.mark.parametrize(
        "trouble",
        [
            lambda tg: tg.fail_next("sendMessage", 429, retry_after=60, skip=1),
            lambda tg: tg.fail_next("sendMessage", 500, skip=1),
            lambda tg: tg.fail_next("sendMessage", 400, skip=1, description="Bad Request: not enough rights"),
            lambda tg: tg.drop_next("sendMessage", skip=1),
            lambda tg: tg.delay_next("sendMessage", 1.5, skip=1),
        ],
        ids=["429 for long", "500", "400", "drop", "late"],
    )
    async def test_otherwise_the_first_part_is_not_sent_again(self, tg: TelegramEmulator, outbox, lan, trouble) -> None:
        trouble(tg)
        with pytest.raises(OutcomeUnknown, match="part 2 of 3") as partial:
            await outbox(to(lan), self.LONG)
        assert partial.value.code == "partial"
        assert len(tg.calls_of("sendMessage")) == 2

    async def test_the_limits_are_kept_without_a_refusal(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.flood_limits.enabled = True
        await outbox(to(lan), "\n\n".join(["đoạn " * 700] * 5))
        assert len(await lan.wait_replies(5)) == 5
        assert tg.flood.refused == 0
        tg.assert_clean()

    async def test_stopping_ends_a_wait_between_parts(self, tg: TelegramEmulator, settings, lan) -> None:
        sender = TelegramSender(replace(settings, part_patience_seconds=30), lambda _file: b"")
        await sender.start()
        tg.fail_next("sendMessage", 429, retry_after=20, skip=1)

        async def point() -> None:
            return None

        sending = asyncio.create_task(sender.send(OutboundMessage("o", plain(self.LONG), chat=to(lan)), point))
        await lan.wait_reply()
        await asyncio.sleep(0.1)
        begin = time.monotonic()
        await sender.stop()
        with pytest.raises(OutcomeUnknown, match="part 2 of 3"):
            await sending
        assert time.monotonic() - begin < 2


class TestButtonsThatFollow:
    """A message with buttons whose answer gets lost is sent again: the copy must not have live buttons too."""

    async def test_they_come_when_the_message_is_known(self, tg: TelegramEmulator, outbox, lan) -> None:
        receipt = await outbox(to(lan, buttons=TAKE, buttons_follow=True), "Phiếu T-1")
        card = await lan.wait_reply()
        assert (card.text, card.keyboard) == ("Phiếu T-1", [["Nhận"]])
        assert not receipt.lacks_buttons
        await outbox(edit(card, buttons=TAKE), "Phiếu T-1")
        assert [call.method for call in tg.calls_of("sendMessage", "editMessageReplyMarkup", "editMessageText")] == [
            "sendMessage",
            "editMessageReplyMarkup",
        ]
        tg.assert_clean()

    async def test_a_lost_answer_leaves_a_copy_without(self, tg: TelegramEmulator, outbox, lan) -> None:
        tg.drop_next("sendMessage", executed=True)
        with pytest.raises(OutcomeUnknown):
            await outbox(to(lan, buttons=TAKE, buttons_follow=True), "Phiếu T-1")
        await outbox(to(lan, buttons=TAKE, buttons_follow=True), "Phiếu T-1")
        copies = await lan.wait_replies(2)
        assert [message.keyboard for message in copies] == [[], [["Nhận"]]]

    @pytest.mark.parametrize("code", [429, 500, 400])
    async def test_buttons_that_did_not_come_are_told(self, tg: TelegramEmulator, outbox, lan, code: int) -> None:
        tg.fail_next("editMessageReplyMarkup", code)
        receipt = await outbox(to(lan, buttons=TAKE, buttons_follow=True), "Phiếu T-1")
        assert receipt.lacks_buttons
        card = await lan.wait_reply()
        assert card.keyboard == []
        await outbox(edit(card, buttons=TAKE), "Phiếu T-1")
        assert card.keyboard == [["Nhận"]]

    async def test_a_question_keeps_its_input_field(self, tg: TelegramEmulator, outbox, lan) -> None:
        await outbox(to(lan, ask_reply=True, buttons_follow=True), "Bao nhiêu?")
        await lan.wait_reply()
        (call,) = tg.calls_of("sendMessage")
        assert call.args["reply_markup"]["force_reply"] is True


class TestEdit:
    @pytest.fixture
    async def card(self, outbox, lan):
        await outbox(to(lan, buttons=TAKE), "Phiếu T-1")
        return await lan.wait_reply()

    async def test_text_and_buttons_change_in_place(self, tg: TelegramEmulator, outbox, lan, card) -> None:
        receipt = await outbox(
            edit(card, buttons=((Button("Xong", "t:2"),),)), rich=(Span("Minh đang xử lý", Style.BOLD),)
        )
        await lan.wait_edit(card)
        assert (card.html, card.keyboard) == ("<b>Minh đang xử lý</b>", [["Xong"]])
        assert receipt.external_id == str(card.id)
        assert outbox.points == 1  # sending the card; an edit has no point of no return
        tg.assert_clean()

    async def test_an_edit_that_changes_nothing_is_a_success_and_not_asked_for(
        self, tg: TelegramEmulator, outbox, card
    ) -> None:
        await outbox(edit(card, buttons=TAKE), "Phiếu T-1")
        await outbox(edit(card, buttons=TAKE), "mới")
        await outbox(edit(card, buttons=TAKE), "mới")
        clear = ChatParts(str(card.raw.chat.id), ChatAction.CLEAR_BUTTONS, message_ref=str(card.id))
        await outbox(clear)
        await outbox(clear)
        await outbox(edit(card), "mới")
        assert len(tg.calls_of("editMessageText")) == 1
        assert len(tg.calls_of("editMessageReplyMarkup")) == 1
        assert (card.text, card.keyboard) == ("mới", [])
        tg.assert_clean()

    async def test_after_a_restart_it_is_asked_for_and_does_no_harm(self, tg: TelegramEmulator, outbox, card) -> None:
        outbox.sender._shown = ShownMessages()
        await outbox(edit(card, buttons=TAKE), "Phiếu T-1")
        assert len(tg.calls_of("editMessageText")) == 1
        assert card.text == "Phiếu T-1"

    @pytest.mark.parametrize(("code", "executed"), [(500, True), (502, False)])
    async def test_an_edit_may_be_repeated(self, tg: TelegramEmulator, outbox, card, code: int, executed: bool) -> None:
        tg.fail_next("editMessageText", code, executed=executed)
        with pytest.raises(TryAgainLater):
            await outbox(edit(card, buttons=TAKE), "mới")
        await outbox(edit(card, buttons=TAKE), "mới")
        assert card.text == "mới"

    async def test_a_message_that_is_gone_asks_for_a_new_one(self, outbox, lan, card) -> None:
        await lan.delete(card)
        with pytest.raises(CannotDeliver) as gone:
            await outbox(edit(card), "mới")
        assert gone.value.code == "edit_gone"
        with pytest.raises(CannotDeliver) as too_long:
            await outbox(edit(card), "mới " * 3000)
        assert too_long.value.code == "edit_gone"

    async def test_a_message_of_the_customer_cannot_be_edited(self, outbox, lan) -> None:
        own = await lan.send("của tôi")
        with pytest.raises(CannotDeliver) as foreign:
            await outbox(edit(own), "x")
        assert foreign.value.code == "edit_gone"

    async def test_a_picture_gets_a_new_caption(self, outbox, lan) -> None:
        picture = outbox.file("a.png", "image/png", make_png())
        receipt = await outbox(to(lan), "trước", files=(picture,))
        await outbox(ChatParts(str(lan.id), ChatAction.EDIT, message_ref=receipt.external_id), "sau")
        assert lan.chat.last.caption == "sau"

    async def test_buttons_are_cleared_once_and_for_all(self, outbox, lan, card) -> None:
        clear = ChatParts(str(lan.id), ChatAction.CLEAR_BUTTONS, message_ref=str(card.id))
        await outbox(clear)
        assert card.buttons == []
        assert card.text == "Phiếu T-1"
        await outbox(clear)
        await asyncio.sleep(1.1)
        await lan.delete(card)
        await outbox(clear)

    @pytest.mark.usefixtures("card")
    async def test_a_press_is_answered(self, tg: TelegramEmulator, outbox, lan) -> None:
        pressed = await lan.press("Nhận")
        await outbox(
            ChatParts(str(lan.id), ChatAction.ANSWER_BUTTON, button_query_id=pressed.query.id, alert=True),
            "Đã nhận " * 50,
        )
        answer = await pressed.answer()
        assert answer.text.startswith("Đã nhận")
        assert len(answer.text) <= 200
        assert answer.show_alert
        tg.assert_clean()

    @pytest.mark.usefixtures("card")
    async def test_a_press_may_be_answered_too_late_or_twice(self, tg: TelegramEmulator, outbox, lan) -> None:
        pressed = await lan.press("Nhận")
        answer = ChatParts(str(lan.id), ChatAction.ANSWER_BUTTON, button_query_id=pressed.query.id)
        tg.clock.advance(600)
        await outbox(answer, "muộn")
        with pytest.raises(CannotDeliver):
            await outbox(replace(answer, button_query_id=None), "x")


async def test_before_start_and_after_stop_nothing_is_sent(settings, tg: TelegramEmulator, lan, until) -> None:
    sender = TelegramSender(settings, lambda _file: b"")
    message = OutboundMessage("o", plain("x"), chat=to(lan))

    async def point() -> None:
        raise AssertionError

    for _ in range(2):
        with pytest.raises(TryAgainLater):
            await sender.send(message, point)
        await sender.start()
        await until(lambda: sender.state.ok)
        assert sender.state.facts["username"] == "crm_test_bot"
        await sender.stop()
    await sender.stop()


async def test_a_fault_of_ours_in_the_background_is_seen(caplog: pytest.LogCaptureFixture, until) -> None:
    async def faulty() -> None:
        raise KeyError("id")

    state = PartState("telegram test", ok=True)
    in_background(faulty(), state)
    await until(lambda: not state.ok)
    assert "the log has the details" in state.detail
    assert "KeyError" in caplog.text


def test_whatever_is_not_understood_counts_as_unknown() -> None:
    assert isinstance(port_failure(TelegramError("new in Bot API 11"), repeatable=False), OutcomeUnknown)
    assert isinstance(port_failure(NetworkError("?"), repeatable=False), OutcomeUnknown)
    assert isinstance(port_failure(NetworkError("?"), repeatable=True), TryAgainLater)

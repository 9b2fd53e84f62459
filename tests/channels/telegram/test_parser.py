from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_emulator import TelegramEmulator

from channels.message import Address, ChatEvent, InboundMessage, RawItem
from channels.port import ParseRefused
from channels.telegram.channel import TelegramChannel

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)


def raw_of(update: object) -> RawItem:
    content = update if isinstance(update, bytes) else json.dumps(update).encode()
    return RawItem("telegram", "12345", "77", content, NOW)


def parse(update: object) -> InboundMessage:
    return TelegramChannel().parse(raw_of(update))


def update_with(**fields: object) -> dict:
    message = {
        "message_id": 9,
        "date": 1_764_000_000,
        "chat": {"id": 5_000_000_000, "type": "private", "first_name": "Lan"},
        "from": {"id": 5_000_000_000, "is_bot": False, "first_name": "Lan", "language_code": "vi"},
    }
    return {"update_id": 77, "message": message | fields}


async def test_a_private_message(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan", id=7_000_000_001, last_name="Trần", username="lantran", language_code="vi")
    await lan.start("ref_42")
    sent = await lan.send("Máy in báo lỗi")
    start, message = parsed()
    assert start.chat.event is ChatEvent.START
    assert start.chat.start_payload == "ref_42"
    assert message.sender == Address("7000000001", "Lan Trần")
    assert message.text == message.reply_text == "Máy in báo lỗi"
    assert message.message_id == f"{lan.id}:{sent.id}"
    assert message.sent_at.tzinfo is not None
    assert message.defects == ()
    chat = message.chat
    assert (chat.chat_id, chat.sender_id, chat.event) == ("7000000001", "7000000001", ChatEvent.MESSAGE)
    assert (chat.is_private, chat.username, chat.language) == (True, "lantran", "vi")
    assert (chat.message_ref, chat.thread_ref, chat.start_payload) == (str(sent.id), None, None)


async def test_an_edit_has_the_identity_of_its_message(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan")
    await lan.start()
    sent = await lan.send("hai giờ")
    await lan.edit(sent, "ba giờ")
    _, first, edit = parsed()
    assert edit.chat.event is ChatEvent.EDIT
    assert edit.message_id == first.message_id
    assert edit.external_id != first.external_id
    assert edit.text == "ba giờ"


async def test_an_answer_names_what_it_answers(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan")
    await lan.start()
    first = await lan.send("dài dòng và chi tiết")
    await lan.send("đúng vậy", reply_to=first, quote="chi tiết")
    answer = parsed()[-1]
    assert answer.chat.reply_to_ref == str(first.id)
    assert answer.in_reply_to == f"{lan.id}:{first.id}"
    assert answer.quoted_text == "chi tiết"
    assert answer.reply_text == "đúng vậy"


async def test_a_forum_topic_is_named_and_is_no_answer(tg: TelegramEmulator, parsed) -> None:
    lan, minh = tg.user("Lan"), tg.user("Minh")
    sales = tg.group("Sales", [lan, minh], forum=True, bot="administrator")
    topic = await sales.create_topic("Khách A")
    await lan.send("/deal 5", chat=topic)
    message = parsed()[-1]
    assert message.chat.chat_id == str(sales.id)
    assert message.chat.sender_id == str(lan.id)
    assert message.chat.thread_ref == str(topic.id)
    assert not message.chat.is_private
    assert message.chat.reply_to_ref is None


async def test_a_shared_phone_number_says_whose_it_is(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan", phone="84912345678")
    await lan.start()
    await lan.send_contact()
    await lan.send_contact("0987654321", first_name="Nam")
    own, other = parsed()[1:]
    assert own.chat.contact_phone == "+84912345678"
    assert own.chat.contact_is_sender
    assert "+84912345678" in own.text
    assert other.chat.contact_phone == "0987654321"
    assert not other.chat.contact_is_sender
    assert other.text == "👤 Nam · 0987654321"


async def test_places_and_stickers_are_readable(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_location(10.7769, 106.7009)
    await lan.send_sticker(emoji="👍")
    await lan.send_venue("Highlands", "Nguyễn Du")
    place, sticker, venue = parsed()[1:]
    assert place.text == "📍 10.776900,106.700900 https://maps.google.com/?q=10.776900,106.700900"
    assert sticker.text == "👍"
    assert venue.text.startswith("📍 Highlands, Nguyễn Du\n📍 10.7769")


async def test_files_are_listed_with_their_caption(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_photo(caption="ảnh lỗi")
    await lan.send_document(b"%PDF", "Báo giá.pdf", mime_type="application/pdf")
    await lan.send_voice()
    photo, document, voice = parsed()[1:]
    assert photo.text == "ảnh lỗi"
    assert [file.content_type for file in photo.attachments] == ["image/jpeg"]
    assert photo.attachments[0].content == b""
    assert photo.attachments[0].note
    assert document.attachments[0].filename == "Báo giá.pdf"
    assert voice.attachments[0].filename.endswith(".ogg")
    assert not voice.text
    assert not voice.defects


async def test_a_forwarded_message_belongs_to_somebody_else(tg: TelegramEmulator, parsed) -> None:
    lan, minh = tg.user("Lan"), tg.user("Minh", last_name="Lê")
    await lan.start()
    await minh.start()
    original = await minh.send("báo giá 20 cái")
    await lan.forward(original)
    message = parsed()[-1]
    assert message.sender.name == "Lan"
    assert message.forwarded.sender == Address(str(minh.id), "Minh Lê")
    assert message.forwarded.text == message.text == "báo giá 20 cái"
    assert message.reply_text == ""


async def test_blocking_and_unblocking(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.block_bot()
    await lan.unblock_bot()
    blocked, unblocked = parsed()[1:3]
    assert blocked.chat.event is unblocked.chat.event is ChatEvent.MEMBERSHIP
    assert blocked.chat.blocked is True
    assert unblocked.chat.blocked is False
    assert blocked.message_id is None


async def test_a_group_that_becomes_a_supergroup_says_so_twice_the_same(tg: TelegramEmulator, parsed) -> None:
    lan = tg.user("Lan")
    group = tg.group("Small", [lan], supergroup=False, bot="administrator")
    old = str(group.id)
    await group.upgrade()
    moves = [(message.chat.chat_id, message.chat.migrated_to) for message in parsed() if message.chat.migrated_to]
    assert moves
    assert set(moves) == {(old, str(group.id))}


async def test_a_pressed_button(tg: TelegramEmulator, parsed, outbox) -> None:
    from channels.message import Button, ChatParts

    lan = tg.user("Lan")
    await lan.start()
    await outbox(ChatParts(str(lan.id), buttons=((Button("Nhận", "t:1:take"),),)), "Phiếu T-1")
    await lan.press("Nhận")
    message = parsed()[-1]
    assert message.chat.event is ChatEvent.BUTTON
    assert message.chat.button_data == "t:1:take"
    assert message.chat.button_query_id
    assert message.chat.message_ref == str(lan.chat.last.id)
    assert message.text == ""
    assert message.message_id is None


def test_the_target_of_a_link_stands_in_the_text() -> None:
    text = "😀 xem trang này và https://a.vn nhé"
    entities = [
        {"type": "text_link", "offset": 7, "length": 5, "url": "https://saomai.vn/x"},
        {"type": "text_link", "offset": 20, "length": 12, "url": "https://a.vn/"},
        {"type": "bold", "offset": 0, "length": 2},
    ]
    assert (
        parse(update_with(text=text, entities=entities)).text
        == "😀 xem trang (https://saomai.vn/x) này và https://a.vn nhé"
    )


def test_an_entity_beyond_the_text_changes_nothing() -> None:
    entities = [{"type": "text_link", "offset": 900, "length": 5, "url": "https://saomai.vn"}]
    assert parse(update_with(text="ngắn", entities=entities)).text == "ngắn"


def test_text_is_composed_and_without_control_characters() -> None:
    message = parse(update_with(text="Vie\u0302\u0323t\x00 Nam\r\nmới \ud83d"))
    assert message.text == "Việt Nam\nmới \ufffd"


def test_a_bot_and_a_service_message_are_automatic() -> None:
    bot = parse(update_with(text="hi", **{"from": {"id": 3, "is_bot": True, "first_name": "B"}}))
    assert bot.marks.is_automatic
    pinned = parse(update_with(new_chat_title="Nhóm mới"))
    assert pinned.marks.is_automatic
    assert pinned.chat.event is ChatEvent.MEMBERSHIP


def test_content_that_is_not_read_is_said_so() -> None:
    message = parse(update_with(story={"id": 1, "chat": {"id": 5, "type": "private"}}))
    assert message.defects == ("Telegram content that is not read",)


def test_a_hidden_forwarder_has_a_name_only() -> None:
    origin = {"type": "hidden_user", "date": 1_764_000_000, "sender_user_name": "Hoa"}
    assert parse(update_with(text="x", forward_origin=origin)).forwarded.sender == Address("", "Hoa")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b'{"update_id": 1}',
        b'{"update_id": 1, "message": 5}',
        b'{"update_id": 1, "message": {"message_id": 1}}',
        b'{"update_id": 1, "poll_answer": {"poll_id": "1", "option_ids": []}}',
        json.dumps(update_with(date=10**30)).encode(),
        json.dumps(update_with(text=5)).encode(),
        json.dumps(update_with(photo=5)).encode(),
        json.dumps(update_with(entities=[{"type": "text_link"}], text="x")).encode(),
    ],
)
def test_what_is_no_message_is_refused_with_one_line(content: bytes) -> None:
    with pytest.raises(ParseRefused) as refusal:
        parse(content)
    assert "\n" not in str(refusal.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "date", "url"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_FIELDS = [
    "text",
    "caption",
    "entities",
    "photo",
    "document",
    "contact",
    "location",
    "venue",
    "poll",
    "dice",
    "sticker",
    "quote",
]
_FIELDS += [
    "chat",
    "from",
    "date",
    "message_id",
    "reply_to_message",
    "forward_origin",
    "message_thread_id",
    "new_chat_members",
]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=4))
def test_mangled_messages_are_read_or_refused(fields: dict) -> None:
    try:
        message = parse(update_with(**fields))
    except ParseRefused:
        return
    message.text.encode()
    assert message.chat is not None

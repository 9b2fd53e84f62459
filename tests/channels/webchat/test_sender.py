"""The sender against the store: once, in order, edits in place, and failures that say what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.web.postbox import StorePostbox
from channels.message import Button, ChatAction, ChatParts, OutboundMessage, plain
from channels.port import CannotDeliver, TryAgainLater
from channels.webchat.sender import WebchatSender
from crm_store.conversations import service as conversations
from crm_store.database import Database
from crm_store.unit_of_work import Store

KEY = "staff:1"
CARD = OutboundMessage("k1", plain("🎫 T-1"), chat=ChatParts(KEY, buttons=((Button("Nhận", "take"),),)))


async def never():
    raise AssertionError("web chat messages have no point of no return")


@pytest.fixture
async def sender(store):
    made = WebchatSender(StorePostbox(store))
    assert not made.state.ok
    await made.start()
    yield made
    await made.stop()
    assert not made.state.ok


async def bodies(store, key=KEY):
    return [one.body for one in await store.read(lambda uow: conversations.messages_after(uow, key=key, revision=0))]


async def test_the_same_message_is_written_once(store, sender):
    first, second = await sender.send(CARD, never), await sender.send(CARD, never)
    assert first.external_id == second.external_id
    assert len(await bodies(store)) == 1


async def test_an_edit_changes_and_clearing_takes_the_buttons(store, sender):
    card = (await sender.send(CARD, never)).external_id
    edit = ChatParts(KEY, ChatAction.EDIT, message_ref=card, buttons=((Button("Xong", "resolve"),),))
    await sender.send(OutboundMessage("k2", plain("🎫 T-1 · Minh"), chat=edit), never)
    assert await bodies(store) == [
        {"spans": [{"text": "🎫 T-1 · Minh"}], "buttons": [[{"label": "Xong", "data": "resolve"}]]}
    ]
    clear = ChatParts(KEY, ChatAction.CLEAR_BUTTONS, message_ref=card)
    for _ in range(2):
        await sender.send(OutboundMessage("k3", plain(""), chat=clear), never)
    assert await bodies(store) == [{"spans": [{"text": "🎫 T-1 · Minh"}]}]


@pytest.mark.parametrize("ref", ["999", "x", "", None, "9" * 30])
@pytest.mark.parametrize("action", [ChatAction.EDIT, ChatAction.CLEAR_BUTTONS])
async def test_a_message_that_is_gone_says_so(sender, action, ref):
    with pytest.raises(CannotDeliver) as refused:
        await sender.send(OutboundMessage("k", plain("a"), chat=ChatParts(KEY, action, message_ref=ref)), never)
    assert refused.value.code == "edit_gone"


async def test_another_conversations_message_is_gone_too(sender):
    card = (await sender.send(CARD, never)).external_id
    elsewhere = ChatParts("staff:2", ChatAction.EDIT, message_ref=card)
    with pytest.raises(CannotDeliver) as refused:
        await sender.send(OutboundMessage("k2", plain("a"), chat=elsewhere), never)
    assert refused.value.code == "edit_gone"


@pytest.mark.parametrize("chat", [None, ChatParts("12345"), ChatParts(""), ChatParts("visitor:abc")])
async def test_what_is_meant_for_another_channel_is_refused(sender, chat):
    with pytest.raises(CannotDeliver) as refused:
        await sender.send(replace(CARD, chat=chat), never)
    assert refused.value.code == "no_chat"


async def test_a_button_that_could_not_be_pressed_is_refused(sender):
    with pytest.raises(CannotDeliver) as refused:
        await sender.send(replace(CARD, chat=ChatParts(KEY, buttons=((Button("Nhận", "x" * 65),),))), never)
    assert refused.value.code == "bad_button"


async def test_a_store_that_takes_nothing_means_later(store, tmp_path):
    (tmp_path / "no-file").mkdir()
    broken = Store(Database(f"sqlite:///{tmp_path / 'no-file'}"), store.files, store.firm, lambda _uow, _event: None)
    sender = WebchatSender(StorePostbox(broken))
    await sender.start()
    with pytest.raises(TryAgainLater) as later:
        await sender.send(CARD, never)
    assert later.value.whole_channel
    assert (sender.state.ok, sender.state.detail) == (False, "The database takes nothing now")
    broken.close()


async def test_a_stopped_sender_sends_nothing(store, sender):
    await sender.stop()
    with pytest.raises(TryAgainLater):
        await sender.send(CARD, never)
    assert await bodies(store) == []

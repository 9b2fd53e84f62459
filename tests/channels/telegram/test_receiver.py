from __future__ import annotations

import json

import pytest
from telegram_emulator import TelegramEmulator

from channels.message import ReadPosition
from channels.port import Receiver
from channels.telegram.receiver import TelegramPoller, _encoded
from channels.telegram.settings import TelegramSettings


@pytest.fixture
async def poller(settings: TelegramSettings, intake):
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    yield receiver
    await receiver.stop()


async def test_a_message_is_kept_with_its_position(tg: TelegramEmulator, poller, intake) -> None:
    assert isinstance(poller, Receiver)
    lan = tg.user("Lan")
    await lan.start()
    await lan.send("Máy in báo lỗi E3 😀")
    messages = await intake.has(2)
    assert messages[1].text == "Máy in báo lỗi E3 😀"
    raw = intake.raws[1]
    assert (raw.channel, raw.account) == ("telegram", "12345")
    assert json.loads(raw.content.decode("utf-8"))["update_id"] == int(raw.external_id)
    assert "báo lỗi".encode() in raw.content
    assert intake.positions["telegram", "12345"] == ReadPosition("telegram", "12345", 0, int(raw.external_id))
    assert poller.state.ok
    tg.assert_clean()


async def test_updates_are_confirmed_only_after_they_are_kept(tg: TelegramEmulator, poller, intake, until) -> None:
    await until(lambda: poller.state.ok)
    intake.unavailable = 4
    lan = tg.user("Lan")
    await lan.start()
    await until(lambda: intake.calls >= 3)
    assert tg.pending_updates == 1
    assert not poller.state.ok
    assert "database is locked" in poller.state.detail
    await intake.has(1)
    await until(lambda: poller.state.ok and tg.pending_updates == 0)


async def test_a_fault_in_the_store_does_not_end_the_reading(tg: TelegramEmulator, poller, intake, until) -> None:
    intake.broken = 2
    await tg.user("Lan").start()
    await intake.has(1)
    await until(lambda: poller.state.ok)


async def test_reading_goes_on_behind_the_stored_position(tg: TelegramEmulator, settings, intake) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send("cũ")
    await lan.send("mới")
    ids = [update.id for update in tg.world.queue.pending()]
    intake.positions["telegram", "12345"] = ReadPosition("telegram", "12345", 0, ids[1])
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    messages = await intake.has(1)
    await receiver.stop()
    assert [message.text for message in messages] == ["mới"]


@pytest.mark.parametrize("order", ["fifo", "reversed", "shuffled"])
async def test_held_updates_arrive_once_and_in_order(tg: TelegramEmulator, poller, intake, order: str, until) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await intake.has(1)
    tg.hold_updates()
    for number in range(12):
        await lan.send(f"tin {number}")
    tg.reverse_batches(order == "reversed")
    tg.release_updates(order)
    await intake.has(13)
    await until(lambda: tg.pending_updates == 0)
    assert intake.texts[1:] == [f"tin {number}" for number in range(12)]


async def test_duplicates_and_redelivery_end_as_one(tg: TelegramEmulator, poller, intake, until) -> None:
    lan = tg.user("Lan")
    tg.duplicate_next(3)
    await lan.start()
    for number in range(4):
        await lan.send(f"tin {number}")
    await intake.has(5)
    await until(lambda: tg.pending_updates == 0)
    assert tg.redeliver(3) == 3
    await until(lambda: tg.pending_updates == 0)
    await lan.send("sau cùng")
    await intake.has(6)
    assert intake.texts == ["/start", *(f"tin {number}" for number in range(4)), "sau cùng"]
    assert intake.calls > 2


async def test_more_updates_than_one_batch_with_a_third_repeated(tg: TelegramEmulator, settings, intake, until) -> None:
    lan = tg.user("Lan")
    await lan.start()
    for number in range(240):
        tg.duplicate_next(int(number % 3 == 0))
        await lan.send(f"tin {number}")
    tg.reverse_batches()
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    await intake.has(241)
    await until(lambda: tg.pending_updates == 0)
    await receiver.stop()
    assert intake.texts == ["/start", *(f"tin {number}" for number in range(240))]


async def test_identifiers_that_start_anew_are_followed(tg: TelegramEmulator, settings, intake, until) -> None:
    lan = tg.user("Lan")
    await lan.start()
    first = tg.world.queue.pending()[0].id
    intake.positions["telegram", "12345"] = ReadPosition("telegram", "12345", 0, first + 900_000)
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    await intake.has(1)
    await until(lambda: tg.pending_updates == 0)
    await receiver.stop()
    assert intake.positions["telegram", "12345"].value == first


async def test_a_restarted_poller_loses_and_doubles_nothing(tg: TelegramEmulator, settings, intake) -> None:
    lan = tg.user("Lan")
    await lan.start()
    for number in range(3):
        receiver = TelegramPoller(settings, intake)
        await receiver.start()
        await lan.send(f"tin {number}")
        await intake.has(number + 2)
        await receiver.stop()
        await lan.send(f"nghỉ {number}") if number == 2 else None
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    await intake.has(5)
    await receiver.stop()
    assert intake.texts == ["/start", "tin 0", "tin 1", "tin 2", "nghỉ 2"]


@pytest.mark.parametrize(
    ("code", "options", "said"),
    [
        (502, {}, "answered 502"),
        (500, {}, "answered 500"),
        (403, {"html": True}, "not as the Bot API does"),
        (409, {"description": "Conflict: terminated by other getUpdates request"}, "another program reads"),
        (401, {}, "@BotFather"),
        (429, {"retry_after": 1}, "asks to wait 1 s"),
    ],
)
async def test_trouble_is_said_and_survived(
    tg: TelegramEmulator, settings, intake, code: int, options: dict, said: str, until
) -> None:
    tg.fail_next("getUpdates", code, times=1 if code == 429 else 3, **options)
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    await until(lambda: said in receiver.state.detail)
    assert not receiver.state.ok
    await tg.user("Lan").start()
    await intake.has(1)
    await until(lambda: receiver.state.ok)
    await receiver.stop()


async def test_lost_connections_and_an_outage_are_survived(tg: TelegramEmulator, poller, intake, until) -> None:
    lan = tg.user("Lan")
    await lan.start()
    tg.drop_next("getUpdates", times=2)
    await lan.send("một")
    await intake.has(2)
    await tg.go_offline()
    await until(lambda: not poller.state.ok)
    assert "no connection" in poller.state.detail or "no answer" in poller.state.detail
    await tg.go_online()
    await lan.send("hai")
    await intake.has(3)
    assert intake.texts == ["/start", "một", "hai"]


async def test_a_webhook_left_behind_is_removed_but_not_its_updates(
    tg: TelegramEmulator, settings, intake, until
) -> None:
    lan = tg.user("Lan")
    await lan.start()
    tg.webhook.url = "http://127.0.0.1:9/elsewhere"
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    await intake.has(1)
    tg.webhook.url = "http://127.0.0.1:9/elsewhere"  # set again by another program while we poll
    await lan.send("vẫn đến")
    await intake.has(2)
    await until(lambda: not tg.webhook.url)
    await receiver.stop()
    assert not any(call.args.get("drop_pending_updates") for call in tg.calls_of("deleteWebhook"))


async def test_only_the_updates_that_are_read_are_asked_for(tg: TelegramEmulator, poller, until) -> None:
    await until(lambda: len(tg.calls_of("getUpdates")) > 1)
    asked = tg.calls_of("getUpdates")[0].args["allowed_updates"]
    assert asked == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_stopping_is_quick_and_final(tg: TelegramEmulator, settings, intake, until) -> None:
    receiver = TelegramPoller(settings, intake)
    await receiver.start()
    await until(lambda: receiver.state.ok)
    await receiver.stop()
    await receiver.stop()
    calls = len(tg.calls)
    await tg.user("Lan").start()
    assert len(tg.calls) == calls
    assert receiver.state.detail == "stopped"
    assert not intake.items


def test_half_surrogates_stay_escaped_and_other_text_does_not() -> None:
    update = {"update_id": 1, "text": "hỏng \ud83d"}
    assert json.loads(_encoded(update)) == update
    assert _encoded({"text": "hỏi"}) == '{"text":"hỏi"}'.encode()

from __future__ import annotations

import pytest

from channels.telegram.pacer import Pacer


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pacer(clock: Clock) -> Pacer:
    return Pacer(clock)


def test_a_private_chat_takes_three_at_once_and_then_one_a_second(pacer: Pacer, clock: Clock) -> None:
    assert [pacer.take("5") for _ in range(3)] == [0, 0, 0]
    assert 1.0 <= pacer.delay("5") < 1.2
    assert pacer.delay("6") == 0
    clock.now += pacer.delay("5")
    assert pacer.take("5") == 0
    assert pacer.take("5") > 0


def test_a_group_takes_twenty_a_minute(pacer: Pacer, clock: Clock) -> None:
    begin = clock.now
    for _ in range(21):
        clock.now += pacer.delay("-100")
        assert pacer.take("-100") == 0
    assert 60 <= clock.now - begin < 70


def test_the_bot_sends_thirty_a_second(pacer: Pacer, clock: Clock) -> None:
    assert all(pacer.take(str(chat)) == 0 for chat in range(30))
    assert 0 < pacer.delay("999") <= 1.05
    clock.now += 1.06
    assert pacer.take("999") == 0


def test_a_refused_take_counts_nothing(pacer: Pacer, clock: Clock) -> None:
    for _ in range(10):
        pacer.take("5")
    clock.now += 1.06
    assert pacer.take("5") == 0


def test_a_429_pauses_its_own_chat_only(pacer: Pacer, clock: Clock) -> None:
    assert pacer.refused("5", 3600) is False
    assert pacer.delay("5") == 3600
    assert pacer.delay("6") == 0
    clock.now += 3600
    assert pacer.delay("5") == 0


def test_several_chats_refused_in_a_row_mean_the_bot(pacer: Pacer) -> None:
    assert [pacer.refused(chat, 9 if chat == "6" else 30) for chat in ("5", "6", "7")] == [False, False, True]
    assert pacer.delay("8") == 9


def test_a_success_between_them_clears_the_suspicion(pacer: Pacer) -> None:
    pacer.refused("5", 30)
    pacer.refused("6", 30)
    pacer.accepted()
    assert pacer.refused("7", 30) is False
    assert pacer.delay("8") == 0


def test_idle_chats_are_forgotten(pacer: Pacer, clock: Clock) -> None:
    for chat in range(5000):
        clock.now += 0.1
        pacer.take(str(chat))
    assert len(pacer._chats) < 2100

"""Keeps within Telegram's sending limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).

About 1 message a second in a chat with short bursts, 20 a minute in a group, 30 a second overall. A 429 pauses its own
chat; only when several chats in a row are refused, with no success between them, is it the whole bot's turn to wait.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

_MARGIN = 1.05  # requests spaced here arrive bunched there
_OVERALL = (30, 1.0)
_PER_GROUP = (20, 60.0)
_CHAT_BURST = 3
_INSTANT = 1e-6  # less is rounding
_CHAT_INTERVAL = 1.0
_CHATS_THAT_MEAN_THE_BOT = 3
_FORGET_ABOVE = 2000


@dataclass(slots=True)
class _Window:
    """At most ``limit`` events within ``seconds``."""

    limit: int
    seconds: float
    events: deque[float] = field(default_factory=deque)

    def delay(self, now: float) -> float:
        while self.events and self.events[0] <= now - self.seconds:
            self.events.popleft()
        if len(self.events) < self.limit:
            return 0.0
        return self.events[len(self.events) - self.limit] + self.seconds - now

    def take(self, now: float) -> None:
        self.events.append(now)


@dataclass(slots=True)
class _Bucket:
    """A token bucket kept as the time at which it will be full again."""

    burst: int
    interval: float
    full_at: float = 0.0

    def delay(self, now: float) -> float:
        return max(0.0, self.full_at - now - (self.burst - 1) * self.interval)

    def take(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + self.interval


@dataclass(slots=True)
class _Chat:
    bucket: _Bucket
    group: _Window | None
    paused_until: float = 0.0

    def delay(self, now: float) -> float:
        return max(self.bucket.delay(now), self.paused_until - now, self.group.delay(now) if self.group else 0.0)

    def take(self, now: float) -> None:
        self.bucket.take(now)
        if self.group:
            self.group.take(now)

    def idle(self, now: float) -> bool:
        self.delay(now)  # drops what the group window no longer holds
        return self.bucket.full_at <= now and self.paused_until <= now and not (self.group and self.group.events)


class Pacer:
    """All times are seconds of ``clock``. One per bot and process; for use on one event loop, nothing here waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall = _Window(_OVERALL[0], _OVERALL[1] * _MARGIN)
        self._chats: dict[str, _Chat] = {}
        self._refused_in_a_row: dict[str, float] = {}
        self._paused_until = 0.0

    def delay(self, chat_id: str) -> float:
        """Seconds until a message may go to this chat; 0 means now."""
        now = self._clock()
        chat = self._chats.get(chat_id)
        wait = max(self._overall.delay(now), self._paused_until - now, chat.delay(now) if chat else 0.0)
        return wait if wait > _INSTANT else 0.0

    def take(self, chat_id: str) -> float:
        """Counts one message and returns 0, or counts nothing and returns the delay."""
        wait = self.delay(chat_id)
        if wait <= 0:
            now = self._clock()
            self._overall.take(now)
            self._chat(chat_id).take(now)
        return wait

    def refused(self, chat_id: str, after: float) -> bool:
        """Records a 429 for ``after`` seconds; says whether the whole bot must wait."""
        now = self._clock()
        chat = self._chat(chat_id)
        chat.paused_until = max(chat.paused_until, now + after)
        self._refused_in_a_row[chat_id] = now + after
        if len(self._refused_in_a_row) < _CHATS_THAT_MEAN_THE_BOT:
            return False
        self._paused_until = max(self._paused_until, min(self._refused_in_a_row.values()))
        return self._paused_until > now

    def accepted(self) -> None:
        """A message went through: the bot as a whole is not refused."""
        self._refused_in_a_row.clear()

    def _chat(self, chat_id: str) -> _Chat:
        if len(self._chats) > _FORGET_ABOVE:
            now = self._clock()
            self._chats = {key: chat for key, chat in self._chats.items() if not chat.idle(now)}
        if chat_id not in self._chats:
            group = _Window(_PER_GROUP[0], _PER_GROUP[1] * _MARGIN) if chat_id.startswith("-") else None
            self._chats[chat_id] = _Chat(_Bucket(_CHAT_BURST, _CHAT_INTERVAL * _MARGIN), group)
        return self._chats[chat_id]

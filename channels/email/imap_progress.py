"""Which mails of a folder are done, which come next, and how far the read position may move. No I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

BATCH_MAILS: Final = 50
BATCH_BYTES: Final = 8 << 20
WINDOW_MAILS: Final = 5000
"""A long history is worked through in such pieces, so that each batch costs the same."""

TRIES_BEFORE_ASIDE: Final = 3
TRIES_BEFORE_PARTIAL: Final = 2


class Progress:
    """Reading of one folder under one UIDVALIDITY.

    A mail that cannot be fetched is set aside for a while: the others go on, but the position stays before it, so that
    a restart tries it again. Times are those of a monotonic clock, in seconds.
    """

    def __init__(self, uid_validity: int, position: int, *, aside_seconds: float) -> None:
        self.uid_validity = uid_validity
        self.position = position
        self._aside_seconds = aside_seconds
        self._pending: list[int] = []
        self._beyond = 0
        self._done: set[int] = set()
        self._tries: dict[int, int] = {}
        self._aside_until: dict[int, float] = {}
        self._batch_limit = BATCH_MAILS

    @property
    def set_aside(self) -> list[int]:
        return sorted(self._aside_until)

    @property
    def waiting(self) -> int:
        return len(self._pending) + self._beyond

    @property
    def more(self) -> bool:
        """Whether ``listed`` must be called again for the rest."""
        return self._beyond > 0

    def listed(self, uids: Iterable[int]) -> None:
        """All that is in the folder above the position, in order. What is gone from there is not waited for."""
        known = {uid for uid in uids if uid > self.position and uid not in self._done}
        self._aside_until = {uid: until for uid, until in self._aside_until.items() if uid in known}
        fresh = sorted(known - self._aside_until.keys())
        self._beyond = max(0, len(fresh) - WINDOW_MAILS)
        self._pending = sorted([*self._aside_until, *fresh[:WINDOW_MAILS]])

    def next_uids(self, now: float) -> list[int]:
        """Candidates for one batch; empty when there is nothing to do now."""
        fresh = [uid for uid in self._pending if uid not in self._tries or self._tries[uid] < TRIES_BEFORE_ASIDE]
        if fresh:
            return fresh[: self._batch_limit]
        due = [uid for uid in self._pending if self._aside_until.get(uid, now) <= now]
        return due[:1]

    def batch(self, sizes: Mapping[int, int], uids: Sequence[int], size_limit: int) -> list[int]:
        """As many of ``uids``, in order, as memory allows; at least one. A mail to be fetched in part goes alone."""
        chosen: list[int] = []
        total = 0
        for uid in uids:
            total += min(sizes[uid], size_limit)
            alone = self.in_part(uid, sizes[uid], size_limit)
            if chosen and (alone or total > BATCH_BYTES):
                break
            chosen.append(uid)
            if alone:
                break
        return chosen

    def in_part(self, uid: int, size: int, size_limit: int) -> bool:
        """Also after failures: the server's size may be wrong, and a part bounds what it can send."""
        return size > size_limit or self._tries.get(uid, 0) >= TRIES_BEFORE_PARTIAL

    def position_after(self, uids: Collection[int]) -> int:
        """Where the position stands once ``uids`` are done too: before the first mail that is not."""
        done = self._done | set(uids)
        waiting = [uid for uid in self._pending if uid not in done]
        reached = done if not waiting else {uid for uid in done if uid < waiting[0]}
        return max(reached, default=self.position)

    def finished(self, uids: Collection[int]) -> None:
        """These are committed, or gone from the folder."""
        self.position = max(self.position, self.position_after(uids))
        self._done = {uid for uid in self._done.union(uids) if uid > self.position}
        self._pending = [uid for uid in self._pending if uid > self.position and uid not in self._done]
        for uid in uids:
            self._tries.pop(uid, None)
            self._aside_until.pop(uid, None)
        self._batch_limit = min(BATCH_MAILS, self._batch_limit * 2)

    def failed(self, uids: Sequence[int], now: float) -> None:
        """The connection broke, or the server refused, while these were fetched together."""
        if len(uids) > 1:
            self._batch_limit = max(1, len(uids) // 4)
            return
        for uid in uids:
            tries = self._tries[uid] = self._tries.get(uid, 0) + 1
            if tries >= TRIES_BEFORE_ASIDE:
                over = tries - TRIES_BEFORE_ASIDE
                self._aside_until[uid] = now + self._aside_seconds * min(2**over, 32)

    def seconds_to_next_try(self, now: float) -> float | None:
        """Until a mail that was set aside is due again; ``None`` when there is none."""
        return max(0.0, min(self._aside_until.values()) - now) if self._aside_until else None

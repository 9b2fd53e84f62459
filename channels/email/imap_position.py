"""Where reading begins: the first connection, the usual restart, and a folder whose UIDs count anew.

Beside the position itself two more are kept under the same channel, so that a restart in the middle of a long scan
still knows what was wanted: ``<account>#from``, the Unix time from which mails are wanted (0: all), and
``<account>#backlog``, the highest UID that was there when the scan began. Mails above it are always taken, however old
they claim to be.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from channels.email.imap_session import ImapSession
from channels.email.imap_url import SINCE_ALL, ImapSettings
from channels.message import ReadPosition
from channels.port import Intake

log = logging.getLogger(__name__)

CHANNEL: Final = "email"
ALL_TIMES: Final = 0

ZONE_SLACK: Final = timedelta(days=1)
"""SEARCH SINCE compares days in the server's own time zone (RFC 9051, 6.4.4)."""


class Positions:
    """What is on disk about one mailbox. Blocking; raises ``IntakeUnavailable``."""

    def __init__(self, intake: Intake, settings: ImapSettings) -> None:
        self._intake = intake
        self._settings = settings
        self._begin: ReadPosition | None = None
        self._backlog: ReadPosition | None = None
        self.recounts = 0

    def start(self, session: ImapSession) -> int:
        """The UID after which to read, committed under the UIDVALIDITY that the session sees."""
        stored = self._read("")
        folder = session.folder
        if stored is None:
            return self._first_time(session)
        if stored.epoch == folder.uid_validity and not _went_back(session, stored.value):
            self._begin, self._backlog = self._read("#from"), self._read("#backlog")
            return stored.value
        self.recounts += 1
        log.warning(
            "%s: the server numbers this folder anew (UIDVALIDITY %d, was %d); looking through all of it again",
            self._settings.account,
            folder.uid_validity,
            stored.epoch,
        )
        self._begin = self._read("#from")
        self._backlog = self._write("#backlog", folder.uid_validity, folder.uid_next - 1)
        self._write("", folder.uid_validity, 0)
        return 0

    def _first_time(self, session: ImapSession) -> int:
        folder, since = session.folder, self._settings.since
        last = folder.uid_next - 1
        if since is None:
            begin = datetime.now(UTC) - ZONE_SLACK
            wanted, position = (int(begin.timestamp()) if folder.count else ALL_TIMES), last
        elif since == SINCE_ALL:
            wanted, position = ALL_TIMES, 0
        else:
            wanted, position = int(datetime.combine(since, time(), UTC).timestamp()), 0
        self._begin = self._write("#from", 0, wanted)
        self._backlog = self._write("#backlog", folder.uid_validity, last)
        self._write("", folder.uid_validity, position)
        return position

    def wanted(self, session: ImapSession, uids: Sequence[int]) -> list[int]:
        """Without the mails that were there before the time from which mails are wanted."""
        begin, backlog = self._begin, self._backlog
        if not uids or begin is None or backlog is None or begin.value == ALL_TIMES:
            return list(uids)
        if backlog.epoch != session.folder.uid_validity or uids[0] > backlog.value:
            return list(uids)
        young = session.uids_since(datetime.fromtimestamp(begin.value, UTC).date(), backlog.value)
        return [uid for uid in uids if uid > backlog.value or uid in young]

    def first_own_uid(self, session: ImapSession) -> int:
        """The lowest UID that we can have kept without a doubt."""
        begin, backlog = self._begin, self._backlog
        if begin is None or backlog is None or begin.value == ALL_TIMES:
            return 1
        return backlog.value + 1 if backlog.epoch == session.folder.uid_validity else 1

    def at(self, session: ImapSession, uid: int) -> ReadPosition:
        return ReadPosition(CHANNEL, self._settings.account, session.folder.uid_validity, uid)

    def _read(self, part: str) -> ReadPosition | None:
        return self._intake.read_position_blocking(CHANNEL, self._settings.account + part)

    def _write(self, part: str, epoch: int, value: int) -> ReadPosition:
        position = ReadPosition(CHANNEL, self._settings.account + part, epoch, value)
        self._intake.keep_blocking([], position)
        return position


def _went_back(session: ImapSession, position: int) -> bool:
    """A folder restored from an older copy gives UIDs a second time. A wrong UIDNEXT alone does not count."""
    folder = session.folder
    return folder.uid_next_known and position >= folder.uid_next and session.last_uid() < position

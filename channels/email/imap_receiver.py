"""Watches one IMAP mailbox in a thread of its own and puts what comes into the intake.

The read position (UIDVALIDITY and UID) is committed with the raw mails; flags on the server are a courtesy. Mails stay
on the server.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from channels.email.backoff import Backoff
from channels.email.imap_failures import ConnectionLost, FolderRefused, ImapFailure, LoginRefused, ServerRefused
from channels.email.imap_position import CHANNEL, Positions
from channels.email.imap_progress import Progress
from channels.email.imap_session import FetchedMail, ImapSession
from channels.email.imap_url import ImapSettings
from channels.email.imap_wire import Brake
from channels.message import RawItem, ReadPosition
from channels.port import Intake, IntakeUnavailable, PartState

log = logging.getLogger(__name__)

UNFLAGGED_LOOKBACK: Final = 500
"""UIDs below the position that a restart may find kept but not flagged."""

FALSE_ALARMS: Final = 3
FALSE_ALARM_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class ImapTiming:
    """Seconds. ``idle`` and ``poll`` give way to the mailbox's own ``poll`` setting.

    ``second_look``: the first IDLE after a connection or a mail is this short. Servers exist (pymap) that never announce
    what came between the last command and the start of IDLE, and mails come in bursts.
    """

    idle: float = 180
    second_look: float = 1
    poll: float = 30
    connect: float = 20
    answer: float = 60
    first_pause: float = 1
    longest_pause: float = 300
    login_pause: float = 300
    longest_login_pause: float = 3600
    store_pause: float = 0.5
    longest_store_pause: float = 30
    aside: float = 60
    stop: float = 4.5


class _Stopping(Exception):
    """``stop`` was called; unwinds the thread."""


class ImapReceiver:
    """A ``channels.port.Receiver`` for one mailbox."""

    def __init__(self, settings: ImapSettings, intake: Intake, timing: ImapTiming | None = None) -> None:
        self._settings = settings
        self._intake = intake
        self._timing = timing or ImapTiming()
        self._brake = Brake()
        self._positions = Positions(intake, settings)
        self._progress: Progress | None = None
        self._lost = Backoff(self._timing.first_pause, self._timing.longest_pause)
        self._refused = Backoff(self._timing.login_pause, self._timing.longest_login_pause)
        self._store = Backoff(self._timing.store_pause, self._timing.longest_store_pause)
        self._thread: threading.Thread | None = None
        self._state = PartState(name=settings.account)
        self._note(encrypted=settings.encrypted, uid_validity=None, position=None, last_look_at=None)
        self._note(kept=0, repeated=0, vanished=0, set_aside=0, recounts=0)

    @property
    def state(self) -> PartState:
        return self._state

    async def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self._settings.account, daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        self._brake.pull()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, self._timing.stop)
            if self._thread.is_alive():
                log.warning("%s: still waiting for the network or the store; left behind", self._settings.account)
        self._say(ok=False, detail="stopped")

    def _run(self) -> None:
        while not self._brake.pulled.is_set():
            try:
                self._watch()
            except _Stopping:
                return
            except LoginRefused as failure:
                self._pause(self._refused, failure.reason + "; correct it in the settings")
            except FolderRefused as failure:
                self._pause(self._lost, failure.reason)
            except ImapFailure as failure:
                self._pause(self._lost, f"no connection: {failure.reason}")
            except IntakeUnavailable as failure:
                self._pause(self._store, f"the store cannot keep mail now: {failure}")
            except Exception:
                # A thread that ends would take no more mail, and nobody would see it.
                log.exception("%s: unexpected failure; trying again", self._settings.account)
                self._pause(self._lost, "an unexpected failure, see the log")

    def _pause(self, backoff: Backoff, detail: str) -> None:
        if self._brake.pulled.is_set():
            return
        seconds = backoff.pause()
        log.warning("%s: %s; next try in %.1f s", self._settings.account, detail, seconds)
        self._say(ok=False, detail=detail)
        self._brake.pulled.wait(seconds)

    def _say(self, *, ok: bool, detail: str) -> None:
        self._state.detail = detail
        self._state.ok = ok

    def _note(self, **facts: Any) -> None:
        # A new dict each time: the event loop may be reading the old one.
        self._state.facts = {**self._state.facts, **facts}

    def _count(self, **more: int) -> None:
        self._note(**{name: self._state.facts[name] + number for name, number in more.items()})

    def _watch(self) -> None:
        """Until the connection breaks."""
        timing = self._timing
        with ImapSession(
            self._settings, self._brake, connect_within=timing.connect, answer_within=timing.answer
        ) as session:
            self._refused.reset()
            self._begin(session)
            self._flag_left_over(session)
            alarms, busy = 0, True
            while True:
                found = self._take_all(session)
                alarms, busy = 0 if found else alarms + 1, busy or found
                self._say_watching(session)
                if alarms > FALSE_ALARMS:
                    self._slow_down(session, alarms - FALSE_ALARMS)
                if session.announced_mail():
                    continue
                if not self._rest(session, self._patience(busy=busy, alarms=alarms)) and not busy:
                    alarms = 0
                busy = False

    def _slow_down(self, session: ImapSession, alarms: int) -> None:
        """A server that announces mail again and again though there is none must not keep us busy."""
        self._brake.pulled.wait(min(FALSE_ALARM_PAUSE * 2**alarms, self._timing.poll))
        session.forget_announcements()

    def _begin(self, session: ImapSession) -> None:
        """Find the position, or notice that the folder counts anew."""
        position = self._positions.start(session)
        validity = session.folder.uid_validity
        known = self._progress
        if known is None or known.uid_validity != validity or known.position != position:
            self._progress = Progress(validity, position, aside_seconds=self._timing.aside)
        self._note(uid_validity=validity, position=position, recounts=self._positions.recounts)

    def _patience(self, *, busy: bool, alarms: int) -> float:
        """The longest IDLE, where something may have been overlooked."""
        if busy:
            return self._timing.second_look
        return self._timing.poll if alarms > FALSE_ALARMS else math.inf

    def _rest(self, session: ImapSession, most: float) -> bool:
        """Whether mail was announced. After silence the folder is opened anew. ``most`` bounds an IDLE, in seconds."""
        seconds = self._seconds_of_rest(session)
        if session.can_idle:
            if session.idle(min(seconds, most)):
                return True
        else:
            self._brake.pulled.wait(seconds)
        if self._brake.pulled.is_set():
            raise _Stopping
        session.select()
        self._begin(session)
        self._lost.reset()
        return False

    def _seconds_of_rest(self, session: ImapSession) -> float:
        usual = self._timing.idle if session.can_idle else self._timing.poll
        seconds = self._settings.poll or usual
        retry = self._known_progress().seconds_to_next_try(time.monotonic())
        return seconds if retry is None else min(seconds, retry)

    def _known_progress(self) -> Progress:
        assert self._progress is not None
        return self._progress

    def _take_all(self, session: ImapSession) -> bool:
        """Whether there was anything above the position."""
        progress = self._known_progress()
        found = False
        while True:
            listed = session.uids_after(progress.position)
            found = found or bool(listed)
            progress.listed(self._positions.wanted(session, listed))
            while uids := progress.next_uids(time.monotonic()):
                self._take_batch(session, progress, uids)
            if not progress.more:
                break
        if listed and not progress.waiting and listed[-1] > progress.position:
            # The rest is older than what is wanted.
            self._keep([], self._positions.at(session, listed[-1]))
            progress.position = listed[-1]
            self._note(position=progress.position)
        return found

    def _take_batch(self, session: ImapSession, progress: Progress, uids: Sequence[int]) -> None:
        attempted = list(uids)
        try:
            sizes = session.sizes(uids)
            attempted = progress.batch(sizes, [uid for uid in uids if uid in sizes], self._settings.size_limit)
            mails = self._fetch(session, progress, attempted, sizes)
            gone = self._vanished(session, uids, sizes, attempted, mails)
        except ImapFailure:
            progress.failed(attempted or uids, time.monotonic())
            raise
        self._commit(session, progress, mails, gone)

    def _fetch(
        self, session: ImapSession, progress: Progress, uids: Sequence[int], sizes: dict[int, int]
    ) -> list[FetchedMail]:
        if not uids:
            return []
        limit = self._settings.size_limit
        partial = progress.in_part(uids[0], sizes[uids[0]], limit)
        return session.fetch(uids, sum(min(sizes[uid], limit) for uid in uids), partial=partial)

    def _vanished(
        self,
        session: ImapSession,
        asked: Sequence[int],
        sizes: dict[int, int],
        attempted: Sequence[int],
        mails: Sequence[FetchedMail],
    ) -> list[int]:
        """Those that another client removed meanwhile. One that is there but was not sent is a failure, not a loss."""
        received = {mail.uid for mail in mails}
        missing = [uid for uid in asked if uid not in sizes] + [uid for uid in attempted if uid not in received]
        left = session.still_there(missing)
        if left:
            raise ConnectionLost(f"the server did not send mail {min(left)} though it is there")
        if missing:
            self._count(vanished=len(missing))
            log.info("%s: %d mails were removed before they were read", self._settings.account, len(missing))
        return missing

    def _commit(
        self, session: ImapSession, progress: Progress, mails: Sequence[FetchedMail], gone: Sequence[int]
    ) -> None:
        finished = [*gone, *(mail.uid for mail in mails)]
        position = progress.position_after(finished)
        items = [self._item(session, mail) for mail in sorted(mails, key=lambda mail: mail.uid)]
        self._keep(items, self._positions.at(session, position))
        progress.finished(finished)
        self._note(position=progress.position)
        self._say(ok=not progress.set_aside, detail=f"reading, {progress.waiting} mails to go")
        self._lost.reset()
        self._flag(session, [mail.uid for mail in mails])

    def _keep(self, items: Sequence[RawItem], position: ReadPosition) -> None:
        """Commit, however long the store takes to come back. The connection may break meanwhile; nothing is lost."""
        while True:
            if self._brake.pulled.is_set():
                raise _Stopping
            try:
                kept = self._intake.keep_blocking(items, position)
            except IntakeUnavailable as failure:
                self._pause(self._store, f"the store cannot keep mail now: {failure}")
                continue
            self._store.reset()
            new = sum(entry.new for entry in kept)
            self._count(kept=new, repeated=len(kept) - new)
            return

    def _item(self, session: ImapSession, mail: FetchedMail) -> RawItem:
        now = datetime.now(UTC)
        received = min(mail.internal_date or now, now)
        return RawItem(
            channel=CHANNEL,
            account=self._settings.account,
            external_id=hashlib.sha256(mail.content).hexdigest(),
            content=mail.content,
            received_at=received,
            envelope={
                "transport": "imap",
                "folder": self._settings.folder,
                "uid": mail.uid,
                "uid_validity": session.folder.uid_validity,
                "truncated": mail.truncated,
            },
        )

    def _flag(self, session: ImapSession, uids: Sequence[int]) -> None:
        try:
            session.mark_kept(uids)
        except ServerRefused as failure:
            log.warning("%s: kept mails cannot be flagged on the server: %s", self._settings.account, failure)

    def _flag_left_over(self, session: ImapSession) -> None:
        """A crash between commit and flag left mails unflagged."""
        position = self._known_progress().position
        first = max(self._positions.first_own_uid(session), position - UNFLAGGED_LOOKBACK)
        try:
            self._flag(session, session.kept_without_flag(first, position))
        except ServerRefused as failure:
            log.info("%s: the server cannot look for our flag: %s", self._settings.account, failure)

    def _say_watching(self, session: ImapSession) -> None:
        words = ["watching" if session.can_idle else "looking in regularly (the server has no IDLE)"]
        if not self._settings.encrypted and not self._settings.is_local:
            words.append("NOT ENCRYPTED: use imaps:// or ?starttls=required")
        aside = self._known_progress().set_aside
        if aside:
            words.append(f"{len(aside)} mails cannot be read and are tried again later, first UID {aside[0]}")
        self._note(last_look_at=datetime.now(UTC).isoformat(timespec="seconds"), set_aside=len(aside))
        self._say(ok=not aside, detail="; ".join(words))


async def check(settings: ImapSettings) -> str:
    """Sign in, open the folder, leave: one line about what was seen. Raises ``ImapFailure``, whose text is one line."""

    def look() -> str:
        with ImapSession(settings, Brake(), connect_within=10, answer_within=20) as session:
            idle = "announces new mail" if session.can_idle else "is asked regularly, it has no IDLE"
            secret = "encrypted" if settings.encrypted else "not encrypted"
            return f"{settings.folder} holds {session.folder.count} mails; the server {idle}; {secret}"

    return await asyncio.to_thread(look)

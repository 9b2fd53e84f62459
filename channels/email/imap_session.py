"""One signed-in connection with one selected folder, in the words of the receiver. Blocking; raises ``ImapFailure``."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self

from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError

from channels.email.imap_failures import ConnectionLost, FolderRefused, Garbled, ServerRefused, one_line, translated
from channels.email.imap_login import sign_in
from channels.email.imap_url import ImapSettings
from channels.email.imap_wire import Brake, MailboxClient

log = logging.getLogger(__name__)

KEPT_FLAG: Final = b"$CrmbotKept"
SEEN_FLAG: Final = rb"\Seen"
HIGHEST_UID: Final = (1 << 32) - 1
SLOWEST_BYTES_PER_SECOND: Final = 16 << 10
SPARE_LITERAL_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """``content`` is at most the size limit long; ``truncated`` says that the mail is longer."""

    uid: int
    content: bytes
    internal_date: datetime | None
    truncated: bool


@dataclass(frozen=True, slots=True)
class SelectedFolder:
    """What SELECT said. ``count`` is how many mails are there.

    ``uid_next`` is one above the highest UID given so far; not ``uid_next_known``: one above the highest still there.
    """

    uid_validity: int
    uid_next: int
    uid_next_known: bool
    count: int
    flag: bytes | None


class ImapSession:
    """Use as a context manager; leaving it closes the connection, however broken."""

    def __init__(self, settings: ImapSettings, brake: Brake, *, connect_within: float, answer_within: float) -> None:
        self._settings = settings
        self._answer_within = answer_within
        self._may_flag = True
        context = ssl.create_default_context() if settings.encrypted else None
        with translated(f"connecting to {settings.host}:{settings.port}"):
            try:
                self._client = MailboxClient(
                    settings.host,
                    settings.port,
                    tls=context if settings.tls else None,
                    timeout=connect_within,
                    literal_limit=2 * settings.size_limit + SPARE_LITERAL_BYTES,
                    brake=brake,
                )
            except IMAPClientError as error:
                raise ConnectionLost(f"the server does not want to talk: {one_line(error)}") from error
        try:
            with translated("signing in"):
                self._sign_in(context, brake, connect_within)
            self.folder = self.select()
        except BaseException:
            self.close()
            raise

    def _sign_in(self, context: ssl.SSLContext | None, brake: Brake, within: float) -> None:
        self._client.wire.allow(within)
        if self._settings.starttls and context is not None:
            self._client.wire.upgrade(context)
        sign_in(self._client, self._settings, brake)
        self._client.wire.allow(within)
        self.can_idle = bool(self._client.has_capability("IDLE"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.wire.shutdown()

    def select(self) -> SelectedFolder:
        """Open the folder anew: only so it is noticed that somebody deleted and made it again under the same name."""
        name = self._settings.folder
        with translated(f"opening {name}"):
            self._client.wire.allow(self._answer_within)
            try:
                answer = self._select(name)
            except ServerRefused as error:
                raise FolderRefused(f"the folder {name} cannot be opened: {error.reason}") from error
            self.folder = self._described(answer)
        return self.folder

    def _select(self, name: str) -> Mapping[bytes, Any]:
        with translated("SELECT"):
            try:
                answer: Mapping[bytes, Any] = self._client.select_folder(name)
            except IMAPClientReadOnlyError:
                answer = self._client.select_folder(name, readonly=True)
            return answer

    def _described(self, answer: Mapping[bytes, Any]) -> SelectedFolder:
        validity = answer.get(b"UIDVALIDITY")
        if not isinstance(validity, int):
            raise Garbled("the server names no UIDVALIDITY, so mails cannot be told apart (RFC 9051, 2.3.1.1)")
        uid_next = answer.get(b"UIDNEXT")
        known = isinstance(uid_next, int)
        return SelectedFolder(
            uid_validity=validity,
            uid_next=int(uid_next or 1) if known else self.last_uid() + 1,
            uid_next_known=known,
            count=int(answer.get(b"EXISTS", 0)),
            flag=_courtesy_flag(answer),
        )

    def last_uid(self) -> int:
        # "*" is the last mail; an empty folder has none.
        return max(self._uids(["UID", "*"]), default=0)

    def uids_after(self, uid: int) -> list[int]:
        """In order. From now on ``announced_mail`` tells of what comes later."""
        self._client.wire.forget_untagged()
        # "n:*" names the last mail even if its UID is below n.
        return [found for found in self._uids(["UID", f"{uid + 1}:*"]) if found > uid]

    def uids_since(self, day: date, last_uid: int) -> set[int]:
        """Those up to ``last_uid`` that the server received on that day of its own time zone or later."""
        return set(self._uids(["UID", f"1:{max(last_uid, 1)}", "SINCE", day]))

    def still_there(self, uids: Collection[int]) -> set[int]:
        return set(self._uids(["UID", ",".join(map(str, sorted(uids)))])) if uids else set()

    def _uids(self, criteria: Sequence[object]) -> list[int]:
        with translated("SEARCH"):
            self._client.wire.allow(self._answer_within)
            found = sorted(set(self._client.search(criteria)))
        if found and not 0 < found[0] <= found[-1] <= HIGHEST_UID:
            raise Garbled("SEARCH: a UID out of range")
        return found

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Bytes as the server counts them, which need not be exact. Mails that are gone are missing."""
        with translated("FETCH"):
            self._client.wire.allow(self._answer_within)
            answers = self._client.fetch(uids, ["RFC822.SIZE"])
            return {uid: int(answer[b"RFC822.SIZE"]) for uid, answer in answers.items() if b"RFC822.SIZE" in answer}

    def fetch(self, uids: Sequence[int], expected_bytes: int, *, partial: bool) -> list[FetchedMail]:
        """The mails that are there. ``partial`` asks for the first bytes up to the size limit only."""
        limit = self._settings.size_limit
        item, key = (f"BODY.PEEK[]<0.{limit + 1}>", b"BODY[]<0>") if partial else ("BODY.PEEK[]", b"BODY[]")
        with translated("FETCH"):
            self._client.wire.allow(self._answer_within + expected_bytes / SLOWEST_BYTES_PER_SECOND)
            answers = self._client.fetch(uids, ["INTERNALDATE", item])
            return [_mail(uid, answer, answer[key], limit) for uid, answer in answers.items() if _has_body(answer, key)]

    def mark_kept(self, uids: Iterable[int]) -> None:
        """After a refusal this connection does not try again."""
        if self._may_flag and self.folder.flag and (marked := sorted(uids)):
            self._may_flag = False
            with translated("STORE"):
                self._client.wire.allow(self._answer_within)
                self._client.add_flags(marked, [self.folder.flag], silent=True)
            self._may_flag = True

    def kept_without_flag(self, first_uid: int, last_uid: int) -> list[int]:
        """Only for the keyword: that a mail is unread may be a person's wish."""
        if self.folder.flag != KEPT_FLAG or last_uid < first_uid:
            return []
        return self._uids(["UID", f"{first_uid}:{last_uid}", "UNKEYWORD", KEPT_FLAG.decode()])

    def announced_mail(self) -> bool:
        return self._client.wire.announced_mail()

    def forget_announcements(self) -> None:
        self._client.wire.forget_untagged()

    def idle(self, seconds: float) -> bool:
        """Whether new mail was announced within these seconds."""
        with translated("IDLE"):
            return self._client.wire.idle_until_mail(seconds, self._answer_within)


def _courtesy_flag(answer: Mapping[bytes, Any]) -> bytes | None:
    if b"READ-ONLY" in answer:
        return None
    permanent = answer.get(b"PERMANENTFLAGS", answer.get(b"FLAGS", ()))
    names = {bytes(name).lower() for name in permanent}
    if rb"\*" in names or KEPT_FLAG.lower() in names:
        return KEPT_FLAG
    return SEEN_FLAG if SEEN_FLAG.lower() in names else None


def _has_body(answer: Mapping[bytes, Any], key: bytes) -> bool:
    return isinstance(answer.get(key), bytes)


def _mail(uid: int, answer: Mapping[bytes, Any], content: bytes, limit: int) -> FetchedMail:
    received = answer.get(b"INTERNALDATE")
    truncated = len(content) > limit
    return FetchedMail(
        uid=uid,
        content=content[:limit] if truncated else content,
        internal_date=received if isinstance(received, datetime) else None,
        truncated=truncated,
    )

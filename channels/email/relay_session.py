"""One connection to a relay, driven command by command (RFC 5321). Blocking: it lives in a worker thread.

Each stage has a deadline for all of it: a relay that trickles one byte a second is cut off, not waited for. Until the
final dot has been written the relay throws away what it holds when the connection ends, so every trouble before it is
``TryAgainLater``, and every trouble after it is ``OutcomeUnknown`` (RFC 1047).
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from channels.email.addressing import envelope_id, xtext
from channels.email.relay_login import log_in
from channels.email.relay_replies import (
    SENT,
    Reply,
    decided,
    mail_refused,
    nobody_accepted,
    recipient_outcome,
    refused,
    relay_refused,
    unknown,
)
from channels.email.relay_wire import RelayWire, trouble
from channels.email.renderer import Recipient, RenderedMail
from channels.email.smtp_url import SmtpSettings
from channels.port import CannotDeliver, Receipt, RecipientOutcome, TryAgainLater

_START_DATA = 354
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_BATCH = 64 * 1024
_MEGABYTE = 1_000_000
_RESET_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class StageLimits:
    """Seconds. The body gets ``block`` and what it takes at ``bytes_per_second``; ``final`` is the wait after the dot.

    RFC 5321, 4.5.3.2, allows more for commands; ``final`` keeps to it, because giving up there makes an unknown.
    """

    connect: float = 30.0
    command: float = 60.0
    block: float = 180.0
    final: float = 600.0
    bytes_per_second: float = 8_000.0
    goodbye: float = 2.0


class RelaySession:
    """Use: ``open``, ``deliver`` any number of times, ``close``. ``abort`` may be called from any thread at any time."""

    def __init__(self, settings: SmtpSettings, limits: StageLimits) -> None:
        self._settings = settings
        self._limits = limits
        self._wire = RelayWire(settings.name)
        self.opened_at = monotonic()
        self.in_order = False
        """Whether the dialogue stands between two mails, so that another may follow."""

    def open(self) -> None:
        """Connects, encrypts, signs in. Every failure concerns the whole channel."""
        log_in(self._wire, self._settings, connect=self._limits.connect, command=self._limits.command)
        self.opened_at = monotonic()
        self.in_order = True

    def ready_again(self) -> bool:
        """Whether the relay still listens (RSET), after a mail or after a while of silence."""
        if not self.in_order:
            return False
        try:
            return self._command("RSET", seconds=min(self._limits.command, _RESET_SECONDS)).accepted
        except TryAgainLater:
            return False

    def deliver(self, mail: RenderedMail, point_of_no_return: Callable[[], None]) -> Receipt:
        """Hands one mail over. ``point_of_no_return`` is called between the body and the dot; what it raises stops all."""
        self._check_abilities(mail)
        self.in_order = False
        self._mail_from(mail)
        outcomes = [self._rcpt_to(recipient, mail) for recipient in mail.recipients]
        if not any(outcome.state == SENT for outcome in outcomes):
            self.in_order = True
            raise nobody_accepted(outcomes)
        self._data(mail, outcomes)
        self._demand_quiet()
        try:
            point_of_no_return()
        except BaseException:
            self.abort()
            raise
        self._demand_quiet()
        reply = self._final_dot(outcomes)
        self.in_order = True
        return Receipt(reply.queue_id, decided(outcomes, reply))

    def probe(self) -> str:
        """One line about what the relay can do, after a NOOP."""
        reply = self._command("NOOP", whole_channel=True)
        if not reply.accepted:
            raise relay_refused(reply, "NOOP")
        facts = [self._wire.tls_version or "not encrypted"]
        if self._settings.username:
            facts.append(f"signed in as {self._settings.username}")
        if limit := self._size_limit():
            facts.append(f"mails up to {limit / _MEGABYTE:.0f} MB")
        facts.append("tells of delivery (DSN)" if self._client.has_extn("dsn") else "no DSN")
        return f"{self._settings.name}: {', '.join(facts)}"

    def close(self) -> None:
        """Says goodbye where that makes sense; never raises."""
        if self.in_order:
            self.in_order = False
            with suppress(TryAgainLater):  # all mails are done: nothing hangs on the goodbye
                self._command("QUIT", seconds=self._limits.goodbye)
        self._wire.close()

    def abort(self) -> None:
        """Cuts the connection: what waits in another thread ends at once."""
        self._wire.cut()

    @property
    def _client(self) -> smtplib.SMTP:
        return self._wire.client

    def _check_abilities(self, mail: RenderedMail) -> None:
        limit = self._size_limit()
        if limit and mail.size > limit:
            sizes = f"{mail.size / _MEGABYTE:.1f} MB; the mail relay takes at most {limit / _MEGABYTE:.1f} MB"
            raise CannotDeliver(f"The mail has {sizes}.", code="552 5.3.4")
        if mail.needs_smtputf8 and not self._client.has_extn("smtputf8"):
            reason = "An address has characters beyond ASCII, which the mail relay cannot carry (SMTPUTF8)."
            raise CannotDeliver(reason, code="553 5.6.7")
        self._client.command_encoding = "utf-8" if mail.needs_smtputf8 else "ascii"

    def _size_limit(self) -> int:
        """RFC 1870; 0 where the relay names none."""
        announced = self._client.esmtp_features.get("size", "").split(" ")[0]
        return int(announced) if announced.isdecimal() else 0

    def _mail_from(self, mail: RenderedMail) -> None:
        """Automatic mails leave from ``<>`` (RFC 3834, 3.3), or where a relay refuses that, from the sender."""
        silent = mail.automatic and self._settings.null_return_path
        options = self._mail_options(mail)
        reply = self._command("MAIL", f"FROM:<{'' if silent else mail.sender}>{options}")
        if silent and reply.final:
            reply = self._command("MAIL", f"FROM:<{mail.sender}>{options}")
        if not reply.accepted:
            self.in_order = not reply.closing
            raise refused(reply, "the sender")

    def _mail_options(self, mail: RenderedMail) -> str:
        options = ""
        if self._client.has_extn("size"):
            options += f" SIZE={mail.size}"
        if mail.needs_smtputf8:
            options += " BODY=8BITMIME SMTPUTF8" if self._client.has_extn("8bitmime") else " SMTPUTF8"
        if self._client.has_extn("dsn"):
            options += f" RET=HDRS ENVID={envelope_id(mail.message_id)}"
        return options

    def _rcpt_to(self, recipient: Recipient, mail: RenderedMail) -> RecipientOutcome:
        options = ""
        if self._client.has_extn("dsn"):
            options = " NOTIFY=NEVER" if mail.automatic else " NOTIFY=SUCCESS,FAILURE"
            if not recipient.wire.needs_smtputf8:
                options += f" ORCPT=rfc822;{xtext(str(recipient.wire))}"
        reply = self._command("RCPT", f"TO:<{recipient.wire}>{options}")
        if reply.closing:
            raise refused(reply, "the recipient")
        return recipient_outcome(recipient.given, reply)

    def _data(self, mail: RenderedMail, outcomes: Sequence[RecipientOutcome]) -> None:
        reply = self._command("DATA")
        if reply.code != _START_DATA:
            self.in_order = reply.final or (reply.temporary and not reply.closing)
            raise mail_refused(reply, outcomes)
        batches = _batches(mail.pieces())
        self._wire.begin(self._limits.block + mail.size / self._limits.bytes_per_second)
        while batch := self._next(batches):
            with self._wire.stage("the body"):
                self._wire.write(_LEADING_DOT.sub(b"..", batch))

    def _next(self, batches: Iterator[bytes]) -> bytes:
        """What reading a stored file raises is no trouble of the connection, but ends it all the same."""
        try:
            return next(batches, b"")
        except BaseException:
            self.abort()
            raise

    def _final_dot(self, outcomes: Sequence[RecipientOutcome]) -> Reply:
        try:
            self._wire.begin(self._limits.final)
            self._wire.write(b".\r\n")
            reply = Reply.of(self._client.getreply())
        except OSError as error:
            self.abort()
            raise unknown(f"the connection ended ({trouble(error)})", outcomes) from error
        if reply.closing:
            self.abort()
        if reply.accepted:
            return reply
        if not (reply.temporary or reply.final):
            self.abort()
            raise unknown(f"the relay answered {reply}", outcomes)
        self.in_order = not reply.closing
        raise mail_refused(reply, outcomes)

    def _demand_quiet(self) -> None:
        """Before the dot a connection that is gone has delivered nothing for certain; after it, nobody could say.

        A relay that speaks out of turn would have its words taken for the answer to the dot.
        """
        if not self._wire.is_quiet():
            self.abort()
            raise TryAgainLater("The mail relay ended the connection before the mail was complete.")

    def _command(self, verb: str, arguments: str = "", *, seconds: float = 0.0, whole_channel: bool = False) -> Reply:
        limit = seconds or self._limits.command
        return self._wire.command(verb, arguments, seconds=limit, whole_channel=whole_channel)


def _batches(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces together, so that a mail is not a thousand packets; each still begins a line."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= _BATCH:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)

"""Listens for mail by SMTP or LMTP on the event loop. A mail is acknowledged after it is on disk, never before."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from channels.email.smtp_conversation import Delivery, Listener, conversation_factory
from channels.email.smtp_data import DataBudget
from channels.email.smtp_limits import PeerGuard, SmtpLimits
from channels.message import RawItem
from channels.port import Intake, IntakeUnavailable, PartState

log = logging.getLogger(__name__)

CHANNEL: Final = "email"
BIG_MAIL_BYTES: Final = 1 << 20
"""Above this the hash is computed in a thread."""

HIGHEST_PORT: Final = (1 << 16) - 1
STOP_SECONDS: Final = 4.0
KEEP_SECONDS: Final = 120.0
"""A client waits ten minutes for the answer to its dot (RFC 5321, 4.5.3.2.6); we say 451 well before."""

Accepts = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """``host:port``, the host of IPv6 in brackets. Port 0 takes any free one."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> ListenAddress:
        host, colon, port = text.strip().rpartition(":")
        if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > HIGHEST_PORT:
            raise ValueError(f"Where to listen is written host:port, such as 127.0.0.1:2525, not {text!r}.")
        bracketed = host.startswith("[") and host.endswith("]")
        if ":" in host and not bracketed:
            raise ValueError(f"An IPv6 address to listen on stands in brackets, such as [::1]:2525, not {text!r}.")
        return cls(host[1:-1] if bracketed else host, int(port))


def accepts_address(support_address: str) -> Accepts:
    """The support address, its ``+…`` forms, and the postmaster that RFC 5321, 4.5.1 demands. Case does not matter."""
    local, _, domain = support_address.strip().lower().rpartition("@")
    own_domain = _ascii_domain(domain)
    if not local or not own_domain:
        raise ValueError(f"The support address is written name@domain, not {support_address!r}.")

    def accepts(address: str) -> bool:
        if address.lower() == "postmaster":
            return True
        name, _, at = address.lower().rpartition("@")
        name = name.strip('"')
        ours = name == local or name.startswith(local + "+") or name == "postmaster"
        return ours and _ascii_domain(at) == own_domain

    return accepts


def _ascii_domain(domain: str) -> str:
    """The form that mail servers use among themselves (RFC 5890); empty if there is none."""
    try:
        return domain.rstrip(".").encode("idna").decode()
    except UnicodeError:
        return ""


class SmtpReceiver:
    """A ``channels.port.Receiver``. ``accepts`` names further addresses beside the support address and its forms."""

    def __init__(
        self,
        listen: str,
        intake: Intake,
        support_address: str,
        *,
        lmtp: bool = False,
        limits: SmtpLimits | None = None,
        accepts: Accepts | None = None,
    ) -> None:
        self._listen = ListenAddress.parse(listen)
        self._intake = intake
        self._lmtp = lmtp
        self._account = f"smtp:{support_address.lower()}"
        self._limits = limits or SmtpLimits()
        self._ours = accepts_address(support_address)
        self._also = accepts
        self._server: asyncio.Server | None = None
        self._keeping: set[asyncio.Task[None]] = set()
        self._listener = Listener(
            limits=self._limits,
            guard=PeerGuard(self._limits, time.monotonic),
            budget=DataBudget(self._limits.memory_bytes),
            accepts=self._accepts,
            take=self._take,
            hostname=_ascii_domain(support_address.rpartition("@")[2]),
        )
        kind = "lmtp" if lmtp else "smtp"
        self._state = PartState(name=f"{kind}:{listen}", facts={"kept": 0, "repeated": 0, "refused": 0})

    @property
    def state(self) -> PartState:
        self._state.facts["connections"] = self._listener.guard.connections
        return self._state

    @property
    def port(self) -> int:
        """The port in use; differs from the configured one where that was 0."""
        if self._server is None or not self._server.sockets:
            return self._listen.port
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Raise ``OSError`` if the port cannot be bound."""
        # aiosmtpd logs every command line, with addresses.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        factory = conversation_factory(self._listener, lmtp=self._lmtp)
        self._server = await asyncio.get_running_loop().create_server(
            factory, self._listen.host, self._listen.port, backlog=256
        )
        self._state.ok = True
        self._state.detail = f"listening on {self._listen.host}:{self.port}"

    async def stop(self) -> None:
        self._listener.closing = True
        if self._server is not None:
            self._server.close()
        for conversation in list(self._listener.conversations):
            if not conversation.keeping:
                conversation.hang_up("421 4.3.2 The service is closing")
        await self._let_finish(STOP_SECONDS)
        for conversation in list(self._listener.conversations):
            conversation.hang_up("421 4.3.2 The service is closing")
        self._state.ok = False
        self._state.detail = "stopped"

    async def _let_finish(self, seconds: float) -> None:
        """Mails that are being committed get their answer."""
        end = time.monotonic() + seconds
        while self._keeping or any(conversation.keeping for conversation in self._listener.conversations):
            if time.monotonic() > end:
                return
            await asyncio.sleep(0.01)

    def _accepts(self, address: str) -> bool:
        return self._ours(address) or (self._also is not None and self._also(address))

    async def _take(self, delivery: Delivery) -> str:
        """The answer to the dot. A client that leaves while its mail is committed does not undo that."""
        task = asyncio.create_task(self._keep(delivery))
        self._keeping.add(task)
        task.add_done_callback(self._finished)
        try:
            async with asyncio.timeout(KEEP_SECONDS):
                await asyncio.shield(task)
        except IntakeUnavailable as failure:
            self._state.facts["refused"] += 1
            self._state.ok = False
            self._state.detail = f"the store cannot keep mail now: {failure}"
            log.warning("%s: answered 451, the store cannot keep mail: %s", self._state.name, failure)
            return "451 4.3.0 The mail cannot be stored now, try again later"
        except TimeoutError:
            self._state.facts["refused"] += 1
            log.warning("%s: answered 451, the store takes too long", self._state.name)
            return "451 4.3.0 The mail could not be stored in time, try again later"
        self._state.ok = True
        self._state.detail = f"listening on {self._listen.host}:{self.port}"
        return "250 2.0.0 The mail is stored"

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._keeping.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # Whoever waited has been told already; perhaps nobody waits any more.
            log.info("%s: a mail was not stored: %s", self._state.name, type(error).__name__)

    async def _keep(self, delivery: Delivery) -> None:
        digest = await _digest(delivery.content)
        received = datetime.now(UTC)
        item = RawItem(
            channel=CHANNEL,
            account=self._account,
            external_id=digest,
            content=delivery.content,
            received_at=received,
            envelope={
                "transport": "lmtp" if self._lmtp else "smtp",
                "mail_from": delivery.mail_from,
                "rcpt_to": list(delivery.rcpt_to),
                "peer": delivery.peer,
                "helo": delivery.helo,
                "smtputf8": delivery.smtp_utf8,
                "received_at": received.isoformat(),
            },
        )
        (kept,) = await self._intake.keep([item])
        self._state.facts["kept" if kept.new else "repeated"] += 1


async def _digest(content: bytes) -> str:
    if len(content) > BIG_MAIL_BYTES:
        return (await asyncio.to_thread(hashlib.sha256, content)).hexdigest()
    return hashlib.sha256(content).hexdigest()

"""A support desk: the program with a relay, a Telegram and people, as one firm has it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.customers import mail, post_until_taken, unique
from flows.program import SHORT_LEASES, Program
from flows.staff import Agent
from servers.smtp_sink import SmtpSink
from telegram_emulator import TelegramEmulator

from crm_store.access import COMMAND_LINE
from crm_store.references import Kind, reference
from crm_store.team import service as team

UNPACED = {
    "channels.telegram.pacer:_CHAT_INTERVAL": 0.01,
    "channels.telegram.pacer:_OVERALL": [500, 1.0],
    "channels.telegram.pacer:_PER_GROUP": [500, 60.0],
}
"""The emulator has no sending limits; one message a second would make the suite crawl."""


@dataclass
class Desk:
    program: Program
    sink: SmtpSink
    tg: TelegramEmulator
    agents: dict[str, Agent] = field(default_factory=dict)

    async def agent(self, name: str = "Minh", role: str = "support", *, language: str = "vi") -> Agent:
        """Made in the database, as if the invitation had been used already."""
        if name not in self.agents:
            phone = self.tg.user(name, language_code=language)
            phone.chat.raw.started = phone.chat.raw.met = True
            email = f"{name.lower()}@firm.example"
            user, _ = self.program.store.write_blocking(
                lambda uow: team.add_user(
                    uow,
                    actor=COMMAND_LINE,
                    name=name,
                    email=email,
                    role=role,
                    telegram_id=str(phone.id),
                    language=language,
                )
            )
            self.agents[name] = Agent(phone, reference(Kind.USER, user.id), email)
        return self.agents[name]

    async def write(self, sender: str = "", text: str = "", **more: Any) -> str:
        """A customer's mail by SMTP; the sender."""
        sender = sender or unique("hoa")
        await post_until_taken(self.program.smtp_port, mail(sender, text, **more) if text else mail(sender, **more))
        return sender

    async def ticket_of(self, sender: str, seconds: float = 20.0) -> dict[str, Any]:
        """The newest ticket in which this address takes part."""
        return await eventually(lambda: self._ticket_of(sender), seconds)

    def _ticket_of(self, sender: str) -> dict[str, Any] | None:
        found = [row for row in self.program.listed("interactions", sender_address=sender) if row.get("ticket")]
        return self.program.shown(found[-1]["ticket"]) if found else None

    def mails_to(self, address: str, *, automatic: bool | None = False) -> list[Any]:
        """What the relay has for this address; without our acknowledgements unless asked."""
        fitting = [one for one in self.sink.messages if address in one.rcpt_to]
        return (
            fitting if automatic is None else [one for one in fitting if (b"auto-replied" in one.content) is automatic]
        )

    async def mail_to(self, address: str, count: int = 1, seconds: float = 20.0) -> Any:
        """The ``count``-th answer of staff to this address."""
        await eventually(lambda: len(self.mails_to(address)) >= count, seconds)
        return self.mails_to(address)[count - 1]


async def eventually(look: Callable[[], Any], seconds: float = 20.0, why: str = "") -> Any:
    """Until ``look`` finds something; what it found. Looks less often the longer it takes: each look reads the database that
    the program works on."""
    end, pause = time.monotonic() + seconds, 0.02
    while not (found := await asyncio.to_thread(look)):
        assert time.monotonic() < end, why or "did not happen in time"
        await asyncio.sleep(pause)
        pause = min(0.2, pause * 1.25)
    return found


@asynccontextmanager
async def desk(
    folder: Path,
    database_url: str,
    *,
    telegram: str = "polling",
    relay: bool = True,
    constants: dict[str, Any] | None = None,
    start: bool = True,
    roles: str = "",
    fresh: bool = False,
    **settings: str,
) -> AsyncIterator[Desk]:
    """``telegram`` is polling, webhook or none. ``settings`` are CRMBOT_… ones in lower case."""
    async with SmtpSink() as sink, TelegramEmulator(webhook_retry_delay=0.2) as tg:
        program = Program(
            folder, database_url, roles=roles, fresh=fresh, constants=SHORT_LEASES | UNPACED | (constants or {})
        )
        environment = {name.upper(): value for name, value in settings.items()}
        if relay:
            environment["SMTP_URL"] = f"smtp://127.0.0.1:{sink.port}?starttls=off"
        if telegram != "none":
            environment |= {"TELEGRAM_TOKEN": tg.token, "TELEGRAM_API_URL": tg.url}
        if telegram == "webhook":
            environment["TELEGRAM_WEBHOOK_URL"] = program.url
        program.environment = environment
        made = Desk(program, sink, tg)
        try:
            if start:
                await made.agent("Minh")
                await program.start()
            yield made
        except BaseException as failure:
            failure.add_note(f"the program's last words:\n{program.last_words()}")
            raise
        finally:
            await program.end()


@asynccontextmanager
async def second(desk: Desk, *, roles: str, start: bool = True, **settings: str) -> AsyncIterator[Program]:
    """Another process of the same firm on the same PostgreSQL and the same files."""
    first = desk.program
    program = Program(
        first.data, first.database_url, dict(first.environment), constants=first.constants, roles=roles, name=f"second-{roles.replace(',', '-')}"
    )  # fmt: skip
    program.environment |= {name.upper(): value for name, value in settings.items()}
    try:
        if start:
            await program.start()
        yield program
    finally:
        await program.end()

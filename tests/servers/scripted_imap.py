"""A small IMAP server that misbehaves on demand, for faults that no real server can be talked into."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Fault = Callable[["Connection", str, str], Awaitable[bool]]
"""Gets the connection, the tag and the command line; ``True`` says that it has answered."""


@dataclass(slots=True)
class ScriptedImap:
    mails: dict[int, bytes] = field(default_factory=dict)
    uid_validity: int = 7
    uid_next: int | None = None
    capability: str = "IMAP4rev1 IDLE"
    permanent_flags: str = "\\Seen \\*"
    greeting: str = "* OK ready"
    token: str = ""
    faults: dict[str, Fault] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    flagged: dict[int, str] = field(default_factory=dict)
    connections: int = 0
    port: int = 0
    open: set[Connection] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"imap://support:secret@127.0.0.1:{self.port}/INBOX"

    def next_uid(self) -> int:
        return self.uid_next if self.uid_next is not None else max(self.mails, default=0) + 1

    async def deliver(self, content: bytes) -> None:
        self.mails[self.next_uid()] = content
        for connection in self.open:
            if connection.idle_tag:
                await connection.say(f"* {len(self.mails)} EXISTS")

    def said(self, pattern: str) -> list[str]:
        return [command for command in self.commands if re.search(pattern, command)]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = Connection(self, reader, writer)
        self.open.add(connection)
        with suppress(OSError, EOFError, asyncio.CancelledError):
            await connection.run()
        self.open.discard(connection)
        writer.close()


class Connection:
    def __init__(self, server: ScriptedImap, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.idle_tag = ""

    async def say(self, *lines: str) -> None:
        await self.send("".join(line + "\r\n" for line in lines).encode())

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def run(self) -> None:
        await self.say(self.server.greeting)
        while line := (await self.reader.readline()).decode().rstrip("\r\n"):
            self.server.commands.append(line)
            tag, _, command = line.partition(" ")
            words = command.upper().split()
            name = "DONE" if line == "DONE" else words[1] if words[0] == "UID" else words[0]
            fault = self.server.faults.get(name)
            if fault is None or not await fault(self, tag, command):
                await getattr(self, "do_" + name.lower())(tag, command)

    async def do_capability(self, tag: str, _: str) -> None:
        await self.say(f"* CAPABILITY {self.server.capability}", f"{tag} OK done")

    async def do_login(self, tag: str, _: str) -> None:
        await self.say(f"{tag} OK [CAPABILITY {self.server.capability}] welcome")

    async def do_authenticate(self, tag: str, _: str) -> None:
        """XOAUTH2 only, as Google describes it: a refusal is a second challenge, to be answered with an empty line."""
        await self.say("+ ")
        answer = base64.b64decode((await self.reader.readline()).strip())
        if answer == f"user=support\x01auth=Bearer {self.server.token}\x01\x01".encode():
            await self.say(f"{tag} OK welcome")
            return
        await self.say("+ " + base64.b64encode(b'{"status":"400"}').decode())
        assert await self.reader.readline() == b"\r\n"
        await self.say(f"{tag} NO [AUTHENTICATIONFAILED] invalid credentials")

    async def do_select(self, tag: str, _: str) -> None:
        server = self.server
        await self.say(
            "* FLAGS (\\Seen)",
            f"* OK [PERMANENTFLAGS ({server.permanent_flags})] kept",
            f"* {len(server.mails)} EXISTS",
            "* 0 RECENT",
            f"* OK [UIDVALIDITY {server.uid_validity}] valid",
            f"* OK [UIDNEXT {server.next_uid()}] next",
            f"{tag} OK [READ-WRITE] selected",
        )

    async def do_search(self, tag: str, command: str) -> None:
        uids = self.matching(command.split()[3])
        if "UNKEYWORD" in command:
            uids = [uid for uid in uids if uid not in self.server.flagged]
        await self.say(" ".join(["* SEARCH", *map(str, uids)]), f"{tag} OK done")

    def matching(self, uid_set: str) -> list[int]:
        last = max(self.server.mails, default=0)
        found: set[int] = set()
        for part in uid_set.split(","):
            low, _, high = part.partition(":")
            ends = sorted(last if end == "*" else int(end) for end in (low, high or low))
            found |= {uid for uid in self.server.mails if ends[0] <= uid <= ends[1]}
        return sorted(found)

    async def do_fetch(self, tag: str, command: str) -> None:
        for uid in self.matching(command.split()[2]):
            await self.send(self.fetched(uid, command))
        await self.say(f"{tag} OK done")

    def fetched(self, uid: int, command: str) -> bytes:
        content = self.server.mails[uid]
        sequence = sorted(self.server.mails).index(uid) + 1
        if "RFC822.SIZE" in command:
            return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (sequence, uid, len(content))
        part = re.search(r"\[\]<0\.(\d+)>", command)
        content = content[: int(part[1])] if part else content
        key = b"BODY[]<0>" if part else b"BODY[]"
        date = b'INTERNALDATE "21-Nov-2026 10:00:00 +0700"'
        return b"* %d FETCH (UID %d %s %s {%d}\r\n%s)\r\n" % (sequence, uid, date, key, len(content), content)

    async def do_store(self, tag: str, command: str) -> None:
        for uid in self.matching(command.split()[2]):
            self.server.flagged[uid] = command.split("(")[1].rstrip(")")
        await self.say(f"{tag} OK done")

    async def do_idle(self, tag: str, _: str) -> None:
        self.idle_tag = tag
        await self.say("+ idling")

    async def do_done(self, _: str, __: str) -> None:
        tag, self.idle_tag = self.idle_tag, ""
        await self.say(f"{tag} OK idle done")


@asynccontextmanager
async def scripted_imap(server: ScriptedImap | None = None) -> AsyncIterator[ScriptedImap]:
    server = server or ScriptedImap()
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server
        for connection in list(server.open):
            connection.writer.transport.abort()


def times(number: int, fault: Fault) -> Fault:
    """The fault happens that many times, then the server behaves."""
    left = number

    async def limited(connection: Connection, tag: str, command: str) -> bool:
        nonlocal left
        if left <= 0:
            return False
        left -= 1
        return await fault(connection, tag, command)

    return limited

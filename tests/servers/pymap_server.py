"""pymap, an IMAP server in pure Python, inside the test's own event loop."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pysasl.hashing import Cleartext

USER = "support"
PASSWORD = "wrong horse"


@dataclass(slots=True)
class Pymap:
    port: int
    backend: DictBackend

    @property
    def url(self) -> str:
        return f"imap://{USER}:wrong%20horse@127.0.0.1:{self.port}/INBOX"

    async def mailboxes(self) -> Any:
        async with self.backend.login.demo_user_identity.new_session() as session:
            return session.mailbox_set

    async def deliver(self, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        mailboxes = await self.mailboxes()
        mailbox = await mailboxes.get_mailbox(folder)
        for mail in mails:
            await mailbox.append(AppendMessage(mail, at or datetime.now(UTC), frozenset()))


@asynccontextmanager
async def pymap_server(*, starttls: bool = False, **options: Any) -> AsyncIterator[Pymap]:
    args = Namespace(
        host="127.0.0.1",
        port=0,
        debug=False,
        cert=None,
        key=None,
        tls=starttls,
        passlib_cfg=None,
        proxy_protocol=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )
    backend, config = await DictBackend.init(
        args, secure_auth=False, invalid_user_sleep=0, hash_context=Cleartext(), **options
    )
    config.apply_context()
    callback = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
    server = await asyncio.start_server(callback, "127.0.0.1", 0)
    async with server:
        yield Pymap(server.sockets[0].getsockname()[1], backend)

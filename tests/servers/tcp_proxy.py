"""A TCP proxy that breaks connections as told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

CutAfter = Callable[[int], int | None]
"""From the number of the connection (0, 1, …) to the number of the server's bytes after which it is cut."""


def never(_: int) -> int | None:
    return None


class TcpProxy:
    """``frozen`` stops forwarding without closing, as a NAT box does that forgot the connection."""

    def __init__(self, target_port: int, cut_after: CutAfter = never) -> None:
        self.cut_after = cut_after
        self.connections = 0
        self.cuts = 0
        self.frozen = False
        self.port = 0
        self._target_port = target_port
        self._writers: set[asyncio.StreamWriter] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self.connections = self.connections, self.connections + 1
        limit = self.cut_after(number)
        try:
            upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, upstream}
        pumps = {
            asyncio.create_task(self._pump(reader, upstream, None)),
            asyncio.create_task(self._pump(upstream_reader, writer, limit)),
        }
        with suppress(asyncio.CancelledError):  # the test is over
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        for end in (writer, upstream):
            end.transport.abort()
        self._writers -= {writer, upstream}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None) -> None:
        left = limit
        with suppress(OSError):
            while data := await reader.read(4096):
                if self.frozen:
                    continue
                if left is not None and len(data) >= left:
                    writer.write(data[:left])
                    await writer.drain()
                    await asyncio.sleep(0.002)
                    self.cuts += 1
                    return
                left = None if left is None else left - len(data)
                writer.write(data)
                await writer.drain()

    def cut_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()


@asynccontextmanager
async def tcp_proxy(
    target_port: int, cut_after: CutAfter = never, tls: ssl.SSLContext | None = None
) -> AsyncIterator[TcpProxy]:
    proxy = TcpProxy(target_port, cut_after)
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", 0, ssl=tls)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy
        proxy.cut_all()

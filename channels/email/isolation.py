"""Parses suspect mail in a child process with limits on CPU, memory and time; ordinary mail at once.

A child that crashes, hangs or eats memory costs its own mail only: the caller gets ``ParseFailed``. Suspects wait in a
lane of their own, so that a queue of them does not delay ordinary mail.
"""

from __future__ import annotations

import asyncio
import pickle
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import BinaryIO

from channels.email import guards, parser
from channels.message import InboundMessage, RawItem
from channels.port import ParseRefused

_IN_PLACE_BYTES = 256 * 1024
_MEGABYTE = 1024 * 1024


class ParseFailed(ParseRefused):
    """The parser itself broke on the item, or was stopped at a limit. A later version may read it: replay is worth while."""


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """Of one child. ``memory_bytes`` bounds the address space, ``cpu_seconds`` the processor time, ``seconds`` the clock."""

    cpu_seconds: int = 15
    memory_bytes: int = 900 * _MEGABYTE
    seconds: float = 20.0


class ParserPool:
    """Decides for each mail where it is parsed. Close it to end the threads; children end with their mail."""

    def __init__(self, limits: ParserLimits | None = None, *, lanes: int = 1) -> None:
        self._limits = limits or ParserLimits()
        self._suspects = ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="suspect-mail")

    async def parse(self, raw: RawItem) -> InboundMessage:
        """Raises ``ParseRefused`` or ``ParseFailed``. Does not hold up the event loop."""
        if len(raw.content) <= _IN_PLACE_BYTES and not guards.suspicion(raw.content):
            return _parse_here(raw)
        loop = asyncio.get_running_loop()
        suspicion = await asyncio.to_thread(guards.suspicion, raw.content)
        if suspicion:
            return await loop.run_in_executor(self._suspects, parse_in_child, raw, self._limits)
        return await asyncio.to_thread(_parse_here, raw)

    def parse_blocking(self, raw: RawItem, *, apart: bool = False) -> InboundMessage:
        """The same for a caller in a thread of its own. ``apart``: in a child, however harmless it looks."""
        if apart or guards.suspicion(raw.content):
            return self._suspects.submit(parse_in_child, raw, self._limits).result()
        return _parse_here(raw)

    def close(self) -> None:
        self._suspects.shutdown(wait=False, cancel_futures=True)


def _parse_here(raw: RawItem) -> InboundMessage:
    try:
        return parser.parse(raw)
    except (RecursionError, MemoryError) as error:
        raise ParseFailed(f"The mail is too deep or too big to parse ({type(error).__name__}).") from error


def parse_in_child(raw: RawItem, limits: ParserLimits) -> InboundMessage:
    """Blocking. One child per mail; it is killed when the time is over."""
    command = [sys.executable, "-m", "channels.email.isolation", str(limits.cpu_seconds), str(limits.memory_bytes)]
    sent = pickle.dumps(replace(raw, envelope=dict(raw.envelope)), protocol=pickle.HIGHEST_PROTOCOL)
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=limits.seconds, check=False)  # noqa: S603 - our own interpreter and module
    except subprocess.TimeoutExpired as error:
        raise ParseFailed(f"Parsing took longer than {limits.seconds:g} seconds and was stopped.") from error
    if done.returncode:
        raise ParseFailed(_why(done.returncode, done.stderr))
    outcome = pickle.loads(done.stdout)  # noqa: S301 - written by our own child
    if isinstance(outcome, InboundMessage):
        return outcome
    raise ParseRefused(str(outcome))


def _why(code: int, stderr: bytes) -> str:
    if code < 0:
        return f"The parser was stopped by signal {-code}, probably at its CPU limit."
    if b"MemoryError" in stderr:
        return "Parsing needed more memory than allowed and was stopped."
    last = stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
    return f"The parser failed: {last or f'exit status {code}'}"


def _child(source: BinaryIO, target: BinaryIO) -> None:
    """Reads one pickled item, writes the message or the sentence of refusal."""
    raw = pickle.load(source)  # noqa: S301 - written by our own parent
    outcome: InboundMessage | str
    try:
        outcome = parser.parse(raw)
    except ParseRefused as refusal:
        outcome = str(refusal)
    target.write(pickle.dumps(outcome, protocol=pickle.HIGHEST_PROTOCOL))
    target.flush()


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    _child(sys.stdin.buffer, sys.stdout.buffer)

"""The real program as a subprocess: its own data folder, free ports, settings from the environment; stopped, killed, frozen
and started again by its own process id."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from flows.nursery import KILLPOINTS, ROOT, Child, nursery

from crm_store.access import COMMAND_LINE
from crm_store.database import Database
from crm_store.events import Event
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.inbox import queries as inbox
from crm_store.records import service as records
from crm_store.unit_of_work import Store, UnitOfWork

SUPPORT = "support@firm.example"
SECRET = "a secret of the flow tests 0123456789"
START_SECONDS = 60.0
STOP_SECONDS = 15.0
SHORT_LEASES: dict[str, Any] = {
    "crm_store.inbox.rules:LEASE_SECONDS": 1.2,
    "crm_store.outbox.rules:LEASE_SECONDS": 2.0,
    "crm_store.inbox.rules:RETRY_SECONDS": [0.2, 0.2, 0.2],
    "crm_store.outbox.rules:FIRST_RETRY_SECONDS": 0.3,
    "scheduler.delivery:CHANNEL_PAUSE_SECONDS": 0.5,
    "scheduler.delivery:POLL_SECONDS": 0.5,
    "crm_store.database:BUSY_TIMEOUT_MS": 1_500,
}
"""Waiting times of production made short, so that a test sees the end of them."""


class Died(AssertionError):
    """The program ended when it should run."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """``environment`` holds further CRMBOT_… settings without the prefix; ``constants`` and ``marks`` go to killpoints.
    ``fresh`` starts a new interpreter, which costs seconds, instead of a fork of one that has imported everything."""

    data: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=lambda: dict(SHORT_LEASES))
    roles: str = ""
    name: str = "program"
    fresh: bool = False

    def __post_init__(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.smtp_port, self.lmtp_port, self.web_port = free_port(), free_port(), free_port()
        self.process: asyncio.subprocess.Process | Child | None = None
        self.inherited: dict[str, str] = {}
        self._said = 0
        self._store: Store | None = None

    # -- its life --

    @property
    def settings(self) -> dict[str, str]:
        values = {
            "DATA": str(self.data),
            "DATABASE_URL": self.database_url,
            "ORGANISATION": "In Ấn Sao Mai",
            "SECRET_KEY": SECRET,
            "SUPPORT_ADDRESS": SUPPORT,
            "SMTP_LISTEN": f"127.0.0.1:{self.smtp_port}",
            "LMTP_LISTEN": f"127.0.0.1:{self.lmtp_port}",
            "WEB_LISTEN": f"127.0.0.1:{self.web_port}",
            "WEB_URL": self.url,
            "UNDO_SECONDS": "0.3",
            "BACKUP_HOURS": "0",
            "LOG": "info",
        }
        return {f"CRMBOT_{name}": value for name, value in (values | self.environment).items()}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def surroundings(self, marks: Sequence[Mapping[str, Any]] = ()) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMBOT_")}  # noqa: TID251  the child inherits the rest
        return (
            kept
            | self.settings
            | {
                "PYTHONPATH": os.pathsep.join([str(KILLPOINTS), str(ROOT)]),
                "PYTHONDONTWRITEBYTECODE": "",
                "FLOWS_CONSTANTS": json.dumps(self.constants),
                "FLOWS_MARKS": json.dumps(list(marks)),
            }
        )

    async def start(
        self, *, marks: Sequence[Mapping[str, Any]] = (), wait: bool = True, limits: Mapping[str, int] | None = None
    ) -> None:
        """Until it is ready; ``marks`` and ``limits`` (of setrlimit(2)) are in force for this life only."""
        assert self.process is None, "it runs already"
        self.out_file.touch()
        self.log_file.touch()
        self._said = self.out_file.stat().st_size
        words = ["run", *(["--roles", self.roles] if self.roles else [])]
        if self.fresh:
            assert not limits
            self.process = await self._new_interpreter(words, marks)
        else:
            wanted = {
                "words": words, "environment": self.settings | self.inherited, "folder": str(self.data), "out": str(self.out_file),
                "log": str(self.log_file), "marks": list(marks), "limits": dict(limits or {}),
            }  # fmt: skip
            self.process = await asyncio.wrap_future(nursery(self.constants).fork(wanted))
        if wait:
            await self.ready()

    async def _new_interpreter(
        self, words: Sequence[str], marks: Sequence[Mapping[str, Any]]
    ) -> asyncio.subprocess.Process:
        with self.log_file.open("ab") as log, self.out_file.open("ab") as out:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *words, cwd=self.data, env=self.surroundings(marks), stdin=asyncio.subprocess.DEVNULL,
                stdout=out, stderr=log,
            )  # fmt: skip

    async def ready(self, seconds: float = START_SECONDS) -> None:
        """It has said that it runs, and, with a web part, ``/healthz`` answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is None or self.process.returncode is not None:
                raise Died(self.last_words())
            if b"crmbot is running" in self.out_file.read_bytes()[self._said :] and await self._answers():
                return
            await asyncio.sleep(0.03)
        raise Died(f"not ready within {seconds:g} s: {self.last_words()}")

    async def _answers(self) -> bool:
        if self.roles and "web" not in self.roles:
            return True
        with suppress(aiohttp.ClientError):
            return (await self.get("/healthz"))[0] == 200
        return False

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def readyz(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((await self.get("/readyz"))[1])
        return found

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def ended(self, seconds: float = STOP_SECONDS) -> int:
        """Waits for the end that somebody else brings (a mark, SIGTERM); its exit status."""
        assert self.process is not None
        async with asyncio.timeout(seconds):
            status = await self.process.wait()
        self.process = None
        return status

    async def stop(self) -> float:
        """SIGTERM; the seconds it took."""
        began = time.monotonic()
        self.signal(signal.SIGTERM)
        status = await self.ended()
        assert status == 0, f"ended with {status}: {self.last_words()}"
        return time.monotonic() - began

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.ended()

    async def frozen(self, seconds: float = 10.0) -> None:
        """Waits until it stands still (SIGSTOP)."""
        assert self.process is not None
        end = time.monotonic() + seconds
        while self._state_letter() != "T":
            assert time.monotonic() < end, "it does not stand still"
            await asyncio.sleep(0.02)

    def _state_letter(self) -> str:
        """proc(5): R, S, D, T (stopped)…"""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def end(self) -> None:
        """Whatever state it is in; for the end of a test."""
        if self.process is not None and self.process.returncode is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
            await self.process.wait()
        self.process = None
        if self._store is not None:
            self._store.close()
            self._store = None

    # -- what it says --

    @property
    def log_file(self) -> Path:
        return self.data / f"{self.name}.log"

    @property
    def out_file(self) -> Path:
        return self.data / f"{self.name}.out"

    def log_lines(self) -> list[dict[str, Any]]:
        """Structured lines; anything else (a traceback of the interpreter) as ``{"raw": …}``."""
        found = []
        self.log_file.touch()
        for line in self.log_file.read_text(errors="replace").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                found.append({"raw": line})
        return found

    def last_words(self) -> str:
        self.log_file.touch()
        return "\n".join(line[:600] for line in self.log_file.read_text(errors="replace").splitlines()[-25:])

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bot", *words]

    async def cli(self, *words: str, check: bool = True) -> tuple[int, list[dict[str, Any]], str]:
        """A ``crmbot`` command with the same settings: exit status, JSON lines of stdout, stderr."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=self.data, env=self.surroundings(), stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, error = await process.communicate()
        assert not check or process.returncode == 0, f"crmbot {' '.join(words)}: {error.decode()}"
        rows = [json.loads(line) for line in out.decode().splitlines() if line.startswith("{")]
        return process.returncode or 0, rows, error.decode()

    # -- what it keeps; the same code as ``crmbot list`` and ``show``, without a new interpreter each time --

    @property
    def store(self) -> Store:
        if self._store is None:
            firm = Firm(
                organisation="In Ấn Sao Mai", support_address=SUPPORT, secrets=(SECRET.encode(),), web_url=self.url
            )
            self._store = Store(Database(self.database_url), FileStore(self.data / "files"), firm, _nobody)
        return self._store

    def listed(self, kind: str, /, **where: str) -> list[dict[str, Any]]:
        """Oldest first."""

        def read(uow: UnitOfWork) -> list[dict[str, Any]]:
            pairs = list(where.items())
            found: list[dict[str, Any]] = []
            before = None
            while True:
                rows, before = records.listed(
                    uow, actor=COMMAND_LINE, kind=kind, where=pairs, before_id=before, limit=200
                )
                found += rows
                if before is None:
                    return list(reversed(found))

        return self.store.read_blocking(read)

    def shown(self, ref: str) -> dict[str, Any]:
        return self.store.read_blocking(lambda uow: records.one(uow, actor=COMMAND_LINE, ref=ref))

    def balance(self) -> list[inbox.Balance]:
        from datetime import timedelta

        from crm_store import clock

        since, until = clock.now() - timedelta(days=2), clock.now() + timedelta(days=1)
        return self.store.read_blocking(lambda uow: inbox.balance(uow, actor=COMMAND_LINE, since=since, until=until))


def _nobody(_uow: UnitOfWork, _event: Event) -> None:
    """Users are added by the tests without cards to anybody."""

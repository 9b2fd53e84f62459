"""The real program as a subprocess, on free loopback ports, stopped by its own process id."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.mails import SUPPORT_ADDRESS
from benchmarks.measure import cpu_of_tree, memory_of

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
SECRET = "only for measuring 0123456789"


class ProgramFailed(RuntimeError):
    """The program did not start, or ended by itself. The message holds its last words."""


@dataclass
class Program:
    """``with Program(folder, url, {"TELEGRAM_TOKEN": …}) as program:`` runs it until the end of the block.

    ``settings`` are CRMBOT_… ones without the prefix. ``roles`` empty: all of them.
    """

    folder: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)
    roles: str = ""

    def __post_init__(self) -> None:
        self.smtp_port, self.web_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.ready_after = 0.0

    @property
    def environment(self) -> dict[str, str]:
        values = {
            "DATA": str(self.folder),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": SECRET,
            "SUPPORT_ADDRESS": SUPPORT_ADDRESS,
            "SMTP_LISTEN": f"127.0.0.1:{self.smtp_port}",
            "WEB_LISTEN": f"127.0.0.1:{self.web_port}",
            "WEB_URL": self.url,
            "BACKUP_HOURS": "0",
            "LOG": "warning",
        } | self.settings
        return {f"CRMBOT_{name}": value for name, value in values.items()}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def cpu(self) -> float:
        """Seconds so far, with its child processes."""
        return cpu_of_tree(self.pid)

    @property
    def memory(self) -> int:
        return memory_of(self.pid)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        words = ["run", *(["--roles", self.roles] if self.roles else [])]
        with self._log.open("ab") as log:
            self._process = self._start(words, log)
        try:
            self._wait_until_ready()
        except BaseException:
            self._stop()
            raise
        self.ready_after = time.perf_counter() - began
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def command(self, *words: str, seconds: float = 120.0) -> list[dict[str, Any]]:
        """A ``crmbot`` command with the same settings; the JSON lines it prints. Raises ``ProgramFailed``."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            env=self.whole_environment(),
            capture_output=True,
            check=False,
            timeout=seconds,
        )
        if done.returncode:
            raise ProgramFailed(f"crmbot {words[0]}: {done.stderr.decode(errors='replace')[-1_000:]}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]

    def get(self, path: str) -> tuple[int, str]:
        """Status 0 while nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    @property
    def _log(self) -> Path:
        return self.folder / f"program-{self.web_port}.log"

    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}  # noqa: TID251  a child gets ours and what is added

    def _start(self, words: list[str], log: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            env=self.whole_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            if self._is_ready():
                return
            time.sleep(0.02)
        raise ProgramFailed(f"crmbot run is not ready: {self._log.read_text(errors='replace')[-1_500:]}")

    def _is_ready(self) -> bool:
        if self.roles and "web" not in self.roles:
            return b"crmbot is running" in self._log.read_bytes()
        return self.get("/readyz")[0] == 200

    def _stop(self) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

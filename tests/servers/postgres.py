"""A private PostgreSQL server: its own cluster in a temporary folder, stopped and removed with whoever started it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_TRIES = 3
_SYSTEM_USER = "postgres"
_SUPERUSER = "postgres"

FAST = signal.SIGINT
"""Ends sessions and shuts down cleanly."""
IMMEDIATE = signal.SIGQUIT
"""Stops without a checkpoint, as a crash does: the next start recovers."""


class PostgresMissing(RuntimeError):
    """This machine has no PostgreSQL server. The message says what to install."""


def find_binaries() -> Path:
    """The newest server installed, Debian's folders first; raises ``PostgresMissing``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresMissing("No PostgreSQL server here: install Debian's postgresql package.")
    return Path(on_path).resolve().parent


class PrivatePostgres:
    """``with PrivatePostgres() as server: server.create_database("x"); server.url("x")``.

    Listens on 127.0.0.1 and on a socket in its folder, with ``fsync`` on. PostgreSQL refuses to run as root; then it runs
    as Debian's user ``postgres``. After ``stop`` the data is still there and ``start`` takes it up again on the same port.
    """

    def __init__(self, **settings: str) -> None:
        """``settings`` are server settings, such as ``max_connections="20"``."""
        self._settings = {"fsync": "on", "max_connections": "100", "shared_buffers": "64MB", **settings}
        self._binaries = find_binaries()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def pid(self) -> int:
        """The postmaster; the backends are its children."""
        if self._process is None:
            raise RuntimeError("PostgreSQL is not running.")
        return self._process.pid

    @property
    def folder(self) -> Path:
        if self._folder is None:
            raise RuntimeError("PostgreSQL was not started.")
        return self._folder

    def url(self, database: str) -> str:
        """For SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://{_SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def conninfo(self, database: str = "postgres") -> str:
        """For psycopg itself."""
        return f"host=127.0.0.1 port={self.port} user={_SUPERUSER} dbname={database}"

    def create_database(self, name: str) -> str:
        """An empty UTF-8 database; returns its ``url``."""
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Ends its sessions first."""
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def start(self) -> Self:
        if self._folder is None:
            self._folder = self._new_cluster()
        for left in reversed(range(_TRIES)):
            self.port = self.port or _free_port()
            self._process = self._launch()
            if self._wait_until_ready():
                return self
            self.stop()
            if not left:
                break
            self.port = 0
        raise RuntimeError(f"PostgreSQL does not start: {self._last_words()}")

    def stop(self, how: signal.Signals = FAST) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(IMMEDIATE)
            self._process.wait(_STOP_SECONDS)
        self._process = None

    def remove(self) -> None:
        """Stops the server and deletes its data."""
        self.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def _new_cluster(self) -> Path:
        """In the shortest folder there is: the path of a Unix socket has at most 107 bytes."""
        folder = Path(tempfile.mkdtemp(prefix="crmbot-pg-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(folder, _SYSTEM_USER, _SYSTEM_USER)
        command: list[str | Path] = [
            self._binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            _SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        done = subprocess.run(command, capture_output=True, check=False, cwd=folder, **_as_system_user())
        if done.returncode:
            shutil.rmtree(folder)
            raise RuntimeError(f"initdb failed: {done.stderr.decode(errors='replace').strip()}")
        return folder

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = {
            **self._settings,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "data", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_as_system_user(),
            )

    def _wait_until_ready(self) -> bool:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._process is not None and self._process.poll() is None:
            try:
                psycopg.connect(self.conninfo(), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(statement)

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
        return " ".join(lines[-3:]) or "no output"


def _as_system_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(_SYSTEM_USER)
    except KeyError as error:
        raise PostgresMissing("PostgreSQL does not run as root and there is no user postgres.") from error
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""The program on a data folder of its own, in this process or as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.app import open_store
from bot.settings import Settings
from crm_store.access import COMMAND_LINE
from crm_store.database import Database
from crm_store.demo import service as demo
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.migrations import runner
from crm_store.notifications.subscriptions import react
from crm_store.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        (one,) = self.rows
        return one


Crmbot = Callable[..., Said]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "crmbot.db"
    database = Database(f"sqlite:///{path}")
    runner.upgrade(database)
    database.close()
    return path


@pytest.fixture
def bare_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is there yet; the settings are this test's only."""
    for name in [name for name in os.environ if name.startswith("CRMBOT_")]:  # noqa: TID251  to be free of it
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRMBOT_DATA", str(tmp_path / "data"))
    for name in ("CRMBOT_WEB_LISTEN", "CRMBOT_SMTP_LISTEN"):
        monkeypatch.setenv(name, f"127.0.0.1:{free_port()}")
    return tmp_path / "data"


@pytest.fixture
def data(bare_data: Path, migrated: Path) -> Path:
    """An initialised data folder without any records."""
    bare_data.mkdir()
    shutil.copyfile(migrated, bare_data / "crmbot.db")
    return bare_data


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A data folder with the sample firm, to be copied."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copyfile(migrated, folder / "crmbot.db")
    store = Store(
        Database(f"sqlite:///{folder / 'crmbot.db'}"), FileStore(folder / "files"), Firm(secrets=(b"s" * 32,)), react
    )
    store.write_blocking(lambda uow: demo.fill(uow, actor=COMMAND_LINE))
    store.close()
    return folder


@pytest.fixture
def crmbot(bare_data: Path, capsys: pytest.CaptureFixture[str]) -> Crmbot:
    """Runs a command in this process."""

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return run


@pytest.fixture
def program(bare_data: Path) -> Crmbot:
    """Runs the installed program."""

    def run(*words: str | Path, **environment: str) -> Said:
        done = subprocess.run(
            [Path(sys.executable).with_name("crmbot"), *words],
            env={**os.environ, **environment},  # noqa: TID251  the settings of this test, handed on
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    """The same store as the commands see, for preparing and looking."""
    opened = open_store(Settings.load())
    yield opened
    opened.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""One process for each role on one SQLite database. A second one started by mistake is refused with a clear sentence."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO


class AlreadyRunning(ValueError):
    """Another process has this role on this data folder."""


class RoleLocks:
    """Held until ``release`` or the end of the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = ExitStack()

    def take(self, roles: Iterable[str]) -> None:
        """Raises ``AlreadyRunning``; takes all or none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as taken:
            for role in sorted(roles):
                taken.enter_context(self._lock(role))
            self._held = taken.pop_all()

    def release(self) -> None:
        self._held.close()

    def _lock(self, role: str) -> IO[str]:
        file = (self._folder / f"{role}.lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise AlreadyRunning(
                f"Another crmbot (process {holder or '?'}) has the role {role!r} on this data folder. Stop it first, or share the work through PostgreSQL."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file

"""Files named by the SHA-256 of their content: raw mails and attachments.

A file is complete and on disk (fsync of file and folder) before its name exists, so a crash leaves a temporary file at
worst, which ``sweep`` removes. Names that people gave are text in the database, never paths.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


class FileDamaged(Exception):
    """A stored file is missing or its bytes do not fit its name."""


class FileStore:
    """Safe to use from several threads and processes at once: equal content gives the equal name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Keeps ``content`` and returns its hash. Raises ``OSError`` (disk full…) with nothing left behind."""
        name = hashlib.sha256(content).hexdigest()
        target = self._path(name)
        if target.exists() and target.stat().st_size == len(content):
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)  # noqa: PTH105  Path.replace hides that this is the atomic step
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return name

    def get(self, name: str) -> bytes:
        """Raises ``FileDamaged`` when the file is gone or changed."""
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise FileDamaged(f"stored file {name[:12]}… is missing; restore it from a backup") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise FileDamaged(f"stored file {name[:12]}… is damaged; restore it from a backup")
        return content

    def exists(self, name: str) -> bool:
        return self._path(name).exists()

    def names(self) -> Iterator[str]:
        for shelf in self.folder.glob("[0-9a-f][0-9a-f]"):
            for file in shelf.iterdir():
                yield file.name

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def age(self, name: str) -> float:
        """Seconds since the file was written; for sweeping only."""
        return time.time() - self._path(name).stat().st_mtime

    def sweep(self, older_than: float = 3600.0) -> int:
        """Removes temporary files that a crash left. Returns how many."""
        removed = 0
        for file in self._incoming.iterdir():
            if time.time() - file.stat().st_mtime > older_than:
                file.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not all(c in "0123456789abcdef" for c in name):  # noqa: PLR2004  a SHA-256 in hex
            raise FileDamaged("not the name of a stored file")
        return self.folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

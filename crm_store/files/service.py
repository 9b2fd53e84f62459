"""Files named by the SHA-256 of their content: raw mails and attachments.

A file is complete and on disk (fsync of file and folder) before its name exists, so a crash leaves a temporary file at
worst, which ``sweep`` removes. Names that people gave are text in the database, never paths.
"""

# ruff: noqa: PTH103, PTH105, PTH116, PTH120, PTH123

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WRITERS = 8
FEW = 3
_NAME = re.compile(r"[0-9a-f]{64}")


class FileDamaged(Exception):
    """A stored file is missing or its bytes do not fit its name."""


class FileStore:
    """Safe to use from several threads and processes at once: equal content gives the equal name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._base = str(folder)

    def put(self, content: bytes) -> str:
        """Keeps ``content`` and returns its hash. Raises ``OSError`` (disk full…) with nothing left behind."""
        name = hashlib.sha256(content).hexdigest()
        target = self._path(name)
        if _size_of(target) == len(content):
            return name
        temporary = f"{self._base}/incoming/{os.urandom(12).hex()}"
        try:
            _write_synced(temporary, content)
            _move(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(os.path.dirname(target))
        return name

    def put_all(self, contents: Sequence[bytes]) -> list[str]:
        """As ``put``, side by side: nearly all of the time is waiting for the disk, which syncs several files as one."""
        if len(contents) < FEW:
            return [self.put(content) for content in contents]
        with ThreadPoolExecutor(WRITERS, thread_name_prefix="files") as writers:
            return list(writers.map(self.put, contents))

    def get(self, name: str) -> bytes:
        """Raises ``FileDamaged`` when the file is gone or changed."""
        try:
            with open(self._path(name), "rb", buffering=0) as file:
                content = file.readall()
        except FileNotFoundError as error:
            raise FileDamaged(f"stored file {name[:12]}… is missing; restore it from a backup") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise FileDamaged(f"stored file {name[:12]}… is damaged; restore it from a backup")
        return content

    def exists(self, name: str) -> bool:
        return Path(self._path(name)).exists()

    def names(self) -> Iterator[str]:
        for shelf in self.folder.glob("[0-9a-f][0-9a-f]"):
            for file in shelf.iterdir():
                yield file.name

    def sweep(self, older_than: float = 3600.0) -> int:
        """Removes temporary files that a crash left. Returns how many."""
        removed = 0
        for file in self._incoming.iterdir():
            if time.time() - file.stat().st_mtime > older_than:
                file.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, name: str) -> str:
        if _NAME.fullmatch(name) is None:
            raise FileDamaged("not the name of a stored file")
        return f"{self._base}/{name[:2]}/{name}"


def _size_of(path: str) -> int:
    """-1 for a file that is not there."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return -1


def _write_synced(path: str, content: bytes) -> None:
    with open(path, "xb", buffering=0, opener=_private) as file:
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _move(temporary: str, target: str) -> None:
    """The atomic step. The first file of a shelf makes it."""
    try:
        os.replace(temporary, target)
    except FileNotFoundError:
        shelf = os.path.dirname(target)
        os.makedirs(shelf, exist_ok=True)
        _sync_folder(os.path.dirname(shelf))
        os.replace(temporary, target)


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

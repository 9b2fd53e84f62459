"""The backup's file: a tar, gzipped when its name ends so.

``database.sqlite`` or ``database.sql`` first, then each stored file as ``files/<hash>``, ``secret_key``, and
``manifest.json`` last: an archive without it was cut off. Written and read as a stream, so memory does not grow with it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from crm_store.errors import Invalid

FORMAT = 1
MANIFEST, SECRET = "manifest.json", "secret_key"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.sql"}
COMPRESSION = 6
CHUNK = 1 << 20
LARGEST_SMALL_MEMBER = 1 << 24

_FILE = re.compile(r"files/([0-9a-f]{64})")


@dataclass(slots=True)
class Manifest:
    """``damaged`` are stored files whose bytes did not fit their name when the backup was made."""

    database: str
    revision: str
    made_at: str
    database_sha256: str = ""
    files: int = 0
    file_bytes: int = 0
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT


class HashingReader:
    """Reads through to ``source`` and remembers the hash of what went by."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._hash.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class Writer:
    """Adds members; ``finish`` adds the manifest."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    def add_database(self, file: Path) -> None:
        self.manifest.database_sha256 = self._add(DATABASES[self.manifest.database], file)

    def add_stored(self, name: str, file: Path) -> None:
        """A file that vanished meanwhile was swept because nothing names it."""
        try:
            found = self._add(f"files/{name}", file)
        except FileNotFoundError:
            return
        if found != name:
            self.manifest.damaged.append(name)
        self.manifest.files += 1
        self.manifest.file_bytes += file.stat().st_size

    def add_secret(self, secret: bytes) -> None:
        self._add_bytes(SECRET, secret)

    def finish(self) -> None:
        self._add_bytes(MANIFEST, json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode())

    def _add(self, member: str, file: Path) -> str:
        with file.open("rb") as source:
            header = _header(member, os.fstat(source.fileno()).st_size)
            reader = HashingReader(source)
            self._tar.addfile(header, reader)
        return reader.hexdigest()

    def _add_bytes(self, member: str, content: bytes) -> None:
        self._tar.addfile(_header(member, len(content)), io.BytesIO(content))


def shelf(folder: Path, name: str) -> Path:
    """Where the file store keeps this name (files/service.py)."""
    return folder / name[:2] / name


def _header(member: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(member)
    header.size = size
    header.mode = 0o600
    return header


@contextmanager
def writing(target: Path, manifest: Manifest) -> Iterator[Writer]:
    """The file gets its name when it is complete and on disk; a failure leaves nothing."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with ExitStack() as stack:
            out: IO[bytes] = stack.enter_context(
                os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
            )
            packed: Any = out
            if target.suffix in (".gz", ".tgz"):
                packed = stack.enter_context(gzip.GzipFile(fileobj=out, mode="wb", compresslevel=COMPRESSION, mtime=0))
            tar = stack.enter_context(tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT))
            writer = Writer(tar, manifest)
            yield writer
            writer.finish()
            tar.close()
            if packed is not out:
                packed.close()
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


@dataclass(slots=True)
class _Unpacked:
    """What the stream held so far: hashes by member name."""

    source: Path
    database: Path
    stored: Callable[[str], Path]
    secret: Path
    manifest: Manifest | None = None
    databases: dict[str, str] = field(default_factory=dict)
    files: int = 0
    damaged: set[str] = field(default_factory=set)

    def take(self, name: str, content: IO[bytes] | None) -> None:
        file = _FILE.fullmatch(name)
        if content is None:
            raise self._foreign(name)
        if file is not None:
            self.files += 1
            if _copy(content, self.stored(file[1])) != file[1]:
                self.damaged.add(file[1])
        elif name in DATABASES.values():
            self.databases[name] = _copy(content, self.database)
        elif name == SECRET:
            _copy(content, self.secret)
        elif name == MANIFEST:
            self.manifest = _read_manifest(self.source, content.read(LARGEST_SMALL_MEMBER))
        else:
            raise self._foreign(name)

    def checked(self) -> Manifest:
        """Raises ``Invalid``. Files that were damaged when the backup was made are not brought back."""
        manifest = self.manifest
        if manifest is None:
            raise Invalid("{file} was cut off: its list of contents is missing.", file=self.source)
        if manifest.format > FORMAT:
            raise Invalid("{file} was made by a newer version of crmbot. Install that version first.", file=self.source)
        if self.databases != {DATABASES[manifest.database]: manifest.database_sha256}:
            raise Invalid("The database in {file} does not fit its checksum: the file is damaged.", file=self.source)
        if self.files != manifest.files or self.damaged - set(manifest.damaged):
            raise Invalid("Stored files in {file} do not fit their checksums: the file is damaged.", file=self.source)
        for name in self.damaged:
            self.stored(name).unlink()
        return manifest

    def _foreign(self, name: str) -> Invalid:
        return Invalid("{file} is not a backup of crmbot: it holds “{member}”.", file=self.source, member=name)


def unpack(source: Path, *, database: Path, stored: Callable[[str], Path], secret: Path) -> Manifest:
    """Puts the members where the caller wants them, every byte checked against its hash.

    Raises ``Invalid`` for anything that is not a whole backup of ours, ``OSError``.
    """
    unpacked = _Unpacked(source, database, stored, secret)
    try:
        with tarfile.open(source, mode="r|*") as tar:
            for member in tar:
                unpacked.take(member.name, tar.extractfile(member) if member.isreg() else None)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid("{file} is damaged or no backup of crmbot: {reason}.", file=source, reason=error) from error
    return unpacked.checked()


def _read_manifest(source: Path, content: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise Invalid("The list of contents of {file} cannot be read: the file is damaged.", file=source) from error
    if manifest.database not in DATABASES:
        raise Invalid("{file} holds a database of an unknown kind.", file=source)
    return manifest


def _copy(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    reader = HashingReader(content)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        while chunk := reader.read(CHUNK):
            out.write(chunk)
    return reader.hexdigest()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

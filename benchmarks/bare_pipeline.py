"""The least that could be called an import: ``python -m benchmarks.bare_pipeline FOLDER --database URL``.

Fetches the bytes, parses them with the standard library's ``compat32``, decodes every part, links by Message-ID and
References, and writes contact, ticket, interaction (with the raw bytes) and attachments, one transaction for each mail.
It has no full text, no outbox, no sanitising, no understanding and no guards; it is what our whole path is compared with.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import psycopg

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_MOST_REFERENCES = 32

_TABLES = """
    CREATE TABLE contact (id {key}, address TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
    CREATE TABLE ticket (id {key}, contact_id INTEGER NOT NULL, subject TEXT NOT NULL, updated_at REAL NOT NULL);
    CREATE TABLE interaction (id {key}, ticket_id INTEGER NOT NULL, message_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, raw {bytes} NOT NULL);
    CREATE TABLE attachment (id {key}, interaction_id INTEGER NOT NULL, filename TEXT NOT NULL, content {bytes} NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class _Mail:
    message_id: str
    references: list[str]
    subject: str
    name: str
    address: str
    text: str
    files: list[tuple[str, bytes]]


def _parse(content: bytes) -> _Mail:
    message = message_from_bytes(content)
    name, address = parseaddr(str(message["From"]))
    own = _MESSAGE_ID.findall(str(message["Message-ID"]))
    references = _MESSAGE_ID.findall(f"{message['References'] or ''} {message['In-Reply-To'] or ''}")
    texts, files = _parts(message)
    return _Mail(
        own[0],
        references[-_MOST_REFERENCES:],
        _header(message["Subject"]),
        _header(name),
        address.lower(),
        "\n".join(texts),
        files,
    )


def _header(value: str | None) -> str:
    return str(make_header(decode_header(value or "")))


def _parts(message: Message) -> tuple[list[str], list[tuple[str, bytes]]]:
    texts: list[str] = []
    files: list[tuple[str, bytes]] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        filename = part.get_filename()
        if filename or part.get_content_maintype() != "text":
            files.append((filename or "", content))
        else:
            texts.append(content.decode(part.get_content_charset() or "utf-8", "replace"))
    return texts, files


@dataclass(frozen=True, slots=True)
class _Store:
    """The one difference between the databases: how a transaction begins and how a parameter is written."""

    connection: Any
    transaction: Callable[[], AbstractContextManager[Any]]
    sql: Callable[[str], str]

    def one(self, statement: str, *values: object) -> Any:
        row = self.connection.execute(self.sql(statement), values).fetchone()
        return row and row[0]

    def keep(self, mail: _Mail, raw: bytes) -> bool:
        """Whether it went to a ticket that was there."""
        with self.transaction():
            contact = self.one(
                "INSERT INTO contact (address, name) VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET name = excluded.name RETURNING id",
                mail.address,
                mail.name,
            )
            ticket = self._ticket_of(mail.references)
            linked = ticket is not None
            if linked:
                self.connection.execute(
                    self.sql("UPDATE ticket SET updated_at = ? WHERE id = ?"), (time.time(), ticket)
                )
            else:
                ticket = self.one(
                    "INSERT INTO ticket (contact_id, subject, updated_at) VALUES (?, ?, ?) RETURNING id",
                    contact,
                    mail.subject,
                    time.time(),
                )
            interaction = self.one(
                "INSERT INTO interaction (ticket_id, message_id, body, raw) VALUES (?, ?, ?, ?) RETURNING id",
                ticket,
                mail.message_id,
                mail.text,
                raw,
            )
            for filename, content in mail.files:
                self.connection.execute(
                    self.sql("INSERT INTO attachment (interaction_id, filename, content) VALUES (?, ?, ?)"),
                    (interaction, filename, content),
                )
        return linked

    def _ticket_of(self, references: list[str]) -> Any:
        if not references:
            return None
        marks = ", ".join("?" * len(references))
        return self.one(
            f"SELECT ticket_id FROM interaction WHERE message_id IN ({marks}) ORDER BY id DESC LIMIT 1", *references
        )


def _open(url: str) -> _Store:
    if url.startswith("sqlite:///"):
        return _open_sqlite(url.removeprefix("sqlite:///"))
    return _open_postgres(url.replace("postgresql+psycopg://", "postgresql://"))


def _open_sqlite(path: str) -> _Store:
    """As durable as PostgreSQL is by default: what was committed survives a power cut."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
    connection.executescript(_TABLES.format(key="INTEGER PRIMARY KEY", bytes="BLOB"))
    return _Store(connection, lambda: _Immediate(connection), str)


def _open_postgres(url: str) -> _Store:
    connection = psycopg.connect(url, autocommit=True)
    for statement in filter(
        str.strip, _TABLES.format(key="INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY", bytes="BYTEA").split(";")
    ):
        connection.execute(statement.encode())
    return _Store(connection, connection.transaction, lambda statement: statement.replace("?", "%s"))


@dataclass(frozen=True, slots=True)
class _Immediate:
    connection: sqlite3.Connection

    def __enter__(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.connection.execute("ROLLBACK" if kind else "COMMIT")


def _fetch(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.glob("*.eml")):
        yield path.read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare_pipeline", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", required=True, help="sqlite:///PATH or postgresql+psycopg://…, empty")
    wanted = parser.parse_args()
    store = _open(wanted.database)
    mails = linked = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for content in _fetch(wanted.folder):
        linked += store.keep(_parse(content), content)
        mails += 1
    print(
        json.dumps(
            {
                "mails": mails,
                "tickets": store.one("SELECT count(*) FROM ticket"),
                "linked": linked,
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
            }
        )
    )


if __name__ == "__main__":
    main()

import sqlite3
import sys
from pathlib import Path

from benchmarks.mails import write_mails
from benchmarks.measure import Imported, run


def test_keeps_every_mail_and_links_every_reply(tmp_path: Path) -> None:
    paths = write_mails(tmp_path / "mails", 60)
    replies = sum(b"\r\nIn-Reply-To:" in path.read_bytes() for path in paths)
    database = tmp_path / "bare.sqlite"
    done = run(
        [sys.executable, "-m", "benchmarks.bare_pipeline", tmp_path / "mails", "--database", f"sqlite:///{database}"]
    )
    imported = Imported.of(done, server_cpu=0.0)
    assert (imported.mails, imported.tickets, imported.facts["linked"]) == (60, 60 - replies, replies)
    with sqlite3.connect(database) as connection:
        raw = connection.execute("SELECT raw FROM interaction ORDER BY id").fetchall()
    connection.close()
    assert [row[0] for row in raw] == [path.read_bytes() for path in paths]

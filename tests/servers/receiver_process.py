"""Runs a receiver in a process of its own that can be killed at a marked point.

Arguments: ``imap URL`` or ``smtp ADDRESS``, the database file, ``before``, ``after`` or ``never``, and the number of the
commit at which the process kills itself. Prints ``ready PORT`` (0 for IMAP).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from fakes.sqlite_intake import SqliteIntake
from servers.receiving import timing

from channels.email.imap_receiver import ImapReceiver
from channels.email.imap_url import ImapSettings
from channels.email.smtp_receiver import SmtpReceiver


def intake(path: Path, point: str, at: int) -> SqliteIntake:
    made = SqliteIntake(path)

    def kill() -> None:
        if made.calls == at:
            os.kill(os.getpid(), signal.SIGKILL)

    if point == "before":
        made.before_commit = kill
    elif point == "after":
        made.after_commit = kill
    return made


async def main(kind: str, where: str, database: str, point: str, at: str) -> None:
    store = intake(Path(database), point, int(at))
    receiver: ImapReceiver | SmtpReceiver
    if kind == "imap":
        receiver = ImapReceiver(ImapSettings.from_url(where), store, timing())
        await receiver.start()
        print("ready 0", flush=True)
    else:
        receiver = SmtpReceiver(where, store, "support@firm.example")
        await receiver.start()
        print("ready", receiver.port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

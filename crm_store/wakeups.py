"""Hears what other processes did: PostgreSQL's LISTEN/NOTIFY. On SQLite there is nothing to hear; workers look once a second."""

from __future__ import annotations

import logging
import threading

from crm_store.unit_of_work import CHANNEL, Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


class Wakeups:
    """One thread with one connection of its own. Losing it costs speed, never an item: workers look by themselves too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wake-ups", daemon=True)

    def start(self) -> None:
        if not self._store.database.is_sqlite:
            self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2 * LOOK_SECONDS)

    def _run(self) -> None:
        import psycopg  # a tenth of a second that SQLite has no use for

        pause = 0.5
        while not self._ending.is_set():
            try:
                self._listen()
                pause = 0.5
            except psycopg.Error as error:
                log.warning(
                    "wake-ups are interrupted", extra={"error": str(error).splitlines()[0] if str(error) else ""}
                )
                self._ending.wait(pause)
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    def _listen(self) -> None:
        import psycopg

        url = self._store.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._store.signal(("inbox", "outbox", "chat", "tickets"))
            while not self._ending.is_set():
                for notice in connection.notifies(timeout=LOOK_SECONDS):
                    self._store.signal((notice.payload,))

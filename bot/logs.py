"""Structured lines on stderr: JSON, one a line, control characters escaped, never a customer's text."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

CHAIN = 10
Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
FIELDS = "{levelname}{name}{message}"
NOISY = ("apscheduler", "aiohttp.access", "asyncio", "httpx", "httpcore", "alembic", "mail.log", "imapclient")


class Lines(JsonFormatter):
    """A failure is told by its kind and by where it happened. Its words may be a customer's: what a parser choked on,
    what a statement would have written."""

    def formatException(self, ei: Failure) -> str:  # noqa: N802  logging's name
        told: list[str] = []
        error = ei[1]
        while error is not None and len(told) < CHAIN:
            told.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(told))


def set_up(level: str) -> None:
    """A closed or full stderr must not stop the service: logging drops the line and goes on."""
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        Lines(
            FIELDS,
            style="{",
            rename_fields={"timestamp": "at", "levelname": "level", "name": "part"},
            timestamp=True,
            json_ensure_ascii=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)

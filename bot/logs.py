"""Structured lines on stderr: JSON, one a line, control characters escaped, never a customer's text."""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

FIELDS = "{levelname}{name}{message}"
NOISY = ("apscheduler", "aiohttp.access", "asyncio", "httpx", "httpcore", "alembic", "mail.log", "imapclient")


def set_up(level: str) -> None:
    """A closed or full stderr must not stop the service: logging drops the line and goes on."""
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
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

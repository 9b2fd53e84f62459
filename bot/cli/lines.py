"""Commands that answer lines: one JSON object in, one JSON object out, each at once."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any

log = logging.getLogger(__name__)


class LineRefused(ValueError):
    """What is wrong with this line; the next one may be right."""


def answer_lines(answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> int:
    """Each line of standard input gets its line, flushed, with its ``id`` where it has one. 1 when one had an error."""
    failed = False
    for raw in sys.stdin.buffer:
        answered = _answer(raw, answer)
        failed = failed or "error" in answered
        sys.stdout.buffer.write(json.dumps(answered, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    return int(failed)


def _answer(raw: bytes, answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    try:
        line = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {"error": "the line is no JSON"}
    if not isinstance(line, dict):
        return {"error": "the line is no JSON object"}
    known = {"id": line["id"]} if "id" in line else {}
    try:
        return known | answer(line)
    except LineRefused as refusal:
        return known | {"error": str(refusal)}
    except Exception as error:  # a defect costs its own line, not the lines behind it
        log.debug("a line failed", exc_info=error)
        return known | {"error": f"unexpected {type(error).__name__}"}


def text_of(line: Mapping[str, Any], key: str = "text", default: str | None = None) -> str:
    """Raises ``LineRefused`` where it is no text, or missing without a default; ``null`` is missing."""
    value = line.get(key)
    if value is None:
        value = default
    if not isinstance(value, str):
        raise LineRefused(f"“{key}” must be a text")
    return value

"""``crmbot inspect --json FILE...``: parses mail files and prints what was understood, one JSON object per line."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.email.isolation import ParserPool
from channels.message import Address, Attachment, InboundMessage, RawItem
from channels.port import ParseRefused

_EMPTY: dict[str, Any] = {
    "from_address": "",
    "from_name": "",
    "to": [],
    "cc": [],
    "reply_to": "",
    "subject": "",
    "date": None,
    "message_id": None,
    "in_reply_to": None,
    "references": [],
    "text": "",
    "reply_text": "",
    "quoted_text": "",
    "signature": "",
    "html": "",
    "attachments": [],
    "is_auto_reply": False,
    "is_bounce": False,
    "is_automatic": False,
    "bounce_recipient": None,
    "bounce_status": None,
    "bounce_hard": None,
    "is_list": False,
    "forwarded_from": None,
    "language": "",
    "defects": [],
    "error": None,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object per line (the only form)")
    parser.add_argument("files", nargs="+", metavar="FILE", help="mail files")


def run(args: argparse.Namespace) -> int:
    """Returns 1 when a file could not be read or parsed; its line then has ``error``."""
    detect = _language_detector()
    pool = ParserPool()
    failed = False
    try:
        for path in args.files:
            line = _line(path, pool, detect)
            failed = failed or line["error"] is not None
            sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()
    finally:
        pool.close()
    return int(failed)


def _line(path: str, pool: ParserPool, detect: Callable[[str], str]) -> dict[str, Any]:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return {"path": path, **_EMPTY, "error": f"cannot read the file: {error.strerror}"}
    raw = RawItem(channel="email", account="", external_id="", content=content, received_at=datetime.now(UTC))
    try:
        message = pool.parse_blocking(raw)
    except ParseRefused as refusal:
        return {"path": path, **_EMPTY, "error": str(refusal)}
    return {"path": path, **facts_of(message), "language": detect(message.reply_text or message.text), "error": None}


def facts_of(message: InboundMessage) -> dict[str, Any]:
    """The message in the form of the interface, without ``path``, ``language`` and ``error``."""
    bounce = message.bounce
    return _EMPTY | {
        "from_address": message.sender.address if message.sender else "",
        "from_name": message.sender.name if message.sender else "",
        "to": _listed(message.to),
        "cc": _listed(message.cc),
        "reply_to": message.reply_to[0].address if message.reply_to else "",
        "subject": message.subject,
        "date": message.sent_at.isoformat() if message.sent_at else None,
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "text": message.text,
        "reply_text": message.reply_text,
        "quoted_text": message.quoted_text,
        "signature": message.signature,
        "html": message.html,
        "attachments": [_attachment(item) for item in message.attachments],
        "is_auto_reply": message.marks.is_auto_reply,
        "is_bounce": message.marks.is_bounce,
        "is_automatic": message.marks.is_automatic,
        "is_feedback": "report: feedback" in message.marks.reasons,
        "is_delivery_notice": message.marks.is_delivery_notice,
        "is_list": message.marks.is_list,
        "is_loop": message.marks.is_loop,
        "is_spam": message.marks.is_spam,
        "mark_reasons": list(message.marks.reasons),
        "bounce_recipient": bounce.recipient if bounce else None,
        "bounce_recipients": list(bounce.recipients) if bounce else [],
        "bounce_status": bounce.status if bounce else None,
        "bounce_hard": bounce.hard if bounce else None,
        "bounce_reason": bounce.reason if bounce else None,
        "bounce_message_id": bounce.original_message_id if bounce else None,
        "forwarded_from": message.forwarded.sender.address if message.forwarded else None,
        "defects": list(message.defects),
    }


def _listed(found: tuple[Address, ...]) -> list[str]:
    return [address.address for address in found]


def _attachment(item: Attachment) -> dict[str, Any]:
    return {
        "filename": item.filename,
        "content_type": item.content_type,
        "size": item.size,
        "inline": item.inline,
        "sha256": hashlib.sha256(item.content).hexdigest(),
        "note": item.note,
    }


def _language_detector() -> Callable[[str], str]:
    from nlp import language

    return language.detect


def main() -> int:
    parser = argparse.ArgumentParser(prog="crmbot inspect")
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())

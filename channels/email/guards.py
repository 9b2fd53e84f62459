"""How much of a mail is looked at, and which mails are looked at in a child process only.

Every limit cuts, notes a defect and goes on; the raw bytes are kept by the store whatever happens here.
"""

from __future__ import annotations

import re

MAX_DEPTH = 40
"""Levels of multipart or enclosed messages; deeper ones stay closed files."""
MAX_PARTS = 1_000
MAX_HEADERS = 1_000
"""Header fields of one part."""
MAX_HEADER_BYTES = 64 * 1024
"""Bytes of one header field that are decoded."""
MAX_PARAMETERS = 64
MAX_ADDRESSES = 1_000
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""Decoded bytes of one text part that are read as text."""
MAX_TEXT = 1_000_000
"""Characters of readable text kept on the message."""
MAX_QUOTING = 200_000
"""Characters within which new text is told from history; what lies behind counts as history."""
MAX_QUOTE_CANDIDATES = 400
"""Lines of one mail that are looked at as possible quote headers."""
MAX_HTML = 2_000_000
MAX_HTML_TOKENS = 200_000
MAX_HTML_DEPTH = 200
MAX_ATTACHMENTS = 500

SUSPECT_BYTES = 8 * 1024 * 1024
SUSPECT_HEADER_BYTES = 512 * 1024
SUSPECT_DELIMITERS = 400
SUSPECT_MULTIPARTS = 30
SUSPECT_RUN = 4_000
_SAMPLING = SUSPECT_RUN // 2
_RUN = re.compile(rb"[;<>=\"'(),:@]{%d}" % SUSPECT_RUN)
_SAMPLED_RUN = re.compile(rb"[;<>=\"'(),:@]{2}")
"""Within a run of ``SUSPECT_RUN`` lie two of the bytes taken every ``_SAMPLING``: where no two stand together, there is none."""


def header_end(content: bytes) -> int:
    """Where the first empty line is, or the length of the content."""
    ends = [at for at in (content.find(b"\n\n"), content.find(b"\n\r\n"), content.find(b"\r\r")) if at >= 0]
    return min(ends, default=len(content))


def suspicion(content: bytes) -> str:
    """Why this mail should be parsed in a child process, ``""`` for ordinary mail. Costs some microseconds per 100 kB."""
    if len(content) > SUSPECT_BYTES:
        return f"{len(content) // (1024 * 1024)} MB"
    if len(content) > SUSPECT_HEADER_BYTES and header_end(content) > SUSPECT_HEADER_BYTES:
        return "huge header"
    return _odd_structure(content) if len(content) >= 2 * SUSPECT_RUN else ""


def _odd_structure(content: bytes) -> str:
    if content.count(b"\n--") > SUSPECT_DELIMITERS:
        return "very many parts"
    if content.count(b"oundary=") + content.count(b"OUNDARY=") > SUSPECT_MULTIPARTS:
        return "very many nested parts"
    if _SAMPLED_RUN.search(content[::_SAMPLING]) and _RUN.search(content):
        return "a long run of delimiters"
    return ""

"""Files of customers leave as downloads that can do nothing in our origin, whatever they are."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.web.security import CSP_FILE
from channels.message import StoredFile
from crm_store.unit_of_work import Store

NAME_BYTES = 255


async def send_file(store: Store, file: StoredFile) -> web.StreamResponse:
    """Raises ``FileDamaged`` when the stored bytes are not what they were."""
    content = await asyncio.to_thread(store.files.get, file.sha256)
    return web.Response(body=content, headers=download_headers(file.filename))


def download_headers(filename: str) -> dict[str, str]:
    """The type is never the customer's word: nothing is shown in the browser, so none is needed."""
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": content_disposition(filename),
        "Content-Security-Policy": CSP_FILE,
        "Cache-Control": "private, no-store",
    }


def content_disposition(filename: str) -> str:
    """RFC 6266, 4.3 with appendix D: an ASCII name for old browsers, the real one in RFC 8187 form."""
    name = shown_name(filename)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join("_" if c in '"\\%/' else c for c in plain).strip() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def shown_name(filename: str) -> str:
    """Without folders, control, bidirectional and invisible characters; at most 255 bytes, the extension kept."""
    name = unicodedata.normalize("NFKC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    name = name.strip().strip(".") or "file"
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:  # noqa: PLR2004  no real extension is longer
        stem, extension = name, ""
    tail = f".{extension}" if extension else ""
    return stem.encode()[: NAME_BYTES - len(tail.encode())].decode(errors="ignore") + tail


def stored_file(facts: dict[str, Any]) -> StoredFile:
    return StoredFile(facts["sha256"], facts["filename"], facts["content_type"], facts["size"])

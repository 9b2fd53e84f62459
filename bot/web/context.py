"""What the web part is given. The composition root fills it; nothing here reads settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from channels.port import AcceptsWebhooks, Intake, PartState
from channels.webchat.settings import WebchatSettings
from crm_store.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class WebContext:
    """``base_url`` is the public address; with ``https`` cookies are Secure. ``behind_proxy`` believes the last entry of
    X-Forwarded-For. ``health`` gives the state of every part of this process; one whose ``facts["needed"]`` is false
    does not make the service unready. ``poll_seconds``: how often pages look again although nobody woke them."""

    store: Store
    intake: Intake
    base_url: str
    organisation: str
    secret_key: bytes
    language: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    webhooks: Sequence[AcceptsWebhooks] = ()
    health: Callable[[], list[PartState]] = list
    metrics_text: Callable[[], bytes] = bytes
    undo_seconds: float = 10.0
    behind_proxy: bool = False
    webchat: WebchatSettings = field(default_factory=WebchatSettings)
    poll_seconds: float = 30.0

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


CONTEXT = web.AppKey("context", WebContext)

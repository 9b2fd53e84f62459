"""Headers of all answers, the origin of requests, the token of forms before anybody has signed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.context import CONTEXT

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
CSP_WITH_FRAME = f"{CSP}; frame-src 'self'"
CSP_FILE = "sandbox; default-src 'none'"
CSP_ORIGINAL = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
)
"""A mail's own HTML. Inline styles are its only right; it runs no script, loads nothing and has no origin. A link that a
person follows opens in a window of its own, outside the sandbox."""
VISITOR_FORM_COOKIE = "crmbot_form"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": CSP,
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal, so that no answer leaves without: pages, files, errors, upgrades. A handler's own word stands."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.app[CONTEXT].is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Server" in response.headers:
        del response.headers["Server"]


def is_own_origin(request: web.Request, *, required: bool) -> bool:
    """Whether a page of ours asks. ``required``: a request that does not say counts as foreign (WebSocket upgrades).

    The Host header stands for our origin too, as the console is reached by several names (localhost, an address of the
    local network); cookies are bound to the host, so a foreign name brings no session.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return not required
    if origin == request.app[CONTEXT].origin:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc == request.host


def client_address(request: web.Request) -> str:
    """Whom rate limits count."""
    if request.app[CONTEXT].behind_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded[:64]
    return request.remote or "unknown"


def form_token(request: web.Request) -> tuple[str, str | None]:
    """The token for forms of people without a session, and the cookie it belongs to if that must be set first."""
    cookie = request.cookies.get(VISITOR_FORM_COOKIE, "")
    fresh = None
    if len(cookie) != 43:  # noqa: PLR2004  32 bytes in base64url
        cookie = fresh = secrets.token_urlsafe(32)
    return _form_token(request, cookie), fresh


def is_form_token(request: web.Request, token: str) -> bool:
    cookie = request.cookies.get(VISITOR_FORM_COOKIE, "")
    return bool(cookie) and hmac.compare_digest(_form_token(request, cookie).encode(), token.encode())


def set_form_cookie(request: web.Request, response: web.StreamResponse, value: str) -> None:
    secure = request.app[CONTEXT].is_https
    response.set_cookie(VISITOR_FORM_COOKIE, value, httponly=True, samesite="Strict", secure=secure, max_age=3600)


def _form_token(request: web.Request, cookie: str) -> str:
    key = request.app[CONTEXT].secret_key
    return hmac.new(key, b"web form\0" + cookie.encode(), hashlib.sha256).hexdigest()

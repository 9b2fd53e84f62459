"""Drawing pages: the templates, and the words and values that each of them has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.i18n import Translator, delivery_reason, filled, say_length, translator
from bot.i18n.terms import CHANNEL, DELIVERY, PRIORITY, ROLE, STATUS, term
from bot.web import words
from bot.web.context import CONTEXT
from bot.web.security import form_token, set_form_cookie
from bot.web.sessions import SIGNED_IN, UNLINKED
from crm_store import clock

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@cache
def environment() -> Environment:
    """One for the process: compiled templates are kept."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["size"] = words.size
    made.filters["initials"] = words.initials
    return made


@cache
def static_version() -> str:
    """Changes with any file in the folder, so that browsers may keep them for ever under this name."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def language_of(request: web.Request) -> str:
    """The user's own; for others the first of ours that the browser asks for; else the firm's."""
    if SIGNED_IN in request:
        return request[SIGNED_IN].user.language
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        wanted = part.strip()[:2].lower()
        if wanted in ("vi", "en"):
            return wanted
    return request.app[CONTEXT].language


def translator_of(request: web.Request) -> Translator:
    return translator(language_of(request))


def timezone_of(request: web.Request) -> str:
    return request[SIGNED_IN].user.timezone if SIGNED_IN in request else request.app[CONTEXT].timezone


def render(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> web.Response:
    context = request.app[CONTEXT]
    signed_in = request.get(SIGNED_IN)
    _ = translator_of(request)
    zone, now = timezone_of(request), clock.now()
    if signed_in is not None:
        csrf, form_cookie = signed_in.csrf_token, None
    else:
        csrf, form_cookie = form_token(request)
    page = (
        environment()
        .get_template(template)
        .render(
            _=_,
            ngettext=_.ngettext,
            language=language_of(request),
            timezone=zone,
            organisation=context.organisation or "crmbot",
            user=signed_in.user if signed_in else None,
            unlinked=request.get(UNLINKED, 0),
            may=signed_in.actor.may if signed_in else lambda _permission: False,
            csrf=csrf,
            path=request.path,
            static=f"/static/{static_version()}",
            now=now,
            say_time=lambda moment: words.say_time(moment, now, zone, _),
            full_time=lambda moment: words.full_time(moment, zone),
            browser=words.browser,
            ago=lambda moment: say_length(now - moment, _.language) or _("just now"),
            waited=lambda moment: _waited(say_length(now - moment, _.language), _),
            reason=lambda why: filled(_(why.text), why.values),
            status_name=lambda status: term(STATUS, status, _),
            priority_name=lambda priority: term(PRIORITY, priority, _),
            channel_name=lambda channel: term(CHANNEL, channel, _),
            delivery_name=lambda state: term(DELIVERY, state, _),
            role_name=lambda role: term(ROLE, role, _),
            far_end=lambda text, code="": delivery_reason(code, text, _) if text else "",
            **values,
        )
    )
    response = web.Response(text=page, content_type="text/html", status=status, headers=headers)
    if form_cookie is not None:
        set_form_cookie(request, response, form_cookie)
    return response


def _waited(length: str, _: Translator) -> str:
    return _("waits {time}").format(time=length) if length else _("just now")


def is_fetch(request: web.Request) -> bool:
    """Our own scripts say so; they want data instead of a page."""
    return request.headers.get("X-Requested-With") == "fetch"


def done(request: web.Request, location: str, **data: Any) -> web.StreamResponse:
    """After a form: the page where its effect is seen, or for our scripts the facts."""
    if is_fetch(request):
        return web.json_response({"ok": True, "location": location} | data)
    return web.Response(status=303, headers={"Location": location})

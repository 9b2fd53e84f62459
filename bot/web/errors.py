"""What goes wrong becomes one clear sentence and the right status; what was not foreseen goes to the log alone."""

from __future__ import annotations

import logging

from aiohttp import web

from bot.i18n import describe, mark
from bot.web.context import CONTEXT
from bot.web.pages import is_fetch, render, translator_of
from bot.web.sessions import ForgedForm, Handler, TooLarge, close_session
from channels.port import IntakeUnavailable
from crm_store.errors import ChangedMeanwhile, CrmError, Forbidden, Invalid, NotFound, StoreUnavailable
from crm_store.files.service import FileDamaged

log = logging.getLogger(__name__)


class TooOften(CrmError):
    """A rate limit. ``seconds`` is in the values."""


class LinkSpent(CrmError):
    """A one-time link that is unknown, used or expired: nobody is told which."""


_STATUS: tuple[tuple[type[CrmError], int], ...] = (
    (Forbidden, 403),
    (ForgedForm, 403),
    (NotFound, 404),
    (ChangedMeanwhile, 409),
    (LinkSpent, 410),
    (TooLarge, 413),
    (Invalid, 422),
    (TooOften, 429),
)


def status_of(error: CrmError) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except CrmError as error:
        return answer(request, status_of(error), describe(error, translator_of(request)))
    except (StoreUnavailable, IntakeUnavailable):
        log.warning("store unavailable", extra={"path": request.path})
        return answer(request, 503, _text(request, 503))
    except web.HTTPException as error:
        if error.status < 400:  # noqa: PLR2004  redirections are no errors
            raise
        return answer(request, error.status, _text(request, error.status))
    except FileDamaged:
        log.exception("stored file damaged", extra={"path": request.path})
        return answer(request, 500, _text(request, 500))
    except Exception:  # the browser gets a sentence, the log the whole
        log.exception("request failed", extra={"method": request.method, "path": request.path})
        return answer(request, 500, _text(request, 500))


def answer(request: web.Request, status: int, text: str) -> web.StreamResponse:
    if is_fetch(request):
        return web.json_response({"error": text}, status=status)
    response = render(request, "error.html", status=status, sentence=text, code=status)
    if status == 401:  # noqa: PLR2004  nobody is signed in any more
        close_session(response, request.app[CONTEXT])
    return response


_SENTENCES = {
    401: mark("You are not signed in any more. Sign in again."),
    403: mark("Your role does not allow this. Ask an administrator."),
    404: mark("There is nothing at this address."),
    405: mark("This address cannot be used that way."),
    413: mark("This is too long to be sent at once. Shorten it."),
    500: mark("Something went wrong on our side. It has been written down; try again."),
    503: mark("The database cannot be reached at the moment. Nothing was changed; try again in a minute."),
}


def _text(request: web.Request, status: int) -> str:
    return translator_of(request)(_SENTENCES.get(status, mark("This request cannot be read.")))

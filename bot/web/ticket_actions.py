"""What staff do on a ticket's page. Each form ends in the use case that a button in chat ends in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from bot.cards import drafts
from bot.i18n import describe
from bot.web.context import CONTEXT
from bot.web.errors import status_of
from bot.web.pages import done, is_fetch, translator_of
from bot.web.sessions import Handler, actor_of
from bot.web.tickets import REF, show, ticket_id_of
from crm_store.access import Actor
from crm_store.errors import CrmError, Invalid
from crm_store.references import Kind, parse_reference
from crm_store.tickets import moving, outcomes, replies, reply_addresses, senders, service
from crm_store.unit_of_work import UnitOfWork

T = TypeVar("T")
_NUMBER = "[0-9]{1,15}"


def routes() -> list[web.RouteDef]:
    table: dict[str, Handler] = {
        "take": take,
        "assign": assign,
        "status": set_status,
        "priority": set_priority,
        "note": add_note,
        "revoke": revoke,
        "follow": follow,
        "unfollow": unfollow,
        f"senders/{{person:{_NUMBER}}}/accept": accept_sender,
        f"senders/{{person:{_NUMBER}}}/refuse": refuse_sender,
        f"messages/{{message:{_NUMBER}}}/move": move,
        f"notes/{{message:{_NUMBER}}}/undo": undo_note,
        "reply/begin": begin_reply,
        "reply/preview": preview_reply,
        "reply/send": send_reply,
        "reply/cancel": cancel_reply,
        f"reply/{{outbox:{_NUMBER}}}/undo": undo_reply,
        f"reply/{{outbox:{_NUMBER}}}/retry": retry_reply,
        f"reply/{{outbox:{_NUMBER}}}/arrived": mark_arrived,
    }
    return [web.post(f"{REF}/{path}", _told_here(handler)) for path, handler in table.items()]


def _told_here(handler: Handler) -> Handler:
    """What is refused is said on the ticket's page, with what was typed still there."""

    async def run(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except CrmError as error:
            if is_fetch(request):
                raise
            text = describe(error, translator_of(request))
            form = await request.post()
            typed = str(form.get("text", ""))
            is_reply = "/reply/" in request.path
            return await show(
                request,
                status=status_of(error),
                error=text,
                reply_text=typed if is_reply and typed else None,
                note_text="" if is_reply else typed,
            )

    return run


async def _do(request: web.Request, work: Callable[[UnitOfWork, Actor, int], T]) -> T:
    actor, ticket_id = actor_of(request), ticket_id_of(request)
    return await request.app[CONTEXT].store.write(lambda uow: work(uow, actor, ticket_id))


async def take(request: web.Request) -> web.StreamResponse:
    version = await _version(request)
    await _do(request, lambda uow, actor, t: service.take(uow, actor=actor, ticket_id=t, version=version))
    return _back(request)


async def assign(request: web.Request) -> web.StreamResponse:
    version, user_id = await _version(request), await _number(request, "user")
    await _do(
        request,
        lambda uow, actor, t: service.assign(uow, actor=actor, ticket_id=t, user_id=user_id, version=version),
    )
    return _back(request)


async def set_status(request: web.Request) -> web.StreamResponse:
    version, status = await _version(request), await _text(request, "status")
    await _do(
        request, lambda uow, actor, t: service.set_status(uow, actor=actor, ticket_id=t, status=status, version=version)
    )
    return _back(request)


async def set_priority(request: web.Request) -> web.StreamResponse:
    priority = await _text(request, "priority")
    await _do(request, lambda uow, actor, t: service.set_priority(uow, actor=actor, ticket_id=t, priority=priority))
    return _back(request)


async def add_note(request: web.Request) -> web.StreamResponse:
    text = await _text(request, "text")
    await _do(request, lambda uow, actor, t: service.add_note(uow, actor=actor, ticket_id=t, text=text))
    return _back(request)


async def undo_note(request: web.Request) -> web.StreamResponse:
    message = int(request.match_info["message"])
    await _do(request, lambda uow, actor, _t: service.remove_note(uow, actor=actor, interaction_id=message))
    return _back(request)


async def revoke(request: web.Request) -> web.StreamResponse:
    await _do(request, lambda uow, actor, t: reply_addresses.revoke_tokens(uow, actor=actor, ticket_id=t))
    return _back(request)


async def follow(request: web.Request) -> web.StreamResponse:
    await _do(request, lambda uow, actor, t: service.follow(uow, actor=actor, ticket_id=t))
    return _back(request)


async def unfollow(request: web.Request) -> web.StreamResponse:
    await _do(request, lambda uow, actor, t: service.unfollow(uow, actor=actor, ticket_id=t))
    return _back(request)


async def accept_sender(request: web.Request) -> web.StreamResponse:
    person = int(request.match_info["person"])
    await _do(
        request, lambda uow, actor, t: senders.accept_sender(uow, actor=actor, ticket_id=t, participant_id=person)
    )
    return _back(request)


async def refuse_sender(request: web.Request) -> web.StreamResponse:
    person = int(request.match_info["person"])
    await _do(
        request, lambda uow, actor, t: senders.refuse_sender(uow, actor=actor, ticket_id=t, participant_id=person)
    )
    return _back(request)


async def move(request: web.Request) -> web.StreamResponse:
    """To the ticket that was typed; an empty field makes a new one."""
    message, typed = int(request.match_info["message"]), (await _text(request, "to")).strip()
    to = None if not typed else _ticket_number(typed)
    target = await _do(
        request,
        lambda uow, actor, _t: moving.move_interaction(uow, actor=actor, interaction_id=message, ticket_id=to),
    )
    return done(request, f"/tickets/T-{target}")


async def begin_reply(request: web.Request) -> web.StreamResponse:
    """Tells colleagues who is answering; gives back what was typed before."""
    draft = await _do(request, lambda uow, actor, t: replies.begin(uow, actor=actor, ticket_id=t))
    return _back(request, text=draft.text)


async def preview_reply(request: web.Request) -> web.StreamResponse:
    text = await _text(request, "text")

    def keep(uow: UnitOfWork, actor: Actor, ticket_id: int) -> None:
        draft = replies.begin(uow, actor=actor, ticket_id=ticket_id)
        replies.preview(uow, actor=actor, draft_id=draft.id, text=text)

    await _do(request, keep)
    return done(request, f"/tickets/T-{ticket_id_of(request)}?preview=1#reply")


async def send_reply(request: web.Request) -> web.StreamResponse:
    """Only as it was shown: the form carries what its preview said."""
    draft_id = await _number(request, "draft")
    token, seen = await _text(request, "token"), await _text(request, "seen")
    await _do(request, lambda uow, actor, _t: drafts.send(uow, actor=actor, draft_id=draft_id, token=token, seen=seen))
    return _back(request, fragment="end")


async def cancel_reply(request: web.Request) -> web.StreamResponse:
    draft_id = await _number(request, "draft")

    def cancel(uow: UnitOfWork, actor: Actor, _ticket_id: int) -> None:
        replies.cancel(uow, actor=actor, draft_id=draft_id)
        drafts.keep_files(uow, draft_id, ())

    await _do(request, cancel)
    return _back(request, fragment="reply")


async def undo_reply(request: web.Request) -> web.StreamResponse:
    outbox_id = int(request.match_info["outbox"])
    await _do(request, lambda uow, actor, _t: drafts.take_back(uow, actor=actor, outbox_id=outbox_id))
    return _back(request, fragment="reply")


async def retry_reply(request: web.Request) -> web.StreamResponse:
    outbox_id = int(request.match_info["outbox"])
    await _do(request, lambda uow, actor, _t: outcomes.retry(uow, actor=actor, outbox_id=outbox_id))
    return _back(request)


async def mark_arrived(request: web.Request) -> web.StreamResponse:
    outbox_id = int(request.match_info["outbox"])
    await _do(request, lambda uow, actor, _t: outcomes.mark_arrived(uow, actor=actor, outbox_id=outbox_id))
    return _back(request)


def _back(request: web.Request, *, fragment: str = "", **facts: str) -> web.StreamResponse:
    return done(request, f"/tickets/T-{ticket_id_of(request)}" + (f"#{fragment}" if fragment else ""), **facts)


async def _text(request: web.Request, name: str) -> str:
    """Browsers send line ends as CR LF (HTML, 4.10.21)."""
    value = (await request.post()).get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


async def _number(request: web.Request, name: str) -> int:
    value = await _text(request, name)
    if not (value.isascii() and value.isdigit() and len(value) <= 15):  # noqa: PLR2004  no id is longer
        raise Invalid("This request cannot be read.")
    return int(value)


async def _version(request: web.Request) -> int | None:
    return await _number(request, "version") if await _text(request, "version") else None


def _ticket_number(typed: str) -> int:
    kind, number = parse_reference(typed)
    if kind is not Kind.TICKET:
        raise Invalid("“{text}” is not a ticket. Tickets look like T-12.", text=typed)
    return number

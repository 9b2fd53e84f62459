"""The web chat's postbox, kept in the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from channels.port import CannotDeliver, TryAgainLater
from channels.webchat.sender import EDIT_GONE
from crm_store.conversations import service as conversations
from crm_store.errors import Invalid, NotFound, StoreUnavailable
from crm_store.unit_of_work import Store, UnitOfWork

T = TypeVar("T")
_TOAST = "toast."


class StorePostbox:
    """Implements ``channels.webchat.sender.Postbox``.

    Browsers' own ids hold no dot, so an id with one is ours: ``out.<key>`` for messages, ``toast.`` for the one place of
    passing lines.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def post(
        self, conversation: str, body: Mapping[str, Any], *, message_ref: str | None = None, once: str | None = None
    ) -> str:
        def put(uow: UnitOfWork) -> int:
            return conversations.post(
                uow,
                key=conversation,
                direction=conversations.OUT,
                body=dict(body),
                client_id=f"out.{once}" if once else None,
                message_id=None if message_ref is None else _number(message_ref),
            ).id

        return str(await self._write(put))

    async def clear_buttons(self, conversation: str, message_ref: str) -> None:
        def clear(uow: UnitOfWork) -> None:
            number = _number(message_ref)
            body = conversations.message(uow, key=conversation, message_id=number).body
            without = {name: value for name, value in body.items() if name != "buttons"}
            if without != body:
                conversations.post(uow, key=conversation, direction=conversations.OUT, body=without, message_id=number)

        await self._write(clear)

    async def toast(self, conversation: str, body: Mapping[str, Any]) -> None:
        def put(uow: UnitOfWork) -> None:
            found = conversations.by_client_id(uow, key=conversation, client_id=_TOAST)
            conversations.post(
                uow,
                key=conversation,
                direction=conversations.OUT,
                body=dict(body),
                client_id=_TOAST,
                message_id=found.id if found else None,
            )

        await self._write(put)

    async def _write(self, work: Callable[[UnitOfWork], T]) -> T:
        try:
            return await self._store.write(work)
        except StoreUnavailable as error:
            raise TryAgainLater("The database takes nothing now", whole_channel=True, code="store") from error
        except (NotFound, Invalid) as error:
            raise CannotDeliver("The message to change is not there any more", code=EDIT_GONE) from error


def _number(message_ref: str) -> int:
    if not message_ref.isdecimal() or len(message_ref) > 15:  # noqa: PLR2004  no id has more digits
        raise NotFound("There is no such message.")
    return int(message_ref)

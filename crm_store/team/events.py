"""What happens to staff."""

from __future__ import annotations

from dataclasses import dataclass

from crm_store.events import Event


@dataclass(frozen=True, slots=True)
class UserDisabled(Event):
    """The user may do nothing more; sessions and tokens have ended. Cards and dialogues in chats end by reaction."""

    user_id: int

"""From python-telegram-bot's errors to the three failures of ``channels.port``."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from channels.port import CannotDeliver, ChannelError, OutcomeUnknown, TryAgainLater
from channels.telegram.api import Flooded, Intercepted, NoAnswer, NotSent

EDIT_GONE = "edit_gone"
"""``CannotDeliver.code``: the message cannot be edited any more (deleted, too old, too long now); send a new one."""

_MARKUP_ERROR = "can't parse entities"
_CODES = (
    ("message to edit not found", EDIT_GONE),
    ("message can't be edited", EDIT_GONE),
    ("message_id_invalid", EDIT_GONE),
    ("there is no text in the message to edit", EDIT_GONE),
    ("there is no caption in the message to edit", EDIT_GONE),
    ("chat not found", "chat_not_found"),
    ("peer_id_invalid", "chat_not_found"),
    ("message thread not found", "topic_gone"),
    ("topic_deleted", "topic_gone"),
    ("topic_closed", "topic_closed"),
    ("not enough rights", "no_rights"),
    (_MARKUP_ERROR, "bad_markup"),
)


def explain(error: TelegramError) -> str:
    """One line for staff and ``/readyz``, with the mend where there is one."""
    match error:
        case InvalidToken():
            return "Telegram refuses the bot token; copy the current one from @BotFather into CRMBOT_TELEGRAM_TOKEN"
        case Conflict() if "webhook" in error.message.lower():
            return "a webhook takes this bot's updates; it is being removed"
        case Conflict():
            return "another program reads this bot's updates; stop it or give it a bot of its own"
        case Flooded() | NotSent() | NoAnswer() | Intercepted() | ChatMigrated():
            return error.message
        case _:
            return f"Telegram says: {_without_content(error.message)}"


def is_harmless_edit(error: TelegramError) -> bool:
    """The message already shows what it should."""
    return isinstance(error, BadRequest) and "message is not modified" in error.message.lower()


def is_expired_query(error: TelegramError) -> bool:
    """A callback query that nobody waits for any more: the button's spinner has stopped by itself."""
    text = error.message.lower()
    return isinstance(error, BadRequest) and (
        "query is too old" in text or "query_id_invalid" in text or "query id is invalid" in text
    )


def port_failure(error: TelegramError, *, repeatable: bool) -> ChannelError:
    """``repeatable``: doing it twice is the same as once, so that a lost answer does not matter."""
    reason = explain(error)
    match error:
        case Forbidden():
            return CannotDeliver(reason, code="403", blocked=True)
        case BadRequest():
            return CannotDeliver(reason, code=_code(error.message))
        case Flooded() | ChatMigrated() | InvalidToken() | Conflict() | NotSent() | Intercepted():
            return _later(error, reason)
        case _ if repeatable:
            return TryAgainLater(reason, code="network")
        case _:
            return OutcomeUnknown(reason, code="no_answer")


def _later(error: TelegramError, reason: str) -> TryAgainLater:
    """For what certainly did not happen."""
    match error:
        case Flooded():
            return TryAgainLater(reason, after=error.after, code="429")
        case ChatMigrated():
            return TryAgainLater("The group has a new identifier", code="migrated", moved_to=str(error.new_chat_id))
        case InvalidToken():
            return TryAgainLater(reason, whole_channel=True, code="token")
        case _:
            return TryAgainLater(reason, whole_channel=True, code="network")


def _code(description: str) -> str:
    lowered = description.lower()
    return next((code for words, code in _CODES if words in lowered), "400")


def _without_content(description: str) -> str:
    """Markup errors may repeat pieces of the text."""
    at = description.lower().find(_MARKUP_ERROR)
    return description if at < 0 else description[: at + len(_MARKUP_ERROR)]

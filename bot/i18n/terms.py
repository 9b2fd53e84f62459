"""The store's words (states, priorities, channels, roles) as people say them."""

from __future__ import annotations

from bot.i18n.catalogue import Translator, mark

STATUS = {
    "new": mark("new"),
    "open": mark("open"),
    "waiting": mark("waiting for the customer"),
    "on_hold": mark("on hold"),
    "resolved": mark("resolved"),
    "closed": mark("closed"),
}
PRIORITY = {
    "low": mark("low"),
    "normal": mark("normal"),
    "high": mark("high"),
    "urgent": mark("urgent"),
}
CHANNEL = {
    "email": mark("e-mail"),
    "telegram": mark("Telegram"),
    "webchat": mark("web chat"),
    "phone": mark("phone"),
    "note": mark("note"),
}
ROLE = {
    "admin": mark("administrator"),
    "manager": mark("manager"),
    "sales": mark("sales"),
    "support": mark("support"),
}
LEAD_STATUS = {
    "new": mark("new"),
    "assigned": mark("assigned"),
    "in_process": mark("in process"),
    "converted": mark("converted"),
    "recycled": mark("contact later"),
    "rejected": mark("rejected"),
}
DELIVERY = {
    "held": mark("about to leave"),
    "pending": mark("waiting to leave"),
    "no_relay": mark("no relay"),
    "sending": mark("leaving"),
    "transmitting": mark("leaving"),
    "sent": mark("sent"),
    "failed": mark("failed"),
    "unknown": mark("unknown"),
    "cancelled": mark("taken back"),
    "expired": mark("expired"),
    "review": mark("to be reviewed"),
}
SOURCE = {
    "email": mark("e-mail"),
    "chat": mark("chat"),
    "telegram": mark("Telegram"),
    "webchat": mark("web chat"),
    "referral": mark("referral"),
    "existing_customer": mark("existing customer"),
    "campaign": mark("campaign"),
    "event": mark("event"),
    "web_form": mark("web form"),
    "call": mark("call"),
    "import": mark("import"),
}
FIELD = {"status": mark("status"), "priority": mark("priority")}
REASONS = {
    "no relay configured": mark("no relay configured"),
    "the program stopped exactly while sending": mark("the program stopped exactly while sending"),
    "the program stopped before sending": mark("the program stopped before sending"),
    "the lease ran out before the message left": mark("the sending took too long and was begun again"),
}
"""Reasons that our own parts give for a delivery's end; a relay's words stay as they are."""


def term(table: dict[str, str], value: str, _: Translator) -> str:
    """A word that the table lacks (imported, newer) is shown as it is, without underscores."""
    return _(table[value]) if value in table else value.replace("_", " ")

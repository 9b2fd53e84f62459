"""What the program itself says to customers. Short, in their language, the reference once, no promise of a time."""

from __future__ import annotations

from bot.i18n import LANGUAGES, translator

VIETNAMESE = "vi"
_EITHER = "anh/chị"
_KNOWN = frozenset({"anh", "chị", "cô", "chú", "bác", "ông", "bà"})


def language_of(*wishes: str) -> str:
    """The first of these that we speak (``vi-VN`` counts as ``vi``); Vietnamese where none is."""
    short = (wish.lower().partition("-")[0] for wish in wishes)
    return next((one for one in short if one in LANGUAGES), VIETNAMESE)


def greeting(language: str, organisation: str = "") -> str:
    """The one line after a customer's ``/start``."""
    _ = translator(language)
    if organisation:
        return _("Hello, this is {organisation}. How can we help you?").format(organisation=organisation)
    return _("Hello. How can we help you?")


def acknowledgement(language: str, ticket_ref: str, salutation: str = "") -> str:
    """For a new request by mail. Neither name nor words of the sender: a forged one's victim learns nothing from it."""
    text = translator(language)(
        "We have received your request ({reference}) and passed it on to our support team.\nTo add something, just answer this mail."
    )
    return _to(salutation, text.format(reference=ticket_ref))


def acknowledgement_subject(language: str, ticket_ref: str) -> str:
    """Neutral: it repeats nothing that a stranger could have written."""
    return translator(language)("We have received your request {reference}").format(reference=ticket_ref)


def chat_acknowledgement(language: str, ticket_ref: str, salutation: str = "") -> str:
    text = translator(language)("We have passed this on to our support team ({reference}).")
    return _to(salutation, text.format(reference=ticket_ref))


def lead_acknowledgement(language: str) -> str:
    """For somebody who wants to buy: no number, which would mean nothing to him."""
    return translator(language)("Thank you for your interest. A colleague will contact you.")


def lead_acknowledgement_subject(language: str) -> str:
    """Neutral, as that of a request."""
    return translator(language)("We have received your message")


def nameless(channel: str, language: str) -> str:
    """What staff call somebody in a chat who gave no name."""
    _ = translator(language_of(language))
    return _("Web visitor") if channel == "webchat" else _("Telegram user")


def _to(salutation: str, text: str) -> str:
    """Vietnamese addresses the customer; ``anh/chị`` becomes the word that he is known by."""
    known = salutation.strip().lower()
    return text.replace(_EITHER, known) if known in _KNOWN else text

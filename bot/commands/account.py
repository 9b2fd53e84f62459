"""One's own settings."""

from __future__ import annotations

from bot.cards.parts import Card, button, joined, lines, rows
from bot.commands.turn import Turn
from bot.i18n import translator
from bot.i18n.terms import ROLE, term
from channels.message import Button, Span, Style
from crm_store.errors import Invalid
from crm_store.identity.rules import fold
from crm_store.team import service as team
from crm_store.team.rules import SIGN_IN_MINUTES

LANGUAGE_WORDS = {
    "vi": "vi",
    "tieng viet": "vi",
    "viet": "vi",
    "vietnamese": "vi",
    "en": "en",
    "english": "en",
    "tieng anh": "en",
    "anh": "en",
}
_NAMES = {"vi": "Tiếng Việt", "en": "English"}


def language(turn: Turn, args: str) -> None:
    """Says so in the new language."""
    wanted = LANGUAGE_WORDS.get(" ".join(fold(args).split()))
    if wanted is None and args.strip():
        raise Invalid("“{language}” is not a language of this program. Languages are vi and en.", language=args.strip())
    if wanted is None:
        turn.say(turn.translator("Which language?"), (_choices(),))
        return
    set_language(turn, wanted)


def set_language(turn: Turn, wanted: str) -> None:
    team.set_language(turn.uow, actor=turn.actor, language=wanted)
    turn.replace(Card(lines(translator(wanted)("✔ I speak English with you from now on."))))


def _choices() -> tuple[Button, ...]:
    return tuple(button(name, "lang", code) for code, name in _NAMES.items())


def settings(turn: Turn, _args: str) -> None:
    _ = turn.translator
    user = turn.user
    text = lines(
        joined(user.name, user.email),
        _("Language: {language}").format(language=_NAMES.get(user.language, user.language)),
        _("Time zone: {zone}").format(zone=user.timezone),
        _("Signature: {text}").format(text=user.signature) if user.signature else None,
        _("Web console: {address}").format(address=turn.uow.firm.web_url),
    )
    turn.say(text, rows(list(_choices())))


def web(turn: Turn, _args: str) -> None:
    """A link that opens the console once. Only where nobody else reads it."""
    _ = turn.translator
    chat = turn.message.chat
    if chat is None or not chat.is_private:
        raise Invalid("A sign-in link is for you alone. Ask for it in a private chat with me.")
    address = f"{turn.uow.firm.web_url}/sign-in/{team.sign_in_link(turn.uow, user_id=turn.user.id)}"
    text = lines(
        _.ngettext(
            "Your sign-in link. It works once, for {n} minute:",
            "Your sign-in link. It works once, for {n} minutes:",
            SIGN_IN_MINUTES,
        ).format(n=SIGN_IN_MINUTES),
        (Span(address, Style.LINK, address),),
        _("Give it to nobody: whoever opens it is you."),
    )
    turn.say(text, expires_in=SIGN_IN_MINUTES * 60.0)


def who_am_i(turn: Turn, _args: str) -> None:
    _ = turn.translator
    user = turn.user
    ways = joined("Telegram" if user.telegram_id else "", _("web chat") if user.web_seen_at else "")
    text = lines(
        joined(user.name, user.email),
        joined(term(ROLE, user.role, _), user.team),
        _("You can be reached by: {channels}").format(channels=ways) if ways else None,
    )
    turn.say(text)

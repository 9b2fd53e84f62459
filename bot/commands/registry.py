"""The one table of commands: menus, help texts and dispatch all come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.commands import account, leads, people, replies, system, tickets, unlinked
from bot.commands.turn import Turn
from bot.i18n import mark, translator
from crm_store.access import PERMISSIONS, Permission, Role
from crm_store.identity.rules import fold

Handler = Callable[[Turn, str], None]
NEAR, NEAR_WORDS = 75, 2
"""How alike (of 100), and of how many words."""


@dataclass(frozen=True, slots=True)
class Command:
    """``argument`` is a hint for people; ``aliases`` are Vietnamese words without accents, and short forms."""

    name: str
    help: str
    handler: Handler
    aliases: tuple[str, ...] = ()
    argument: str = ""
    permission: Permission | None = None
    in_menu: bool = True

    def usage(self, language: str) -> str:
        argument = translator(language)(self.argument)
        return f"/{self.name} {argument}".rstrip()

    def explained(self, language: str) -> str:
        return translator(language)(self.help)


T, C = mark("T-5"), Command
COMMANDS: tuple[Command, ...] = (
    C("tickets", mark("who waits for an answer, and the other tickets"), tickets.show_list, ("phieu", "dsphieu", "ds"), mark("[mine|free|open|waiting|closed|all]"), Permission.TICKETS_READ),
    C("ticket", mark("show a ticket"), tickets.show, ("t", "xem", "xemphieu"), T, Permission.TICKETS_READ),
    C("take", mark("take a ticket yourself"), tickets.take_command, ("nhan",), T, Permission.TICKETS_WRITE),
    C("reply", mark("answer the customer; you see it before it goes"), replies.reply_command, ("traloi", "tl"), mark("T-5 text"), Permission.CUSTOMERS_ANSWER),
    C("note", mark("an internal note that the customer never sees"), tickets.note_command, ("ghichu", "gc"), mark("T-5 text"), Permission.TICKETS_WRITE),
    C("assign", mark("give a ticket to a colleague"), tickets.assign_command, ("giao", "chuyen"), mark("T-5 name"), Permission.TICKETS_ASSIGN),
    C("status", mark("change the status"), tickets.status_command, ("trangthai", "tt"), mark("T-5 open|waiting|on_hold|resolved|closed"), Permission.TICKETS_WRITE),
    C("priority", mark("change the priority"), tickets.priority_command, ("uutien", "ut"), mark("T-5 low|normal|high|urgent"), Permission.TICKETS_WRITE),
    C("resolve", mark("the matter is settled"), tickets.resolve_command, ("xong", "done"), T, Permission.TICKETS_WRITE),
    C("close", mark("close for good"), tickets.close_command, ("dong",), T, Permission.TICKETS_WRITE),
    C("reopen", mark("open it again"), tickets.reopen_command, ("molai", "mo"), T, Permission.TICKETS_WRITE),
    C("history", mark("what was written so far"), tickets.history_command, ("lichsu", "ls"), T, Permission.TICKETS_READ),
    C("revoke", mark("withdraw the reply address of a ticket"), tickets.revoke_command, ("thuhoi", "huydiachi"), T, Permission.TICKETS_WRITE),
    C("find", mark("people, firms and tickets by name, phone or address"), people.find, ("tim", "timkiem"), mark("name, phone or e-mail"), Permission.CUSTOMERS_READ),
    C("lead", mark("show a lead, or take it"), leads.lead_command, ("daumoi", "khachtiemnang"), mark("L-3 [take]"), Permission.LEADS_READ),
    C("unlinked", mark("customers' messages that have no ticket"), unlinked.show_list, ("chuagan",), "", Permission.CUSTOMERS_READ),
    C("inbox", mark("what could not be read"), system.inbox, ("hopden",), "", Permission.INBOX_READ),
    C("outbox", mark("answers that did not arrive"), system.outbox, ("hopdi",), "", Permission.CUSTOMERS_ANSWER),
    C("undo", mark("take back what you did last"), system.undo, ("hoantac", "ht"), "", Permission.TICKETS_WRITE),
    C("cancel", mark("stop what was begun"), system.cancel, ("huy", "thoi")),
    C("lang", mark("change the language"), account.language, ("ngonngu",), "vi|en"),
    C("settings", mark("your settings"), account.settings, ("caidat",)),
    C("web", mark("a link that opens the web console"), account.web, ("dangnhap",)),
    C("whoami", mark("who you are here"), account.who_am_i, ("toilaai", "toi")),
    C("help", mark("all commands"), system.help_command, ("trogiup", "huongdan")),
    C("start", mark("greeting"), system.start, in_menu=False),
)  # fmt: skip
BY_NAME: Mapping[str, Command] = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def find(name: str) -> Command | None:
    """By name or alias, in any case, accents or not."""
    return BY_NAME.get(fold(name).replace("đ", "d"))


def allowed(role: Role) -> list[Command]:
    return [one for one in COMMANDS if one.permission is None or one.permission in PERMISSIONS[role]]


def menu(role: Role, language: str) -> list[tuple[str, str]]:
    """For a chat's command menu (setMyCommands): name and help."""
    return [(one.name, one.explained(language)) for one in allowed(role) if one.in_menu]


def nearest(words: str, role: Role, limit: int = 3) -> list[Command]:
    """Commands that the writer may have meant by one or two words that look much like one; none for a sentence."""
    from rapidfuzz import fuzz, process

    typed_words = fold(words).replace("đ", "d").split()
    if not 1 <= len(typed_words) <= NEAR_WORDS:
        return []
    typed = {"".join(typed_words), typed_words[0]}
    usable = {name: one for name, one in BY_NAME.items() if one in allowed(role) and one.in_menu}
    scores: dict[str, float] = {}
    for word in typed:
        for name, score, _key in process.extract(word, list(usable), scorer=fuzz.ratio, limit=limit, score_cutoff=NEAR):
            scores[usable[name].name] = max(scores.get(usable[name].name, 0), score)
    best: Sequence[str] = sorted(scores, key=lambda name: -scores[name])[:limit]
    return [BY_NAME[name] for name in best]

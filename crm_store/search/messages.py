"""Full-text search in everything that was said, newest first, on both databases.

Figures at a million messages of 8 to 60 words (two cores): SQLite 0.1 to 1 ms, with an unfinished word of four letters 20
to 100 ms; PostgreSQL 0.5 to 2 ms for common words, 1 to 15 ms for rare ones. GIN knows no order: for a common word it
has to fetch every hit (1 s for one word in two), while a walk from the newest message finds a page at once; for a rare
word it is the other way round. No plan serves both, so a short walk tells which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, func, literal_column, select, text

from crm_store.access import Actor, Permission, require
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.errors import Invalid
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.references import Kind, reference
from crm_store.statements import ListStatement
from crm_store.team.models import User
from crm_store.text_indexes import match_words, words_of
from crm_store.unit_of_work import UnitOfWork
from nlp.text import clean, fold_aligned

PAGE = 20
LONGEST = 200
MOST_WORDS = 8
AROUND = 160
"""Characters of the text that a hit shows."""
_LEAST_PREFIX = 4
"""An unfinished word of fewer letters begins too many words to be of use, and costs seconds."""
_WALK = 1_000
_LONG_WALK = 20_000
_RARE = 3
"""Hits in a short walk below which the index is asked instead of walking on."""
_MOST_BATCHES = 25
"""Batches read for one page where phrases or rights leave little of each: a page may be short, never slow."""
_BEYOND = 1 << 62
_READ = 20_000
"""Characters of a text that are compared with phrases and accents."""
_QUOTED = re.compile(r'"([^"]+)"')
_NEEDED = {
    Kind.TICKET: Permission.TICKETS_READ,
    Kind.LEAD: Permission.LEADS_READ,
    Kind.OPPORTUNITY: Permission.SALES_READ,
}

_ON_SQLITE = text(
    "SELECT rowid FROM fts_interaction_words_words WHERE fts_interaction_words_words MATCH :words AND rowid < :before"
    " ORDER BY rowid DESC LIMIT :most"
)
_WALKING = text(
    "SELECT interaction_id FROM (SELECT interaction_id, words FROM interaction_words WHERE interaction_id < :before"
    " ORDER BY interaction_id DESC LIMIT :walk) AS newest WHERE words @@ CAST(:words AS tsquery)"
    " ORDER BY interaction_id DESC LIMIT :most"
)
_BY_INDEX = text(
    "WITH hits AS MATERIALIZED (SELECT interaction_id FROM interaction_words WHERE words @@ CAST(:words AS tsquery))"
    " SELECT interaction_id FROM hits WHERE interaction_id < :before ORDER BY interaction_id DESC LIMIT :most"
)
_MESSAGES, _LINKS, _CONTACTS, _USERS = map(table_of, (Interaction, InteractionLink, Contact, User))
_TEXTS = ListStatement(
    lambda keys: (
        select(
            _MESSAGES.c.id,
            _MESSAGES.c.medium,
            _MESSAGES.c.direction,
            func.coalesce(_CONTACTS.c.name, _USERS.c.name, _MESSAGES.c.sender_name),
            _MESSAGES.c.subject,
            func.substr(_MESSAGES.c.text, 1, literal_column(str(_READ), Integer)),
            _MESSAGES.c.occurred_at,
        )
        .outerjoin(_CONTACTS, _CONTACTS.c.id == _MESSAGES.c.contact_id)
        .outerjoin(_USERS, _USERS.c.id == _MESSAGES.c.author_id)
        .where(_MESSAGES.c.id.in_(keys))
        .order_by(_MESSAGES.c.id.desc())
    )
)
_LIVE_LINKS = ListStatement(
    lambda keys: (
        select(_LINKS.c.interaction_id, _LINKS.c.record_kind, _LINKS.c.record_id)
        .where(_LINKS.c.interaction_id.in_(keys), _LINKS.c.moved_at.is_(None))
        .order_by(_LINKS.c.id)
    )
)


@dataclass(frozen=True, slots=True)
class MessageHit:
    """``excerpt`` stands around the first word that was found; ``refs`` are the records the message belongs to."""

    interaction_id: int
    medium: str
    direction: str
    who: str
    subject: str
    excerpt: str
    occurred_at: datetime
    refs: tuple[str, ...]

    @property
    def ref(self) -> str:
        return reference(Kind.INTERACTION, self.interaction_id)


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of ``_TEXTS`` and the records it belongs to."""

    id: int
    medium: str
    direction: str
    who: str
    subject: str
    text: str
    occurred_at: datetime
    homes: tuple[tuple[Kind, int], ...] = ()

    @property
    def said(self) -> str:
        return clean(f"{self.who} {self.subject} {self.text}")

    def has(self, typed: Sequence[str]) -> bool:
        """All words as they were typed, accents and all."""
        said = self.said.lower()
        return all(word in said for word in typed)


def find_messages(
    uow: UnitOfWork, *, actor: Actor, text: str, before_id: int | None = None, limit: int = PAGE
) -> list[MessageHit]:
    """Messages with all the words, the newest first, and of those the ones first that have them as typed, accents
    and all. ``"…"`` asks for words in this order. The last word may be unfinished. Raises ``Invalid``."""
    require(actor, Permission.CUSTOMERS_READ)
    folded = fold_aligned(clean(text[:LONGEST]))
    words = words_of(folded, MOST_WORDS)
    if not words:
        raise Invalid("Say which words to look for.")
    phrases = [" ".join(quoted.split()) for quoted in _QUOTED.findall(folded)]
    found: list[_Found] = []
    before = _BEYOND if before_id is None else before_id
    for _ in range(_MOST_BATCHES):
        keys = _keys(uow, words, before, limit)
        found += _readable(uow, actor, _fitting(uow, keys, phrases))
        if len(found) >= limit or len(keys) < limit:
            break
        before = keys[-1]
    typed = words_of(clean(text[:LONGEST]).lower(), MOST_WORDS)
    page = sorted(found[:limit], key=lambda one: not one.has(typed))
    return _described(page, words)


def _fitting(uow: UnitOfWork, keys: Sequence[int], phrases: Sequence[str]) -> list[_Found]:
    rows = [_Found(*row) for row in _TEXTS.all(uow.connection, keys)]
    if not phrases:
        return rows
    return [row for row in rows if all(phrase in " ".join(fold_aligned(row.said).split()) for phrase in phrases)]


def _readable(uow: UnitOfWork, actor: Actor, rows: Sequence[_Found]) -> list[_Found]:
    """Those that belong to a record that the actor may read, or to none but a customer."""
    homes: dict[int, list[tuple[Kind, int]]] = {row.id: [] for row in rows}
    for interaction_id, kind, number in _LIVE_LINKS.all(uow.connection, list(homes)):
        homes[interaction_id].append((Kind(kind), number))
    seen = [replace(row, homes=tuple(homes[row.id])) for row in rows]
    return [row for row in seen if not row.homes or any(_may_read(actor, kind) for kind, _ in row.homes)]


def _may_read(actor: Actor, kind: Kind) -> bool:
    return actor.may(_NEEDED.get(kind, Permission.CUSTOMERS_READ))


def _described(rows: Sequence[_Found], words: Sequence[str]) -> list[MessageHit]:
    return [
        MessageHit(
            row.id,
            row.medium,
            row.direction,
            row.who,
            row.subject,
            _excerpt(row.text, words),
            row.occurred_at,
            tuple(reference(kind, number) for kind, number in row.homes),
        )
        for row in rows
    ]


def _excerpt(text: str, words: Sequence[str]) -> str:
    """One line around the first word that stands in the text; its beginning where the subject or sender had them."""
    line = " ".join(clean(text).split())
    folded = fold_aligned(line)
    places = [place.start() for word in words if (place := re.search(rf"\b{word}", folded))]
    start = max(0, min(places, default=0) - AROUND // 4)
    start = line.find(" ", start) + 1 if start else 0
    cut = line[start : start + AROUND]
    return ("… " if start else "") + cut + (" …" if start + AROUND < len(line) else "")


def _keys(uow: UnitOfWork, words: Sequence[str], before: int, limit: int) -> list[int]:
    keys = _matching(uow, words, before, limit, unfinished=False)
    if len(keys) < limit and len(words[-1]) >= _LEAST_PREFIX:
        return _matching(uow, words, before, limit, unfinished=True)
    return keys


def _matching(uow: UnitOfWork, words: Sequence[str], before: int, limit: int, *, unfinished: bool) -> list[int]:
    dialect = uow.connection.dialect.name
    values = {"words": match_words(dialect, words, unfinished=unfinished), "before": before, "most": limit}

    def asked(statement: Any, **more: int) -> list[int]:
        return list(uow.connection.execute(statement, {**values, **more}).scalars())

    if dialect == "sqlite":
        return asked(_ON_SQLITE)
    near = asked(_WALKING, walk=_WALK)
    if len(near) == limit:
        return near
    if len(near) >= _RARE and len(far := asked(_WALKING, walk=_LONG_WALK)) == limit:
        return far
    return asked(_BY_INDEX)

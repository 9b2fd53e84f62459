"""Records as the command line shows them: one JSON object for each, read through the one table of kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm_store.access import Actor, require
from crm_store.errors import Invalid, NotFound
from crm_store.interactions.models import Interaction
from crm_store.records import linked
from crm_store.records.fields import Row, Shape, page, shown, wanted
from crm_store.records.kinds import KINDS, LATER
from crm_store.references import Kind, parse_reference, reference
from crm_store.tickets import queries as tickets
from crm_store.unit_of_work import UnitOfWork

PAGE = 500
HISTORY = 50


def shape_of(kind: str) -> Shape:
    """Raises ``Invalid`` for a kind that is unknown, or that a later version brings."""
    if kind in LATER:
        raise Invalid(
            "{kind} come with a later version of crmbot. There are now: {kinds}.", kind=kind, kinds=", ".join(KINDS)
        )
    if kind not in KINDS:
        raise Invalid("“{kind}” is not a kind of record. Kinds are: {kinds}.", kind=kind, kinds=", ".join(KINDS))
    return KINDS[kind]


def listed(
    uow: UnitOfWork,
    *,
    actor: Actor,
    kind: str,
    where: Sequence[tuple[str, str]] = (),
    before_id: int | None = None,
    limit: int = PAGE,
) -> tuple[list[Row], int | None]:
    """A page of records, the newest first, and what to hand in as ``before_id`` for the next one (``None``: it was the last).

    ``where`` are (field, value) pairs that must all hold; linked records may be named by reference, by the key they were
    imported under, or by exact name. Raises ``Invalid`` and ``Forbidden``.
    """
    shape = shape_of(kind)
    require(actor, shape.permission)
    statement = page(select(shape.model.__table__), shape, before_id, limit)
    for field, value in where:
        statement = statement.where(_condition(uow, shape, kind, field, value))
    raws = uow.connection.execute(statement).all()
    return _rows(uow, shape, raws), raws[-1].id if len(raws) == limit else None


def one(uow: UnitOfWork, *, actor: Actor, ref: str) -> Row:
    """The record with its history. Raises ``NotFound``, ``Invalid`` and ``Forbidden``."""
    kind, number = parse_reference(ref)
    shape = next(found for found in KINDS.values() if found.kind is kind)
    require(actor, shape.permission)
    table = shape.model.__table__
    raw = uow.connection.execute(select(table).where(table.c.id == number)).first()
    if raw is None:
        raise NotFound("There is no {reference}.", reference=reference(kind, number))
    row = _rows(uow, shape, [raw])[0]
    if kind is Kind.TICKET:
        return row | _ticket_page(uow, actor, number)
    if kind in (Kind.LEAD, Kind.CONTACT, Kind.ACCOUNT, Kind.OPPORTUNITY):
        return row | {"timeline": _history(uow, kind, number)}
    return row


def _condition(uow: UnitOfWork, shape: Shape, kind: str, field: str, value: str) -> Any:
    if field in shape.conditions:
        return shape.conditions[field](uow, value)
    if field in shape.links:
        column, linked_kind = shape.links[field]
        return column.in_(linked.ids_of(uow, linked_kind, value)) if value else column.is_(None)
    if field in shape.columns:
        _check_choice(shape, field, value)
        return wanted(shape.columns[field], field, value)
    if field == "ref" and shape.kind is not None:
        return shape.model.__table__.c.id.in_(linked.ids_of(uow, shape.kind, value))
    raise Invalid(
        "{kind} have no field “{field}” to ask for. Fields are: {fields}.",
        kind=kind,
        field=field,
        fields=", ".join(shape.askable),
    )


def _check_choice(shape: Shape, field: str, value: str) -> None:
    """An empty value asks for records that have none."""
    allowed = shape.choices.get(field)
    if value and allowed is not None and value not in allowed:
        raise Invalid(
            "“{value}” is no {field}. It is one of: {allowed}.", value=value, field=field, allowed=", ".join(allowed)
        )


def _rows(uow: UnitOfWork, shape: Shape, raws: Sequence[Any]) -> list[Row]:
    zone = ZoneInfo(uow.firm.timezone)
    rows: list[Row] = []
    for raw in raws:
        row: Row = {"ref": reference(shape.kind, raw.id)} if shape.kind is not None else {}
        row["external_id"] = None
        rows.append(row | {name: shown(getattr(raw, column.key), zone) for name, column in shape.columns.items()})
    for name, (column, kind) in shape.links.items():
        linked.name_links(uow, rows, name, kind, [getattr(raw, column.key) for raw in raws])
    if shape.enrich is not None:
        shape.enrich(uow, raws, rows)
    return rows


def _ticket_page(uow: UnitOfWork, actor: Actor, ticket_id: int) -> Row:
    zone = ZoneInfo(uow.firm.timezone)
    view = tickets.ticket(uow, actor=actor, ticket_id=ticket_id)
    items = tickets.timeline(uow, actor=actor, ticket_id=ticket_id, limit=PAGE)
    return {
        "participants": [
            {"kind": who.kind, "value": who.value, "name": who.name, "role": who.role, "state": who.state,
             "contact": reference(Kind.CONTACT, who.contact_id) if who.contact_id else None}
            for who in view.people
        ],
        "followers": [reference(Kind.USER, number) for number in view.follower_ids],
        "answering": [{"user": reference(Kind.USER, draft.user_id), "name": draft.user_name, "since": shown(draft.updated_at, zone)} for draft in view.drafts],
        "why": None if view.why is None else {"reason": linked.fill(view.why.text, view.why.values), "proof": view.why.proof, "is_guess": view.why.is_guess},
        "timeline": [_entry(item, zone) for item in items],
    }  # fmt: skip


def _entry(item: tickets.TimelineItem, zone: ZoneInfo) -> Row:
    return {
        "ref": reference(Kind.INTERACTION, item.interaction_id),
        "medium": item.medium,
        "direction": item.direction,
        "author": reference(Kind.USER, item.author_id) if item.author_id else None,
        "sender_name": item.sender_name,
        "sender_address": item.sender_address,
        "recipients": list(item.recipients),
        "subject": item.subject,
        "text": item.text,
        "quoted_text": item.quoted_text,
        "is_pending": item.is_pending,
        "is_automatic": item.is_automatic,
        "notes": list(item.notes),
        "occurred_at": shown(item.occurred_at, zone),
        "reason": linked.fill(item.why.text, item.why.values),
        "proof": item.why.proof,
        "is_guess": item.why.is_guess,
        "outbox": reference(Kind.OUTBOX, item.outbox_id) if item.outbox_id else None,
        "delivery": item.delivery or None,
        "delivery_error": item.delivery_error or None,
        "attachments": [{"filename": file.filename, "content_type": file.content_type, "size": file.size, "is_inline": file.is_inline, "note": file.note} for file in item.files],
    }  # fmt: skip


def _history(uow: UnitOfWork, kind: Kind, number: int) -> list[Row]:
    """The latest interactions of the record, oldest first."""
    condition = linked.with_record(kind)(uow, reference(kind, number))
    table = Interaction.__table__
    raws = uow.connection.execute(select(table).where(condition).order_by(table.c.id.desc()).limit(HISTORY)).all()
    return list(reversed(_rows(uow, KINDS["interactions"], raws)))

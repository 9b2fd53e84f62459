"""Taking back one's own last change. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from factories.staff_chat import Firm

from crm_store.access import Actor
from crm_store.errors import ChangedMeanwhile, NotFound
from crm_store.team.service import actor_of
from crm_store.tickets import queries, service, undo
from crm_store.tickets.undo import Undoable
from crm_store.unit_of_work import UnitOfWork


def run(office: Firm, work: Callable[[UnitOfWork], Any]) -> Any:
    return office.store.write_blocking(work)


def last(office: Firm, actor: Actor, **which: Any) -> Undoable | None:
    found: Undoable | None = run(office, lambda uow: undo.last(uow, actor=actor, **which))
    return found


def test_a_closed_ticket_is_open_again_without_a_closing_time(office: Firm) -> None:
    lan = actor_of(office.hire("Lan"), "cli")
    ticket_id = office.ticket()
    run(office, lambda uow: service.set_status(uow, actor=lan, ticket_id=ticket_id, status="closed"))
    done = last(office, lan)
    assert done is not None
    assert (done.action, done.ref) == ("ticket.status", "T-1")
    run(office, lambda uow: undo.undo(uow, actor=lan, audit_id=done.audit_id))
    view = run(office, lambda uow: queries.ticket(uow, actor=lan, ticket_id=ticket_id))
    assert (view.status, view.closed_at) == ("new", None)
    with pytest.raises(ChangedMeanwhile):
        run(office, lambda uow: undo.undo(uow, actor=lan, audit_id=done.audit_id))


def test_what_the_undoing_wrote_is_not_undone_next(office: Firm) -> None:
    lan = actor_of(office.hire("Lan"), "cli")
    ticket_id = office.ticket()
    run(office, lambda uow: service.set_priority(uow, actor=lan, ticket_id=ticket_id, priority="high"))
    run(office, lambda uow: service.set_status(uow, actor=lan, ticket_id=ticket_id, status="on_hold"))
    for expected in ("ticket.status", "ticket.priority"):
        done = last(office, lan)
        assert done is not None
        assert done.action == expected
        run(office, lambda uow, entry=done.audit_id: undo.undo(uow, actor=lan, audit_id=entry))
    assert last(office, lan) is None


def test_only_ones_own_and_only_lately(office: Firm) -> None:
    lan, minh = actor_of(office.hire("Lan"), "cli"), actor_of(office.hire("Minh"), "cli")
    ticket_id = office.ticket()
    run(office, lambda uow: service.set_priority(uow, actor=lan, ticket_id=ticket_id, priority="high"))
    done = last(office, lan)
    assert done is not None
    assert last(office, minh) is None
    assert last(office, lan, ticket_id=ticket_id + 1) is None
    with pytest.raises(NotFound):
        run(office, lambda uow: undo.undo(uow, actor=minh, audit_id=done.audit_id))
    with pytest.raises(NotFound):
        run(office, lambda uow: undo.undo(uow, actor=lan, audit_id=10_000))
    office.time += timedelta(hours=25)
    assert last(office, lan) is None


def test_what_moved_on_is_not_offered(office: Firm) -> None:
    lan, minh = actor_of(office.hire("Lan"), "cli"), actor_of(office.hire("Minh"), "cli")
    ticket_id = office.ticket()
    run(office, lambda uow: service.set_priority(uow, actor=lan, ticket_id=ticket_id, priority="high"))
    run(office, lambda uow: service.set_priority(uow, actor=minh, ticket_id=ticket_id, priority="low"))
    assert last(office, lan) is None
    note = run(office, lambda uow: service.add_note(uow, actor=lan, ticket_id=ticket_id, text="nội bộ"))
    found = last(office, lan)
    assert found is not None
    assert found.action == "note"
    run(office, lambda uow: service.remove_note(uow, actor=lan, interaction_id=note))
    assert last(office, lan) is None

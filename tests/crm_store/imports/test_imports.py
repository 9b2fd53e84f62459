"""Imports: what a row becomes, what a second one changes, and what is wrong with the bad ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from factories.imports import OWNER, Import, counts
from sqlalchemy import select

from crm_store.access import COMMAND_LINE, Actor, ActorKind, Role
from crm_store.accounts.models import Account, AccountDomain
from crm_store.audit.models import AuditEntry
from crm_store.contacts.models import Contact
from crm_store.errors import Forbidden
from crm_store.identity import service as identity
from crm_store.identity.models import ContactPoint
from crm_store.imports import service
from crm_store.leads.models import Lead
from crm_store.opportunities.models import Opportunity
from crm_store.references import Kind
from crm_store.tickets.models import Ticket, TicketParticipant


@pytest.fixture
def rows_of(store):
    def look(model, *columns: str):
        table = model.__table__
        wanted = [table.c[name] for name in columns] or [table]
        return store.read_blocking(
            lambda uow: uow.connection.execute(select(*wanted).order_by(*table.primary_key)).all()
        )

    return look


ACCOUNT = {
    "external_id": "acc1", "name": "Công ty TNHH Gỗ Ánh Sao", "short_name": "Ánh Sao", "domain": "anhsao.example", "email": "Info@AnhSao.example",
    "phone": "028 3816 2040", "address": "Quận 1\nTP.HCM", "tax_code": "0301", "tier": "vip", "owner": OWNER,
}  # fmt: skip
CONTACT = {
    "external_id": "con1", "salutation": "chị", "name": "Đỗ Thị Thu", "title": "Kế toán", "account": "acc1", "email": "thu@anhsao.example",
    "email2": "dothithu@mail.example", "phone": "0903 111 274", "phone2": "+84 28 111 222 33", "owner": OWNER,
}  # fmt: skip


def test_an_account(imported: Import, rows_of) -> None:
    assert counts(imported("accounts", ACCOUNT)) == (1, 0, 0, 0)
    (row,) = rows_of(Account)
    assert (row.external_id, row.name, row.name_folded) == (
        "acc1",
        "Công ty TNHH Gỗ Ánh Sao",
        "cong ty tnhh go anh sao",
    )
    assert (row.short_name, row.tier, row.tax_code, row.address, row.owner_id) == (
        "Ánh Sao",
        "vip",
        "0301",
        "Quận 1\nTP.HCM",
        1,
    )
    assert rows_of(AccountDomain, "domain") == [("anhsao.example",)]
    assert rows_of(ContactPoint, "owner_kind", "kind", "value", "is_verified") == [
        ("account", "email", "info@anhsao.example", True),
        ("account", "phone", "+842838162040", True),
    ]


def test_a_contacts_addresses_count_as_known(imported: Import, rows_of, store) -> None:
    imported("accounts", ACCOUNT)
    imported("contacts", CONTACT)
    (row,) = rows_of(Contact)
    assert (row.salutation, row.name, row.name_folded, row.title, row.account_id) == (
        "chị",
        "Đỗ Thị Thu",
        "do thi thu",
        "Kế toán",
        1,
    )
    for kind, value in (("email", "THU@anhsao.example"), ("email", "dothithu@mail.example"), ("phone", "+84903111274")):
        (owner,) = store.read_blocking(lambda uow, k=kind, v=value: identity.owners(uow, k, v))
        assert (owner.kind, owner.id, owner.is_verified) == (Kind.CONTACT, 1, True)
    primary = [row.value for row in rows_of(ContactPoint) if row.owner_kind == "contact" and row.is_primary]
    assert primary == ["thu@anhsao.example", "+84903111274"]


def test_a_lead_may_be_a_firm_without_a_name(imported: Import, rows_of) -> None:
    lead = {
        "external_id": "l1",
        "company": "Cà phê Gió",
        "email": "gio@mail.example",
        "source": "event",
        "rating": "hot",
        "status": "in_process",
    }
    assert counts(imported("leads", lead, {"external_id": "l2", "email": "x@y.example"})) == (1, 0, 0, 1)
    (row,) = rows_of(Lead)
    assert (row.name, row.company, row.source, row.status, row.rating) == (
        "Cà phê Gió",
        "Cà phê Gió",
        "event",
        "in_process",
        "hot",
    )


def test_opportunities_keep_amounts_exactly(imported: Import, rows_of) -> None:
    imported("accounts", ACCOUNT)
    imported("contacts", CONTACT)
    deals = [
        {
            "external_id": "o1",
            "name": "Bàn",
            "account": "acc1",
            "contact": "con1",
            "stage": "Proposal",
            "amount": "1200000000",
            "close_date": "2026-10-04",
        },
        {
            "external_id": "o2",
            "name": "Ghế",
            "account": ACCOUNT["name"],
            "contact": "dothithu@mail.example",
            "stage": "won",
            "amount": "99.5",
            "currency": "usd",
        },
        {"external_id": "o3", "name": "Tủ", "status": "lost"},
        {"external_id": "o4", "name": "Kệ", "stage": "Khảo sát hiện trường"},
    ]
    assert counts(imported("opportunities", *deals)) == (4, 0, 0, 0)
    found = rows_of(Opportunity)
    assert [(row.stage, row.status) for row in found] == [
        ("proposal", "open"), ("won", "won"), ("lost", "lost"), ("Khảo sát hiện trường", "open"),
    ]  # fmt: skip
    assert (found[0].amount, found[0].currency, found[0].close_on) == (Decimal(1200000000), "VND", date(2026, 10, 4))
    assert (found[1].amount, found[1].currency, found[1].account_id, found[1].contact_id) == (
        Decimal("99.5"),
        "USD",
        1,
        1,
    )


def test_a_tickets_contact_takes_part(imported: Import, rows_of) -> None:
    imported("accounts", ACCOUNT)
    imported("contacts", CONTACT)
    ticket = {
        "external_id": "t1", "subject": "Bàn lung lay", "account": "acc1", "contact": "con1", "status": "resolved", "priority": "high", "category": "repair",
        "assignee": OWNER, "created_at": "2026-09-08T10:00:00+07:00", "closed_at": "2026-09-11T11:00:00+07:00",
    }  # fmt: skip
    assert counts(imported("tickets", ticket)) == (1, 0, 0, 0)
    (row,) = rows_of(Ticket)
    assert (row.status, row.priority, row.category, row.assignee_id) == ("resolved", "high", "repair", 1)
    assert row.created_at == datetime(2026, 9, 8, 3, 0, tzinfo=UTC)
    assert row.closed_at == datetime(2026, 9, 11, 4, 0, tzinfo=UTC)
    assert rows_of(TicketParticipant, "kind", "value", "role", "state", "contact_id") == [
        ("email", "thu@anhsao.example", "requester", "accepted", 1)
    ]


def test_the_same_key_again_updates_and_the_same_row_changes_nothing(imported: Import, rows_of) -> None:
    imported("accounts", ACCOUNT)
    imported("contacts", CONTACT)
    assert counts(imported("contacts", CONTACT)) == (0, 0, 1, 0)
    changed = {"external_id": "con1", "title": "Giám đốc", "email": "giamdoc@anhsao.example", "phone": ""}
    assert counts(imported("contacts", changed)) == (0, 1, 0, 0)
    (row,) = rows_of(Contact)
    assert (row.title, row.name, row.account_id, row.version) == ("Giám đốc", "Đỗ Thị Thu", 1, 2)
    emails = {
        row.value: row.is_primary for row in rows_of(ContactPoint) if (row.owner_kind, row.kind) == ("contact", "email")
    }
    assert emails == {"thu@anhsao.example": False, "dothithu@mail.example": False, "giamdoc@anhsao.example": True}
    (entry,) = [row for row in rows_of(AuditEntry) if row.record_kind == "contact" and row.before]
    assert (entry.before, entry.after, entry.origin) == ({"title": "Kế toán"}, {"title": "Giám đốc"}, "cli")


def test_an_address_that_was_only_claimed_becomes_known(imported: Import, store) -> None:
    imported("contacts", {"external_id": "con1", "name": "A"})
    store.write_blocking(
        lambda uow: identity.add(
            uow, owner_kind=Kind.CONTACT, owner_id=1, kind="email", value="a@b.example", is_verified=False
        )
    )
    assert counts(imported("contacts", {"external_id": "con1", "email": "a@b.example"})) == (0, 1, 0, 0)
    (owner,) = store.read_blocking(lambda uow: identity.owners(uow, "email", "a@b.example"))
    assert owner.is_verified


def test_one_number_on_two_contacts(imported: Import, store) -> None:
    report = imported(
        "contacts",
        {"external_id": "1", "name": "A", "phone": "0905 884 617"},
        {"external_id": "2", "name": "B", "phone": "0905884617"},
    )
    assert counts(report) == (2, 0, 0, 0)
    assert len(store.read_blocking(lambda uow: identity.owners(uow, "phone", "0905884617"))) == 2


def test_a_ticket_that_opens_again_loses_its_end(imported: Import, rows_of) -> None:
    imported(
        "tickets",
        {
            "external_id": "t",
            "subject": "S",
            "status": "closed",
            "created_at": "2026-01-01T00:00:00Z",
            "closed_at": "2026-01-02T00:00:00Z",
        },
    )
    assert counts(imported("tickets", {"external_id": "t", "status": "open"})) == (0, 1, 0, 0)
    (row,) = rows_of(Ticket)
    assert (row.status, row.closed_at) == ("open", None)


def test_columns_that_nobody_knows_are_told(imported: Import) -> None:
    report = imported("leads", {"external_id": "l", "name": "A", "Ghi chú": "x", "shoe_size": "42"})
    assert (report.unknown_columns, report.created) == (["Ghi chú", "shoe_size"], 1)


def test_a_dry_run_says_the_same_and_changes_nothing(imported: Import, rows_of) -> None:
    rows = [{"external_id": "a", "name": "A"}, {"external_id": "a", "name": "B"}, {"external_id": "", "name": "C"}]
    tried = imported("leads", *rows, dry_run=True)
    assert counts(tried) == (1, 1, 0, 1)
    assert tried.dry_run
    assert rows_of(Lead) == []
    assert counts(imported("leads", *rows)) == counts(tried)


def test_an_import_that_is_cut_off_goes_on(store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of) -> None:
    """The first batches stay; the same file again takes the rest."""
    path = tmp_path / "leads.csv"
    path.write_text("external_id,name\n" + "".join(f"{n},Name {n}\n" for n in range(25)), "utf-8")
    monkeypatch.setattr(service, "BATCH", 10)
    taken = service.take
    calls = []

    def cut(uow, **named):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return taken(uow, **named)

    monkeypatch.setattr(service, "take", cut)
    with pytest.raises(KeyboardInterrupt):
        service.import_file(store, actor=COMMAND_LINE, kind="leads", path=path)
    assert len(rows_of(Lead)) == 20
    assert counts(service.import_file(store, actor=COMMAND_LINE, kind="leads", path=path)) == (5, 0, 20, 0)


@pytest.mark.parametrize(
    ("kind", "may"), [("tickets", True), ("contacts", True), ("leads", False), ("opportunities", False)]
)
def test_support_imports_what_it_may_write(imported: Import, store, kind: str, may: bool) -> None:
    support = Actor(ActorKind.USER, "web", 1, Role.SUPPORT)
    if may:
        store.write_blocking(lambda uow: service.take(uow, actor=support, kind=kind, rows=[]))
        return
    with pytest.raises(Forbidden):
        store.write_blocking(lambda uow: service.take(uow, actor=support, kind=kind, rows=[]))

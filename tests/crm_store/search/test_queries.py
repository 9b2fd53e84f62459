"""Finding records. On both databases."""

from __future__ import annotations

import pytest
from factories.staff_chat import Firm

from crm_store.access import SYSTEM
from crm_store.errors import Invalid
from crm_store.search import queries
from crm_store.unit_of_work import Store


@pytest.fixture
def office(store: Store) -> Firm:
    return Firm(store)


def test_by_name_with_and_without_accents(office: Firm) -> None:
    office.ticket(name="Trần Thị Hòa", address="hoa1@a.vn", subject="Máy in")
    office.ticket(name="Lê Hoa", address="hoa2@a.vn", subject="Mực in")

    def titles(text: str) -> list[str]:
        return [
            hit.title
            for hit in office.store.read_blocking(lambda uow: queries.find(uow, actor=SYSTEM, text=text))
            if hit.kind == "contact"
        ]

    assert set(titles("hoa")) == {"Trần Thị Hòa", "Lê Hoa"}
    assert titles("Hòa")[0] == "Trần Thị Hòa"
    assert titles("tran hoa") == ["Trần Thị Hòa"]
    assert titles("%") == []
    assert titles("_o_") == []


def test_unfinished_tickets_of_a_person(office: Firm) -> None:
    ticket_id = office.ticket()
    found = office.store.read_blocking(lambda uow: queries.open_tickets_of(uow, actor=SYSTEM, contact_id=1))
    assert [(hit.ref, hit.title) for hit in found] == [(f"T-{ticket_id}", "Máy in báo lỗi E3")]


@pytest.mark.parametrize("text", ["", "   ", "x" * 101])
def test_what_cannot_be_looked_for(office: Firm, text: str) -> None:
    with pytest.raises(Invalid):
        office.store.read_blocking(lambda uow: queries.find(uow, actor=SYSTEM, text=text))

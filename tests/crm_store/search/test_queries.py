"""Finding records. On both databases."""

from __future__ import annotations

import pytest
from factories.staff_chat import Firm

from crm_store.access import SYSTEM
from crm_store.errors import Invalid
from crm_store.identity import service as identity
from crm_store.leads import service as leads
from crm_store.references import Kind
from crm_store.search import queries
from crm_store.tickets import queries as tickets
from crm_store.unit_of_work import Store, UnitOfWork


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


def found(office: Firm, text: str) -> list[str]:
    hits = office.store.read_blocking(lambda uow: queries.find(uow, actor=SYSTEM, text=text))
    return [hit.ref for hit in hits]


def test_a_ticket_by_words_of_its_subject_without_accents(office: Firm) -> None:
    printer = office.ticket(subject="Máy in tầng 3 báo lỗi", address="hoa@a.vn")
    office.ticket(subject="Đơn hàng tháng 11", address="lan@b.vn", name="Lan")
    assert found(office, "may in") == [f"T-{printer}"]
    assert found(office, "MÁY loi") == [f"T-{printer}"]
    assert found(office, "loi hoa") == [f"T-{printer}"]
    assert found(office, "may bay") == []


def test_a_lead_by_its_firm_without_accents(office: Firm) -> None:
    def open_one(uow: UnitOfWork) -> int:
        return leads.open_lead(uow, name="Anh Dũng", company="Công ty Đại Việt", source="email", interaction_id=1)

    lead_id = office.store.write_blocking(open_one)
    assert found(office, "dai viet") == [f"L-{lead_id}"]
    assert found(office, "dung viet") == [f"L-{lead_id}"]


@pytest.mark.parametrize("text", ["T{}", "t{}", "t-{}", "#{}", "{}", "[T-{}]"])
def test_the_ticket_list_by_number(office: Firm, text: str) -> None:
    wanted, _other = office.ticket(address="a@a.vn"), office.ticket(address="b@b.vn")
    assert listed(office, text.format(wanted)) == [wanted]


def test_the_ticket_list_by_address(office: Firm) -> None:
    wanted, _other = office.ticket(address="hoa@saomai.vn"), office.ticket(address="lan@b.vn")
    office.store.write_blocking(
        lambda uow: identity.add(
            uow, owner_kind=Kind.CONTACT, owner_id=1, kind="phone", value="0912 345 678", is_verified=True
        )
    )
    for text in ("hoa@saomai.vn", "Hoa@SaoMai", "saomai.vn", "0912 345 678", "+84912345678", "345.678"):
        assert listed(office, text) == [wanted], text
    assert listed(office, "hoa@other.vn") == []
    assert listed(office, "0912 345 679") == []


def listed(office: Firm, text: str) -> list[int]:
    rows = office.store.read_blocking(lambda uow: tickets.tickets(uow, actor=SYSTEM, text=text))
    return [row.id for row in rows]


@pytest.mark.parametrize("typed", ["tran thi hoq", "Trần Thi Hao", "tranthi hoa", "trna thi hoa"])
def test_a_slip_of_the_finger_finds_the_person(office: Firm, typed: str) -> None:
    office.ticket(name="Trần Thị Hoa", subject="Máy in")
    office.ticket(name="Lê Văn Đức", address="duc@b.vn", subject="Mực in")
    names = [hit.title for hit in office.store.read_blocking(lambda uow: queries.find(uow, actor=SYSTEM, text=typed))]
    assert names[:1] == ["Trần Thị Hoa"]
    assert "Lê Văn Đức" not in names


def test_a_slip_never_turns_into_somebody_else(office: Firm) -> None:
    office.ticket(name="Trần Thị Hoa", subject="Máy in")
    assert found(office, "Phạm Quốc Khánh") == []


def test_short_names_and_beginnings(office: Firm) -> None:
    office.ticket(name="Vũ Thị Y", address="y@a.vn", subject="Loa")
    office.ticket(name="Hà An", address="an@a.vn", subject="Đèn")
    assert found(office, "y")[0].startswith("C-")
    assert found(office, "ha an")[0].startswith("C-")


def test_any_run_of_digits_finds_a_number(office: Firm) -> None:
    office.ticket(name="Trần Thị Hoa")

    def add(uow: UnitOfWork) -> None:
        identity.add(uow, owner_kind=Kind.CONTACT, owner_id=1, kind="phone", value="0903 774 205", is_verified=True)

    office.store.write_blocking(add)
    for typed in ["774205", "903 774", "0903774205", "+84 903 774 205", "3774"]:
        assert found(office, typed) == ["C-1"], typed

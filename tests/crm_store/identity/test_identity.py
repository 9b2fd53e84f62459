"""Normal forms of addresses, and what deliveries taught us of them."""

from __future__ import annotations

import pytest

from crm_store.identity import service as identity
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import fold, is_free_mail, normalise
from crm_store.identity.service import Owner
from crm_store.references import Kind
from crm_store.unit_of_work import Store


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("email", "  Hoa.Tran+x@SaoMai.VN ", "hoa.tran+x@saomai.vn"),
        ("email", "ｈｏａ@saomai.vn", "hoa@saomai.vn"),
        ("phone", "0901 234-567", "+84901234567"),
        ("phone", "0084 901 234 567", "+84901234567"),
        ("phone", "+84 (901) 234 567", "+84901234567"),
        ("telegram", " 900 ", "900"),
    ],
)
def test_one_spelling_for_each_address(kind: str, written: str, kept: str) -> None:
    assert normalise(kind, written) == kept == normalise(kind, kept)


def test_names_are_compared_without_accents() -> None:
    assert fold(" Nguyễn ĐỨC ") == fold("nguyen duc") == "nguyen duc"


@pytest.mark.parametrize(("domain", "free"), [("GMAIL.com", True), ("saomai.vn", False), ("gmail.com.evil.vn", False)])
def test_free_mail(domain: str, free: bool) -> None:
    assert is_free_mail(domain) is free


def test_an_address_is_added_once_and_known_by_any_spelling(store: Store) -> None:
    def add(uow: object) -> None:
        for written in ("Hoa@SaoMai.vn", "hoa@saomai.vn"):
            identity.add(uow, owner_kind=Kind.CONTACT, owner_id=1, kind="email", value=written, is_verified=True)

    store.write_blocking(add)
    assert store.read_blocking(lambda uow: identity.owners(uow, "email", "HOA@saomai.vn")) == [
        Owner("contact", 1, is_verified=True)
    ]
    shown = store.read_blocking(lambda uow: uow.connection.execute(ContactPoint.__table__.select()).one()).shown
    assert shown == "Hoa@SaoMai.vn"


def test_a_failing_address_is_flagged_until_it_works(store: Store) -> None:
    flag = {"kind": "email", "value": "Hoa@saomai.vn"}
    for code in ("4.2.2", "5.1.1"):
        store.write_blocking(lambda uow, code=code: identity.mark_failing(uow, **flag, code=code, detail="x" * 900))
    failing = lambda: store.read_blocking(lambda uow: identity.is_failing(uow, kind="email", value="hoa@saomai.vn"))  # noqa: E731
    assert failing()
    store.write_blocking(lambda uow: identity.mark_working(uow, **flag))
    assert not failing()

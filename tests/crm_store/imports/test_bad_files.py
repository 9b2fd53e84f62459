"""What is wrong with a row or a file, said so that a person can mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.imports import Import, counts

from crm_store.access import COMMAND_LINE
from crm_store.errors import Invalid
from crm_store.imports import service


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The rules for rows do not depend on the database."""
    return sqlite_url


BAD = [
    ("accounts", {"name": "A"}, "external_id", "is needed and empty"),
    ("accounts", {"external_id": "x"}, "name", "is needed for a new record and empty"),
    ("accounts", {"external_id": "x", "name": "A" * 301}, "name", "is longer than 300 characters"),
    ("accounts", {"external_id": "x", "name": "A\x00B"}, "name", "holds a control character"),
    ("accounts", {"external_id": "x", "name": "A", "tier": "gold"}, "tier", "must be one of potential, new, regular, vip"),
    ("accounts", {"external_id": "x", "name": "A", "domain": "gmail.com"}, "domain", "is a free-mail domain"),
    ("accounts", {"external_id": "x", "name": "A", "domain": "not a domain"}, "domain", "is not a mail domain"),
    ("accounts", {"external_id": "x", "name": "A", "owner": "ghost@firm.example"}, "owner", "is no user"),
    ("contacts", {"external_id": "x", "name": "A", "email2": "a@@b"}, "email2", "is not an e-mail address"),
    ("contacts", {"external_id": "x", "name": "A", "phone": "call me"}, "phone", "is not a phone number"),
    ("contacts", {"external_id": "x", "name": "A", "account": "nobody"}, "account", "is no account here"),
    ("contacts", {"external_id": "x", "name": "A", "account": "Twins"}, "account", "names several accounts"),
    ("opportunities", {"external_id": "x", "name": "A", "amount": "1,5"}, "amount", "is not a plain number"),
    ("opportunities", {"external_id": "x", "name": "A", "amount": "-1"}, "amount", "is not a plain number"),
    ("opportunities", {"external_id": "x", "name": "A", "currency": "đồng"}, "currency", "is not a currency"),
    ("opportunities", {"external_id": "x", "name": "A", "close_date": "04/10/2026"}, "close_date", "YYYY-MM-DD"),
    ("opportunities", {"external_id": "x", "name": "A", "stage": "won", "status": "open"}, "status", "does not fit the stage"),
    ("tickets", {"external_id": "x", "subject": "A", "created_at": "2026-09-08T10:00:00"}, "created_at", "has no offset"),
    ("tickets", {"external_id": "x", "subject": "A", "contact": "a@nowhere.example"}, "contact", "is no contact here"),
    ("tickets", {"external_id": "x", "subject": "A", "closed_at": "2026-09-08T10:00:00Z"}, "closed_at", "not resolved or closed"),
    ("tickets", {"external_id": "x", "subject": "A", "status": "closed", "created_at": "2026-09-08T10:00:00Z", "closed_at": "2026-09-07T10:00:00Z"}, "closed_at", "before created_at"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row", "column", "reason"), BAD)
def test_a_bad_row_is_named_and_the_others_are_taken(
    imported: Import, kind: str, row: dict[str, str], column: str, reason: str
) -> None:
    imported("accounts", {"external_id": "t1", "name": "Twins"}, {"external_id": "t2", "name": "Twins"})
    title = "subject" if kind == "tickets" else "name"
    good = [{"external_id": "g1", title: "Before"}, {"external_id": "g2", title: "After"}]
    report = imported(kind, good[0], row, good[1])
    assert counts(report) == (2, 0, 0, 1)
    (problem,) = report.skipped
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert problem.external_id == row.get("external_id", "")
    assert str(problem).startswith(f"line 3: {column}")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "must name the columns, external_id among them"),
        (b"name,phone\nA,1\n", "must name the columns, external_id among them"),
        (b"external_id,name,name\n1,A,B\n", "has the column .name. twice"),
        (b"external_id,name\n1,A\n2,\xe1\xff\n", "is not UTF-8"),
        (b'external_id,name\n1,A\n2,"B" C\n', "is not CSV with commas and quotes, after line 2"),
        (b"PK\x03\x04 external_id", "must name the columns|is not"),
    ],
)
def test_files_that_are_not_csv(store, tmp_path: Path, content: bytes, error: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=error):
        service.import_file(store, actor=COMMAND_LINE, kind="leads", path=path)


def test_rows_of_several_lines_and_blank_ones(store, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        'external_id,name,address\r\n1,A,"one\r\ntwo"\r\n\r\n2,B,x,too many\r\n3,"C, D",y\r\n', "utf-8", newline=""
    )
    report = service.import_file(store, actor=COMMAND_LINE, kind="accounts", path=path)
    assert counts(report) == (2, 0, 0, 1)
    assert str(report.skipped[0]) == "line 5: has 4 cells, the header 3: is a comma not in quotes?"


@pytest.mark.parametrize("name", ["people.xlsx", "people.vcf", "meetings.ics"])
def test_other_formats_come_later(store, tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="this version reads CSV only"):
        service.import_file(store, actor=COMMAND_LINE, kind="contacts", path=tmp_path / name)


def test_kinds_that_cannot_be_imported(store, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="“users” cannot be imported"):
        service.import_file(store, actor=COMMAND_LINE, kind="users", path=tmp_path / "x.csv")

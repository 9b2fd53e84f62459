"""Records from outside: every kind, filters, and what is not there yet."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from crm_store.access import COMMAND_LINE
from crm_store.database import Database
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.notifications.subscriptions import react
from crm_store.team import service as team
from crm_store.tickets import replies
from crm_store.tickets import service as tickets
from crm_store.unit_of_work import Store


@pytest.fixture(scope="session")
def answered(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample firm, with an answer of Linh's on T-7 held in the outbox."""
    folder = tmp_path_factory.mktemp("answered") / "data"
    shutil.copytree(sample, folder)

    def answer(uow) -> None:
        linh = team.actor_of(team.find_user(uow, actor=COMMAND_LINE, ref="linh@saomai.example"), "web")
        draft = replies.begin(uow, actor=linh, ticket_id=7)
        replies.preview(uow, actor=linh, draft_id=draft.id, text="Dạ 10 cuộn là 1.250.000đ ạ.")
        replies.send(uow, actor=linh, draft_id=draft.id)
        tickets.set_priority(uow, actor=linh, ticket_id=7, priority="high")

    store = Store(
        Database(f"sqlite:///{folder / 'crmbot.db'}"), FileStore(folder / "files"), Firm(secrets=(b"s" * 32,)), react
    )
    store.write_blocking(answer)
    store.close()
    return folder


@pytest.fixture
def firm(answered: Path, bare_data: Path) -> Path:
    return Path(shutil.copytree(answered, bare_data))


def refs(said) -> list[str]:
    return [row["ref"] for row in said.rows]


@pytest.mark.parametrize(
    ("kind", "count"),
    [("tickets", 15), ("leads", 5), ("contacts", 20), ("accounts", 8), ("opportunities", 8), ("users", 6), ("outbox", 1), ("inbox", 0)],
)  # fmt: skip
def test_each_kind_is_listed_newest_first(firm, crmbot, kind: str, count: int) -> None:
    rows = crmbot("list", kind, "--json").rows
    numbers = [int(row["ref"].partition("-")[2]) for row in rows]
    assert len(rows) == count
    assert numbers == sorted(numbers, reverse=True)
    assert all("external_id" in row for row in rows)


def test_a_ticket_row_names_what_it_is_linked_to(firm, crmbot) -> None:
    row = crmbot("list", "tickets", "--where", "ref=T-1", "--json").row
    assert row["external_id"] == "demo-t1"
    assert (row["contact"], row["contact_name"], row["contact_external_id"]) == ("C-1", "Trần Thị Hoa", "demo-c1")
    assert (row["account"], row["account_name"]) == ("A-1", "Công ty TNHH Dệt may Hòa Phú")
    assert (row["assignee_name"], row["assignee_email"]) == ("Phạm Thanh Tùng", "tung@saomai.example")
    assert datetime.fromisoformat(row["created_at"]).utcoffset().total_seconds() == 7 * 3600


@pytest.mark.parametrize(
    ("kind", "where", "expected"),
    [
        ("tickets", ["status=new"], ["T-15", "T-14", "T-13"]),
        ("tickets", ["assignee=linh@saomai.example", "status=open"], ["T-8", "T-7"]),
        ("tickets", ["assignee=Đỗ Ngọc Linh", "language=en"], ["T-12", "T-2"]),
        ("tickets", ["assignee="], ["T-15", "T-14", "T-13"]),
        ("tickets", ["external_id=demo-t9"], ["T-9"]),
        ("tickets", ["account=A-3"], ["T-12", "T-5", "T-2"]),
        ("tickets", ["account=demo-a3", "contact=demo-c7"], ["T-5"]),
        ("contacts", ["email=HOA.TRAN@dethoaphu.example"], ["C-1"]),
        ("contacts", ["email=hoatran.hp@gmail.example"], ["C-1"]),
        ("contacts", ["phone=+84 903 118 274"], ["C-1"]),
        ("contacts", ["is_opted_out=yes"], []),
        ("tickets", ["created_at=2020-01-01T00:00:00+07:00"], []),
        ("tickets", ["closed_at=", "status=on_hold"], ["T-12"]),
        ("opportunities", ["close_date=2020-01-01"], []),
        ("accounts", ["domain=bluewaterlog.example"], ["A-3"]),
        ("leads", ["rating=hot"], ["L-1"]),
        ("opportunities", ["status=won"], ["O-7"]),
        ("opportunities", ["amount=54000000"], ["O-2"]),
        ("users", ["role=support", "is_active=true"], ["U-6", "U-5"]),
        ("outbox", ["record=t-7", "state=held"], ["OUT-1"]),
        ("outbox", ["state=sent"], []),
    ],
)
def test_where(firm, crmbot, kind: str, where: list[str], expected: list[str]) -> None:
    words = [word for one in where for word in ("--where", one)]
    assert refs(crmbot("list", kind, *words, "--json")) == expected


def test_a_limit_and_pages(firm, crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm_store.records import service

    monkeypatch.setattr(service, "PAGE", 4)
    assert len(crmbot("list", "tickets", "--json").rows) == 15
    assert refs(crmbot("list", "tickets", "--limit", "6", "--json")) == ["T-15", "T-14", "T-13", "T-12", "T-11", "T-10"]
    assert crmbot("list", "tickets", "--limit", "0", "--json").rows == []


def test_money_is_decimal_text_and_currency(firm, crmbot) -> None:
    row = crmbot("list", "opportunities", "--where", "ref=O-1", "--json").row
    assert row["amount"] == {"amount": "186000000", "currency": "VND"}


def test_addresses_of_people(firm, crmbot) -> None:
    row = crmbot("show", "C-1", "--json").row
    assert row["emails"] == ["hoa.tran@dethoaphu.example", "hoatran.hp@gmail.example"]
    assert (row["email"], row["phone"]) == ("hoa.tran@dethoaphu.example", "0903 118 274")
    assert all(address["is_verified"] for address in row["addresses"])
    assert row["timeline"][0]["text"].startswith("Chào Sao Mai")


def test_the_outbox_row_is_the_mail(firm, crmbot) -> None:
    row = crmbot("list", "outbox", "--json").row
    assert (row["record"], row["state"], row["kind"]) == ("T-7", "held", "reply")
    assert row["to"] == ["my.huynh@mekongdental.example"]
    assert row["cc"] == []
    assert row["subject"].startswith("Re: Hỏi giá mực máy in nhãn")
    assert row["text"] == "Dạ 10 cuộn là 1.250.000đ ạ."
    assert row["in_reply_to"] == row["references"][-1] == "demo-t7.0@mekongdental.example"
    assert row["message_id"].endswith("@localhost")
    assert row["reply_to"].startswith("support+")
    assert row["author_email"] == "linh@saomai.example"


def test_interactions_say_where_they_belong_and_why(firm, crmbot) -> None:
    rows = crmbot("list", "interactions", "--where", "ticket=T-7", "--json").rows
    assert [(row["direction"], row["ticket"]) for row in rows] == [("out", "T-7"), ("in", "T-7")]
    assert rows[0]["outbox"] == "OUT-1"
    assert rows[1]["reasons"] == ["known address, no ticket open"]
    assert rows[1]["links"][0] | {"reason": ""} == {
        "kind": "ticket", "record": "T-7", "proof": "new", "is_guess": False, "reason": "", "moved_at": None, "moved_by": None,
    }  # fmt: skip
    assert len(crmbot("list", "interactions", "--where", "account=A-8", "--json").rows) == 2


def test_showing_a_ticket(firm, crmbot) -> None:
    row = crmbot("show", "t-7", "--json").row
    assert (row["ref"], row["status"], row["priority"]) == ("T-7", "open", "high")
    assert [(who["value"], who["state"]) for who in row["participants"]] == [
        ("my.huynh@mekongdental.example", "accepted")
    ]
    assert row["why"] == {"reason": "known address, no ticket open", "proof": "new", "is_guess": False}
    assert [(item["direction"], item["delivery"]) for item in row["timeline"]] == [("in", None), ("out", "held")]


def test_showing_to_people(firm, crmbot) -> None:
    said = crmbot("show", "T-7")
    assert "subject: Hỏi giá mực máy in nhãn" in said.out
    assert "    Dạ 10 cuộn là 1.250.000đ ạ." in said.out


def test_the_audit_names_who_did_what(firm, crmbot) -> None:
    rows = crmbot("list", "audit", "--where", "record=T-7", "--json").rows
    assert [(row["action"], row["actor_name"], row["origin"]) for row in rows] == [
        ("ticket.priority", "Đỗ Ngọc Linh", "web"),
        ("reply", "Đỗ Ngọc Linh", "web"),
        ("import", None, "cli"),
    ]
    assert rows[0]["after"] == {"priority": "high"}


def test_a_table_for_people(firm, crmbot) -> None:
    header, first, *rest = crmbot("list", "opportunities").out.splitlines()
    assert header.split()[:4] == ["ref", "status", "stage", "name"]
    assert first.startswith("O-8  lost")
    assert "3150 USD" in first
    assert len(rest) == 7


@pytest.mark.parametrize("kind", ["rooms", "quotes", "reminders"])
def test_kinds_that_come_later_say_so(data, crmbot, kind: str) -> None:
    said = crmbot("list", kind, "--json")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"crmbot: {kind} come with a later version of crmbot.")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("list", "cakes"), "“cakes” is not a kind of record."),
        (("list", "tickets", "--where", "colour=red"), "tickets have no field “colour” to ask for."),
        (("list", "tickets", "--where", "version=red"), "“red” does not fit the field “version”."),
        (("list", "outbox", "--where", "author=nobody"), None),
        (("list", "tickets", "--where", "status="), None),
        (
            ("list", "tickets", "--where", "status=bogus"),
            "“bogus” is no status. It is one of: new, open, waiting, on_hold, resolved, closed.",
        ),
        (
            ("list", "inbox", "--where", "state=gone"),
            "“gone” is no state. It is one of: received, processing, done, quarantined.",
        ),
        (("show", "T-99"), "There is no T-99."),
        (("show", "hello"), "“hello” is not a reference."),
    ],
)
def test_mistakes(data, crmbot, words: tuple[str, ...], error: str | None) -> None:
    said = crmbot(*words)
    if error is None:
        assert (said.status, said.err) == (0, "")
    else:
        assert said.status == (1 if words == ("show", "T-99") else 2)
        assert said.err.startswith(f"crmbot: {error}")
        assert said.err.count("\n") == 1


def test_a_new_firm_has_types_of_activity_and_no_activity(program, bare_data: Path) -> None:
    assert program("init").status == 0
    assert program("list", "activities", "--json").rows == []
    with sqlite3.connect(bare_data / "crmbot.db") as database:
        assert dict(database.execute("SELECT code, name_vi FROM activity_types"))["visit"] == "Gặp khách hàng"

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from crm_store.database import Base, Database, table_of
from crm_store.identity.models import ContactPoint
from crm_store.inbox.models import InboxItem
from crm_store.statements import (
    ListStatement,
    Statement,
    binds,
    insert_missing,
    insert_or_update,
    insert_row,
    insert_rows,
    insert_those_missing,
    literally,
    literally_in,
)
from crm_store.team.models import User

NOW = datetime(2026, 1, 5, 8, 30, 0, 123456, tzinfo=UTC)
POINTS, INBOX, USERS = map(table_of, (ContactPoint, InboxItem, User))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.engine.connect() as opened, opened.begin():
        yield opened
        opened.rollback()
    database.close()


def point(value: str, **more: object) -> dict[str, object]:
    return {
        "owner_kind": "contact", "owner_id": 1, "kind": "email", "value": value, "shown": value, "is_verified": True, "created_at": NOW,
    } | more  # fmt: skip


def item(external_id: str, **more: object) -> dict[str, object]:
    return {
        "channel": "email", "account": "a", "external_id": external_id, "size": 3, "envelope": {"né": [1, None]}, "group_key": "g",
        "received_at": NOW, "state": "received", "next_try_at": NOW,
    } | more  # fmt: skip


def test_values_come_back_as_they_went_in(connection: Connection) -> None:
    first = insert_row(connection, INBOX, item("1", raw=b"\x00\xff"))
    columns = [INBOX.c.id, INBOX.c.raw, INBOX.c.envelope, INBOX.c.received_at, INBOX.c.done_at, INBOX.c.attempts]
    read = Statement(select(*columns).where(INBOX.c.external_id == bindparam("external_id")))
    found = read.first(connection, {"external_id": "1"})
    assert found is not None
    assert (found[0], bytes(found[1]), *found[2:]) == (first, b"\x00\xff", {"né": [1, None]}, NOW, None, 0)
    assert read.first(connection, {"external_id": "2"}) is None
    assert read.scalar(connection, {"external_id": "2"}) is None


def test_times_of_other_zones_are_the_same_moment(connection: Connection) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=7)))
    insert_row(connection, POINTS, point("a@b.example", created_at=local))
    assert Statement(select(POINTS.c.created_at)).scalar(connection, {}) == NOW
    before = Statement(select(POINTS.c.id).where(POINTS.c.created_at < bindparam("then")))
    assert before.all(connection, {"then": local}) == []
    with pytest.raises(ValueError, match="naive"):
        before.all(connection, {"then": datetime(2026, 1, 5)})  # noqa: DTZ001  the mistake itself


def test_one_name_may_stand_in_two_places(connection: Connection) -> None:
    insert_row(connection, INBOX, item("1"))
    late = Statement(
        update(INBOX).where(INBOX.c.next_try_at <= bindparam("now")).values(next_try_at=bindparam("now"))
    )  # fmt: skip
    assert late.run(connection, {"now": NOW}) == 1


def test_the_models_constants_stand_where_nothing_is_given(connection: Connection) -> None:
    insert_row(connection, POINTS, point("a@b.example"))
    read = Statement(select(POINTS.c.is_primary, POINTS.c.is_verified))
    assert read.all(connection, {}) == [(False, True)]


def test_what_is_there_stays(connection: Connection) -> None:
    first = insert_missing(connection, POINTS, point("a@b.example"))
    assert isinstance(first, int)
    assert insert_missing(connection, POINTS, point("a@b.example", shown="other")) is None
    insert_those_missing(connection, POINTS, [point("a@b.example"), point("c@b.example"), point("c@b.example")])
    shown = Statement(select(POINTS.c.shown).order_by(POINTS.c.id))
    assert shown.all(connection, {}) == [("a@b.example",), ("c@b.example",)]


def test_writes_under_keys(connection: Connection) -> None:
    keys = {"owner_kind": "contact", "owner_id": 1, "kind": "email", "value": "a@b.example"}
    for shown in ("one", "two"):
        insert_or_update(connection, POINTS, keys, {"shown": shown, "is_verified": False, "created_at": NOW})
    assert Statement(select(POINTS.c.shown)).all(connection, {}) == [("two",)]


def test_many_count_the_rows_they_touched(connection: Connection) -> None:
    insert_rows(connection, INBOX, [item(str(number)) for number in range(3)])
    insert_rows(connection, INBOX, [])
    end = Statement(
        update(INBOX).where(INBOX.c.external_id == bindparam("this"), INBOX.c.state == "received").values(**binds("state"))
    )  # fmt: skip
    assert end.many(connection, [{"this": str(number), "state": "done"} for number in range(5)]) == 3
    assert end.run(connection, {"this": "0", "state": "done"}) == 0


@pytest.mark.parametrize("count", [1, 2, 3, 5, 33])
def test_a_list_of_any_length(connection: Connection, count: int) -> None:
    insert_rows(connection, INBOX, [item(str(number)) for number in range(40)])
    listed = ListStatement(
        lambda ids: select(INBOX.c.external_id).where(
            INBOX.c.external_id.in_(ids), INBOX.c.account == bindparam("account")
        )
    )
    wanted = [str(number) for number in range(count)]
    assert sorted(listed.all(connection, wanted, {"account": "a"})) == sorted((one,) for one in wanted)
    assert listed.all(connection, wanted, {"account": "b"}) == []
    assert listed.all(connection, [], {"account": "a"}) == []


def test_constants_stand_in_the_sql_so_that_partial_indexes_fit(connection: Connection) -> None:
    insert_rows(connection, INBOX, [item("1"), item("2", state="done")])
    is_open = literally_in(INBOX.c.state, ["received", "processing"])
    assert Statement(select(INBOX.c.external_id).where(is_open)).all(connection, {}) == [("1",)]
    assert "'done'" in str(INBOX.c.state == literally("done"))
    with pytest.raises(AssertionError):
        literally("'; --")


def test_a_value_that_is_missing_is_a_defect(connection: Connection) -> None:
    read = Statement(select(INBOX.c.id).where(INBOX.c.account == bindparam("account")))
    with pytest.raises((KeyError, ProgrammingError)):
        read.all(connection, {})


def test_errors_have_sqlalchemys_names_and_tell_no_values(connection: Connection) -> None:
    insert_row(connection, POINTS, point("a@b.example"))
    with pytest.raises(IntegrityError) as caught:
        insert_row(connection, POINTS, point("a@b.example", shown="secret words"))
    assert "secret words" not in str(caught.value.params)


def test_a_missing_table_is_an_error_of_the_statement(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TABLE read_positions")
    gone = Base.metadata.tables["read_positions"]
    with pytest.raises((OperationalError, ProgrammingError)):
        Statement(select(gone.c.value)).all(connection, {})

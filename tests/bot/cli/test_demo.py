"""The sample firm."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from crm_store import clock


def test_an_empty_database_becomes_a_firm(data, crmbot, store) -> None:
    said = crmbot("demo")
    assert said.status == 0
    assert "15 tickets" in said.out
    assert "crmbot sign-in ha@saomai.example" in said.out
    assert crmbot("sign-in", "ha@saomai.example").status == 0
    statuses = Counter(row["status"] for row in crmbot("list", "tickets", "--json").rows)
    assert set(statuses) == {"new", "open", "waiting", "on_hold", "resolved", "closed"}
    assert {row["role"] for row in crmbot("list", "users", "--json").rows} == {"admin", "manager", "sales", "support"}
    assert crmbot("list", "outbox", "--json").rows == [], "nothing leaves"


def test_no_address_of_the_sample_is_anybodys(data, crmbot) -> None:
    crmbot("demo")
    rows = [row for kind in ("contacts", "accounts", "leads") for row in crmbot("list", kind, "--json").rows]
    assert all(email.endswith(".example") for row in rows for email in row["emails"])


def test_histories_lie_in_the_past_and_in_order(data, crmbot) -> None:
    crmbot("demo")
    now = clock.now()
    for number in range(1, 16):
        row = crmbot("show", f"T-{number}", "--json").row
        times = [item["occurred_at"] for item in row["timeline"]]
        assert times == sorted(times)
        assert datetime.fromisoformat(times[-1]) < now
        assert times[0] == row["created_at"]
        assert row["timeline"][0]["direction"] == "in"
        assert row["participants"]


@pytest.mark.parametrize(
    "first", [("demo",), ("user", "add", "--name", "A", "--email", "a@b.example", "--role", "admin")]
)
def test_a_database_in_use_stays_as_it_is(data, crmbot, first: tuple[str, ...]) -> None:
    crmbot(*first)
    before = len(crmbot("list", "users", "--json").rows)
    said = crmbot("demo")
    assert (said.status, said.err) == (
        1,
        "crmbot: The database holds data already; the sample firm needs an empty one.\n",
    )
    assert crmbot("demo", "--if-empty").status == 0
    assert len(crmbot("list", "users", "--json").rows) == before

import sqlite3

from benchmarks.flatness import _filled
from benchmarks.latency import letter, percentiles
from benchmarks.servers import SQLITE, Databases

COUNTS = {"interactions": 1_000, "inbox_items": 1_000, "tickets": 250, "outbox_items": 250, "contacts": 200}


def test_a_firm_with_a_past_fits_the_tables() -> None:
    with Databases() as databases:
        firm = _filled(databases, SQLITE, 1_000)
        with sqlite3.connect(firm.url.removeprefix("sqlite:///")) as connection:
            found = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTS}
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        connection.close()
    assert found == COUNTS
    assert broken == []


def test_percentiles_of_a_hundred() -> None:
    middle, worst = percentiles([float(one) for one in range(1, 101)])
    assert (round(middle), round(worst)) == (50, 99)


def test_each_letter_is_another_mail() -> None:
    assert letter("words", 1) != letter("words", 1)

"""Up, down, up; tables equal the models; a killed or crowded start leaves whole tables."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, inspect, text

from crm_store.database import Database
from crm_store.errors import Invalid, StoreUnavailable
from crm_store.migrations import runner
from crm_store.migrations.compare import differences
from crm_store.schema import METADATA

UPGRADE = """
import sys
from crm_store.database import Database
from crm_store.migrations import runner
database = Database(sys.argv[1])
print(runner.upgrade(database), "alembic" in sys.modules)
database.close()
"""
KILLED = """
import os, signal, sys
from sqlalchemy import event
from crm_store.database import Database
from crm_store.migrations import runner
database, left = Database(sys.argv[1]), int(sys.argv[2])
@event.listens_for(database.engine, "after_cursor_execute")
def count(connection, cursor, statement, *rest):
    global left
    if statement.startswith(("CREATE", "INSERT", "DROP")):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
runner.upgrade(database)
"""


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        found = set(inspect(connection).get_table_names()) - {runner.VERSION_TABLE}
        return {name for name in found if not name.startswith("fts_")}


def test_head_is_the_newest_revision() -> None:
    assert ScriptDirectory.from_config(runner.config_for(None)).get_current_head() == runner.head()


def test_up_down_and_up_again(database: Database) -> None:
    assert runner.current(database) is None
    assert runner.upgrade(database) is True
    assert runner.current(database) == runner.HEAD
    assert tables(database) == set(METADATA.tables)
    assert runner.upgrade(database) is False
    runner.downgrade(database)
    assert tables(database) == set()
    assert runner.current(database) is None
    assert runner.upgrade(database) is True
    assert tables(database) == set(METADATA.tables)


def test_tables_equal_the_models(database: Database) -> None:
    runner.upgrade(database)
    with database.engine.connect() as connection:
        assert differences(connection) == []


def test_constraints_are_named_by_the_rule(database: Database) -> None:
    runner.upgrade(database)
    with database.engine.connect() as connection:
        look = inspect(connection)
        for table in METADATA.tables:
            names = {
                "pk": [look.get_pk_constraint(table)["name"]],
                "fk": [key["name"] for key in look.get_foreign_keys(table)],
                "uq": [key["name"] for key in look.get_unique_constraints(table)],
                "ix": [key["name"] for key in look.get_indexes(table) if not key["unique"]],
            }
            for prefix, found in names.items():
                assert all(re.match(rf"{prefix}_{table}(_|$)", name or "") for name in found), (table, found)


def test_defaults_of_the_tables_serve_rows_written_without_the_models(database: Database) -> None:
    runner.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (name, name_folded, created_at, updated_at)"
                " VALUES ('A', 'a', '2026-01-01', '2026-01-01')"
            )
        )
        row = connection.execute(text("SELECT id, is_person, tier, version FROM accounts")).one()
    assert tuple(row) == (1, False, "potential", 1)


def test_alembic_stays_out_when_there_is_nothing_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'crmbot.db'}"
    database = Database(url)
    runner.upgrade(database)
    database.close()
    assert run(UPGRADE, url).stdout.split() == ["False", "False"]


def test_of_several_processes_one_migrates(url: str, database: Database) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, url], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    answers = [process.communicate(timeout=60)[0].split()[0] for process in started]
    assert sorted(answers) == ["False", "False", "True"]
    with database.engine.connect() as connection:
        assert differences(connection) == []


def test_a_kill_in_the_middle_leaves_nothing_half_done(url: str, database: Database) -> None:
    assert run(KILLED, url, "30").returncode == -signal.SIGKILL
    assert tables(database) == set()
    assert runner.upgrade(database) is True
    with database.engine.connect() as connection:
        assert differences(connection) == []


def test_a_newer_database_is_refused(database: Database) -> None:
    runner.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Invalid, match="revision 9999, which this version of crmbot does not know"):
        runner.upgrade(database)


def test_somebody_elses_database_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (id integer)"))
    with pytest.raises(Invalid, match="a database of its own"):
        runner.upgrade(database)
    assert tables(database) == {"users"}


def test_a_database_out_of_reach_is_said() -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(StoreUnavailable):
        runner.upgrade(database)
    database.close()


def test_rebuilding_a_sqlite_table_keeps_what_points_to_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'crmbot.db'}")
    runner.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (name, email, role, language, timezone, created_at)"
                " VALUES ('A', 'a@b.vn', 'admin', 'vi', 'UTC', '2026-01-01')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO accounts (name, name_folded, owner_id, created_at, updated_at)"
                " VALUES ('F', 'f', 1, '2026-01-01', '2026-01-01')"
            )
        )
    with runner._exclusive(database) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("users", recreate="always") as batch:
            batch.add_column(Column("shoe_size", Integer))
        runner._check_foreign_keys(connection)
    with database.engine.connect() as connection:
        assert connection.execute(
            text("SELECT u.shoe_size, u.name FROM accounts a JOIN users u ON u.id = a.owner_id")
        ).one() == (None, "A")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_a_migration_that_would_break_a_reference_changes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'crmbot.db'}")
    runner.upgrade(database)
    with pytest.raises(Invalid, match="points to a row of “users”"):
        lose_an_owner(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM accounts")).scalar() == 0
    database.close()


def lose_an_owner(database: Database) -> None:
    with runner._exclusive(database) as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (name, name_folded, owner_id, created_at, updated_at)"
                " VALUES ('F', 'f', 77, '2026-01-01', '2026-01-01')"
            )
        )
        runner._check_foreign_keys(connection)


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=False
    )

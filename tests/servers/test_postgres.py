import psycopg
import pytest
from servers.postgres import IMMEDIATE, PrivatePostgres

pytestmark = pytest.mark.postgres


def test_keeps_what_was_committed_through_a_crash_and_removes_its_folder() -> None:
    with PrivatePostgres() as server:
        url = server.create_database("shop")
        assert url == f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/shop"
        with psycopg.connect(server.conninfo("shop")) as connection:
            connection.execute("CREATE TABLE ticket (title text)")
            connection.execute("INSERT INTO ticket VALUES ('Máy in')")
        port, folder = server.port, server.folder
        server.stop(IMMEDIATE)
        server.start()
        assert server.port == port
        with psycopg.connect(server.conninfo("shop")) as connection:
            assert connection.execute("SELECT title FROM ticket").fetchall() == [("Máy in",)]
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
        server.drop_database("shop")
    assert not folder.exists()

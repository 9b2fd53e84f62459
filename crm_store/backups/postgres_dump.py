"""PostgreSQL through its own tools: ``pg_dump`` out, ``psql`` in."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL

from crm_store.errors import Invalid

CONNECT_SECONDS = "10"


def dump(url: URL, target: Path) -> None:
    """Raises ``Invalid`` with the tool's words."""
    _run(
        "pg_dump",
        [
            "--format=plain",
            "--encoding=UTF8",
            "--no-owner",
            "--no-privileges",
            f"--file={target}",
            f"--dbname={_conninfo(url)}",
        ],
        url,
    )


def load(url: URL, scripts: list[Path]) -> None:
    """Runs the scripts in order in one transaction: all or nothing. Raises ``Invalid``."""
    arguments = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={_conninfo(url)}",
    ]
    _run("psql", [*arguments, *(f"--file={script}" for script in scripts)], url)


def _run(tool: str, arguments: list[str], url: URL) -> None:
    program = shutil.which(tool)
    if program is None:
        raise Invalid("{tool} is missing. Install PostgreSQL's client programs (Debian: postgresql-client).", tool=tool)
    # The password goes by the environment, because every user of the machine may read a command line.
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": CONNECT_SECONDS}
    if url.password:
        environment["PGPASSWORD"] = url.password
    done = subprocess.run(  # noqa: S603  a fixed program with our own arguments
        [program, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[0]
        raise Invalid("{tool} failed: {reason}", tool=tool, reason=said)


def _conninfo(url: URL) -> str:
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    query = {name: value if isinstance(value, str) else value[0] for name, value in url.query.items()}
    return make_conninfo("", **{name: value for name, value in {**parts, **query}.items() if value is not None})

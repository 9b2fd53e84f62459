"""``python -m crm_store.migrations.generate [MESSAGE]`` writes a revision from the difference between models and tables.

Without a message it writes the first revision anew, which is right until the first release. Read what it wrote: it
sees neither renamed columns nor changed meaning.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from crm_store.database import Database
from crm_store.migrations import runner

FIRST = "0001"


def main(arguments: list[str]) -> int:
    message = " ".join(arguments)
    versions = runner.FOLDER / "versions"
    if not message:
        for file in versions.glob("[0-9]*.py"):
            file.unlink()
    written = generate(message or "All tables of the first release.", first=not message)
    _tidy(written)
    print(f"{written.relative_to(Path.cwd()) if written.is_relative_to(Path.cwd()) else written} is written; read it.")  # noqa: T201
    number = written.name.partition("_")[0]
    if number != runner.HEAD:
        print(f"Set HEAD = {number!r} in {runner.FOLDER / 'runner.py'}.")  # noqa: T201
    return 0


def generate(message: str, *, first: bool) -> Path:
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        try:
            if not first:
                runner.upgrade(database)
            number = FIRST if first else f"{int(runner.HEAD) + 1:04}"
            with runner._exclusive(database) as connection:  # noqa: SLF001  the same package
                config = runner.config_for(connection)
                config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
                config.attributes["first"] = first
                script = command.revision(config, message, autogenerate=True, rev_id=number)
        finally:
            database.close()
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def _tidy(file: Path) -> None:
    """Without Alembic's remarks, and in the project's own format."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")), "utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        return
    for step in (["check", "--fix", "--select=I,F401"], ["format"]):
        subprocess.run([ruff, *step, "--quiet", "--no-force-exclude", file], check=True)  # noqa: S603  our own tool on our own file


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

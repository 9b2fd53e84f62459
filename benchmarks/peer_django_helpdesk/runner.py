"""Installs django-helpdesk into an environment of its own and lets it import mails.

``python -m benchmarks.peer_django_helpdesk.runner FOLDER`` measures it alone, on both databases.
"""

from __future__ import annotations

import argparse
import shutil
import venv
from pathlib import Path

from benchmarks.measure import Imported, run
from benchmarks.servers import POSTGRES, SQLITE, Databases

VERSION = "2.6.1"

_HERE = Path(__file__).parent
_ENVIRONMENT = _HERE.parent.parent / ".bench" / f"django-helpdesk-{VERSION}"


def install() -> Path:
    """The Python that has the peer. The first time takes a quarter of a minute and needs a package index."""
    python = _ENVIRONMENT / "bin" / "python"
    marker = _ENVIRONMENT / "complete"
    if not marker.exists():
        venv.create(_ENVIRONMENT, clear=True, with_pip=True)
        run([python, "-m", "pip", "install", "--quiet", f"django-helpdesk=={VERSION}", "psycopg[binary]"])
        marker.touch()
    return python


def import_mails(databases: Databases, kind: str, mails: Path) -> Imported:
    folder = databases.folder("django_helpdesk")
    shutil.copytree(mails, folder / "mails")
    (folder / "set_aside").mkdir()
    environment = {
        "PEER_DATABASE": databases.fresh(kind),
        "PEER_FILES": str(folder / "files"),
        "PYTHONPATH": str(_HERE),
        "PYTHONUTF8": "1",
    }
    command = [install(), _HERE / "import_mails.py", folder / "mails", folder / "set_aside"]
    before = databases.server_cpu()
    done = run(command, environment=environment)
    return Imported.of(done, server_cpu=databases.server_cpu() - before)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer_django_helpdesk.runner", description=__doc__)
    parser.add_argument("folder", type=Path)
    mails: Path = parser.parse_args().folder
    with Databases() as databases:
        for kind in (SQLITE, POSTGRES):
            print(kind, import_mails(databases, kind, mails))


if __name__ == "__main__":
    main()

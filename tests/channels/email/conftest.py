from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.sqlite_intake import SqliteIntake


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[SqliteIntake]:
    made = SqliteIntake(tmp_path / "intake.db")
    yield made
    made.close()

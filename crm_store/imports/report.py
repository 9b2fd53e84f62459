"""What an import did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` is where the row begins in the file, the header being line 1."""

    line: int
    external_id: str
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        shown = f" “{self.value}”" if self.value else ""
        return f"line {self.line}: {self.column}{shown} {self.reason}".replace("  ", " ")


@dataclass(slots=True)
class Report:
    """``unchanged`` rows were there already just so. ``skipped`` rows were not taken; the others were, all the same."""

    kind: str
    dry_run: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[Problem] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    def add(self, part: Report) -> None:
        """What one batch did, once it is committed."""
        self.created += part.created
        self.updated += part.updated
        self.unchanged += part.unchanged
        self.skipped += part.skipped

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"skipped": len(self.skipped), "problems": [asdict(one) for one in self.skipped]}

"""``crmbot import``: the report on the terminal and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

GOOD = "external_id,name,colour\na1,Bưởi,red\na2,Cam,blue\n"
MIXED = "external_id,name,tier\na1,Bưởi Năm Roi,vip\n,Không khóa,\na3,Dừa,gold\n"


@pytest.fixture
def file(tmp_path: Path, data) -> Path:
    return tmp_path / "accounts.csv"


def test_a_report_for_people(crmbot, file: Path) -> None:
    file.write_text(GOOD, "utf-8")
    said = crmbot("import", "accounts", file, "--dry-run")
    assert (said.status, said.out) == (
        0,
        "accounts: 2 would be created, 0 would be updated, 0 unchanged, 0 skipped\n  column “colour” is not one of accounts: skipped\n",
    )
    assert crmbot("import", "accounts", file).out.startswith("accounts: 2 created, 0 updated, 0 unchanged")
    assert len(crmbot("list", "accounts", "--json").rows) == 2


def test_skipped_rows_are_status_1_and_the_others_are_there(crmbot, file: Path) -> None:
    file.write_text(GOOD, "utf-8")
    crmbot("import", "accounts", file)
    file.write_text(MIXED, "utf-8")
    said = crmbot("import", "accounts", file, "--json")
    assert said.status == 1
    row = said.row
    assert (row["created"], row["updated"], row["skipped"]) == (0, 1, 2)
    assert row["problems"][0] == {
        "line": 3,
        "external_id": "",
        "column": "external_id",
        "value": "",
        "reason": "is needed and empty",
    }
    assert row["problems"][1]["value"] == "gold"
    assert crmbot("list", "accounts", "--where", "external_id=a1", "--json").row["tier"] == "vip"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            ("cakes", "x.csv"),
            "“cakes” cannot be imported. Kinds are: accounts, contacts, leads, opportunities, tickets.",
        ),
        (("accounts", "gone.csv"), "gone.csv: No such file or directory"),
        (
            ("accounts", "people.xlsx"),
            "people.xlsx is XLSX; this version reads CSV only. Save it as CSV (UTF-8, comma).",
        ),
    ],
)
def test_mistakes(data, crmbot, words: tuple[str, ...], error: str) -> None:
    said = crmbot("import", *words)
    assert (said.status, said.err) == (2 if words[0] == "cakes" else 1, f"crmbot: {error}\n")

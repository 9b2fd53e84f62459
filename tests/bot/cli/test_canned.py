"""``crmbot canned``."""

from __future__ import annotations

import io

import pytest


@pytest.fixture(autouse=True)
def _initialised(data) -> None:
    return


def test_add_list_change_and_remove(crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    added = crmbot("canned", "add", "--name", "Đã nhận", "--text", "Em đã nhận ạ.").row
    monkeypatch.setattr("sys.stdin", io.StringIO("Dạ, {customer} chờ em ạ.\nCảm ơn ạ.\n"))
    changed = crmbot("canned", "change", str(added["id"]), "--text", "-").row
    assert changed["name"] == "Đã nhận"
    assert crmbot("canned", "list", "--json").rows == [
        {"id": added["id"], "name": "Đã nhận", "text": "Dạ, {customer} chờ em ạ.\nCảm ơn ạ."}
    ]
    assert "Đã nhận" in crmbot("canned", "list").out
    crmbot("canned", "remove", str(added["id"]))
    assert crmbot("canned", "list", "--json").rows == []


def test_errors_are_one_line(crmbot) -> None:
    missing = crmbot("canned", "remove", "7")
    assert (missing.status, missing.out) == (1, "")
    assert missing.err == "crmbot: There is no such canned reply any more.\n"
    assert crmbot("canned", "add", "--name", "x").status == 2

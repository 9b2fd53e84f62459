"""Settings that decide whom the program believes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError


def load(folder: Path, **values: str) -> Settings:
    named = {f"CRMBOT_{name.upper()}": value for name, value in values.items()}
    return Settings.load({"CRMBOT_DATA": str(folder), **named}, folder)


def test_no_mail_server_is_believed_until_one_is_named(tmp_path: Path) -> None:
    assert load(tmp_path).authserv_id == ""
    assert load(tmp_path, authserv_id=" MX.Firm.vn ").authserv_id == "mx.firm.vn"


@pytest.mark.parametrize("value", ["mx.firm.vn; dmarc=pass", "mx firm", "a=b"])
def test_a_name_that_no_header_can_begin_with_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="CRMBOT_AUTHSERV_ID"):
        load(tmp_path, authserv_id=value)

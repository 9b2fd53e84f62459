"""The one reader of the environment and of crmbot.toml."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError


def load(folder: Path, **environment: str) -> Settings:
    given = {f"CRMBOT_{name.upper()}": value for name, value in environment.items()}
    return Settings.load({"CRMBOT_DATA": str(folder / "data"), "PATH": "/bin"} | given, folder)


def test_without_settings_everything_has_a_default(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'crmbot.db'}"
    assert (settings.language, settings.timezone, settings.currency) == ("vi", "Asia/Ho_Chi_Minh", "VND")
    assert (settings.support_address, settings.imap_urls, settings.smtp_url) == ("support@localhost", (), None)
    assert (settings.smtp_listen, settings.lmtp_listen, settings.web_listen) == (
        "127.0.0.1:2525",
        None,
        "127.0.0.1:8080",
    )
    assert (settings.telegram_token, settings.telegram_api_url) == (None, "https://api.telegram.org")
    assert settings.firm.own_addresses == {"support@localhost"}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "crmbot.toml").write_text(
        'organisation = "Cơ Điện Bình Minh"\nlanguage = "en"\nimap_url = ["imap://a@x/INBOX", "imap://b@x/INBOX"]\nundo_seconds = 5\n',
        "utf-8",
    )
    settings = load(tmp_path, language="vi")
    assert (settings.organisation, settings.language) == ("Cơ Điện Bình Minh", "vi")
    assert settings.imap_urls == ("imap://a@x/INBOX", "imap://b@x/INBOX")
    assert settings.firm.undo_seconds == 5.0


def test_what_others_call_theirs_is_not_read(tmp_path: Path) -> None:
    assert load(tmp_path, test_require="all", zzz="1").organisation == ""


@pytest.mark.parametrize("value", ["", "none", "OFF"])
def test_a_listener_can_be_switched_off(tmp_path: Path, value: str) -> None:
    assert load(tmp_path, smtp_listen=value).smtp_listen is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("support_address", "support"),
        ("support_address", "a b@x.vn"),
        ("smtp_listen", "2525"),
        ("smtp_listen", "127.0.0.1:99999"),
        ("web_url", "crm.firm.vn"),
        ("telegram_api_url", "ftp://x"),
        ("telegram_webhook_url", "x"),
        ("undo_seconds", "soon"),
        ("undo_seconds", "-1"),
        ("backup_hours", "nan"),
        ("backup_hours", "inf"),
        ("log", "loud"),
        ("secret_key", "short"),
    ],
)
def test_a_wrong_value_gets_one_clear_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, **{name: value})
    text = str(refused.value)
    assert f"CRMBOT_{name.upper()}" in text
    assert "\n" not in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("text", "says"),
    [("imap_ulr = 'x'", "'imap_ulr'"), ("language = ", "cannot be read"), ("language = {a = 1}", "must be a text")],
)
def test_a_wrong_file_gets_one_too(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "crmbot.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=says):
        load(tmp_path)


class TestSecret:
    def test_it_is_made_once_and_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        first, again = load(tmp_path).secrets, load(tmp_path).secrets
        file = tmp_path / "data" / "secret_key"
        assert (first, len(first[0]) >= 32) == (again, True)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_of_many_who_start_at_once_all_have_the_same(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(lambda _n: load(tmp_path).secrets, range(16)))
        assert len(set(made)) == 1

    def test_a_damaged_one_is_named(self, tmp_path: Path) -> None:
        load(tmp_path)
        (tmp_path / "data" / "secret_key").write_text("x")
        with pytest.raises(SettingsError, match="is damaged"):
            load(tmp_path)

    def test_old_keys_stay_good_while_they_are_listed(self, tmp_path: Path) -> None:
        from channels.email.addressing import is_ours, new_message_id

        old, new = "o" * 32, "n" * 32
        before = load(tmp_path, secret_key=old).firm
        named = new_message_id(before.secrets[0], "x.vn")
        assert is_ours(named, load(tmp_path, secret_key=f"{new}, {old}").firm.secrets)
        assert not is_ours(named, load(tmp_path, secret_key=new).firm.secrets)

    def test_a_folder_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file")
        with pytest.raises(SettingsError, match="cannot be written"):
            load(tmp_path)


@pytest.mark.parametrize(("given", "believed"), [("", False), ("no", False), ("yes", True), ("YES", True)])
def test_a_proxy_is_believed_only_when_told_so(tmp_path: Path, given: str, believed: bool) -> None:
    assert load(tmp_path, behind_proxy=given).behind_proxy is believed


def test_whether_there_is_a_proxy_is_yes_or_no(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CRMBOT_BEHIND_PROXY"):
        load(tmp_path, behind_proxy="127.0.0.1")


def test_a_comma_within_an_address_separates_nothing(tmp_path: Path) -> None:
    settings = load(tmp_path, imap_url="imaps://u:a,b@h/INBOX , IMAP://v:c@h/Sales")
    assert settings.imap_urls == ("imaps://u:a,b@h/INBOX", "IMAP://v:c@h/Sales")

"""``crmbot check`` against real servers, up and down."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from servers.pymap_server import pymap_server
from servers.smtp_sink import SmtpSink
from telegram_emulator import TelegramEmulator


def findings(said) -> dict[str, dict]:
    return {row["name"]: row for row in said.rows}


def test_a_fresh_installation_is_in_order(data: Path, crmbot) -> None:
    said = crmbot("check", "--json")
    assert said.status == 0
    found = findings(said)
    assert {name: row["ok"] for name, row in found.items()} == {
        "settings": True, "database": True, "files": True, "IMAP": None, "SMTP relay": None, "Telegram": None,
        "SMTP listener": True, "LMTP listener": None, "web console": True,
    }  # fmt: skip
    assert "answers wait in the outbox" in found["SMTP relay"]["detail"]


def test_what_is_broken_is_named_with_the_mend(bare_data: Path, crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMBOT_IMAP_URL", "imap://support:wrong@127.0.0.1:9/INBOX")
    monkeypatch.setenv("CRMBOT_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("CRMBOT_TELEGRAM_TOKEN", "12345:TEST")
    monkeypatch.setenv("CRMBOT_TELEGRAM_API_URL", "http://127.0.0.1:9")
    said = crmbot("check")
    assert said.status == 1
    assert "Traceback" not in said.err
    problems = [line.split()[1] for line in said.out.splitlines() if line.startswith("PROBLEM")]
    assert problems == ["database", "IMAP", "SMTP", "Telegram"]
    assert "→ crmbot init" in said.out
    assert "wrong" not in said.out


@pytest.mark.parametrize(
    ("variable", "value", "name", "words"),
    [
        ("CRMBOT_CURRENCY_", "", "settings", None),
        ("CRMBOT_LANGUAGE", "fr", "settings", "it must be one of vi, en"),
        ("CRMBOT_DATABASE_URL", "mysql://localhost/crm", "database", "crmbot keeps its data in sqlite or postgresql"),
        ("CRMBOT_IMAP_URL", "imap://127.0.0.1/INBOX", "IMAP", "names no user"),
        ("CRMBOT_SMTP_URL", "http://relay", "SMTP relay", "must begin with smtp://"),
        ("CRMBOT_TELEGRAM_TOKEN", "letters", "Telegram", "does not look like 123456:ABC-DEF"),
    ],
)
def test_wrong_settings(
    data: Path, crmbot, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, name: str, words: str | None
) -> None:
    monkeypatch.setenv(variable, value)
    said = crmbot("check", "--json")
    row = findings(said)[name]
    assert row["ok"] is (words is None)
    assert said.status == (0 if words is None else 1)
    assert words is None or words in row["detail"]


async def test_real_servers_answer(data: Path, crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    async with pymap_server() as imap, SmtpSink() as relay, TelegramEmulator(username="saomai_bot") as telegram:
        await imap.deliver(b"Subject: one\r\n\r\n", b"Subject: two\r\n\r\n")
        monkeypatch.setenv("CRMBOT_IMAP_URL", imap.url)
        monkeypatch.setenv("CRMBOT_SMTP_URL", f"smtp://127.0.0.1:{relay.port}")
        monkeypatch.setenv("CRMBOT_TELEGRAM_TOKEN", telegram.token)
        monkeypatch.setenv("CRMBOT_TELEGRAM_API_URL", telegram.base_url.removesuffix("/bot"))
        said = await asyncio.to_thread(crmbot, "check", "--json")
        assert relay.messages == []
    assert said.status == 0
    found = findings(said)
    assert "2 mails" in found["IMAP"]["detail"]
    assert "@saomai_bot" in found["Telegram"]["detail"]
    assert found["SMTP relay"]["ok"] is True


async def test_a_wrong_password_is_told_from_a_server_that_is_down(
    data: Path, crmbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pymap_server() as imap:
        monkeypatch.setenv("CRMBOT_IMAP_URL", imap.url.replace("horse", "donkey"))
        said = await asyncio.to_thread(crmbot, "check", "--json")
    detail = findings(said)["IMAP"]["detail"]
    assert "refuses the login of support" in detail
    assert "donkey" not in said.out


async def test_ports_in_use(data: Path, crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server on the SMTP port is most likely ours; something silent on the web port is not."""
    async with SmtpSink() as running:
        with socket.create_server(("127.0.0.1", 0)) as other:
            monkeypatch.setenv("CRMBOT_SMTP_LISTEN", f"127.0.0.1:{running.port}")
            monkeypatch.setenv("CRMBOT_WEB_LISTEN", f"127.0.0.1:{other.getsockname()[1]}")
            monkeypatch.setattr("bot.cli.probes.CONNECT_SECONDS", 0.3)
            found = findings(await asyncio.to_thread(crmbot, "check", "--json"))
    assert "the service is running" in found["SMTP listener"]["detail"]
    assert found["web console"]["ok"] is False
    assert "CRMBOT_WEB_LISTEN" in found["web console"]["mend"]


def test_files_that_cannot_be_kept(data: Path, crmbot) -> None:
    (data / "files").write_text("a file where a folder should be")
    said = crmbot("check", "--json")
    assert said.status == 1
    assert findings(said)["files"]["mend"] == "give crmbot a folder it may write"

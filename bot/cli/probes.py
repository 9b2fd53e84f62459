"""Looks at one part each and says what is the matter. None of them raises for a far end that is down."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from dataclasses import dataclass

from bot.settings import Settings

CONNECT_SECONDS = 8.0
LEAST_FREE = 200 * 2**20
"""Bytes of free disk below which mail is soon refused."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``ok`` is ``None`` for what is not configured: neither good nor bad."""

    name: str
    ok: bool | None
    detail: str
    mend: str = ""


def settings(found: Settings) -> Finding:
    return Finding("settings", ok=True, detail=f"data in {found.data}, customers write to {found.support_address}")


def not_configured(name: str, variable: str) -> Finding:
    return Finding(name, ok=None, detail=f"not configured ({variable})")


def database(found: Settings) -> Finding:
    from crm_store.database import Database
    from crm_store.errors import CrmError, StoreUnavailable
    from crm_store.migrations import runner

    try:
        opened = Database(found.database_url)
    except ValueError as error:
        return Finding("database", ok=False, detail=str(error), mend="correct CRMBOT_DATABASE_URL")
    where = opened.url.render_as_string(hide_password=True)
    try:
        revision = runner.current(opened)
        opened.write_blocking(lambda _connection: None)
    except (StoreUnavailable, CrmError) as error:
        return Finding("database", ok=False, detail=f"{where}: {error}", mend="is the server up, the URL right?")
    finally:
        opened.close()
    if revision != runner.HEAD:
        state = "has no tables yet" if revision is None else f"is at revision {revision}, not {runner.HEAD}"
        return Finding("database", ok=False, detail=f"{where} {state}", mend="crmbot init")
    return Finding("database", ok=True, detail=f"{where}, revision {revision}")


def files(found: Settings) -> Finding:
    folder = found.files
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".check-") as file:
            file.write(b"crmbot")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(
            "files", ok=False, detail=f"{folder}: {error.strerror}", mend="give crmbot a folder it may write"
        )
    detail = f"{folder}, {free / 2**30:.1f} GB free"
    if free < LEAST_FREE:
        return Finding("files", ok=False, detail=detail, mend="make room: mail is refused when the disk is full")
    return Finding("files", ok=True, detail=detail)


def imap(url: str) -> Finding:
    from channels.email.imap_failures import ImapFailure
    from channels.email.imap_session import ImapSession
    from channels.email.imap_url import ImapSettings
    from channels.email.imap_wire import Brake

    try:
        mailbox = ImapSettings.from_url(url)
    except ValueError as error:
        return Finding("IMAP", ok=False, detail=str(error), mend="correct CRMBOT_IMAP_URL")
    try:
        with ImapSession(mailbox, Brake(), connect_within=CONNECT_SECONDS, answer_within=CONNECT_SECONDS) as session:
            count, waits = session.folder.count, session.can_idle
    except (ImapFailure, OSError) as error:
        return Finding("IMAP", ok=False, detail=f"{mailbox.account}: {error}", mend="check host, password and folder")
    how = "announces new mail" if waits else "has no IDLE: looked at every half minute"
    return Finding("IMAP", ok=True, detail=f"{mailbox.account}: {count} mails, {how}")


async def smtp(found: Settings) -> Finding:
    from channels.email.sender import SmtpSender
    from channels.email.smtp_url import SmtpSettings
    from channels.message import StoredFile
    from channels.port import ChannelError

    if found.smtp_url is None:
        return Finding("SMTP relay", ok=None, detail="not configured (CRMBOT_SMTP_URL): answers wait in the outbox")

    def no_file(_file: StoredFile) -> bytes:
        raise FileNotFoundError  # a check sends nothing

    try:
        relay = SmtpSettings.from_url(found.smtp_url)
    except ValueError as error:
        return Finding("SMTP relay", ok=False, detail=str(error), mend="correct CRMBOT_SMTP_URL")
    sender = SmtpSender(relay, no_file)
    try:
        said = await sender.check()
    except ChannelError as error:
        return Finding("SMTP relay", ok=False, detail=error.reason, mend="check host, port, user and password")
    finally:
        await sender.stop()
    return Finding("SMTP relay", ok=True, detail=said)


async def telegram(found: Settings) -> Finding:
    if found.telegram_token is None:
        return not_configured("Telegram", "CRMBOT_TELEGRAM_TOKEN")
    from channels.telegram.account import TelegramAccount
    from channels.telegram.settings import TelegramSettings

    try:
        account = TelegramAccount(TelegramSettings(found.telegram_token, found.telegram_api_url))
    except ValueError as error:
        return Finding("Telegram", ok=False, detail=str(error), mend="correct CRMBOT_TELEGRAM_TOKEN")
    state = await account.check()
    mend = "" if state.ok else "check the token and the way to the Bot API"
    return Finding("Telegram", ok=state.ok, detail=state.detail, mend=mend)


async def mail_port(name: str, listen: str | None, variable: str) -> Finding:
    """Free, or taken by something that greets as a mail server does (RFC 5321, 4.3.1): most likely ourselves."""
    if listen is None:
        return not_configured(name, variable)
    free = _bindable(listen)
    if free is None:
        return Finding(name, ok=True, detail=f"{listen} is free")
    greeting = await _first_line(listen, b"")
    if greeting.startswith(b"220"):
        return Finding(name, ok=True, detail=f"{listen} answers: the service is running")
    return Finding(name, ok=False, detail=f"{listen}: {free}", mend=f"end what uses it, or set {variable}")


async def web_port(found: Settings) -> Finding:
    free = _bindable(found.web_listen)
    if free is None:
        return Finding("web console", ok=True, detail=f"{found.web_listen} is free")
    answer = await _first_line(found.web_listen, b"GET /healthz HTTP/1.0\r\n\r\n")
    if b" 200 " in answer:
        return Finding("web console", ok=True, detail=f"{found.web_listen} answers: the service is running")
    mend = "end what uses it, or set CRMBOT_WEB_LISTEN"
    return Finding("web console", ok=False, detail=f"{found.web_listen}: {free}", mend=mend)


def _bindable(listen: str) -> str | None:
    """``None``, or why this address cannot be listened on."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        family = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except OSError as error:
        return error.strerror or str(error)
    return None


async def _first_line(listen: str, request: bytes) -> bytes:
    """Empty when nobody answers."""
    host, _, port = listen.rpartition(":")
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
            try:
                writer.write(request)
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return b""

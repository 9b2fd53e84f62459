"""Signing in to an IMAP server, and telling a wrong password from a server that has trouble."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from typing import Final

from imapclient.exceptions import IMAPClientAbortError, LoginError

from channels.email.imap_failures import ConnectionLost, LoginRefused, one_line
from channels.email.imap_url import ImapSettings
from channels.email.imap_wire import Brake, MailboxClient

TOKEN_SECONDS: Final = 30

_PASSING_TROUBLE: Final = re.compile(r"\[(UNAVAILABLE|LIMIT|INUSE|SERVERBUG|CONTACTADMIN)\b", re.IGNORECASE)
"""Response codes of RFC 5530 that say nothing about the password."""


def sign_in(client: MailboxClient, settings: ImapSettings, brake: Brake) -> None:
    """Raise ``LoginRefused`` if the server does not want these credentials, ``ConnectionLost`` if it has trouble."""
    if client.wire.state == "AUTH":
        return  # PREAUTH: the connection itself vouches for us (RFC 9051, 7.1.4)
    try:
        if settings.token_command:
            token = access_token(settings.token_command, brake)
            _xoauth2(client, settings.user, token)
        else:
            _by_password(client, settings)
    except LoginError as error:
        # IMAPClient reports a connection that breaks during the login as a refused login too.
        reason = one_line(error)
        if isinstance(error.__context__, IMAPClientAbortError) or _PASSING_TROUBLE.search(reason):
            raise ConnectionLost(f"the login was interrupted: {reason}") from error
        raise LoginRefused(f"the server refuses the login of {settings.user}: {reason}") from error


def _by_password(client: MailboxClient, settings: ImapSettings) -> None:
    if client.has_capability("LOGINDISABLED"):
        raise LoginRefused("the server takes passwords over TLS only: write imaps:// or add ?starttls=required")
    if settings.user.isascii() and settings.password.isascii():
        client.login(_quoted(settings.user), settings.password)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(settings.user, settings.password)
    else:
        raise LoginRefused("the server takes no user or password beyond ASCII")


def _quoted(user: str) -> str:
    # imaplib quotes the password only.
    return '"' + user.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _xoauth2(client: MailboxClient, user: str, token: str) -> None:
    first = f"user={user}\x01auth=Bearer {token}\x01\x01"

    def respond(challenge: bytes) -> str:
        # A second challenge is the refusal as JSON; the empty answer makes the server say NO.
        return "" if challenge else first

    client.sasl_login("XOAUTH2", respond)


def access_token(command: Sequence[str], brake: Brake) -> str:
    """What the command prints. Raises ``ConnectionLost``, because such commands ask a server that may be down."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the operator's own command, started without a shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    except OSError as error:
        raise ConnectionLost(f"the token_command cannot be started: {one_line(error)}") from error
    with process:
        try:
            output, errors = _finish(process, brake)
        finally:
            if process.poll() is None:
                process.kill()
    token = output.strip()
    if process.returncode != 0 or not token or not token.isascii() or any(c.isspace() for c in token):
        said = one_line(errors) or "it printed no token"
        raise ConnectionLost(f"the token_command failed with status {process.returncode}: {said}")
    return token


def _finish(process: subprocess.Popen[str], brake: Brake) -> tuple[str, str]:
    end = time.monotonic() + TOKEN_SECONDS
    while not brake.pulled.is_set() and time.monotonic() < end:
        try:
            return process.communicate(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
    raise ConnectionLost("the token_command did not end in time")

"""How an IMAP connection fails. Nothing of imaplib's or IMAPClient's own leaves this folder."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    ProtocolError,
)

from channels.email.imap_wire import LiteralTooLong

LINE_LENGTH: Final = 200


class ImapFailure(Exception):
    """``reason`` is one line for staff."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ConnectionLost(ImapFailure):
    """The server is away, slow, said BYE, or the line was cut. Soon again."""


class LoginRefused(ImapFailure):
    """A person must act. Trying often locks the account."""


class FolderRefused(ImapFailure):
    """The folder is not there or not ours to read."""


class ServerRefused(ImapFailure):
    """NO or BAD to one command; the connection works."""


class Garbled(ImapFailure):
    """The server's words make no sense; the connection can no longer be trusted."""


def one_line(said: object) -> str:
    """A library's or server's words without control characters, bytes marks and endlessness."""
    text = re.sub(r"\bb(['\"])(.*?)\1", r"\2", str(said))
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= LINE_LENGTH else text[:LINE_LENGTH] + "…"


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn whatever the libraries raise on a bad connection or hostile answers into an ``ImapFailure``."""
    try:
        yield
    except ImapFailure:
        raise
    except ssl.SSLCertVerificationError as error:
        raise ConnectionLost(f"the server's certificate is not valid: {error.verify_message}") from error
    except (LiteralTooLong, ProtocolError, CapabilityError) as error:
        raise Garbled(f"{doing}: {one_line(error)}") from error
    except IMAPClientAbortError as error:
        kind = Garbled if "unexpected" in str(error) else ConnectionLost
        raise kind(f"{doing}: {one_line(error)}") from error
    except OSError as error:
        raise ConnectionLost(f"{doing}: {one_line(error) or type(error).__name__}") from error
    except (IMAPClientError, imaplib.IMAP4.error) as error:
        raise ServerRefused(f"{doing}: {one_line(error)}") from error
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
        # imaplib and IMAPClient parse by trial; what garbage makes them raise is not specified.
        raise Garbled(f"{doing}: the answer cannot be read ({type(error).__name__})") from error

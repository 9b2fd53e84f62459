"""Our own addresses and Message-IDs: made so that nobody can guess them, read so that a forged one does not count.

Pure functions. Why they look as they do: docs/decisions/0007-mail-addresses.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets as random_source
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from channels.message import Bounce

TOKEN_LENGTH = 26
"""Of what ``new_token`` makes: 26 characters of 5 bits, 130 random bits. Up to 32 are read."""

LOCAL_PART_LIMIT = 64
"""RFC 5321, 4.5.3.1.1, in octets."""

SPECIAL_USE_DOMAIN_NAMES.clear()  # the library's own switch: a firm's mail may well live in .local or .test

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_TOKEN = re.compile(r"[a-z2-7]{26,32}")
_SIGNED = re.compile(r"([a-z2-7]{26})\.([a-z2-7]{26})")
_PURPOSE = b"crmbot message-id v1\0"
_LEAST_SECRET = 16
_ENVELOPE_ID_LIMIT = 100
_XCHAR = frozenset((string.ascii_letters + string.digits + string.punctuation).encode()) - frozenset(b"+=")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address ready for the wire: ``domain`` in A-labels and lower case, ``local`` as given."""

    local: str
    domain: str

    @property
    def needs_smtputf8(self) -> bool:
        """RFC 6531: only a local part beyond ASCII needs it, a domain has its A-labels."""
        return not self.local.isascii()

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def mailbox(address: str) -> Mailbox:
    """Checks the structure, without DNS; local domains (``localhost``, ``.test``) pass. Raises ``ValueError``, one sentence."""
    try:
        checked = validate_email(
            address,
            check_deliverability=False,
            globally_deliverable=False,
            test_environment=True,
            allow_smtputf8=True,
            allow_quoted_local=True,
            allow_domain_literal=True,
        )
    except EmailNotValidError as error:
        raise ValueError(f"{address!r} is not an e-mail address: {error}") from error
    return Mailbox(str(checked.local_part), str(checked.ascii_domain).lower())


def comparable(address: str) -> str:
    """The same text for the same mailbox: lower case, domain in A-labels; what is no address is only lowered."""
    lowered = address.strip().lower()
    if lowered.isascii():
        return lowered
    try:
        return str(mailbox(lowered))
    except ValueError:
        return lowered


def base_address(address: str) -> str:
    """``comparable`` without the ``+…`` part, which names the same mailbox (RFC 5233)."""
    local, at, domain = comparable(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def new_token() -> str:
    return "".join(random_source.choice(_ALPHABET) for _ in range(TOKEN_LENGTH))


def reply_address(support_address: str, token: str) -> str:
    """``support+<token>@…``. Raises ``ValueError`` for what is no token, or a support address too long to take one."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("A reply token has 26 to 32 characters of a-z and 2-7.")
    support = mailbox(support_address)
    local = f"{support.local}+{token}"
    if len(local.encode()) > LOCAL_PART_LIMIT:
        raise ValueError(
            f"{support_address!r} is too long: with a reply token its local part passes {LOCAL_PART_LIMIT} octets."
        )
    return f"{local}@{support.domain}"


def tokens_in(addresses: Iterable[str], support_address: str) -> list[str]:
    """The tokens of our reply addresses among ``addresses``, each once, in order. Letter case does not count."""
    local, _, domain = comparable(support_address).rpartition("@")
    found: dict[str, None] = {}
    for address in addresses:
        its_local, _, its_domain = comparable(address.strip("<> \t")).rpartition("@")
        name, _, token = its_local.strip('"').partition("+")
        if its_domain == domain and name == local and _TOKEN.fullmatch(token):
            found[token] = None
    return list(found)


def new_message_id(secret: bytes, domain: str) -> str:
    """``<128 random bits>.<their signature>@domain``, without angle brackets, all in lower case."""
    if len(secret) < _LEAST_SECRET:
        raise ValueError(f"The secret that signs Message-IDs needs at least {_LEAST_SECRET} bytes.")
    unique = _base32(random_source.token_bytes(16))
    return f"{unique}.{_signature(secret, unique)}@{mailbox(f'postmaster@{domain}').domain}"


def is_ours(message_id: str, secrets: Sequence[bytes]) -> bool:
    """Whether one of ``secrets`` (the present one and those before it) signed this Message-ID or its left part.

    Needs no look-up and tells nothing by its time. The domain is not signed: ENVID may carry the left part alone.
    """
    match = _SIGNED.fullmatch(_left_part(message_id))
    if match is None:
        return False
    unique, signature = match.groups()
    ours = False
    for secret in secrets:
        ours |= hmac.compare_digest(_signature(secret, unique), signature)
    return ours


def envelope_id(message_id: str) -> str:
    """ENVID of RFC 3461, 4.4: the Message-ID, or where that is longer than the 100 characters allowed, its left part."""
    encoded = xtext(message_id)
    return encoded if len(encoded) <= _ENVELOPE_ID_LIMIT else xtext(_left_part(message_id))


def our_id_in(bounce: Bounce, secrets: Sequence[bytes]) -> str | None:
    """The Message-ID (or its left part) by which a delivery report names a mail of ours; ``None``: do not believe it."""
    for candidate in (bounce.original_message_id, bounce.original_envelope_id):
        if candidate and is_ours(candidate, secrets):
            return candidate.strip("<> \t").lower()
    return None


def xtext(text: str) -> str:
    """RFC 3461, 4: printable ASCII stays, everything else and ``+``, ``=`` become ``+XX``."""
    return "".join(chr(byte) if byte in _XCHAR else f"+{byte:02X}" for byte in text.encode())


def _left_part(message_id: str) -> str:
    return message_id.strip("<> \t").partition("@")[0].lower()


def _signature(secret: bytes, unique: str) -> str:
    return _base32(hmac.new(secret, _PURPOSE + unique.encode(), hashlib.sha256).digest()[:16])


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()

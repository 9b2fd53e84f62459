"""From nothing to a connection that takes mail: greeting, encryption (RFC 3207, 8314), sign-in (RFC 4954)."""

from __future__ import annotations

import base64
import ssl

from channels.email.relay_replies import Reply, sign_in_refused
from channels.email.relay_wire import RelayWire
from channels.email.smtp_url import Security, SmtpSettings, is_loopback
from channels.port import TryAgainLater

_CONTINUE = 334


def log_in(wire: RelayWire, settings: SmtpSettings, *, connect: float, command: float) -> None:
    """Raises ``TryAgainLater`` for the whole channel. ``connect`` and ``command`` are seconds.

    Where encryption is required nothing that matters crosses the network before it; no failure falls back to plain text.
    """
    context = None if settings.security is Security.OFF else _context(settings)
    first = context if settings.security is Security.TLS else None
    wire.connect(settings.host, settings.port, first, seconds=connect)
    wire.demand(wire.greeting(seconds=command), "the connection")
    wire.demand(wire.hello(seconds=command), "our greeting")
    if context is not None and first is None:
        _start_tls(wire, settings, context, connect=connect, command=command)
    if settings.username:
        _sign_in(wire, settings, seconds=command)


def _start_tls(
    wire: RelayWire, settings: SmtpSettings, context: ssl.SSLContext, *, connect: float, command: float
) -> None:
    if not wire.client.has_extn("starttls"):
        if settings.security is Security.STARTTLS_OPTIONAL:
            return
        raise _unfit(wire, f"The mail relay {wire.name} offers no STARTTLS; nothing was sent unencrypted.")
    wire.demand(wire.command("STARTTLS", seconds=command, whole_channel=True), "STARTTLS")
    wire.encrypt(settings.host, context, seconds=connect)
    wire.demand(wire.hello(seconds=command), "our greeting")


def _sign_in(wire: RelayWire, settings: SmtpSettings, *, seconds: float) -> None:
    optional = settings.security is Security.STARTTLS_OPTIONAL
    if optional and not wire.tls_version and not is_loopback(settings.host):
        raise _unfit(wire, f"The mail relay {wire.name} offers no encryption, so the password was not sent.")
    offered = wire.client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        secret = _b64(f"\0{settings.username}\0{settings.password}")
        reply = wire.command("AUTH", f"PLAIN {secret}", seconds=seconds, whole_channel=True)
    elif "LOGIN" in offered:
        reply = _auth_login(wire, settings, seconds=seconds)
    else:
        known = ", ".join(offered) or "none"
        raise _unfit(wire, f"The mail relay {wire.name} offers no sign-in that we know (PLAIN, LOGIN), only: {known}.")
    if not reply.accepted:
        wire.cut()
        raise sign_in_refused(reply, settings.username)


def _auth_login(wire: RelayWire, settings: SmtpSettings, *, seconds: float) -> Reply:
    reply = wire.command("AUTH", "LOGIN", seconds=seconds, whole_channel=True)
    for secret in (settings.username, settings.password):
        if reply.code != _CONTINUE:
            return reply
        reply = wire.command(_b64(secret), stage="AUTH", seconds=seconds, whole_channel=True)
    return reply


def _context(settings: SmtpSettings) -> ssl.SSLContext:
    try:
        return settings.tls_context()
    except OSError as error:
        reason = f"The ca_file {settings.ca_file!r} of CRMBOT_SMTP_URL cannot be used: {error}"
        raise TryAgainLater(reason, whole_channel=True) from error


def _unfit(wire: RelayWire, reason: str) -> TryAgainLater:
    wire.cut()
    return TryAgainLater(reason, whole_channel=True)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()

"""How much one peer may ask of the SMTP listener."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

MEBIBYTE: Final = 1 << 20
IPV6_SITE_BITS: Final = 64
"""An IPv6 customer has a /64 at least, so that is what one peer means."""


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """Bytes and seconds. Peers in ``trusted`` networks (our own relay) have no limits of their own."""

    mail_bytes: int = 50 * MEBIBYTE
    memory_bytes: int = 256 * MEBIBYTE
    recipients: int = 1000
    connections: int = 200
    connections_per_peer: int = 20
    mails_per_minute: int = 300
    errors: int = 20
    idle_seconds: float = 300
    mail_seconds: float = 1800
    trusted: tuple[str, ...] = ("127.0.0.0/8", "::1/128")


class PeerGuard:
    """Counts connections and mails per peer. For one event loop; ``clock`` is monotonic, in seconds."""

    def __init__(self, limits: SmtpLimits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._trusted = tuple(ip_network(network) for network in limits.trusted)
        self._open: Counter[str] = Counter()
        self._minute = 0
        self._mails: Counter[str] = Counter()

    @property
    def connections(self) -> int:
        return self._open.total()

    def connect(self, peer: str) -> str | None:
        """The refusal, or ``None``: then ``disconnect`` must follow."""
        who = _site(peer)
        if self._open.total() >= self._limits.connections:
            return "421 4.3.2 Too many connections, try again later"
        if not self._is_trusted(peer) and self._open[who] >= self._limits.connections_per_peer:
            return "421 4.7.0 Too many connections from your address, try again later"
        self._open[who] += 1
        return None

    def disconnect(self, peer: str) -> None:
        who = _site(peer)
        self._open[who] -= 1
        if self._open[who] <= 0:
            del self._open[who]

    def mail(self, peer: str) -> str | None:
        """Count one mail; the refusal, or ``None``."""
        if self._is_trusted(peer):
            return None
        minute = int(self._clock() // 60)
        if minute != self._minute:
            self._minute = minute
            self._mails.clear()
        who = _site(peer)
        if self._mails[who] >= self._limits.mails_per_minute:
            return "450 4.7.1 Too many mails from your address, try again in a minute"
        self._mails[who] += 1
        return None

    def _is_trusted(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._trusted)


def _site(peer: str) -> str:
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if not isinstance(address, IPv6Address):
        return peer
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), IPV6_SITE_BITS), strict=False))

"""What the use cases need to know of the installation: the firm's name, its address, its keys. Set once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firm:
    """``secrets``: the signing key first, then older ones that are still honoured. ``own_addresses`` are every address
    at which customers reach us; mail from them is ours. ``staff_domains`` is empty unless set: only users are staff."""

    organisation: str = ""
    support_address: str = "support@localhost"
    own_addresses: frozenset[str] = frozenset({"support@localhost"})
    secrets: tuple[bytes, ...] = (b"",)
    language: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    currency: str = "VND"
    web_url: str = "http://127.0.0.1:8080"
    undo_seconds: float = 10.0

    @property
    def mail_domain(self) -> str:
        return self.support_address.rpartition("@")[2]

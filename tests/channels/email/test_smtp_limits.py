from __future__ import annotations

from channels.email.smtp_limits import PeerGuard, SmtpLimits


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def guard(**limits: int) -> tuple[PeerGuard, Clock]:
    clock = Clock()
    return PeerGuard(SmtpLimits(**limits), clock), clock


def test_connections_per_peer():
    made, _ = guard(connections_per_peer=2)
    assert made.connect("192.0.2.1") is None
    assert made.connect("192.0.2.1") is None
    refusal = made.connect("192.0.2.1")
    assert refusal is not None
    assert refusal.startswith("421 4.7.0")
    assert made.connect("192.0.2.2") is None
    made.disconnect("192.0.2.1")
    assert made.connect("192.0.2.1") is None
    assert made.connections == 3


def test_connections_overall_hold_for_trusted_peers_too():
    made, _ = guard(connections=1, connections_per_peer=1)
    assert made.connect("127.0.0.1") is None
    refusal = made.connect("127.0.0.1")
    assert refusal is not None
    assert refusal.startswith("421 4.3.2")


def test_mails_per_minute():
    made, clock = guard(mails_per_minute=2)
    assert [made.mail("192.0.2.1") is None for _ in range(3)] == [True, True, False]
    assert made.mail("192.0.2.2") is None
    clock.now += 60
    assert made.mail("192.0.2.1") is None


def test_our_own_relay_has_no_limit():
    made, _ = guard(mails_per_minute=1, connections_per_peer=1)
    assert all(made.mail("127.0.0.1") is None for _ in range(5))
    assert all(made.mail("::ffff:127.0.0.1") is None for _ in range(5))
    assert all(made.connect("::1") is None for _ in range(5))


def test_one_ipv6_customer_is_one_peer():
    made, _ = guard(mails_per_minute=1)
    assert made.mail("2001:db8:0:1::1") is None
    assert made.mail("2001:db8:0:1:ffff::2") is not None
    assert made.mail("2001:db8:0:2::1") is None


def test_ipv4_written_as_ipv6_is_the_same_peer():
    made, _ = guard(mails_per_minute=1)
    assert made.mail("192.0.2.1") is None
    assert made.mail("::ffff:192.0.2.1") is not None


def test_a_peer_without_an_address():
    made, _ = guard(mails_per_minute=1)
    assert made.connect("unknown") is None
    assert made.mail("unknown") is None
    assert made.mail("unknown") is not None

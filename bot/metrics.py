"""The numbers of ``/metrics`` (Prometheus text format 0.0.4)."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """One registry for each process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._processed = Counter(
            "crmbot_inbox_processed", "Items processed, by visible end", ["channel", "outcome"], registry=self.registry
        )
        self._delivered = Counter(
            "crmbot_outbox_delivered", "Deliveries, by outcome", ["channel", "kind", "state"], registry=self.registry
        )
        self._inbox = Gauge(
            "crmbot_inbox_items",
            "Inbox items that have no visible end yet, and quarantined ones",
            ["state"],
            registry=self.registry,
        )
        self._outbox = Gauge("crmbot_outbox_items", "Outbox items by state", ["state"], registry=self.registry)
        self._difference = Gauge(
            "crmbot_balance_difference",
            "Received minus visible ends, today; anything but 0 is a lost message",
            ["channel", "account"],
            registry=self.registry,
        )
        self._received = Gauge(
            "crmbot_balance_received", "Received today", ["channel", "account"], registry=self.registry
        )
        self._lag = Histogram(
            "crmbot_event_loop_lag_seconds",
            "How late the event loop runs",
            buckets=(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
            registry=self.registry,
        )

    def processed(self, channel: str, outcome: str) -> None:
        self._processed.labels(channel, outcome).inc()

    def delivered(self, channel: str, kind: str, state: str) -> None:
        self._delivered.labels(channel, kind, state).inc()

    def lag(self, seconds: float) -> None:
        self._lag.observe(seconds)

    def queues(self, inbox: Mapping[str, int], outbox: Mapping[str, int]) -> None:
        for gauge, counts in ((self._inbox, inbox), (self._outbox, outbox)):
            gauge.clear()
            for state, number in counts.items():
                gauge.labels(state).set(number)

    def balance(self, channel: str, account: str, *, received: int, difference: int) -> None:
        self._received.labels(channel, account).set(received)
        self._difference.labels(channel, account).set(difference)

    def text(self) -> bytes:
        return generate_latest(self.registry)

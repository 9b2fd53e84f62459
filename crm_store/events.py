"""Base of what happened. Events are plain values; notifications/subscriptions.py is the table of who reacts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in this transaction."""

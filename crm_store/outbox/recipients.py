"""The fate of each recipient of one mail. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence

from channels.port import RecipientOutcome

WAITING = ("pending", "retry")
"""Recipients who have not got it and may get it by a further try; the others' states are ends."""


def merged(recipients: list[dict[str, str]], outcomes: Sequence[RecipientOutcome]) -> list[dict[str, str]]:
    if not outcomes:
        return [one | {"state": "sent"} if one["state"] != "failed" else one for one in recipients]
    told = {outcome.address: outcome for outcome in outcomes}
    waiting = {one["address"] for one in recipients if one["state"] in WAITING}
    return [
        one
        | {
            "state": told[one["address"]].state,
            "code": told[one["address"]].code,
            "detail": told[one["address"]].detail,
        }
        if one["address"] in told and one["address"] in waiting
        else one
        for one in recipients
    ]


def given_up(recipients: list[dict[str, str]], code: str = "", reason: str = "") -> list[dict[str, str]]:
    """Whoever still waited will not get it; the relay's last words stay where there are any."""
    return [
        one | {"state": "failed", "code": one["code"] or code, "detail": one["detail"] or reason}
        if one["state"] in WAITING
        else one
        for one in recipients
    ]

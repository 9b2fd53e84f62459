"""Runs inside the peer's own environment: its ``get_email`` command on a local folder of mails.

Prints one JSON object. A mail that stops the queue is set aside and counted, and the queue goes on with the next.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
import time
from pathlib import Path

import django
from django.core.management import call_command


def _prepare(mails: Path) -> object:
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    from helpdesk.models import Queue

    return Queue.objects.create(
        title="Support",
        slug="support",
        email_address="support@crm.example",
        allow_email_submission=True,
        email_box_type="local",
        email_box_local_dir=str(mails),
        logging_type="none",
    )


def _import(queue: object, mails: Path, set_aside: Path) -> int:
    """The number of mails that stopped the queue. The peer reads in the order of names, so that replies find their mails."""
    from helpdesk import email as peer

    listed = os.listdir
    peer.os.listdir = lambda folder: sorted(listed(folder))
    stopped = 0
    while True:
        try:
            peer.process_queue(queue, logging.getLogger("peer"))
        except Exception as error:  # noqa: BLE001  whatever stops the peer's queue is what is counted
            first = min(mails.iterdir())
            print(f"{first.name} stopped the queue: {type(error).__name__}: {error}", file=sys.stderr)
            shutil.move(first, set_aside / first.name)
            stopped += 1
        else:
            return stopped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mails", type=Path, help="a folder that may be emptied: the peer deletes what it has read")
    parser.add_argument("set_aside", type=Path)
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"  # noqa: TID251  Django is told so
    django.setup()
    logging.disable(logging.CRITICAL)
    queue = _prepare(wanted.mails)
    given = len(list(wanted.mails.iterdir()))
    wall, cpu = time.perf_counter(), time.process_time()
    stopped = _import(queue, wanted.mails, wanted.set_aside)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    from helpdesk.models import FollowUp, FollowUpAttachment, Ticket

    counts = {
        "tickets": Ticket.objects.count(),
        "follow_ups": FollowUp.objects.count(),
        "attachments": FollowUpAttachment.objects.count(),
    }
    print(
        json.dumps(
            {
                "mails": given,
                "left": len(list(wanted.mails.iterdir())),
                "stopped": stopped,
                **counts,
                "wall": wall,
                "cpu": cpu,
            }
        )
    )


if __name__ == "__main__":
    main()

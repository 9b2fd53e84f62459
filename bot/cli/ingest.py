"""``crmbot ingest PATH...``: takes mail files through the whole path and says what became of each."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import mailbox
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from bot import logs
from bot.app import make_processor, open_store
from bot.cli.outcomes import facts, put_through
from bot.metrics import Metrics
from bot.pipeline.ending import Ending
from bot.pipeline.receive import StoreIntake
from bot.pipeline.worker import Processor
from bot.settings import Settings
from channels.message import RawItem
from channels.port import IntakeUnavailable, Kept
from channels.registry import Channels
from crm_store.unit_of_work import Store

HELP = "Takes .eml files, mbox files and Maildir folders in: receive, link, store. Prints one JSON line for each mail."

BATCH = 50
BATCH_BYTES = 32 * 1024 * 1024
LARGEST = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mail:
    """``error`` where the file could not be read."""

    path: str
    content: bytes = b""
    error: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help=".eml file, mbox file, or folder (Maildir, or .eml files)"
    )


def run(args: argparse.Namespace) -> int:
    settings = Settings.load()
    logs.set_up("warning" if settings.log == "info" else settings.log)
    store = open_store(settings)
    channels = Channels(authserv_id=settings.authserv_id)
    try:
        return asyncio.run(_ingest(store, channels, settings, args.paths))
    finally:
        channels.close()
        store.close()


async def _ingest(store: Store, channels: Channels, settings: Settings, paths: Sequence[str]) -> int:
    intake = StoreIntake(store, channels)
    processor = make_processor(store, channels, Metrics(), models=settings.data / "models")
    processor.warm_up()  # nothing else runs yet
    failed = False
    mails = (mail for path in paths for mail in mails_in(Path(path)))
    try:
        while batch := _next_batch(mails):
            failed |= not await _take_in(store, intake, processor, f"ingest:{settings.support_address}", batch)
    finally:
        processor.close()
    return 1 if failed else 0


def _next_batch(mails: Iterator[Mail]) -> list[Mail]:
    batch: list[Mail] = []
    size = 0
    for mail in islice(mails, BATCH):
        batch.append(mail)
        size += len(mail.content)
        if size > BATCH_BYTES:
            break
    return batch


async def _take_in(
    store: Store, intake: StoreIntake, processor: Processor, account: str, batch: Sequence[Mail]
) -> bool:
    readable = [mail for mail in batch if not mail.error]
    now = datetime.now(UTC)
    items = [
        RawItem("email", account, hashlib.sha256(mail.content).hexdigest(), mail.content, now, {"transport": "ingest"})
        for mail in readable
    ]
    try:
        kept = await intake.keep(items)
    except IntakeUnavailable as error:
        for mail in batch:
            _print(mail, None, None, error=f"not taken in: {error}")
        return False
    ids = [one.inbox_id for one in kept]
    found = await put_through(store, processor, ids)
    answers = iter(zip(kept, readable, strict=True))
    good = True
    for mail in batch:
        if mail.error:
            _print(mail, None, None, error=mail.error)
            good = False
            continue
        one, _ = next(answers)
        ending = found[one.inbox_id]
        _print(mail, one, ending)
        good &= ending.outcome is not None
    return good


def _print(mail: Mail, kept: Kept | None, ending: Ending | None, *, error: str = "") -> None:
    line = {"path": mail.path} | facts(ending)
    if kept is not None and not kept.new:
        line["outcome"] = "duplicate"
        line["reasons"] = ["the same item was taken in before", *line["reasons"]]
    if error:
        line["error"] = error
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def mails_in(path: Path) -> Iterator[Mail]:
    """Each mail of a file or folder, in a stable order."""
    if not path.exists():
        yield Mail(str(path), error=f"{path} does not exist.")
    elif path.is_dir():
        yield from _in_folder(path)
    elif _is_mbox(path):
        yield from _in_mbox(path)
    else:
        yield _from_file(path)


def _in_folder(folder: Path) -> Iterator[Mail]:
    maildir = [part for part in ("new", "cur") if (folder / part).is_dir()]
    files = [file for part in maildir for file in (folder / part).iterdir()] if maildir else list(folder.rglob("*.eml"))
    if not files:
        yield Mail(str(folder), error=f"{folder} holds no mails (.eml files or a Maildir).")
    for file in sorted(file for file in files if file.is_file()):
        yield _from_file(file)


def _from_file(file: Path) -> Mail:
    try:
        if file.stat().st_size > LARGEST:
            return Mail(str(file), error=f"{file} is larger than {LARGEST // 2**20} MB.")
        return Mail(str(file), file.read_bytes())
    except OSError as error:
        return Mail(str(file), error=f"{file} cannot be read: {error.strerror}.")


def _is_mbox(path: Path) -> bool:
    """An mbox starts with a ``From `` line (RFC 4155); an .eml never does, whatever its name."""
    if path.suffix == ".eml":
        return False
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _in_mbox(path: Path) -> Iterator[Mail]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys()):
            yield Mail(f"{path}#{number}", box.get_bytes(key))
    finally:
        box.close()

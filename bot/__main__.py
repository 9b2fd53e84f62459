"""``crmbot``: finds the subcommand, imports its module alone, and turns errors into one line and an exit status.

Status: 0 done, 1 failed, 2 wrong use.
"""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol

from bot.cli.wrong_use import WrongUse
from bot.memory import loading
from crm_store.errors import CrmError, StoreUnavailable

log = logging.getLogger(__name__)

DONE, FAILED, WRONG_USE = 0, 1, 2

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("run", "run the service"),
    "init": ("init", "create or migrate the database"),
    "demo": ("demo", "fill an empty database with a sample firm"),
    "check": ("check", "say what works and what does not, with the mend"),
    "user": ("user", "add, list, invite or disable members of the team"),
    "canned": ("canned", "list, add, change or remove canned replies"),
    "sign-in": ("sign_in", "print a one-time sign-in link for the web console"),
    "list": ("listing", "list records"),
    "show": ("show", "show one record"),
    "import": ("importing", "import accounts, contacts, leads, opportunities or tickets from CSV"),
    "ingest": ("ingest", "take mail files through the whole path"),
    "inspect": ("inspect", "parse mail files and print what is understood"),
    "match": ("match", "rank names by what a text calls somebody: lines of JSON in, lines of JSON out"),
    "parse": ("parse", "say what texts say: lines of JSON in, lines of JSON out"),
    "replay": ("replay", "put quarantined items through again"),
    "learn": ("learn", "retrain the judgement of messages with what staff corrected"),
    "balance": ("balance", "add up what came in against what became of it"),
    "backup": ("backup", "write database, files and secret key into one file"),
    "restore": ("restore", "bring a backup back"),
}
"""Name on the command line: module in ``bot.cli`` and what ``crmbot --help`` says."""


class Command(Protocol):
    """What each module of ``bot.cli`` offers. ``HELP``, where present, heads the command's own help."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


class _Parser(argparse.ArgumentParser):
    """Complains in one line, as the commands themselves do."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"crmbot: {message} (“{self.prog} --help” tells more)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    if not words or words[0] in ("-h", "--help", "help"):
        (sys.stdout if words else sys.stderr).write(_overview() + "\n")
        return DONE if words else WRONG_USE
    if words[0] == "--version":
        return _print_version()
    if words[0] not in COMMANDS:
        return _complain(f"there is no command {words[0]!r}; “crmbot --help” lists them", WRONG_USE)
    return _run(words[0], words[1:])


def _run(name: str, words: Sequence[str]) -> int:
    try:
        return _command(name, words)
    except SystemExit as ended:  # argparse, after its own message
        return ended.code if isinstance(ended.code, int) else WRONG_USE
    except WrongUse as error:
        return _complain(str(error), WRONG_USE)
    except BrokenPipeError:
        _forget_output()
        return FAILED
    except KeyboardInterrupt:
        return _complain("interrupted", FAILED)
    except Exception as error:
        log.debug("the command failed", exc_info=error)
        return _complain(_explained(error), FAILED)


def _command(name: str, words: Sequence[str]) -> int:
    module_name, summary = COMMANDS[name]
    with loading():
        command: Command = importlib.import_module(f"bot.cli.{module_name}")
    parser = _Parser(
        prog=f"crmbot {name}",
        description=getattr(command, "HELP", summary),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def _explained(error: Exception) -> str:
    """Our own errors and wrong values are sentences already; anything else is a defect and says where to look."""
    if isinstance(error, StoreUnavailable):
        return f"the database cannot be used now: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if "malformed" in str(getattr(error, "orig", "")):
        return "the database is damaged: restore a backup (crmbot restore --force FILE)"
    words = " ".join(str(error).split())
    if isinstance(error, CrmError | ValueError) and words:
        return words
    return f"unexpected {type(error).__name__}: {words} (set CRMBOT_LOG=debug to see where)"


def _print_version() -> int:
    import importlib.metadata

    sys.stdout.write(f"crmbot {importlib.metadata.version('crmbot')}\n")
    return DONE


def _overview() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:<{width}}  {summary}" for name, (_module, summary) in COMMANDS.items()]
    return "\n".join(
        [
            "usage: crmbot COMMAND [ARGUMENTS]",
            "",
            "A CRM that a team talks to: mail and chat in, tickets and leads kept, staff answer from Telegram.",
            "",
            *lines,
            "",
            "“crmbot COMMAND --help” tells more. Settings are CRMBOT_… variables or crmbot.toml (README.md).",
        ]
    )


def _complain(what: str, status: int) -> int:
    sys.stderr.write(f"crmbot: {what}\n")
    return status


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _forget_output() -> None:
    """Whoever read our output has gone; the interpreter must not complain of it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())

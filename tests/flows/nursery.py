"""Programs that start at once: a process that has imported everything and forks a program whenever one is wanted.

What is forked runs ``bot.__main__.main`` like ``crmbot`` does, in its own process with its own settings, and is killed like
any other. Only the two seconds of importing are saved, which a suite that starts hundreds of programs would spend on
nothing else. ``Program(fresh=True)`` starts a new interpreter instead.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
KILLPOINTS = Path(__file__).parent / "killpoints"
PACKAGES = ("bot", "channels", "crm_store", "nlp", "scheduler")
LEFT_OUT = ("crm_store.migrations.", "bot.i18n.extract")


class Child:
    """A forked program: what ``asyncio.subprocess.Process`` offers, as far as it is used here."""

    def __init__(self, pid: int, ended: Future[int]) -> None:
        self.pid = pid
        self._ended = ended

    @property
    def returncode(self) -> int | None:
        return self._ended.result() if self._ended.done() else None

    def send_signal(self, number: int) -> None:
        if not self._ended.done():
            os.kill(self.pid, number)

    async def wait(self) -> int:
        return await asyncio.shield(asyncio.wrap_future(self._ended))  # who stops waiting must not cancel the end


class Nursery:
    """The process that forks, seen from the tests. One for each set of constants and each test process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._lock = threading.Lock()
        self._born: list[Future[Child]] = []
        self._ends: dict[int, Future[int]] = {}
        threading.Thread(target=self._listen, name="nursery", daemon=True).start()

    def fork(self, wanted: dict[str, Any]) -> Future[Child]:
        assert self._process.stdin is not None
        born: Future[Child] = Future()
        with self._lock:
            self._born.append(born)
            self._process.stdin.write(json.dumps(wanted) + "\n")
        return born

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "status" in said:
                self._ends[said["pid"]].set_result(said["status"])
            else:
                ended: Future[int] = Future()
                self._ends[said["pid"]] = ended
                self._born.pop(0).set_result(Child(said["pid"], ended))
        for waiting in (*self._born, *(end for end in self._ends.values() if not end.done())):
            waiting.set_exception(RuntimeError("the nursery ended"))


_nurseries: dict[str, Nursery] = {}


def nursery(constants: Mapping[str, Any]) -> Nursery:
    key = json.dumps(constants, sort_keys=True)
    if key not in _nurseries:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMBOT_")}  # noqa: TID251
        paths = os.pathsep.join([str(KILLPOINTS), str(ROOT)])
        _nurseries[key] = Nursery(kept | {"PYTHONPATH": paths, "FLOWS_CONSTANTS": key})
        atexit.register(_nurseries[key].close)
    return _nurseries[key]


# -- the forking process itself --

_living: set[int] = set()


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not found.name.startswith(LEFT_OUT) and not found.name.endswith("__main__"):
                yield found.name


def _tell(**said: Any) -> None:
    os.write(1, (json.dumps(said) + "\n").encode())


def _serve() -> None:
    for name in _modules():
        importlib.import_module(name)
    importlib.import_module("bot.__main__")
    importlib.import_module("crm_store.migrations.runner")
    importlib.import_module("nlp.analyser").Analyser().warm_up()
    gc.collect()
    gc.freeze()
    deaths, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking)
    unread = b""
    while True:
        ready, _, _ = select.select([0, deaths], [], [])
        if deaths in ready:
            os.read(deaths, 512)
            _bury()
        if 0 in ready:
            read = os.read(0, 1 << 16)
            if not read:  # the tests are over, or died
                for pid in _living:
                    os.kill(pid, signal.SIGKILL)
                return
            *lines, unread = (unread + read).split(b"\n")
            for line in lines:
                _fork(json.loads(line))


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _living.discard(pid)
            _tell(pid=pid, status=os.waitstatus_to_exitcode(status))


def _fork(wanted: dict[str, Any]) -> None:
    pid = os.fork()
    if pid:
        _living.add(pid)
        _tell(pid=pid)
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    status = 1
    try:
        status = _become(wanted)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _become(wanted: dict[str, Any]) -> int:
    os.environ.update(wanted["environment"])  # noqa: TID251  what a new process would have been started with
    os.chdir(wanted["folder"])
    for number, name in ((0, os.devnull), (1, wanted["out"]), (2, wanted["log"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        opened = os.open(name, flags, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    for name, most in wanted["limits"].items():
        resource.setrlimit(getattr(resource, name), (most, most))
    sys.modules["sitecustomize"].arm(wanted["marks"])
    words: Sequence[str] = wanted["words"]
    return int(importlib.import_module("bot.__main__").main(list(words)))


if __name__ == "__main__":
    _serve()

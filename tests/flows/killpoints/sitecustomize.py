"""Lets a test stop a program at a marked step, from outside: the program itself knows nothing of this.

Python imports ``sitecustomize`` by itself when this folder stands on PYTHONPATH. Then

- ``FLOWS_CONSTANTS`` (JSON, ``{"package.module:NAME": value}``) replaces constants as soon as their module is imported, so
  that leases and pauses take seconds;
- ``FLOWS_MARKS`` (JSON, a list of ``{"at": "package.module:Class.function", "when": "before"|"after", "do": …}``) wraps
  functions. ``do`` is ``kill`` (SIGKILL), ``stop`` (SIGSTOP) or a number of seconds to sleep; ``count`` is which call it is (1);
  ``if`` is an expression over the call's arguments that must hold for the call to count (and ``result`` in ``after``).

``arm`` does the second for modules that are imported already (nursery.py).
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

_CONSTANTS: dict[str, Any] = json.loads(os.getenv("FLOWS_CONSTANTS", "{}"))
_MARKS: list[dict[str, Any]] = json.loads(os.getenv("FLOWS_MARKS", "[]"))
_WANTED = {name.partition(":")[0] for name in (*_CONSTANTS, *(mark["at"] for mark in _MARKS))}


class _Mark:
    def __init__(self, facts: dict[str, Any]) -> None:
        self.when = facts.get("when", "before")
        self._at = facts["at"]
        self._do = facts.get("do", "kill")
        self._left = int(facts.get("count", 1))
        self._lock = threading.Lock()
        self._condition = compile(facts["if"], "<mark>", "eval") if facts.get("if") else None

    def reached(self, arguments: dict[str, Any]) -> None:
        if self._condition is not None and not eval(self._condition, {}, arguments):
            return
        with self._lock:
            self._left -= 1
            if self._left != 0:
                return
        os.write(2, f"FLOWS mark reached: {self.when} {self._at}\n".encode())
        if self._do == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)  # the signal is on its way; nothing may run on
        elif self._do == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            time.sleep(float(self._do))


class _Call:
    """The marks of one function, and its signature, so that conditions can name arguments."""

    def __init__(self, function: Callable[..., Any], marks: Sequence[_Mark]) -> None:
        self._signature = inspect.signature(function)
        self._marks = marks

    def passes(self, when: str, args: Any, kwargs: Any, **more: Any) -> None:
        for mark in self._marks:
            if mark.when == when:
                mark.reached(dict(self._signature.bind_partial(*args, **kwargs).arguments) | more)


def _wrapped(function: Callable[..., Any], marks: Sequence[_Mark]) -> Callable[..., Any]:
    call = _Call(function, marks)

    @functools.wraps(function)
    async def run_later(*args: Any, **kwargs: Any) -> Any:
        call.passes("before", args, kwargs)
        result = await function(*args, **kwargs)
        call.passes("after", args, kwargs, result=result)
        return result

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        call.passes("before", args, kwargs)
        result = function(*args, **kwargs)
        call.passes("after", args, kwargs, result=result)
        return result

    return run_later if inspect.iscoroutinefunction(function) else run


def arm(marks: Sequence[dict[str, Any]]) -> None:
    """Callers that took a function by name before this keep the unmarked one: name methods, or module attributes."""
    for where in sorted({mark["at"].partition(":")[0] for mark in marks}):
        _mark(sys.modules[where], marks)


def _change(module: ModuleType) -> None:
    for name, value in _CONSTANTS.items():
        where, _, constant = name.partition(":")
        if where == module.__name__:
            kept = getattr(module, constant)  # a constant that is gone must fail the test, not pass it
            setattr(module, constant, tuple(value) if isinstance(kept, tuple) else value)
    _mark(module, _MARKS)


def _mark(module: ModuleType, marks: Sequence[dict[str, Any]]) -> None:
    places = {mark["at"] for mark in marks if mark["at"].partition(":")[0] == module.__name__}
    for place in places:
        *holders, name = place.partition(":")[2].split(".")
        holder: Any = functools.reduce(getattr, holders, module)
        raw = inspect.getattr_static(holder, name)
        here = [_Mark(mark) for mark in marks if mark["at"] == place]
        if isinstance(raw, (staticmethod, classmethod)):
            setattr(holder, name, type(raw)(_wrapped(raw.__func__, here)))
        else:
            setattr(holder, name, _wrapped(raw, here))


class _Loader(importlib.abc.Loader):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        _change(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self) -> None:
        self._looking: set[str] = set()

    def find_spec(self, name: str, *_where: Any) -> importlib.machinery.ModuleSpec | None:
        if name not in _WANTED or name in self._looking:
            return None
        self._looking.add(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._looking.discard(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


if _WANTED:
    sys.meta_path.insert(0, _Finder())

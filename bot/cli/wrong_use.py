"""Wrong use, told from failure: exit status 2."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from crm_store.errors import CrmError, Invalid

T = TypeVar("T")


class WrongUse(Exception):
    """The words on the command line make no sense; the text says what would."""


@contextmanager
def wrong_use() -> Iterator[None]:
    """What is ``Invalid`` in here was typed."""
    try:
        yield
    except Invalid as error:
        raise WrongUse(str(error)) from error


def argument(check: Callable[[str], T]) -> Callable[[str], T]:
    """A type for ``add_argument`` from a check that raises one of our errors."""

    def read(text: str) -> T:
        try:
            return check(text)
        except CrmError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read

"""What is loaded once is left alone by the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bot.memory import loading


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_what_is_made_inside_is_never_looked_at_again() -> None:
    with loading():
        assert not gc.isenabled()
        kept = [{"number": number} for number in range(1_000)]
    assert gc.isenabled()
    seen = {id(one) for one in gc.get_objects()}
    assert not any(id(one) in seen for one in kept)


def test_the_collector_comes_back_after_a_failure() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError("a library is missing")
    assert gc.isenabled()


def test_inside_another_the_collector_keeps_resting() -> None:
    with loading():
        with loading():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()

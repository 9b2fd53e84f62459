"""Tasks that run beside everything else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from channels.port import PartState

_log = logging.getLogger(__name__)


def in_background(work: Coroutine[Any, Any, None], state: PartState) -> asyncio.Task[None]:
    """Runs ``work``; should it end by a fault of ours, the log has the traceback and ``state`` says so."""

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (fault := task.exception()) is not None:
            _log.error("%s ended by a fault", state.name, exc_info=fault)
            state.ok, state.detail = False, "ended by a fault; the log has the details; restart the service"

    task = asyncio.create_task(work, name=state.name)
    task.add_done_callback(ended)
    return task


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])

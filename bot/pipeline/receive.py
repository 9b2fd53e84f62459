"""Keeps raw items durably, before any work and before they are acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from channels.message import RawItem, ReadPosition
from channels.port import Channel, IntakeUnavailable, Kept
from crm_store.errors import StoreUnavailable
from crm_store.inbox import service as inbox
from crm_store.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)
T = TypeVar("T")


class StoreIntake:
    """``channels.port.Intake`` on the store. What cannot be kept is not acknowledged: ``IntakeUnavailable``."""

    def __init__(self, store: Store, channels: Mapping[str, Channel]) -> None:
        self._store = store
        self._channels = channels

    async def keep(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        try:
            keeping = await asyncio.to_thread(self._keeping, items, position)
            return await self._store.write(keeping)
        except (StoreUnavailable, OSError) as error:
            raise _unavailable(error) from error

    def keep_blocking(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        return self._blocking(lambda: self._store.write_blocking(self._keeping(items, position)))

    async def read_position(self, channel: str, account: str) -> ReadPosition | None:
        try:
            return await self._store.read(lambda uow: inbox.read_position(uow, channel, account))
        except StoreUnavailable as error:
            raise _unavailable(error) from error

    def read_position_blocking(self, channel: str, account: str) -> ReadPosition | None:
        return self._blocking(lambda: self._store.read_blocking(lambda uow: inbox.read_position(uow, channel, account)))

    def _put_files(self, items: Sequence[RawItem]) -> list[str | None]:
        """Before the transaction: each file is synced twice, and other writers should not have to wait for that."""
        names = iter(self._store.files.put_all([item.content for item in items if inbox.is_kept_as_file(item)]))
        return [next(names) if inbox.is_kept_as_file(item) else None for item in items]

    def _keeping(self, items: Sequence[RawItem], position: ReadPosition | None) -> Callable[[UnitOfWork], list[Kept]]:
        """Blocking: looks at the bytes and puts them on disk."""
        groups = [self._channels[item.channel].group_of(item) for item in items]
        suspects = [self._channels[item.channel].is_suspect(item) for item in items]
        files = self._put_files(items)
        return lambda uow: inbox.keep(uow, items, groups, position, files=files, suspects=suspects)

    @staticmethod
    def _blocking(work: Callable[[], T]) -> T:
        try:
            return work()
        except (StoreUnavailable, OSError) as error:
            raise _unavailable(error) from error


def _unavailable(error: Exception) -> IntakeUnavailable:
    log.error("intake refused: the store cannot keep anything", extra={"error": str(error)[:200]})
    return IntakeUnavailable(str(error))

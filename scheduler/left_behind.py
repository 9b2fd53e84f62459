"""What dead workers held, taken over one by one."""

from __future__ import annotations

import logging

from crm_store.errors import StoreUnavailable
from crm_store.outbox import service as outbox
from crm_store.tickets import outcomes
from crm_store.unit_of_work import Store

log = logging.getLogger(__name__)


async def take_over(store: Store, outbox_id: int) -> bool:
    """In a transaction of its own, so that one with a defect does not stop the others; whether there was anything to take.

    Raises ``StoreUnavailable``.
    """
    try:
        return bool(await store.write(lambda uow: outcomes.take_over_expired(uow, only=[outbox_id])))
    except StoreUnavailable:
        raise
    except Exception:
        log.exception("the consequences of a lost lease failed", extra={"outbox_id": outbox_id})
        await store.write(lambda uow: outbox.take_over_expired(uow, only=[outbox_id]))
        return True

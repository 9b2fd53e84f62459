from __future__ import annotations

import pytest
from factories.bench_fixtures import bench, firm, react, store
from factories.staff_chat import Firm as Office

from crm_store.unit_of_work import Store

__all__ = ["bench", "firm", "react", "store"]


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)

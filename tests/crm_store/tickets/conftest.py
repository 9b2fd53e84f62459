from __future__ import annotations

import pytest
from factories.staff_chat import Firm as Office

from crm_store.unit_of_work import Store


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)

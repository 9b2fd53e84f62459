from __future__ import annotations

import pytest
from factories.staff_chat import Firm as Office

from crm_store.notifications.subscriptions import react as react_to_events
from crm_store.unit_of_work import React, Store


@pytest.fixture
def react() -> React:
    return react_to_events


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)

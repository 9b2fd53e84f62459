from __future__ import annotations

import asyncio

import pytest

from crm_store.access import COMMAND_LINE
from crm_store.conversations import service
from crm_store.errors import Invalid, NotFound
from crm_store.team import service as team

KEY = "staff:1"


def post(work, text, **more):
    return work(
        lambda uow: service.post(
            uow, key=more.pop("key", KEY), direction=more.pop("direction", "out"), body={"text": text}, **more
        )
    )


def after(work, revision, key=KEY):
    return [
        (one.id, one.revision, one.body["text"])
        for one in work(lambda uow: service.messages_after(uow, key=key, revision=revision))
    ]


def test_each_message_gets_the_next_revision(work):
    ids = [post(work, text).id for text in "abc"]
    assert after(work, 0) == [(ids[0], 1, "a"), (ids[1], 2, "b"), (ids[2], 3, "c")]
    assert after(work, 2) == [(ids[2], 3, "c")]
    assert work(lambda uow: service.revision(uow, key=KEY)) == 3


def test_a_change_is_seen_by_who_has_seen_the_message(work):
    first = post(work, "a")
    post(work, "b")
    post(work, "a, mended", message_id=first.id)
    assert after(work, 2) == [(first.id, 3, "a, mended")]


def test_the_same_client_id_is_the_same_message(work):
    first, again = post(work, "a", client_id="c1", direction="in"), post(work, "other", client_id="c1", direction="in")
    assert (again.id, again.body) == (first.id, {"text": "a"})
    assert work(lambda uow: service.revision(uow, key=KEY)) == 1


def test_conversations_do_not_touch_each_other(work):
    mine = post(work, "a")
    with pytest.raises(NotFound):
        post(work, "b", key="staff:2", message_id=mine.id)
    with pytest.raises(NotFound):
        post(work, "b", direction="in", message_id=mine.id)
    with pytest.raises(NotFound):
        work(lambda uow: service.message(uow, key="staff:2", message_id=mine.id))
    assert after(work, 0) == [(mine.id, 1, "a")]
    post(work, "same client id elsewhere", key="staff:2", client_id="c")
    assert post(work, "mine", client_id="c").body == {"text": "mine"}


@pytest.mark.parametrize("more", [{"key": ""}, {"key": "k" * 81}, {"client_id": ""}, {"client_id": "c" * 65}])
def test_keys_that_do_not_fit_are_refused(work, more):
    with pytest.raises(Invalid):
        post(work, "a", **more)


def test_the_latest_come_oldest_first_page_by_page(work):
    ids = [post(work, str(number)).id for number in range(5)]
    page = lambda before: [one.id for one in work(lambda uow: service.latest(uow, key=KEY, before_id=before, limit=2))]  # noqa: E731
    assert page(None) == ids[3:]
    assert page(ids[3]) == ids[1:3]


async def test_posts_at_once_get_one_revision_each_and_wake_the_chat(store):
    woken = store.listen("chat")
    posts = [
        store.write(lambda uow, n=n: service.post(uow, key=KEY, direction="out", body={"text": str(n)}))
        for n in range(12)
    ]
    done = await asyncio.gather(*posts)
    assert sorted(one.revision for one in done) == list(range(1, 13))
    await asyncio.wait_for(woken.wait(), 2)


async def test_the_same_client_id_at_once_is_one_message(store):
    posts = [
        store.write(lambda uow: service.post(uow, key=KEY, direction="in", body={"text": "a"}, client_id="c"))
        for _ in range(8)
    ]
    assert len({one.id for one in await asyncio.gather(*posts)}) == 1


def test_a_dialogue_is_kept_replaced_and_ended(work):
    place = {"channel": "webchat", "chat_id": KEY}
    get = lambda: work(lambda uow: service.dialogue(uow, **place))  # noqa: E731
    put = lambda state: work(lambda uow: service.set_dialogue(uow, **place, state=state))  # noqa: E731
    assert get() == {}
    put({"waits_for": "reply", "ticket": 5})
    put({"waits_for": "note", "ticket": 5})
    assert get() == {"waits_for": "note", "ticket": 5}
    put(None)
    assert get() == {}


def test_a_card_is_found_by_record_and_by_message(work):
    user, _ = work(lambda uow: team.add_user(uow, actor=COMMAND_LINE, name="Mai", email="m@f.example", role="admin"))
    place = {"channel": "webchat", "chat_id": KEY}
    keep = lambda ref: work(  # noqa: E731
        lambda uow: service.keep_card_message(
            uow, **place, user_id=user.id, record="T-5", message_ref=ref, content_hash="0" * 64
        )
    )
    keep("17")
    keep("18")
    assert work(lambda uow: service.card_message(uow, **place, record="T-5")).message_ref == "18"
    assert work(lambda uow: service.card_by_message(uow, **place, message_ref="17")) is None
    assert work(lambda uow: service.card_by_message(uow, **place, message_ref="18")).record == "T-5"
    work(lambda uow: service.set_dialogue(uow, **place, state={"waits_for": "note"}))
    gone = work(lambda uow: service.forget_user(uow, user_id=user.id))
    assert [card.message_ref for card in gone] == ["18"]
    assert work(lambda uow: service.card_message(uow, **place, record="T-5")) is None
    assert work(lambda uow: service.dialogue(uow, **place)) == {}

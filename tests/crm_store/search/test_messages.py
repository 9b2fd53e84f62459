"""Full-text search in messages, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from factories.staff_chat import Firm

from crm_store.access import SYSTEM
from crm_store.errors import Invalid
from crm_store.interactions import service as interactions
from crm_store.search.messages import MessageHit, find_messages
from crm_store.unit_of_work import Store, UnitOfWork


@pytest.fixture
def office(store: Store) -> Firm:
    return Firm(store)


def say(office: Firm, *texts: str, direction: str = "in", **fields: str) -> list[int]:
    when = datetime(2026, 1, 1, tzinfo=UTC)

    def write(uow: UnitOfWork) -> list[int]:
        return [
            interactions.add(uow, medium="email", direction=direction, text=text, occurred_at=when, **fields)
            for text in texts
        ]

    return office.store.write_blocking(write)


def search(office: Firm, text: str, *, before_id: int | None = None, limit: int = 20) -> list[MessageHit]:
    return office.store.read_blocking(
        lambda uow: find_messages(uow, actor=SYSTEM, text=text, before_id=before_id, limit=limit)
    )


def ids(office: Firm, text: str) -> list[int]:
    return [hit.interaction_id for hit in search(office, text)]


def test_words_with_and_without_accents(office: Firm) -> None:
    first, second, third = say(office, "Đơn hàng 45 chưa tới kho", "don hang moi", "Hỏi giá máy in")
    assert ids(office, "don hang") == [second, first]
    assert ids(office, "Đơn hàng") == [first, second]  # as typed comes first
    assert ids(office, "ĐƠN HÀNG kho") == [first]
    assert ids(office, "may in") == [third]
    assert ids(office, "khong co") == []


def test_the_last_word_may_be_unfinished_and_quotes_keep_the_order(office: Firm) -> None:
    first, second = say(office, "hợp đồng thuê văn phòng", "văn bản về hợp đồng")
    assert ids(office, "thue van phon") == [first]
    assert ids(office, '"hợp đồng" văn') == [second, first]
    assert ids(office, '"van phong"') == [first]
    assert ids(office, '"phong van"') == []


def test_subject_and_sender_are_searched_too(office: Firm) -> None:
    (only,) = say(office, "xem giúp", subject="Máy lạnh chảy nước", sender_name="Lê Thị Nguyệt")
    assert ids(office, "nguyet") == [only]
    assert ids(office, "lanh xem") == [only]


def test_pages_go_on_where_the_last_one_ended(office: Firm) -> None:
    written = say(office, *(f"giao hàng lần {number}" for number in range(50)))
    page = search(office, "giao hang", limit=20)
    assert [hit.interaction_id for hit in page] == written[:-21:-1]
    rest = search(office, "giao hang", before_id=page[-1].interaction_id, limit=40)
    assert [hit.interaction_id for hit in rest] == written[29::-1]


@pytest.mark.parametrize("share", [2, 40, 700])
def test_common_and_rare_words_among_many(office: Firm, share: int) -> None:
    """Each of PostgreSQL's ways finds the same."""
    written = say(office, *(f"thư {number} {'cần' if number % share == 0 else 'bỏ'}" for number in range(2_100)))
    wanted = [key for number, key in enumerate(written) if number % share == 0]
    assert ids(office, "cần") == wanted[::-1][:20]


def test_the_excerpt_stands_around_the_word(office: Firm) -> None:
    say(office, "Kính gửi công ty, " * 40 + "máy nén khí kêu to. " + "Trân trọng. " * 30)
    (hit,) = search(office, "nen khi")
    assert "máy nén khí kêu to" in hit.excerpt
    assert hit.excerpt.startswith("… ")
    assert len(hit.excerpt) < 180


def test_a_ticket_is_named_with_its_message(office: Firm) -> None:
    ticket_id = office.ticket(text="Bình nóng lạnh rò điện")
    (hit,) = search(office, "ro dien")
    assert f"T-{ticket_id}" in hit.refs


def test_what_never_left_is_not_found(office: Firm) -> None:
    (key,) = say(office, "nháp bí mật", direction="out")
    assert ids(office, "bi mat") == [key]
    office.store.write_blocking(lambda uow: interactions.remove_unsent(uow, key))
    assert ids(office, "bi mat") == []


@pytest.mark.parametrize("text", ["", "  ", "!!!", '""'])
def test_no_words_to_look_for(office: Firm, text: str) -> None:
    with pytest.raises(Invalid):
        search(office, text)


@pytest.mark.parametrize(
    "text", ["' OR 1=1", '"; DROP TABLE', "a* OR b NEAR(c)", "\\", "&|!:*", "x" * 5_000, "%_", "-kho", "(((", "kho:*"]
)
def test_the_query_languages_of_the_databases_are_not_spoken(office: Firm, text: str) -> None:
    (only,) = say(office, "kho hàng mới")
    try:
        assert set(ids(office, text)) <= {only}
    except Invalid:
        assert not any(char.isalnum() for char in text)

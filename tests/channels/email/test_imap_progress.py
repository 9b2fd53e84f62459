from __future__ import annotations

from channels.email.imap_progress import BATCH_BYTES, BATCH_MAILS, WINDOW_MAILS, Progress

LIMIT = 50 << 20


def progress(*uids: int, position: int = 0) -> Progress:
    made = Progress(7, position, aside_seconds=10)
    made.listed(uids)
    return made


def test_the_last_uid_that_every_search_returns_is_ignored():
    assert progress(9, position=9).next_uids(0) == []


def test_batches_have_a_limit_in_number():
    made = progress(*range(1, 200))
    assert made.next_uids(0) == list(range(1, BATCH_MAILS + 1))


def test_batches_have_a_limit_in_bytes_and_never_starve():
    made = progress(1, 2, 3)
    assert made.batch({1: BATCH_BYTES - 10, 2: 20, 3: 1}, [1, 2, 3], LIMIT) == [1]
    assert made.batch({1: BATCH_BYTES * 2, 2: 20, 3: 1}, [1, 2, 3], LIMIT) == [1]
    assert made.batch({1: 1, 2: 20, 3: 1}, [1, 2, 3], LIMIT) == [1, 2, 3]


def test_a_mail_over_the_size_limit_goes_alone():
    made = progress(1, 2, 3)
    assert made.batch({1: 5, 2: 101, 3: 1}, [1, 2, 3], 100) == [1]
    assert made.batch({2: 101, 3: 1}, [2, 3], 100) == [2]
    assert made.in_part(2, 101, 100)
    assert not made.in_part(2, 100, 100)


def test_the_position_follows_what_is_done():
    made = progress(3, 5, 9)
    assert made.position_after([3, 5]) == 5
    made.finished([3, 5])
    assert made.position == 5
    made.finished([9])
    assert made.position == 9
    made.listed([9])
    assert made.next_uids(0) == []


def test_a_failing_batch_is_split_until_the_culprit_is_alone():
    made = progress(*range(1, 9))
    sizes = []
    while len(uids := made.next_uids(0)) > 1:
        sizes.append(len(uids))
        made.failed(uids, 0)
    assert sizes == [8, 2]
    assert uids == [1]


def test_a_mail_that_cannot_be_read_is_set_aside_and_the_position_stays_before_it():
    made = progress(1, 2, 3)
    made.finished([1])
    for _ in range(3):
        made.failed([2], 100)
    assert made.set_aside == [2]
    assert made.next_uids(100) == [3]
    assert made.position_after([3]) == 1
    made.finished([3])
    assert made.position == 1
    assert made.next_uids(100) == []
    assert made.seconds_to_next_try(100) == 10
    made.listed([2, 3])
    assert made.next_uids(110) == [2]
    assert made.in_part(2, 10, LIMIT)
    made.finished([2])
    assert made.position == 3
    assert made.set_aside == []
    assert made.seconds_to_next_try(110) is None


def test_the_pause_before_a_set_aside_mail_grows():
    made = progress(2)
    for _ in range(3):
        made.failed([2], 0)
    made.failed([2], 0)
    assert made.seconds_to_next_try(0) == 20


def test_a_set_aside_mail_that_somebody_removed_holds_nothing_up():
    made = progress(2, 3)
    for _ in range(3):
        made.failed([2], 0)
    made.finished([3])
    made.listed([3])
    assert made.set_aside == []
    assert made.position_after([]) == 3


def test_a_long_history_comes_in_pieces_that_a_set_aside_mail_does_not_stop():
    total = WINDOW_MAILS + 100
    made = progress(*range(1, total + 1))
    for _ in range(3):
        made.failed([1], 0)
    taken = 0
    while made.more or taken == 0:
        made.listed(range(made.position + 1, total + 1))
        while uids := made.next_uids(0):
            made.finished(uids)
            taken += len(uids)
    assert taken == total - 1
    assert made.position == 0
    assert made.set_aside == [1]
    assert made.next_uids(10) == [1]
    made.finished([1])
    assert made.position == total
    assert made.waiting == 0

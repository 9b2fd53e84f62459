from email import message_from_bytes
from statistics import fmean, median

import pytest

from benchmarks.hostile_mails import HOSTILE, LARGE
from benchmarks.mails import ordinary_mails

COUNT = 1_000


@pytest.fixture(scope="module")
def mails() -> list[bytes]:
    return list(ordinary_mails(COUNT))


def test_the_same_seed_makes_the_same_mails(mails: list[bytes]) -> None:
    assert list(ordinary_mails(20)) == mails[:20]
    assert list(ordinary_mails(20, seed=1)) != mails[:20]


def test_sizes_are_those_of_real_mailboxes(mails: list[bytes]) -> None:
    sizes = [len(mail) for mail in mails]
    assert 17_500 < fmean(sizes) < 19_500
    assert 6_500 < median(sizes) < 7_500
    assert sum(size > 100_000 for size in sizes) == COUNT * 9 // 100


def test_replies_name_mails_that_came_before(mails: list[bytes]) -> None:
    seen: set[str] = set()
    replies = 0
    for mail in map(message_from_bytes, mails):
        if mail["In-Reply-To"]:
            replies += 1
            assert set(mail["References"].split()) <= seen
            assert mail["References"].split()[-1] == mail["In-Reply-To"]
        seen.add(mail["Message-ID"])
    assert len(seen) == COUNT
    assert 0.35 < replies / COUNT < 0.41


def test_every_text_can_be_read_in_the_charset_it_names(mails: list[bytes]) -> None:
    charsets = set()
    for mail in map(message_from_bytes, mails):
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                charset = str(part.get_content_charset())
                part.get_payload(decode=True).decode(charset)
                charsets.add(charset)
    assert len(charsets) == 13


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - LARGE - {"zip_bomb"}))
def test_hostile_mails_are_named_and_repeatable(name: str) -> None:
    content = HOSTILE[name]()
    assert content == HOSTILE[name]()
    assert len(content) < 2_000_000

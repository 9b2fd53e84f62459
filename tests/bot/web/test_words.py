from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.web import words
from bot.web.files import content_disposition, shown_name
from bot.web.rates import RateLimit

NOW = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)  # 01:30 on the 3rd in Hồ Chí Minh
ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 2, 17, 5, tzinfo=UTC), "00:05"),
        (datetime(2026, 3, 2, 16, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), "01/03 23:00"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "31/12/2025"),
    ],
)
def test_times_are_the_readers(moment, said):
    assert words.say_time(moment, NOW, ZONE, str) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 kB"),
        (240_000, "234 kB"),
        (5 * 1024**2, "5.0 MB"),
        (3 * 1024**4, "3072 GB"),
    ],
)
def test_sizes(count, said):
    assert words.size(count) == said


@pytest.mark.parametrize(("name", "letters"), [("Nguyễn Thị Mai", "NM"), ("Đức", "Đ"), ("", "?"), ("– (x)", "?")])
def test_initials(name, letters):
    assert words.initials(name) == letters


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        ("curl/8.0", ""),
    ],
)
def test_browsers_are_told_apart(agent, said):
    assert words.browser(agent) == said


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\báo giá.xlsx", "báo giá.xlsx"),
        ("gpj.\u202eexe.pdf", "gpj.exe.pdf"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("\x00\u200b", "file"),
        ("..", "file"),
        ("ｆｕｌｌ.txt", "full.txt"),
    ],
)
def test_a_file_is_called_what_people_see(given, shown):
    assert shown_name(given) == shown


def test_a_long_name_keeps_its_extension():
    name = shown_name("ế" * 300 + ".pdf")
    assert name.endswith(".pdf")
    assert 250 <= len(name.encode()) <= 255


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\r\nX: y", "100%.pdf", "日本.txt", "a\\b"])
def test_a_disposition_is_one_header_with_two_names(name):
    value = content_disposition(name)
    assert value.isascii()
    assert "\r" not in value
    assert "\n" not in value
    assert value.count('"') == 2
    assert value.startswith('attachment; filename="')
    assert "filename*=UTF-8''" in value


def test_a_rate_limit_gives_a_burst_and_then_a_trickle():
    now = [0.0]
    limit = RateLimit(60, burst=3, now=lambda: now[0])
    assert [limit.wait("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert limit.wait("a") == pytest.approx(1.0)
    assert limit.wait("b") == 0.0
    now[0] = 0.5
    assert limit.wait("a") == pytest.approx(0.5)
    now[0] = 1.0
    assert limit.wait("a") == 0.0
    now[0] = 1000.0
    assert [limit.wait("a") for _ in range(3)] == [0.0] * 3
    assert limit.wait("a") > 0


def test_a_rate_limit_remembers_so_many_keys_and_no_more():
    limit = RateLimit(1, burst=1, keys=10, now=lambda: 0.0)
    for number in range(1000):
        limit.wait(str(number))
    assert len(limit._buckets) == 10

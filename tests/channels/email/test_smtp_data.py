from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.smtp_data import DataBudget, DataCollector


def collect(stream: bytes, cuts: list[int], size_limit: int = 1 << 20, budget: DataBudget | None = None):
    collector = DataCollector(size_limit, budget or DataBudget(1 << 20))
    rest = b""
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        if collector.complete:
            rest += stream[start:end]
        else:
            rest += collector.feed(stream[start:end])
    return collector, rest


def stuffed(content: bytes) -> bytes:
    """As a client sends it (RFC 5321, 4.5.2): a dot before each line that begins with one."""
    lines = content.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


pieces = st.lists(
    st.sampled_from([b"\r\n", b".", b"\r", b"\n", b"x", b"..", b"\r\n.", b"abc", b"\0", b"\xff"]), max_size=20
)


@given(pieces, pieces, st.data())
def test_any_mail_in_any_pieces_comes_out_as_it_was(words: list[bytes], after: list[bytes], data: st.DataObject):
    content = b"".join(words)
    content = content if not content or content.endswith(b"\r\n") else content + b"\r\n"
    rest = b"".join(after)
    stream = stuffed(content) + b".\r\n" + rest
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    collector, left = collect(stream, cuts)
    assert collector.complete
    assert collector.content() == content
    assert left == rest


@pytest.mark.parametrize(
    "false_end",
    [
        b"\n.\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r",
        b"\r\n.\r",
        b"\r.\r\n",
        b"\n.\r",
        b"\n\n.\r\n",
        b"\0\r\n.\0\r\n",
        b"\r\n\x00.\r\n",
    ],
)
def test_only_crlf_dot_crlf_ends_a_mail(false_end: bytes):
    smuggled = b"a" + false_end + b"MAIL FROM:<evil@example>\r\n"
    collector, rest = collect(smuggled, [])
    assert not collector.complete
    assert rest == b""
    collector.feed(b".\r\n")
    assert collector.complete
    assert b"MAIL FROM" in collector.content()


def test_an_empty_mail():
    collector, rest = collect(b".\r\nQUIT\r\n", [])
    assert (collector.content(), rest) == (b"", b"QUIT\r\n")


def test_too_big_a_mail_is_read_to_its_end_without_being_kept():
    budget = DataBudget(1000)
    collector, rest = collect(b"x" * 500 + b"\r\n.\r\nNOOP\r\n", [100, 200, 300], size_limit=250, budget=budget)
    assert collector.complete
    assert collector.too_big
    assert collector.content() == b""
    assert rest == b"NOOP\r\n"
    assert budget.take(1000)


def test_the_size_limit_counts_the_mail_itself():
    assert not collect(b"..23456\r\n.\r\n", [], size_limit=9)[0].too_big
    assert collect(b"..234567\r\n.\r\n", [], size_limit=8)[0].too_big


def test_all_connections_share_one_budget():
    budget = DataBudget(150)
    first, _ = collect(b"x" * 100, [], budget=budget)
    second, _ = collect(b"x" * 100 + b"\r\n.\r\n", [], budget=budget)
    assert second.no_room
    assert not first.no_room
    first.discard()
    second.discard()
    third, _ = collect(b"x" * 100 + b"\r\n.\r\n", [], budget=budget)
    assert len(third.content()) == 102
    third.discard()
    assert budget.take(150)

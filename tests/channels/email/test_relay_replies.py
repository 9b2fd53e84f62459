from __future__ import annotations

import pytest

from channels.email.relay_replies import Reply, nobody_accepted, recipient_outcome, refused
from channels.port import CannotDeliver, TryAgainLater


@pytest.mark.parametrize(
    ("said", "queue_id"),
    [
        (b"2.0.0 Ok: queued as 4Z9KQ1", "4Z9KQ1"),
        (b"OK id=1tE2xY-000001-AB", "1tE2xY-000001-AB"),
        (b"2.0.0 Ok: queued as <abc@relay.example>.", "abc@relay.example"),
        (b"2.0.0 OK 1732200000 d9443c01a7336-2126 - gsmtp", "2.0.0 OK 1732200000 d9443c01a7336-2126 - gsmtp"),
    ],
)
def test_the_queue_id_is_found_or_all_words_kept(said: bytes, queue_id: str):
    assert Reply.of((250, said)).queue_id == queue_id


def test_codes_and_words_are_told_apart():
    reply = Reply.of((550, b"5.1.1 No such user\n5.1.1 here"))
    assert (reply.short, reply.words) == ("550 5.1.1", "No such user 5.1.1 here")
    bare = Reply.of((550, b"go away"))
    assert (bare.short, bare.words) == ("550", "go away")


def test_a_relays_words_are_one_short_line_whatever_it_says():
    reply = Reply.of((550, "5.7.1 \x1b[31mđ\x00ỏ\u202e".encode() + b"\xff\n" + b"x" * 5000))
    assert reply.text.startswith("5.7.1 [31mđỏ")
    assert len(reply.text) <= 400
    assert reply.text.isprintable()


@pytest.mark.parametrize(
    ("code", "failure", "whole"),
    [
        (421, TryAgainLater, True),
        (450, TryAgainLater, False),
        (530, TryAgainLater, True),
        (535, TryAgainLater, True),
        (550, CannotDeliver, False),
        (552, CannotDeliver, False),
        (-1, TryAgainLater, False),
        (250, TryAgainLater, False),
    ],
)
def test_each_code_has_its_consequence(code: int, failure: type[Exception], *, whole: bool):
    error = refused(Reply(code, "words"), "the mail")
    assert type(error) is failure
    assert getattr(error, "whole_channel", False) is whole


def test_one_recipient_to_be_tried_again_saves_the_others():
    outcomes = [recipient_outcome("a@x", Reply(550, "5.1.1 no")), recipient_outcome("b@x", Reply(451, "4.7.1 later"))]
    assert isinstance(nobody_accepted(outcomes), TryAgainLater)
    assert isinstance(nobody_accepted(outcomes[:1]), CannotDeliver)

from __future__ import annotations

import re

import pytest

from channels.email.addressing import (
    comparable,
    envelope_id,
    is_ours,
    mailbox,
    new_message_id,
    new_token,
    our_id_in,
    reply_address,
    tokens_in,
)
from channels.message import Bounce

SECRET = b"0123456789abcdef0123456789abcdef"
OLDER = b"fedcba9876543210fedcba9876543210"


def test_a_reply_address_comes_back_as_its_token():
    token = new_token()
    address = reply_address("support@saomai.vn", token)
    assert re.fullmatch(r"support\+[a-z2-7]{26}@saomai\.vn", address)
    assert tokens_in([address], "support@saomai.vn") == [token]


def test_tokens_are_read_whatever_the_letter_case_and_the_way_the_address_is_written():
    token = new_token()
    address = reply_address("Support@SaoMai.vn", token)
    ways = [address.upper(), f"<{address}>", f" {address} ", f'"{address.partition("@")[0]}"@SAOMAI.VN']
    for way in ways:
        assert tokens_in([way], "support@saomai.vn") == [token]
    assert tokens_in(ways, "support@saomai.vn") == [token]


def test_several_tokens_keep_their_order():
    first, second = new_token(), new_token()
    addresses = [
        "x@y.example",
        reply_address("s@a.example", first),
        "s@a.example",
        reply_address("s@a.example", second),
    ]
    assert tokens_in(addresses, "s@a.example") == [first, second]


@pytest.mark.parametrize(
    "address",
    [
        "support@saomai.vn",
        "support+short@saomai.vn",
        "support+" + "1" * 26 + "@saomai.vn",
        "support+" + "a" * 33 + "@saomai.vn",
        "support+" + "a" * 26 + "@other.vn",
        "sales+" + "a" * 26 + "@saomai.vn",
        "support+" + "a" * 26,
        "",
        "@",
    ],
)
def test_what_is_not_our_reply_address_has_no_token(address: str):
    assert tokens_in([address], "support@saomai.vn") == []


def test_tokens_do_not_repeat_and_use_every_character():
    tokens = {new_token() for _ in range(400)}
    assert len(tokens) == 400
    assert set("".join(tokens)) == set("abcdefghijklmnopqrstuvwxyz234567")


def test_an_international_domain_is_one_domain_in_both_spellings():
    token = new_token()
    address = reply_address("hotro@sảnphẩm.vn", token)
    assert address.isascii()
    assert tokens_in([address], "hotro@sảnphẩm.vn") == [token]
    assert tokens_in([f"hotro+{token}@sảnphẩm.vn"], address.replace(f"+{token}", "")) == [token]


def test_a_support_address_without_room_for_a_token_is_refused_with_a_reason():
    with pytest.raises(ValueError, match="64 octets"):
        reply_address("x" * 40 + "@saomai.vn", new_token())


def test_a_token_that_could_be_anything_is_refused():
    with pytest.raises(ValueError, match="26 to 32"):
        reply_address("support@saomai.vn", "abc")


def test_our_message_ids_are_known_without_a_look_up():
    message_id = new_message_id(SECRET, "SaoMai.vn")
    assert re.fullmatch(r"[a-z2-7]{26}\.[a-z2-7]{26}@saomai\.vn", message_id)
    assert is_ours(message_id, [SECRET])
    assert is_ours(f"<{message_id.upper()}>", [SECRET])
    assert is_ours(message_id.partition("@")[0], [SECRET])


def test_forged_message_ids_are_not_ours():
    message_id = new_message_id(SECRET, "saomai.vn")
    unique, signature = message_id.partition("@")[0].split(".")
    changed = ("b" if unique[0] == "a" else "a") + unique[1:]
    for forged in (
        f"{changed}.{signature}@saomai.vn",
        f"{unique}.{unique}@saomai.vn",
        f"{unique}@saomai.vn",
        "",
        "a.b@c",
    ):
        assert not is_ours(forged, [SECRET])


def test_ids_stay_ours_while_the_key_is_being_rotated():
    before = new_message_id(OLDER, "saomai.vn")
    assert is_ours(before, [SECRET, OLDER])
    assert not is_ours(before, [SECRET])
    assert not is_ours(before, [])


def test_a_short_secret_signs_nothing():
    with pytest.raises(ValueError, match="16 bytes"):
        new_message_id(b"short", "saomai.vn")


def test_envelope_ids_fit_rfc_3461():
    short, long = new_message_id(SECRET, "saomai.vn"), new_message_id(SECRET, f"{'long' * 12}.example")
    assert envelope_id(short) == short
    assert envelope_id(long) == long.partition("@")[0]
    assert envelope_id("a+b=c d@x") == "a+2Bb+3Dc+20d@x"


def test_only_bounces_that_name_our_mail_are_believed():
    ours = new_message_id(SECRET, "saomai.vn")
    assert our_id_in(Bounce("x@y.example", original_message_id=ours), [SECRET]) == ours
    assert our_id_in(Bounce("x@y.example", original_envelope_id=envelope_id(ours).upper()), [SECRET]) == ours
    assert our_id_in(Bounce("x@y.example", original_message_id="guess@saomai.vn"), [SECRET]) is None
    assert our_id_in(Bounce("x@y.example"), [SECRET]) is None


@pytest.mark.parametrize(
    "address", ["a@localhost", "a@shop.test", "a@shop.example", '"a b"@shop.example', "a@[192.0.2.1]"]
)
def test_local_domains_and_rare_forms_pass(address: str):
    assert str(mailbox(address)) == address


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@b.example", "a b@c.example", "a@b..example", "a@b.example\r\nX: y", "a@b c.example"]
)
def test_what_is_no_address_is_refused_in_one_sentence(address: str):
    with pytest.raises(ValueError, match="is not an e-mail address") as caught:
        mailbox(address)
    assert "\n" not in str(caught.value)


def test_only_a_local_part_beyond_ascii_needs_smtputf8():
    assert not mailbox("hoa@sảnphẩm.vn").needs_smtputf8
    assert mailbox("hoà@saomai.vn").needs_smtputf8


def test_the_same_mailbox_compares_equal():
    assert comparable(" Hoa@SẢNPHẨM.vn ") == comparable(str(mailbox("hoa@sảnphẩm.vn")))
    assert comparable("no address") == "no address"

"""What the program itself says to customers."""

from __future__ import annotations

import pytest

from bot.cards import customer


def test_the_acknowledgement_names_the_ticket_and_promises_no_time() -> None:
    text = customer.acknowledgement("vi", "T-123")
    assert text.startswith("Dạ, em đã nhận yêu cầu của anh/chị (mã T-123)")
    assert text.count("T-123") == 1
    assert customer.acknowledgement("en", "T-123").startswith("We have received your request (T-123)")


@pytest.mark.parametrize(
    ("salutation", "address"), [("chị", "chị"), ("Anh", "anh"), ("", "anh/chị"), ("Mr", "anh/chị"), ("<b>", "anh/chị")]
)
def test_a_known_customer_is_addressed_rightly(salutation: str, address: str) -> None:
    assert f"yêu cầu của {address} (mã T-5)" in customer.acknowledgement("vi", "T-5", salutation)
    assert f"yêu cầu của {address} cho bộ phận hỗ trợ (mã T-5)" in customer.chat_acknowledgement(
        "vi", "T-5", salutation
    )


def test_subjects_and_greetings() -> None:
    assert customer.acknowledgement_subject("vi", "T-5") == "Đã nhận yêu cầu T-5"
    assert customer.greeting("vi", "Sao Mai") == "Dạ, Sao Mai xin chào. Anh/chị cần hỗ trợ gì ạ?"
    assert customer.greeting("en") == "Hello. How can we help you?"
    assert customer.lead_acknowledgement("vi").startswith("Dạ, cảm ơn anh/chị")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [(("en-GB",), "en"), (("", "en"), "en"), (("fr", "vi-VN"), "vi"), (("fr",), "vi"), ((), "vi")],
)
def test_the_first_language_that_we_speak(wishes: tuple[str, ...], language: str) -> None:
    assert customer.language_of(*wishes) == language

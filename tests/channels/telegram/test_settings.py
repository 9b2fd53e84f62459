from __future__ import annotations

import pytest

from channels.telegram.settings import TelegramSettings

TOKEN = "123456:ABC-def_9"


def test_the_addresses_follow_from_the_api_url() -> None:
    settings = TelegramSettings(TOKEN, api_url="http://127.0.0.1:8081/")
    assert settings.account == "123456"
    assert settings.base_url == "http://127.0.0.1:8081/bot"
    assert settings.base_file_url == "http://127.0.0.1:8081/file/bot"


@pytest.mark.parametrize("token", ["", "abc", "98765", "98765:", "x:AZ", "98765:AZ DEF", "98765:AZ/getMe"])
def test_a_malformed_token_is_refused_without_being_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="@BotFather") as refusal:
        TelegramSettings(token)
    assert not token or token not in str(refusal.value)


def test_the_token_is_not_in_the_representation() -> None:
    assert TOKEN not in repr(TelegramSettings(TOKEN))


@pytest.mark.parametrize(
    ("url", "public", "path"),
    [
        ("https://crm.example.com", "https://crm.example.com/webhooks/telegram", "/webhooks/telegram"),
        ("https://crm.example.com/", "https://crm.example.com/webhooks/telegram", "/webhooks/telegram"),
        ("https://crm.example.com/hook/tg", "https://crm.example.com/hook/tg", "/hook/tg"),
    ],
)
def test_a_webhook_address_without_path_gets_ours(url: str, public: str, path: str) -> None:
    settings = TelegramSettings(TOKEN, webhook_url=url)
    assert (settings.public_webhook_url, settings.webhook_path) == (public, path)


@pytest.mark.parametrize(
    "wrong", [{"api_url": "ftp://x"}, {"api_url": "telegram"}, {"webhook_url": "/hook"}, {"long_poll_seconds": 51}]
)
def test_wrong_values_are_named(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"CRMBOT_TELEGRAM|long poll"):
        TelegramSettings(TOKEN, **wrong)

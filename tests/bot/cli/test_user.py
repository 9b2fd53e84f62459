"""Users: invitations, disabling, and signing in from the terminal."""

from __future__ import annotations

import asyncio

import pytest
from telegram_emulator import TelegramEmulator

from crm_store.team import service as team

ADD = ("user", "add", "--name", "Trần Lan", "--email", "Lan@Firm.example", "--role", "support")


@pytest.fixture(autouse=True)
def _initialised(data) -> None:
    return


def test_adding_prints_the_invitation(crmbot, store) -> None:
    said = crmbot(*ADD, "--team", "Kỹ thuật", "--language", "en", "--timezone", "Europe/London")
    assert said.status == 0
    row = said.row
    assert row["user"] == "U-1"
    assert row["telegram_link"] is None
    assert row["web_link"] == f"http://127.0.0.1:8080/invite/{row['invite_token']}"
    session = store.write_blocking(
        lambda uow: team.redeem(uow, token=row["invite_token"], purpose=team.WEB_INVITATION, user_agent="")
    )
    assert (session.user.email, session.user.language, session.user.team) == ("lan@firm.example", "en", "Kỹ thuật")


def test_the_firms_language_and_zone_are_the_default(crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMBOT_LANGUAGE", "en")
    monkeypatch.setenv("CRMBOT_TIMEZONE", "Asia/Bangkok")
    crmbot(*ADD)
    row = crmbot("user", "list", "--json").row
    assert (row["language"], row["timezone"]) == ("en", "Asia/Bangkok")


async def test_the_telegram_link_carries_the_bots_name(crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    async with TelegramEmulator(username="saomai_bot") as telegram:
        monkeypatch.setenv("CRMBOT_TELEGRAM_TOKEN", telegram.token)
        monkeypatch.setenv("CRMBOT_TELEGRAM_API_URL", telegram.base_url.removesuffix("/bot"))
        row = (await asyncio.to_thread(crmbot, *ADD)).row
    assert row["telegram_link"] == f"https://t.me/saomai_bot?start={row['invite_token']}"


def test_a_silent_telegram_costs_the_link_only(crmbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMBOT_TELEGRAM_TOKEN", "12345:TEST")
    monkeypatch.setenv("CRMBOT_TELEGRAM_API_URL", "http://127.0.0.1:9")
    said = crmbot(*ADD)
    assert said.status == 0
    assert said.row["telegram_link"] is None
    assert "crmbot user invite lan@firm.example" in said.err


def test_an_invitation_can_be_made_anew(crmbot, store) -> None:
    old = crmbot(*ADD).row["invite_token"]
    new = crmbot("user", "invite", "trần lan").row["invite_token"]
    used = [
        store.write_blocking(lambda uow, t=token: team.redeem(uow, token=t, purpose=team.WEB_INVITATION, user_agent=""))
        for token in (old, new)
    ]
    assert used[0] is None
    assert used[1] is not None


def test_disabling_lets_somebody_out(crmbot, store) -> None:
    crmbot(*ADD)
    assert crmbot("user", "disable", "U-1").row == {"user": "U-1", "is_active": False}
    assert crmbot("user", "list", "--json").row["is_active"] is False
    said = crmbot("sign-in", "lan@firm.example")
    assert (said.status, said.err) == (1, "crmbot: There is no such user.\n")


def test_the_list_is_a_table_without_secrets(crmbot) -> None:
    crmbot(*ADD)
    said = crmbot("user", "list")
    header, row = said.out.splitlines()
    assert header.split() == ["ref", "name", "email", "role", "team", "language", "telegram", "id", "is", "active"]
    assert row.startswith("U-1  Trần Lan  lan@firm.example  support")
    assert not {"token_hash", "csrf_token", "invite_token"} & set(crmbot("user", "list", "--json").row)


def test_signing_in_from_the_terminal(crmbot, store) -> None:
    crmbot(*ADD)
    said = crmbot("sign-in", "lan@firm.example")
    address, _, token = said.out.strip().rpartition("/")
    assert address == "http://127.0.0.1:8080/sign-in"
    opened = store.write_blocking(lambda uow: team.redeem(uow, token=token, purpose=team.SIGN_IN, user_agent=""))
    assert opened.user.email == "lan@firm.example"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("user", "invite", "nobody@firm.example"), "Nobody in the team is called “nobody@firm.example”."),
        ((*ADD,), "Somebody with the address lan@firm.example is in the team already."),
        (("user", "disable", "U-9"), "Nobody in the team is called “U-9”."),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence(crmbot, words: tuple[str, ...], error: str) -> None:
    crmbot(*ADD)
    said = crmbot(*words)
    assert (said.status, said.out, said.err) == (1, "", f"crmbot: {error}\n")

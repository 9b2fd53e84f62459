from __future__ import annotations

from datetime import date

import pytest

from channels.email.imap_url import SINCE_ALL, ImapSettings


def test_a_full_url():
    settings = ImapSettings.from_url("imaps://support%40firm.vn:p%40ss%23%2C@mail.firm.vn:1993/Shared%20Mail?max_mb=20")
    assert settings.user == "support@firm.vn"
    assert settings.password == "p@ss#,"
    assert (settings.host, settings.port, settings.folder) == ("mail.firm.vn", 1993, "Shared Mail")
    assert settings.tls
    assert settings.size_limit == 20 << 20
    assert settings.account == "imap:support@firm.vn@mail.firm.vn/Shared Mail"


def test_what_may_be_left_out():
    settings = ImapSettings.from_url("imap://support@firm.vn:pw@Mail.Firm.VN/inbox?since=now")
    assert (settings.host, settings.port, settings.folder) == ("mail.firm.vn", 143, "INBOX")
    assert settings.user == "support@firm.vn"
    assert not settings.tls
    assert not settings.encrypted
    assert settings.since is None
    assert ImapSettings.from_url("imaps://u:p@h").port == 993


def test_the_account_does_not_depend_on_encryption():
    plain = ImapSettings.from_url("imap://u:p@h:143/INBOX")
    assert plain.account == ImapSettings.from_url("imaps://u:other@h/").account
    assert ImapSettings.from_url("imap://u:p@h?starttls=required").encrypted


def test_since_and_poll():
    assert ImapSettings.from_url("imap://u:p@h?since=all").since == SINCE_ALL
    assert ImapSettings.from_url("imap://u:p@h?since=2026-01-31&poll=60").since == date(2026, 1, 31)
    assert ImapSettings.from_url("imap://u:p@h?poll=60").poll == 60


def test_a_token_command():
    url = "imaps://u@h/INBOX?auth=xoauth2&token_command=/usr/bin/token%20--for%20%22a%20b%22"
    assert ImapSettings.from_url(url).token_command == ("/usr/bin/token", "--for", "a b")


def test_neither_password_nor_command_is_shown():
    shown = repr(ImapSettings.from_url("imaps://u:geheim@h"))
    assert "geheim" not in shown
    assert "geheim" not in ImapSettings.from_url("imaps://u:geheim@h").account


def test_several_mailboxes():
    one, two = ImapSettings.from_urls(["imaps://u:a,b@h/INBOX", "imap://v:c@h/Sales"])
    assert (one.password, two.user) == ("a,b", "v")
    with pytest.raises(ValueError, match=r"^The IMAP mailbox u@h/INBOX is named twice\. Name it once\.$"):
        ImapSettings.from_urls(["imaps://u:a@h", "imap://u:b@h"])


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "imap://"),
        ("http://u:geheim@h", "imap://"),
        ("imaps://u:geheim@", "no host"),
        ("imaps://:geheim@h", "no user"),
        ("imaps://u@h", "no password"),
        ("imaps://u:geheim@h:99999", "port"),
        ("imaps://u:geheim@h:x", "port"),
        ("imaps://u:geheim@[::1", "host"),
        ("imaps://u:ge#heim@h", "%23|%XX"),
        ("imaps://u:geheim@h/a#b", "%23"),
        ("imaps://u:ge%0Aheim@h", "control"),
        ("imaps://u:geheim@h/a%00", "control"),
        ("imaps://u:geheim@h?sinse=all", "no option"),
        ("imaps://u:geheim@h?since", "option=value"),
        ("imaps://u:geheim@h?since=yesterday", "since"),
        ("imaps://u:geheim@h?since=2026-13-01", "since"),
        ("imaps://u:geheim@h?poll=0", "poll"),
        ("imaps://u:geheim@h?poll=nan", "poll"),
        ("imaps://u:geheim@h?poll=1800", "poll"),
        ("imaps://u:geheim@h?max_mb=-1", "max_mb"),
        ("imaps://u:geheim@h?auth=ntlm", "auth"),
        ("imaps://u@h?auth=xoauth2", "token_command"),
        ("imaps://u:geheim@h?token_command=x", "xoauth2"),
        ("imaps://u@h?auth=xoauth2&token_command='x", "quotation"),
        ("imaps://u:geheim@h?starttls=required", "encrypted from the start"),
        ("imap://u:geheim@h?starttls=perhaps", "starttls"),
    ],
)
def test_mistakes_get_one_sentence_without_the_password(url: str, words: str):
    with pytest.raises(ValueError, match=words) as caught:
        ImapSettings.from_url(url)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "heim" not in sentence
    assert caught.value.__cause__ is None

from __future__ import annotations

from pathlib import Path

import pytest

from channels.email.smtp_url import Security, SmtpSettings


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtps://u:p@mail.example", 465, Security.TLS),
        ("smtps://u:p@mail.example:4650", 4650, Security.TLS),
        ("smtp://u:p@mail.example", 587, Security.STARTTLS_REQUIRED),
        ("smtp://mail.example", 25, Security.STARTTLS_OPTIONAL),
        ("smtp://mail.example?starttls=required", 25, Security.STARTTLS_REQUIRED),
        ("smtp://u:p@mail.example/?starttls=off", 587, Security.OFF),
        ("smtp://u:p@mail.example:25?starttls=optional", 25, Security.STARTTLS_OPTIONAL),
        ("smtp://127.0.0.1:1025", 1025, Security.OFF),
        ("smtp://u:p@localhost:1025", 1025, Security.OFF),
        ("smtp://[::1]:1025", 1025, Security.OFF),
        ("smtp://[::1]:1025?starttls=required", 1025, Security.STARTTLS_REQUIRED),
    ],
)
def test_defaults_follow_from_the_scheme_the_host_and_the_password(url: str, port: int, security: Security):
    settings = SmtpSettings.from_url(url)
    assert (settings.port, settings.security) == (port, security)


def test_user_and_password_are_unescaped_and_stay_out_of_sight():
    settings = SmtpSettings.from_url("smtps://minh%40saomai.vn:m%E1%BA%ADt%2Fkh%3Au@mail.example")
    assert settings.username == "minh@saomai.vn"
    assert settings.password == "mật/kh:u"
    assert "mật" not in repr(settings)
    assert settings.name == "mail.example:465"


def test_automatic_mails_leave_from_the_null_path_unless_told_otherwise():
    assert SmtpSettings.from_url("smtp://localhost").null_return_path
    assert not SmtpSettings.from_url("smtp://localhost?null_return_path=no").null_return_path


def test_a_file_of_authorities_must_be_there(tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_text("x")
    assert SmtpSettings.from_url(f"smtps://mail.example?ca_file={file}").ca_file == str(file)
    with pytest.raises(ValueError, match="is no file"):
        SmtpSettings.from_url(f"smtps://mail.example?ca_file={tmp_path}/other.pem")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "must begin with smtp://"),
        ("mail.example:25", "must begin with smtp://"),
        ("https://mail.example", "must begin with smtp://"),
        ("smtp://", "names no host"),
        ("smtp://u:p@", "names no host"),
        ("smtp://mail.example:0", "number from 1 to 65535"),
        ("smtp://mail.example:70000", "number from 1 to 65535"),
        ("smtp://mail.example:abc", "number from 1 to 65535"),
        ("smtp://user@mail.example", "both a user and a password"),
        ("smtp://:secret@mail.example", "both a user and a password"),
        ("smtp://u:se/cret@mail.example", "something after the host"),
        ("smtp://u:p@mail.example/inbox", "something after the host"),
        ("smtp://u:p@mail.example?starttls=maybe", "required, optional or off"),
        ("smtp://u:p@mail.example?starttls=off&starttls=required", "twice"),
        ("smtps://u:p@mail.example?starttls=off", "leave starttls out"),
        ("smtp://u:p@mail.example?tls=1", "'tls' is unknown"),
        ("smtp://u:p@mail.example?null_return_path=maybe", "yes or no"),
        ("smtp://u:p%0d%0a@mail.example", "control character"),
        ("smtp://[::1", "not a URL"),
    ],
)
def test_a_wrong_url_is_refused_in_one_clear_sentence_without_the_password(url: str, words: str):
    with pytest.raises(ValueError, match=words) as caught:
        SmtpSettings.from_url(url)
    assert "\n" not in str(caught.value)
    assert "cret" not in str(caught.value)

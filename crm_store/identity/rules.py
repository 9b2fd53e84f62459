"""Normal forms of addresses, and which domains never name a firm. Plain Python."""

from __future__ import annotations

import re
import unicodedata

from nlp.text import fold as fold_text

FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.com.vn",
        "yahoo.co.uk",
        "yahoo.co.jp",
        "yahoo.fr",
        "ymail.com",
        "rocketmail.com",
        "outlook.com",
        "outlook.com.vn",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.fr",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "tutanota.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.com",
        "zoho.com",
        "zohomail.com",
        "yandex.com",
        "yandex.ru",
        "mail.ru",
        "inbox.ru",
        "list.ru",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "fpt.vn",
        "vnn.vn",
        "hn.vnn.vn",
        "hcm.vnn.vn",
        "viettel.vn",
        "zalo.me",
        "fastmail.com",
        "hey.com",
        "orange.fr",
        "free.fr",
        "wanadoo.fr",
        "laposte.net",
        "btinternet.com",
        "t-online.de",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "bigpond.com",
        "rediffmail.com",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "libero.it",
    ]
)
_KEEP_DIGITS = re.compile(r"[^\d+]")


def normalise_email(address: str) -> str:
    """Lower case, NFKC, domain as it is typed. Dots and ``+`` parts are kept: two addresses may be two people."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def normalise_phone(number: str) -> str:
    """Digits with ``+``; Vietnamese national form becomes +84. Full parsing is nlp's; this is for comparing."""
    digits = _KEEP_DIGITS.sub("", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("0"):
        digits = "+84" + digits[1:]
    return digits


def normalise(kind: str, value: str) -> str:
    if kind == "email":
        return normalise_email(value)
    return normalise_phone(value) if kind == "phone" else value.strip()


def is_free_mail(domain: str) -> bool:
    return domain.lower() in FREE_MAIL


def fold(text: str) -> str:
    """Lower case without accents, đ as d: how names are compared and searched."""
    return fold_text(text).strip()

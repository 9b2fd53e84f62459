"""Writes a sentence as people type it: without accents, with slips, abbreviations and little punctuation."""

from __future__ import annotations

import re
from random import Random

from nlp.text import fold_aligned

_SHORT_VI = {
    "không": "ko k hông hong hok khong kh",
    "được": "dc đc đk dk đươc",
    "vậy": "v zậy z vay",
    "rồi": "r rùi ròi roi",
    "gì": "j gi",
    "với": "vs vơi",
    "anh": "a",
    "chị": "c",
    "em": "e",
    "bạn": "b bn",
    "mình": "m mk mìn",
    "bao nhiêu": "bn bnhiu bao nhiu nhiêu",
    "nhiêu": "nhiu",
    "biết": "bít bik",
    "bây giờ": "bh bgio",
    "trước": "trc trước",
    "điện thoại": "đt dt",
    "nhé": "nhe nhá nha ne",
    "chưa": "chua ch",
    "hàng": "hag",
    "nhà": "nha",
    "người": "ng ngừi",
    "cũng": "cug cũg",
    "nhân viên": "nv",
    "khách hàng": "kh khách",
    "số điện thoại": "sđt sdt",
    "thanh toán": "tt ttoan",
    "chuyển khoản": "ck",
    "sản phẩm": "sp",
    "hợp đồng": "hđ hd",
    "quá": "wá qá",
    "thế nào": "tnao ntn",
    "như thế nào": "ntn",
    "làm sao": "lsao ls",
    "cảm ơn": "cám ơn camon cmon tks",
    "hóa đơn": "hđ hoá đơn",
    "giùm": "dùm",
    "vâng": "vg vâg",
    "đến": "đên dến",
    "hôm nay": "hnay",
    "ngày mai": "mai",
    "tháng": "th",
    "giờ": "h",
    "mật khẩu": "mk pass",
    "xin chào": "chào",
    "tài khoản": "tk",
    "đơn hàng": "đơn dh",
    "phần mềm": "pm",
}
_SHORT_EN = {
    "you": "u",
    "please": "pls plz",
    "thanks": "thx",
    "your": "ur",
    "are": "r",
    "because": "cuz bc",
    "want to": "wanna",
    "I am": "im i'm",
    "I'm": "im",
    "don't": "dont",
    "can't": "cant",
    "doesn't": "doesnt",
    "won't": "wont",
    "going to": "gonna",
    "for": "4",
    "to": "2",
    "information": "info",
    "as soon as possible": "asap",
    "tomorrow": "tmr tmrw",
    "quantity": "qty",
    "pieces": "pcs",
    "and": "&",
}
_TELEX_TONES = {"́": "s", "̀": "f", "̉": "r", "̃": "x", "̣": "j"}
_TELEX_SHAPES = {"̂": "{0}{0}", "̆": "{0}w", "̛": "{0}w"}
_FACES = ("😊", "😭", ":)", "❤️", "🙏", "😡", "...", "!!", ":((", "^^", "ạ", "nha", "👍")


def as_typed(text: str, language: str, random: Random) -> str:
    """One of many ways of typing ``text``; as it is in a quarter of all cases."""
    if random.random() < 0.25:
        return text
    shorts = _SHORT_EN if language == "en" else _SHORT_VI
    if random.random() < 0.45:
        text = _shortened(text, shorts, random)
    if language != "en":
        text = _accents(text, random)
    if random.random() < 0.55:
        text = text.lower()
    elif random.random() < 0.03:
        text = text.upper()
    if random.random() < 0.35:
        text = re.sub(r"[,.!?;:]+(?=\s|$)", "", text)
    if random.random() < 0.2:
        text = _slip(text, random)
    if random.random() < 0.08:
        text = f"{text} {random.choice(_FACES)}"
    return text


def _shortened(text: str, shorts: dict[str, str], random: Random) -> str:
    for word, forms in shorts.items():
        if word in text and random.random() < 0.5:
            text = re.sub(rf"\b{re.escape(word)}\b", random.choice(forms.split()), text)
    return text


def _accents(text: str, random: Random) -> str:
    chance = random.random()
    if chance < 0.42:
        return fold_aligned(text) if random.random() < 0.7 else _without_accents(text)
    if chance < 0.5:
        return " ".join(_without_accents(word) if random.random() < 0.4 else word for word in text.split(" "))
    if chance < 0.54:
        return " ".join(_telex(word) if random.random() < 0.25 else word for word in text.split(" "))
    return text


def _without_accents(text: str) -> str:
    folded = fold_aligned(text)
    return "".join(new.upper() if old.isupper() else new for old, new in zip(text, folded, strict=True))


def _telex(word: str) -> str:
    """What stands there when the input method is off: "đơn" is "ddown"."""
    import unicodedata

    letters, tone = "", ""
    for char in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "DD")):
        if char in _TELEX_TONES:
            tone = _TELEX_TONES[char]
        elif char in _TELEX_SHAPES and letters:
            letters = letters[:-1] + _TELEX_SHAPES[char].format(letters[-1])
        elif not unicodedata.combining(char):
            letters += char
    return letters + tone


def _slip(text: str, random: Random) -> str:
    """One letter dropped, doubled or swapped with the next."""
    if len(text) < 8:
        return text
    place = random.randrange(1, len(text) - 2)
    if not text[place].isalpha() or not text[place + 1].isalpha():
        return text
    kind = random.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

"""Whether a message says thanks or agrees and nothing else. Such a message reopens nothing and asks for nothing.

A question, a number, a "but" or any word that is not known to be polite makes it more than thanks: to take a request
for thanks would lose it, the other error only shows somebody one mail too many.
"""

from __future__ import annotations

import re

from nlp.text import fold

_LONGEST = 200

_SAYS_IT = """
    xin cam on|cam on|cam on nhieu|da cam on|tks|thks|thank|thanks|thank you|many thanks|thanks a lot|thanks so much|thanks again|thx|ty|cheers|cam ta|cmon
    ok|oke|okay|okie|okela|oki|okk|ok roi|duoc roi|da duoc|dung roi|tot roi|on roi|chay roi|on ca roi|chay on roi|het loi roi|xong roi|vao duoc roi
    in duoc roi|lam duoc roi|dong y|nhat tri|da nhan|da nhan duoc|nhan duoc roi|da ro|em hieu roi|da hieu|hieu roi|ro roi|vang|da vang|da vang a|uh|u|um|vay nhe|the nhe
    works now|working now|it works|works|works great|works fine|works again|works perfectly|all good|all good now|all set|fixed|fixed now|solved|resolved|sorted|got it|noted|received|understood|perfect
    great|awesome|wonderful|excellent|much appreciated|appreciate it|appreciate your help|appreciated|sounds good|will do|good job|great job|well done|tuyet voi|tuyet|qua tot
"""
_POLITE = """
    da|vang|a|e|ah|may|phan mem|app|web|nha|nhe|nhen|nhoa|ne|oi|roi|nhieu|rat nhieu|lam|qua|luon|do|em|anh|chi|ban|minh|toi|co|chu|bac|shop|ad|admin|cac ban|moi nguoi|ca nha|team|chau|tui|quy cong ty|ben minh
    nhiet tinh|ho tro|da ho tro|vi da ho tro|da giup|giup do|nhanh chong|nhanh|tan tinh|tot|hay|dep|chuc|ngay moi|mot|vui ve|tot lanh|cuoi tuan|day du|rat day du|chu dao
    da xem|da xem tai lieu|tai lieu|bao gia|thong tin|xem|hang|mail|email|file|hoa don|hop dong|so|so much|very much|a lot|again|for|your|the|help|quick|fast|prompt|reply|response|support|turnaround|service
    for your|kind|kindly|you|u|sir|madam|guys|all|everyone|everything|it|is|it's|that|this|now|and|hi|hello|dear|best|regards|best regards|kind regards|warm regards|sincerely|yours|tran trong|than|than ai|kinh thu
    have a|nice|good|day|weekend|week|one|lovely|great day|really|truly|i|we|us|me|my|our|from|at|of|in|to|too|very|since|lunch|yesterday|today|time|working|answer|information|info|update|quote|was|were|been
    phan hoi|gia|dung|da|duoc|lap tuc|ngay|kip thoi|se|nhan|thay|men|thuong|kinh
"""
_NAME = r"(?:[A-ZĐÀ-Ỹ][\w'-]*\s?){1,4}"
_SIGNED = re.compile(rf"(?:[\n,.!-]\s*)({_NAME})\s*$")
_ADDRESSED = re.compile(
    rf"\b(?:thanks|thank you|hi|hello|dear|cheers|em|anh|chị|bạn|cô|chú|c[áả]m ơn)[ ,]+({_NAME})", re.IGNORECASE
)
_MORE_THAN_THANKS = re.compile(
    r"[?#\d]|\b(?:nhung|but|however|van|still|khong|ko|chua|not|no|don't|doesn't|can't|tuy|ma|neu|if|please|vui long|nho|gui lai|khi nao|bao gio|except|although)\b"
)


def _alternatives(lists: str) -> str:
    phrases = {phrase.strip() for line in lists.strip().splitlines() for phrase in line.split("|")}
    return "|".join(sorted(map(re.escape, phrases), key=lambda phrase: (-len(phrase), phrase)))


_SAYING = re.compile(rf"\b(?:{_alternatives(_SAYS_IT)})\b")
_POLITENESS = re.compile(rf"\b(?:{_alternatives(_POLITE)})\b")


def is_thanks_only(text: str) -> bool:
    """The subject is left out of it: replies carry the subject of what they answer."""
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST:
        return False
    if _MORE_THAN_THANKS.search(fold(stripped)):
        return False
    rest, said = _SAYING.subn(" ", fold(_without_names(stripped)))
    return bool(said) and not re.search(r"\w", _POLITENESS.sub(" ", rest))


def _without_names(text: str) -> str:
    """Without the name of whom it speaks to and of who signed it."""
    addressed = _ADDRESSED.sub(lambda match: match[0][: match.start(1) - match.start()], text)
    return _SIGNED.sub("", addressed)

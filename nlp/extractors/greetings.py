"""Whether a message only wishes somebody well: a feast, a birthday, a success. It asks for nothing."""

from __future__ import annotations

import re

from nlp.text import fold

_LONGEST = 600
_WISHES = re.compile(
    r"\b(?:chuc mung|chuc (?:em|anh|chi|ban|quy|cac|ca|cong ty|team|moi nguoi|[a-z]+ [a-z]+)\b.{0,80}\b(?:vui|thanh cong|hanh phuc|an lanh|suc khoe|phat trien|thinh vuong|may man)"
    r"|nam moi|giang sinh|happy (?:new year|birthday|holidays|anniversary|tet)|merry christmas|season'?s greetings|congratulations|congrats|warmest wishes|best wishes (?:for|to))\b"
)
_ASKS = re.compile(
    r"\?|\b(?:loi|hong|sua giup|bao gia|bao nhieu|khi nao|bao gio|vui long|nho em|nho anh|giup em|giup anh|giup chi|please|could you|can you|error|problem|broken|price|quote)\b"
)


def is_greeting_only(text: str) -> bool:
    folded = fold(text[: _LONGEST + 1])
    return len(folded) <= _LONGEST and bool(_WISHES.search(folded)) and not _ASKS.search(folded)

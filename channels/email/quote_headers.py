"""Finds where a mail program says that older text follows.

Three shapes: an attribution ("On Monday, Lan wrote:"), a block of header lines ("From: / Sent: / To: / Subject:") and a
separator ("-----Original Message-----"), in the languages and wordings of the usual programs. Every pattern is applied
to a bounded piece of text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from channels.email.quote_words import (
    BEGIN_FORWARDED,
    EAST_WROTE,
    FORWARDED,
    LABELS,
    MONTHS,
    ORIGINAL,
    STARTS,
    WEEKDAYS,
    WROTE_INSIDE,
    WROTE_INSIDE_SURE,
    WROTE_LAST,
)

MAX_ATTRIBUTION = 400
_MAX_ATTRIBUTION_LINES = 6
_MAX_BLOCK_LINES = 25
_ENOUGH_FIELDS = 3
_MAX_WRAPPED = 6


class Kind(Enum):
    ATTRIBUTION = "attribution"
    BLOCK = "block"
    SEPARATOR = "separator"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class QuoteHeader:
    """Lines ``start`` to ``end`` (exclusive); ``before`` is new text on the first of these lines."""

    kind: Kind
    start: int
    end: int
    before: str = ""


_DATE = re.compile(
    rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}\s?[:h.]\s?\d{{2}}\b|\b\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?\b|\b\d{{1,2}}\.?\s*(?:de\s+)?(?:{MONTHS})|"
    rf"\b(?:{MONTHS})[a-zéûäç]*\.?,?\s+\d{{1,2}}\b|\b(?:yesterday|today|gestern|hier|hôm qua|hôm nay)\b|\d+\s*年|\d+\s*月|\d+\s*년",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]{1,80}@[^\s<>()\[\]\"',;:]{1,120}")
_DATE_START = re.compile(
    rf"\W{{0,4}}(?:(?:{WEEKDAYS})\b\.?,?\s|\d{{4}}[-/.年]\s?\d|\d{{1,2}}[./:-]\s?\d{{1,2}}|\d{{1,2}}\.?\s+(?:{MONTHS})|(?:{MONTHS})[a-z]*\.?\s\d|20\d\d\D|在|于|於)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b")
_FULL_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_NAME_START = re.compile(
    r"\W{0,3}[^\s<>:;!?]{1,40}(?:\s[^\s<>:;!?]{1,40}){0,6}\s*[<(\[]\s*(?:mailto:)?[^\s<>@]{1,80}@", re.IGNORECASE
)
_ENDS_ADDRESS = re.compile(r"[<(\[]\s*(?:mailto:)?[^\s<>()@]{1,80}@[^\s<>()]{1,120}\s*[>)\]]{1,2}\s*[:：]?\s*$")
_INLINE_START = re.compile(
    r"(?<=\S)\s+(?=(?:On|Le|Am|El|Em|Vào)\s+(?:\S{2,10},?\s+)?\d|On\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s)",
    re.IGNORECASE,
)
_ADDRESS_FIRST = re.compile(r"\W{0,3}[^\s<>()]{1,80}@[^\s<>()]{1,120}\s\S{2,12}\s?[:：]$")
_JOINED = re.compile(r"[>\"”')\]】,，\d]")
_WORD_BREAK = re.compile(r"[\s>\"”'),:<]+")
_BEFORE_START = " \t*_-–—>\"'([\u200e\u200f\u202a\u202b"
_QUOTING = re.compile(
    r"(?:Quoting|Zitat von|Citando a?|Citeren|Cytowanie|Citat)\s[^\n]{1,120}@[^\n]{1,120}[:：]\s*$", re.IGNORECASE
)

_KIND_OF_LABEL = {word: kind for kind, words in LABELS.items() for word in words.split("|")}
_LABEL_LINE = re.compile(
    r"[\s>|*_•\u200e\u200f\u202a-\u202e]{0,6}([^\W\d_][^:：*<>@\n]{0,28}?)\s?\*{0,2}\s?[:：]\*{0,2}(?:\s|$|(?=\S))(.{0,500})"
)

_RULE_SIGNS = "-_=*#~—–‐‑> \t"
_ORIGINAL = re.compile(rf"(?:{ORIGINAL}|{FORWARDED})(?!\w)", re.IGNORECASE)
_FORWARDED = re.compile(rf"(?:{FORWARDED})(?!\w)", re.IGNORECASE)
_BEGIN_FORWARDED = re.compile(
    r"\W{0,4}(?:begin forwarded message|début du message réexpédié|début du message transféré|anfang der weitergeleiteten (?:e-mail|nachricht)|inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado|início da mensagem (?:encaminhada|reenviada)|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked|"
    r"videresendt melding|rozpoczęcie przesyłanej dalej wiadomości|začátek přeposílané zprávy|välitetty viesti alkaa|начало переадресованного сообщения|"
    r"bắt đầu (?:thư|tin nhắn) (?:được |đã )?chuyển tiếp|下面是被转发的邮件|以下是轉寄的郵件|転送されたメッセージ|전달된 메시지|İletilen ileti başlangıcı)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_BARE_ORIGINAL = re.compile(
    r"\W{0,3}(?:original message|thư gốc|ursprüngliche nachricht|message d'origine)\s*:?\W{0,3}$", re.IGNORECASE
)
_RULE_CHARACTERS = frozenset("_-=*—–")
_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"\s*(?:[_\-=*—–]{5,120}|(?:[_\-=*] ){4,60})\s*$")
_QUOTED = re.compile(r"\s{0,3}[>＞|]")


def find(lines: Sequence[str], at: int) -> QuoteHeader | None:
    """The quote header that begins on, or has its last line at, line ``at``; cheap for ordinary lines."""
    line = lines[at]
    if not line or len(line) > 4 * MAX_ATTRIBUTION:
        return None
    stripped = line.strip()
    if not stripped or (stripped[0] in ">＞|" and not is_attribution_end(stripped)):
        return None
    if header := _separator(lines, at, stripped):
        return header
    if (":" in line or "：" in line) and (header := _block(lines, at)):
        return header
    if _may_end_attribution(stripped):
        return _attribution(lines, at)
    return None


def _may_end_attribution(text: str) -> bool:
    last = text[-1]
    if last in ":：道성글":
        return True
    if last in ">)]":
        return "@" in text
    return (last in "-_" and (text[0] in "-_" or ends_with_verb(text))) or (
        last in ".…" and text.endswith(("...", "…")) and ends_with_verb(text.rstrip("."))
    )


def _separator(lines: Sequence[str], at: int, stripped: str) -> QuoteHeader | None:
    if len(stripped) > 160:  # noqa: PLR2004 - no separator is longer
        return None
    core = stripped.strip(_RULE_SIGNS) if stripped[:1] in _RULE_SIGNS else ""
    if core and stripped[1:2] in _RULE_SIGNS and _ORIGINAL.match(core):
        kind = Kind.FORWARD if _FORWARDED.match(core) else Kind.SEPARATOR
    elif _first_word(stripped) in BEGIN_FORWARDED and _BEGIN_FORWARDED.match(stripped):
        kind = Kind.FORWARD
    elif stripped[:30].lower() == "original message processed by " or (
        at and lines[at - 1][:1] in _RULE_CHARACTERS and _BARE_ORIGINAL.match(stripped) and _RULE.match(lines[at - 1])
    ):
        kind = Kind.SEPARATOR
    else:
        return None
    block = _block(lines, _next_filled(lines, at + 1))
    return QuoteHeader(kind, at, block.end if block else at + 1)


def _first_word(text: str) -> str:
    word = text.lstrip(_BEFORE_START).split(None, 1)[:1]
    return word[0].casefold().rstrip(":：") if word else ""


def _next_filled(lines: Sequence[str], at: int) -> int:
    stop = min(len(lines), at + 6)
    while at < stop and not lines[at].strip(" \t\xa0>*_-"):
        at += 1
    return at


def label_of(line: str) -> tuple[str, str]:
    """(kind, value) of a header line shown in a body, ``("", "")`` for other lines."""
    match = _LABEL_LINE.match(line)
    if match is None:
        return "", ""
    return _KIND_OF_LABEL.get(match[1].strip(" *_").casefold(), ""), match[2].strip(" *\u200e\u200f\u202a\u202c")


def _block(lines: Sequence[str], start: int) -> QuoteHeader | None:
    """A run of header lines. From with Date or Subject makes one; a mere "From: May To: June" does not."""
    if start >= len(lines) or label_of(lines[start])[0] not in {"from", "date", "subject", "to", "reply"}:
        return None
    found: dict[str, str] = {}
    end = start
    loose = 0
    for at in range(start, min(len(lines), start + _MAX_BLOCK_LINES)):
        kind, value = label_of(lines[at])
        if kind and (kind not in found or kind in {"reply", "cc"}):
            found[kind] = value
            end, loose = at + 1, 0
            continue
        loose += 1
        if not _may_continue(lines[at].strip(), loose, len(found)):
            break
    proves = "@" in found.get("from", "") or ("subject" in found and len(found) >= _ENOUGH_FIELDS)
    if proves and "from" in found and ("date" in found or "subject" in found):
        return QuoteHeader(Kind.BLOCK, start, end)
    return None


def _may_continue(text: str, loose: int, fields: int) -> bool:
    """Wrapped values, and the blank lines that some programs put between the first fields."""
    if not text:
        return fields < _ENOUGH_FIELDS and loose == 1
    return loose <= (_MAX_WRAPPED if "@" in text or "<" in text else 2)


def _attribution(lines: Sequence[str], at: int) -> QuoteHeader | None:
    """The shortest run of lines ending at ``at`` that reads as an attribution from its first word on."""
    joined = ""
    blanks = 0
    fallback: QuoteHeader | None = None
    for start in range(at, max(-1, at - _MAX_ATTRIBUTION_LINES), -1):
        text = lines[start].strip()
        if not text:
            blanks += 1
            if blanks > 1 or "wrote" not in joined or fallback:
                return fallback
            continue
        if (_QUOTED.match(text) and not is_attribution_end(text)) or len(joined) + len(text) > MAX_ATTRIBUTION:
            return fallback
        joined = f"{text} {joined}".strip()
        if is_attribution(joined):
            fallback = QuoteHeader(Kind.ATTRIBUTION, start, at + 1)
            if _begins(joined):
                return fallback
        elif start == at and (inline := _INLINE_START.search(text)) and is_attribution(text[inline.end() :]):
            return QuoteHeader(Kind.ATTRIBUTION, start, at + 1, text[: inline.start()])
    return fallback


def _begins(text: str) -> bool:
    words = text.lstrip(_BEFORE_START).casefold().split(None, 3)[:3]
    if any(" ".join(words[:count]).rstrip(",.:") in STARTS for count in (1, 2, 3)) or text.startswith(
        ("ב-", "\u202bב")
    ):
        return True
    return _DATE_START.match(text) is not None


def announces(lines: Sequence[str], at: int) -> QuoteHeader | None:
    """In front of a marked quotation less evidence is enough: a colon at the end, and an address or a date with a time."""
    text = lines[at].strip()
    if not text.endswith((":", "：", "写道")) or len(text) > MAX_ATTRIBUTION:
        return None
    start = at
    while True:
        has_date = _FULL_DATE.search(text) is not None and _CLOCK.search(text) is not None
        if (_ADDRESS.search(text) or has_date) and (
            _begins(text) or start == 0 or not lines[start - 1].strip() or _DATE.search(text)
        ):
            return QuoteHeader(Kind.ATTRIBUTION, start, at + 1)
        start -= 1
        if start < 0 or at - start > 2 or not lines[start].strip() or len(text) + len(lines[start]) > MAX_ATTRIBUTION:  # noqa: PLR2004
            return None
        text = f"{lines[start].strip()} {text}"


def is_attribution(text: str) -> bool:
    """Whether the whole of ``text`` (at most ``MAX_ATTRIBUTION`` characters) announces a quotation."""
    text = text.strip("* \t")
    if len(text) > MAX_ATTRIBUTION:
        return False
    if text[:3] in {"---", "___"} and text.endswith(("---", "___")) and ends_with_verb(text.strip("-_ \t")):
        return True
    has_address = "@" in text and _ADDRESS.search(text) is not None
    has_date = _DIGIT.search(text) is not None and _DATE.search(text) is not None
    return (has_address or has_date) and _reads_as_attribution(text, has_address=has_address, has_date=has_date)


def _reads_as_attribution(text: str, *, has_address: bool, has_date: bool) -> bool:
    colon = text.endswith((":", "："))
    if ends_with_verb(text):
        named = colon and (_NAME_START.match(text) is not None or _ADDRESS_FIRST.match(text) is not None)
        return named or _begins(text)
    if text.rstrip(" :：").endswith(EAST_WROTE):
        return True
    if not colon:
        return has_date and _DATE_START.match(text) is not None and _ENDS_ADDRESS.search(text) is not None
    return _ends_plainly(text, has_address=has_address, has_date=has_date)


def ends_with_verb(text: str) -> bool:
    """Whether "wrote", "đã viết" or the like are the last words, before a colon or a ruled line."""
    words = text[-120:].rstrip(" :：-…*\u200e\u200f\u202c").casefold().split()[-4:]
    if not words:
        return False
    words[0] = _JOINED.split(words[0])[-1]
    last = _JOINED.split(words[-1])[-1]
    return last in WROTE_LAST or any(" ".join(words[at:]) in WROTE_LAST for at in range(len(words)))


def _holds(text: str, verbs: frozenset[str]) -> bool:
    lowered = text.casefold()
    words = _WORD_BREAK.split(lowered)
    return not verbs.isdisjoint(words) or any(" " in verb and verb in lowered for verb in verbs)


def _ends_plainly(text: str, *, has_address: bool, has_date: bool) -> bool:
    """The colon follows a name, an address or a time; the verb stands before, or nowhere."""
    if has_date and _ENDS_ADDRESS.search(text) and _DATE_START.match(text):
        return True
    sure = has_date and _holds(text, WROTE_INSIDE_SURE)
    if sure and (has_address or _CLOCK.search(text)) and (_begins(text) or has_address or _FULL_DATE.search(text)):
        return True
    if has_address and has_date and (_begins(text) or _NAME_START.match(text)) and _holds(text, WROTE_INSIDE):
        return True
    return _QUOTING.match(text) is not None


def is_attribution_end(line: str) -> bool:
    """``> wrote:``: the bracket that closes a wrapped address, not a quote mark."""
    if len(line) > 60 or line.rstrip()[-1:] not in {":", "："}:  # noqa: PLR2004 - the longest verb with room
        return False
    rest = line.strip().lstrip(">").rstrip(" :：").strip().casefold()
    return not rest or rest in WROTE_LAST


def is_rule(line: str) -> bool:
    return _RULE.match(line) is not None

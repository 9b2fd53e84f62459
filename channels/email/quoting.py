"""Splits a body into the writer's new words, the history around them and the signature.

Works on lines, from plain text or from ``html_text`` with its marks. Replies between quoted lines are kept. Time is linear
in the text, of which ``guards.MAX_QUOTING`` characters are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from channels.email import guards, quote_headers, signatures
from channels.email.html_text import Line, Mark
from channels.email.quote_headers import Kind, QuoteHeader

_QUOTE_MARKS = frozenset({">", "＞"})
_COLONS = frozenset({":", "："})
_ENDS = frozenset(">)]-_…道성글")
_SPEAKING = re.compile(r"：|orward|riginal|\.\.\.$")
_RULES = frozenset("-_*=#~—–‐‑ ")
_BAR = re.compile(r"\s{0,3}\|(?:\s|$)")
_WRAPPED_LEAST = 60
_FAR = 4
_OPEN_END = re.compile(r"(?:https?://|www\.)\S*$|\([^)]*$|<[^>]*$")
_BLANK_RUN = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Split:
    """``reply``, ``quoted`` and ``signature`` are parts of the text. ``forward_at`` is the line where a forwarded mail begins."""

    reply: str
    quoted: str = ""
    signature: str = ""
    forward_at: int | None = None


def split_text(text: str, *, sender_name: str = "") -> Split:
    """Splits plain text."""
    rest = text[guards.MAX_QUOTING :]
    lines = [line.rstrip() for line in text[: guards.MAX_QUOTING].split("\n")]
    has_marks = ">" in text or "＞" in text
    quoted = [line.lstrip()[:1] in _QUOTE_MARKS for line in lines] if has_marks else [False] * len(lines)
    return _assemble(lines, _states(lines, quoted), rest, sender_name)


def split_lines(parsed: Sequence[Line], *, sender_name: str = "") -> Split:
    """Splits lines that came from HTML, whose marks are believed."""
    size = 0
    kept: list[Line] = []
    for line in parsed:
        size += len(line.text) + 1
        if size > guards.MAX_QUOTING:
            break
        kept.append(line)
    lines = [line.text for line in kept]
    lines = [line.rstrip() for line in lines]
    quoted = [line.depth > 0 or line.text.lstrip()[:1] in _QUOTE_MARKS for line in kept]
    history = next(
        (at for at, line in enumerate(kept) if line.mark is Mark.HISTORY and any(map(str.strip, lines[:at]))), None
    )
    states = _states(lines, quoted, history)
    for at, line in enumerate(kept):
        if line.mark is Mark.SIGNATURE and states.kinds[at] == "new":
            states.kinds[at] = "signature"
    return _assemble(lines, states, "\n".join(line.text for line in parsed[len(kept) :]), sender_name)


@dataclass(slots=True)
class _States:
    """For each line ``new``, ``quoted`` or ``signature``; ``before`` is new text that shares a line with a quote header."""

    kinds: list[str]
    before: dict[int, str]
    forward_at: int | None = None


def _states(lines: list[str], quoted: list[bool], history: int | None = None) -> _States:
    states = _States(["quoted" if flag else "new" for flag in quoted], {})
    stop = len(lines) if history is None else history
    done = 0
    for at in _candidates(lines, quoted)[: guards.MAX_QUOTE_CANDIDATES]:
        if at >= stop:
            break
        if at >= done and (header := _header_at(lines, quoted, at)) is not None:
            done = _apply(states, header, lines, quoted)
    if history is not None and done < len(lines):
        _cut(states, history, lines)
    if True in quoted:
        _join_wrapped(states, lines, quoted)
    return states


def _candidates(lines: list[str], quoted: list[bool]) -> list[int]:
    """Cheap: the lines on which a quote header may begin or end."""
    return [
        at
        for at, line in enumerate(lines)
        if line
        and (
            line[-1] in _COLONS
            or (
                not quoted[at]
                and (line[-1] in _ENDS or line[0] in _RULES or ":" in line or _SPEAKING.search(line) is not None)
            )
        )
    ]


def _header_at(lines: list[str], quoted: list[bool], at: int) -> QuoteHeader | None:
    if quoted[at]:
        return quote_headers.find(lines, at) if quote_headers.is_attribution_end(lines[at]) else None
    if header := quote_headers.find(lines, at):
        return header
    if lines[at].rstrip()[-1:] in {":", "：", "道"}:
        follower = _next_filled(lines, at + 1)
        if follower < len(lines) and quoted[follower] and follower - at <= _FAR:
            return quote_headers.announces(lines, at)
    return None


def _apply(states: _States, header: QuoteHeader, lines: list[str], quoted: list[bool]) -> int:
    """Marks what the header covers; returns where to go on."""
    follower = _next_filled(lines, header.end)
    marked = follower < len(lines) and (quoted[follower] or _BAR.match(lines[follower]) is not None)
    blank_before = not any(lines[at].strip() and not quoted[at] for at in range(header.start))
    if (
        blank_before
        and not marked
        and not header.before
        and header.kind is Kind.ATTRIBUTION
        and not _quoted_anywhere(quoted)
    ):
        return header.end  # nothing stands before it and nothing is quoted after it: the writer's own words
    if (header.kind is Kind.FORWARD and states.forward_at is None) or (
        header.kind is not Kind.ATTRIBUTION and blank_before and states.forward_at is None
    ):
        states.forward_at = header.start
    start = _above(lines, header.start) if header.kind is Kind.BLOCK else header.start
    for at in range(start, header.end):
        states.kinds[at] = "quoted"
    if header.before:
        states.before[header.start] = header.before
    if not marked or header.kind is Kind.FORWARD:
        for at in range(header.end, len(lines)):
            states.kinds[at] = "quoted"
        return len(lines)
    if not quoted[follower]:
        return _mark_bars(states, lines, follower)
    return follower


def _above(lines: list[str], start: int) -> int:
    """A ruled line right above a header block belongs to it."""
    at = start - 1
    while at >= 0 and not lines[at].strip():
        at -= 1
    return at if at >= 0 and quote_headers.is_rule(lines[at]) else start


def _mark_bars(states: _States, lines: list[str], at: int) -> int:
    while at < len(lines) and (not lines[at].strip() or _BAR.match(lines[at])):
        states.kinds[at] = "quoted"
        at += 1
    return at


def _quoted_anywhere(quoted: list[bool]) -> bool:
    return any(quoted)


def _cut(states: _States, start: int, lines: list[str]) -> None:
    for at in range(_above(lines, start), len(lines)):
        states.kinds[at] = "quoted"


def _next_filled(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _join_wrapped(states: _States, lines: list[str], quoted: list[bool]) -> None:
    """A relay that breaks long quoted lines leaves their ends unmarked between marked ones."""
    between = [
        at
        for at in range(1, len(lines) - 1)
        if not quoted[at] and quoted[at - 1] and quoted[at + 1] and lines[at].strip()
    ]
    for at in between:
        above, line = lines[at - 1], lines[at].strip()
        broken = len(above) >= _WRAPPED_LEAST and not above.endswith(("?", "!", ":"))
        if (broken and (line[0].islower() or not line[0].isalpha())) or _OPEN_END.search(above[-200:]):
            states.kinds[at] = "quoted"


def _assemble(lines: list[str], states: _States, rest: str, sender_name: str) -> Split:
    kinds = states.kinds
    before = states.before
    new = [at for at, kind in enumerate(kinds) if kind == "new" or at in before]
    texts = [before.get(at, lines[at]) for at in new]
    marked = [at for at, kind in enumerate(kinds) if kind == "signature"]
    start = signatures.start_of(texts, sender_name)
    signature_lines = set(new[start:]) | set(marked)
    if not any(text.strip() for text in texts[:start]) and marked:
        # All there is stands inside a signature: then it was no signature.
        texts, start = [lines[at] for at in sorted({*new, *marked})], len(new) + len(marked)
        signature_lines = set()
    quoted = "\n".join([line for line, kind in zip(lines, kinds, strict=True) if kind == "quoted"])
    return Split(
        reply=_joined(texts[:start]),
        quoted=(quoted + ("\n" + rest if rest else "")).strip("\n"),
        signature="\n".join(lines[at] for at in sorted(signature_lines)).strip(),
        forward_at=states.forward_at,
    )


def _joined(lines: list[str]) -> str:
    text = "\n".join(lines).strip("\n").rstrip()
    return _BLANK_RUN.sub("\n\n\n", text) if "\n\n\n\n" in text else text

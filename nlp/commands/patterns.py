"""The notation in which frames are written, and the quick way from a sentence to the few that fit it.

A pattern is words as people write them, with accents; they are found without accents too, but never with other ones.
``(a b|c)`` offers alternatives, ``?`` behind a word or a group makes it optional, ``<me>`` stands for a list of
``lexicon``, ``<T>`` for a time, ``<M>`` money, ``<P>`` phone, ``<E>`` e-mail, ``<R>`` a reference, ``<D>`` a length of time, ``<N>`` digits.
``{who}`` cuts words out: ``{text}``-like slots reach over punctuation, name-like ones do not. ``:`` demands a colon or a
dash, ``,`` any mark, ``^`` and ``$`` the sentence's first and last word, greetings and particles left aside.

All phrases of all patterns stand in one table. A sentence is looked up in it once; a pattern is only tried when each of
its groups has a phrase in the sentence, so that some five hundred patterns cost as much as a handful.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Generic, NamedTuple, TypeVar

from nlp.commands.lexicon import LISTS
from nlp.commands.spelling import levelled
from nlp.text import fold_word

MASKS: Mapping[str, str] = {"T": "\ue000", "M": "\ue001", "P": "\ue002", "E": "\ue003", "R": "\ue004", "D": "\ue005"}
"""What stands in a sentence's matched text for each character of a time, an amount…"""

DIGITS = "\ue006"
"""The token of a number in figures, beside the figures themselves."""

MARK, COLON = "\ue007", "\ue008"
"""Stand in a group for any mark, and for a colon or a dash."""

FREE = frozenset({"text", "subject", "note", "reason", "lines", "rest", "query", "any", "head", "to"})
"""Slots whose words may hold punctuation."""

LONGEST_NAME = 12
"""Words that a name-like slot may hold."""

TOKEN = re.compile(rf"\w+(?:'\w+)*|{'|'.join(f'{mask}+' for mask in MASKS.values())}")
_LEXEME = re.compile(r"[()|?:^$,]|\{[a-z0-9]+\}|<\w+>|[^\s(){}|?<>:^$]+")
_LONGEST_PHRASE = 8
_MOST_STEPS = 4_000
"""Steps of one search; hostile text makes no pattern run long."""

_HARD = re.compile(r"[.!?\n…]")
_STOPS_NAME = re.compile(r"[,:;!?\n()]|\.(?=\s|$)|\s[-–—]+\s")
_COLON = re.compile(r"[:：]|\s[-–—]+|[-–—]+\s|[-=]>")
_MARK = re.compile(r"[,;:：.!?\n(]|\s[-–—]+|[-–—]+\s|[-=]>|=")
_AROUND = " \t\r\n,.;:!?~…)(^-–—\"'"
_TITLES_WITH_DOT = frozenset({"mr", "ms", "mrs", "dr", "st"})

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """One place in a pattern: any of its phrases, or a mark between words."""

    phrases: frozenset[Phrase]
    marks: re.Pattern[str] | None


class _Step(NamedTuple):
    """``kind``: a group's words, a slot, a colon, the start or the end."""

    kind: str
    group: _Group | None
    slot: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Places count in the sentence's text. ``literal`` letters stood in the pattern itself."""

    start: int
    end: int
    places: Mapping[str, tuple[int, int]]
    literal: int


class Pattern:
    """One line of a frame."""

    def __init__(self, text: str) -> None:
        self.text = text
        steps = list(_steps(text))
        self.at_start = steps[0].kind == "^"
        self.steps = tuple(steps[1:] if self.at_start else steps)
        self.slots = frozenset(step.slot for step in self.steps if step.slot)
        self.needs = tuple(
            step.group for step in self.steps if step.group and not step.optional and not step.group.marks
        )


def _steps(text: str) -> Iterator[_Step]:
    lexemes = _LEXEME.findall(text)
    if lexemes.count("(") != lexemes.count(")"):
        raise ValueError(f"brackets do not match: {text}")
    at = 0
    while at < len(lexemes):
        head = lexemes[at]
        at += 1
        if head in {")", "|"}:
            raise ValueError(f"{head} outside of brackets: {text}")
        if head in {"^", "$", ":", ","}:
            yield _Step(head, None, "", optional=False)
            continue
        if head.startswith("{"):
            optional = lexemes[at : at + 1] == ["?"]
            at += optional
            yield _Step("slot", None, head[1:-1], optional=optional)
            continue
        phrases: list[Phrase]
        if head == "(":
            phrases, at = _alternatives(lexemes, at)
        else:
            phrases = _leaf(head)
        optional = at < len(lexemes) and lexemes[at] == "?"
        at += optional
        yield _Step("words", _group(frozenset(phrases)), "", optional=optional)


_GROUPS: dict[frozenset[Phrase], _Group] = {}


def _group(phrases: frozenset[Phrase]) -> _Group:
    if phrases not in _GROUPS:
        marks = _MARK if (MARK,) in phrases else _COLON if (COLON,) in phrases else None
        _GROUPS[phrases] = _Group(phrases - {(MARK,), (COLON,)}, marks)
    return _GROUPS[phrases]


def _alternatives(lexemes: Sequence[str], at: int) -> tuple[list[Phrase], int]:
    """The flat phrases up to the closing bracket, and the place behind it."""
    found: list[Phrase] = []
    branch: list[list[Phrase]] = []
    while True:
        head = lexemes[at]
        at += 1
        if head in {"|", ")"}:
            found += [tuple(word for part in parts for word in part) for parts in product(*branch)]
            branch = []
            if head == ")":
                return [phrase for phrase in found if phrase], at
        elif head in {":", ","}:
            branch.append([(MARK if head == "," else COLON,)])
        elif head == "?":
            branch[-1] = [*branch[-1], ()]
        elif head == "(":
            inner, at = _alternatives(lexemes, at)
            branch.append(inner)
        elif TOKEN.search(head):
            branch.append(_leaf(head))
        else:
            branch.append([(MARK if head == "," else COLON,)])


_LEAVES: dict[str, list[Phrase]] = {}


def _leaf(lexeme: str) -> list[Phrase]:
    if lexeme not in _LEAVES:
        _LEAVES[lexeme] = (
            _listed(lexeme[1:-1]) if lexeme.startswith("<") else [tuple(TOKEN.findall(levelled(lexeme.lower())))]
        )
    return _LEAVES[lexeme]


def _listed(name: str) -> list[Phrase]:
    if name == "N":
        return [(DIGITS,)]
    if name in MASKS:
        return [(MASKS[name],)]
    return [
        phrase for entry in LISTS[name].split(";") for phrase in _alternatives([*_LEXEME.findall(entry), ")"], 0)[0]
    ]


@dataclass
class Tokens:
    """A stretch of text cut into words, and what stands between them.

    ``starts`` and ``ends`` are the places at which a sentence may be said to begin and end.
    """

    low: str
    start: int
    end: int
    first: Sequence[int] = ()
    last: Sequence[int] = ()
    english: bool = False
    written: list[str] = field(init=False)
    folded: list[str] = field(init=False)
    spans: list[tuple[int, int]] = field(init=False)
    hard: list[bool] = field(init=False)
    stops: list[bool] = field(init=False)
    gaps: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    ends: set[int] = field(init=False)

    def __post_init__(self) -> None:
        found = list(TOKEN.finditer(self.low, self.start, self.end))
        self.spans = [one.span() for one in found]
        self.written = [one[0] if one[0][0] < "\ue000" else one[0][0] for one in found]
        self.folded = [fold_word(word) for word in self.written]
        firsts = (
            next((place for place, (start, _) in enumerate(self.spans) if start >= one), None) for one in self.first
        )
        self.starts = list(dict.fromkeys(place for place in (0, *firsts) if place is not None))
        self.ends = {
            len(found),
            *(
                place + 1
                for place, (_, end) in enumerate(self.spans)
                if any(end <= one <= end + 12 and not self.low[end:one].strip(_AROUND) for one in self.last)
            ),
        }
        ends = [self.start, *(end for _, end in self.spans)]
        starts = [*(start for start, _ in self.spans), self.end]
        self.gaps = [self.low[a:b] for a, b in zip(ends, starts, strict=True)]
        plain = [gap in {" ", ""} for gap in self.gaps]
        self.hard = [not easy and bool(_HARD.search(gap)) for gap, easy in zip(self.gaps, plain, strict=True)]
        self.stops = [not easy and bool(_STOPS_NAME.search(gap)) for gap, easy in zip(self.gaps, plain, strict=True)]
        for place, word in enumerate(self.written):
            if word in _TITLES_WITH_DOT and self.gaps[place + 1] == ". ":
                self.hard[place + 1] = self.stops[place + 1] = False

    def __len__(self) -> int:
        return len(self.spans)

    def agree(self, place: int, phrase: Phrase) -> bool:
        """Whether the words from a place on may stand for a pattern's: the same, or without accents in Vietnamese."""
        return all(
            written == word or (written.isascii() and not self.english)
            for written, word in zip(self.written[place : place + len(phrase)], phrase, strict=True)
        )


_Owner = TypeVar("_Owner")


class PatternTable(Generic[_Owner]):
    """All patterns with their owners."""

    def __init__(self, rows: Iterable[tuple[_Owner, Pattern]]) -> None:
        self._rows = list(rows)
        self._phrases: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._beginnings: set[str] = set()
        self._by_anchor: defaultdict[Phrase, list[int]] = defaultdict(list)
        self._always = [number for number, (_, pattern) in enumerate(self._rows) if not pattern.needs]
        for number, (_, pattern) in enumerate(self._rows):
            if pattern.needs:
                for phrase in min((group.phrases for group in pattern.needs), key=_commonness):
                    self._by_anchor[phrase].append(number)
        for group in {step.group for _, pattern in self._rows for step in pattern.steps if step.group}:
            for phrase in group.phrases:
                self._add(phrase)
        self.vocabulary = frozenset(word for words in self._phrases for word in words.split())

    def _add(self, phrase: Phrase) -> None:
        words = [fold_word(word) for word in phrase]
        key = " ".join(words)
        if phrase not in self._phrases[key]:
            self._phrases[key].append(phrase)
        self._beginnings.update(" ".join(words[:length]) for length in range(1, len(words)))

    def matches(self, tokens: Tokens) -> Iterator[tuple[_Owner, Match]]:
        found, at = self._lookup(tokens)
        numbers = dict.fromkeys(self._always)
        for phrase in found:
            numbers.update(dict.fromkeys(self._by_anchor.get(phrase, ())))
        for number in sorted(numbers):
            owner, pattern = self._rows[number]
            if any(group.phrases.isdisjoint(found) for group in pattern.needs):
                continue
            match = _Search(pattern, tokens, at).first()
            if match:
                yield owner, match

    def _lookup(self, tokens: Tokens) -> tuple[set[Phrase], list[list[tuple[Phrase, int]]]]:
        """The phrases that occur, and for each place those that begin there with their ends, the longest first."""
        found: set[Phrase] = set()
        at: list[list[tuple[Phrase, int]]] = []
        for place in range(len(tokens)):
            here: list[tuple[Phrase, int]] = []
            key = tokens.folded[place]
            end = place + 1
            if key[0].isdigit():
                here.append(((DIGITS,), end))
            while True:
                known = self._phrases.get(key, ())
                here += [(phrase, end) for phrase in known if tokens.agree(place, phrase)]
                if (
                    end == len(tokens)
                    or end - place == _LONGEST_PHRASE
                    or tokens.hard[end]
                    or key not in self._beginnings
                ):
                    break
                key = f"{key} {tokens.folded[end]}"
                end += 1
            here.reverse()
            found.update(phrase for phrase, _ in here)
            at.append(here)
        return found, at


def _commonness(phrases: frozenset[Phrase]) -> tuple[int, int]:
    return len(phrases), -max(sum(map(len, phrase)) for phrase in phrases)


class _Search:
    """One pattern against one sentence: the leftmost match, slots as short as can be, groups as long as can be."""

    def __init__(self, pattern: Pattern, tokens: Tokens, at: list[list[tuple[Phrase, int]]]) -> None:
        self._steps = pattern.steps
        self._at_start = pattern.at_start
        self._tokens = tokens
        self._at = at
        self._count = len(tokens)
        self._left = _MOST_STEPS
        self._slots: list[tuple[str, int, int]] = []
        self._literal = 0

    def first(self) -> Match | None:
        for place in self._tokens.starts if self._at_start else range(self._count):
            end = self._run(0, place)
            if end is not None and end > place:
                return self._match(place, end)
            if self._left <= 0:
                break
        return None

    def _match(self, place: int, end: int) -> Match:
        spans = self._tokens.spans
        far = self._tokens.end
        places = {slot: (spans[a][0], far if b == self._count else spans[b - 1][1]) for slot, a, b in self._slots}
        cut = {at for _, a, b in self._slots for at in range(a, b)}
        written = self._tokens.written
        literal = sum(len(written[at]) for at in range(place, end) if at not in cut)
        return Match(spans[place][0], spans[end - 1][1], places, literal)

    def _run(self, number: int, place: int) -> int | None:
        """Where the steps from ``number`` on end when they begin at ``place``; their slots are kept."""
        self._left -= 1
        if self._left <= 0:
            return None
        if number == len(self._steps):
            return place
        step = self._steps[number]
        if step.kind == "words":
            return self._words(number, place, step)
        if step.kind == "slot":
            return self._slot(number, place, step)
        if step.kind == "$":
            return place if place in self._tokens.ends else None
        marks = _COLON if step.kind == ":" else _MARK
        is_marked = 0 < place < self._count and marks.search(self._tokens.gaps[place])
        return self._run(number + 1, place) if is_marked else None

    def _words(self, number: int, place: int, step: _Step) -> int | None:
        assert step.group is not None
        marks = step.group.marks
        if marks and 0 < place < self._count and marks.search(self._tokens.gaps[place]):
            found = self._run(number + 1, place)
            if found is not None:
                return found
        if place < self._count and not (number and self._tokens.hard[place]):
            phrases = step.group.phrases
            for phrase, end in self._at[place]:
                if phrase in phrases:
                    found = self._run(number + 1, end)
                    if found is not None:
                        return found
        return self._run(number + 1, place) if step.optional else None

    def _slot(self, number: int, place: int, step: _Step) -> int | None:
        if step.optional:
            found = self._run(number + 1, place)
            if found is not None:
                return found
        free = step.slot in FREE
        if place >= self._count or (number and not free and self._tokens.hard[place]):
            return None
        limit = self._limit(place, free=free)
        last = number + 1 == len(self._steps)
        for end in [limit] if last else range(place + 1, limit + 1):
            kept = len(self._slots)
            self._slots.append((step.slot, place, end))
            found = self._run(number + 1, end)
            if found is not None:
                return found
            del self._slots[kept:]
            if self._left <= 0:
                break
        return None

    def _limit(self, place: int, *, free: bool) -> int:
        if free:
            return self._count
        end = place + 1
        while end < self._count and end - place < LONGEST_NAME and not self._tokens.stops[end]:
            end += 1
        return end

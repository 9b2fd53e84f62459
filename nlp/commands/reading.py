"""A sentence read as commands: frames compete, the surest that can fill its slots wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from nlp.analysis import Command, Language, Span
from nlp.commands.corrections import corrected
from nlp.commands.dialogue import Context, corrects, in_context
from nlp.commands.facts import Found, find_facts
from nlp.commands.frames import FRAMES
from nlp.commands.frames.base import Draft, Frame, is_small_talk
from nlp.commands.guessing import guessed, mend_record
from nlp.commands.likely import NOTHING, packaged, seen, trusted, weigh
from nlp.commands.patterns import PatternTable, Tokens
from nlp.commands.sentence import MATCHED, Sentence
from nlp.commands.several import cuts, may_follow
from nlp.language import language_of
from nlp.text import Words, clean

READ = 2_000
"""Characters of a sentence that are read."""

ASK_BELOW = 0.5
"""A command with a lower score is asked about, never done."""

_SURE, _NOTHING = 0.7, 0.66
"""Strengths: from the first on a reading is taken as it is, below the second the sentence asks nothing."""

_TALK = 0.25
"""Taken off where a sentence sounds like talk among colleagues: that is asked about at most."""

_GUESS = 0.45
"""The score of a command of which no frame knows the words is no higher: it is asked about."""

_MESSAGES = frozenset({"message_colleague", "post_room", "reply_customer"})
_SURE_MESSAGE = 0.85

_PASSED_ON = frozenset(
    {
        "message_colleague",
        "post_room",
        "reply_customer",
        "remind",
        "create_task",
        "create_lead",
        "create_contact",
        "create_quote",
        "log_note",
    }
)
"""Their words are somebody's own and may sound like anything."""

_DOUBTFUL_TIME = 10
"""Characters: two words without a figure may be no time ("máy mài", "thắng rồi", typed without accents)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``commands`` in the order said. ``why`` has the words of each command's slots, by place in ``commands``."""

    commands: tuple[Command, ...]
    language: Language
    why: tuple[Mapping[str, Span], ...] = ()


@dataclass
class _Candidate:
    frame: Frame
    draft: Draft
    score: float | None = None
    strength: float = field(init=False)

    def __post_init__(self) -> None:
        match = self.draft.match
        at_start = match.start <= self.draft.sentence.start
        self.strength = (
            self.frame.weight + 0.002 * min(match.literal, 40) - (0.0 if at_start else 0.05) - self.draft.doubt
        )

    def command(self) -> Command:
        start, end = self.draft.start, self.draft.end
        words = Span(start, end, self.draft.sentence.text[start:end])
        return Command(self.frame.command, self.draft.slots, self._scored(), (words,))

    def _scored(self) -> float:
        score = ASK_BELOW + 2 * (self.strength - _SURE) if self.score is None else self.score
        return round(max(0.05, min(0.99, score)), 3)


@cache
def _table() -> PatternTable[Frame]:
    return PatternTable((frame, pattern) for frame in FRAMES for pattern in frame.patterns)


def read_commands(text: str, *, now: datetime, context: Context | None = None) -> Reading:
    """What the text asks of the CRM; no command where it asks nothing. ``now`` is aware; times are answered in its zone."""
    context = Context() if context is None else context
    cleaned = clean(text[:READ])
    language = language_of(Words.of(cleaned), cleaned)
    facts = find_facts(cleaned, now=now, language=language)
    again = corrects(cleaned, facts, context)
    if again is not None:
        return Reading((again,), language)
    found, blanks = corrected(cleaned, cleaned.lower(), facts)
    sentence = Sentence(cleaned, now, language, _table().vocabulary, found, blanks)
    framed = _candidates(sentence, context)
    if _strongest(framed) is None and (fewer := _without_doubtful_times(found)):
        without = Sentence(cleaned, now, language, _table().vocabulary, fewer, blanks)
        if _strongest(again_framed := _candidates(without, context)):
            sentence, framed = without, again_framed
    best = _weighed(sentence, framed, packaged().logs(seen(_own_words(cleaned, framed), facts)))
    if best is None:
        return Reading((), language)
    candidates = _several(sentence, best, context)
    commands = in_context([candidate.command() for candidate in candidates], context)
    return Reading(commands, language, tuple(candidate.draft.spans for candidate in candidates))


def strengths_of(text: str, *, now: datetime) -> dict[str, float]:
    """How strong the frames of each command are in a sentence, for training."""
    cleaned = clean(text[:READ])
    language = language_of(Words.of(cleaned), cleaned)
    found, blanks = corrected(cleaned, cleaned.lower(), find_facts(cleaned, now=now, language=language))
    sentence = Sentence(cleaned, now, language, _table().vocabulary, found, blanks)
    return {command: candidate.strength for command, candidate in _candidates(sentence, Context()).items()}


def _without_doubtful_times(found: Found) -> Found | None:
    times = tuple(
        time for time in found.times if len(time.span.text) > _DOUBTFUL_TIME or any(map(str.isdigit, time.span.text))
    )
    return replace(found, times=times) if len(times) < len(found.times) else None


def _candidates(sentence: Sentence, context: Context) -> dict[str, _Candidate]:
    """The strongest reading for each command that a frame takes the sentence for."""
    english = sentence.language.code == "en"
    end = min(sentence.ends[0], sentence.starts[0] + MATCHED)
    tokens = Tokens(sentence.low, sentence.starts[0], end, sentence.starts, sentence.ends, english)
    found: dict[str, _Candidate] = {}
    for frame, match in _table().matches(tokens):
        if frame.in_context and not context.names_something:
            continue
        draft = Draft(sentence, match)
        if not frame.build(draft):
            continue
        candidate = _Candidate(frame, draft)
        before = found.get(frame.command)
        if before is None or candidate.strength > before.strength:
            found[frame.command] = candidate
    if found and is_small_talk(sentence):
        for command, candidate in found.items():
            candidate.strength -= 0.0 if command in _PASSED_ON else _TALK
    return found


def _strongest(framed: Mapping[str, _Candidate]) -> _Candidate | None:
    best = max(framed.values(), key=lambda candidate: candidate.strength, default=None)
    return best if best and best.strength >= _NOTHING else None


def _best(sentence: Sentence, context: Context) -> _Candidate | None:
    return _strongest(_candidates(sentence, context))


def _own_words(text: str, framed: Mapping[str, _Candidate]) -> str:
    """The text up to words that are to be passed on: "nhắn Hiếu: đóng T-5" closes nothing."""
    strongest = _strongest(framed)
    if strongest is None or strongest.frame.command not in _MESSAGES or strongest.strength < _SURE_MESSAGE:
        return text
    passed_on = strongest.draft.spans.get("text")
    is_quoted = passed_on is not None and text[: passed_on.start].rstrip(" \"“'").endswith(":")
    return text[: passed_on.start] if passed_on and is_quoted else text


def _weighed(sentence: Sentence, framed: Mapping[str, _Candidate], logs: Mapping[str, float]) -> _Candidate | None:
    """The frames' readings and the second opinion together; what no frame found is guessed, and asked about."""
    strongest = _strongest(framed)
    if strongest is not None and strongest.frame.in_context:
        return strongest
    strengths = {command: candidate.strength for command, candidate in framed.items()}
    totals = weigh(strengths, logs)
    trust = trusted(strengths, totals)
    for command in sorted(totals, key=totals.__getitem__, reverse=True):
        if command == NOTHING:
            return None
        if command in framed:
            framed[command].score = trust
            mend_record(framed[command].draft, command)
            return framed[command]
        guess = guessed(sentence, command)
        if guess is not None:
            mend_record(guess[1], command)
            return _Candidate(*guess, score=min(trust, _GUESS))
    return None


def _several(sentence: Sentence, whole: _Candidate, context: Context) -> list[_Candidate]:
    """The sentence's commands. It is cut only where both sides are orders by themselves."""
    for cut in cuts(sentence.low, sentence.starts[0], sentence.ends[0]):
        before = _best(sentence.clause(sentence.starts[0], cut.start), context)
        if before is None or before.strength < _SURE:
            continue
        rest = sentence.clause(cut.end, sentence.ends[0])
        after = _best(rest, Context(record="it"))
        if after is None or after.strength < _SURE or after.draft.match.start > rest.start:
            continue
        if whole.frame.command not in {before.frame.command, after.frame.command}:
            continue
        if may_follow(before.frame.command, after.frame.command, cut, after.draft.slots):
            return [before, *_several(rest, after, Context(record="it"))]
    return [whole]

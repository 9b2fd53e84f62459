"""Runs the steps in order: language, spam, intent, references, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.analysis import Analysis, Intent, IntentLabel
from nlp.extractors.emails import find_emails
from nlp.extractors.greetings import is_greeting_only
from nlp.extractors.intent import judge_intent
from nlp.extractors.intent_phrases import INTENT_PHRASES
from nlp.extractors.phones import find_phones
from nlp.extractors.references import find_references
from nlp.extractors.thanks import is_thanks_only
from nlp.language import language_of
from nlp.phrases import Hit, PhraseTable
from nlp.spam import SPAM_PHRASES, SPAM_SIGN, judge_spam
from nlp.text import Words

_SEARCHED = 20_000
"""Characters in which numbers and addresses are looked for: a signature stands at the end of an ordinary mail."""

_REPLY_SUBJECT = re.compile(r"\s*(?:re|aw|sv|tl|trả lời|hồi đáp|fwd?|chuyển tiếp)\s*(?:\[\d+\])?:", re.IGNORECASE)
_THANKS = Intent(IntentLabel.THANKS, 0.9)


class Analyser:
    """Costs nothing until it is used. One may serve several threads."""

    def __init__(self) -> None:
        self._phrases = PhraseTable(INTENT_PHRASES, SPAM_PHRASES)

    def warm_up(self) -> None:
        """Loads what the first message would otherwise wait for (seconds of CPU). Call it in a thread."""
        self.analyse("Xin báo giá, hotline 1900 1234", subject="Hello")

    def analyse(self, text: str, *, subject: str = "", language_hint: str | None = None) -> Analysis:
        """What the writer's own new words say. ``language_hint`` is taken where the text itself does not tell."""
        searched = text[:_SEARCHED]
        words, subject_words = Words.of(text), Words.of(subject)
        subject_hits, hits = self._phrases.find_in_both(subject_words, words)
        spam = judge_spam([hit for hit in (*subject_hits, *hits) if hit.label == SPAM_SIGN], searched)
        language = language_of(words, text)
        if not language.code:
            language = language_of(subject_words, subject)
        is_thanks = is_thanks_only(text)
        is_reply = bool(_REPLY_SUBJECT.match(subject))
        return Analysis(
            language=language.code or language_hint or "",
            has_accents=language.accents,
            intent=_THANKS
            if is_thanks
            else judge_intent(_intents(subject_hits), _intents(hits), spam, is_reply=is_reply),
            spam=spam,
            references=find_references(f"{subject}\n{text}"),
            phones=find_phones(searched),
            emails=find_emails(searched),
            is_thanks=is_thanks,
            is_greeting=is_greeting_only(text),
        )

    @staticmethod
    def phones(text: str) -> tuple[str, ...]:
        """Only the numbers, E.164: for a signature, whose words say nothing of what the writer wants."""
        return find_phones(text[:_SEARCHED])


def _intents(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.label != SPAM_SIGN]

"""Runs the steps in order: language, spam, intent, references, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from nlp.analysis import Analysis, Intent, IntentLabel
from nlp.extractors.emails import find_emails
from nlp.extractors.greetings import is_greeting_only
from nlp.extractors.intent_phrases import INTENT_PHRASES
from nlp.extractors.phones import find_phones
from nlp.extractors.references import find_references
from nlp.extractors.thanks import is_thanks_only
from nlp.intents.judge import judge_intents
from nlp.intents.model import Model, packaged
from nlp.language import language_of
from nlp.phrases import PhraseTable
from nlp.spam import SPAM_PHRASES, SPAM_SIGN, judge_spam
from nlp.text import Words, clean

_SEARCHED = 20_000
"""Characters in which numbers and addresses are looked for: a signature stands at the end of an ordinary mail."""

_REPLY_SUBJECT = re.compile(r"\s*(?:re|aw|sv|tl|trả lời|hồi đáp|fwd?|chuyển tiếp)\s*(?:\[\d+\])?:", re.IGNORECASE)
_THANKS = Intent(IntentLabel.THANKS, 0.9)


class Analyser:
    """Costs nothing until it is used. One may serve several threads."""

    def __init__(self, model: Callable[[], Model] = packaged) -> None:
        """``model`` is asked once, when the first text comes."""
        self._phrases = PhraseTable(INTENT_PHRASES, SPAM_PHRASES)
        self._load_model = model

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
        judged, said = text, hits
        if subject and not _REPLY_SUBJECT.match(subject):
            judged, said = f"{subject}\n{text}", [*subject_hits, *hits]
        intents = (_THANKS,) if is_thanks else judge_intents(clean(judged), said, spam, self._model)
        return Analysis(
            language=language.code or language_hint or "",
            has_accents=language.accents,
            intent=intents[0],
            also=intents[1:],
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

    @cached_property
    def _model(self) -> Model:
        return self._load_model()

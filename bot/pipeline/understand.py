"""What the writer's own words say."""

from __future__ import annotations

from dataclasses import replace

from channels.message import InboundMessage
from nlp.analyser import Analyser
from nlp.analysis import Analysis


class Understanding:
    """A staff forward is read by the words of the original, which is what somebody has to act on."""

    def __init__(self, analyser: Analyser | None = None) -> None:
        self._analyser = analyser or Analyser()

    def warm_up(self) -> None:
        self._analyser.warm_up()

    def __call__(self, message: InboundMessage) -> Analysis:
        if message.forwarded is not None:
            return self._analyser.analyse(message.forwarded.text, subject=message.forwarded.subject)
        analysis = self._analyser.analyse(message.reply_text or message.text, subject=message.subject)
        if not message.signature or analysis.phones:
            return analysis
        return replace(analysis, phones=self._analyser.phones(message.signature))

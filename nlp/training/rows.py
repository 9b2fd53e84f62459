"""Our own sentences, made into rows: templates × vocabulary × frames × ways of typing.

``sentences/*.txt`` hold templates under ``== label``; ``[a|b]`` is a choice, ``{name}`` a word of ``vocabulary.txt``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

from nlp.analysis import IntentLabel
from nlp.training.noise import as_typed

_FOLDER = Path(__file__).parent / "sentences"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SET_ASIDE = 8
"""One template in so many is never trained on."""

ROWS_PER_TEMPLATE = 28
LANGUAGES = ("vi", "en", "mixed")


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    label: IntentLabel
    language: str

    @property
    def is_set_aside(self) -> bool:
        return crc32(self.text.encode()) % _SET_ASIDE == 0


@dataclass(frozen=True, slots=True)
class Row:
    """``labels``: the first is why somebody writes, others are said as well."""

    text: str
    labels: tuple[IntentLabel, ...]


@cache
def templates() -> tuple[Template, ...]:
    return tuple(
        Template(line, IntentLabel(label), language)
        for language in LANGUAGES
        for label, lines in _sections(f"{language}.txt").items()
        for line in lines
    )


def rows(*, set_aside: bool, per_template: int = ROWS_PER_TEMPLATE, seed: int = 1) -> list[Row]:
    """The same rows for the same arguments, always."""
    chosen = [one for one in templates() if one.is_set_aside == set_aside]
    by_kind: defaultdict[tuple[IntentLabel, str], list[Template]] = defaultdict(list)
    for one in chosen:
        by_kind[one.label, one.language].append(one)
    most = max(len(of_kind) for (_, language), of_kind in by_kind.items() if language != "mixed")
    made: dict[str, Row] = {}
    for (_, language), of_kind in by_kind.items():
        wanted = per_template if language == "mixed" else per_template * max(1.0, min(1.8, most / len(of_kind)))
        for one in of_kind:
            random = Random(crc32(f"{seed} {one.text}".encode()))
            for _ in range(round(min(wanted, 3 + 2 * _ways(one.text)))):
                row = _row(
                    one, by_kind.get((IntentLabel.THANKS, "en" if language == "en" else "vi"), []), of_kind, random
                )
                if row.text.strip():
                    made.setdefault(row.text, row)
    return list(made.values())


def _ways(text: str) -> float:
    """Roughly how many sentences a template makes."""
    ways = 6.0 ** len(_SLOT.findall(text))
    for choice in _CHOICE.findall(text):
        ways *= choice.count("|") + 1
    return ways


def filled(text: str, random: Random) -> str:
    """One sentence of a template."""
    while "[" in text:
        text, changed = _CHOICE.subn(lambda match: random.choice(match[1].split("|")), text)
        if not changed:
            break
    vocabulary = _vocabulary()
    while match := _SLOT.search(text):
        word = filled(random.choice(vocabulary[match[1]]), random)
        text = text[: match.start()] + word + text[match.end() :]
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split()))


def _row(one: Template, thanks: list[Template], same: list[Template], random: Random) -> Row:
    core = filled(one.text, random)
    labels: tuple[IntentLabel, ...] = (one.label,)
    if thanks and one.label not in {IntentLabel.THANKS, IntentLabel.OTHER, IntentLabel.SPAM} and random.random() < 0.07:
        core = f"{_sentence(filled(random.choice(thanks).text, random))} {core}"
        labels = (one.label, IntentLabel.THANKS)
    is_mail = random.random() < (0.55 if one.text[0].isupper() else 0.22)
    if is_mail and random.random() < 0.25:
        core = f"{_sentence(core)} {filled(random.choice(same).text, random)}"
    language = "vi" if one.language == "mixed" else one.language
    if one.label is not IntentLabel.OTHER or random.random() < 0.3:
        core = _as_mail(core, language, random) if is_mail else _as_chat(core, language, one.label, random)
    return Row(as_typed(core, language, random), labels)


def _sentence(text: str) -> str:
    return text if text[-1:] in {"", ".", "?", "!"} else f"{text}."


def _as_mail(core: str, language: str, random: Random) -> str:
    lines = [_frame("mail_open", language, random)] if random.random() < 0.8 else []
    lines.append(core[:1].upper() + _sentence(core)[1:])
    if random.random() < 0.5:
        lines.append(_frame("mail_close", language, random))
    if random.random() < 0.7:
        lines.append(_frame("sign", language, random))
    return "\n".join(lines)


def _as_chat(core: str, language: str, label: IntentLabel, random: Random) -> str:
    if random.random() < 0.25:
        core = f"{_frame('chat_open', language, random)} {core}"
    if label is not IntentLabel.THANKS and random.random() < 0.12:
        core = f"{core} {_frame('chat_close', language, random)}"
    return core


def _frame(kind: str, language: str, random: Random) -> str:
    return filled(random.choice(_sections("frames.txt")[f"{kind} {language}"]), random)


@cache
def _sections(name: str) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    label = ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            label = line[3:].strip()
        elif line.strip():
            found[label].append(line.strip())
    return dict(found)


@cache
def _vocabulary() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (_FOLDER / "vocabulary.txt").read_text(encoding="utf-8").splitlines():
        name, colon, values = line.partition(":")
        if colon and not line.startswith("#"):
            found[name] = [value.strip() for value in values.split(";")]
    return found

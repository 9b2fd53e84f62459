"""spaCy, loaded once and late: importing it costs about two seconds of CPU and 60 MB."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_CONFIG: dict[str, dict[str, object]] = {
    # Without this spaCy's Vietnamese asks for pyvi, which costs 110 MB and 1.4 ms for each mail.
    "vi": {"nlp": {"tokenizer": {"use_pyvi": False}}},
}


@cache
def pipeline(language: str) -> Language:
    """The blank pipeline of ``vi``, ``en`` or ``xx`` (any language): a vocabulary and a tokenizer, no model."""
    import spacy

    return spacy.blank(language, config=_CONFIG.get(language, {}))

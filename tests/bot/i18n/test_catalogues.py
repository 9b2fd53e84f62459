"""Every text of the program is said in Vietnamese too, with the same places for values."""

from __future__ import annotations

import re
from string import Formatter

import polib
import pytest

from bot.i18n.catalogue import LANGUAGES, translator
from bot.i18n.extract import Text, catalogue_path, texts

CATALOGUES = {language: polib.pofile(str(catalogue_path(language))) for language in LANGUAGES}


def places(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def said() -> dict[Text, list[str]]:
    return texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_exactly_what_the_program_says(language: str, said: dict[Text, list[str]]) -> None:
    known = {Text(entry.msgid, entry.msgid_plural) for entry in CATALOGUES[language]}
    missing = {text.singular: said[text] for text in said if text not in known}
    assert not missing, "say them in bot/locale (make messages), then translate"
    assert not known - set(said), "nobody says these any more (make messages)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated_and_nothing_is_doubtful(language: str) -> None:
    assert [entry.msgid for entry in CATALOGUES[language] if not all(forms(entry))] == []
    assert [entry.msgid for entry in CATALOGUES[language] if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_places_of_their_originals(language: str) -> None:
    different = [
        entry.msgid
        for entry in CATALOGUES[language]
        for form in forms(entry)
        if places(form) != places(entry.msgid_plural or entry.msgid)
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_current(language: str) -> None:
    assert catalogue_path(language).with_suffix(".mo").read_bytes() == CATALOGUES[language].to_binary()


def test_vietnamese_has_accents_and_differs_from_english() -> None:
    """Words that both languages share are few; a sentence that stayed English is found here."""
    same = [
        entry.msgid
        for entry in CATALOGUES["vi"]
        if entry.msgid == entry.msgstr and re.search(r"[a-z]{3,} [a-z]{3,}", entry.msgid)
    ]
    assert same == []


def test_what_a_catalogue_lacks_stays_english() -> None:
    assert translator("vi")("nobody ever says this") == "nobody ever says this"
    assert translator("de")("Reply") == "Reply"
    assert translator("vi")("") == ""


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("Cancel", "Hủy"), ("Undo", "Hoàn tác"), ("Reply", "Trả lời"), ("Assign…", "Giao"), ("Take", "Nhận"), ("Resolve", "Xong"),
        ("Close", "Đóng"), ("Send", "Gửi"), ("Edit", "Sửa"),
    ],
)  # fmt: skip
def test_fixed_labels(english: str, vietnamese: str) -> None:
    """Acceptance tests press buttons by these words (interfaces.md)."""
    assert vietnamese in translator("vi")(english)

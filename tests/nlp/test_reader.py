"""Everything of one text at once: what each part finds stands in the right words, and no text is too much."""

from __future__ import annotations

import time
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.analysis import Span
from nlp.reader import READ, Reader, Understood

NOW = datetime(2026, 9, 17, 9, tzinfo=timezone(timedelta(hours=7)))
READER = Reader()


def spans(understood: Understood) -> list[Span]:
    found = [
        *understood.times, *understood.problems, *understood.money, *understood.entities, *understood.written_phones, *understood.written_emails,
        *understood.tax_codes, *understood.references,
    ]  # fmt: skip
    return [one.span for one in found if one.span is not None]


def test_all_that_a_message_says() -> None:
    text = "Chị Lan bên Cty TNHH Sao Mai (0903 123 456, lan@saomai.example, MST 0301452948) hỏi T-12, chốt 20 cái giá 1tr5/cái, 3h chiều mai gặp"
    understood = READER.read(text, now=NOW)
    assert understood.language == "vi"
    assert understood.has_accents
    assert understood.phones == ("+84903123456",)
    assert understood.emails == ("lan@saomai.example",)
    assert [one.code for one in understood.tax_codes] == ["0301452948"]
    assert [one.ref for one in understood.references] == ["T-12"]
    assert [(one.amount, one.currency, one.per) for one in understood.money] == [(Decimal(1_500_000), "VND", "cái")]
    assert [one.start.isoformat() for one in understood.times] == ["2026-09-18T15:00:00+07:00"]
    assert all(understood.text[span.start : span.end] == span.text for span in spans(understood))


def test_what_is_written_in_an_old_encoding_or_decomposed_says_the_same() -> None:
    text = "đặt hàng 20 cái, giá 5 triệu, gọi 0903123456"
    plain = READER.read(text, now=NOW)
    for written in (
        unicodedata.normalize("NFD", text),
        "®Æt hµng 20 c¸i, gi¸ 5 triÖu, gäi 0903123456",
        text.replace("0903", "０９０３"),
    ):
        understood = READER.read(written, now=NOW)
        assert (understood.text, understood.money, understood.phones) == (plain.text, plain.money, plain.phones)


HOSTILE = {
    "numbers": " ".join(str(number * 7919 % 99_991) for number in range(4_000)),
    "ten thousand numbers": "1 " * 10_000,
    "zalgo": "".join(letter + "\u0335\u0336\u0301\u0323" * 8 for letter in "xin chào công ty " * 40),
    "dates": "30/4/2026 " * 2_000,
    "times": "3h chiều mai " * 1_600,
    "amounts": "1tr5 " * 4_000,
    "scales": "1 tỷ 1 triệu 1 nghìn " * 950,
    "phones": " ".join(f"09{number * 7919:08d}" for number in range(1_800)),
    "number words": "một hai ba trăm triệu " * 900,
    "names": "Nguyễn Văn Nam " * 1_300,
    "titles": "anh Nam " * 2_500,
    "firms": "công ty TNHH " * 1_500,
    "addresses": "a@" * 10_000,
    "references": "T-1 #2 phiếu 3 " * 1_300,
    "brackets": "(" * 20_000,
    "dots": "." * 20_000,
    "lines": "\n" * 20_000,
    "one word": "a" * 20_000,
    "right to left": "שלום עולם " * 2_000,
    "emoji": "👍🏽" * 10_000,
    "broken": "\ud800\udfff" * 5_000,
    "a megabyte": "giá 5 triệu, gọi 0903123456 lúc 3h chiều thứ 6 " * 21_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_and_cost_little(name: str) -> None:
    READER.read("gọi 0903123456 lúc 3h", now=NOW)
    began = time.process_time()
    understood = READER.read(HOSTILE[name], now=NOW)
    assert time.process_time() - began < 1
    assert len(understood.text) <= READ
    assert all(understood.text[span.start : span.end] == span.text for span in spans(understood))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=200) | st.text(alphabet=st.sampled_from("0123456789 .,-/:@#hTtrđ$kgiờmaingàyanhNam"), max_size=200)
)
def test_any_text_is_read_and_its_words_stand_where_they_are_said_to(text: str) -> None:
    understood = READER.read(text, now=NOW)
    assert all(understood.text[span.start : span.end] == span.text for span in spans(understood))

"""``crmbot parse``: a line for a line, in the form of the interface, and never a crash."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from bot.__main__ import main

KEYS = {"language", "times", "money", "phones", "emails", "refs", "entities", "intent", "command"}


class Asked:
    """Runs a command on lines of standard input."""

    def __init__(self, name: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self._name, self._monkeypatch, self._captured = name, monkeypatch, capfdbinary
        self.status = 0

    def raw(self, lines: bytes) -> list[dict[str, Any]]:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        self.status = main([self._name, "--json"])
        return [json.loads(line) for line in self._captured.readouterr().out.splitlines()]

    def __call__(self, *lines: Any) -> list[dict[str, Any]]:
        return self.raw(b"".join(json.dumps(line).encode() + b"\n" for line in lines))


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Asked:
    return Asked("parse", monkeypatch, capfdbinary)


def test_one_line_for_each_text_with_all_keys(parse: Asked) -> None:
    text = "Máy lại báo lỗi, gọi chị Lan 0903 123 456 hoặc lan@sao-mai.example về T-12"
    first, second = parse({"text": text, "id": "a", "reference": "2026-09-17T09:00:00+07:00"}, {"text": ""})
    assert parse.status == 0
    assert first.keys() >= KEYS
    assert second.keys() >= KEYS
    assert (first["id"], first["language"]) == ("a", "vi")
    assert (first["phones"], first["emails"], first["refs"]) == (["+84903123456"], ["lan@sao-mai.example"], ["T-12"])
    assert first["intent"]["label"] == "support_request"


def test_numbers_without_a_country_code_belong_to_the_region(parse: Asked) -> None:
    (line,) = parse({"text": "call (541) 754-3010", "region": "us"})
    assert line["phones"] == ["+15417543010"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "the line is no JSON"),
        (b"\n", "the line is no JSON"),
        (b"[" * 100_000, "the line is no JSON"),
        (b"[1]", "the line is no JSON object"),
        (b"{}", "“text” must be a text"),
        (b'{"text": 5}', "“text” must be a text"),
        (b'{"text": "a", "timezone": "../x"}', "there is no time zone '../x'"),
        (b'{"text": "a", "reference": "tomorrow"}', "“reference” is no ISO 8601 time: 'tomorrow'"),
    ],
)
def test_a_bad_line_is_told_and_the_next_one_read(parse: Asked, line: bytes, complaint: str) -> None:
    bad, good = parse.raw(line.rstrip(b"\n") + '\n{"text": "xin chào"}\n'.encode())
    assert bad == {"error": complaint}
    assert good["language"] == "vi"
    assert parse.status == 1


@pytest.mark.parametrize(
    "text", ["\ud800", "👍👍", "שלום, מה שלומך", "Tie\u0302\u0301ng Vie\u0323\u0302t", "a" * 1_000_000, "\x00\x00"]
)
def test_any_text_is_answered(parse: Asked, text: str) -> None:
    (line,) = parse({"text": text})
    assert line.keys() >= KEYS


def test_match_ranks_the_names_of_each_line(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    match = Asked("match", monkeypatch, capfdbinary)
    names = ["Trần Thị Lan", "Nguyễn Văn Nam", "Công ty Sao Mai"]
    first, empty, bad = match({"text": "anh nam", "candidates": names}, {"text": "", "candidates": []}, {"text": "x"})
    assert first["matches"][0]["name"] == "Nguyễn Văn Nam"
    assert len(first["matches"]) == len(names)
    assert empty == {"matches": []}
    assert bad == {"error": "“candidates” must be a list of names"}

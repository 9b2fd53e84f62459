from __future__ import annotations

import argparse
import json

from bot.cli import inspect

KEYS = {
    "path", "from_address", "from_name", "to", "cc", "reply_to", "subject", "date", "message_id", "in_reply_to", "references", "text", "reply_text", "quoted_text",
    "signature", "html", "attachments", "is_auto_reply", "is_bounce", "is_automatic", "bounce_recipient", "bounce_status", "bounce_hard", "is_list", "forwarded_from",
    "language", "defects", "error",
}  # fmt: skip


def inspected(capfdbinary, *paths):
    parser = argparse.ArgumentParser()
    inspect.add_arguments(parser)
    status = inspect.run(parser.parse_args(["--json", *map(str, paths)]))
    return status, [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_one_line_for_each_file_in_order(tmp_path, capfdbinary):
    first, second = tmp_path / "1.eml", tmp_path / "2.eml"
    first.write_bytes(
        "From: Lan <lan@khach.example>\nTo: hotro@abc.example\nSubject: Đơn hàng\nDate: Tue, 16 Apr 2024 08:15:00 +0700\nContent-Type: text/plain; charset=utf-8\n\n"
        "Chào bạn, tôi muốn hủy đơn hàng.\n".encode()
    )
    second.write_bytes(b"From: a@b.example\nContent-Type: application/pdf; name=x.pdf\n\n%PDF")
    status, (one, two) = inspected(capfdbinary, first, second)
    assert status == 0
    assert one.keys() >= KEYS
    assert one["path"] == str(first)
    assert one["from_address"] == "lan@khach.example"
    assert one["date"] == "2024-04-16T08:15:00+07:00"
    assert one["reply_text"] == "Chào bạn, tôi muốn hủy đơn hàng."
    assert one["language"] == "vi"
    assert one["error"] is None
    assert two["attachments"][0]["filename"] == "x.pdf"
    assert two["attachments"][0]["size"] == 4


def test_what_cannot_be_read_has_its_error_and_all_keys(tmp_path, capfdbinary):
    words = tmp_path / "words.eml"
    words.write_bytes(b"no mail")
    status, (missing, refused) = inspected(capfdbinary, tmp_path / "none.eml", words)
    assert status == 1
    assert missing["error"] == "cannot read the file: No such file or directory"
    assert refused["error"].startswith("The item has no mail header")
    assert missing.keys() >= KEYS
    assert refused.keys() >= KEYS

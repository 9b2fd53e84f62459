from __future__ import annotations

import email
import email.policy
import re
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from channels.email.header_writer import HeaderBlock, clean_filename, clean_label, text_words
from channels.email.mime_writer import base64_size
from channels.email.renderer import RenderedMail, render
from channels.message import Address, MailParts, OutboundMessage, Span, StoredFile, Style, plain
from channels.port import CannotDeliver, TryAgainLater

# Its default place, a folder beside tests/, makes pytest's collection warn.
set_hypothesis_home_dir(Path(__file__).parents[3] / ".pytest_cache" / "hypothesis")

SENT_AT = datetime(2026, 11, 21, 14, 7, tzinfo=timezone(timedelta(hours=7)))
PARTS = MailParts(
    sender=Address("support@saomai.vn", "Minh – Sao Mai"),
    to=(Address("hoa@khach.example", "Trần Thị Hoa"),),
    subject="Re: Máy in báo lỗi E3",
    message_id="aaaa.bbbb@saomai.vn",
)
TEXT = "Chào chị Hoa,\n\nchị tắt máy 30 giây rồi bật lại giúp em nhé."


def content_of(file: StoredFile) -> bytes:
    return (file.sha256.encode() * (file.size // 64 + 1))[: file.size]


def rendered(
    parts: MailParts = PARTS, text: str | tuple[Span, ...] = TEXT, files: tuple[StoredFile, ...] = ()
) -> RenderedMail:
    words = plain(text) if isinstance(text, str) else text
    return render(OutboundMessage("k1", words, mail=parts, files=files), sent_at=SENT_AT, read_file=content_of)


def parsed(mail: RenderedMail) -> EmailMessage:
    message = email.message_from_bytes(bytes(mail), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert all(not part.defects for part in message.walk())
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def stored(name: str, kind: str = "application/pdf", size: int = 1000, *, content_id: str | None = None) -> StoredFile:
    return StoredFile("0" * 64, name, kind, size, inline=content_id is not None, content_id=content_id)


class TestHeaders:
    def test_people_and_subject_are_readable(self):
        message = parsed(rendered(replace(PARTS, cc=(Address("lan@khach.example", 'Lan, "Kế toán"'),))))
        assert message["From"] == "Minh – Sao Mai <support@saomai.vn>"
        assert message["To"] == "Trần Thị Hoa <hoa@khach.example>"
        assert message["Cc"].addresses[0].display_name == 'Lan, "Kế toán"'
        assert message["Subject"] == "Re: Máy in báo lỗi E3"
        assert message["Date"].datetime == SENT_AT
        assert message["Message-ID"] == "<aaaa.bbbb@saomai.vn>"
        assert message["Auto-Submitted"] is None

    def test_reply_to_is_the_reply_address(self):
        token = "support+abcdefghijklmnopqrstuvwxyz@saomai.vn"
        message = parsed(rendered(replace(PARTS, reply_to=Address(token, "Sao Mai"))))
        assert message["Reply-To"].addresses[0].addr_spec == token

    def test_an_international_domain_goes_as_a_labels(self):
        mail = rendered(replace(PARTS, to=(Address("hoa@sảnphẩm.vn"),)))
        assert not mail.needs_smtputf8
        assert mail.recipients[0].given == "hoa@sảnphẩm.vn"
        assert str(mail.recipients[0].wire).startswith("hoa@xn--")
        assert parsed(mail)["To"].startswith("hoa@xn--")

    def test_a_local_part_beyond_ascii_needs_smtputf8_and_stands_in_utf8(self):
        mail = rendered(replace(PARTS, to=(Address("hoà@khach.example", "Hoà"),)))
        assert mail.needs_smtputf8
        assert "<hoà@khach.example>".encode() in bytes(mail)

    @pytest.mark.parametrize("bad", ["a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\0b", "Máy\r\nBcc: x@evil.example"])
    def test_a_line_break_in_the_subject_is_refused(self, bad: str):
        with pytest.raises(CannotDeliver, match="line break or a NUL"):
            rendered(replace(PARTS, subject=bad))

    @pytest.mark.parametrize("bad", ["a@b.example\r\nBcc: x@evil.example", "a@b.example>", "a", "a b@c.example", ""])
    def test_what_is_no_address_is_refused(self, bad: str):
        for changed in (
            {"to": (Address(bad),)},
            {"sender": Address(bad)},
            {"reply_to": Address(bad)},
            {"cc": (Address(bad),)},
        ):
            with pytest.raises(CannotDeliver, match="is not an e-mail address"):
                rendered(replace(PARTS, **changed))

    @pytest.mark.parametrize("bad", ["a b@x", "a@x>\r\nBcc: y@z", "nothing", "", "é@x"])
    def test_a_message_id_that_is_none_is_refused(self, bad: str):
        with pytest.raises(CannotDeliver, match="Message-ID"):
            rendered(replace(PARTS, message_id=bad))

    def test_the_one_setter_refuses_for_every_field(self):
        for word in ("a\rb", "a\nb", "a\0b"):
            with pytest.raises(CannotDeliver):
                HeaderBlock().add("X-Anything", "fine", word)
        with pytest.raises(CannotDeliver):
            HeaderBlock().add("X Bad", "a")
        with pytest.raises(CannotDeliver, match="longer than a line"):
            HeaderBlock().add("X-Long", "a" * 1000)

    def test_strangers_names_cannot_open_a_header(self):
        name = "Hoa\r\nBcc: victim@evil.example\u202e\0"
        message = parsed(rendered(replace(PARTS, to=(Address("hoa@khach.example", name),))))
        assert message["Bcc"] is None
        assert message["To"].addresses[0].display_name == "Hoa Bcc: victim@evil.example"

    def test_nobody_to_send_to(self):
        with pytest.raises(CannotDeliver, match="no recipient"):
            rendered(replace(PARTS, to=()))

    def test_chat_messages_are_not_mail(self):
        with pytest.raises(CannotDeliver, match="not made for mail"):
            render(OutboundMessage("k", plain("a")), sent_at=SENT_AT, read_file=content_of)

    @settings(max_examples=150, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
    def test_every_subject_comes_back_and_no_line_is_too_long(self, subject: str):
        block = HeaderBlock()
        block.add("Subject", *text_words(subject, room=9))
        lines = bytes(block).split(b"\r\n")
        assert all(len(line) <= 76 for line in lines)
        unfolded = b"".join(lines).decode("ascii").removeprefix("Subject:").strip()
        shown = str(make_header(decode_header(unfolded)))
        normal = email.message_from_bytes(b"Subject: " + " ".join(text_words(subject)).encode() + b"\r\n\r\n")[
            "Subject"
        ]
        assert shown == str(make_header(decode_header(normal or "")))
        if subject.isascii() and "=?" not in subject:
            assert shown.split() == subject.split()

    @settings(max_examples=40, deadline=None)
    @given(name=st.text(max_size=120), filename=st.text(max_size=300))
    def test_no_name_or_file_name_makes_a_header_of_its_own(self, name: str, filename: str):
        mail = rendered(replace(PARTS, to=(Address("hoa@khach.example", name),)), "x", (stored(filename, size=3),))
        raw = bytes(mail)
        header = raw.partition(b"\r\n\r\n")[0]
        names = {line.partition(b":")[0] for line in header.split(b"\r\n") if not line.startswith((b" ", b"\t"))}
        assert names == {b"Date", b"From", b"Message-ID", b"To", b"Subject", b"MIME-Version", b"Content-Type"}
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
        message = email.message_from_bytes(raw)
        [attachment] = [part for part in message.walk() if part.get_content_disposition() == "attachment"]
        assert attachment.get_filename() == clean_filename(filename)
        assert str(make_header(decode_header(message["To"]))).removesuffix("<hoa@khach.example>").strip() in {
            clean_label(name),
            "hoa@khach.example" if not clean_label(name) else "",
            f'"{clean_label(name)}"'.replace("\\", "\\\\"),
            '"' + clean_label(name).replace("\\", "\\\\").replace('"', '\\"') + '"',
        }


class TestThreads:
    def test_the_parent_stands_in_both_headers_and_is_the_last_reference(self):
        message = parsed(rendered(replace(PARTS, in_reply_to="c@x", references=("a@x", "b@x"))))
        assert message["In-Reply-To"] == "<c@x>"
        assert message["References"].split() == ["<a@x>", "<b@x>", "<c@x>"]

    def test_the_parent_is_not_named_twice_and_moves_to_the_end(self):
        message = parsed(rendered(replace(PARTS, in_reply_to="<b@x>", references=("<a@x>", "b@x", "c@x", "a@x"))))
        assert message["References"].split() == ["<a@x>", "<c@x>", "<b@x>"]

    def test_a_long_thread_keeps_its_root_and_the_last_ids_on_folded_lines(self):
        ids = tuple(f"{'x' * 60}{number}@{'mail' * 10}.example" for number in range(200))
        raw = bytes(rendered(replace(PARTS, in_reply_to="parent@x", references=ids)))
        named = re.findall(r"<([^>]+)>", email.message_from_bytes(raw)["References"])
        assert named == [ids[0], *ids[-28:], "parent@x"]
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
        assert b"=?" not in raw.partition(b"References:")[2].partition(b"MIME-Version")[0]

    def test_ids_that_no_header_can_carry_are_left_out(self):
        bad = ("a b@x", "x\r\nBcc: y@z", "é@x", "y" * 2000, "", "<>")
        message = parsed(rendered(replace(PARTS, in_reply_to="bad id", references=(*bad, "good@x"))))
        assert message["In-Reply-To"] is None
        assert message["References"] == "<good@x>"

    def test_a_first_mail_names_no_thread(self):
        message = parsed(rendered())
        assert message["In-Reply-To"] is None
        assert message["References"] is None


class TestAutomatic:
    def test_automatic_mails_say_so_in_every_way(self):
        mail = rendered(replace(PARTS, automatic=True))
        message = parsed(mail)
        assert mail.automatic
        assert message["Auto-Submitted"] == "auto-replied"
        assert message["X-Auto-Response-Suppress"] == "All"
        assert message["Precedence"] == "auto_reply"
        assert message["X-Loop"] == "support@saomai.vn"

    def test_answers_by_people_carry_no_such_mark(self):
        message = parsed(rendered())
        assert not {"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "X-Loop"} & set(message.keys())


class TestBody:
    def test_both_parts_say_the_same_words(self):
        message = parsed(rendered())
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert body(message, "plain") == TEXT + "\n"
        assert "chị tắt máy 30 giây rồi bật lại giúp em nhé." in body(message, "html")

    def test_signature_footer_and_history_follow_the_new_words(self):
        history = "Vào Th 7, 21/11/2026 lúc 13:55, Trần Thị Hoa đã viết:\nMáy in hỏng.\n> cũ hơn"
        parts = replace(
            PARTS,
            signature="Minh\nSao Mai 028 1234",
            quoted_text="",
            footer="Chat với chúng tôi",
            footer_url="https://t.me/x?start=1",
        )
        message = parsed(
            rendered(replace(parts, quoted_text=history.replace("\nMáy", "\n> Máy").replace("\n> cũ", "\n>> cũ")))
        )
        assert body(message, "plain") == (
            f"{TEXT}\n\n-- \nMinh\nSao Mai 028 1234\n\nChat với chúng tôi\nhttps://t.me/x?start=1\n\n"
            "Vào Th 7, 21/11/2026 lúc 13:55, Trần Thị Hoa đã viết:\n> Máy in hỏng.\n>> cũ hơn\n"
        )
        page = body(message, "html")
        places = [page.index(words) for words in ("giúp em nhé", "Minh<br>", "Chat với", "đã viết:", "Máy in hỏng")]
        assert places == sorted(places)
        assert '<a href="https://t.me/x?start=1">Chat với chúng tôi</a>' in page
        assert "<blockquote" in page

    def test_history_without_marks_gets_them(self):
        message = parsed(rendered(replace(PARTS, quoted_text="On Sat, Hoa wrote:\nIt is broken.\n\nPlease help.")))
        assert body(message, "plain").endswith("On Sat, Hoa wrote:\n> It is broken.\n>\n> Please help.\n")

    def test_styles_become_html_and_plain_words(self):
        rich = (
            Span("Chào "), Span("chị", Style.BOLD), Span(" & ", Style.ITALIC), Span("x < y", Style.CODE), Span("cũ", Style.QUOTE),
            Span("tại đây", Style.LINK, "https://saomai.vn/?a=1&b=2"), Span(" "), Span("bấm", Style.LINK, "javascript:alert(1)"),
            Span("https://a.example", Style.LINK, "https://a.example"),
        )  # fmt: skip
        message = parsed(rendered(text=rich))
        page = body(message, "html")
        assert "<b>chị</b><i> &amp; </i>" in page
        assert "x &lt; y</code>" in page
        assert '<a href="https://saomai.vn/?a=1&amp;b=2">tại đây</a>' in page
        assert "javascript" not in page
        assert body(message, "plain") == (
            "Chào chị & x < y> cũ\ntại đây <https://saomai.vn/?a=1&b=2> bấmhttps://a.example\n"
        )

    def test_staff_text_is_never_markup(self):
        page = body(parsed(rendered(text='<script>alert("x")</script><img src=x onerror=y>')), "html")
        assert "<script" not in page
        assert "<img" not in page

    def test_a_footer_that_is_no_web_address_is_refused(self):
        with pytest.raises(CannotDeliver, match="footer"):
            rendered(replace(PARTS, footer="x", footer_url="javascript:alert(1)"))

    @settings(max_examples=80, deadline=None)
    @given(st.text(max_size=400))
    def test_any_text_arrives_and_travels_in_short_seven_bit_lines(self, text: str):
        raw = bytes(rendered(text=text))
        assert raw.isascii()
        assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
        seen = body(parsed(rendered(text=text)), "plain").rstrip("\n")
        wanted = re.sub(r"\r\n?|[\x0c\x85\u2028\u2029]", "\n", text.encode("utf-8", "replace").decode())
        assert seen == re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", wanted).rstrip("\n")

    def test_simple_english_stays_readable_in_the_raw_mail(self):
        raw = bytes(rendered(text="Hello Hoa,\n\nplease restart it.\n.\nBye"))
        assert b"Content-Transfer-Encoding: 7bit\r\n\r\nHello Hoa,\r\n\r\nplease restart it.\r\n.\r\nBye\r\n" in raw

    def test_text_that_looks_like_a_boundary_cannot_end_a_part(self):
        boundary = parsed(rendered()).get_boundary()
        message = parsed(rendered(text=f"a\n--{boundary}--\nb"))
        assert f"--{boundary}--" in body(message, "plain")
        assert len(list(message.iter_parts())) == 2


class TestFiles:
    def test_attachments_arrive_whole_with_their_names(self):
        files = (stored("báo giá tháng 11.pdf", size=100_001), stored("plain.txt", "text/plain; charset=utf-8", 10))
        message = parsed(rendered(files=files))
        assert message.get_content_type() == "multipart/mixed"
        first, second = message.iter_attachments()
        assert (first.get_filename(), first.get_content_type()) == ("báo giá tháng 11.pdf", "application/pdf")
        assert first.get_content() == content_of(files[0])
        assert (second.get_filename(), second.get_content_charset()) == ("plain.txt", "utf-8")

    def test_old_clients_find_the_name_in_content_type(self):
        name = "Hợp đồng bảo trì máy in số 2026-11 bản cuối cùng đã ký.docx"
        message = email.message_from_bytes(bytes(rendered(files=(stored(name),))))
        part = message.get_payload()[1]
        written = re.search(r'name="([^"]*)"', part["Content-Type"])
        assert written is not None
        assert str(make_header(decode_header(re.sub(r"\r\n ", " ", written[1])))) == name
        assert "filename*0*=utf-8''H" in part["Content-Disposition"]
        assert part.get_filename() == name

    def test_pictures_stand_in_the_html(self):
        files = (
            stored("a.png", "image/png", 50, content_id="<pic1@saomai.vn>"),
            stored("b.png", "image/png", 50, content_id="pic2"),
            stored("c.pdf"),
        )
        rich = (Span("Xem "), Span("nút đỏ", Style.LINK, "cid:pic1@saomai.vn"), Span(" nhé."))
        message = parsed(rendered(text=rich, files=files))
        alternative, attachment = message.iter_parts()
        related = list(alternative.iter_parts())[1]
        assert related.get_content_type() == "multipart/related"
        page = body(message, "html")
        assert 'Xem <img src="cid:pic1@saomai.vn" alt="nút đỏ"' in page
        assert page.count("<img") == 2
        assert [part["Content-ID"] for part in related.iter_parts()][1:] == ["<pic1@saomai.vn>", "<pic2>"]
        assert attachment.get_filename() == "c.pdf"
        assert "Xem [nút đỏ] nhé." in body(message, "plain")

    @pytest.mark.parametrize(
        "kind", ["message/rfc822", "multipart/mixed", "nonsense", "text/plain\r\nBcc: a@b.example", 'a/b; c="\r\nX: y"']
    )
    def test_types_that_may_not_be_encoded_or_are_none_travel_as_octets(self, kind: str):
        message = parsed(rendered(files=(stored("a.eml", kind),)))
        [part] = message.iter_attachments()
        assert part.get_content_type() in {"application/octet-stream", "a/b"}
        assert message["Bcc"] is None
        assert message["X"] is None

    @pytest.mark.parametrize(
        ("given_name", "shown"),
        [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a\r\nb\0.pdf", "a b.pdf"),
            ("\u202egnp.exe", "gnp.exe"),
            ("", "file"),
            ("...", "file"),
        ],
    )
    def test_file_names_are_text_for_people(self, given_name: str, shown: str):
        [part] = parsed(rendered(files=(stored(given_name),))).iter_attachments()
        assert part.get_filename() == shown

    def test_a_long_file_name_keeps_its_extension(self):
        name = clean_filename("ả" * 300 + ".pdf")
        assert len(name.encode()) <= 255
        assert name.endswith("ả.pdf")

    def test_a_file_that_cannot_be_read_stops_the_mail(self):
        def missing(file: StoredFile) -> bytes:
            return Path("/nonexistent/file").read_bytes()

        def damaged(file: StoredFile) -> bytes:
            raise LookupError("hash differs")

        message = OutboundMessage("k", plain("x"), mail=PARTS, files=(stored("a.pdf"),))
        with pytest.raises(TryAgainLater, match="cannot be read now"):
            bytes(render(message, sent_at=SENT_AT, read_file=missing))
        with pytest.raises(CannotDeliver, match="hash differs"):
            bytes(render(message, sent_at=SENT_AT, read_file=damaged))

    def test_large_files_are_never_in_memory_together(self):
        size = 1_000_000
        message = OutboundMessage(
            "k", plain("x"), mail=PARTS, files=tuple(stored(f"{n}.bin", size=size) for n in range(6))
        )
        mail = render(message, sent_at=SENT_AT, read_file=lambda file: bytes(file.size))
        tracemalloc.start()
        try:
            written = sum(len(piece) for piece in mail.pieces())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert written == mail.size > 6 * base64_size(size)
        assert peak < 3 * size


class TestSameBytes:
    FILES = (stored("a.png", "image/png", 50, content_id="pic1"), stored("b.pdf", size=58), stored("c.pdf", size=0))

    def test_a_second_try_is_the_same_mail(self):
        assert bytes(rendered(files=self.FILES)) == bytes(rendered(files=self.FILES))

    def test_a_date_fixed_with_the_message_wins_over_the_time_of_the_try(self):
        fixed = replace(PARTS, sent_at=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC))
        assert parsed(rendered(fixed))["Date"] == "Fri, 20 Nov 2026 01:02:03 +0000"

    def test_the_size_is_known_beforehand(self):
        for files in (
            (),
            self.FILES,
            tuple(stored("x", size=size) for size in (1, 56, 57, 58, 57 * 1024, 57 * 1024 + 1)),
        ):
            mail = rendered(files=files)
            assert mail.size == len(bytes(mail))

    def test_pieces_are_whole_lines(self):
        assert all(piece.endswith(b"\r\n") for piece in rendered(files=self.FILES).pieces() if piece)

    def test_only_those_who_got_nothing_get_the_second_try_of_the_same_bytes(self):
        everybody = replace(
            PARTS,
            to=(Address("a@x.example"), Address("B@X.example")),
            cc=(Address("c@x.example"), Address("a@x.example")),
        )
        again = replace(everybody, only_to=("b@x.example",))
        assert [each.given for each in rendered(everybody).recipients] == ["a@x.example", "B@X.example", "c@x.example"]
        assert [each.given for each in rendered(again).recipients] == ["B@X.example"]
        assert bytes(rendered(everybody)) == bytes(rendered(again))
        with pytest.raises(CannotDeliver, match="neither in To nor in Cc"):
            rendered(replace(everybody, only_to=("secret@x.example",)))
        with pytest.raises(CannotDeliver, match="waits for it any more"):
            rendered(replace(everybody, only_to=()))

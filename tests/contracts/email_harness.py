"""E-mail's bench for the contract suite: a relay, and mails as programs write them."""

from __future__ import annotations

import email.policy
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from typing import Self

from contracts.harness import Trouble
from servers.smtp_sink import SmtpSink

from channels.email.addressing import new_message_id
from channels.email.channel import EmailChannel
from channels.email.relay_session import StageLimits
from channels.email.sender import SmtpSender
from channels.email.smtp_url import SmtpSettings
from channels.message import Address, ChatParts, MailParts, OutboundMessage, RawItem, plain

SECRET = b"contract suite's own secret key!"
IMPATIENT = StageLimits(connect=2.0, command=2.0, block=2.0, final=2.0, bytes_per_second=1e9, goodbye=0.3)


class EmailHarness:
    repeats_safely = False

    def __init__(self) -> None:
        self.channel = EmailChannel()
        self.samples = [RawItem("email", "support", f"s{n}", mail, datetime.now(UTC)) for n, mail in enumerate(mails())]
        self.relay = SmtpSink()
        self.sender: SmtpSender
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.relay.open()
        self._port = self.relay.port
        settings = SmtpSettings.from_url(f"smtp://127.0.0.1:{self._port}")
        self.sender = SmtpSender(settings, lambda _file: b"", limits=IMPATIENT, grace=1.0)
        return self

    async def __aexit__(self, *_exc_info: object) -> None:
        await self.sender.stop()
        await self.relay.close()
        self.channel.close()

    def message(self, text: str) -> OutboundMessage:
        named = new_message_id(SECRET, "saomai.vn")
        parts = MailParts(Address("support@saomai.vn"), (Address("hoa@example.com"),), "Báo giá", named)
        return OutboundMessage("o-1", plain(text), mail=parts)

    def foreign_message(self) -> OutboundMessage:
        return OutboundMessage("o-2", plain("x"), chat=ChatParts("42"))

    async def arrived(self) -> list[str]:
        return [readable(message.content) for message in self.relay.messages]

    async def trouble(self, kind: Trouble) -> None:
        match kind:
            case Trouble.REFUSES:
                self.relay.script("RCPT", reply="550 5.1.1 No such user")
            case Trouble.ASKS_TO_WAIT:
                self.relay.script("MAIL", reply="451 4.3.0 Come back later", times=1)
            case Trouble.LOSES_THE_ANSWER:
                self.relay.script("DOT", drop=True, keep=True, times=1)
            case Trouble.IS_DOWN:
                await self.relay.close()

    async def repair(self) -> None:
        self.relay.behave()
        await self.relay.open(self._port)


def readable(content: bytes) -> str:
    body = message_from_bytes(content, policy=email.policy.default).get_body(("plain",))
    assert body is not None
    return body.get_content().strip()


def mails() -> list[bytes]:
    """Plain, with HTML and a file, and one whose words are split into normal and combining characters."""
    written = []
    for number in range(3):
        mail = EmailMessage()
        mail["From"] = "Trần Thị Hoa <hoa@example.com>"
        mail["To"] = "support@saomai.vn"
        mail["Subject"] = ["Máy in báo lỗi E3", "Re: Máy in", "Ma\u0301y in"][number]
        mail["Date"] = "Mon, 23 Nov 2026 13:59:00 +0700"
        mail["Message-ID"] = f"<m{number}@example.com>"
        mail.set_content(["Máy in báo lỗi E3 😀", "Vẫn lỗi.\n\n> hôm qua em viết", "Lo\u0302\u0303i"][number])
        if number == 1:
            mail.add_alternative("<p>Vẫn lỗi.</p><blockquote>hôm qua em viết</blockquote>", subtype="html")
            mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="hóa đơn.pdf")
        written.append(mail.as_bytes())
    return written

"""Delivery reports of the usual servers, in their wordings; the addresses and hosts are invented."""

from __future__ import annotations

import pytest

from channels.email import bounce_reasons, parser

DSN = """From: {sender}
To: hotro@abc.example
Subject: {subject}
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

{words}
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.khach.example
Original-Envelope-Id: env-17

Final-Recipient: rfc822; lan@khach.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--x
Content-Type: message/rfc822

From: hotro@abc.example
To: lan@khach.example
Message-ID: <out-1@abc.example>
Subject: Trả lời

Nội dung
--x--
"""


def dsn(
    action="failed",
    status="5.1.1",
    diagnostic="550 5.1.1 User unknown",
    words="Sorry.",
    subject="Undelivered Mail Returned to Sender",
):
    text = DSN.format(
        sender="MAILER-DAEMON@mx.khach.example",
        action=action,
        status=status,
        diagnostic=diagnostic,
        words=words,
        subject=subject,
    )
    return parser.parse_bytes(text.encode())


def test_standard_report():
    message = dsn()
    bounce = message.bounce
    assert message.marks.is_bounce
    assert message.marks.is_automatic
    assert not message.marks.is_auto_reply
    assert bounce is not None
    assert bounce.recipient == "lan@khach.example"
    assert bounce.status == "5.1.1"
    assert bounce.hard is True
    assert bounce.reason == "userunknown"
    assert bounce.original_message_id == "out-1@abc.example"
    assert bounce.original_envelope_id == "env-17"
    assert bounce.action == "failed"
    assert message.forwarded is None


@pytest.mark.parametrize(
    ("action", "expected"),
    [("delayed", "delayed"), ("delivered", "delivered"), ("relayed", "delivered"), ("expanded", "delivered")],
)
def test_delays_and_successes_are_notices_not_bounces(action, expected):
    message = dsn(action=action, status="4.4.1" if action == "delayed" else "2.0.0", diagnostic="connection timed out")
    assert not message.marks.is_bounce
    assert message.marks.is_delivery_notice
    assert message.marks.is_automatic
    assert message.bounce is not None
    assert message.bounce.action == expected
    assert message.bounce.hard is False


@pytest.mark.parametrize(
    ("status", "diagnostic", "best", "reason", "hard"),
    [
        (
            "5.0.0",
            "550 5.1.1 <lan@khach.example>: Recipient address rejected: User unknown",
            "5.1.1",
            "userunknown",
            True,
        ),
        ("5.2.2", "552 5.2.2 The email account that you tried to reach is over quota", "5.2.2", "mailboxfull", False),
        (
            "5.1.2",
            "Host or domain name not found. Name service error for name=khach.example type=MX: Host not found",
            "5.1.2",
            "hostunknown",
            True,
        ),
        (
            "4.4.3",
            "Host or domain name not found. Name service error: Host not found, try again",
            "4.4.3",
            "networkerror",
            False,
        ),
        (
            "5.7.1",
            "550 5.7.1 Our system has detected that this message is likely unsolicited mail",
            "5.7.1",
            "spamdetected",
            False,
        ),
        (
            "5.7.26",
            "550-5.7.26 Unauthenticated email from abc.example is not accepted due to domain's DMARC policy",
            "5.7.26",
            "authfailure",
            False,
        ),
        ("5.3.4", "552 5.3.4 Message size exceeds fixed limit", "5.3.4", "mesgtoobig", False),
        (
            "5.7.1",
            "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
            "5.7.1",
            "blocked",
            False,
        ),
        ("4.4.7", "Delivery time expired", "4.4.7", "expired", False),
        (
            "5.7.25",
            "550 5.7.25 The IP address sending this message does not have a PTR record",
            "5.7.25",
            "requireptr",
            False,
        ),
        ("5.1.6", "551 5.1.6 User has moved", "5.1.6", "hasmoved", True),
        ("5.1.1", "550 Địa chỉ người nhận không tồn tại", "5.1.1", "userunknown", True),
        ("", "", None, "undefined", None),
    ],
)
def test_reasons(status, diagnostic, best, reason, hard):
    verdict = bounce_reasons.judge(status, diagnostic, "")
    assert (verdict.status, verdict.reason, verdict.hard) == (best, reason, hard)


PLAIN = {
    "qmail": (
        "MAILER-DAEMON@mx.khach.example",
        "failure notice",
        "Hi. This is the qmail-send program at mx.khach.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<lan@khach.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <hotro@abc.example>\nTo: lan@khach.example\nMessage-ID: <out-1@abc.example>\n",
        "userunknown",
    ),
    "exim": (
        "Mailer-Daemon@mx.khach.example",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  lan@khach.example\n    host mx.khach.example [192.0.2.1]: 550 5.2.2 mailbox is full\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <out-1@abc.example>\n",
        "mailboxfull",
    ),
    "postfix": (
        "MAILER-DAEMON@mx.khach.example",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx.khach.example.\n\n<lan@khach.example>: host mx2.khach.example[192.0.2.1] said: 550 5.1.1\n    <lan@khach.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n\nMessage-ID: <out-1@abc.example>\n",
        "userunknown",
    ),
    "exchange": (
        "postmaster@khach.example",
        "Undeliverable: Trả lời",
        "Your message\n\n  To:      lan@khach.example\n  Subject: Trả lời\n  Sent:    Mon, 15 Apr 2024 10:23:00 +0700\n\ndid not reach the following recipient(s):\n\nlan@khach.example on Mon, 15 Apr 2024 10:23:05 +0700\n    The recipient name is not recognized\n\nMessage-ID: <out-1@abc.example>\n",
        "userunknown",
    ),
    "yahoo": (
        "MAILER-DAEMON@yahoo.example",
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n<lan@khach.example>:\n554: delivery error: dd This user doesn't have a yahoo.example account (lan@khach.example) [0]\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <out-1@abc.example>\n",
        "userunknown",
    ),
    "vietnamese": (
        "postmaster@khach.example",
        "Thư không thể gửi được",
        "Thư của bạn không thể gửi tới người nhận sau:\n\n<lan@khach.example>: Hộp thư đã đầy, vượt quá dung lượng cho phép\n\nMessage-ID: <out-1@abc.example>\n",
        "mailboxfull",
    ),
}


@pytest.mark.parametrize(("sender", "subject", "text", "reason"), PLAIN.values(), ids=PLAIN.keys())
def test_reports_in_plain_words(sender, subject, text, reason):
    raw = (
        f"From: {sender}\nTo: hotro@abc.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )
    message = parser.parse_bytes(raw.encode())
    assert message.marks.is_bounce
    assert message.bounce is not None
    assert message.bounce.recipient == "lan@khach.example"
    assert message.bounce.reason == reason
    assert message.bounce.original_message_id == "out-1@abc.example"


def test_failed_recipients_header():
    message = parser.parse_bytes(
        b"From: x@gmail.example\nX-Failed-Recipients: lan@khach.example\nSubject: Fail\n\nIt failed.\n"
    )
    assert message.bounce is not None
    assert message.bounce.recipient == "lan@khach.example"


def test_a_warning_in_plain_words_is_no_bounce():
    message = parser.parse_bytes(
        b"From: MAILER-DAEMON@mx.khach.example\nSubject: Warning: could not send message for past 4 hours\n\nTHIS IS A WARNING MESSAGE ONLY.\n\n<lan@khach.example>... Deferred: Connection timed out\nWill keep trying until message is 5 days old\n"
    )
    assert not message.marks.is_bounce
    assert message.marks.is_delivery_notice
    assert message.bounce is not None
    assert message.bounce.recipient == "lan@khach.example"


def test_the_address_we_wrote_to_is_named_first():
    text = DSN.format(
        sender="MAILER-DAEMON@x", subject="x", words="", action="failed", status="5.1.1", diagnostic="no such user"
    )
    text = text.replace(
        "Final-Recipient: rfc822; lan@",
        "Original-Recipient: rfc822; lan@khach.example\nFinal-Recipient: rfc822; box17@",
    )
    bounce = parser.parse_bytes(text.encode()).bounce
    assert bounce is not None
    assert bounce.recipient == "lan@khach.example"
    assert set(bounce.recipients) == {"lan@khach.example", "box17@khach.example"}


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "lan@khach.example",
            "Không gửi được email",
            "Chào shop, email của tôi không gửi được cho nam@khach.example, nhờ kiểm tra giúp.\n\nLan",
        ),
        (
            "lan@khach.example",
            "Delivery problem",
            "My parcel could not be delivered, nobody was at home. Please send it again.",
        ),
        (
            "delivery@shop.example",
            "Delivery failed",
            "We could not deliver your order DH-2045 because the address was not found. Please call us.",
        ),
        (
            "lan@khach.example",
            "Re: Undelivered Mail Returned to Sender",
            "I got this when I wrote to you, why? My mail was rejected with 550 5.1.1 user unknown.",
        ),
        (
            "lan@khach.example",
            "Fwd: failure notice",
            "See below, what is wrong?\n\nHi. This is the qmail-send program.\n<x@abc.example>:\n550 no mailbox",
        ),
        (
            "lan@khach.example",
            "Returned goods",
            "The recipient address is unknown, so the goods were returned to the sender. What now?",
        ),
        ("administrator@khach.example", "New contract", "Please find the contract attached. The old one has expired."),
    ],
)
def test_letters_about_failures_are_no_bounces(sender, subject, text):
    raw = f"From: {sender}\nTo: hotro@abc.example\nSubject: {subject}\nMessage-ID: <1@x>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    message = parser.parse_bytes(raw.encode())
    assert not message.marks.is_bounce
    assert not message.marks.is_automatic
    assert message.bounce is None


def test_amazon_notification():
    inner = '{\\"notificationType\\":\\"Bounce\\",\\"bounce\\":{\\"bounceType\\":\\"Permanent\\",\\"bouncedRecipients\\":[{\\"emailAddress\\":\\"lan@khach.example\\",\\"status\\":\\"5.1.1\\",\\"diagnosticCode\\":\\"smtp; 550 5.1.1 user unknown\\"}]}}'
    message = parser.parse_bytes(
        f'From: no-reply@sns.example\nSubject: AWS Notification Message\n\n{{"Type" : "Notification", "Message" : "{inner}"}}\n'.encode()
    )
    assert message.marks.is_bounce
    assert message.bounce is not None
    assert (message.bounce.recipient, message.bounce.status, message.bounce.hard) == (
        "lan@khach.example",
        "5.1.1",
        True,
    )

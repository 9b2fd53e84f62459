"""An ``OutboundMessage`` as the bytes of a mail (RFC 5322, 2045-2047, 2231), the same bytes at every try.

Nothing here asks for the time, draws random numbers or touches a network. Stored files are read one after the other
while the mail is written, so a mail with large attachments is never in memory as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from channels.email import html_writer
from channels.email.addressing import Mailbox, comparable, mailbox
from channels.email.header_writer import HeaderBlock, clean_label, mailbox_list, mailbox_words, text_words
from channels.email.mime_writer import Part, file_part, multipart, text_part, tidy_text, usable_content_id
from channels.message import Address, MailParts, OutboundMessage, RichText, Span, StoredFile, Style
from channels.port import CannotDeliver, ChannelError, ReadFile, TryAgainLater

REFERENCES_LIMIT = 30
"""How many ids References names: the first, which clients thread by, and the last ones."""

_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")
_PREFIX = re.compile(
    r"(?:re|r[eé]p|aw|sv|vs|antw|odp|fwd?|wg|tr|tl|trả lời|chuyển tiếp)\s*(?:\[\d{1,3}\])?\s*[:：]\s*", re.IGNORECASE
)
_SUBJECT_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Recipient:
    """``given`` is the address as the message names it, ``wire`` as SMTP must."""

    given: str
    wire: Mailbox


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready to go. ``size`` is exact as long as the stored files have the sizes that they are stored under."""

    message_id: str
    sender: Mailbox
    recipients: tuple[Recipient, ...]
    automatic: bool
    needs_smtputf8: bool
    size: int
    pieces: Callable[[], Iterator[bytes]]
    """Whole lines, CRLF, no dots doubled. Reads files: blocking; raises ``TryAgainLater`` or ``CannotDeliver``."""

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces())


def render(message: OutboundMessage, *, sent_at: datetime, read_file: ReadFile) -> RenderedMail:
    """``sent_at`` (aware) stands in Date unless the message fixed its own. Raises ``CannotDeliver``, one sentence."""
    mail = message.mail
    if mail is None:
        raise CannotDeliver("The message is not made for mail.")
    sender = _wire(mail.sender)
    to, cc = _mailboxes(mail.to), _mailboxes(mail.cc)
    reply_to = _mailboxes((mail.reply_to,)) if mail.reply_to else []
    everybody = [sender, *(wire for _, wire in (*to, *cc, *reply_to))]
    needs_smtputf8 = any(wire.needs_smtputf8 for wire in everybody)
    headers = HeaderBlock(smtputf8=needs_smtputf8)
    _add_origin(headers, mail, sender, mail.sent_at or sent_at)
    for name, mailboxes in (("To", to), ("Cc", cc), ("Reply-To", reply_to)):
        if mailboxes:
            headers.add(name, *mailbox_list(mailboxes))
    headers.add("Subject", *text_words(mail.subject, room=len("Subject: ")))
    _add_thread(headers, mail)
    if mail.automatic:
        _add_automatic(headers, sender)
    headers.add("MIME-Version", "1.0")
    body = _body(message, mail, _reading(read_file))
    return RenderedMail(
        message_id=mail.message_id,
        sender=sender,
        recipients=_recipients(mail),
        automatic=mail.automatic,
        needs_smtputf8=needs_smtputf8,
        size=len(bytes(headers)) + body.size,
        pieces=lambda: _joined(bytes(headers), body),
    )


def references_of(references: tuple[str, ...], in_reply_to: str | None) -> list[str]:
    """RFC 5322, 3.6.4: the parent's References, then the parent; each once, unusable ids left out, at most 30."""
    parent = _bare_id(in_reply_to or "")
    earlier = dict.fromkeys(_bare_id(each) for each in references if _bare_id(each) != parent)
    ordered = [each for each in (*earlier, parent) if _MESSAGE_ID.fullmatch(each)]
    if len(ordered) <= REFERENCES_LIMIT:
        return ordered
    return [ordered[0], *ordered[1 - REFERENCES_LIMIT :]]


def plain_text(rich: RichText) -> str:
    """The words for ``text/plain``: an address beside its link, ``>`` before quotes."""
    return "".join(_plain_span(span) for span in rich)


def _add_origin(headers: HeaderBlock, mail: MailParts, sender: Mailbox, sent_at: datetime) -> None:
    if sent_at.tzinfo is None:
        raise CannotDeliver("The mail's date has no time zone.")
    message_id = _bare_id(mail.message_id)
    if not _MESSAGE_ID.fullmatch(message_id) or "@" not in message_id:
        raise CannotDeliver("The mail has no usable Message-ID.")
    headers.add("Date", format_datetime(sent_at))
    headers.add("From", *mailbox_words(mail.sender.name, sender))
    headers.add("Message-ID", f"<{message_id}>")


def _add_thread(headers: HeaderBlock, mail: MailParts) -> None:
    parent = _bare_id(mail.in_reply_to or "")
    if _MESSAGE_ID.fullmatch(parent):
        headers.add("In-Reply-To", f"<{parent}>")
    references = references_of(mail.references, mail.in_reply_to)
    if references:
        headers.add("References", *(f"<{each}>" for each in references))


def _add_automatic(headers: HeaderBlock, sender: Mailbox) -> None:
    """RFC 3834, 5, and what responders that do not know it look at."""
    headers.add("Auto-Submitted", "auto-replied")
    headers.add("X-Auto-Response-Suppress", "All")
    headers.add("Precedence", "auto_reply")
    headers.add("X-Loop", str(sender))


def _body(message: OutboundMessage, mail: MailParts, read: Callable[[StoredFile], bytes]) -> Part:
    images = {usable_content_id(file.content_id): file for file in message.files if _is_shown(file)}
    attached = [file for file in message.files if not _is_shown(file)]
    page = text_part("html", _html(message.text, mail, images))
    if images:
        pictures = [file_part(file, read, content_id=content_id) for content_id, file in images.items()]
        page = multipart("related", _boundary(mail, 2), [page, *pictures], parameters=['type="text/html"'])
    words = multipart("alternative", _boundary(mail, 1), [text_part("plain", _text(message.text, mail)), page])
    if not attached:
        return words
    return multipart("mixed", _boundary(mail, 0), [words, *(file_part(file, read) for file in attached)])


def _is_shown(file: StoredFile) -> bool:
    return file.inline and file.content_type.lower().startswith("image/") and usable_content_id(file.content_id) != ""


def _text(rich: RichText, mail: MailParts) -> str:
    attribution, quoted = _quotation(mail.quoted_text)
    history = "\n".join(filter(None, (attribution, _with_marks(quoted) if quoted else "")))
    signature = f"-- \n{_signature(mail)}" if _signature(mail) else ""
    footer = "\n".join(filter(None, (mail.footer, _footer_url(mail))))
    blocks = (tidy_text(plain_text(rich)).rstrip("\n"), signature, footer, history)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _html(rich: RichText, mail: MailParts, images: dict[str, StoredFile]) -> str:
    tidy = tuple(Span(tidy_text(span.text), span.style, span.href) for span in rich)
    named = {span.href for span in tidy if span.style is Style.LINK}
    loose = [html_writer.image_block(cid, file.filename) for cid, file in images.items() if f"cid:{cid}" not in named]
    signature = html_writer.signature_block(_signature(mail)) if _signature(mail) else ""
    footer = html_writer.footer_block(mail.footer, _footer_url(mail)) if mail.footer or mail.footer_url else ""
    attribution, quoted = _quotation(mail.quoted_text)
    history = html_writer.quote_block(attribution, quoted) if attribution or quoted else ""
    return html_writer.page(html_writer.text_block(tidy, images.keys()), *loose, signature, footer, history)


def _signature(mail: MailParts) -> str:
    lines = tidy_text(mail.signature).strip("\n")
    return lines.removeprefix("-- \n").removeprefix("--\n")


def _footer_url(mail: MailParts) -> str:
    if mail.footer_url and not html_writer.safe_url(mail.footer_url):
        raise CannotDeliver("The mail's footer links to something that is no web address.")
    return mail.footer_url


def _quotation(quoted_text: str) -> tuple[str, str]:
    """The line that says who wrote, and his words without one level of ``>``.

    Ready-made history either has its ``>`` already or is an attribution line that ends with a colon and plain words.
    """
    lines = tidy_text(quoted_text).strip("\n").split("\n")
    marked = next((place for place, line in enumerate(lines) if line.startswith(">")), None)
    if marked is None:
        marked = 1 if lines[0].rstrip().endswith(":") else 0
    words = (line.removeprefix(">").removeprefix(" ") if line.startswith(">") else line for line in lines[marked:])
    return "\n".join(lines[:marked]).strip("\n"), "\n".join(words)


def _with_marks(text: str) -> str:
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n"))


def _plain_span(span: Span) -> str:
    if span.style is Style.QUOTE:
        return f"{_with_marks(span.text.strip(chr(10)))}\n"
    if span.style is not Style.LINK:
        return span.text
    if span.href.startswith("cid:"):
        return f"[{span.text}]"
    url = html_writer.safe_url(span.href)
    return span.text if not url or url == span.text else f"{span.text} <{url}>"


def _recipients(mail: MailParts) -> tuple[Recipient, ...]:
    everybody: dict[str, Recipient] = {}
    for address in (*mail.to, *mail.cc):
        everybody.setdefault(comparable(address.address), Recipient(address.address, _wire(address)))
    if not everybody:
        raise CannotDeliver("The mail has no recipient.")
    if mail.only_to is None:
        return tuple(everybody.values())
    if not mail.only_to:
        raise CannotDeliver("Nobody of the mail's recipients waits for it any more.")
    wanted = dict.fromkeys(comparable(address) for address in mail.only_to)
    strangers = [address for address in wanted if address not in everybody]
    if strangers:
        raise CannotDeliver(f"{strangers[0]} stands neither in To nor in Cc.")
    return tuple(everybody[address] for address in wanted)


def _mailboxes(addresses: tuple[Address, ...]) -> list[tuple[str, Mailbox]]:
    return [(address.name, _wire(address)) for address in addresses]


def _wire(address: Address) -> Mailbox:
    try:
        return mailbox(address.address)
    except ValueError as error:
        raise CannotDeliver(str(error), code="5.1.3") from error


def _bare_id(message_id: str) -> str:
    return message_id.strip().removeprefix("<").removesuffix(">")


def _boundary(mail: MailParts, place: int) -> str:
    return f"=_{hashlib.sha256(f'{place} {mail.message_id}'.encode()).hexdigest()[:32]}"


def _joined(headers: bytes, body: Part) -> Iterator[bytes]:
    pieces = body.pieces()
    yield headers + next(pieces)
    yield from pieces


def _reading(read_file: ReadFile) -> Callable[[StoredFile], bytes]:
    """Turns what the store may raise into what a sender may raise: the connection is cut before the final dot."""

    def read(file: StoredFile) -> bytes:
        try:
            return read_file(file)
        except ChannelError:
            raise
        except OSError as error:
            raise TryAgainLater(
                f"The attachment {clean_label(file.filename)!r} cannot be read now: {error.strerror or error}."
            ) from error
        except Exception as error:
            raise CannotDeliver(
                f"The attachment {clean_label(file.filename)!r} cannot be read: {clean_label(str(error))}"
            ) from error

    return read

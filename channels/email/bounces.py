"""Delivery reports: RFC 3464 where the sender keeps to it, the words of the usual mail servers where it does not.

A report may be forged by anybody. What stands here is what the mail *says*; whether to believe it is decided by whoever
compares ``original_message_id`` with what we sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from channels.email import addresses, bounce_reasons, headers, mime
from channels.email.body import Body
from channels.email.mime import Part
from channels.message import Address, Bounce

_MAX_REPORT_TEXT = 20_000
_MAX_RECIPIENTS = 100


class Report(Enum):
    NONE = ""
    BOUNCE = "bounce"
    DELAY = "delay"
    SUCCESS = "success"
    FEEDBACK = "feedback"
    RECEIPT = "receipt"


_ADDRESS = r"(?:\"[^\"\s]{1,64}\"|[^\s\"<>(),;:\[\]|]{1,100})@[^\s\"<>(),;:\[\]|'`!]{1,200}"
_ADDRESS_ANYWHERE = re.compile(_ADDRESS)
_DAEMON = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|mail\.?delivery(?:\.?system|\.?subsystem)?|double-bounce|bounces?|delivery|mta-?daemon|maildaemon|"
    r"mailadmin|mailer|dsn|noreply-dmarc|microsoftexchange\w*|administrator|mmdf|smtp|systemadmin\w*|mail-admin|undeliverable|mail-noreply|no-?reply-?bounces?|amx|mailsys\w*)\b",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|daemon|administrator|admin)|postmaster|delivery (?:sub)?system|system administrator|mail router|internet mail (?:delivery|service)|"
    r"returned mail|undeliverable|mail system|email server|hệ thống (?:thư|mail|email)|mail service",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:re: ?|\[[^\]]{1,40}\] ?|\*+[^*]{1,40}\*+ ?)*(?:undeliver|un-deliver|undelivered|non[- ]?(?:deliver|remis)|delivery (?:status|failure|report|notification|has failed|problem|error|incomplete|final|unsuccessful)|"
    r"(?:mail|message|e-?mail)[\w ,]{0,20}(?:delivery (?:fail|problem|error|status)|not delivered|undeliver|returned|could not be delivered|failure|system error)|"
    r"failure (?:notice|delivery)|failed (?:mail|delivery|message)|failed to deliver|returned (?:mail|e?-?mail|to sender|message)|mail (?:error|failure|fail|status report|could not)|"
    r"delivery error|(?:mail|message) ?delivery|nondeliverable|nachricht unzustellbar|unzustellbar|rückläufer|zustell(?:ung|fehler)|échec de (?:la )?(?:distribution|remise)|non remis|"
    r"no se (?:puede|pudo|ha podido) entregar|error de entrega|falha na entrega|mensagem não entregue|mancata consegna|onbestelbaar|niet bezorgd|olevererbart|"
    r"nie dostarczono|zwrot|недоставлен|не доставлен|ошибка доставки|未送達|配信(?:不能|できません|エラー)|送信エラー|退信|系统退信|退件|회송|반송|"
    r"không (?:thể )?(?:gửi|chuyển|phát) được|không thể gửi|thư (?:bị )?(?:trả lại|hoàn)|gửi thư thất bại|gửi không thành công|gửi thất bại|chưa (?:được )?gửi|thông báo (?:lỗi|trạng thái) gửi|"
    r"permanent (?:error|failure)|user unknown|unknown user|rejected|could not (?:deliver|send)|unable to deliver|problem delivering|transmit failure|nichtzustell|your (?:message|mail|e-?mail) to .{1,60}(?:fail|could not|was not))",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"will (?:continue|keep) (?:to )?(?:be )?(?:retr|try)|still (?:being|be) (?:retried|tried)|(?:delivery|message)(?: to [^\n]{1,80})? (?:has been|is|was|temporarily) ?(?:being )?delayed|"
    r"not yet been delivered|has not (?:yet )?been (?:able to be )?delivered (?:yet|to)|not be delivered yet|could not send message for past|warning:? (?:message|could not|delayed)|"
    r"this is a warning|warning message only|(?:do|need) not (?:need to )?resend|no need to resend|will be retried|delivery attempts will|will retry|delayed mail|delivery (?:is )?delayed|still trying|temporarily deferred|"
    r"there was a temporary problem delivering|sẽ tiếp tục (?:thử|gửi)|bị (?:trì hoãn|chậm)|wird (?:weiter|erneut) versucht|zustellung verzögert|retardé|delay(?:ed)? notification",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"giv(?:e|en|ing) up|permanent (?:error|fatal|failure)|permanent_|has failed permanently|fatal error|could not be delivered to (?:one or more|any|all|the following)|action: failed|"
    r"have been unable|message was undeliverable|not be delivered|undeliverable|delivery (?:to the following \w+ )?failed|will not be retried|returned? to (?:the )?sender|retry time(?:out)? (?:not reached|exceeded)|too old",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"(?:could|can|did|was|were|has|have|had|would|is|are) ?(?:not|n't|never) (?:be |been )?(?:able to (?:be )?)?(?:deliver|sent|send|reach|accept|rout|complet|relay|found|process|receiv)|cannot be (?:delivered|sent|routed|found)|"
    r"undeliver|non[- ]?deliver|failed (?:to|permanently|address|recipient|with|delivery)|delivery (?:to the following|of your|has failed|failed|failure|error|status notification|attempts? (?:have )?fail)|permanent (?:fatal )?(?:error|failure)|"
    r"unknown (?:user|address|recipient|host|mailbox|domain)|(?:user|address|recipient|mailbox|host|domain|account)s? (?:is |was |are |\S{1,80} )?(?:unknown|not found|unavailable|does(?: not|n't) exist|disabled|inactive|rejected|over quota|full|not listed)|"
    r"no such (?:user|person|recipient|address|mailbox|domain|account)|returned (?:mail|message|to (?:the )?sender)|bounced? (?:back|message|mail)|rejected (?:by|your|the|for|as)|was rejected|had (?:permanent|delivery)|over quota|"
    r"(?:quota|mailbox|storage)[^\n]{0,30}(?:exceed|full)|unable to (?:deliver|relay|route|send|find)|not (?:a )?(?:deliverable|listed in|valid)|no (?:mx|mail exchanger)|host (?:unknown|not found)|sorry,? (?:i|we|no|your|the|that)\b|"
    r"giv(?:e|en|ing) up|invalid (?:recipient|address|user|mailbox)|couldn't|550[ -]|5\d\d[ -]#?5\.\d\.\d|action:\s*failed|failure reason|fehlgeschlagen|nicht zugestellt|unzustellbar|"
    r"配信(?:できません|不能)|届け|送信できませんでした|무효|반송|无法(?:送达|投递)|退信|不存在|không (?:thể )?(?:gửi|chuyển|phát|tìm thấy)|không tồn tại|(?:hộp thư|mailbox)[^\n]{0,20}(?:đầy|full)|"
    r"n'a pas (?:pu|été)|no (?:se )?(?:ha podido|pudo|puede)|non è stato|não (?:foi|pôde)|недоступен|не (?:может быть|удалось|существует)|transmit|non-?recoverable",
    re.IGNORECASE,
)
_ORIGINAL_BEGINS = re.compile(
    r"^[ \t>*-]*(?:-{2,} ?(?:this is a copy|below this line|copy of|original|returned|returning|the body|the header|message (?:header|body|text)|unsent|forwarded|transcript of session follows|"
    r"(?:below|here) is|undelivered|headers? of|begin (?:of )?message|start of|the following|included is|enclosed)|"
    r"(?:original|returned|unsent|undelivered) message(?: headers?| follows| below| text)?\b|(?:copy of|here is|below is) (?:your|the|a copy of) (?:original |returned |undelivered )?(?:message|mail|e-?mail)|"
    r"the (?:original )?(?:message|headers|mail) (?:follows|was (?:received|returned)? ?(?:at|from)|headers? (?:follow|are))|return-path:|received: (?:from|by)|x-originating-ip:|content of (?:the )?(?:original|returned)|"
    r"(?:----+|={4,}) ?(?:header|message)s? ?(?:follows?)?|dit is een kopie|-{5,}ursprüngliche|message-id: ?<|mime-version: ?1)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(slots=True)
class _Recipient:
    address: str = ""
    original: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(slots=True)
class _Facts:
    """What was found so far, from whichever source."""

    recipients: list[_Recipient] = field(default_factory=list)
    envelope_id: str | None = None
    text: str = ""


def examine(root: Part, read: Body, subject: str, sender: Address | None) -> tuple[Bounce | None, Report]:
    """What kind of report the mail is, and for failures, delays and successes what it says."""
    if not _may_be_report(root, read, subject, sender):
        return None, Report.NONE
    kind = _other_report(root, read, subject)
    if kind is not Report.NONE:
        return None, kind
    text = _readable(read)
    facts = _facts_of(root, read, text)
    kind = _kind_of(root, facts, subject, sender, text)
    if kind is Report.NONE:
        return None, kind
    return _bounce(root, read, facts, kind), kind


def _may_be_report(root: Part, read: Body, subject: str, sender: Address | None) -> bool:
    """Cheap: ordinary mail ends here."""
    return bool(
        read.reports
        or root.content_type == "multipart/report"
        or root.headers.keys() & _REPORT_FIELDS
        or _is_daemon(sender)
        or _null_path(root)
        or _SUBJECT.match(subject[:200])
        or subject[:60].lower().startswith(("complaint about", "abuse report", "email feedback", "read:", "warning"))
    )


_REPORT_FIELDS = frozenset(
    {
        "x-failed-recipients",
        "x-amz-bounce-type",
        "x-postfix-sender",
        "x-arf",
        "x-loop-failure",
        "x-ms-exchange-message-is-ndr",
        "x-feedback-type",
    }
)


def _is_daemon(sender: Address | None) -> bool:
    if sender is None:
        return False
    return (
        _DAEMON.match(sender.address.partition("@")[0]) is not None
        or _DAEMON_NAME.search(sender.name[:100]) is not None
    )


def _null_path(root: Part) -> bool:
    value = root.header("return-path").strip()
    return value in {b"<>", b"<MAILER-DAEMON>", b"<mailer-daemon>"}


def _other_report(root: Part, read: Body, subject: str) -> Report:
    types = {part.content_type for part in read.reports}
    kind = root.parameters.get("report-type", "").lower()
    if "message/feedback-report" in types or kind == "feedback-report" or "x-arf" in root.headers:
        return Report.FEEDBACK
    if "message/disposition-notification" in types or kind == "disposition-notification":
        return Report.RECEIPT
    if (
        subject.lower().startswith(("email feedback report", "abuse report", "complaint about message"))
        and read.enclosed
    ):
        return Report.FEEDBACK
    if re.search(r"^feedback-type:", read.text[:4000], re.IGNORECASE | re.MULTILINE):
        return Report.FEEDBACK
    return Report.NONE


def _readable(read: Body) -> str:
    """The human part, up to where the returned mail begins."""
    text = read.text[:_MAX_REPORT_TEXT]
    found = _ORIGINAL_BEGINS.search(text, 40)
    while found is not None and not _FAILURE.search(text, 0, found.start()):
        found = _ORIGINAL_BEGINS.search(text, found.end())
    return text[: found.start()] if found and found.start() > 80 else text  # noqa: PLR2004 - a cut in the first line says nothing


def _facts_of(root: Part, read: Body, text: str) -> _Facts:
    facts = _Facts(text=text)
    for part in read.reports:
        if part.content_type in {"message/delivery-status", "message/global-delivery-status"}:
            _read_status(mime.decoded(part, [], 64 * 1024), facts)
    if not facts.recipients and "final-recipient:" in read.text[:_MAX_REPORT_TEXT].lower():
        _read_status(read.text[:_MAX_REPORT_TEXT].encode(), facts)
    for value in root.headers.get("x-failed-recipients", ()):
        known = {recipient.address for recipient in facts.recipients}
        for address in addresses.parse(value, []):
            if address.address not in known and len(facts.recipients) < _MAX_RECIPIENTS:
                facts.recipients.append(_Recipient(address=address.address))
    return facts


def _read_status(content: bytes, facts: _Facts) -> None:
    """RFC 3464, 2: groups of fields, the first about the message, each other about one recipient."""
    text = content.replace(b"\r\n", b"\n").decode("utf-8", "replace")
    for block in re.split(r"\n[ \t]*\n", text)[: _MAX_RECIPIENTS + 1]:
        current = _Recipient()
        for name, value in _status_fields(block):
            if name == "original-envelope-id":
                facts.envelope_id = value
            elif name in {"final-recipient", "original-recipient"}:
                if name == "final-recipient" and current.address:
                    facts.recipients.append(current)
                    current = _Recipient()
                setattr(current, "address" if name == "final-recipient" else "original", _typed_address(value))
            elif name == "action":
                current.action = value.split()[0].strip(",;.").lower() if value.split() else ""
            elif name == "status":
                current.status = bounce_reasons.first_status(value) or ""
            elif (
                name in {"diagnostic-code", "x-display-name", "x-supplementary-info", "x-notes"}
                and not current.diagnostic
            ):
                current.diagnostic = (
                    value.partition(";")[2].strip() if name == "diagnostic-code" and ";" in value[:20] else value
                )
        if current.address or current.original or (current.action and current.status):
            facts.recipients.append(current)


def _status_fields(block: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(
        r"^([A-Za-z][A-Za-z0-9-]{2,40}):[ \t]?(.{0,2000}(?:\n[ \t].{0,1000}){0,30})", block, re.MULTILINE
    ):
        yield match[1].lower(), " ".join(match[2].split())


def _typed_address(value: str) -> str:
    """``rfc822; user@host``; some leave the type out, some quote, some add comments."""
    text = (
        headers.decode_words(value.partition(";")[2], [])
        if ";" in value[:20] and "=?" not in value
        else value.partition(";")[2] or value
    )
    text = text.strip().strip("<>").strip()
    match = _ADDRESS_ANYWHERE.search(text)
    return addresses.normalised(match[0]) if match else text.split()[0] if text.split() else ""


def _kind_of(root: Part, facts: _Facts, subject: str, sender: Address | None, text: str) -> Report:
    actions = {recipient.action for recipient in facts.recipients if recipient.action}
    if "failed" in actions or "failure" in actions:
        return Report.BOUNCE
    if "delayed" in actions:
        return Report.DELAY
    if actions & {"delivered", "relayed", "expanded"}:
        return Report.SUCCESS
    named = _is_daemon(sender) or _null_path(root) or sender is None
    subjected = _SUBJECT.match(subject[:200]) is not None
    beginning = text[:6000]
    says_failure = _FAILURE.search(beginning) is not None
    if _DELAY.search(subject[:200]) or (_DELAY.search(beginning) and not _FINAL.search(_without_hopes(beginning))):
        return Report.DELAY if named or subjected or facts.recipients else Report.NONE
    if "x-failed-recipients" in root.headers or facts.recipients:
        return Report.BOUNCE
    if (
        root.content_type == "multipart/report"
        and root.parameters.get("report-type", "delivery-status").lower() == "delivery-status"
    ):
        return Report.BOUNCE
    is_answer = re.match(r"re:", subject, re.IGNORECASE) is not None
    if (named and (subjected or says_failure)) or (
        subjected and says_failure and not is_answer and _machine_words(beginning)
    ):
        return Report.BOUNCE
    return Report.NONE


def _without_hopes(text: str) -> str:
    """Conditional sentences ("if it cannot be delivered within 5 days…") promise a failure, they do not report one."""
    return re.sub(r"[^.\n]{0,200}\b(?:if|until|unless|wenn|nếu|yet)\b[^.]{0,300}", " ", text, flags=re.IGNORECASE)


def _machine_words(text: str) -> bool:
    """Besides the subject something only machines write: a status, a reply code, or the returned mail."""
    return bool(
        bounce_reasons.first_status(text)
        or re.search(
            r"\b[45]\d\d[ -]\S|\breturned (?:mail|message)|original message|(?:message|mail) (?:header|follows)|recipient|undeliver|mailer-daemon|postmaster",
            text,
            re.IGNORECASE,
        )
    )


_LINE_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^[ \t>*-]{{0,8}}<({_ADDRESS})>?\s?[:.]",
        rf"^[ \t]{{0,10}}(?:failed |final |original |bad |invalid |unknown |intended )?(?:recipients?|address(?:es)?|rcpt to|users?|mailbox|user name|delivery failed for|to|failed|người nhận|địa chỉ)\s?(?:name|address|\(s\)|s)?\s?[:=]\s*(?:\S{{1,20}};)?[ \t]*\"?[<(\[]?({_ADDRESS})",
        rf"^[ \t>*-]{{0,10}}<?({_ADDRESS})>?[ \t]*(?:\.\.\.|[:,;(-]|$)",
        rf"(?:rcpt to|user|recipient|address|mailbox|account|unknown|to|for|deliver(?:ed|y)? to|người nhận|địa chỉ)\s?:?\s?['\"<(\[]{{0,2}}({_ADDRESS})",
        rf"<({_ADDRESS})>",
        rf"({_ADDRESS})",
    )
)
_NOT_RECIPIENT = re.compile(
    r"(?:postmaster|mailer-daemon|mail-?daemon|abuse|support|helpdesk|noc|hostmaster|root|administrator)@",
    re.IGNORECASE,
)


def _recipients_in_text(root: Part, read: Body, text: str) -> list[str]:
    """From the likeliest wording to the likeliest; the addressee of the report itself sent the original."""
    own = {
        address.address.lower()
        for name in ("to", "from", "cc")
        for address in addresses.parse(root.header(name)[:4000], [])
    }
    targets = {address.lower() for address in _original_targets(read)}
    unlikely: list[str] = []
    for pattern in _LINE_PATTERNS:
        found: list[str] = []
        for match in pattern.finditer(text):
            address = addresses.normalised(match[1].strip("<>*'`"))
            if not _plausible(address) or address.lower() in (own - targets):
                continue
            (unlikely if _NOT_RECIPIENT.match(address) and address.lower() not in targets else found).append(address)
        if found:
            known = [address for address in found if address.lower() in targets]
            return list(dict.fromkeys(known or found))[:_MAX_RECIPIENTS]
    return list(dict.fromkeys(_original_targets(read)))[:_MAX_RECIPIENTS] or list(dict.fromkeys(unlikely))[:1]


def _plausible(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    return (
        bool(local)
        and "." in domain.strip(".")
        and "/" not in domain
        and "=" not in domain
        and not re.match(r"\d+\.\w+\.", local)
    )


def _original_targets(read: Body) -> list[str]:
    found: list[str] = []
    for part in [*(child for enclosed in read.enclosed for child in enclosed.children), *_header_parts(read)]:
        for name in ("x-original-to", "to", "cc"):
            for value in part.headers.get(name, ())[:3]:
                found.extend(address.address for address in addresses.parse(value[:4000], []) if "@" in address.address)
    return found


def _header_parts(read: Body) -> list[Part]:
    return [
        mime.parse_tree(mime.decoded(part, [], 64 * 1024), [])
        for part in read.reports
        if part.content_type in {"text/rfc822-headers", "message/global-headers"}
    ]


def _bounce(root: Part, read: Body, facts: _Facts, kind: Report) -> Bounce:
    chosen = [
        item for item in facts.recipients if kind is not Report.BOUNCE or item.action in {"failed", "failure", ""}
    ] or facts.recipients
    recipients = tuple(dict.fromkeys(address for item in chosen if (address := item.address or item.original)))
    if not recipients or not any("@" in address for address in recipients):
        recipients = tuple(_recipients_in_text(root, read, facts.text)) or recipients
    first = chosen[0] if chosen else _Recipient()
    diagnostic = first.diagnostic
    verdict = bounce_reasons.judge(first.status, diagnostic, facts.text, is_delay=kind is Report.DELAY)
    return Bounce(
        recipient=recipients[0] if recipients else None,
        recipients=recipients,
        status=verdict.status,
        hard=verdict.hard if kind is Report.BOUNCE else False,
        reason=verdict.reason,
        diagnostic=(diagnostic or verdict.evidence)[:500],
        original_message_id=_original_message_id(read, root),
        original_envelope_id=facts.envelope_id,
        action={Report.DELAY: "delayed", Report.SUCCESS: "delivered"}.get(kind, "failed"),
    )


def _original_message_id(read: Body, root: Part) -> str | None:
    for part in [*(child for enclosed in read.enclosed for child in enclosed.children), *_header_parts(read)]:
        if found := headers.message_id(part.header("message-id")):
            return found
    if match := re.search(
        r"^\s{0,4}>?\s?message-id:\s*<([^<>\s]{1,300})>", read.text[:200_000], re.IGNORECASE | re.MULTILINE
    ):
        return match[1]
    answered = headers.message_ids(root.header("in-reply-to")) or headers.message_ids(root.header("references"))
    return answered[-1] if answered else None

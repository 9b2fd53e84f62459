"""Delivery reports: RFC 3464 where the sender keeps to it, the words of the usual mail servers where it does not.

A report may be forged by anybody. What stands here is what the mail *says*; whether to believe it is decided by whoever
compares ``original_message_id`` with what we sent.
"""

from __future__ import annotations

import re
from enum import Enum

from channels.email import addresses, bounce_reasons, bounce_words, headers, mime
from channels.email.body import Body
from channels.email.bounce_recipients import MAX_RECIPIENTS, originals, plausible, recipients_in_text
from channels.email.delivery_status import Facts, FailedRecipient, read_status
from channels.email.mime import Part
from channels.message import Address, Bounce


class Report(Enum):
    NONE = ""
    BOUNCE = "bounce"
    DELAY = "delay"
    SUCCESS = "success"
    FEEDBACK = "feedback"
    RECEIPT = "receipt"


_MAX_REPORT_TEXT = 20_000
_SHORT = 2_000
_FIRST_WORDS = 20
_ACTIONS = (
    (Report.BOUNCE, {"failed", "failure"}),
    (Report.DELAY, {"delayed"}),
    (Report.SUCCESS, {"delivered", "relayed", "expanded"}),
)
_ALONE = re.compile(r"^[ \t*<]{0,8}[^\s<>@]{1,100}@[^\s<>@]{1,200}[>.]?[ \t]*$", re.MULTILINE)


def examine(root: Part, read: Body, subject: str, sender: Address | None) -> tuple[Bounce | None, Report]:
    """What kind of report the mail is, and for failures, delays and successes what it says."""
    if not _may_be_report(root, read, subject, sender):
        return None, Report.NONE
    if notified := _from_notification(read.text):
        return notified
    kind = _other_report(root, read, subject)
    if kind is not Report.NONE:
        return None, kind
    text = _readable(read)
    facts = _facts_of(root, read, text)
    kind = _kind_of(root, facts, subject, sender, text)
    if kind is Report.NONE:
        return None, kind
    return _bounce(root, read, facts, kind), kind


def _from_notification(text: str) -> tuple[Bounce | None, Report] | None:
    """Amazon SES through SNS: JSON within JSON, as text."""
    if not text.lstrip().startswith("{"):
        return None
    plain = text[:_MAX_REPORT_TEXT].replace('\\"', '"').replace("!\n ", "")
    match = _NOTIFICATION.search(plain)
    if match is None:
        return None
    if match[1] == "Complaint":
        return None, Report.FEEDBACK

    def values(name: str) -> list[str]:
        return re.findall(rf'"{name}":\s*"([^"]{{1,500}})"', plain)

    recipients = tuple(dict.fromkeys(addresses.normalised(value) for value in values("emailAddress")))
    diagnostic = next(iter(values("diagnosticCode")), "")
    verdict = bounce_reasons.judge(next(iter(values("status")), ""), diagnostic, "")
    bounce = Bounce(
        recipient=recipients[0] if recipients else None,
        recipients=recipients,
        status=verdict.status,
        hard=verdict.hard,
        reason=verdict.reason,
        diagnostic=diagnostic,
        original_message_id=next(iter(values("messageId")), None),
    )
    return bounce, Report.BOUNCE


def _may_be_report(root: Part, read: Body, subject: str, sender: Address | None) -> bool:
    """Cheap: ordinary mail ends here."""
    return bool(
        read.reports
        or root.content_type == "multipart/report"
        or root.headers.keys() & _REPORT_FIELDS
        or _is_daemon(sender)
        or _null_path(root)
        or bounce_words.SUBJECT.match(subject[:200])
        or _opens_as_report(read.text[:500])
        or subject[:60]
        .lower()
        .startswith(("complaint about message", "abuse report", "email feedback", "read:", "warning"))
    )


_NOTIFICATION = re.compile(r'"(?:notificationType|eventType)":\s*"(Bounce|Complaint)"')


def _opens_as_report(beginning: str) -> bool:
    lowered = beginning.lower()
    return (
        any(hint in lowered for hint in bounce_words.OPENING_HINTS)
        and bounce_words.OPENING.search(beginning) is not None
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
    local = sender.address.partition("@")[0]
    return (
        bounce_words.DAEMON.match(local) is not None or bounce_words.DAEMON_NAME.search(sender.name[:100]) is not None
    )


def _maybe_daemon(sender: Address | None) -> bool:
    return sender is None or _is_daemon(sender) or bounce_words.MAYBE_DAEMON.match(sender.address) is not None


def _null_path(root: Part) -> bool:
    value = root.header("return-path").strip()
    return value in {b"<>", b"<MAILER-DAEMON>", b"<mailer-daemon>"}


def _other_report(root: Part, read: Body, subject: str) -> Report:
    types = {part.content_type for part in read.reports}
    kind = root.parameters.get("report-type", "").lower()
    if "message/feedback-report" in types or kind == "feedback-report" or "x-arf" in root.headers:
        return Report.FEEDBACK
    if "message/disposition-notification" in types or kind == "disposition-notification":
        return Report.NONE if bounce_words.REJECTED.search(f"{subject} {read.text[:600]}") else Report.RECEIPT
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
    if ruled := bounce_words.ORIGINAL_RULED.search(text, _FIRST_WORDS):
        text = text[: ruled.start()]
    failure = bounce_words.FAILURE.search(text)
    found = bounce_words.ORIGINAL_BEGINS.search(text, max(_FIRST_WORDS, failure.end())) if failure else None
    return text[: found.start()] if found else text


def _facts_of(root: Part, read: Body, text: str) -> Facts:
    facts = Facts(text=text)
    for part in read.reports:
        if part.content_type in {
            "message/delivery-status",
            "message/global-delivery-status",
            "message/disposition-notification",
        }:
            read_status(mime.decoded(part, [], 64 * 1024), facts)
    if not facts.recipients and "final-recipient:" in read.text[:_MAX_REPORT_TEXT].lower():
        read_status(read.text[:_MAX_REPORT_TEXT].encode(), facts)
    for value in root.headers.get("x-failed-recipients", ()):
        known = {recipient.address for recipient in facts.recipients}
        for address in addresses.parse(value, []):
            if address.address not in known and len(facts.recipients) < MAX_RECIPIENTS:
                facts.recipients.append(FailedRecipient(address=address.address))
    return facts


def _kind_of(root: Part, facts: Facts, subject: str, sender: Address | None, text: str) -> Report:
    actions = {recipient.action for recipient in facts.recipients}
    for report, words in _ACTIONS:
        if actions & words:
            return report
    strong = _is_daemon(sender) or _null_path(root)
    beginning = text[:6000]
    subjected = bounce_words.SUBJECT.match(subject[:200]) is not None
    if _is_delay(subject, beginning):
        return Report.DELAY if strong or subjected or facts.recipients else Report.NONE
    report_type = root.parameters.get("report-type", "delivery-status").lower()
    told = root.content_type == "multipart/report" and report_type == "delivery-status"
    if facts.recipients or told or "x-failed-recipients" in root.headers:
        return Report.BOUNCE
    says_failure = bounce_words.FAILURE.search(beginning) is not None
    machine = says_failure and bounce_words.MACHINE.search(beginning) is not None
    if strong and (subjected or says_failure):
        return Report.BOUNCE
    is_answer = subject[:3].lower() == "re:" or "in-reply-to" in root.headers
    if subjected and machine and (not is_answer or _maybe_daemon(sender)):
        return Report.BOUNCE
    return Report.BOUNCE if _is_short_report(root, subject, text) else Report.NONE


def _is_delay(subject: str, beginning: str) -> bool:
    if bounce_words.DELAY.search(subject[:200]):
        return True
    return bounce_words.DELAY.search(beginning) is not None and not bounce_words.FINAL.search(
        bounce_words.HOPE.sub(" ", beginning)
    )


def _is_short_report(root: Part, subject: str, text: str) -> bool:
    """Some sentences that a delivery failed, and an address alone on its line."""
    if len(text) > _SHORT or "in-reply-to" in root.headers or not bounce_words.OPENING.search(text[:300]):
        return False
    return (
        _ALONE.search(text) is not None
        and re.search(r"deliver|remis|return|fail|reject|lỗi|エラー|エラ", subject, re.IGNORECASE) is not None
    )


def _bounce(root: Part, read: Body, facts: Facts, kind: Report) -> Bounce:
    chosen = [
        item for item in facts.recipients if kind is not Report.BOUNCE or item.action in {"failed", "failure", ""}
    ] or facts.recipients
    first = chosen[0] if chosen else FailedRecipient()
    recipients = tuple(
        dict.fromkeys(
            address
            for item in chosen
            for address in (item.address, item.original)
            if "@" in address and plausible(address)
        )
    )
    recipients = recipients or tuple(recipients_in_text(root, read, facts.text))
    diagnostic = first.diagnostic
    verdict = bounce_reasons.judge(
        first.status,
        diagnostic,
        facts.text,
        recipient=recipients[0] if recipients else "",
        is_delay=kind is Report.DELAY,
    )
    return Bounce(
        recipient=first.original if first.original in recipients else recipients[0] if recipients else None,
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
    for part in originals(read):
        if found := headers.message_id(part.header("message-id")):
            return found
    if match := re.search(
        r"^\s{0,4}>?\s?message-id:\s*<([^<>\s]{1,300})>", read.text[:200_000], re.IGNORECASE | re.MULTILINE
    ):
        return match[1]
    answered = headers.message_ids(root.header("in-reply-to")) or headers.message_ids(root.header("references"))
    return answered[-1] if answered else None

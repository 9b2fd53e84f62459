"""What machines did to or with a mail: automatic answers, reports, lists, loops, spam (RFC 3834, RFC 2919, RFC 2369)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from channels.email.body import Body
from channels.email.bounces import Report
from channels.email.mime import Part
from channels.message import Address, Bounce, Marks

_MAX_HOPS = 40
_AUTO_REPLY_FIELDS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply", "x-auto-reply-from", "x-autoreplied",
    "x-vacation", "x-vacationmessage", "x-auto-response", "x-mailer-autoreply", "x-autoreply-to", "x-ms-exchange-generated-message-source-autoreply",
)  # fmt: skip
_LIST_FIELDS = frozenset(
    {
        "list-id",
        "list-post",
        "list-help",
        "list-unsubscribe",
        "list-subscribe",
        "list-owner",
        "list-archive",
        "mailing-list",
        "x-mailing-list",
        "x-list",
        "x-mailman-version",
    }
)
_AUTO_SUBJECT = re.compile(
    r"\s*[\[(*]{0,2}(?:auto(?:mat(?:ic|ed|isch\w*|isk\w*|yczna|ická|ique))?[ -]?(?:reply|response|responder|answer|antwort\w*|svar|odpowiedź|odpověď)\b|auto(?:reply|response|responder|-?respuesta|svar)?\s*:|"
    r"trả lời tự động|thư trả lời tự động|tự động trả lời|phản hồi tự động|tự động phản hồi|thư tự động|tin nhắn tự động|email tự động|tra loi tu dong|"
    r"automatische antwort|réponse automatique|message d'absence|respuesta automática|resposta automática|risposta automatica|automatisch(?:e)? (?:antwoord|beantwoording)|"
    r"autosvar|automatiskt svar|automatisk svar|automatyczna odpowiedź|automaattinen vastaus|автоответ\w*|автоматический ответ|otomatik (?:yanıt|cevap)|automatická odpověď|automatikus válasz|"
    r"自动(?:回复|答复)|自動(?:返信|回覆|応答)|자동 ?(?:회신|응답)|"
    r"(?:out[ -]of[ -](?:the[ -])?office|ooo|(?:i am |i'm )?(?:currently )?(?:away|absent) from (?:the |my )?(?:office|desk|e-?mail)|(?:i am |i'm )?on (?:vacation|leave|holiday)|vacation|away|holiday|"
    r"vắng mặt|nghỉ phép|đang nghỉ phép|abwesenheit\w*|absence (?:du bureau|temporaire)|fuera de (?:la )?oficina|fora do escritório|ausência|fuori (?:sede|ufficio)|afwezig(?:heid)?|"
    r"frånvaro|fravær\w*|nieobecność|poissa(?:olo)?|вне офиса|不在(?:通知)?|부재중)"
    r"\s*(?:[:\-–(\])]|auto\w*|reply|response|notice|message|until|notification|$))",
    re.IGNORECASE,
)
_MACHINE_SENDER = re.compile(
    r"(?:auto-?(?:reply|responder|response|answer)|vacation|do-?not-?reply-?auto)\b", re.IGNORECASE
)
_YES = re.compile(rb"\s*(?:yes|true|spam)\b", re.IGNORECASE)
_DMARC = re.compile(r"\bdmarc\s{0,3}=\s{0,3}(\w{1,20})")


def examine(
    root: Part,
    read: Body,
    *,
    subject: str,
    sender: Address | None,
    bounce: Bounce | None,
    report_kind: Report,
    envelope: Mapping[str, Any],
) -> Marks:
    """``reasons`` name the field or wording behind each mark."""
    reasons: list[str] = []
    del bounce, read
    is_bounce = report_kind is Report.BOUNCE
    if report_kind is not Report.NONE:
        reasons.append(f"report: {report_kind.value}")
    is_auto_reply = report_kind is Report.NONE and _is_auto_reply(root, subject, sender, reasons)
    is_list = _is_list(root, reasons)
    is_loop = _is_loop(root, reasons)
    machine = _is_machine(root, envelope, reasons)
    return Marks(
        is_auto_reply=is_auto_reply,
        is_bounce=is_bounce,
        is_automatic=report_kind is not Report.NONE or is_auto_reply or is_list or is_loop or machine,
        is_list=is_list,
        is_delivery_notice=report_kind in {Report.DELAY, Report.SUCCESS},
        is_loop=is_loop,
        is_spam=_is_spam(root, reasons),
        reasons=tuple(reasons),
    )


def _value(root: Part, name: str) -> str:
    return root.header(name).decode("ascii", "replace").strip().lower()[:200]


def _is_auto_reply(root: Part, subject: str, sender: Address | None, reasons: list[str]) -> bool:
    found = _auto_reply_field(root)
    if not found and _AUTO_SUBJECT.match(subject[:200]):
        found = "subject of an automatic answer"
    if not found and sender is not None and _MACHINE_SENDER.match(sender.address.partition("@")[0]):
        found = "sender is an autoresponder"
    if found:
        reasons.append(found)
    return bool(found)


def _auto_reply_field(root: Part) -> str:
    """The field that says so, ``""`` where none does."""
    submitted = _value(root, "auto-submitted").partition(";")[0].partition("(")[0].strip()
    answers = "in-reply-to" in root.headers or "references" in root.headers
    if submitted == "auto-replied" or (submitted == "auto-generated" and answers):
        return f"Auto-Submitted: {submitted}"
    for name in _AUTO_REPLY_FIELDS:
        if name in root.headers and _value(root, name) not in {"no", "false", "0"}:
            return name
    precedence = {_value(root, "precedence"), _value(root, "x-precedence")}
    if precedence & {"auto_reply", "auto-reply", "autoreply"}:
        return "Precedence: auto_reply"
    if _value(root, "x-autogenerated") == "reply" or _value(root, "delivered-to") == "autoresponder":
        return "autoresponder field"
    return ""


def _is_list(root: Part, reasons: list[str]) -> bool:
    found = _LIST_FIELDS & root.headers.keys()
    if found:
        reasons.append(min(found))
    return bool(found)


def _is_loop(root: Part, reasons: list[str]) -> bool:
    if "x-loop" in root.headers:
        reasons.append("X-Loop")
        return True
    if len(root.headers.get("received", ())) > _MAX_HOPS:
        reasons.append(f"more than {_MAX_HOPS} hops")
        return True
    return False


def _is_machine(root: Part, envelope: Mapping[str, Any], reasons: list[str]) -> bool:
    submitted = _value(root, "auto-submitted")
    if submitted and not submitted.startswith("no"):
        reasons.append("Auto-Submitted")
        return True
    if _value(root, "precedence") in {"bulk", "list", "junk"}:
        reasons.append(f"Precedence: {_value(root, 'precedence')}")
        return True
    if _value(root, "return-path") == "<>" or envelope.get("mail_from") in {"", "<>"}:
        reasons.append("empty return path")
        return True
    if (
        "x-autogenerated" in root.headers
        or _value(root, "x-auto-generated") in {"yes", "true"}
        or "feedback-id" in root.headers
    ):
        reasons.append("generated by a machine")
        return True
    return False


def _is_spam(root: Part, reasons: list[str]) -> bool:
    for name in ("x-spam-flag", "x-spam-status", "x-spam", "x-bogosity"):
        value = root.header(name)
        if value and _YES.match(value):
            reasons.append(name)
            return True
    level = _value(root, "x-ms-exchange-organization-scl")
    if level.isdigit() and int(level) >= 5:  # noqa: PLR2004 - Exchange moves such mail to Junk
        reasons.append("spam confidence level")
        return True
    return False


def dmarc_result(results: str) -> bool | None:
    """``True`` for pass, ``False`` for fail, ``None`` where Authentication-Results says neither."""
    match = _DMARC.search(results[:4000])
    return {"pass": True, "fail": False}.get(match[1]) if match else None

"""Finds where a mail program says that older text follows.

Three shapes: an attribution ("On Monday, Lan wrote:"), a block of header lines ("From: / Sent: / To: / Subject:") and a
separator ("-----Original Message-----"), in the languages and wordings of the usual programs. Every pattern is applied
to a bounded piece of text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

MAX_ATTRIBUTION = 400
_MAX_ATTRIBUTION_LINES = 6
_MAX_BLOCK_LINES = 25


class Kind(Enum):
    ATTRIBUTION = "attribution"
    BLOCK = "block"
    SEPARATOR = "separator"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class QuoteHeader:
    """Lines ``start`` to ``end`` (exclusive); ``before`` is new text on the first of these lines."""

    kind: Kind
    start: int
    end: int
    before: str = ""


def _words(*lines: str) -> str:
    return "|".join(sorted((re.escape(word) for line in lines for word in line.split("|")), key=len, reverse=True))


_WROTE_LAST = _words(
    "wrote|writes|đã viết|viết|đã ghi|a écrit|écrit|a ecrit|schrieb|schrieb am|geschrieben|escribió|escribio|ha escrito|escreveu|"
    "ha scritto|scrisse|napisał|napisała|napisał(a)|napisali|napisal|napsal|napsala|napsal(a)|napsal/a|napísal|napísal(a)|geschreven|schreef|"
    "het volgende geschreven|skrev|skrev følgende|skrev följande|skreiv|kirjoitti|написал|написала|написал(а)|написав|написала|написа|"
    "пишет|писал|писала|пише|şunları yazdı|şunu yazdı|yazdı|yazmış|έγραψε|a scris|scris|ezt írta|írta|je napisao|je napisala|je napisao/la|"
    "je napisal|je napisal(a)|va escriure|menulis|tulis|kirjutas|rakstīja|rašė|parašė|schrieb folgendes|het geskryf|כתב|כתבה|כתב/ה|כתבו|‫كتب|كتب|كتبت|نوشت|"
    "เขียน|เขียนว่า|писао је|sent you the following|escribió lo siguiente|escreveu o seguinte|wrote the following"
)
_WROTE_INSIDE = _words(
    "schrieb|skrev|schreef|heeft|kirjoitti|napisał|napisał(a)|написал|написал(а)|wrote|escribió|escreveu|a écrit|ha scritto|пишет|từ|from"
)
_EAST_WROTE = "写道|寫道|写到|書きました|のメール|さんは書きました|님이 작성|님이 쓴 글|님의 말|작성"
_STARTS = _words(
    "On|At|Am|Vom|Le|El|Em|Il|Op|W dniu|Dnia|Den|Dne|På|Pe|Pada|Tarihinde|Vào|Vào lúc|Ngày|Lúc|Vào ngày|Na|Dana|Dňa|V|Στις|Στις|"
    "Ha|Il giorno|Il dia|No dia|Na data|Op datum|Em data|Dia|El día|Le jeu|ב-|בתאריך|في|Kuupäeval|2|В|Em qua|Den kl|Mensagem de|Zitat von|Quoting|Citando|Citeren|Cytowanie|Citat"
)
_MONTH_WORDS = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|déc|mär|maerz|märz|okt|dez|ene|abr|ago|dic|"
    r"fev|set|out|gen|mag|giu|lug|ott|maj|juni|juli|augusti|mei|mrt|stycz|lut|kwie|czerw|lip|sierp|wrze|paź|list|grud|led|úno|bře|dub|kvě|čer|srp|zář|říj|"
    r"янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|tháng|thg|thứ|th"
)
_WEEKDAYS = (
    r"mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim|lunes|martes|miércoles|jueves|"
    r"viernes|sábado|domingo|segunda|terça|quarta|quinta|sexta|man|tir|tirs|ons|tor|tors|fre|lør|søn|mån|tis|lör|sön|mandag|tirsdag|onsdag|torsdag|"
    r"fredag|lørdag|søndag|måndag|tisdag|lördag|söndag|pon|wto|wt|śro|śr|czw|pią|pt|sob|nie|niedz|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|"
    r"ma|ti|ke|to|pe|la|su|vr|za|zo|wo|woe|don|maa|din|po|út|st|čt|pá|ne|giovedì|martedì|lunedì|mercoledì|venerdì|sabato|gio|sab|dom|"
    r"thứ\s+\w+|chủ nhật|th\s?\d|cn"
)
_DATE = re.compile(
    rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}\s?[:h.]\s?\d{{2}}\b|\b\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?\b|\b\d{{1,2}}\.?\s*(?:de\s+)?(?:{_MONTH_WORDS})|"
    rf"\b(?:{_MONTH_WORDS})[a-zéûäç]*\.?,?\s+\d{{1,2}}\b|\b(?:yesterday|today|gestern|hier|hôm qua|hôm nay)\b|\d+\s*年|\d+\s*月|\d+\s*년",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]{1,80}@[^\s<>()\[\]\"',;:]{1,120}")
_LINE_START = re.compile(rf"\W{{0,6}}(?:{_STARTS})\b", re.IGNORECASE)
_DATE_START = re.compile(
    rf"\W{{0,4}}(?:(?:{_WEEKDAYS})\b\.?,?\s|\d{{4}}[-/.年]\s?\d|\d{{1,2}}[./:-]\d{{1,2}}|\d{{1,2}}\.?\s+(?:{_MONTH_WORDS})|(?:{_MONTH_WORDS})[a-z]*\.?\s\d|20\d\d\D|在|于|於)",
    re.IGNORECASE,
)
_NAME_START = re.compile(
    r"\W{0,3}[^\s<>:;!?]{1,40}(?:\s[^\s<>:;!?]{1,40}){0,6}\s*[<(\[]\s*(?:mailto:)?[^\s<>@]{1,80}@", re.IGNORECASE
)
_ENDS_WROTE = re.compile(
    rf"(?:^|[\s>\"”')\]】,])(?:{_WROTE_LAST})\s*(?:[:：]|-{{2,}}|\.{{3}}|…|\s\W{{1,3}})?\s*$", re.IGNORECASE
)
_ENDS_COLON_WROTE = re.compile(rf"(?:^|[\s>\"”')\]】,])(?:{_WROTE_LAST})\s*[:：]\W{{0,4}}$", re.IGNORECASE)
_BRACKET_END = re.compile(rf"\s{{0,3}}>{{1,2}}\s{{0,2}}(?:{_WROTE_LAST})?\s{{0,2}}[:：]\s*$", re.IGNORECASE)
_HAS_WROTE = re.compile(rf"(?:^|[\s>\"”'),\d])(?:{_WROTE_INSIDE})(?=[\s:<])", re.IGNORECASE)
_ENDS_EAST = re.compile(rf"(?:{_EAST_WROTE})\s*[:：]?\s*$")
_ENDS_ADDRESS = re.compile(r"[<(\[]\s*(?:mailto:)?[^\s<>()@]{1,80}@[^\s<>()]{1,120}\s*[>)\]]{1,2}\s*[:：]?\s*$")
_INLINE_START = re.compile(
    r"(?<=\S)\s+(?=(?:On|Le|Am|El|Em|Vào)\s+(?:\S{2,10},?\s+)?\d|On\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s)",
    re.IGNORECASE,
)
_LAST_CHARACTERS = frozenset(":：>-…)]道성글")
_QUOTING = re.compile(
    r"(?:Quoting|Zitat von|Citando a?|Citeren|Cytowanie|Citat)\s[^\n]{1,120}@[^\n]{1,120}[:：]\s*$", re.IGNORECASE
)

_LABELS = {
    "from": "from|von|de|da|van|från|fra|od|od kogo|lähettäjä|от|від|kimden|gönderen|feladó|expéditeur|remitente|remetente|mittente|afzender|absender|nadawca|"
    "avsändare|afsender|avsender|odesílatel|từ|người gửi|gửi từ|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|מאת|من|από|de la|saatja|pošiljatelj|pošiljalac|จาก|dari",
    "date": "sent|date|gesendet|datum|gesendet am|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|enviada|fecha|data|data/hora|inviato|inviata|inviato il|verzonden|verzonden op|"
    "skickat|sendt|dato|wysłano|wysłane|data wysłania|lähetetty|päiväys|päivämäärä|отправлено|дата|надіслано|gönderildi|gönderme tarihi|tarih|küldve|elküldve|odesláno|odoslané|đã gửi|ngày gửi|ngày|gửi|thời gian|"
    "gửi lúc|gửi vào|đã gửi lúc|时间|发送时间|发送日期|日期|寄件日期|傳送時間|送信日時|日時|日付|보낸 날짜|날짜|נשלח|تاريخ|التاريخ|ημερομηνία|trimis|poslano|วันที่|tanggal|dikirim|time",
    "to": "to|an|à|a|para|aan|till|til|do|vastaanottaja|kenelle|кому|kime|alıcı|címzett|destinataire|destinatario|destinatário|komu|đến|tới|người nhận|gửi đến|gửi tới|收件人|收件者|宛先|受信者|받는 사람|받는사람|"
    "אל|إلى|προς|către|saaja|prima|za|ถึง|kepada",
    "cc": "cc|kopie|kopia|kopi|copie|copia|kopio|копия|dw|đồng kính gửi|bản sao|抄送|副本|参照|참조|bilgi|bcc|cci|cco",
    "subject": "subject|betreff|betrifft|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|aihe|тема|konu|tárgy|předmět|predmet|chủ đề|tiêu đề|về việc|v/v|主题|主旨|件名|標題|제목|נושא|الموضوع|θέμα|"
    "subiect|teema|zadeva|เรื่อง|subjek|perihal",
    "reply": "reply-to|reply to|antwort an|répondre à|responder a|trả lời tới|importance|wichtigkeit|attachments|anlagen|priority|organization|message-id|sender|resent-from|group|newsgroups",
}
_KIND_OF_LABEL = {word: kind for kind, words in _LABELS.items() for word in words.split("|")}
_LABEL_LINE = re.compile(
    r"[\s>|*_•\u200e\u200f\u202a-\u202e]{0,6}([^\W\d_][^:：*<>@\n]{0,28}?)\s?\*{0,2}\s?[:：]\*{0,2}(?:\s|$|(?=\S))(.{0,500})"
)

_ORIGINAL = _words(
    "original message|original mail|original appointment|reply message|forwarded message|original email|originalnachricht|ursprüngliche nachricht|"
    "ursprungliche nachricht|originale nachricht|antwort nachricht|weitergeleitete nachricht|message d'origine|message d’origine|message original|message transféré|message initial|"
    "mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|"
    "oorspronkelijk e-mailbericht|doorgestuurd bericht|originalmeddelande|ursprungligt meddelande|ursprungligt mejl|vidarebefordrat meddelande|oprindelig meddelelse|videresendt meddelelse|opprinnelig melding|"
    "videresendt melding|wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana|alkuperäinen viesti|edelleenlähetetty viesti|исходное сообщение|пересылаемое сообщение|"
    "пересланное сообщение|первоначальное сообщение|originalna poruka|orijinal mesaj|iletilen mesaj|orijinal ileti|eredeti üzenet|eredeti levél|"
    "původní zpráva|původní e-mail|přeposlaná zpráva|pôvodná správa|mesaj original|thư gốc|tin nhắn gốc|thông điệp gốc|thư gốc của bạn|thư đã chuyển tiếp|"
    "thư được chuyển tiếp|tin nhắn chuyển tiếp|tin nhắn được chuyển tiếp|chuyển tiếp thư|邮件原件|原始邮件|原始信件|原始郵件|转发邮件信息|转发的邮件|轉寄郵件|轉寄的郵件|元のメッセージ|オリジナルメッセージ|転送メッセージ|転送されたメッセージ|원본 메시지|원본 메일|전달된 메시지|전달된 메일|"
    "αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|pesan asli|pesan terusan|izvorna poruka|algne kiri"
)
_FORWARDED = _words(
    "forwarded message|forwarded by|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|"
    "vidarebefordrat meddelande|videresendt meddelelse|videresendt melding|wiadomość przekazana|пересылаемое сообщение|пересланное сообщение|přeposlaná zpráva|"
    "thư đã chuyển tiếp|thư được chuyển tiếp|tin nhắn chuyển tiếp|tin nhắn được chuyển tiếp|chuyển tiếp thư|转发邮件信息|转发的邮件|轉寄郵件|轉寄的郵件|転送メッセージ|転送されたメッセージ|전달된 메시지|전달된 메일|iletilen mesaj|"
    "edelleenlähetetty viesti|pesan terusan"
)
_SEPARATOR = re.compile(rf"\W{{0,4}}(?:[-_=*#~—–]\s?){{2,60}}\s*(?:{_ORIGINAL}|{_FORWARDED})\b.{{0,80}}", re.IGNORECASE)
_FORWARD_SEPARATOR = re.compile(rf"\W{{0,4}}(?:[-_=*#~—–]\s?){{2,60}}\s*(?:{_FORWARDED})\b", re.IGNORECASE)
_BEGIN_FORWARDED = re.compile(
    r"\W{0,4}(?:begin forwarded message|début du message réexpédié|début du message transféré|anfang der weitergeleiteten (?:e-mail|nachricht)|inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado|início da mensagem (?:encaminhada|reenviada)|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked|"
    r"videresendt melding|rozpoczęcie przesyłanej dalej wiadomości|začátek přeposílané zprávy|välitetty viesti alkaa|начало переадресованного сообщения|"
    r"bắt đầu (?:thư|tin nhắn) (?:được |đã )?chuyển tiếp|下面是被转发的邮件|以下是轉寄的郵件|転送されたメッセージ|전달된 메시지|İletilen ileti başlangıcı)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_BARE_ORIGINAL = re.compile(
    r"\W{0,3}(?:original message|thư gốc|ursprüngliche nachricht|message d'origine)\s*:?\W{0,3}$", re.IGNORECASE
)
_PROCESSED = re.compile(r"Original Message processed by\b", re.IGNORECASE)
_RULE = re.compile(r"\s*(?:[_\-=*—–]{5,120}|(?:[_\-=*] ){4,60})\s*$")
_QUOTED = re.compile(r"\s{0,3}[>＞|]")


def find(lines: Sequence[str], at: int) -> QuoteHeader | None:
    """The quote header that begins on, or has its last line at, line ``at``; cheap for ordinary lines."""
    line = lines[at]
    if not line or len(line) > 4 * MAX_ATTRIBUTION:
        return None
    stripped = line.strip()
    if not stripped or (_QUOTED.match(stripped) and not is_attribution_end(stripped)):
        return None
    if header := _separator(lines, at, stripped):
        return header
    if (":" in line or "：" in line) and (header := _block(lines, at)):
        return header
    if stripped[-1] in _LAST_CHARACTERS or stripped.endswith("..."):
        return _attribution(lines, at)
    return None


def _separator(lines: Sequence[str], at: int, stripped: str) -> QuoteHeader | None:
    if len(stripped) > 160:  # noqa: PLR2004 - no separator is longer
        return None
    if stripped[0] in "-_=*#~—–>" and _SEPARATOR.match(stripped):
        kind = Kind.FORWARD if _FORWARD_SEPARATOR.match(stripped) else Kind.SEPARATOR
    elif _BEGIN_FORWARDED.match(stripped):
        kind = Kind.FORWARD
    elif _PROCESSED.match(stripped):
        kind = Kind.SEPARATOR
    elif at and _BARE_ORIGINAL.match(stripped) and _RULE.match(lines[at - 1]):
        kind = Kind.SEPARATOR
    else:
        return None
    block = _block(lines, _next_filled(lines, at + 1))
    return QuoteHeader(kind, at, block.end if block else at + 1)


def _next_filled(lines: Sequence[str], at: int) -> int:
    stop = min(len(lines), at + 6)
    while at < stop and not lines[at].strip(" \t\xa0>*_-"):
        at += 1
    return at


def label_of(line: str) -> tuple[str, str]:
    """(kind, value) of a header line shown in a body, ``("", "")`` for other lines."""
    match = _LABEL_LINE.match(line)
    if match is None:
        return "", ""
    return _KIND_OF_LABEL.get(match[1].strip(" *_").casefold(), ""), match[2].strip(" *\u200e\u200f\u202a\u202c")


def _block(lines: Sequence[str], start: int) -> QuoteHeader | None:
    """A run of header lines. From with Date or Subject makes one; a mere "From: May To: June" does not."""
    if start >= len(lines) or label_of(lines[start])[0] not in {"from", "date", "subject", "to", "reply"}:
        return None
    kinds: set[str] = set()
    has_address = False
    end = at = start
    loose = 0
    while at < min(len(lines), start + _MAX_BLOCK_LINES):
        kind, value = label_of(lines[at])
        if kind and not (kind in kinds and kind not in {"reply", "cc"}):
            kinds.add(kind)
            loose = 0
            at += 1
            end = at
            has_address = has_address or (kind == "from" and "@" in value)
            continue
        text = lines[at].strip()
        loose += 1
        if not text and not (len(kinds) < 3 and loose == 1):  # noqa: PLR2004 - some programs put blank lines between
            break
        if loose > (6 if "@" in text or "<" in text else 2):
            break
        at += 1
    if "from" in kinds and ("date" in kinds or "subject" in kinds) and (len(kinds) >= 3 or has_address):  # noqa: PLR2004
        return QuoteHeader(Kind.BLOCK, start, end)
    return None


def _attribution(lines: Sequence[str], at: int) -> QuoteHeader | None:
    """The shortest run of lines ending at ``at`` that reads as an attribution."""
    joined = ""
    blanks = 0
    for start in range(at, max(-1, at - _MAX_ATTRIBUTION_LINES), -1):
        text = lines[start].strip()
        if not text:
            blanks += 1
            if blanks > 1 or "wrote" not in joined:
                return None
            continue
        if _QUOTED.match(text) and not is_attribution_end(text):
            return None
        joined = f"{text} {joined}".strip()
        if len(joined) > MAX_ATTRIBUTION:
            return None
        if is_attribution(joined):
            return QuoteHeader(Kind.ATTRIBUTION, start, at + 1)
        if start == at and (inline := _INLINE_START.search(text)) and is_attribution(text[inline.end() :]):
            return QuoteHeader(Kind.ATTRIBUTION, start, at + 1, text[: inline.start()])
    return None


def is_attribution(text: str) -> bool:
    """Whether the whole of ``text`` (at most ``MAX_ATTRIBUTION`` characters) announces a quotation."""
    text = text.strip("* \t")
    if len(text) > MAX_ATTRIBUTION:
        return False
    has_address = _ADDRESS.search(text) is not None
    has_date = _DATE.search(text) is not None
    if not (has_address or has_date):
        return False
    started = _LINE_START.match(text) is not None
    dated = _DATE_START.match(text) is not None
    if _ENDS_WROTE.search(text):
        proper = (started or dated) and (has_address or has_date)
        return proper or (_ENDS_COLON_WROTE.search(text) is not None and (_NAME_START.match(text) is not None))
    if _ENDS_EAST.search(text):
        return has_date or has_address
    if not text.endswith((":", "：")):
        return dated and has_date and _ENDS_ADDRESS.search(text) is not None
    if _HAS_WROTE.search(text):
        return (started or dated or _NAME_START.match(text) is not None) and has_address and has_date
    return (dated and has_date and _ENDS_ADDRESS.search(text) is not None) or _QUOTING.match(text) is not None


def is_attribution_end(line: str) -> bool:
    """``> wrote:``: the bracket that closes a wrapped address, not a quote mark."""
    return len(line) < 60 and _BRACKET_END.match(line) is not None  # noqa: PLR2004 - the longest verb with room


def is_rule(line: str) -> bool:
    return _RULE.match(line) is not None

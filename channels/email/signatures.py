"""Finds the sign-off block at the end of new text: "-- ", "Sent from my iPhone", "Trân trọng, Lan", name and phone lines.

What is cut must look like a signature to the end; a text that would be nothing but a signature is left whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_MAX_BLOCK = 14
_MAX_LOOSE_BLOCK = 9
_MAX_LINE = 90

_DELIMITER = re.compile(
    r"\s{0,3}(?:--|—|–|――|—{2,40}|_{2,80}|-{3,80}|={3,80}|\*{3,80}|#{3,80}|~{3,80}|\+{3,80}|–{2,40})\s*$"
)
_STRICT_DELIMITER = re.compile(r"-- ?$|--\s{0,3}$")
_ODD_LINE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u1427\xad]*$")

_DEVICE = (
    r"iphone|ipad|ipod|ios|mobile|mobil|phone|smartphone|handy|téléphone|telefon|teléfono|celular|móvil|movil|android|samsung|galaxy|huawei|xiaomi|"
    r"oppo|vivo|nokia|lg|htc|sony|xperia|pixel|oneplus|blackberry|windows|mail|outlook|yahoo|aol|mailbox|airmail|spark|proton\w*|tutanota|zalo|gmail|"
    r"device|tablet|cell|thiết bị|điện thoại|di động|máy|wireless|verizon|t-mobile|at&t|nexus|motorola|mac|macbook|watch|ti-\d+|wiko|alcatel|galaxy|"
    r"thunderbird|boomerang|hey|superhuman|front|mobilgerät|android-mobiltelefon|ứng dụng|app|pc|laptop|handheld|torch|zenfone|asus|realme|redmi|honor|lenovo|zte|treo|palm|nothing|"
    r"телефон\w*|устройств\w*|почт\w*|puhelime\w*|telefonu?|urządzeni\w*|puhelin|telefono|dispositivo|appareil|mobiele|toestel|iphonu|携帯|手机|手機|行動裝置"
)
_MOBILE = re.compile(
    r"[\s<(\[*_\"]{0,4}(?:"
    rf"(?:(?:this (?:e-?mail|message) (?:was |has been )?)?(?:sent|send|posted|written|typed|composed|shared) (?:from|via|with|using|by|on)|from my)\b(?! (?:the )?desk\b).{{0,40}}?(?:{_DEVICE})\b.{{0,90}}"
    r"|get (?:\[?outlook|bluemail|yahoo|spark|the free|aqua)[^\n]{0,120}"
    rf"|(?:được |đã |thư này được |email này được |tin nhắn này được )?gửi (?:từ|bằng|qua|trên|đi từ).{{0,40}}?(?:{_DEVICE})\b.{{0,60}}"
    rf"|(?:nhận|tải|lấy) (?:outlook|yahoo|zalo).{{0,80}}|tải xuống outlook.{{0,60}}"
    rf"|(?:envoyé|expédié|télécharger|obtenez|provenance)\b.{{0,12}}(?:depuis|de|à partir|avec|par|outlook|courrier)\b.{{0,40}}?(?:{_DEVICE})?.{{0,60}}"
    rf"|(?:gesendet|von meinem|von unterwegs|diese nachricht wurde|holen sie sich|laden sie outlook).{{0,50}}?(?:{_DEVICE}|gesendet)\b.{{0,60}}"
    rf"|(?:enviado|enviada|mandado|obtener|obter|obtenga|baixe)\s(?:desde|do|da|de|pelo|via|con|com|a partir|mi|outlook).{{0,40}}?(?:{_DEVICE}).{{0,60}}"
    rf"|(?:inviato|inviata|scarica|ottieni)\s(?:da|dal|con|tramite|outlook).{{0,40}}?(?:{_DEVICE})?.{{0,60}}"
    rf"|(?:verzonden|verstuurd|download|gestuurd)\s(?:vanaf|met|via|van|vanuit|outlook).{{0,40}}?(?:{_DEVICE}).{{0,60}}"
    rf"|(?:skickat|sendt|sent|hämta|hent|lähetetty|hanki|skickades|sendes)\s(?:från|fra|med|via|outlook|min|iphonesta|androidista|samsungista|laitteesta).{{0,40}}?(?:{_DEVICE})?.{{0,60}}"
    rf"|(?:wysłane|wysłano|pobierz)\s(?:z|ze|za|outlook).{{0,40}}?(?:{_DEVICE})?.{{0,60}}"
    rf"|(?:отправлено|послано|скачать)\s(?:с|со|из|от|через|outlook)\s?.{{0,40}}?(?:{_DEVICE})?.{{0,60}}"
    rf"|(?:odesláno|odoslané|poslano|získejte)\s(?:z|ze|pomocí|s|outlook)\s.{{0,60}}"
    r"|lähetetty .{0,60}|iphonestani lähetetty.{0,20}|iphone'?(?:dan|mdan|umdan) gönderildi.{0,20}|trimis de pe .{0,50}|αποστολή από .{0,50}|נשלח מה.{0,40}|مرسل من .{0,40}"
    r"|(?:從|从|發自|发自|來自|来自|通過|通过)\s?我?的?.{0,30}(?:傳送|发送|iphone|ipad|android|手机|手機|邮箱|傳送的.{0,10})?|iphone ?から送信.{0,20}|.{0,20}から送信|나의 .{0,20}에서 보냄.{0,20}|.{0,30}에서 보냄"
    r"|(?:<<)?sent by .{0,30}(?:galaxy|phone|mobile|android|iphone).{0,20}|via mobile|someone from mobile|sent with [a-z ]{2,30}|(?:bản di động|gửi từ) yahoo.{0,40}"
    r"|virus-free\.?.{0,60}|không có virus\.?.{0,60}|this email has been (?:checked|scanned).{0,100}"
    r")[\s>)\]*_\".]{0,4}$",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(r"\b(?:is|are|was|were|because|and then|but)\b", re.IGNORECASE)


def _phrases(*groups: str) -> str:
    return "|".join(sorted((re.escape(item) for group in groups for item in group.split("|")), key=len, reverse=True))


_FORMAL = _phrases(
    "best regards|kind regards|warm regards|kindest regards|warmest regards|regards|with regards|with kind regards|with best regards|best wishes|all the best|"
    "yours sincerely|yours faithfully|yours truly|sincerely yours|sincerely|respectfully|cordially|cheers|rgds|brgds|br|kr|best|warmly|yours|"
    "many regards|very truly yours|respectfully yours|take care|many thanks and regards|thanks and regards|thanks & regards|thank you and regards|thanks and best regards|"
    "thanks & best regards|thank you and best regards|with many thanks",
    "trân trọng|trân trọng kính chào|trân trọng cảm ơn|trân trọng cám ơn|kính thư|thân ái|thân mến|thân|kính chào|trân trọng kính thư|kính|thân chào|chào trân trọng|chân thành|chào thân ái|"
    "trân trọng và cảm ơn|xin trân trọng cảm ơn|xin chân thành cảm ơn|chân thành cảm ơn|trân trọng!|best regards/trân trọng|tran trong|than ai|than men|kinh thu",
    "mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit besten grüßen|mit besten grüssen|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|beste grüße|liebe grüße|lieben gruß|"
    "schöne grüße|herzliche grüße|gruß|grüße|mfg|lg|vg|hochachtungsvoll|viele grüße / best regards",
    "cordialement|bien cordialement|bien à vous|sincères salutations|salutations distinguées|salutations|amicalement|bonne journée|bonne soirée|cdlt|bien amicalement|respectueusement",
    "saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|cordialmente|atte|abrazos|un abrazo|reciba un cordial saludo",
    "atenciosamente|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|abraços|abraço|att|cordiais saudações|obrigado e cumprimentos|grato|grata",
    "cordiali saluti|distinti saluti|saluti|un saluto|un cordiale saluto|cari saluti|a presto|buona giornata",
    "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groeten|groet|hartelijke groet|hartelijke groeten|mvg|groetjes",
    "pozdrawiam|z poważaniem|serdecznie pozdrawiam|pozdrawiam serdecznie|z wyrazami szacunku|pozdrowienia|pozdrawiam cieplutko",
    "med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänligen|hälsningar|mvh|bästa hälsningar|vänlig hälsning|hälsar",
    "med venlig hilsen|venlig hilsen|med venlige hilsner|mange hilsner|bedste hilsner|de bedste hilsner|hilsen|hilsner|kh|vh|kærlig hilsen|med vennlig hilsen|vennlig hilsen|med vennlige hilsner|beste hilsen|beste hilsener|mange hilsener",
    "ystävällisin terveisin|terveisin|parhain terveisin|t|yst. terv|terv|kunnioittaen",
    "s pozdravem|s přátelským pozdravem|s úctou|pěkný den|hezký den|s pozdravom|s pozdravmi|zdraví",
    "с уважением|с наилучшими пожеланиями|с наилучшими|всего доброго|всего хорошего|з повагою|с почитание|поздрави|хорошего дня|искренне ваш",
    "saygılarımla|saygılar|iyi çalışmalar|sevgiler|üdvözlettel|tisztelettel|cu stima|cu stimă|cu respect|numai bine|με εκτίμηση|φιλικά|lp|lep pozdrav|s poštovanjem|srdačan pozdrav",
    "以上|よろしくお願いいたします|よろしくお願いします|宜しくお願い致します|宜しくお願いします|敬具|此致|敬礼|祝好|顺颂商祺|谢谢|감사합니다|드림|올림|salam|salam hormat|hormat saya|terima kasih",
)
_THANKS = _phrases(
    "thanks|thank you|many thanks|thanks a lot|thank you very much|thanks so much|thx|thanks again|thank you so much|tks|ty|thanks in advance|thank you in advance|much appreciated|thanking you|with thanks",
    "cảm ơn|cám ơn|xin cảm ơn|xin cám ơn|cảm ơn nhiều|cám ơn nhiều|em cảm ơn|em cám ơn|mình cảm ơn|cảm ơn bạn|cảm ơn anh|cảm ơn chị|cảm ơn anh chị|cảm ơn anh/chị|cam on|xin cam on|thanks em|thanks anh|thanks bạn|"
    "tôi xin cảm ơn|em xin cảm ơn|em cảm ơn ạ|cảm ơn ạ|rất cảm ơn|cảm ơn rất nhiều",
    "danke|vielen dank|besten dank|danke schön|herzlichen dank|danke im voraus|merci|merci beaucoup|merci d'avance|merci bien|gracias|muchas gracias|obrigado|obrigada|muito obrigado|"
    "grazie|grazie mille|bedankt|alvast bedankt|dank je|dank u|dziękuję|dzięki|tack|tack så mycket|tack på förhand|tak|mange tak|på forhånd tak|takk|tusen takk|på forhånd takk|kiitos|kiitoksia|děkuji|díky|ďakujem|"
    "спасибо|большое спасибо|заранее спасибо|дякую|благодаря|teşekkürler|teşekkür ederim|köszönöm|köszönettel|mulțumesc|hvala|ありがとうございます|多谢|高謝",
)
_CLOSING = re.compile(rf"\s*(?:{_FORMAL}|{_THANKS})\s*[,.!;:~\-—–)]{{0,4}}\s*$", re.IGNORECASE)
_FORMAL_ALONE = re.compile(rf"\s*(?:{_FORMAL})\s*[,.!;:~\-—–]{{0,4}}\s*$", re.IGNORECASE)
_CLOSING_WITH_NAME = re.compile(rf"\s*(?:{_FORMAL}|{_THANKS})\s*[,.!]\s*(?P<name>\S.{{0,40}})$", re.IGNORECASE)
_FORMAL_AND_NAME = re.compile(rf"\s*(?:{_FORMAL})\s+(?P<name>\S.{{0,40}})$", re.IGNORECASE)
_CONTACT = re.compile(
    r"[^\s@]+@[^\s@]+\.\w|\bhttps?:|www\.|(?:\+?\d[\s().\-]*){8,}|\b(?:tel|phone|mobile|mob|cell|fax|hotline|đt|sđt|sdt|đtdđ|di động|điện thoại|email|e-mail|website|web|zalo|skype|viber|"
    r"địa chỉ|address|add|mst|tax code|m|t|p|e|w|a)\b\s?[.:]",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"[?!]|\.\s|\b(?:i|you|we|please|can|will|is|are|have|the|that|this|tôi|em muốn|nhờ|vui lòng|giúp|không|được|cho)\b",
    re.IGNORECASE,
)
_DASH_NAME = re.compile(r"\s*(?:[-–—]{1,2}|/)\s?(?P<name>[^\W\d_][\w.'’ ]{0,30})\s*$")


def start_of(lines: Sequence[str], sender_name: str = "") -> int:
    """The index where the signature begins, ``len(lines)`` where there is none. ``lines`` are new text only."""
    end = len(lines)
    cut = _at_delimiter(lines, end)
    cut = _at_mobile(lines, cut)
    cut = _at_closing(lines, cut, sender_name)
    cut = _at_name(lines, cut, sender_name)
    cut = _at_mobile(lines, cut)
    while cut and _ODD_LINE.match(lines[cut - 1]):
        cut -= 1
    return cut if any(line.strip() for line in lines[:cut]) else end


def _filled(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if not _ODD_LINE.match(line)]


def _at_delimiter(lines: Sequence[str], end: int) -> int:
    """ "-- " counts anywhere (RFC 3676, 4.3); other rules only in front of a short tail of short lines."""
    last_rule = -1
    for at in range(end):
        line = lines[at]
        if len(line) > _MAX_LINE or not _DELIMITER.match(line):
            continue
        if _STRICT_DELIMITER.match(line) and any(text.strip() for text in lines[:at]):
            return at
        last_rule = at if last_rule < 0 or _only_rules(lines[last_rule:at]) else last_rule
        tail = _filled(lines[at + 1 : end])
        if _looks_like_block(tail) or not tail or all(_DELIMITER.match(text) for text in tail):
            return last_rule if _only_rules(lines[last_rule:at]) else at
        last_rule = -1
    return end


def _only_rules(lines: Sequence[str]) -> bool:
    return all(_DELIMITER.match(line) or not line.strip() for line in lines)


def _looks_like_block(tail: Sequence[str]) -> bool:
    """Short lines without sentences. A disclaimer below contact lines may be long."""
    if not tail or len(tail) > _MAX_BLOCK:
        return False
    short = sum(len(line) <= _MAX_LINE and not line.endswith(("?", ":")) for line in tail)
    contacts = sum(_CONTACT.search(line[:200]) is not None for line in tail)
    sentences = sum(len(line.split()) > 7 and not _CONTACT.search(line[:200]) for line in tail)  # noqa: PLR2004
    return short >= 0.7 * len(tail) and (sentences == 0 or contacts > sentences)


def _at_mobile(lines: Sequence[str], end: int) -> int:
    """The first line of "Sent from my …"; what follows it is older text without a header, or nothing."""
    for at in range(end):
        line = lines[at]
        if not 4 < len(line) <= 160 or _VERB_AFTER.search(line) or not _MOBILE.match(line):  # noqa: PLR2004
            continue
        alone = at == 0 or not lines[at - 1].strip() or at >= end - 2
        before = any(text.strip() for text in lines[:at])
        if alone and before:
            return at
        if alone and not _filled(lines[at + 1 : end]):
            return at
    return end


def _at_closing(lines: Sequence[str], end: int, sender_name: str) -> int:
    """ "Trân trọng," and what follows, if that is names and contact lines."""
    seen = 0
    for at in range(end - 1, -1, -1):
        line = lines[at]
        if _ODD_LINE.match(line):
            continue
        seen += 1
        if seen > _MAX_BLOCK + 1:
            break
        if len(line) > _MAX_LINE:
            continue
        tail = _filled(lines[at + 1 : end])
        if _CLOSING.match(line) and _is_sign_off(line, tail, sender_name):
            return _with_closings_above(lines, at)
        match = _CLOSING_WITH_NAME.match(line) or _FORMAL_AND_NAME.match(line)
        if match and _is_name(match["name"], sender_name) and (not tail or _is_contact_tail(tail)):
            return at
    return end


def _with_closings_above(lines: Sequence[str], at: int) -> int:
    """ "Thanks," over "Best regards," belongs to it."""
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above > 0 and len(lines[above]) <= _MAX_LINE and _CLOSING.match(lines[above]) else at


def _is_sign_off(line: str, tail: list[str], sender_name: str) -> bool:
    if not tail:
        return _FORMAL_ALONE.match(line) is not None
    return (
        len(tail) <= _MAX_BLOCK
        and (_is_name(tail[0], sender_name) or _CONTACT.search(tail[0][:200]) is not None)
        and (len(tail) == 1 or _is_contact_tail(tail[1:]))
    )


def _is_contact_tail(tail: list[str]) -> bool:
    if any(_CONTACT.search(line[:200]) for line in tail[:4]):
        return len(tail) <= _MAX_BLOCK
    return len(tail) <= _MAX_LOOSE_BLOCK and all(len(line) <= _MAX_LINE and not line.endswith("?") for line in tail)


def _is_name(text: str, sender_name: str) -> bool:
    """A few capitalised words, or the sender's own name in any case."""
    words = re.sub(r"[*_<>\[\]()|,.\"'“”\-–—/]+", " ", text).split()
    if not words or len(words) > 8 or _NOT_NAME.search(text):  # noqa: PLR2004 - longer is a sentence
        return False
    if sender_name and _shares_word(text, sender_name):
        return True
    letters = [word for word in words if word[0].isalpha()]
    capital = sum(not word[0].islower() for word in letters)
    return bool(letters) and (capital * 2 >= len(letters)) and (len(words) <= 6 or _CONTACT.search(text) is not None)  # noqa: PLR2004


def _folded(text: str) -> set[str]:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return {
        word for word in re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))) if len(word) > 1
    }


def _shares_word(text: str, sender_name: str) -> bool:
    return bool(_folded(text) & _folded(sender_name))


def _at_name(lines: Sequence[str], end: int, sender_name: str) -> int:
    """A last paragraph that begins with the sender's name, or "—Ryan"."""
    at = end
    while at and _ODD_LINE.match(lines[at - 1]):
        at -= 1
    stop = at
    while at and not _ODD_LINE.match(lines[at - 1]):
        at -= 1
    block = _filled(lines[at:stop])
    if not block or len(block) > _MAX_BLOCK or not any(line.strip() for line in lines[:at]):
        return _dash_name(lines, stop, end, sender_name)
    first = block[0]
    if sender_name and len(first) <= 60 and _shares_word(first, sender_name) and _is_name(first, sender_name):  # noqa: PLR2004
        covered = len(_folded(first) & _folded(sender_name)) == len(_folded(first))
        if (
            (covered or len(block) > 1)
            and all(len(line) <= _MAX_LINE for line in block)
            and (len(block) == 1 or _is_contact_tail(block[1:]))
        ):
            return at
    return _dash_name(lines, stop, end, sender_name)


def _dash_name(lines: Sequence[str], stop: int, end: int, sender_name: str) -> int:
    if not stop or not any(line.strip() for line in lines[: stop - 1]):
        return end
    match = _DASH_NAME.match(lines[stop - 1]) if len(lines[stop - 1]) < 40 else None  # noqa: PLR2004
    own_paragraph = stop > 1 and not lines[stop - 2].strip()
    if match and own_paragraph and len(match["name"].split()) <= 3 and not match["name"][0].islower():  # noqa: PLR2004
        return stop - 1
    if match and sender_name and _shares_word(match["name"], sender_name) and own_paragraph:
        return stop - 1
    return end

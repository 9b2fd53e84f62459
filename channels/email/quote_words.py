"""The words with which mail programs announce older text, by kind; data for ``quote_headers``."""

from __future__ import annotations

import re


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word.casefold() for line in lines for word in line.split("|"))


def _alternation(*lines: str) -> str:
    """A pattern of all the words, longest first."""
    return "|".join(sorted((re.escape(word) for line in lines for word in line.split("|")), key=len, reverse=True))


WROTE_LAST = _set(
    "wrote|writes|pisze|pisał|napisao|napisala|đã viết|viết|đã ghi|a écrit|écrit|a ecrit|schrieb|schrieb am|geschrieben|escribió|escribio|ha escrito|escreveu|"
    "ha scritto|scrisse|napisał|napisała|napisał(a)|napisali|napisal|napsal|napsala|napsal(a)|napsal/a|napísal|napísal(a)|geschreven|schreef|"
    "het volgende geschreven|skrev|skrev følgende|skrev följande|skreiv|kirjoitti|написал|написала|написал(а)|написав|написала|написа|"
    "пишет|писал|писала|пише|şunları yazdı|şunu yazdı|yazdı|yazmış|έγραψε|a scris|scris|ezt írta|írta|je napisao|napisao je|napisala je|je napisala|je napisao/la|"
    "je napisal|je napisal(a)|va escriure|menulis|tulis|kirjutas|rakstīja|rašė|parašė|schrieb folgendes|het geskryf|כתב|כתבה|כתב/ה|כתבו|كتب|كتبت|نوشت|"
    "เขียน|เขียนว่า|писао је|sent you the following|escribió lo siguiente|escreveu o seguinte|wrote the following"
)
WROTE_INSIDE = _set(
    "ezt írta|írta|napisana|kirjutas|missatge|schrieb|skrev|schreef|heeft|kirjoitti|napisał|napisał(a)|написал|написал(а)|wrote|escribió|escreveu|a écrit|ha scritto|пишет|từ|from"
)
WROTE_INSIDE_SURE = _set("schrieb|skrev|schreef|kirjoitti|ezt írta|napisana przez|kirjutas")
EAST_WROTE = ("写道", "寫道", "写到", "書きました", "のメール", "님이 작성", "님이 쓴 글", "님의 말", "작성")
STARTS = _set(
    "On|At|În|Na|На|Missatge de|Wiadomość napisana|Kuupäev|Kirjutas|V V|ในวันที่|Trong thư|Trong email|Trong mail|Thư ngày|Am|Vom|Le|El|Em|Il|Op|W dniu|Dnia|Den|Dne|På|Pe|Pada|Tarihinde|Vào|Vào lúc|Ngày|Lúc|Vào ngày|Na|Dana|Dňa|V|Στις|Στις|"
    "Ha|Il giorno|Il dia|No dia|Na data|Op datum|Em data|Dia|El día|Le jeu|ב-|בתאריך|في|Kuupäeval|В|Em qua|Den kl|Mensagem de|Zitat von|Quoting|Citando|Citeren|Cytowanie|Citat"
)
MONTHS = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|déc|mär|maerz|märz|okt|dez|ene|abr|ago|dic|"
    r"fev|set|out|gen|mag|giu|lug|ott|maj|juni|juli|augusti|mei|mrt|stycz|lut|kwie|czerw|lip|sierp|wrze|paź|list|grud|led|úno|bře|dub|kvě|čer|srp|zář|říj|"
    r"янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|tháng|thg|thứ|th"
)
WEEKDAYS = (
    r"mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim|lunes|martes|miércoles|jueves|"
    r"viernes|sábado|domingo|segunda|terça|quarta|quinta|sexta|man|tir|tirs|ons|tor|tors|fre|lør|søn|mån|tis|lör|sön|mandag|tirsdag|onsdag|torsdag|"
    r"fredag|lørdag|søndag|måndag|tisdag|lördag|söndag|pon|wto|wt|śro|śr|czw|pią|pt|sob|nie|niedz|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|"
    r"ma|ti|ke|to|pe|la|su|vr|za|zo|wo|woe|don|maa|din|po|út|st|čt|pá|ne|giovedì|martedì|lunedì|mercoledì|venerdì|sabato|gio|sab|dom|"
    r"thứ\s+\w+|chủ nhật|th\s?\d|cn"
)
LABELS = {
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
ORIGINAL = _alternation(
    "original message|original mail|mail original|e-mail original|courriel original|original|original appointment|reply message|forwarded message|original email|originalnachricht|ursprüngliche nachricht|"
    "ursprungliche nachricht|originale nachricht|antwort nachricht|weitergeleitete nachricht|message d'origine|message d’origine|message original|message transféré|message initial|"
    "mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|"
    "oorspronkelijk e-mailbericht|doorgestuurd bericht|originalmeddelande|ursprungligt meddelande|ursprungligt mejl|vidarebefordrat meddelande|oprindelig meddelelse|videresendt meddelelse|opprinnelig melding|"
    "videresendt melding|wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana|alkuperäinen viesti|edelleenlähetetty viesti|исходное сообщение|пересылаемое сообщение|"
    "пересланное сообщение|первоначальное сообщение|originalna poruka|orijinal mesaj|iletilen mesaj|orijinal ileti|eredeti üzenet|eredeti levél|"
    "původní zpráva|původní e-mail|přeposlaná zpráva|pôvodná správa|mesaj original|thư gốc|tin nhắn gốc|thông điệp gốc|thư gốc của bạn|thư đã chuyển tiếp|"
    "thư được chuyển tiếp|tin nhắn chuyển tiếp|tin nhắn được chuyển tiếp|chuyển tiếp thư|邮件原件|原始邮件|原始信件|原始郵件|转发邮件信息|转发的邮件|轉寄郵件|轉寄的郵件|元のメッセージ|オリジナルメッセージ|転送メッセージ|転送されたメッセージ|원본 메시지|원본 메일|전달된 메시지|전달된 메일|"
    "αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|pesan asli|pesan terusan|izvorna poruka|algne kiri"
)
FORWARDED = _alternation(
    "forwarded message|forwarded by|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|"
    "vidarebefordrat meddelande|videresendt meddelelse|videresendt melding|wiadomość przekazana|пересылаемое сообщение|пересланное сообщение|přeposlaná zpráva|"
    "thư đã chuyển tiếp|thư được chuyển tiếp|tin nhắn chuyển tiếp|tin nhắn được chuyển tiếp|chuyển tiếp thư|转发邮件信息|转发的邮件|轉寄郵件|轉寄的郵件|転送メッセージ|転送されたメッセージ|전달된 메시지|전달된 메일|iletilen mesaj|"
    "edelleenlähetetty viesti|pesan terusan"
)
BEGIN_FORWARDED = _set(
    "begin|début|anfang|inizio|inicio|início|vidarebefordrat|start|videresendt|rozpoczęcie|začátek|välitetty|начало|bắt|下面是被转发的邮件|以下是轉寄的郵件|転送されたメッセージ|전달된|i̇letilen|iletilen"
)
"""First words of the lines that open a forwarded mail."""

"""The words of sign-offs and of what phones and programs add below a mail; data for ``signatures``."""

from __future__ import annotations

import re


def _set(*groups: str) -> frozenset[str]:
    return frozenset(phrase.casefold() for group in groups for phrase in group.split("|"))


FORMAL = _set(
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
THANKS = _set(
    "thanks|thank you|many thanks|thanks a lot|thank you very much|thanks so much|thx|thanks again|thank you so much|tks|ty|thanks in advance|thank you in advance|much appreciated|thanking you|with thanks",
    "cảm ơn|cám ơn|xin cảm ơn|xin cám ơn|cảm ơn nhiều|cám ơn nhiều|em cảm ơn|em cám ơn|mình cảm ơn|cảm ơn bạn|cảm ơn anh|cảm ơn chị|cảm ơn anh chị|cảm ơn anh/chị|cam on|xin cam on|thanks em|thanks anh|thanks bạn|"
    "tôi xin cảm ơn|em xin cảm ơn|em cảm ơn ạ|cảm ơn ạ|rất cảm ơn|cảm ơn rất nhiều",
    "danke|vielen dank|besten dank|danke schön|herzlichen dank|danke im voraus|merci|merci beaucoup|merci d'avance|merci bien|gracias|muchas gracias|obrigado|obrigada|muito obrigado|"
    "grazie|grazie mille|bedankt|alvast bedankt|dank je|dank u|dziękuję|dzięki|tack|tack så mycket|tack på förhand|tak|mange tak|på forhånd tak|takk|tusen takk|på forhånd takk|kiitos|kiitoksia|děkuji|díky|ďakujem|"
    "спасибо|большое спасибо|заранее спасибо|дякую|благодаря|teşekkürler|teşekkür ederim|köszönöm|köszönettel|mulțumesc|hvala|ありがとうございます|多谢|高謝",
)
_DEVICE = (
    r"iphone|ipad|ipod|ios|mobile|mobil|phone|smartphone|handy|téléphone|telefon|teléfono|celular|móvil|movil|android|samsung|galaxy|huawei|xiaomi|"
    r"oppo|vivo|nokia|lg|htc|sony|xperia|pixel|oneplus|blackberry|windows|mail|outlook|yahoo|aol|mailbox|airmail|spark|proton\w*|tutanota|zalo|gmail|"
    r"device|tablet|cell|thiết bị|điện thoại|di động|máy|wireless|verizon|t-mobile|at&t|nexus|motorola|mac|macbook|watch|ti-\d+|wiko|alcatel|galaxy|"
    r"thunderbird|boomerang|hey|superhuman|front|mobilgerät|android-mobiltelefon|ứng dụng|app|pc|laptop|handheld|torch|zenfone|asus|realme|redmi|honor|lenovo|zte|treo|palm|nothing|"
    r"телефон\w*|устройств\w*|почт\w*|puhelime\w*|telefonu?|urządzeni\w*|puhelin|telefono|dispositivo|appareil|mobiele|toestel|iphonu|携帯|手机|手機|行動裝置"
)
MOBILE = re.compile(
    r"[\s<(\[*_\"]{0,4}(?:"
    rf"(?:(?:this (?:e-?mail|message) (?:was |has been )?)?(?:sent|send|posted|written|typed|composed|shared) (?:from|via|with|using|by|on)|from my)\b(?! (?:the )?desk\b).{{0,40}}?(?:{_DEVICE})\b.{{0,60}}"
    r"|get (?:\[?outlook|bluemail|yahoo|spark)\b[^\n]{0,30}(?:for|\])[^\n]{0,80}"
    rf"|(?:được |đã |thư này được |email này được |tin nhắn này được )?gửi (?:từ|bằng|qua|trên|đi từ).{{0,40}}?(?:{_DEVICE})\b.{{0,60}}"
    rf"|(?:nhận|tải|lấy|tải xuống) (?:outlook|yahoo|zalo)(?: mail)? (?:cho|dành cho|trên|for)\b.{{0,60}}"
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
    r"|(?:<<)?sent by .{0,30}(?:galaxy|phone|mobile|android|iphone).{0,20}|via mobile|someone from mobile|(?:bản di động|gửi từ) yahoo.{0,40}"
    r"|virus-free\.?.{0,60}|không có virus\.?.{0,60}|this email has been (?:checked|scanned).{0,100}"
    r")[\s>)\]*_\".]{0,4}$",
    re.IGNORECASE,
)

MOBILE_STARTS = _set(
    "sent|send|posted|written|typed|composed|shared|this|from|get|được|đã|thư|email|e-mail|tin|gửi|nhận|tải|lấy|envoyé|envoyée|expédié|télécharger|obtenez|provenance|gesendet|von|diese|holen|laden|enviado|"
    "enviada|mandado|obtener|obter|obtenga|baixe|inviato|inviata|scarica|ottieni|verzonden|verstuurd|download|gestuurd|skickat|sendt|hämta|hent|lähetetty|hanki|skickades|sendes|wysłane|wysłano|pobierz|"
    "отправлено|послано|скачать|odesláno|odoslané|poslano|získejte|trimis|αποστολή|נשלח|مرسل|via|someone|bản|virus-free|virus-free.|không|iphonestani"
)
MOBILE_PARTS = re.compile("から送信|에서 보냄|發自|发自|傳送|gönderildi|來自|来自|從我|从我|通過|通过|נשלח|مرسل")

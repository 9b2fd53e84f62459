"""What delivery reports that keep to no standard say, in the languages and wordings of the usual mail servers."""

from __future__ import annotations

import re

DAEMON = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|post[_-]?master|mdaemon|maildaemon|mta-?daemon|double-bounce|microsoftexchange\w*|mail\.?delivery\.?(?:system|subsystem))\b",
    re.IGNORECASE,
)
"""Local parts that only mail servers use."""
MAYBE_DAEMON = re.compile(
    r"(?:bounces?|delivery|mailadmin|mailer|dsn|administrator|mmdf|smtp|systemadmin\w*|mail-admin|undeliverable|mail-noreply|no-?reply-?bounces?|amx|mailsys\w*|mail)\b",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|daemon|administrator)|postmaster|delivery subsystem|mail router|internet mail (?:delivery|service)|returned mail|undeliverable|mail system\b|system administrator|"
    r"hệ thống (?:thư|mail|email)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"(?:re: ?|notice: ?|error: ?|\[[^\]]{1,40}\] ?|\*+[^*]{1,40}\*+ ?)*(?:undeliver|un-deliver|undelivered|non[- ]?(?:deliver|remis)|delivery (?:status|failure|report|notification|has failed|problem|error|incomplete|final|unsuccessful)|"
    r"(?:mail|message|e-?mail)[\w ,]{0,20}(?:delivery (?:fail|problem|error|status)|not delivered|undeliver|returned|could not be delivered|failure|system error)|"
    r"failure (?:notice|delivery)|failed (?:mail|delivery|message)|failed to deliver|returned (?:mail|e?-?mail|to sender|message)|mail (?:error|failure|fail|status report|could not)|"
    r"delivery error|(?:mail|message) ?delivery|nondeliverable|nachricht unzustellbar|unzustellbar|rückläufer|zustell(?:ung|fehler)|échec de (?:la )?(?:distribution|remise)|non remis|"
    r"no se (?:puede|pudo|ha podido) entregar|error de entrega|falha na entrega|mensagem não entregue|mancata consegna|onbestelbaar|niet bezorgd|olevererbart|"
    r"nie dostarczono|zwrot|недоставлен|не доставлен|ошибка доставки|未送達|メール?(?:送信)?エラー|エラー通知|配送エラー|配信(?:不能|できません|エラー)|送信エラー|退信|系统退信|退件|회송|반송|"
    r"không (?:thể )?(?:gửi|chuyển|phát) được|không thể gửi|thư (?:bị )?(?:trả lại|hoàn)|gửi thư thất bại|gửi không thành công|gửi thất bại|chưa (?:được )?gửi|thông báo (?:lỗi|trạng thái) gửi|"
    r"permanent (?:error|failure)|user unknown|unknown user|rejected|could not (?:deliver|send)|unable to deliver|problem delivering|transmit failure|nichtzustell|your (?:message|mail|e-?mail) to .{1,60}(?:fail|could not|was not))",
    re.IGNORECASE,
)
DELAY = re.compile(
    r"will (?:continue|keep) (?:to )?(?:be )?(?:retr|try)|still (?:being|be) (?:retried|tried)|(?:delivery|message)(?: to [^\n]{1,80})? (?:has been|is|was|temporarily) ?(?:being )?delayed|"
    r"not yet been delivered|has not (?:yet )?been (?:able to be )?delivered (?:yet|to)|not be delivered yet|could not send message for past|warning:? (?:message|could not|delayed)|"
    r"this is a warning|warning message only|(?:do|need) not (?:need to )?resend|no need to resend|will be retried|delivery attempts will|will retry|delayed mail|delivery (?:is )?delayed|still trying|temporarily deferred|"
    r"there was a temporary problem delivering|sẽ tiếp tục (?:thử|gửi)|bị (?:trì hoãn|chậm)|wird (?:weiter|erneut) versucht|zustellung verzögert|retardé|delay(?:ed)? notification|\(delay\)",
    re.IGNORECASE,
)
FINAL = re.compile(
    r"giv(?:e|en|ing) up|permanent (?:error|fatal|failure)|permanent_|has failed permanently|fatal error|could not be delivered to (?:one or more|any|all|the following)|action: failed|"
    r"have been unable|message was undeliverable|not be delivered|undeliverable|delivery (?:to the following \w+ )?failed|will not be retried|returned? to (?:the )?sender|retry time(?:out)? (?:not reached|exceeded)|too old",
    re.IGNORECASE,
)
FAILURE = re.compile(
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
ORIGINAL_RULED = re.compile(
    r"^[ \t]{0,4}[-=*|]{3,80} ?(?:original message|this is a copy of|below this line is a copy|message (?:text|headers?) follows|returned message|unsent message|copy of (?:the )?message|message header follows)\b",
    re.IGNORECASE | re.MULTILINE,
)
ORIGINAL_BEGINS = re.compile(
    r"^[ \t>*-]*(?:-{2,} ?(?:this is a copy|below this line|copy of|original|returned|returning|the body|the header|message (?:header|body|text)|unsent|forwarded|transcript of session follows|"
    r"(?:below|here) is|undelivered|headers? of|begin (?:of )?message|start of|the following|included is|enclosed)|"
    r"(?:original|returned|unsent|undelivered) message(?: headers?| follows| below| text)?\b|(?:copy of|here is|below is) (?:your|the|a copy of) (?:original |returned |undelivered )?(?:message|mail|e-?mail)|"
    r"the (?:original )?(?:message|headers|mail) (?:follows|was (?:received|returned)? ?(?:at|from)|headers? (?:follow|are))|return-path:|received: (?:from|by)|x-originating-ip:|content of (?:the )?(?:original|returned)|"
    r"(?:----+|={4,}) ?(?:header|message)s? ?(?:follows?)?|dit is een kopie|-{5,}ursprüngliche|message-id: ?<|mime-version: ?1)",
    re.IGNORECASE | re.MULTILINE,
)
REJECTED = re.compile(
    r"automatically rejected|was rejected|rejected mail|message rejected|wurde (?:automatisch )?abgelehnt|bị từ chối",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"(?:your|the|this) (?:e-?mail |mail )?(?:message|mail|e-?mail)[^.]{0,120}(?:could not|cannot|can't|was not|has not|couldn't) be (?:delivered|sent)|delivery (?:has )?failed|undeliverable|notificationtype|"
    r"(?:thư|email|e-mail|tin nhắn|mail)[^.\n]{0,60}(?:không (?:thể )?(?:gửi|chuyển|phát)|bị trả lại)|permanent fatal errors|following address(?:es)? (?:failed|had)|送信できませんでした|无法送达|退信",
    re.IGNORECASE,
)
OPENING_HINTS = (
    "be delivered",
    "be sent",
    "delivery failed",
    "delivery has failed",
    "undeliverable",
    "notificationtype",
    *(f"không {able}{verb}" for able in ("", "thể ") for verb in ("gửi", "chuyển", "phát")),
    "bị trả lại",
    "fatal errors",
    "following address",
    "送信",
    "无法送达",
    "退信",
)
MACHINE = re.compile(
    r"\b[45]\d\d[ -]\S|\b[45]\.\d\.\d{1,3}\b|\breturned (?:mail|message)|original message|(?:message|mail) (?:header|follows)|recipients?\b|undeliver|mailer-daemon|postmaster|could not be delivered to:",
    re.IGNORECASE,
)
"""What besides a subject only machines write: a status, a reply code, the announcement of the returned mail."""
HOPE = re.compile(r"[^.\n]{0,200}\b(?:if|until|unless|wenn|nếu|yet)\b[^.]{0,300}", re.IGNORECASE)
"""Conditional sentences ("if it cannot be delivered within 5 days…") promise a failure, they do not report one."""

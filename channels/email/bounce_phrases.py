"""The words in which mail servers refuse mail, by reason. The first reason whose words are found wins: special ones first."""

from __future__ import annotations

import re
from collections.abc import Iterator

_USER = (
    "user|recipient|mail ?box|mail address|account|addressee|local ?part|e-?mail(?: address)?|email account|alias|person|destinatario|destinataire|empfänger|username|receiver|inbox|"
    "contact|customer|rcpt|người (?:dùng|nhận)|địa chỉ|tài khoản|hộp thư"
)
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "notcompliantrfc",
        (
            r"not rfc ?\d{3,4}",
            r"rfc ?\d{3,4} compliant",
            r"non-?compliant",
            r"bare (?:lf|cr|line ?feed)",
            r"multiple (?:from|subject) header",
            r"violates? rfc",
        ),
    ),
    (
        "rejected",
        (
            r"groups\.google\.com/support",
            r"sending (?:to/)?from an address that",
            r"domain of sender",
            r"sender address .{0,60}(?:does not exist|rejected|invalid)",
            r"from: domain is invalid",
            r"recipient doesn't accept mail from",
            r"sender (?:verify|verification) fail",
        ),
    ),
    (
        "networkerror",
        (
            r"host not found, try again",
            r"host name lookup failure",
            r"mx lookup .{0,60}nxdomain",
            r"(?:temporary|transient) (?:dns|name|resolution)",
            r"too many hops",
            r"loops? back to",
            r"network error on destination",
            r"mail (?:forwarding )?loop",
        ),
    ),
    (
        "hostunknown",
        (
            r"name service error .{0,100}not found",
            r"host or domain name not found",
            r"couldn't find any host named",
            r"unknown host",
            r"host unknown",
            r"domain (?:name )?not found",
            r"domain (?:does not|doesn't) exist",
            r"all relevant mx records",
            r"unroute?able (?:mail domain|address)",
            r"no such (?:host|domain)",
            r"domain is not reachable",
            r"nxdomain",
            r"recipient['’]?s? domain .{0,30}(?:not exist|invalid)",
            r"tên miền .{0,20}không (?:tồn tại|tìm)",
        ),
    ),
    (
        "notaccept",
        (
            r"couldn't find a mail exchanger",
            r"null ?mx",
            r"does not accept (?:any )?mail\b",
            r"host does not accept mail",
            r"name server: \.: host not found",
        ),
    ),
    (
        "expired",
        (
            r"delivery failed \d+ attempts",
            r"envelope expired",
            r"did not accept our requests to connect",
            r"connection timed out in connect",
            r"delivery time expired",
        ),
    ),
    (
        "authfailure",
        (
            r"bad spf",
            r"\b(?:dmarc|dkim|spf)\b.{0,80}(?:fail|reject|not pass|polic|check|unauth|invalid|neutral|did not|require|evaluat)",
            r"(?:fail\w*|reject\w*|not pass\w*|unauthenticated|polic\w+).{0,80}\b(?:dmarc|dkim|spf)\b",
            r"unauthenticated e?mail",
            r"sender policy framework",
            r"not authenticated",
            r"authentication (?:checks|results|requirements)",
            r"email authentication",
            r"5\.7\.(?:26|509|20|21|22|23|515)\b",
            r"openspf",
            r"5322\.from",
        ),
    ),
    (
        "requireptr",
        (
            r"mismatch\w* client ip",
            r"\bptr\b",
            r"reverse dns",
            r"\brdns\b",
            r"reverse[- ]?(?:lookup|hostname|address)",
            r"in-addr",
            r"cannot (?:find|resolve) your (?:reverse )?(?:hostname|address|ip)",
            r"client host rejected: cannot find",
            r"hostname required",
            r"5\.7\.25\b",
            r"ip name lookup failed",
            r"name lookup failed for",
            r"helo.{0,40}(?:does not match|mismatch)",
        ),
    ),
    (
        "virusdetected",
        (r"\bvirus(?:es)?\b(?! free)", r"\bmalware\b", r"\binfected\b", r"\btrojan\b", r"threat (?:detected|found)"),
    ),
    (
        "badreputation",
        (
            r"reputation",
            r"user complaints",
            r"unexpected volume",
            r"senderscore",
            r"\b[45]\.7\.650\b",
            r"poor .{0,20}history",
            r"low (?:sender )?score",
        ),
    ),
    ("policyviolation", (r"for policy reasons", r"because its content presents a potential")),
    (
        "blocked",
        (
            r"client host (?:rejected|blocked)",
            r"blocked using",
            r"use the smtp server of your isp",
            r"spamhaus",
            r"spamcop",
            r"\bdnsbl",
            r"\brbl\b",
            r"dynamic ip",
        ),
    ),
    (
        "spamdetected",
        (
            r"- spam\b",
            r"\bspam\W*$",
            r"blacklisted (?:url|link)",
            r"\b[us]ribl",
            r"(?:detected|identified|classified|considered|flagged|marked|rejected|blocked|looks like|appears to be|tagged|labell?ed|because of|reported|contain\w*|scored?|recogni[sz]ed|judged|treated).{0,60}\bspam",
            r"\bspam.{0,40}(?:detect|reject|score|content|filter|message|found|reported|policy|block|not accept|likely)",
            r"unsolicited (?:bulk|mail|e-?mail|commercial|message)",
            r"\bu[bc]es?\b",
            r"\bjunk mail",
            r"spamassassin",
            r"message content rejected",
            r"bogofilter",
            r"(?:blocked|rejected) by .{0,30}anti-?spam",
            r"cm?ae analyze",
        ),
    ),
    (
        "exceedlimit",
        (
            r"length exceeds (?:the )?limit",
            r"exceeds fixed maximum message size",
            r"exceeds (?:the )?(?:maximum )?(?:recipient|length) limit",
        ),
    ),
    (
        "mailboxfull",
        (
            r"(?:mail ?box|inbox|mail ?folder|user|account|recipient|storage|disk|quota|message store|hộp thư).{0,60}\b(?:full|over ?quota|exceed\w*|is over|over(?:drawn| limit| its)|out of (?:space|storage)|đầy|overloaded)",
            r"over ?quota",
            r"quota (?:exceed|reached|violation|is over|has been)",
            r"exceed\w*.{0,40}(?:quota|storage|mailbox (?:size|limit|maximum))",
            r"insufficient (?:disk|storage|system storage for)",
            r"not enough (?:disk|storage|space)",
            r"out of storage",
            r"no space left in",
            r"exdiskquota",
            r"メールボックス.{0,20}(?:一杯|いっぱい|超)",
            r"hết dung lượng",
        ),
    ),
    (
        "mesgtoobig",
        (
            r"(?:message|mail|data|attachment|e-?mail|content|body).{0,60}too (?:big|large)",
            r"(?:message|mail|data|attachment|e-?mail|content|body).{0,60}(?:exceed|over)\w*.{0,40}(?:size|limit|maximum)",
            r"(?:message|mail|e-?mail) size (?:exceed|limit|violation)",
            r"max\w* (?:message|mail) size",
            r"lines? too long",
            r"line limit exceeded",
            r"dung lượng .{0,20}vượt",
        ),
    ),
    (
        "toomanyconn",
        (
            r"too many (?:concurrent |simultaneous |smtp )?(?:connection|session|delivery threads)",
            r"concurrent (?:connection|session)",
            r"connections? (?:rate|limit)",
            r"(?:connection|session)s? (?:limit|exceeded|frequency)",
            r"all server ports are busy",
        ),
    ),
    (
        "speeding",
        (
            r"too many recipients this hour",
            r"receiving (?:mail|messages) (?:at a rate|too)",
            r"too fast",
            r"has been ratelimited",
            r"rate that prevents",
        ),
    ),
    (
        "ratelimited",
        (
            r"rate[- ]?limit\w*",
            r"exceeded the rate",
            r"too (?:many|much) (?:messages?|mails?|e-?mails?|recipients|mail)",
            r"throttl",
            r"message rate",
            r"(?:hourly|daily) (?:limit|quota)",
            r"slow down",
        ),
    ),
    (
        "norelaying",
        (
            r"relay(?:ing)?.{0,40}(?:denied|not (?:permitted|allowed)|prohibited|rejected|forbidden|disabled|access)",
            r"(?:not (?:permitted|allowed) to|unable to|we do not|cannot|will not|refus\w+ to|no) relay",
            r"insecure mail relay",
            r"not configured to relay",
            r"not a (?:gateway|relay)",
            r"domain isn't in my list",
            r"mail to .{1,60} not accepted here",
        ),
    ),
    (
        "hasmoved",
        (
            rf"(?:{_USER})\b.{{0,30}}\b(?:has|have) (?:moved|changed)\b",
            r"has been replaced by",
            r"(?:please )?use (?:the |my )?new (?:e-?mail )?address",
            r"new address is",
            r"user not local; please try",
            r"địa chỉ mới",
        ),
    ),
    (
        "suspend",
        (
            rf"(?:{_USER}|domain|this).{{0,50}}\b(?:suspend\w*|disabled|inactive|deactivated|locked|on hold|frozen|not active|dormant|temporarily (?:inactive|disabled)|cancel\w+|terminated|discontinued)\b",
            rf"(?:inactive|disabled|suspended|deactivated|discontinued|expired|dormant|locked) (?:{_USER})",
            r"boîte.{0,20}archivée",
            r"tạm (?:khóa|ngưng)",
        ),
    ),
    (
        "userunknown",
        (
            (
                rf"(?:{_USER})\b.{{0,80}}?\b(?:unknown|not (?:found|exist\w*|valid|listed|recogni[sz]ed|known|registered|a (?:valid|known|local|registered)|here|one of)|does ?(?:no|n['’])t (?:exist|have)|doesnt exist|doesn't exist|dosn't exist|invalid|"
                r"undeliverable|non-?existent|incorrect|no longer (?:available|valid|exists?|active|in use|on server|accepts|here)|could(?: not|n't) be found|cannot be found|wasn't found|no existe|inconnu\w*|unbekannt|existiert nicht|sconosciuto|không (?:tồn tại|tìm thấy))"
            ),
            rf"(?:unknown|invalid|no such|not a valid|non-?existent|bad|unroute?able|undeliverable|illegal|incorrect|unable to find|cannot find|no) (?:local |virtual |final |or illegal |such |destination |valid |existing |delivery |internet )?(?:{_USER}|address|name|users?\b)",
            r"no mail ?box (?:here|by|found|with|available|named)",
            r"\b5\.1\.1\b",
            r"recipnotfound",
            r"unknown_user|user_unknown",
            r"by that name",
            r"address (?:not found|could(?:n't| not) be found|you entered)",
            r"not our customer",
            r"not listed in",
            r"name is not recognized",
            r"no account by that",
            r"registered gateway user",
            r"invalid final delivery user",
            r"did not exactly match",
            r"mail-drop",
            r"chưa được đăng ký",
            r"リストにありません|宛先.{0,20}(?:見つかりません|存在しません)|ユーザー?が見つかりません",
            r"用户不存在|收件人不存在",
        ),
    ),
    (
        "hostunknown",
        (
            r"(?:host|domain|site|mx record|nameserver|hostname).{0,60}?\b(?:unknown|not (?:found|exist\w*|known|resolve\w*|valid)|does(?:n't| not) (?:exist|resolve)|no longer (?:exists|in)|invalid|could(?:n't| not) be (?:found|resolved)|wasn't found|unroutable|non-?existent)",
            r"(?:unrouteable|unroutable|invalid|non-?existent|illegal|bad|unresolvable) (?:mail )?(?:host|domain|destination (?:host|system)|remote host|site)",
            r"name (?:or service )?not known",
            r"no (?:dns|mx|a) (?:record|entry|data).{0,20} (?:for|found)",
            r"unable to route: no mail",
        ),
    ),
    (
        "notaccept",
        (
            r"(?:does not|doesn't|not) accept(?:ing)?(?: any| incoming)? (?:mail|e-?mail|messages)",
            r"no smtp service",
            r"mail server .{0,60}not accept",
        ),
    ),
    (
        "networkerror",
        (
            r"(?:connection|connect|session|network|socket).{0,60}(?:refused|timed? ?out|lost|dropped|reset|closed|fail\w*|error|unreachable|broken|aborted)",
            r"timed? ?out (?:while|waiting|on)",
            r"no route to host",
            r"network (?:is )?unreachable",
            r"host (?:is )?(?:unreachable|down|not reachable)",
            r"(?:maximum )?hop count",
            r"loop(?:ing)? (?:detected|count)|looping",
            r"dns (?:error|lookup|query|fail|timeout)",
            r"malformed (?:dns|name server|or unexpected name server)",
            r"unable to connect",
            r"could(?:n't| not) (?:connect|establish)",
            r"can(?:no|')t (?:connect|reach|make tcp)",
            r"wasn't able to establish an smtp connection",
            r"routing (?:loop|error)",
            r"tempfailed",
            r"i/o error",
        ),
    ),
    (
        "expired",
        (
            r"(?:retry|queue|delivery|message|mail).{0,60}(?:time ?out|expired|too long|time exceeded|lifetime)",
            r"too (?:old|long) (?:in|on) (?:the )?(?:queue|system)",
            r"giv\w+ up after",
            r"been in (?:my|the) (?:mail )?queue",
            r"could not be delivered (?:for|within)",
            r"(?:for|after|within|past) (?:the (?:last|past) )?\d+(?:\.\d+)? ?(?:h|hour|day|minute)s?\b",
            r"undelivered for",
            r"đã hết (?:hạn|thời gian)",
        ),
    ),
    (
        "blocked",
        (
            r"(?:black|block|deny) ?list\w*",
            r"\bbanned\b",
            r"(?:\bip\b|host|client|server|network|connection).{0,60}\b(?:blocked|denied|refused|banned|rejected|not (?:allowed|accepted|permitted)|restricted|listed)",
            r"(?:blocked|denied|refused|banned|rejected) (?:by|from|for|due to|because).{0,60}(?:\bip\b|host|client|server|network|list)",
            r"access denied",
            r"not allowed to connect",
            r"5\.7\.60\d",
            r"service refused",
            r"we do not accept (?:mail|e?mails?) from",
            r"open (?:relay|proxy)",
        ),
    ),
    (
        "rejected",
        (
            r"(?:sender|originator|envelope|return[- ]?path|mail from|posting|poster|author|group|members?|you).{0,80}(?:reject\w*|denied|refused|not (?:allowed|accepted|permitted|authori[sz]ed|valid|verified|able)|invalid|unknown|blocked|unverified|no permission|unauthori[sz]ed)",
            r"(?:reject\w*|denied|refused|invalid|unknown|unverified|cannot verify|not accept\w*).{0,40}(?:sender|from address|originator|return[- ]?path|mail from|envelope)",
            r"only (?:members|subscribers)",
            r"not (?:a )?(?:member|subscriber)",
            r"may not exist, or you may not have permission",
            r"not accepting mail from",
        ),
    ),
    (
        "contenterror",
        (
            r"(?:invalid|malformed|illegal|bad|missing|incorrect|improper|unsupported|8-?bit).{0,40}(?:header|mime|content|message format|character|conversion|body|attachment|date)",
            r"header.{0,40}(?:error|invalid|too|malformed|not acceptable)",
            r"content (?:reject|not accept|error|restrict)",
            r"conversion (?:required|error|prohibited)",
            r"attachment.{0,30}(?:not allowed|prohibited|forbidden|blocked)",
        ),
    ),
    (
        "policyviolation",
        (
            r"polic(?:y|ies)",
            r"prohibited",
            r"violat\w+",
            r"disallowed",
            r"local (?:configuration|rules)",
            r"you have been sending",
            r"too many recipients",
            r"administratively",
        ),
    ),
    (
        "securityerror",
        (
            r"\b(?:tls|ssl|starttls|certificate|encrypt\w*|authenticat\w+|authori[sz]\w+|authrequired|credentials|security|password)\b",
            r"relay access",
            r"permission",
            r"executable|dangerous|phish\w*|suspicious",
        ),
    ),
    (
        "systemfull",
        (
            r"(?:system|server|disk|file ?system|spool|partition).{0,30}full",
            r"insufficient system (?:storage|resources)",
        ),
    ),
    (
        "mailererror",
        (
            r"(?:pipe|command|procmail|\bmailer|program|vacation|x-unix|child|mail\.local|local:).{0,40}(?:exit\w*|error|died|returned|status|terminated|\d{2,3}\b)",
            r"exit (?:status|code)",
            r"process failed",
        ),
    ),
    (
        "systemerror",
        (
            r"(?:local|system|server|internal|configuration|software|resource|technical|unexpected|protocol|operating).{0,30}(?:error|fail\w*|problem|fault|unavailable)",
            r"can(?:'t|not) (?:open|create|append|lock|update|get|read|write)",
            r"could not load",
            r"aliasing|alias (?:loop|database)",
            r"lowest numbered mx|mx list",
            r"too many levels",
            r"out of memory",
        ),
    ),
    ("onhold", (r"temporar\w+ (?:reject|fail|unavail|defer)", r"grey-?list", r"try again later", r"deferred")),
    (
        "filtered",
        (
            r"recipients was rejected by a remote",
            r"filter\w*",
            r"recipient (?:refuse|reject|is not accepting|has|not accepted)",
            r"user reject",
            r"due to extended inactivity",
            r"this account is protected",
            r"(?:has|have) been? restricted",
            r"受信(?:拒否|許可)",
        ),
    ),
)
_PHRASES = tuple((reason, re.compile("|".join(words), re.IGNORECASE)) for reason, words in _WORDS)


def reasons_in(text: str) -> Iterator[str]:
    """The reasons whose words stand in the text (one line, bounded by the caller), the most special first."""
    return (reason for reason, pattern in _PHRASES if pattern.search(text))

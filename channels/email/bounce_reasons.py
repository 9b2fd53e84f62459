"""Why a mail came back, in the reason words that Sisimai made common, from status codes (RFC 3463) and servers' phrases.

``hard`` means that the address itself is dead: the user, the host or the mail service does not exist, or has moved.
Everything else (a full mailbox, a refused sender, a policy) may work for another mail and is soft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -](?!\d{2}:))")
_HARD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})
_MAX = 8_000


@dataclass(frozen=True, slots=True)
class Verdict:
    status: str | None
    reason: str | None
    hard: bool | None
    evidence: str = ""


def first_status(text: str) -> str | None:
    """The first enhanced status code that is not a success."""
    return next((match[1] for match in _STATUS.finditer(text[:_MAX]) if match[1][0] != "2"), None)


_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        (
            "authfailure",
            r"\b(?:dmarc|dkim|spf)\b[^\n]{0,80}(?:fail|reject|not pass|polic|check|unauth|invalid|neutral|did not|require|evaluat)|(?:fail\w*|reject\w*|not pass\w*|unauthenticated|polic\w+)[^\n]{0,80}\b(?:dmarc|dkim|spf)\b|"
            r"unauthenticated (?:e?mail|sender)|sender policy framework|not authenticated|authentication (?:checks|results|requirements)|email authentication|5\.7\.(?:26|509|20|21|22|23|515)|openspf|5322\.From",
        ),
        (
            "requireptr",
            r"(?:ptr|reverse dns|rdns|reverse[- ]?lookup|reverse hostname|in-addr)[^\n]{0,120}|cannot find your (?:reverse )?hostname|cannot resolve your (?:address|ip)|no (?:valid )?(?:ptr|reverse)|"
            r"client host rejected: cannot find|hostname required|domain name .{0,40} does not resolve to|5\.7\.25|unable to (?:resolve|verify) (?:your )?(?:reverse|client)|ip address .{0,40}(?:no|without) .{0,20}hostname|"
            r"helo[^\n]{0,40}(?:does not match|mismatch)|ip name lookup failed|name lookup failed for",
        ),
        (
            "virusdetected",
            r"\bvirus(?:es)?\b(?! free)|\bmalware\b|infected|trojan|contains? (?:a )?worm|threat (?:detected|found)",
        ),
        (
            "badreputation",
            r"reputation|senderscore|low (?:sender )?score|4\.7\.650|5\.7\.650|(?:unsolicited|suspicious)[^\n]{0,40}rate[^\n]{0,40}|ip .{0,40}temporarily (?:rate limited|deferred) due to|poor .{0,20}history",
        ),
        (
            "spamdetected",
            r"(?:detected|identified|classified|considered|flagged|marked|rejected|blocked|looks like|appears to be|tagged|labell?ed|because of|reported|contain\w*|scored?|recogni[sz]ed|judged|treated)[^\n]{0,60}\bspam|"
            r"\bspam[^\n]{0,40}(?:detect|reject|score|content|filter|message|found|reported|policy|block|not accept|likely)|unsolicited (?:bulk|mail|e-?mail|commercial|message)|\bubes?\b|\buce\b|\bjunk mail|\bbulk (?:e?mail|message)|spamassassin|"
            r"message content rejected|bogofilter|rejected by .{0,30}anti-?spam|(?:may be|is|as) (?:considered )?spam|cm?ae analyze|high probability of spam|\(spam\)",
        ),
        (
            "mailboxfull",
            r"(?:mail ?box|inbox|mail ?folder|user|account|recipient|storage|disk|quota|message store|box|hộp thư)[^\n]{0,60}\b(?:full|over ?quota|exceed\w*|is over|over(?:drawn| limit| its)|out of (?:space|storage)|limit|đầy|overloaded)|over ?quota|quota (?:exceed|reached|violation|is over|has been)|exceed\w*[^\n]{0,40}(?:quota|storage|mailbox (?:size|limit|maximum))|"
            r"insufficient (?:disk|storage|system storage for)|not enough (?:disk|storage|space)|out of storage|no space left in|5\.2\.2|4\.2\.2|mailfolder is full|mailbox size limit|メールボックス[^\n]{0,20}(?:一杯|いっぱい|超)|容量|dung lượng",
        ),
        (
            "mesgtoobig",
            r"(?:message|mail|data|attachment|e-?mail|content|body)[^\n]{0,60}(?:too (?:big|large)|(?:exceed|over)\w*[^\n]{0,40}(?:size|limit|maximum)|size (?:exceed|limit|violation))|(?:max\w*|fixed|permitted) (?:message |mail )?size|size (?:limit|exceeds)|line(?:s)? too long|5\.3\.4|too large|quá (?:lớn|dung lượng)",
        ),
        (
            "exceedlimit",
            r"5\.2\.3|exceeds (?:the )?(?:maximum )?(?:recipient|length|limit|local limit)|message length exceeds|over(?:\w* )?the limit",
        ),
        (
            "toomanyconn",
            r"too many (?:concurrent |simultaneous |smtp )?(?:connection|session|delivery threads)|concurrent (?:connection|session)|connections? (?:rate|limit)|(?:connection|session)s? (?:limit|exceeded|frequency)|all server ports are busy|throttl\w+ .{0,20}connect|4\.3\.2|421[^\n]{0,40}too many",
        ),
        (
            "ratelimited",
            r"rate[- ]?limit\w*|exceeded the rate|too (?:many|much) (?:messages?|mails?|e-?mails?|recipients|mail)|throttl|sending (?:limit|rate|too)|message rate|(?:hourly|daily) (?:limit|quota)|slow down|(?:high|excessive) (?:volume|rate)",
        ),
        (
            "speeding",
            r"(?:receiving|received) (?:mail |messages )?(?:at a rate|too many)|too fast|has been ratelimited|rate that prevents|5\.1\.1[^\n]{0,60}IB50[0-9]",
        ),
        (
            "norelaying",
            r"relay(?:ing)?[^\n]{0,40}(?:denied|not (?:permitted|allowed)|prohibited|rejected|forbidden|disabled|access|unable)|(?:not (?:permitted|allowed) to|unable to|we do not|cannot|will not|refus\w+ to|no) relay|relay(?:ing)? (?:not|is not|denied)|"
            r"this system is not configured to relay|not a (?:gateway|relay)|domain (?:is )?not (?:in|one of|locally|handled|hosted|in my list)|sorry, that domain isn't in my list|mail to .{1,60} not accepted here",
        ),
        (
            "hasmoved",
            r"(?:has|have|user|recipient|address|mailbox|account)\b[^\n]{0,30}\b(?:moved|changed)\b[^\n]{0,40}(?:to|address|please|new)?|has been replaced by|please use (?:the )?new|5\.1\.6|no longer (?:at|with)[^\n]{0,40}new address|(?:551|recipient)[^\n]{0,40}forwarding|user not local; please try",
        ),
        ("emptybody", r"(?:empty|no) (?:message )?(?:body|content)"),
        (
            "suspend",
            r"(?:account|mail ?box|user|recipient|domain|address|customer|this)[^\n]{0,50}\b(?:suspend\w*|disabled|inactive|deactivated|locked|expired|on hold|frozen|blocked due|dormant|not active|unavailable due|temporarily (?:inactive|disabled)|invalid due|cancel\w+|closed|terminated)\b|(?:inactive|disabled|suspended|deactivated|discontinued|expired|dormant|locked) (?:user|account|mail ?box|recipient|on this|address)|"
            r"5\.2\.1[^\n]{0,80}(?:disabled|inactive|suspend)|boîte[^\n]{0,20}archivée|mailbox currently suspended|not logged in|tạm (?:khóa|ngưng)",
        ),
        (
            "userunknown",
            r"(?:user|recipient|mail ?box|mail address|address|account|addressee|local ?part|e-?mail|alias|person|name|destinatario|destinataire|empfänger|username|receiver|destination|inbox|contact|customer|rcpt|người (?:dùng|nhận)|địa chỉ|tài khoản|hộp thư)[^\n]{0,80}?\b(?:unknown|not (?:found|exist\w*|valid|listed|recogni[sz]ed|known|registered|a (?:valid|known|local|registered)|in (?:the )?(?:directory|list|our)|here|local|match|one of|our customer)|(?:does ?(?:no|n['’])t|do(?:es)? not) (?:exist|have|like)|invalid|(?:is |was )?rejected as|undeliverable|doesnt exist|nonexistent|non-existent|incorrect|no longer (?:available|valid|exists?|active|in use|on server|accepts|here)|could not be found|cannot be found|couldn't be found|wasn't found|was not found|isn't (?:a|in|listed)|no existe|inconnu\w*|unbekannt|existiert nicht|sconosciuto|không (?:tồn tại|tìm thấy))|"
            r"(?:unknown|invalid|no such|not a valid|non-?existent|bad|unrouteable|unroutable|undeliverable|nonexistent|illegal|incorrect|unable to find|couldn't find any|cannot find|no) (?:local |virtual |final |or illegal |such |destination |valid |existing |delivery )?(?:user|recipient|mail ?box|address|account|alias|person|local[- ]?part|name|e-?mail|rcpt|inbox|users?\b|mail ?box here|internet user|customer)|"
            r"no mail ?box (?:here|by|found|with|available|named)|no such (?:user|person)|5\.1\.1|recipient ?not ?found|recipnotfound|bad destination (?:mailbox|email)|dosn't exist|dont have|"
            r"(?:user|recipient|account)[^\n]{0,50}(?:doesn't|does not)|sorry,? (?:no|i couldn't find any) (?:mailbox|host)? ?(?:here )?by that name|not (?:our customer|listed in|in (?:notes|domino|our|local))|unknown_user|user_unknown|unbekannter|delivery to this (?:address|recipient|user) is (?:restricted|not)|not a (?:deliverable|real) |access to this (?:address|recipient) is|mail-drop|name is not recognized|no account by that|sự không tồn tại|chưa được đăng ký|宛先|ユーザー?が見つかりません|存在しません|用户不存在|retry timeout exceeded: no such",
        ),
        (
            "hostunknown",
            r"(?:host|domain|site|server|mx record|nameserver|dns|hostname)[^\n]{0,80}?\b(?:unknown|not (?:found|exist\w*|known|resolve\w*|valid)|doesn't exist|does not (?:exist|resolve)|no longer (?:exists|in)|invalid|could(?:n't| not) be (?:found|resolved)|wasn't found|unroutable|non-?existent)|"
            r"(?:unknown|unrouteable|unroutable|invalid|no such|non-?existent|illegal|bad|unresolvable) (?:mail )?(?:host|domain|destination (?:host|system)|remote host|site|server)|name (?:or service )?not known|nxdomain|all relevant mx records point to non-existent|couldn't find any host|"
            r"no (?:dns|mx|a) (?:record|entry|data)[^\n]{0,20} (?:for|found)|5\.1\.2\b|name service error[^\n]{0,80}(?:not found|nodata|no data)|host or domain name not found|recipient['’]?s? domain name is invalid|domain[^\n]{0,40}(?:is not|isn't) (?:registered|valid)|unable to route: no mail|tên miền[^\n]{0,20}không",
        ),
        (
            "notaccept",
            r"(?:does not|doesn't|not) accept(?:s|ing)?(?: any| incoming)? (?:mail|e-?mail|messages)|null mx|nullmx|no smtp service|5\.3\.2|mail server .{0,60}(?:not accepting|does not accept)|no mx record or .{0,30}accept|smtp protocol diagnostic: .{0,20}521|host does not accept|name server: \.: host not found|domain that is not accepting",
        ),
        (
            "networkerror",
            r"(?:connection|connect|session|network|socket|communication)[^\n]{0,60}(?:refused|timed? ?out|lost|dropped|reset|closed|fail\w*|error|unreachable|broken|aborted)|timed? ?out (?:while|waiting|on)|no route to host|network (?:is )?unreachable|host (?:is )?(?:unreachable|down)|(?:too many|maximum) (?:hops|hop count)|hop count|mail (?:loop|for .{1,80} loops back)|loops? back|loop(?:ing)? (?:detected|count)|"
            r"dns (?:error|lookup|server|query|fail|timeout)|temporary (?:lookup|name|dns)|malformed (?:dns|name server|or unexpected name server)|5\.4\.[167]|4\.4\.[1236]|unable to connect|could(?:n't| not) (?:connect|establish)|can(?:no|')t (?:connect|reach|make tcp)|wasn't able to establish an smtp connection|routing (?:loop|error)|server (?:is )?unavailable|host not reachable|resolver|gateway time|i/o error|tempfailed, host not found",
        ),
        (
            "expired",
            r"(?:retry|queue|delivery|message|mail|time)[^\n]{0,60}(?:time ?out|expired|exceeded(?! the)|too long|period|time exceeded|lifetime|limit for delivery)|(?:delivery |retry )?time (?:expired|limit)|too (?:old|long) (?:in|on) (?:the )?(?:queue|system)|giv\w+ up after|4\.4\.7|5\.4\.7|has expired|been in (?:my|the) (?:queue|mail queue)|could not be delivered (?:for|within)|(?:for|after|within|past) (?:the (?:last|past) )?\d+(?:\.\d+)? ?(?:h|hour|day|minute)s?\b|delivery attempts will|đã hết (?:hạn|thời gian)|envelope expired|undelivered for",
        ),
        (
            "blocked",
            r"(?:black ?list\w*|block ?list\w*|\brbls?\b|dnsbl|spamhaus|spamcop|barracuda ?central|sorbs|zen\.|cbl\.|sbl\b|xbl\b|pbl\b|banned|blocked using|blocklisted|denylist)|(?:ip|host|client|server|address|network|connection|sender|domain|access)[^\n]{0,60}\b(?:blocked|denied|refused|banned|rejected|not (?:allowed|accepted|permitted)|restricted|listed)|"
            r"(?:blocked|denied|refused|banned|rejected) (?:by|from|for|due to|because)[^\n]{0,60}(?:ip|host|client|server|network|list)|access denied|client host (?:rejected|blocked)|you are not allowed to connect|connections? (?:not accepted|will not be accepted|rejected|dropped by)|dynamic (?:ip|address|pool)|dialup|(?:forged|suspect\w*) (?:hostname|helo)|5\.7\.60[0-9]|no smtp from|service refused|spam source|we do not accept (?:mail|e?mails?) from (?:hosts|dynamic|your)|open (?:relay|proxy)",
        ),
        (
            "rejected",
            r"(?:sender|from|originator|envelope|return[- ]?path|reply-to|mail from|posting|poster|author|group|members?|you)[^\n]{0,80}(?:reject\w*|denied|refused|not (?:allowed|accepted|permitted|authori[sz]ed|valid|exist|have permission|verified|able)|invalid|unknown|blocked|does not|doesn't|unverified|no permission|unauthori[sz]ed|need to)|(?:reject\w*|denied|refused|invalid|unknown|unverified|cannot verify|verify|not accept\w*)[^\n]{0,40}(?:sender|from address|originator|return[- ]?path|mail from|envelope)|"
            r"5\.1\.[78]|sender (?:verify|verification) fail|only (?:members|subscribers)|not (?:a )?(?:member|subscriber)|group you tried to contact|may not exist, or you may not have permission|domain of sender|recipient (?:does not|doesn't) accept mail from",
        ),
        (
            "contenterror",
            r"(?:invalid|malformed|illegal|bad|missing|incorrect|improper|unsupported|8-?bit)[^\n]{0,40}(?:header|mime|content|message format|character|conversion|body|attachment|date)|5\.6\.[0-9]|header[^\n]{0,40}(?:error|invalid|too|malformed|not acceptable)|content (?:reject|not accept|error|restrict)|conversion (?:required|error|prohibited)|attachment[^\n]{0,30}(?:not allowed|prohibited|forbidden|blocked)|message (?:format|header)",
        ),
        (
            "notcompliantrfc",
            r"rfc ?\d{4}[^\n]{0,40}|not (?:rfc )?(?:\d+ )?compliant|bare (?:lf|cr|line ?feed)|duplicate header|multiple (?:from|subject) header",
        ),
        (
            "policyviolation",
            r"polic(?:y|ies)|prohibited|not permitted by|violat\w+|compliance|5\.7\.9\b|mandatory access|content (?:is )?not (?:allowed|accepted)|disallowed|local (?:configuration|rules)|banned (?:content|file|attachment)|you have been sending|denied by (?:rule|user|administrator)|too many recipients|administratively (?:denied|prohibited)|unwelcome",
        ),
        (
            "securityerror",
            r"\b(?:tls|ssl|starttls|certificate|encrypt\w*|decrypt\w*|pgp|smime|authenticat\w+|authori[sz]\w+|credentials|security|login|password|auth)\b[^\n]{0,80}|insecure mail relay|5\.7\.(?:0|1[0-4]|3|8)\b|relay access|must (?:issue|authenticate)|permission|access (?:control|violation)|executable|dangerous|phish\w*|suspicious",
        ),
        (
            "systemfull",
            r"mail system full|(?:system|server|disk|file ?system|spool|partition)[^\n]{0,30}(?:full|storage)|requested mail action aborted: exceeded storage|4\.3\.1|5\.3\.1|insufficient system (?:storage|resources)",
        ),
        (
            "mailererror",
            r"(?:pipe|command|procmail|mailer|program|vacation|exit\w*|x-unix|child)[^\n]{0,60}(?:exit\w*|fail\w*|error|died|returned|not found|status|output|terminated|code)|exit (?:status|code)|unknown mailer error|x-unix;|local: \d|process failed",
        ),
        (
            "systemerror",
            r"(?:local|system|server|internal|configuration|software|configur\w+|resource|temporary|technical|unexpected|lookup|i/o|protocol|os|operating|delivery agent|config)[^\n]{0,30}(?:error|fail\w*|problem|fault|unavailable)|5\.3\.[05]|4\.3\.0|5\.4\.[08]|4\.4\.0|can't (?:open|create|get|read|write|lock)|cannot (?:open|create|append|lock|find|update)|aliasing|alias (?:loop|database)|lowest numbered mx|mx list|too many levels|loop|error in processing|out of memory|no such file|timeout waiting for input",
        ),
        (
            "onhold",
            r"hold|held|grey-?list|greylist|try again later|deferred|temporar\w+ (?:reject|fail|unavail)|4\.7\.0|4\.[05]\.\d",
        ),
        (
            "filtered",
            r"filter\w*|because the recipient|recipient (?:refuse|reject|is not accepting|has)|not accepted|refuse\w* (?:to accept|by|mail)|user reject|5\.2\.[01]|due to extended inactivity|resolver\.rst\.notauthorized|(?:has|have) been? restricted|recipient not accepted|this account is protected|ブロック|受信(?:拒否|許可)|rejected your (?:message|mail)",
        ),
    )
)
_ORDER_FOR_TEMPORARY = ("expired", "networkerror")
_BY_STATUS = {
    "1.0": "userunknown",
    "1.1": "userunknown",
    "1.2": "hostunknown",
    "1.3": "userunknown",
    "1.4": "filtered",
    "1.6": "hasmoved",
    "1.7": "rejected",
    "1.8": "rejected",
    "1.9": "userunknown",
    "1.10": "notaccept",
    "2.0": "filtered",
    "2.1": "suspend",
    "2.2": "mailboxfull",
    "2.3": "exceedlimit",
    "2.4": "filtered",
    "3.0": "systemerror",
    "3.1": "systemfull",
    "3.2": "notaccept",
    "3.3": "systemerror",
    "3.4": "mesgtoobig",
    "3.5": "systemerror",
    "4.0": "networkerror",
    "4.1": "networkerror",
    "4.2": "networkerror",
    "4.3": "systemerror",
    "4.4": "hostunknown",
    "4.5": "networkerror",
    "4.6": "networkerror",
    "4.7": "expired",
    "5.0": "mailererror",
    "5.2": "syntaxerror",
    "5.3": "syntaxerror",
    "5.4": "syntaxerror",
    "6.0": "contenterror",
    "6.1": "contenterror",
    "6.2": "contenterror",
    "6.3": "contenterror",
    "6.9": "contenterror",
    "7.0": "securityerror",
    "7.1": "blocked",
    "7.2": "filtered",
    "7.3": "securityerror",
    "7.7": "contenterror",
    "7.8": "securityerror",
    "7.9": "policyviolation",
    "7.13": "suspend",
    "7.17": "hasmoved",
    "7.20": "authfailure",
    "7.23": "authfailure",
    "7.25": "requireptr",
    "7.26": "authfailure",
    "7.27": "notaccept",
}


def judge(status: str, diagnostic: str, text: str, *, is_delay: bool = False) -> Verdict:
    """Weighs the report's own status, the far server's words and, last, the whole readable text."""
    said = diagnostic if len(diagnostic) > 8 else ""  # noqa: PLR2004 - "smtp;550" alone says nothing
    evidence = said or _server_line(text)
    best = _best_status(status, evidence, text)
    reason = _reason(evidence, text, best)
    if is_delay and reason in {None, "userunknown", "undefined"}:
        reason = "expired"
    hard = None if reason is None and best is None else reason in _HARD and not (best or "5").startswith("4")
    return Verdict(best, reason or ("undefined" if best or evidence else None), hard, evidence[:300])


def _best_status(status: str, evidence: str, text: str) -> str | None:
    """A general code (5.0.0) gives way to a special one in the server's words."""
    if status and not status.endswith(".0.0"):
        return status
    quoted = first_status(evidence) or first_status(text)
    if quoted and not (status and quoted.endswith(".0.0")):
        return quoted
    return status or quoted


_SERVER_LINE = re.compile(
    r"^[^\n]{0,200}(?<![\d.:])(?:[45]\d\d[ -](?!\d\d:)|[45]\.\d{1,2}\.\d{1,3}\b)[^\n]{3,}(?:\n[ \t]+[^\n]+|\n[45]\d\d[ -][^\n]+){0,4}",
    re.MULTILINE,
)


def _server_line(text: str) -> str:
    """The lines with the far server's answer, else the first lines of the report."""
    found = [match[0] for match in _SERVER_LINE.finditer(text[:_MAX])]
    return " ".join("\n".join(found[:4]).split()) if found else ""


def _reason(evidence: str, text: str, status: str | None) -> str | None:
    joined = " ".join(evidence[:2000].split())
    if (
        joined
        and (found := _by_phrase(joined))
        and found not in {"onhold", "securityerror", "policyviolation", "filtered", "systemerror"}
    ):
        return found
    by_status = _BY_STATUS.get(status.partition(".")[2]) if status else None
    if joined and (found := _by_phrase(joined)):
        return (
            found
            if by_status in {None, "securityerror", "blocked", "filtered", "mailererror", "systemerror"}
            else by_status
        )
    if by_status:
        return by_status
    return _by_phrase(" ".join(text[:3000].split()))


def _by_phrase(text: str) -> str | None:
    return next((reason for reason, pattern in _PHRASES if pattern.search(text)), None)

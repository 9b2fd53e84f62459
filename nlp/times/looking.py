"""Whether the words around a time look back or ahead."""

from __future__ import annotations

import re

from nlp.times.canon import pattern
from nlp.times.joining import Found
from nlp.times.rules import Context
from nlp.times.said import Said

_CLAUSE = re.compile(r"[.!?;\n,]")
_PAST_BEFORE = pattern(
    r".*(?:^|[ (])(?:đã|vừa|was|were|did|didn't|had|met|called|sent|left|spoke|talked|visited|received|got|paid|bought|happened|went|came|signed|arrived|stolen|lost|issued|opened|been|made|saw|told|asked|drank|ate|wrote|gave|took|came|began|forgot|broke|spent|emailed|ordered|delivered|shipped|complained|reported|discussed|failed|stopped|worked|purchased|since|hasn't|haven't|wasn't|tối qua)"
)
_PAST_AFTER = pattern(r" (?:\S+ ){0,8}?(?:rồi|xong(?! thì)|xong rồi|mới|đã)(?= |$|[.,!?])")
_AHEAD = pattern(
    r".*(?:^|[ (])(?:sẽ|nhắc|hẹn|đặt|lên lịch|xếp|dời|chuyển|lùi|phải|cần|nhớ|will|'ll|shall|remind|schedule|book|please|let's|can|could|should|must|need|plan|going to|want|would)"
)


def is_past(found: Found, c: Context) -> bool:
    """Does the clause speak of what was? Only "trước thứ 5" and the like never does."""
    said = found.said
    if said.bound == "before":
        return False
    if (
        said.day is None
        and said.weekday is None
        and said.hour is None
        and (said.month is not None or "this_year" in said.assumed)
        and _is_report(said, c)
    ):
        return True
    text = c.canon.text
    start = max(
        (m.end() for m in _CLAUSE.finditer(text, max(0, said.start - 200), said.start)),
        default=max(0, said.start - 200),
    )
    before = text[start : said.start]
    if _AHEAD.match(before):
        return False
    if _PAST_BEFORE.match(before):
        return True
    end = (found.last or said).end
    stop = next((m.start() for m in _CLAUSE.finditer(text, end, end + 80)), min(len(text), end + 80))
    after = text[end:stop]
    return _PAST_AFTER.match(after) is not None and not _AHEAD.match(after)


_REPORT = pattern(
    r".*(?:^|[ (])(?:báo cáo|doanh thu|doanh số|thống kê|kết quả|số liệu|report|reports|sales|revenue|results|figures|numbers|turnover)"
)
_FORECAST = pattern(
    r".*(?:^|[ (])(?:dự kiến|ước tính|dự báo|kế hoạch|mục tiêu|chỉ tiêu|nộp|forecast|plan|planned|target|outlook|budget|expected|estimate|pipeline|due|submit)"
)


def _is_report(said: Said, c: Context) -> bool:
    """Figures of a month are those of the last one of that name, unless they are planned."""
    before = c.canon.text[max(0, said.start - 80) : said.start]
    return _REPORT.match(before) is not None and _FORECAST.match(before) is None

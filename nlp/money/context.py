"""Words around a number that make it money, and words that make it something else."""

from __future__ import annotations

import re

_MONEY_WORDS = """
    gia|tien|phi|luong|coc|dat coc|chuyen khoan|chuyen|ck|tra|tra truoc|thanh toan|tt|no|cong no|tong|tong cong|tong tien|thu|chi|mua|ban|thue|bot|giam|chiet khau|
    thuong|hoa hong|ngan sach|von|doanh so|doanh thu|loi nhuan|tri gia|gia tri|hop dong|don hang|deal|bao gia|cuoc|cuoc phi|hoa don|vay|lai|mat|het|ton|them|ung|
    ung truoc|hoan|hoan tien|lenh phi|phat|thoi|cap|tam ung|quy|thue|chot|chot gia|muc|tai chinh|budget|price|cost|costs|worth|pay|paid|pays|paying|deposit|fee|fees|
    quote|quoted|amount|total|invoice|discount|value|valued|spend|spent|owe|owes|refund|charge|charged|salary|rent|revenue|forecast|offer|offered|sold|buy|bought|
    for only|transfer|transferred|received|nhan|nhan duoc|gui|dong|quyet toan|so tien|don gia|han muc|pipeline|target|chi phi
"""
_TELLS_MONEY = re.compile(
    rf"\b(?:{'|'.join(word.strip() for word in _MONEY_WORDS.split('|'))})"
    r"(?:\s+(?:la|duoc|khoang|tam|chung|co|cung|truoc|san|them|cho|minh|em|anh|chi|no|e|a|c|ad|shop|ban|roi|con|chi con|of|is|was|about|around|at|for|to|up to|me|us|them|only|duoi|tren|"
    r"hon|gan|tu|het|cai|mat|xuong|len|thanh|toi|den|so|moi|vat|ca|nay|deal|order|hang|khong|qua|toi da|it nhat|lai|dot)){0,3}[\s:=~(]*$"
)
_NOT_MONEY_BEHIND = re.compile(
    r"\s?(?:nguoi|nguoi dung|luot|lit|view|views|sub|subs|follow|follows|followers|follower|like|likes|users|user|people|decision|customers|khach|ho dan|dan|san pham|don vi|"
    r"copies|units|contacts|emails|email|leads|records|visitors|downloads|km|cay|met|ml|kg|tan|pixel|pixels|px|mah|rpm|wh|kwh|hz|ghz|mhz|gb|mb|tb|usd|lumen|lm|btu|"
    r"to roi|the cao|ban in|tu vung|calo|kcal|steps|words|lines|rows|years|nam tuoi|light|mails|tin nhan|sms|followes|thue bao|ky tu|vong|cu dien thoai)\b"
)
_NOT_MONEY_BEFORE = re.compile(
    r"(?:\b(?:man hinh|tivi|tv|video|camera|phan giai|do phan giai|uhd|quay|vang|gold|nhan|karat|sinh nam|sn|sinh|gen|the he|chay|run|cu ly|marathon|tang|lau|phong|room|"
    r"so nha|size|co|version|phien ban|lop|vai|may|dam|hang|a few|several|couple of|many|nhung)|[#@])\s?$"
)
_VAGUE_BEFORE = re.compile(
    r"\b(?:vai|may|dam|hang|a few|several|many|some)\s?(?:tram|chuc|nghin|ngan|hundred|thousand|million)?\s?$"
)
_LENGTH = re.compile(r"\s?(?:x|×|\*|2|²|3|³|vuong|khoi|dai|rong|cao|sau|day|vai|day cap|ong|/s|toi\b|\d*\s?x\s?\d)")
_LENGTH_BEFORE = re.compile(
    r"(?:\b(?:cao|dai|rong|sau|ngang|day|kho|cach|cach nhau|xa|duong kinh|chieu|chieu cao|chieu dai|chieu rong|tam|cuon|vai|day|ong|length|width|height|long|wide|tall|"
    r"diameter|them|xuong|lui)\s?(?:la|khoang|tam|hon|gan|chung)?\s?|[x×*]\s?)$"
)
_GOODS_BEHIND = re.compile(
    r"\s?(?:khoai|toi|hanh|cai|sen|gung|nghe|ca rot|su hao|sac|dau|dien thoai|nuoc|nuoc mam|nuoc suoi|bia|ruou|sua|xang|dau goi|dau an|coca|pepsi|son|mat ong|tuong|thuoc|"
    r"cay|hoa|hong|dao|mai|xit|gas|keo|tinh dau|rua|vang|gel|lavie|aquafina|mau|lang|mi|chin)\b"
)
_CLASSIFIED = re.compile(
    r"\s(?:cai|chiec|bo|thung|hop|bao|to|goi|cuon|quyen|tam|con|vien|ly|mieng|phan|suat|chai|doi|cap|bich|cay|ban|lit)\s"
    r"(?!(?:nhe|nha|thoi|a|ah|la|roi|cho|va|thi|em|anh|chi|nao|gi|nay|do|chua|da|co|tro|luon|duoc|ship|vat)\b)[a-z]{2,}"
)
_LOOK_BACK = 40


def tells_money(folded: str, start: int) -> bool:
    """Whether the words before speak of paying or costing."""
    return _TELLS_MONEY.search(folded[max(0, start - _LOOK_BACK) : start]) is not None


def is_counted(folded: str, start: int, end: int) -> bool:
    """People, views, kilometres, a screen's 4K, 24k gold, "vài trăm": a number of something else, or of nobody knows what."""
    before = folded[max(0, start - _LOOK_BACK) : start]
    return bool(_NOT_MONEY_BEHIND.match(folded, end) or _NOT_MONEY_BEFORE.search(before))


def is_classified(folded: str, end: int) -> bool:
    """A classifier with its noun behind."""
    return _CLASSIFIED.match(folded, end) is not None


def is_vague(folded: str, start: int) -> bool:
    return _VAGUE_BEFORE.search(folded[max(0, start - _LOOK_BACK) : start]) is not None


def is_length(folded: str, start: int, end: int) -> bool:
    """Metres: "dài 3m", "2m x 3m", "5m2"."""
    return bool(_LENGTH.match(folded, end) or _LENGTH_BEFORE.search(folded[max(0, start - _LOOK_BACK) : start]))


def is_goods(folded: str, end: int) -> bool:
    """ "2 chai nước mắm", "3 củ khoai": slang words of money that are measures first."""
    return _GOODS_BEHIND.match(folded, end) is not None

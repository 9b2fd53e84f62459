"""Words around a name that do not tell one from another: forms of address, legal forms, lines of business."""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = {
    "anh": "anh", "chi": "chị", "em": "em", "co": "cô", "chu": "chú", "bac": "bác", "ong": "ông", "ba": "bà", "thay": "thầy", "ban": "bạn", "cau": "cậu",
    "di": "dì", "thim": "thím", "mo": "mợ", "duong": "dượng", "sep": "sếp", "khach": "khách", "be": "bé", "a": "a", "c": "c", "e": "e", "kh": "kh", "ms": "ms",
    "mr": "mr", "mrs": "mrs", "miss": "miss", "dr": "dr", "sir": "sir", "madam": "madam", "prof": "prof", "ts": "ts", "ths": "ths", "ks": "ks", "bs": "bs",
    "gd": "gđ", "mister": "mister",
}  # fmt: skip
"""Folded form of address to how it is written. "bá" is no "bà": written accents must agree."""

LEGAL_PHRASES = (
    "trach nhiem huu han", "mot thanh vien", "hai thanh vien", "doanh nghiep tu nhan", "ho kinh doanh", "hop tac xa", "cong ty", "co phan", "hop danh",
    "tap doan", "chi nhanh", "van phong dai dien", "doanh nghiep", "joint stock company", "sdn bhd", "pte ltd", "co ltd",
)  # fmt: skip
LEGAL_WORDS = _listed(
    """
    cty ctcp cttnhh tnhh mtv cp jsc dntn hkd htx ltd limited co company corp corporation inc incorporated llc llp lp plc pte pty gmbh ag kg ug sa sas sarl
    srl spa sl bv nv oy oyj ab as asa aps kk sdn bhd pt tbk ооо оао зао пао ао the
    """
)
WEAK_PHRASES = ("thuong mai", "dich vu", "san xuat", "xuat nhap khau", "dau tu", "phat trien", "xay dung", "viet nam", "cong nghe", "ky thuat", "giai phap")  # fmt: skip
WEAK_WORDS = _listed(
    "tm dv sx xnk tmdv sxtm tmsx xd vn vietnam group holdings holding international trading services service shop store cua hang"
)

FAMILY_NAMES = _listed(
    """
    nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh truong dinh lam phung mai to ha ta tang thai cao luong luu
    quach kieu chau tong nghiem la lac mac tu thach diep dam lai hua khuong kha giang au bach ban bien cat chu cung cu danh do doi duong dong giap han hinh
    kim khuc la lo lu ma mau nghi nham ninh nong ong on pho phi phu quan sam son than thanh thieu thi tieu tran tri tuong uong van vi viem vien xa y
    """
)

"""Vietnamese tax codes: ten digits, or thirteen with the branch ("0312345678-001").

The tenth digit checks the nine before it with the weights 31, 29, 23, 19, 17, 13, 7, 5, 3: ten minus the sum modulo
eleven (General Department of Taxation; Circular 105/2020/TT-BTC, article 5, has the structure). Since 2025 a person's code
is the twelve digits of the identity card, which has no check digit: it is taken only where the words say so.
"""

from __future__ import annotations

import re

from nlp.analysis import Span, TaxCode
from nlp.text import fold_aligned

MOST = 10

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_CODE = re.compile(r"(?<![\w.,/+-])\d(?:[ .]?\d){9}(?:\s?-\s?\d{3}|\d{2,3})?(?![\w/]|[.,-]\d)")
_SAID = re.compile(
    r"(?:\bm\.?s\.?t\b|ma so thue|ma thue|ma so doanh nghiep|msdn|tax (?:code|id|no|number)|\btin\b|vat (?:no|number|code))[^\d\n]{0,20}$"
)
_LOOK_BACK = 40
_MAIN, _PERSON, _BRANCH = 10, 12, 13


def find_tax_codes(text: str) -> tuple[TaxCode, ...]:
    """Those that the words announce ("MST: …") even where the check digit is wrong, others only where it is right and the
    code is no phone number; each once.
    """
    if not any(char.isdigit() for char in text):
        return ()
    folded = fold_aligned(text)
    found: dict[str, TaxCode] = {}
    for match in _CODE.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        said = _SAID.search(folded[max(0, match.start() - _LOOK_BACK) : match.start()]) is not None
        code = _code(digits, said=said or ("-" in match[0] and is_tax_code(digits)))
        if code:
            found.setdefault(code, TaxCode(code, Span(match.start(), match.end(), match[0]), is_tax_code(code)))
        if len(found) == MOST:
            break
    return tuple(found.values())


def is_tax_code(code: str) -> bool:
    """Whether the check digit agrees; of a person's twelve digits, whether the province and century may be."""
    digits = code.replace("-", "")
    if len(digits) == _PERSON:
        return digits[0] == "0" and "001" <= digits[:3] <= "096"
    if len(digits) not in {_MAIN, _BRANCH} or not digits.isdigit():
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    return 10 - rest == int(digits[9])


def _code(digits: str, *, said: bool) -> str:
    if len(digits) == _BRANCH and said:
        code = f"{digits[:10]}-{digits[10:]}"
    elif len(digits) == _MAIN or said:
        code = digits
    else:
        return ""
    return code if said or (is_tax_code(code) and not _may_be_phone(digits)) else ""


def _may_be_phone(digits: str) -> bool:
    """Mobiles (03, 05, 07, 08, 09) and landlines (02) have ten digits too; firms' codes 01 and 03 stay."""
    return digits[0] == "0" and digits[1] in "25789"

"""Currencies as people write them: codes, signs and names.

Codes: ISO 4217 as CLDR 48 has them in use, and a few that old papers still name. Where one word belongs to several
countries' money and none of them is meant by default ("10 dinars"), the word itself in capitals stands for the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.text import fold


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


CODES = _listed(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DEM DJF DKK DOP
    DZD EGP ERN ESP ETB EUR FJD FKP FRF GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF
    XCD XCG XOF XPF YER ZAR ZMW ZWG
    """
)
_CODES_THAT_ARE_WORDS = _listed("ALL BOB COP CUP GEL LAK MAD MOP PEN RON SAR SOS TOP TRY")
_LOWER_CASE_CODES = _listed("usd vnd eur gbp jpy sgd aud cad cny thb krw hkd twd chf nzd myr inr idr php")

_SIGNS = {
    "US$": "USD", "USD$": "USD", "U$": "USD", "VN$": "VND", "A$": "AUD", "AU$": "AUD", "AUD$": "AUD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "HK$": "HKD",
    "S$": "SGD", "SG$": "SGD", "SGD$": "SGD", "NZ$": "NZD", "NZD$": "NZD", "R$": "BRL", "MX$": "MXN", "MXN$": "MXN", "NT$": "TWD", "$": "USD", "€": "EUR",
    "£": "GBP", "¥": "JPY", "CN¥": "CNY", "RMB¥": "CNY", "₫": "VND", "₩": "KRW", "₹": "INR", "฿": "THB", "₱": "PHP", "₽": "RUB", "₺": "TRY", "₴": "UAH",
    "₪": "ILS", "₭": "LAK", "៛": "KHR", "₸": "KZT", "₦": "NGN", "₿": "BITCOIN",
}  # fmt: skip
_WRITTEN_BEFORE = {
    "Rs.": "INR",
    "Rs": "INR",
    "RM": "MYR",
    "Rp": "IDR",
    "Php": "PHP",
    "Fr.": "CHF",
    "ringgit": "MYR",
    "BTC": "BITCOIN",
    "RMB": "CNY",
}
_WRITTEN_BEHIND = {
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "kr": "KR",
    "BTC": "BITCOIN",
    "RMB": "CNY",
    "NDT": "CNY",
    "NDTệ": "CNY",
    "VNĐ": "VND",
    "VNđ": "VND",
}

_NAMES = {
    "VND": "đồng|dong|vnđ|vietnamese dong|việt nam đồng|đồng việt nam|đ",
    "USD": "đô la mỹ|đôla mỹ|đô mỹ|đô la|đôla|đô|us dollar|us dollars|u.s. dollars|american dollars|dollar|dollars|buck|bucks|usdt",
    "EUR": "euro|euros|ơ rô|eu rô",
    "GBP": "british pounds|pound sterling|pounds sterling|pound|pounds|quid|bảng anh|bảng",
    "JPY": "yên nhật|yên|yen|japanese yen", "CNY": "nhân dân tệ|tệ|rmb|ndt|yuan|chinese yuan|renminbi",
    "KRW": "won hàn quốc|won hàn|won|south korean won|korean won", "THB": "bạt thái|bath thái|baht thái|baht|bạt|bath|thai baht",
    "LAK": "kíp lào|kip lào|kíp|kip", "KHR": "riel|ria", "MYR": "malaysian ringgits|malaysian ringgit|ringgits|ringgit", "IDR": "indonesian rupiah|rupiah|rupiahs",
    "SGD": "đô sing|đô la sing|đô singapore|đô la singapore|singapore dollars|singapore dollar|sing dollars",
    "AUD": "đô úc|đô la úc|australian dollars|australian dollar|aussie dollars", "CAD": "đô canada|đô la canada|đô la ca na đa|canadian dollars|canadian dollar",
    "HKD": "đô hồng kông|đô la hồng kông|đô hong kong|hong kong dollars|hong kong dollar", "NZD": "đô new zealand|đô la new zealand|new zealand dollars",
    "TWD": "đài tệ|đô đài loan|đô la đài loan|new taiwan dollars|taiwan dollars", "CHF": "franc thụy sĩ|phrăng|swiss francs|swiss franc|francs|franc",
    "INR": "indian rupees|rupees|rupee", "PKR": "pakistani rupees", "PHP": "philippine pesos|peso phi", "MXN": "mexican pesos", "MMK": "kyat|kyats",
    "RUB": "rúp|russian rubles|rubles|roubles|ruble|rouble", "TRY": "turkish lira|liras|lira", "UAH": "hryvnias|hryvnia", "ILS": "new shekels|shekels|shekel",
    "AED": "uae dirhams|dirhams|dirham", "SAR": "saudi riyals", "QAR": "qatari riyals", "OMR": "omani rials", "IRR": "iranian rials", "KWD": "kuwaiti dinars",
    "BHD": "bahraini dinars", "IQD": "iraqi dinars", "JOD": "jordanian dinars", "RSD": "serbian dinars", "DINAR": "dinars|dinar", "RIYAL": "riyals|riyal",
    "RIAL": "rials|rial", "PESO": "pesos|peso", "LEI": "lei|leu", "EGP": "egyptian pounds|egyptian pound|geneh", "LBP": "lebanese pounds", "MNT": "tugriks|tugrik",
    "BRL": "brazilian reals|reais", "ZAR": "rands|rand", "SEK": "swedish kronor|kronor|krona", "NOK": "norwegian kroner", "DKK": "danish kroner|kroner",
    "KR": "krone", "PLN": "zlotys|zloty|zlotych", "CZK": "korunas|koruna", "HUF": "forints|forint", "NGN": "naira|nairas", "BDT": "takas|taka",
    "KZT": "tenge|tenges", "NLG": "dutch guilders|guilders", "BITCOIN": "bitcoins|bitcoin",
}  # fmt: skip
_SHARED_WITH_OTHER_WORDS = _listed("bang te dong do yen won ria rand bat kip phrang lei")
"""Folded names that mean something else as often: without their accents they count only where no accents are typed."""

HUNDREDTHS = {
    "cent": "USD",
    "cents": "USD",
    "xu": "USD",
    "xen": "USD",
    "pence": "GBP",
    "penny": "GBP",
    "sen": "MYR",
    "sens": "MYR",
}


def _spellings() -> dict[str, tuple[str, str]]:
    """Folded name to code and how it is written."""
    return {fold(name): (code, name) for code, names in _NAMES.items() for name in names.split("|")}


_BY_NAME = _spellings()
_BY_SIGN = {sign.upper(): code for sign, code in _SIGNS.items()}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len, reverse=True))


_CODES = "|".join(sorted(CODES - _CODES_THAT_ARE_WORDS))
_BEFORE = re.compile(
    rf"(?:(?<![^\W\d_])(?P<scale>[MkK](?=[A-Z]{{3}}))?(?P<code>{_CODES}|{_alternatives(_LOWER_CASE_CODES)}|(?i:usd|vnd))"
    rf"|(?<![^\W\d_])(?P<word>{_alternatives([*_WRITTEN_BEFORE])})"
    rf"|(?P<sign>(?:(?<![^\W\d_])(?:(?i:c|ca|hk|us|nz|vn) ?|[A-Za-z]{{1,3}}))?\$|[€£¥₫₩₹฿₱₽₺₴₪₭៛₸₦₿]))[:.]?\s?$"
)
_BEHIND = re.compile(
    rf"\s?(?:(?P<scale>[MkK](?=[A-Z]{{3}}))?(?P<code>{_CODES}|{_alternatives(_LOWER_CASE_CODES)}|(?i:usd|vnd|vnđ))(?![^\W_])"
    rf"|(?P<word>{_alternatives([*_WRITTEN_BEHIND])})(?![^\W_])"
    rf"|(?P<sign>{_alternatives([*_SIGNS])}))",
)
_NAME_BEHIND = re.compile(rf"[\s-]?(?P<name>{_alternatives([*_BY_NAME])})(?![^\W_])")
_HUNDREDTHS_BEHIND = re.compile(rf"[\s-]?(?P<name>{_alternatives([*HUNDREDTHS])})(?![^\W_])")
_PENCE = re.compile(r"p(?![^\W_])(?!\s?\.?\s?m\b)")
_PLAIN_D = re.compile(r"\s?d(?![^\W_])")
_LOOK_BACK = 12
_SIGN_ENDS = frozenset("$€£¥₫₩₹฿₱₽₺₴₪₭៛₸₦₿")
_SMALL_ENDS = (*_LOWER_CASE_CODES, *(word.rstrip(".") for word in _WRITTEN_BEFORE))
_GAPS = frozenset(" -\u00a0\u202f\t")
_FIRST_BEHIND = frozenset(
    one[0] for one in ("d", *_SIGN_ENDS, *(fold(word) for word in (*CODES, *_WRITTEN_BEHIND, *_BY_NAME, *_SIGNS)))
)
"""What a currency begins with: one look at it spares most numbers the long expressions."""
_LEAST_DIGITS_OF_D = 4

Found = tuple[str, int, int]
"""Code; where it starts before an amount, or ends behind one; what its prefix multiplies by ("MEUR": a million)."""


def currency_before(text: str, at: int) -> Found | None:
    """ "US$", "VND ", "c $ " right before an amount. Rare codes written on ("LBP330") are models of something."""
    before = text[max(0, at - _LOOK_BACK) : at]
    shown = before.rstrip(" \u00a0").rstrip(":.")
    if not shown or not (shown[-1] in _SIGN_ENDS or shown[-1].isupper() or shown.endswith(_SMALL_ENDS)):
        return None
    match = _BEFORE.search(before)
    if match is None:
        return None
    start = max(0, at - _LOOK_BACK) + match.start()
    if match["code"]:
        is_model = (
            match.end() == match.end("code")
            and match["code"].lower() not in _LOWER_CASE_CODES
            and "." not in text[at : at + 8]
        )
        return None if is_model else (_code(match["code"]), start, _scale(match["scale"]))
    if match["word"]:
        return _WRITTEN_BEFORE[match["word"]], start, 1
    sign = match["sign"].replace(" ", "").upper()
    code = _BY_SIGN.get(sign)
    if code is None:
        return _BY_SIGN[sign[-1]], at - len(match[0]) + match[0].index(match["sign"][-1]), 1
    return code, start, 1


def currency_behind(text: str, folded: str, at: int, *, accents: bool, digits: int) -> Found | None:
    """ "đồng", "USD", "€" right behind an amount. ``digits`` of the amount allow a bare "d"."""
    first = folded[at : at + 1]
    if (folded[at + 1 : at + 2] if first in _GAPS else first) not in _FIRST_BEHIND:
        return None
    match = _BEHIND.match(text, at)
    if match:
        if match["code"]:
            return _code(match["code"]), match.end(), _scale(match["scale"])
        code = _WRITTEN_BEHIND[match["word"]] if match["word"] else _BY_SIGN[match["sign"].upper()]
        return code, match.end(), 1
    name = _NAME_BEHIND.match(folded, at)
    if name:
        key = name["name"].replace("-", " ")
        written = text[name.start("name") : name.end()].replace("-", " ")
        if _agrees(key, written, accents=accents):
            return _BY_NAME[key][0], name.end(), 1
    plain = _PLAIN_D.match(text, at) if digits >= _LEAST_DIGITS_OF_D else None
    return ("VND", plain.end(), 1) if plain else None


def hundredths_behind(folded: str, at: int, *, english: bool) -> tuple[str, int] | None:
    """ "cents", "xu", and for the English "35p": their currency by default, and where they end."""
    if english and _PENCE.match(folded, at):
        return "GBP", at + 1
    match = _HUNDREDTHS_BEHIND.match(folded, at)
    return (HUNDREDTHS[match["name"]], match.end()) if match else None


def _agrees(name: str, written: str, *, accents: bool) -> bool:
    wanted = _BY_NAME[name][1]
    if not written.isascii():
        return written.lower() == wanted or wanted.isascii()
    if wanted == "đ":
        return False
    return written.lower() == wanted or not (accents and name in _SHARED_WITH_OTHER_WORDS)


def _code(written: str) -> str:
    upper = written.upper()
    return "VND" if upper == "VNĐ" else upper


def _scale(letter: str | None) -> int:
    return {"M": 1_000_000, "K": 1_000}.get((letter or "").upper(), 1)

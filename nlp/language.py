"""Which language a text is in, from its words and the shape of its syllables.

Every Vietnamese syllable is one onset and one of some 160 rimes, so Vietnamese typed without accents can be told
from English by how many words *could* be Vietnamese, and by the small words that both languages cannot do without.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nlp.analysis import Language
from nlp.text import LOOKED_AT, Words, fold_word

_ENOUGH_WORDS = 80

_VIETNAMESE_LETTERS = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")

_ONSETS = "b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x"
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay e ec em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in
    inh ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo oet oi om on ong ooc oong op ot u ua uan
    uang uat uay uc ue uenh uech ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt y
    yem yen yet yeu
"""
_SYLLABLE = re.compile(rf"(?:{_ONSETS})?(?:{'|'.join(_RIMES.split())})")


def is_syllable(folded: str) -> bool:
    """Whether this could be a Vietnamese syllable without its accents."""
    return _SYLLABLE.fullmatch(folded) is not None


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VIETNAMESE = _listed(
    """
    khong ko hok cua duoc dc voi cho nay kia nao minh chi oi nha nhe nhi vay roi chua dang da se cung thi nhung neu khi
    cac cai nhieu rat qua lam biet muon can giup gui nhan hang gia bao hoi mua ban duoi tren trong ngoai sau truoc hom
    ngay thang gio chieu sang toi nguoi nha cong ty kinh chao cam xin vui long anh em chung quy khach dich vu san pham
    don dat lich huy thanh toan chuyen khoan may loi hong sua kiem tra phieu so dien thoai dia nhu the dau sao gi ai
    mot hai bon nam sau bay tam chin muoi ngan trieu dong den di ve lai len xuong ra vao lay mang tai vi nen moi van
    con het luon luc tu viec phai hay hoac ma la co duoi hop dong goi mail ak ah ad shop hen gap hop lien he dum vs
    thoi tuan hen nua giao tien vay bao nhieu tieng phan mem trang kh nv sdt stk ntn bn bnhieu trc nma mng
    """
)
_ENGLISH = _listed(
    """
    the a an and or but of in on at for with from by to as is are was were be been am do does did have has had can could
    will would shall should may might must not no yes i you he she it we they me him her us them my your his its our
    their this that these those there here what which who whom when where why how if then than so because while after
    before since until about into over under up down out off again please thank thanks hello hi dear regards sincerely
    best kind order price quote invoice payment paid pay send sent need want would like help issue problem error working
    works work broken fix support team office meeting call today tomorrow yesterday week month monday tuesday wednesday
    thursday friday saturday sunday morning afternoon evening any some all more most other new our only just also still
    yet now very too get got give take make see know let look find use ask tell come go back first last next one two
    three ship shipping delivery deliver customer service account contract product products refund return cancel quick
    question update order status free available interested information details attached regarding forward hear soon
    january february april june july august september october november december mon tue tues wed thurs fri weekend tonight noon
    quarter year years hour hours minute minutes daily weekly monthly every each ago set list top add show open close play turn start stop reminder
    remind book schedule assign mark log note find search quote lead deal stage move change reply send lost won hey yes yeah sure okay
    email ok fine good great sorry don't doesn't can't won't isn't i'm we're i've we've it's let's that's didn't haven't
    """
)
_LOANS = _listed(
    """
    shop team order invoice support deadline email mail update check demo app web setup sale sales off online meeting call confirm deal lead ticket combo
    video file link server laptop camera printer book top set show open close play stop note log card account admin ship shipping hotline quote
    feedback refund service free order plan test pass code size style model full show hello center shopping project report contract follow
    slide form text chat group page post share like inbox review design print scan copy fax data menu voucher event marketing manager
    """
)
"""English words of Vietnamese offices: in Vietnamese as often as in English."""

_OTHER = _listed(
    """
    je le les des une est pas pour avec nous vous votre notre dans bonjour merci que qui sur der die das und ist nicht
    ich wir sie mit ein eine bitte danke fur von auf el los las una por para con usted gracias hola del como il di che
    per non sono grazie ciao della um uma voce obrigado nao saya anda untuk dengan tidak terima kasih yang dan kami
    het een niet voor met dank ik wij je jag och inte det
    """
)
_BOTH = (_VIETNAMESE & _ENGLISH) | frozenset(
    {"the", "to", "me", "so", "do", "can", "on", "in", "an", "a", "am", "no", "hi", "may", "ai", "ma"}
)
"""Words of both languages: they tell nothing unless the rest is silent too."""

_WEEKDAY = re.compile(r"t[2-7]|cn")
_VIETNAMESE_FIGURES = re.compile(r"\d{1,2}(?:h|g)(?:\d\d)?|\d{1,4}(?:tr|ty|trieu|tỷ|triệu)\d{0,3}")
_ENGLISH_FIGURES = re.compile(r"\d{1,2}(?:st|nd|rd|th|am|pm)")

_UNKNOWN = 0.35
"""What a word that is no Vietnamese syllable says for English: it may be a maker's name."""

_LEAST_EVIDENCE = 0.5
_MIXED_SHARE = 0.25
_MIXED_WORDS = 2


class _Evidence(NamedTuple):
    """What one word, or all of them, say for each reading, and how many words said it outright."""

    vietnamese: float = 0.0
    english: float = 0.0
    other: float = 0.0
    vietnamese_words: int = 0
    english_words: int = 0
    accented: int = 0


_KNOWN: dict[str, _Evidence] = {
    **dict.fromkeys(_VIETNAMESE, _Evidence(vietnamese=1.5, vietnamese_words=1)),
    **dict.fromkeys(_ENGLISH, _Evidence(english=1.5, english_words=1)),
    **dict.fromkeys(_LOANS, _Evidence(english=0.5)),
    **dict.fromkeys(_BOTH, _Evidence(vietnamese=0.3, english=0.6)),
    **dict.fromkeys(("ok", "oke", "okay"), _Evidence(vietnamese=0.6, english=0.5)),
}


_FINAL_PARTICLE = _Evidence(vietnamese=0.8)
"""For "ạ" without its mark: no English sentence ends with "a"."""


def detect(text: str) -> str:
    """``vi`` (with or without accents), ``en``, ``mixed``, or ``""`` where nothing tells."""
    return detect_detail(text).code


def detect_detail(text: str) -> Language:
    """As ``detect``, and whether Vietnamese has its accents."""
    return language_of(Words.of(text), text)


def language_of(words: Words, text: str) -> Language:
    """As ``detect_detail``, for a text that has been cut into words already."""
    if not words.written:
        return Language()
    weighed = list(map(_weigh, words.written[:_ENOUGH_WORDS]))
    if words.written[-1] == "a":
        weighed.append(_FINAL_PARTICLE)
    evidence = _Evidence(*map(sum, zip(*weighed, strict=True)))
    foreign_letters = 0 if text.isascii() else len(_OTHER_SCRIPT.findall(text[:LOOKED_AT]))
    code = _decide(evidence, foreign_letters)
    has_accents = evidence.accented > 0 and evidence.accented * 6 >= evidence.vietnamese_words
    return Language(code, accents=code in {"vi", "mixed"} and has_accents)


@lru_cache(maxsize=4_096)
def _weigh(word: str) -> _Evidence:
    if word[0].isdigit():
        return _weigh_figures(word)
    if _WEEKDAY.fullmatch(word):
        return _Evidence(vietnamese=0.8)
    if _VIETNAMESE_LETTERS.search(word):
        return _Evidence(vietnamese=3, vietnamese_words=1, accented=1)
    if not word.isascii():
        return _weigh_accented(fold_word(word))
    known = _KNOWN.get(word)
    if known is None:
        known = _Evidence(vietnamese=0.7) if _SYLLABLE.fullmatch(word) else _Evidence(english=_UNKNOWN)
    return known._replace(other=1.5) if word in _OTHER else known


def _weigh_figures(word: str) -> _Evidence:
    """ "9h30", "1tr5" are Vietnamese, "3rd" and "5pm" English; "2k" and other figures say nothing."""
    if _VIETNAMESE_FIGURES.fullmatch(word):
        return _Evidence(vietnamese=0.8)
    return _Evidence(english=0.8) if _ENGLISH_FIGURES.fullmatch(word) else _Evidence()


def _weigh_accented(folded: str) -> _Evidence:
    """Letters as French has them too: "là" may be either, "résumé" is no Vietnamese."""
    if _SYLLABLE.fullmatch(folded):
        return _Evidence(vietnamese=1.0, accented=1, other=1.5 if folded in _OTHER else 0.0)
    return _Evidence(other=2.0 if folded.isascii() else 0.0)


def _decide(evidence: _Evidence, foreign_letters: int) -> str:
    if foreign_letters > 3 * (evidence.vietnamese_words + evidence.english_words):
        return ""
    strongest = max(evidence.vietnamese, evidence.english)
    if strongest < _LEAST_EVIDENCE or evidence.other >= strongest:
        return ""
    if _is_mixed(evidence):
        return "mixed"
    return "vi" if evidence.vietnamese > evidence.english else "en"


def _is_mixed(evidence: _Evidence) -> bool:
    fewer, more = sorted((evidence.vietnamese_words, evidence.english_words))
    share = min(evidence.vietnamese, evidence.english) / (evidence.vietnamese + evidence.english)
    return fewer >= _MIXED_WORDS and share >= _MIXED_SHARE and fewer * 6 >= more

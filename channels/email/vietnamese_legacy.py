"""Vietnamese written with the fonts of the 1990s: TCVN3 (.VnTime) and VNI (VNI-Times).

Such text travels as Latin-1 and reads as "C«ng ty" or "Coâng ty". It is converted only when the result proves itself:
nearly every changed word must be a possible Vietnamese syllable.
"""

from __future__ import annotations

import re
import unicodedata

_TCVN_A1_TO_FE = "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
_TCVN = {0xA1 + offset: char for offset, char in enumerate(_TCVN_A1_TO_FE)}

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    table = dict(_ALONE)
    for letter in "aeouyöô":
        base = _ALONE.get(letter, letter)
        table |= {letter + mark: base + tone for mark, tone in _TONES.items()}
    for letter in "aeo":
        table |= {letter + mark: letter + "\u0302" + tone for mark, tone in _CIRCUMFLEX.items()}
    table |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    composed = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    upper = {key.upper(): value.upper() for key, value in composed.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in composed.items() if len(key) > 1}
    return composed | mixed | upper


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang "
    "oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oc oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt "
    "ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uâ uân uâng uât uây uê uêch uên uênh uô uôc uôi uôm uôn uông uôt uơ uy "
    "uya uych uyên uyêt uynh uyt uyu uyp ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêt yêu"
)
_ONSETS = [
    "ngh",
    "ng",
    "nh",
    "ch",
    "gh",
    "gi",
    "kh",
    "ph",
    "th",
    "tr",
    "qu",
    "b",
    "c",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "q",
    "r",
    "s",
    "t",
    "v",
    "x",
]
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS)})?(?:{'|'.join(sorted(_RHYMES.split(), key=len, reverse=True))})")
_TONE_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_LEAST_WORDS = 3


def is_syllable(word: str) -> bool:
    """Whether the word has the shape of one Vietnamese syllable, with or without a tone."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONE_MARKS))
    return _SYLLABLE.fullmatch(bare) is not None


def looks_vietnamese(text: str) -> bool:
    """Whether nearly all words with marks are Vietnamese syllables and there are at least three of them."""
    words = [word for word in _WORD.findall(text[:_SAMPLE]) if not word.isascii()]
    if len(words) < _LEAST_WORDS:
        return False
    return sum(map(is_syllable, words)) >= 0.95 * len(words)


def from_tcvn3(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_TCVN))


def from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)


def _tcvn_signs(text: str) -> int:
    """Letters next to signs that no Latin-1 word contains (®, µ, ¸ …)."""
    return len(
        re.findall(
            r"[a-zA-Z][\u00a7\u00a9\u00aa\u00ab\u00ac\u00ad\u00ae\u00b5-\u00b9\u00bb-\u00be]|\u00ae[a-zA-Z]",
            text[:_SAMPLE],
        )
    )


def repair(text: str) -> tuple[str, str]:
    """The text and the font encoding it was converted from, ``""`` where it is left alone."""
    if text.isascii():
        return text, ""
    if _tcvn_signs(text) >= _LEAST_WORDS and looks_vietnamese(converted := from_tcvn3(text)):
        return converted, "TCVN3"
    sample = text[:_SAMPLE]
    if len(_VNI_PATTERN.findall(sample)) >= _LEAST_WORDS:
        left = re.sub(r"[\x00-\x7f]+", "", _VNI_PATTERN.sub("", sample))
        if len(left) * 20 <= len(sample) - len(sample.encode("ascii", "ignore")) and looks_vietnamese(
            converted := from_vni(text)
        ):
            return converted, "VNI"
    return text, ""

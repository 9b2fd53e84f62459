"""Slots for a command that no frame found: whom it is about, what follows, and the facts, wherever they stand.

"Chị Lộc hỏi 500 viên gạch, làm báo giá giúp em": the order comes last and names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from nlp.commands.frames import FRAMES
from nlp.commands.frames.base import NOBODY, THINGS, Draft, Frame, expression, pronoun_piece, record_piece, without_lead
from nlp.commands.frames.states import STAGES, put_amount
from nlp.commands.names import TITLES, take_name
from nlp.commands.patterns import Match
from nlp.commands.sentence import Piece, Sentence

_WORD = re.compile(r"\w[\w.&'-]*")
_LED = expression(
    "bên; khách; khách hàng; cty; công ty; deal; cơ hội; kèo; vụ; dự án; lead; chỗ; của; với; cho; hồ sơ; with; for; from; customer; client; account; deal with; deal for"
)
_TO = expression("cho; sang; qua cho; cho đội; cho nhóm; cho team; đội; giao; nhờ; để; to; over to; by; let; have")
_TO_STAGE = expression(
    "sang; qua; lên; về; bước; giai đoạn; gđ; gd; ở; tới; đến; to; back to; into; at; in; stage; for a; update; thành"
)
_OF_FIRM = re.compile(r"(?:bên|ben|của|cua|of)\s\Z")
_ROOM = expression("nhóm; phòng; kênh; group; room; channel; box; team; nhóm chat")
_BEFORE_ROOM = re.compile(r"(?:the|The) ([A-Z]\w*(?: [A-Z]\w*)?) \Z")
_SAYS = re.compile(
    r"\s*(?::|(?<!\w)(?:là|la|rằng|rang|that|saying|nói là|noi la|bảo là|bao la|nói|noi|biết|biet|to say|know)(?!\w))\s*"
)
_ORDERS = expression(
    "ghi; ghi nhận; đánh dấu; đóng; chốt; chốt deal; cho thua; cho thắng; mark; close; set; log; lost; won; thua; thắng; mất; hụt; rớt; ăn rồi; chuyển; cập nhật; update; giúp em; giùm em; deal đó; deal này; that deal; move; put"
)
_CLAUSE = re.compile(r"[,;.!?\n]\s|\s[-–—]\s|\Z")


def guessed(sentence: Sentence, command: str) -> tuple[Frame, Draft] | None:
    """``None`` where not even the slots are there without which the command says nothing."""
    places = _places(sentence, command)
    for frame in _frames(command):
        draft = Draft(sentence, Match(sentence.start, sentence.end, places, 0))
        fill = _OWN.get(command, frame.build)
        if fill(draft):
            return frame, draft
    return None


def mend_record(draft: Draft, command: str) -> None:
    """A number said, or the one name in capitals, is surer than "deal đó" or the first word of the sentence."""
    if command in _NEW:
        _mend_person(draft)
        return
    if command == "book_meeting" and "with" not in draft.slots:
        _put_with(draft)
        return
    slot = "record" if command in _OF_RECORD else "with" if command in _WITH_SOMEBODY else ""
    span = draft.spans.get(slot)
    if span is None:
        return
    references = draft.sentence.found.references
    if any(said.value == draft.slots[slot] for said in references):
        return
    if references and slot == "record":
        draft.put(slot, references[0].value, references[0].span)
        return
    if not draft.sentence.cased or not _is_weak(draft.sentence, span.start, span.text):
        return
    party = _party(draft.sentence)
    if party is not None and any(map(str.isupper, party.text)):
        draft.put_piece(slot, party)


def _put_with(draft: Draft) -> None:
    """Somebody named anywhere; a place with a name is somebody's."""
    party = _party(draft.sentence)
    if party is None or pronoun_piece(draft.sentence, party.start, party.end) is not None:
        return
    is_titled = party.text.split()[0].lower() in TITLES and " " in party.text
    if is_titled or any(map(str.isupper, party.text)):
        draft.put_piece("with", party)


def _mend_person(draft: Draft) -> None:
    """Who is new where the frame took the first words of the sentence, or a firm, for the name."""
    span = draft.spans.get("name")
    sentence = draft.sentence
    if span is None or not sentence.cased:
        return
    is_firm = bool(_OF_FIRM.search(sentence.low[: span.start]))
    if not is_firm and not _is_weak(sentence, span.start, span.text):
        return
    found = [piece for start in _beginnings(sentence) if (piece := _name_at(sentence, start)) is not None]
    people = [piece for piece in found if piece.text.split()[0].lower().rstrip(".") in TITLES or not is_firm]
    named = [piece for piece in people if any(map(str.isupper, piece.text)) and piece.start != span.start]
    titled = [piece for piece in named if piece.text.split()[0].lower() in TITLES and sentence.language.code != "en"]
    person = next(iter(titled or named), None)
    if person is None:
        return
    if is_firm and "company" not in draft.slots:
        draft.put("company", draft.slots["name"], span)
    elif draft.slots.get("company") == person.text:
        del draft.slots["company"], draft.spans["company"]
    draft.put_piece("name", person)


def _is_weak(sentence: Sentence, start: int, name: str) -> bool:
    """No capital, or only the one with which the sentence begins."""
    return not any(map(str.isupper, name)) or (start <= sentence.starts[-1] and " " not in name and name.istitle())


@cache
def _frames(command: str) -> tuple[Frame, ...]:
    return tuple(frame for frame in FRAMES if frame.command == command and not frame.in_context)


def _places(sentence: Sentence, command: str) -> dict[str, tuple[int, int]]:
    whole = (sentence.start, sentence.end)
    places = {"rest": whole}
    references = sentence.found.references
    about = references[0].span if references else None
    party = _party(sentence) if about is None or command in _NAMED else None
    if party is not None:
        about = party.span
    if about is not None:
        places |= dict.fromkeys(("rec", "who", "acc"), (about.start, about.end))
        said = _SAYS.search(sentence.low, about.end)
        places["text"] = (said.end() if said and command in _SAID else about.end, sentence.end)
        if references and command in _NAMED and party is not None:
            places["text"] = (max(party.end, references[0].span.end), sentence.end)
    if command in _NEW and party is not None:
        places["rest"] = (party.start, sentence.end)
    if command == "create_quote":
        places["rest"] = (about.end if about else sentence.start, sentence.end)
    room = _room(sentence) if command == "post_room" else None
    if room is not None:
        said = _SAYS.search(sentence.low, room.end)
        places |= {"room": (room.start, room.end), "text": (said.end() if said else room.end, sentence.end)}
    user = _user(sentence)
    if user is not None:
        places["user"] = (user.start, user.end)
    stage = _stage_place(sentence)
    if stage is not None:
        places["stage"] = stage
    if command in {"reschedule", "cancel_activity"} and about is None:
        places["any"] = whole
    return places


_NEW = frozenset({"create_lead", "create_contact"})
_OF_RECORD = frozenset(
    {
        "mark_won",
        "mark_lost",
        "set_stage",
        "set_lead_status",
        "set_ticket_status",
        "set_priority",
        "assign",
        "convert_lead",
        "snooze",
    }
)
_WITH_SOMEBODY = frozenset({"book_meeting", "cancel_activity", "reschedule", "log_call", "log_meeting"})
_NAMED = frozenset({"message_colleague"})
_SAID = frozenset({"reply_customer", "message_colleague", "log_note"})


def _party(sentence: Sentence) -> Piece | None:
    """The first that is named: with capitals where the writer uses them, behind a title or a word like "bên"."""
    found = [piece for start in _beginnings(sentence) if (piece := _name_at(sentence, start)) is not None]
    if sentence.cased:
        with_capital = [piece for piece in found if any(char.isupper() for char in piece.text)]
        found = with_capital or found
    return found[0] if found else _pronoun(sentence)


def _pronoun(sentence: Sentence) -> Piece | None:
    words = _WORD.finditer(sentence.low, sentence.start, sentence.end)
    return next((piece for word in words if (piece := pronoun_piece(sentence, word.start(), sentence.end))), None)


def _beginnings(sentence: Sentence) -> Iterator[int]:
    """Where a name may begin, in order."""
    low, text = sentence.low, sentence.text
    led = {found.end() for found in _LED.finditer(low, sentence.start, sentence.end)}
    words = list(_WORD.finditer(low, sentence.start, sentence.end))
    in_name = 0
    for word in words:
        start = word.start()
        is_led = any(end < start <= end + 1 for end in led)
        is_capital = (
            sentence.cased
            and text[start].isupper()
            and (start > sentence.starts[0] or _next_is_capital(sentence, word.end()))
        )
        is_title = word[0].rstrip(".") in TITLES and word[0] not in {"em", "mình", "tôi", "khách", "kh", "sếp", "bạn"}
        if start >= in_name and (is_led or is_capital or is_title):
            yield start
            piece = take_name(sentence, start, sentence.end) if is_title else None
            in_name = piece.end if piece and any(map(str.isupper, piece.text)) else start
    yield sentence.start


def _next_is_capital(sentence: Sentence, after: int) -> bool:
    following = _WORD.search(sentence.low, after, sentence.end)
    return following is not None and following.start() == after + 1 and sentence.text[following.start()].isupper()


def _name_at(sentence: Sentence, start: int) -> Piece | None:
    piece = record_piece(sentence, start, sentence.end)
    if piece is None or piece.text.lower() in TITLES:
        return None
    low = sentence.plain[piece.start : piece.end]
    return None if THINGS.match(low) or NOBODY.match(sentence.low[piece.start : piece.end]) else piece


def _user(sentence: Sentence) -> Piece | None:
    """The colleague at the end: "đưa cho đội anh Sang"."""
    for found in reversed(list(_TO.finditer(sentence.low, sentence.start, sentence.end))):
        piece = take_name(sentence, found.end(), sentence.end)
        if piece is not None and piece.text.lower() not in {"em", "anh", "chị", "tôi", "mình", "tui", "khách"}:
            return piece
    return None


def _room(sentence: Sentence) -> Piece | None:
    """ "nhóm Kho", "the Kitchen room"."""
    for found in _ROOM.finditer(sentence.low, sentence.start, sentence.end):
        before = _BEFORE_ROOM.search(sentence.text[sentence.start : found.start()])
        if before is not None:
            return sentence.piece(sentence.start + before.start(1), sentence.start + before.end(1))
        piece = take_name(sentence, found.end(), sentence.end)
        if piece is not None:
            return piece
    return None


def _stage_place(sentence: Sentence) -> tuple[int, int] | None:
    """A known stage, better behind a word that leads to it."""
    best: tuple[int, int, int] | None = None
    for word in _WORD.finditer(sentence.low, sentence.start, sentence.end):
        known = STAGES.match(sentence.low[word.start() : sentence.end])
        if known is None:
            continue
        before = sentence.low[max(sentence.start, word.start() - 12) : word.start()]
        is_led = any(not before[found.end() :].strip() for found in _TO_STAGE.finditer(before))
        key = (2 * is_led, word.start(), known.end())
        if best is None or key[:2] > best[:2]:
            best = key
    return (best[1], best[1] + best[2]) if best else None


def _outcome(draft: Draft) -> bool:
    """Won or lost: whose deal, and the clause that says why."""
    place = draft.group("rec")
    if place is None or not draft.put_who("record", "rec"):
        return False
    sentence = draft.sentence
    best: Piece | None = None
    least = 1
    for start, end in _clauses(sentence):
        after = place[1] if start <= place[0] < end else start
        piece = without_lead(sentence, after, end)
        orders = len(_ORDERS.findall(sentence.low[after:end]))
        if piece is not None and orders < least and not piece.has_at_most(1):
            best, least = piece, orders
            break
    if best is not None:
        draft.put_piece("reason", sentence.without_particles(best.start, best.end))
    return True


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    start = sentence.start
    for mark in _CLAUSE.finditer(sentence.low, sentence.start, sentence.end):
        if mark.start() > start:
            yield start, mark.start()
        start = mark.end()


def _stage(draft: Draft) -> bool:
    place = draft.group("stage")
    if place is None or not draft.put_who("record", "rec"):
        return False
    put_amount(draft)
    return draft.put_piece("stage", draft.sentence.piece(*place))


def _account(draft: Draft) -> bool:
    """The firm that is named, its phone and address."""
    place = draft.group("rec")
    if place is None or not draft.put_piece("name", draft.sentence.piece(*place)):
        return False
    for slot, facts in (("phone", draft.sentence.found.phones), ("email", draft.sentence.found.emails)):
        for fact in facts[:1]:
            draft.put(slot, fact.value, fact.span)
    return True


_OWN: dict[str, Callable[[Draft], bool]] = {
    "mark_won": _outcome,
    "mark_lost": _outcome,
    "set_stage": _stage,
    "create_account": _account,
}

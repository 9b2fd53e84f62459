"""What staff do with tickets: the change, its audit entry, its event, and who was first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from factories.pipeline_bench import FIRM, STILL_BROKEN, SUPPORT, Bench, file

from channels.email.addressing import reply_address
from channels.message import StoredFile
from crm_store.access import SYSTEM
from crm_store.audit.models import AuditEntry
from crm_store.database import Database
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.files.service import FileStore
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.leads import service as leads
from crm_store.leads.models import Lead
from crm_store.notifications.subscriptions import react as react_to_events
from crm_store.outbox.models import OutboxItem
from crm_store.team import service as team
from crm_store.tickets import moving, queries, senders, undo
from crm_store.tickets import service as tickets
from crm_store.tickets.events import StrangerWrote, TicketChanged
from crm_store.tickets.models import TicketFollower, TicketParticipant
from crm_store.unit_of_work import Store

CUSTOMER, EVIL = "hoa@saomai.vn", "la@evil.example"


@pytest.fixture
def minh(bench: Bench) -> Any:
    return bench.actor(name="Minh")


@pytest.fixture
def lan(bench: Bench) -> Any:
    return bench.actor(name="Lan")


@pytest.fixture
def ticket_id(bench: Bench, minh: Any, lan: Any, happened: list) -> int:
    number = bench.opened()
    happened.clear()
    return number


def trail(bench: Bench) -> list[tuple[str, dict, dict]]:
    return [(row.action, row.before, row.after) for row in bench.rows(AuditEntry) if row.record_kind == "ticket"]


def pending(bench: Bench, ticket_id: int, text: str = "cho tôi xem") -> tuple[int, int]:
    """A stranger's mail on the ticket: his participant id and his message."""
    address = reply_address(SUPPORT, bench.token(ticket_id))
    result = bench.take(bench.mail(EVIL, text, to=(address,), name="Người Lạ", subject="Re: Re: Việc khác"))
    (who,) = bench.rows(TicketParticipant, TicketParticipant.value == EVIL, TicketParticipant.ticket_id == ticket_id)
    return who.id, result.interaction_id or 0


class TestTake:
    def test_it_is_mine_and_open(self, bench: Bench, ticket_id: int, minh: Any, happened: list) -> None:
        bench.do(lambda uow: tickets.take(uow, actor=minh, ticket_id=ticket_id))
        row = bench.ticket(ticket_id)
        assert (row.assignee_id, row.status) == (minh.user_id, "open")
        changes = {"assignee_id": None, "status": "new"}, {"assignee_id": minh.user_id, "status": "open"}
        assert trail(bench)[-1] == ("ticket.taken", *changes)
        assert happened == [TicketChanged(ticket_id, "taken", minh.user_id, minh.user_id)]

    def test_the_second_sees_who_was_first(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        bench.do(lambda uow: tickets.take(uow, actor=minh, ticket_id=ticket_id))
        before = bench.ticket(ticket_id)
        with pytest.raises(ChangedMeanwhile, match="Minh has T-1 already"):
            bench.do(lambda uow: tickets.take(uow, actor=lan, ticket_id=ticket_id))
        assert bench.ticket(ticket_id) == before

    def test_twice_is_once(self, bench: Bench, ticket_id: int, minh: Any, happened: list) -> None:
        for _ in range(2):
            bench.do(lambda uow: tickets.take(uow, actor=minh, ticket_id=ticket_id))
        assert len(happened) == 1

    def test_the_program_itself_takes_none(self, bench: Bench, ticket_id: int) -> None:
        with pytest.raises(Invalid):
            bench.do(lambda uow: tickets.take(uow, actor=SYSTEM, ticket_id=ticket_id))


class TestAssign:
    def test_it_is_handed_to_a_colleague(
        self, bench: Bench, ticket_id: int, minh: Any, lan: Any, happened: list
    ) -> None:
        bench.do(lambda uow: tickets.assign(uow, actor=minh, ticket_id=ticket_id, user_id=lan.user_id))
        assert bench.ticket(ticket_id).assignee_id == lan.user_id
        assert happened == [TicketChanged(ticket_id, "assigned", minh.user_id, lan.user_id)]

    def test_nobody_gets_it_who_has_left_or_never_was(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        gone = bench.user("Nghỉ")
        bench.do(lambda uow: team.disable_user(uow, actor=SYSTEM, user_id=gone.id))
        for user_id in (gone.id, 4711):
            with pytest.raises(NotFound):
                bench.do(lambda uow, n=user_id: tickets.assign(uow, actor=minh, ticket_id=ticket_id, user_id=n))

    def test_an_old_card_is_refused_with_how_it_stands(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        seen = bench.ticket(ticket_id).version
        bench.do(lambda uow: tickets.take(uow, actor=minh, ticket_id=ticket_id))
        for call in (
            lambda uow: tickets.assign(uow, actor=lan, ticket_id=ticket_id, user_id=lan.user_id, version=seen),
            lambda uow: tickets.set_status(uow, actor=lan, ticket_id=ticket_id, status="closed", version=seen),
        ):
            with pytest.raises(ChangedMeanwhile, match="it is open now, with Minh"):
                bench.do(call)
        now = bench.ticket(ticket_id).version
        bench.do(lambda uow: tickets.set_status(uow, actor=lan, ticket_id=ticket_id, status="on_hold", version=now))


class TestStatus:
    @pytest.mark.parametrize("status", ["resolved", "closed"])
    def test_an_end_has_its_time_and_somebody_in_charge(
        self, bench: Bench, ticket_id: int, minh: Any, status: str
    ) -> None:
        bench.status(minh, ticket_id, status)
        row = bench.ticket(ticket_id)
        assert (row.closed_at, row.assignee_id) == (bench.time, minh.user_id)
        bench.wait(days=1)
        bench.status(minh, ticket_id, "closed")
        assert bench.ticket(ticket_id).closed_at == row.closed_at, "closing what was resolved is no new end"
        bench.status(minh, ticket_id, "open")
        assert bench.ticket(ticket_id).closed_at is None

    def test_the_same_again_is_nothing(self, bench: Bench, ticket_id: int, minh: Any, happened: list) -> None:
        bench.status(minh, ticket_id, "new")
        assert (happened, trail(bench)[-1][0]) == ([], "acknowledge")

    def test_what_is_no_status_is_named_with_the_choices(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        with pytest.raises(Invalid, match="“done” is not a status"):
            bench.status(minh, ticket_id, "done")

    def test_undo_gives_back_who_was_in_charge_too(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        before = bench.ticket(ticket_id)
        bench.status(minh, ticket_id, "resolved")
        last = bench.do(lambda uow: undo.last(uow, actor=minh))
        bench.do(lambda uow: undo.undo(uow, actor=minh, audit_id=last.audit_id))
        after = bench.ticket(ticket_id)
        assert (after.status, after.assignee_id, after.closed_at) == (before.status, None, None)

    def test_priority(self, bench: Bench, ticket_id: int, minh: Any, happened: list) -> None:
        for _ in range(2):
            bench.do(lambda uow: tickets.set_priority(uow, actor=minh, ticket_id=ticket_id, priority="urgent"))
        assert happened == [TicketChanged(ticket_id, "priority", minh.user_id)]
        assert trail(bench)[-1] == ("ticket.priority", {"priority": "normal"}, {"priority": "urgent"})
        with pytest.raises(Invalid):
            bench.do(lambda uow: tickets.set_priority(uow, actor=minh, ticket_id=ticket_id, priority="asap"))


class TestNotes:
    def test_a_note_is_internal_and_stays_so(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        sha = bench.store.files.put(b"x")
        files = (StoredFile(sha, "a.pdf", "application/pdf", 1),)
        number = bench.do(
            lambda uow: tickets.add_note(uow, actor=minh, ticket_id=ticket_id, text="khách khó tính", files=files)
        )
        (item,) = [one for one in timeline(bench, minh, ticket_id) if one.interaction_id == number]
        assert (item.direction, item.author_id, item.sender_name) == ("internal", minh.user_id, "Minh")
        assert [one.filename for one in item.files] == ["a.pdf"]
        before = bench.count_of(OutboxItem)
        bench.status(minh, ticket_id, "resolved")
        assert "khách khó tính" not in str([row.payload for row in bench.rows(OutboxItem)[before:]])

    @pytest.mark.parametrize(("text", "says"), [("  ", "empty"), ("x" * 20_001, "20001 characters; 20000")])
    def test_an_empty_or_endless_one_is_refused(
        self, bench: Bench, ticket_id: int, minh: Any, text: str, says: str
    ) -> None:
        with pytest.raises(Invalid, match=says):
            bench.do(lambda uow: tickets.add_note(uow, actor=minh, ticket_id=ticket_id, text=text))

    def test_ones_own_is_taken_back_once(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        number = bench.do(lambda uow: tickets.add_note(uow, actor=minh, ticket_id=ticket_id, text="nhầm"))
        remove = lambda uow, actor=minh: tickets.remove_note(uow, actor=actor, interaction_id=number)  # noqa: E731
        with pytest.raises(NotFound):
            bench.do(lambda uow: remove(uow, lan))
        assert bench.do(remove) == ticket_id
        assert number not in [one.interaction_id for one in timeline(bench, minh, ticket_id)]
        assert trail(bench)[-1][1] == {"interaction_id": number, "text": "nhầm"}
        with pytest.raises(ChangedMeanwhile):
            bench.do(remove)

    def test_a_customers_words_are_no_note(self, bench: Bench, minh: Any) -> None:
        bench.opened()
        with pytest.raises(NotFound):
            bench.do(lambda uow: tickets.remove_note(uow, actor=minh, interaction_id=1))


class TestFollow:
    def test_following_twice_and_leaving(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        for _ in range(2):
            bench.do(lambda uow: tickets.follow(uow, actor=minh, ticket_id=ticket_id))
        assert bench.count_of(TicketFollower) == 1
        for _ in range(2):
            bench.do(lambda uow: tickets.unfollow(uow, actor=minh, ticket_id=ticket_id))
        assert bench.count_of(TicketFollower) == 0


class TestSenders:
    def test_accepting_lets_him_in_and_unmarks_what_he_wrote(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        who, said = pending(bench, ticket_id)
        view = bench.do(lambda uow: queries.ticket(uow, actor=minh, ticket_id=ticket_id))
        assert ([one.value for one in view.pending_senders], view.requester.value) == ([EVIL], CUSTOMER)
        assert "cho tôi xem" not in view.last_text
        bench.do(lambda uow: senders.accept_sender(uow, actor=minh, ticket_id=ticket_id, participant_id=who))
        assert not bench.rows(Interaction, Interaction.id == said)[0].is_pending
        assert trail(bench)[-1][0] == "ticket.sender"
        result = bench.take(bench.mail(EVIL, STILL_BROKEN, to=(reply_address(SUPPORT, bench.token(ticket_id)),)))
        assert not bench.seen(result).row.is_pending
        bench.answer(minh, ticket_id)
        assert EVIL in [one["address"] for one in bench.outgoing(ticket_id, "reply")[0].recipients]

    def test_refusing_keeps_him_out(self, bench: Bench, ticket_id: int, minh: Any, happened: list) -> None:
        who, said = pending(bench, ticket_id)
        bench.do(lambda uow: senders.refuse_sender(uow, actor=minh, ticket_id=ticket_id, participant_id=who))
        happened.clear()
        pending(bench, ticket_id, "lại là tôi")
        assert (bench.people(ticket_id)[EVIL], [type(one) for one in happened]) == ("refused", [StrangerWrote])
        assert bench.rows(Interaction, Interaction.id == said)[0].is_pending
        bench.answer(minh, ticket_id)
        assert EVIL not in str(bench.outgoing(ticket_id, "reply")[0].payload)


class TestMove:
    def test_a_guess_is_corrected_and_the_old_link_stays_as_history(
        self, bench: Bench, ticket_id: int, minh: Any, happened: list
    ) -> None:
        other = bench.opened("nam@vinhphat.vn")
        guessed = bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        happened.clear()

        def move(uow):
            return moving.move_interaction(uow, actor=minh, interaction_id=guessed.interaction_id, ticket_id=other)

        assert bench.do(move) == other
        links = bench.rows(InteractionLink, InteractionLink.interaction_id == guessed.interaction_id)
        told = [(one.record_id, one.moved_at is None, one.proof) for one in links if one.record_kind == "ticket"]
        assert told == [(ticket_id, False, "single_open"), (other, True, "staff")]
        assert {one.ticket_id for one in happened if isinstance(one, TicketChanged)} == {ticket_id, other}
        assert guessed.interaction_id not in [one.interaction_id for one in timeline(bench, minh, ticket_id)]

    def test_a_strangers_mail_becomes_a_ticket_of_his_own(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        _who, said = pending(bench, ticket_id)
        new = bench.do(lambda uow: moving.move_interaction(uow, actor=minh, interaction_id=said, ticket_id=None))
        assert (bench.ticket(new).subject, bench.people(new)) == ("Việc khác", {EVIL: "accepted"})
        assert not bench.rows(Interaction, Interaction.id == said)[0].is_pending
        view = bench.do(lambda uow: queries.ticket(uow, actor=minh, ticket_id=new))
        assert view.last_text == "cho tôi xem"

    def test_moved_to_where_he_is_a_stranger_too_it_stays_marked(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        _who, said = pending(bench, ticket_id)
        other = bench.opened("nam@vinhphat.vn")
        bench.do(lambda uow: moving.move_interaction(uow, actor=minh, interaction_id=said, ticket_id=other))
        assert bench.rows(Interaction, Interaction.id == said)[0].is_pending

    def test_to_nowhere_it_is_not_moved(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        before = bench.rows(InteractionLink)
        for interaction_id, target in ((1, 4711), (4711, ticket_id)):
            with pytest.raises(NotFound):
                bench.do(
                    lambda uow, i=interaction_id, t=target: moving.move_interaction(
                        uow, actor=minh, interaction_id=i, ticket_id=t
                    )
                )
        assert bench.rows(InteractionLink) == before


class TestLook:
    def test_lists_by_status_assignee_and_words(self, bench: Bench, ticket_id: int, minh: Any, lan: Any) -> None:
        bench.contact("Nguyễn Đức Nam", "nam@vinhphat.vn", account_id=bench.account("Vĩnh Phát"))
        other = bench.opened("nam@vinhphat.vn", subject="Màn hình")
        bench.do(lambda uow: tickets.take(uow, actor=minh, ticket_id=other))

        def found(actor: Any = minh, **more: Any) -> list[int]:
            return [one.id for one in bench.do(lambda uow: queries.tickets(uow, actor=actor, **more))]

        assert found() == [other, ticket_id]
        assert found(status="new") == [ticket_id]
        assert found(status=["open", "new"], limit=1) == [other]
        assert (found(mine=True), found(lan, mine=True), found(unassigned=True)) == ([other], [], [ticket_id])
        assert found(assignee_id=minh.user_id) == [other]
        assert found(before_id=other) == [ticket_id]
        for words in ("màn", "duc nam", "nam", f"T-{other}", f"#{other}", f"t-{other}"):
            assert found(text=words) == [other], words
        assert found(text="100%_") == []
        counts = bench.do(lambda uow: queries.counts(uow, actor=minh))
        assert (counts.by_status, counts.mine, counts.unassigned) == ({"new": 1, "open": 1}, 1, 1)

    def test_the_timeline_is_oldest_first_in_pages(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        for _ in range(4):
            bench.take(bench.mail(CUSTOMER, STILL_BROKEN, attachments=(file(),)))
        everything = [one.interaction_id for one in timeline(bench, minh, ticket_id)]
        assert everything == sorted(everything)
        newest = bench.do(lambda uow: queries.timeline(uow, actor=minh, ticket_id=ticket_id, limit=2))
        assert [one.interaction_id for one in newest] == everything[-2:]
        older = bench.do(
            lambda uow: queries.timeline(uow, actor=minh, ticket_id=ticket_id, before_id=everything[-2], limit=2)
        )
        assert [one.interaction_id for one in older] == everything[-4:-2]
        assert newest[-1].why.is_guess

    def test_whose_turn_it_is(self, bench: Bench, ticket_id: int, minh: Any) -> None:
        waiting = lambda: bench.do(lambda uow: queries.ticket(uow, actor=minh, ticket_id=ticket_id)).is_waiting_for_us  # noqa: E731
        assert waiting()
        bench.wait(minutes=1)
        bench.answer(minh, ticket_id)
        assert not waiting()
        bench.wait(minutes=1)
        bench.take(bench.mail(CUSTOMER, STILL_BROKEN))
        assert waiting()


class TestLeads:
    def test_taking_and_being_second(self, bench: Bench) -> None:
        number = bench.lead("nam@vinhphat.vn")
        first = bench.actor("sales", "Mai")
        bench.do(lambda uow: leads.take(uow, actor=first, lead_id=number))
        (row,) = bench.rows(Lead)
        assert (row.owner_id, row.status) == (first.user_id, "assigned")
        (entry,) = bench.rows(AuditEntry, AuditEntry.record_kind == "lead")
        assert (entry.action, entry.before) == ("lead.taken", {"owner_id": None, "status": "new"})
        second = bench.actor("sales", "Tú")
        with pytest.raises(ChangedMeanwhile, match="Mai has L-1"):
            bench.do(lambda uow: leads.take(uow, actor=second, lead_id=number))


@pytest.mark.postgres
def test_of_many_who_take_at_once_one_gets_it(postgres_url: str, tmp_path: Path) -> None:
    """R2, on several connections: the others learn who was first, and nothing breaks."""
    store = Store(Database(postgres_url, threads=8), FileStore(tmp_path / "files"), FIRM, react_to_events)
    bench = Bench(store)
    actors = [bench.actor("sales", f"Người {n}") for n in range(4)]
    ticket_id, lead_id = bench.opened(), bench.lead("nam@vinhphat.vn")
    barrier = threading.Barrier(8)

    def attempt(number: int) -> Exception | None:
        actor = actors[number % 4]
        call = (
            (lambda uow: tickets.take(uow, actor=actor, ticket_id=ticket_id))
            if number < 4
            else (lambda uow: leads.take(uow, actor=actor, lead_id=lead_id))
        )
        barrier.wait()
        try:
            store.write_blocking(call)
        except ChangedMeanwhile as error:
            return error
        return None

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(8)))
    assert [outcomes[:4].count(None), outcomes[4:].count(None)] == [1, 1]
    store.close()


@pytest.mark.postgres
def test_a_customers_mail_and_a_colleagues_click_lose_nothing(postgres_url: str, tmp_path: Path) -> None:
    """R1: what staff set while a mail is being joined is not overwritten with what stood before."""
    store = Store(Database(postgres_url, threads=4), FileStore(tmp_path / "files"), FIRM, react_to_events)
    bench = Bench(store)
    actor, ticket_id = bench.actor(), bench.opened()
    read, written = threading.Event(), threading.Event()

    def join(uow: Any) -> None:
        tickets.load(uow, ticket_id)
        read.set()
        written.wait(5)
        tickets.customer_wrote(
            uow, ticket_id=ticket_id, interaction_id=1, wrote_at=bench.time, thanks_only=True, channel="email",
            channel_account=SUPPORT,
        )  # fmt: skip

    with ThreadPoolExecutor(1) as thread:
        joining = thread.submit(store.write_blocking, join)
        read.wait(5)
        bench.status(actor, ticket_id, "resolved")
        written.set()
        joining.result(10)
    assert bench.ticket(ticket_id).status == "resolved"
    store.close()


def timeline(bench: Bench, actor: Any, ticket_id: int) -> list[queries.TimelineItem]:
    return bench.do(lambda uow: queries.timeline(uow, actor=actor, ticket_id=ticket_id))

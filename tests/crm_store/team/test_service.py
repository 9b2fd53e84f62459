from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from crm_store import clock
from crm_store.access import COMMAND_LINE, Actor, ActorKind, Role
from crm_store.audit.models import AuditEntry
from crm_store.errors import Forbidden, Invalid, NotFound
from crm_store.team import service
from crm_store.team.events import UserDisabled
from crm_store.team.models import OneTimeToken, WebSession

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SUPPORT = Actor(ActorKind.USER, "web", 99, Role.SUPPORT, "Lan")


def add(work, name="Nguyễn Thị Mai", email="mai@firm.example", role="admin", **more):
    return work(lambda uow: service.add_user(uow, actor=COMMAND_LINE, name=name, email=email, role=role, **more))


def sign_in(work, user, agent="Firefox"):
    token = work(lambda uow: service.sign_in_link(uow, user_id=user.id))
    return work(lambda uow: service.redeem(uow, token=token, purpose="sign_in", user_agent=agent))


def look(work, new):
    return work(lambda uow: service.session(uow, token=new.token))


def at(moment):
    clock.use(lambda: moment)


def test_a_new_user_has_a_folded_address_and_an_invitation_for_both_places(work):
    user, token = add(work, name="  Nguyễn   Thị Mai ", email=" Mai@Firm.EXAMPLE ")
    assert (user.name, user.email, user.language, user.is_active) == ("Nguyễn Thị Mai", "mai@firm.example", "vi", True)
    rows = work(lambda uow: uow.session.scalars(select(OneTimeToken)).all())
    assert {row.purpose for row in rows} == {"telegram", "web_invitation"}
    assert len(token) >= 32
    assert token not in {row.token_hash for row in rows}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"email": "mai at firm"}, "mai at firm"),
        ({"role": "boss"}, "boss"),
        ({"language": "fr"}, "fr"),
        ({"timezone": "Asia/Nowhere"}, "Asia/Nowhere"),
        ({"timezone": "../etc/passwd"}, "../etc/passwd"),
        ({"name": "   "}, "A name"),
        ({"name": "a\u202eb"}, "A name"),
        ({"telegram_id": "@mai"}, "@mai"),
    ],
)
def test_a_wrong_value_is_named(work, wrong, named):
    with pytest.raises(Invalid, match=named.replace(".", r"\.")):
        add(work, **wrong)


def test_one_address_is_one_user(work):
    add(work)
    with pytest.raises(Invalid, match="already"):
        add(work, name="Other", email="MAI@firm.example")


def test_only_administrators_add_invite_and_disable(work):
    user, _ = add(work)
    for call in (
        lambda uow: service.add_user(uow, actor=SUPPORT, name="A", email="a@b.example", role="admin"),
        lambda uow: service.invite(uow, actor=SUPPORT, user_id=user.id),
        lambda uow: service.disable_user(uow, actor=SUPPORT, user_id=user.id),
    ):
        with pytest.raises(Forbidden):
            work(call)


def test_an_invitation_works_once_in_each_place(work):
    user, token = add(work)
    accept = lambda uow: service.accept_telegram_invitation(uow, token=token, telegram_id="4711", language="en")  # noqa: E731
    redeem = lambda uow: service.redeem(uow, token=token, purpose="web_invitation", user_agent="")  # noqa: E731
    accepted = work(accept)
    assert (accepted.id, accepted.telegram_id, accepted.language) == (user.id, "4711", "en")
    assert work(accept) is None
    assert work(redeem).user.id == user.id
    assert work(redeem) is None
    assert work(lambda uow: service.user_by_telegram(uow, "4711")).id == user.id


def test_unknown_used_and_expired_invitations_answer_alike(work):
    at(NOW)
    _, token = add(work)
    at(NOW + timedelta(days=7, seconds=1))
    answers = [
        work(lambda uow, t=t: service.accept_telegram_invitation(uow, token=t, telegram_id="1", language="vi"))
        for t in (token, "unknown", "")
    ]
    assert answers == [None, None, None]


def test_a_new_invitation_ends_the_old_one(work):
    user, old = add(work)
    new = work(lambda uow: service.invite(uow, actor=COMMAND_LINE, user_id=user.id))
    assert work(lambda uow: service.redeem(uow, token=old, purpose="web_invitation", user_agent="")) is None
    assert work(lambda uow: service.redeem(uow, token=new, purpose="web_invitation", user_agent="")) is not None


def test_a_colleagues_telegram_account_is_not_taken_over(work):
    add(work, telegram_id="4711")
    _, token = add(work, name="Lan", email="lan@firm.example")

    def accept(telegram):
        return work(
            lambda uow: service.accept_telegram_invitation(uow, token=token, telegram_id=telegram, language="vi")
        )

    with pytest.raises(Invalid, match="another member"):
        accept("4711")
    assert accept("4712").name == "Lan", "the refused try has not used the invitation up"


def test_a_former_colleagues_telegram_account_passes_on(work):
    add(work)
    former, _ = add(work, name="Lan", email="lan@firm.example", role="support", telegram_id="4711")
    work(lambda uow: service.disable_user(uow, actor=COMMAND_LINE, user_id=former.id))
    assert work(lambda uow: service.user_by_telegram(uow, "4711")) is None
    user, _ = add(work, name="Minh", email="minh@firm.example", role="support", telegram_id="4711")
    assert work(lambda uow: service.user_by_telegram(uow, "4711")).id == user.id


def test_a_sign_in_link_works_once_and_for_fifteen_minutes(work):
    at(NOW)
    user, _ = add(work)
    first, second = (work(lambda uow: service.sign_in_link(uow, user_id=user.id)) for _ in range(2))
    redeem = lambda token: work(lambda uow: service.redeem(uow, token=token, purpose="sign_in", user_agent=""))  # noqa: E731
    assert redeem(first).user.id == user.id
    assert redeem(first) is None
    at(NOW + timedelta(minutes=15, seconds=1))
    assert redeem(second) is None


def test_a_sign_in_link_is_no_invitation_and_the_reverse(work):
    user, invitation = add(work)
    link = work(lambda uow: service.sign_in_link(uow, user_id=user.id))
    for token, purpose in ((link, "web_invitation"), (invitation, "sign_in"), (invitation, "telegram")):
        assert work(lambda uow, t=token, p=purpose: service.redeem(uow, token=t, purpose=p, user_agent="")) is None


def test_a_session_knows_its_user_and_ends_by_sign_out(work):
    user, _ = add(work)
    new = sign_in(work, user)
    signed_in = look(work, new)
    assert (signed_in.user.id, signed_in.actor.role, signed_in.csrf_token) == (user.id, Role.ADMIN, new.csrf_token)
    assert new.token not in work(lambda uow: uow.session.scalars(select(WebSession.token_hash)).all())
    work(lambda uow: service.sign_out(uow, session_id=signed_in.session_id))
    assert look(work, new) is None


def test_a_session_ends_after_seven_idle_days_and_after_thirty_in_all(work):
    at(NOW)
    user, _ = add(work)
    idle, busy = sign_in(work, user), sign_in(work, user)
    for day in range(6, 30, 6):
        at(NOW + timedelta(days=day))
        assert look(work, busy) is not None
    assert look(work, idle) is None
    at(NOW + timedelta(days=30, seconds=1))
    assert look(work, busy) is None


def test_a_look_is_written_down_at_most_once_a_minute(work, store):
    at(NOW)
    user, _ = add(work)
    new = sign_in(work, user)
    seen = lambda: work(lambda uow: uow.session.scalars(select(WebSession.last_seen_at)).one())  # noqa: E731
    at(NOW + timedelta(seconds=59))
    look(work, new)
    assert seen() == NOW
    at(NOW + timedelta(seconds=61))
    assert store.read_blocking(lambda uow: service.session(uow, token=new.token, touch=False)).touch_due
    assert seen() == NOW
    look(work, new)
    assert seen() == NOW + timedelta(seconds=61)
    fresh = work(lambda uow: service.find_user(uow, actor=COMMAND_LINE, ref="U-1"))
    assert fresh.version == user.version, "a look is no change of the user"
    assert fresh.web_seen_at == NOW + timedelta(seconds=61)


def test_everybody_sees_and_ends_his_own_sessions_and_nobody_elses(work):
    mai, _ = add(work)
    lan, _ = add(work, name="Lan", email="lan@firm.example", role="support")
    of_mai, of_lan = sign_in(work, mai, "Chrome"), sign_in(work, lan, "Safari")
    lan_actor, mai_actor = look(work, of_lan).actor, look(work, of_mai).actor
    mine = work(lambda uow: service.sessions_of(uow, actor=lan_actor))
    assert [one.user_agent for one in mine] == ["Safari"]
    foreign = look(work, of_mai).session_id
    for session_id in (foreign, 12345):
        with pytest.raises(NotFound, match="There is no such session"):
            work(lambda uow, s=session_id: service.revoke_session(uow, actor=lan_actor, session_id=s))
    assert look(work, of_mai) is not None
    work(lambda uow: service.revoke_session(uow, actor=mai_actor, session_id=mine[0].id))
    assert look(work, of_lan) is None


def test_disabling_ends_sessions_and_tokens_at_once(work, happened):
    add(work)
    lan, invitation = add(work, name="Lan", email="lan@firm.example", role="support")
    new = sign_in(work, lan)
    link = work(lambda uow: service.sign_in_link(uow, user_id=lan.id))
    disable = lambda uow: service.disable_user(uow, actor=COMMAND_LINE, user_id=lan.id)  # noqa: E731
    work(disable)
    work(disable)
    assert look(work, new) is None
    for token, purpose in ((invitation, "web_invitation"), (link, "sign_in")):
        assert work(lambda uow, t=token, p=purpose: service.redeem(uow, token=t, purpose=p, user_agent="")) is None
    with pytest.raises(NotFound):
        work(lambda uow: service.sign_in_link(uow, user_id=lan.id))
    assert happened == [UserDisabled(lan.id)]


def test_the_last_active_administrator_stays(work):
    mai, _ = add(work)
    other, _ = add(work, name="Lan", email="lan@firm.example")
    work(lambda uow: service.disable_user(uow, actor=COMMAND_LINE, user_id=other.id))
    with pytest.raises(Invalid, match="Nguyễn Thị Mai is the last active administrator"):
        work(lambda uow: service.disable_user(uow, actor=COMMAND_LINE, user_id=mai.id))


@pytest.mark.parametrize("ref", ["U-2", "u2", "LAN@firm.example", "trần  lan", "Trần Lan"])
def test_a_colleague_is_found_by_reference_address_or_name(work, ref):
    add(work)
    lan, _ = add(work, name="Trần Lan", email="lan@firm.example", role="support")
    assert work(lambda uow: service.find_user(uow, actor=SUPPORT, ref=ref)).id == lan.id


def test_nobody_and_too_many_are_said(work):
    add(work, name="Lan", email="lan1@firm.example")
    add(work, name="Lan", email="lan2@firm.example")
    for ref in ("Minh", "U-9", "T-1", "minh@firm.example"):
        with pytest.raises(NotFound, match=ref):
            work(lambda uow, r=ref: service.find_user(uow, actor=SUPPORT, ref=r))
    with pytest.raises(Invalid, match="Several"):
        work(lambda uow: service.find_user(uow, actor=SUPPORT, ref="lan"))


def test_a_user_sets_his_language(work):
    user, _ = add(work)
    actor = service.actor_of(user, "web")
    work(lambda uow: service.set_language(uow, actor=actor, language="en"))
    assert work(lambda uow: service.list_users(uow, actor=actor))[0].language == "en"
    with pytest.raises(Invalid, match="fr"):
        work(lambda uow: service.set_language(uow, actor=actor, language="fr"))


def test_changes_of_the_team_leave_a_trace_without_tokens(work):
    user, token = add(work)
    new = sign_in(work, user)
    entries = work(lambda uow: uow.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    assert [entry.action for entry in entries] == ["user.add", "session.open"]
    kept = " ".join(str(entry.after) + str(entry.before) for entry in entries)
    assert token not in kept
    assert new.token not in kept


async def test_of_two_who_redeem_at_once_one_gets_in(store):
    import asyncio

    user, _ = await store.write(
        lambda uow: service.add_user(uow, actor=COMMAND_LINE, name="Mai", email="m@f.example", role="admin")
    )
    token = await store.write(lambda uow: service.sign_in_link(uow, user_id=user.id))
    tries = [
        store.write(lambda uow: service.redeem(uow, token=token, purpose="sign_in", user_agent="")) for _ in range(8)
    ]
    answers = await asyncio.gather(*tries)
    assert sum(answer is not None for answer in answers) == 1
    assert await store.read(lambda uow: uow.session.scalar(select(func.count()).select_from(WebSession))) == 1

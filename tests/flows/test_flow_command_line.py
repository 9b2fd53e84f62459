"""The commands around the service, as fresh processes: ingest with each outcome, invitation, start, stop, a second start."""

from __future__ import annotations

import asyncio
import mailbox
from pathlib import Path
from typing import Any

import pytest
from flows import checks
from flows.conftest import OpenDesk
from flows.customers import answer_to, mail, unique
from flows.desk import Desk, eventually
from flows.journeys import answer
from flows.test_flow_mail import bounce_of

KEYS = {
    "path", "message_id", "outcome", "contact", "account", "lead", "opportunity", "ticket", "interaction", "intent", "language", "reasons", "error",
}  # fmt: skip


async def test_ingest_says_what_became_of_each_mail(new_desk: OpenDesk, tmp_path: Path) -> None:
    async with new_desk(telegram="polling") as desk:
        minh = await desk.agent("Minh")
        hoa = await desk.write()
        ref = (await desk.ticket_of(hoa))["ref"]
        await minh.card(ref)
        await answer(minh, ref)
        sunk = await desk.mail_to(hoa)
        await desk.program.stop()

        folder = tmp_path / "mails"
        folder.mkdir()
        away = answer_to(sunk, hoa, "Tôi đi vắng.")
        away["Auto-Submitted"] = "auto-replied"
        ticket = mail(unique("new"), "Máy lạnh chảy nước, nhờ sửa giúp.", subject="Máy lạnh chảy nước")
        mails: dict[str, bytes] = {
            "01_new_ticket": ticket.as_bytes(),
            "02_ticket_reply": answer_to(sunk, hoa, "Vẫn báo lỗi E3.").as_bytes(),
            "03_new_lead": mail(
                unique("buyer"), "Cho tôi xin báo giá 20 máy in HP, giao tại Hà Nội.", subject="Xin báo giá 20 máy in"
            ).as_bytes(),
            "04_automatic": away.as_bytes(),
            "05_bounce": bounce_of(sunk.content, hoa),
            "06_duplicate": ticket.as_bytes(),
            "07_logged": mail(hoa, "Cảm ơn em nhiều nhé!", subject="Cảm ơn").as_bytes(),
            "08_spam": mail(
                "seo@rank.example",
                "We guarantee first page ranking on Google. Buy backlinks, cheap SEO packages, click here to unsubscribe. Limited offer 90% off!",
                subject="SEO services - increase your traffic",
                name="SEO Expert",
            ).as_bytes(),
        }
        for name, content in mails.items():
            (folder / f"{name}.eml").write_bytes(content)
        _, rows, _ = await desk.program.cli("ingest", str(folder))
        found = {Path(row["path"]).stem: row for row in rows}
        assert all(set(row) >= KEYS for row in rows)
        outcomes = {name: found[name]["outcome"] for name in mails}
        assert {name: outcome for name, outcome in outcomes.items() if name[3:] != outcome} == {}
        assert found["02_ticket_reply"]["ticket"] == ref
        assert found["01_new_ticket"]["ticket"] not in (None, ref)
        assert found["03_new_lead"]["lead"]
        assert found["02_ticket_reply"]["reasons"]
        assert found["01_new_ticket"]["language"] == "vi"

        again_status, again, _ = await desk.program.cli("ingest", str(folder))
        assert again_status == 0
        assert {row["outcome"] for row in again} == {"duplicate"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_ingest_of_mbox_and_maildir_and_of_what_is_no_mail(new_desk: OpenDesk, tmp_path: Path) -> None:
    async with new_desk(telegram="none", start=False) as desk:
        box = mailbox.mbox(tmp_path / "old.mbox")
        for _ in range(3):
            box.add(mail(unique("mbox")).as_bytes())
        box.close()
        maildir = mailbox.Maildir(tmp_path / "Maildir")
        maildir.add(mail(unique("maildir")).as_bytes())
        _, rows, _ = await desk.program.cli("ingest", str(tmp_path / "old.mbox"), str(tmp_path / "Maildir"))
        assert [row["outcome"] for row in rows] == ["new_ticket"] * 4
        status, rows, error = await desk.program.cli("ingest", str(tmp_path / "absent.eml"), check=False)
        assert status == 1
        assert rows[0]["error"]
        assert "Traceback" not in error
        await checks.settled(desk, leave_open=True)


async def test_ingest_beside_the_running_service_shares_the_work(desk: Desk, tmp_path: Path) -> None:
    """The same items are taken by one of the two, whichever is first."""
    folder = tmp_path / "mails"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.eml").write_bytes(mail(unique("beside")).as_bytes())
    _, rows, _ = await desk.program.cli("ingest", str(folder))
    assert [row["outcome"] for row in rows] == ["new_ticket"] * 12
    await checks.settled(desk)
    assert len(desk.program.listed("tickets")) == 12


async def test_an_invitation_makes_a_member_of_staff_once(desk: Desk) -> None:
    words = ["user", "add", "--name", "Hương", "--email", "huong@firm.example", "--role", "support"]
    _, (made,), _ = await desk.program.cli(*words)
    assert set(made) >= {"user", "invite_token", "telegram_link", "web_link"}
    token = made["telegram_link"].rpartition("start=")[2]
    huong = desk.tg.user("Hương", language_code="vi")
    await huong.start(token)
    await huong.wait_reply(timeout=20)
    await eventually(lambda: desk.program.shown(made["user"])["telegram_id"] == str(huong.id))
    thief = desk.tg.user("Thief", language_code="en")
    await thief.start(token)
    await desk.tg.settle()
    ref = (await desk.ticket_of(await desk.write()))["ref"]
    await huong.wait_for(lambda chat: next((m for m in chat.bot_messages if ref in m.text), None), timeout=20)
    assert not any(ref in text for text in thief.chat.texts)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_fresh_interpreter_starts_serves_and_ends(new_desk: OpenDesk) -> None:
    """Every other test here forks; this one starts the program as a user does, twice on the same data, and a third beside it."""
    async with new_desk(fresh=True) as desk:
        first = await desk.ticket_of(await desk.write(), 60)
        assert await desk.program.stop() < 10
        await desk.program.start()
        assert desk.program.process is not None
        maps = Path(f"/proc/{desk.program.process.pid}/maps")
        await eventually(lambda: "spacy" in maps.read_text(), 60)  # before anybody writes
        second = await desk.ticket_of(await desk.write(), 60)
        assert first["ref"] != second["ref"]
        await checks.settled(desk)
        status, _, error = await desk.program.cli("run", check=False)
        assert status == 1
        assert "role" in error
        assert (await desk.program.readyz())["status"] == "ok"
        assert 'crmbot_inbox_processed_total{channel="email"' in (await desk.program.get("/metrics"))[1]
        await desk.program.stop()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_backup_under_load_comes_back_elsewhere(new_desk: OpenDesk, tmp_path: Path) -> None:
    """O1: it is consistent, and what was on its way then is held for a person's decision."""
    async with new_desk(undo_seconds="600") as desk:
        minh = await desk.agent("Minh")
        hoa = await desk.write()
        ref = (await desk.ticket_of(hoa))["ref"]
        await minh.card(ref)
        await answer(minh, ref)
        await eventually(lambda: _replies(desk, ref) == ["held"])
        writing = [asyncio.create_task(desk.write()) for _ in range(6)]
        await desk.program.cli("backup", str(tmp_path / "backup.tar"))
        await asyncio.gather(*writing)
        await desk.program.kill()
        await desk.program.cli("restore", str(tmp_path / "backup.tar"), "--force")
        desk.program._store.close()
        desk.program._store = None
        assert _replies(desk, ref) == ["review"]
        await desk.program.start()
        await desk.ticket_of(await desk.write())
        assert desk.mails_to(hoa) == []
        await checks.settled(desk)


def _replies(desk: Desk, ref: str) -> list[Any]:
    return [row["state"] for row in desk.program.listed("outbox", record=ref, kind="reply")]

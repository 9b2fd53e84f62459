"""The receiver against pymap, an IMAP server in pure Python."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.sqlite_intake import SqliteIntake
from servers.certificates import make_certificate
from servers.pymap_server import Pymap, pymap_server
from servers.receiving import facts, mail, receiving, timing
from servers.scripted_imap import ScriptedImap, scripted_imap
from servers.tcp_proxy import tcp_proxy
from servers.waiting import eventually

from channels.email.imap_failures import ConnectionLost, LoginRefused
from channels.email.imap_receiver import ImapReceiver, check
from channels.email.imap_url import ImapSettings
from channels.message import ReadPosition
from channels.port import Receiver


def watching(receiver: ImapReceiver) -> bool:
    return receiver.state.ok


async def test_mail_is_kept_with_its_position_and_flagged(intake: SqliteIntake):
    async with pymap_server() as server, receiving(server.url, intake) as receiver:
        assert isinstance(receiver, Receiver)
        await eventually(lambda: watching(receiver))
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)
        (item,) = intake.items()
        assert item.content == mail(1)
        assert item.external_id == hashlib.sha256(mail(1)).hexdigest()
        assert (item.channel, item.account) == ("email", "imap:support@127.0.0.1/INBOX")
        assert item.envelope["uid"] == 101
        assert item.envelope["truncated"] is False
        assert datetime.now(UTC) - item.received_at < timedelta(minutes=1)
        assert "wrong horse" not in str(item.envelope) + item.account + str(receiver.state)
        await eventually(lambda: facts(receiver)["position"] == 101)
        position = intake.read_position_blocking("email", item.account)
        assert position == ReadPosition("email", item.account, facts(receiver)["uid_validity"], 101)
        await eventually(lambda: _flags(server) == {b"$CrmbotKept"} or _flags(server) == {rb"\Seen"})


def _flags(server: Pymap) -> set[bytes]:
    mailbox = server.backend.config.set_cache["support"][0]._inbox
    return {bytes(flag) for message in mailbox._messages.values() for flag in message.permanent_flags}


async def test_mail_from_before_the_first_start_is_left_alone(intake: SqliteIntake):
    async with pymap_server() as server:
        await server.deliver(*(mail(n) for n in range(5)))
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: watching(receiver))
            await server.deliver(mail(9))
            await eventually(lambda: intake.count() == 1)
        assert intake.contents() == [mail(9)]


async def test_mail_that_came_while_we_were_down_is_taken(intake: SqliteIntake):
    async with pymap_server() as server:
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: watching(receiver))
        await server.deliver(mail(1), mail(2))
        assert intake.count() == 0
        async with receiving(server.url, intake):
            await eventually(lambda: intake.count() == 2)
        assert intake.contents() == [mail(1), mail(2)]


async def test_the_whole_history_is_taken_on_request_in_batches(intake: SqliteIntake):
    async with pymap_server() as server:
        await server.deliver(*(mail(n) for n in range(120)))
        async with receiving(server.url + "?since=all", intake):
            await eventually(lambda: intake.count() == 120)
        assert intake.contents() == [mail(n) for n in range(120)]
        assert intake.calls < 12


async def test_a_history_is_resumed_where_it_stopped(intake: SqliteIntake):
    async with pymap_server() as server:
        await server.deliver(*(mail(n) for n in range(120)))
        intake.before_commit = lambda: setattr(intake, "available", intake.calls < 5)
        async with receiving(server.url + "?since=all", intake):
            await eventually(lambda: intake.refused > 0)
        first = intake.count()
        assert 0 < first < 120
        intake.before_commit = lambda: None
        intake.available = True
        async with receiving(server.url + "?since=all", intake) as receiver:
            await eventually(lambda: intake.count() == 120)
            assert facts(receiver)["repeated"] == 0
            assert facts(receiver)["kept"] == 120 - first


async def test_history_since_a_day(intake: SqliteIntake):
    async with pymap_server() as server:
        now = datetime.now(UTC)
        await server.deliver(mail(1), at=now - timedelta(days=40))
        await server.deliver(mail(2), at=now - timedelta(days=3))
        await server.deliver(mail(3), at=now - timedelta(days=40))
        since = (now - timedelta(days=10)).date()
        async with receiving(f"{server.url}?since={since}", intake) as receiver:
            await eventually(lambda: intake.count() == 1)
            await eventually(lambda: facts(receiver)["position"] == 103)
            # What comes later is taken, however old it claims to be.
            await server.deliver(mail(4), at=now - timedelta(days=400))
            await eventually(lambda: intake.count() == 2)
        assert intake.contents() == [mail(2), mail(4)]


async def test_a_store_that_cannot_keep_moves_nothing(intake: SqliteIntake):
    async with pymap_server() as server, receiving(server.url, intake) as receiver:
        await eventually(lambda: watching(receiver))
        before = facts(receiver)["position"]
        intake.available = False
        await server.deliver(mail(1))
        await eventually(lambda: intake.refused >= 3)
        assert facts(receiver)["position"] == before
        assert not receiver.state.ok
        assert "disk is full" in receiver.state.detail
        assert intake.count() == 0
        assert _flags(server) == set()
        intake.available = True
        await eventually(lambda: intake.count() == 1)
        await eventually(lambda: watching(receiver))


async def test_a_store_that_is_away_at_the_start(intake: SqliteIntake):
    async with pymap_server() as server:
        intake.available = False
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: intake.refused >= 2)
            assert not receiver.state.ok
            intake.available = True
            await eventually(lambda: watching(receiver))


async def test_the_same_mail_twice_in_the_folder_is_one_item(intake: SqliteIntake):
    async with pymap_server() as server, receiving(server.url, intake) as receiver:
        await eventually(lambda: watching(receiver))
        await server.deliver(mail(1), mail(1))
        await eventually(lambda: facts(receiver)["repeated"] == 1)
        assert intake.count() == 1


async def test_a_folder_that_counts_anew_is_looked_through_without_doubles(intake: SqliteIntake):
    async with pymap_server() as server:
        mailboxes = await server.mailboxes()
        await mailboxes.add_mailbox("Support")
        url = server.url.replace("INBOX", "Support?since=all")
        await server.deliver(mail(1), mail(2), folder="Support")
        async with receiving(url, intake):
            await eventually(lambda: intake.count() == 2)
        await mailboxes.delete_mailbox("Support")
        await mailboxes.add_mailbox("Support")
        await server.deliver(mail(2), mail(3), mail(1), folder="Support")
        async with receiving(url, intake) as receiver:
            await eventually(lambda: watching(receiver))
            assert facts(receiver)["recounts"] == 1
            assert (facts(receiver)["kept"], facts(receiver)["repeated"]) == (1, 2)
        assert sorted(intake.contents()) == [mail(1), mail(2), mail(3)]


async def test_a_recount_still_leaves_alone_what_was_older_than_the_first_start(intake: SqliteIntake):
    async with pymap_server() as server:
        mailboxes = await server.mailboxes()
        await mailboxes.add_mailbox("Support")
        url = server.url.replace("INBOX", "Support")
        old = datetime.now(UTC) - timedelta(days=30)
        await server.deliver(mail(1), folder="Support", at=old)
        async with receiving(url, intake) as receiver:
            await eventually(lambda: watching(receiver))
            await server.deliver(mail(2), folder="Support")
            await eventually(lambda: intake.count() == 1)
        await mailboxes.delete_mailbox("Support")
        await mailboxes.add_mailbox("Support")
        await server.deliver(mail(1), folder="Support", at=old)
        await server.deliver(mail(2), mail(3), folder="Support")
        async with receiving(url, intake) as receiver:
            await eventually(lambda: intake.count() == 2)
            await eventually(lambda: watching(receiver))
            assert facts(receiver)["repeated"] == 1
        assert intake.contents() == [mail(2), mail(3)]


async def test_a_missing_folder_is_said_and_taken_when_it_comes(intake: SqliteIntake):
    async with pymap_server() as server:
        url = server.url.replace("INBOX", "Support?since=all")
        async with receiving(url, intake) as receiver:
            await eventually(lambda: "folder Support cannot be opened" in receiver.state.detail)
            mailboxes = await server.mailboxes()
            await mailboxes.add_mailbox("Support")
            await server.deliver(mail(1), folder="Support")
            await eventually(lambda: intake.count() == 1)


async def test_a_server_without_idle_is_polled(intake: SqliteIntake):
    server = ScriptedImap(capability="IMAP4rev1")
    async with scripted_imap(server), receiving(server.url, intake) as receiver:
        await eventually(lambda: watching(receiver))
        assert "no IDLE" in receiver.state.detail
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)
        assert not server.said("IDLE")


async def test_a_big_mail_is_kept_in_part_and_says_so(intake: SqliteIntake):
    async with pymap_server() as server, receiving(server.url + "?max_mb=1", intake) as receiver:
        await eventually(lambda: watching(receiver))
        big = mail(1, size=3 << 20)
        await server.deliver(big, mail(2))
        await eventually(lambda: intake.count() == 2)
        first, second = intake.items()
        assert first.content == big[: 1 << 20]
        assert first.envelope["truncated"] is True
        assert second.content == mail(2)
        assert second.envelope["truncated"] is False


async def test_a_wrong_password_is_one_clear_state_and_no_hammering(intake: SqliteIntake):
    async with pymap_server() as server, tcp_proxy(server.port) as proxy:
        url = f"imap://support:falsch@127.0.0.1:{proxy.port}/INBOX"
        async with receiving(url, intake) as receiver:
            await eventually(lambda: "refuses the login" in receiver.state.detail)
            await asyncio.sleep(0.3)
            assert proxy.connections == 1
            assert "falsch" not in receiver.state.detail
            assert "settings" in receiver.state.detail
        with pytest.raises(LoginRefused, match="refuses the login of support"):
            await check(ImapSettings.from_url(url))


async def test_check_says_what_is_there():
    async with pymap_server() as server:
        await server.deliver(mail(1))
        assert await check(ImapSettings.from_url(server.url)) == (
            "INBOX holds 1 mails; the server announces new mail; not encrypted"
        )


async def test_a_password_beyond_ascii_and_a_user_with_a_space(intake: SqliteIntake):
    async with pymap_server() as server:
        url = server.url.replace("wrong%20horse", "m%E1%BA%ADt").replace("support", "h%E1%BB%97%20tr%E1%BB%A3")
        async with receiving(url, intake) as receiver:
            await eventually(lambda: "refuses the login of hỗ trợ" in receiver.state.detail)


async def test_a_server_that_is_down_is_found_again(intake: SqliteIntake):
    async with pymap_server() as server, tcp_proxy(server.port) as proxy:
        url = server.url.replace(str(server.port), str(proxy.port))
        async with receiving(url, intake) as receiver:
            await eventually(lambda: watching(receiver))
            proxy.cut_all()
            await server.deliver(mail(1))
            await eventually(lambda: intake.count() == 1)


async def test_a_line_that_went_dead_is_noticed_by_the_next_look(intake: SqliteIntake):
    async with pymap_server() as server, tcp_proxy(server.port) as proxy:
        url = server.url.replace(str(server.port), str(proxy.port))
        async with receiving(url, intake, idle=0.2, answer=0.3) as receiver:
            await eventually(lambda: watching(receiver))
            proxy.frozen = True
            await server.deliver(mail(1))
            await eventually(lambda: not watching(receiver))
            assert intake.count() == 0
            proxy.frozen = False
            await eventually(lambda: intake.count() == 1)


@pytest.mark.parametrize("frozen", [False, True])
async def test_stop_is_quick_wherever_the_thread_blocks(intake: SqliteIntake, frozen: bool):
    async with pymap_server() as server, tcp_proxy(server.port) as proxy:
        url = server.url.replace(str(server.port), str(proxy.port))
        proxy.frozen = frozen
        async with receiving(url, intake, idle=60, connect=60) as receiver:
            await eventually(lambda: proxy.connections == 1 if frozen else watching(receiver))
            began = time.monotonic()
            await receiver.stop()
            assert time.monotonic() - began < 1
            assert not receiver._thread.is_alive()
            assert not receiver.state.ok


async def test_stop_while_waiting_to_try_again(intake: SqliteIntake):
    async with receiving("imap://u:p@127.0.0.1:1/", intake, first_pause=60, longest_pause=60) as receiver:
        await eventually(lambda: "no connection" in receiver.state.detail)
        began = time.monotonic()
        await receiver.stop()
        assert time.monotonic() - began < 1


async def test_tls_checks_the_certificate(intake: SqliteIntake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    certificate = make_certificate(tmp_path)
    async with (
        pymap_server() as server,
        tcp_proxy(server.port, tls=certificate.server_context()) as proxy,
    ):
        url = f"imaps://support:wrong%20horse@localhost:{proxy.port}/INBOX"
        async with receiving(url, intake) as receiver:
            await eventually(lambda: "certificate is not valid" in receiver.state.detail)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
        async with receiving(url, intake, idle=60) as receiver:
            await eventually(lambda: watching(receiver))
            assert facts(receiver)["encrypted"] is True
            await server.deliver(mail(1, size=300_000))
            await eventually(lambda: intake.count() == 1)
            began = time.monotonic()
            await receiver.stop()
            assert time.monotonic() - began < 1


async def test_starttls(intake: SqliteIntake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    certificate = make_certificate(tmp_path)
    context: ssl.SSLContext = certificate.server_context()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    async with pymap_server(ssl_context=context, starttls=True) as server:
        url = f"imap://support:wrong%20horse@localhost:{server.port}/INBOX"
        async with receiving(url + "?starttls=required", intake) as receiver:
            await eventually(lambda: watching(receiver))
            await server.deliver(mail(1))
            await eventually(lambda: intake.count() == 1)


async def test_starttls_that_the_server_does_not_offer_is_never_replaced_by_plain_text(intake: SqliteIntake):
    async with pymap_server() as server, receiving(server.url + "?starttls=required", intake) as receiver:
        await eventually(lambda: "no connection" in receiver.state.detail)
        assert not receiver.state.ok


def with_token_command(port: int, program: str) -> ImapSettings:
    command = (sys.executable, "-c", program)
    return ImapSettings(host="127.0.0.1", port=port, user="support", tls=False, token_command=command)


@asynccontextmanager
async def by_token(port: int, program: str, intake: SqliteIntake) -> AsyncIterator[ImapReceiver]:
    receiver = ImapReceiver(with_token_command(port, program), intake, timing())
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()


async def test_signing_in_with_a_token(intake: SqliteIntake):
    async with scripted_imap(ScriptedImap(token="t0ken=")) as server:
        async with by_token(server.port, "print('t0ken=')", intake) as receiver:
            await eventually(lambda: watching(receiver))
            await server.deliver(mail(1))
            await eventually(lambda: intake.count() == 1)
        async with by_token(server.port, "print('expired')", intake) as receiver:
            await eventually(lambda: "refuses the login of support" in receiver.state.detail)
            assert "invalid credentials" in receiver.state.detail
            assert "expired" not in receiver.state.detail


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import sys; print('denied', file=sys.stderr); sys.exit(3)", "status 3: denied"),
        ("", "printed no token"),
        ("print('two words')", "printed no token"),
    ],
)
async def test_a_token_command_that_fails_is_told(intake: SqliteIntake, program: str, words: str):
    async with scripted_imap() as server, by_token(server.port, program, intake) as receiver:
        await eventually(lambda: words in receiver.state.detail)


async def test_a_token_command_that_is_not_there(intake: SqliteIntake):
    async with scripted_imap() as server:
        settings = ImapSettings(host="127.0.0.1", port=server.port, user="u", tls=False, token_command=("/no/such",))
        with pytest.raises(ConnectionLost, match="cannot be started"):
            await check(settings)


async def test_stop_while_the_token_command_hangs(intake: SqliteIntake):
    async with scripted_imap() as server, by_token(server.port, "import time; time.sleep(30)", intake) as receiver:
        await eventually(lambda: server.connections == 1)
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await receiver.stop()
        assert time.monotonic() - began < 3
        assert not receiver._thread.is_alive()


async def test_two_mailboxes_run_side_by_side(intake: SqliteIntake):
    async with pymap_server() as server:
        mailboxes = await server.mailboxes()
        await mailboxes.add_mailbox("Sales")
        async with (
            receiving(server.url, intake) as one,
            receiving(server.url.replace("INBOX", "Sales"), intake) as two,
        ):
            await eventually(lambda: watching(one) and watching(two))
            await server.deliver(mail(1))
            await server.deliver(mail(1), folder="Sales")
            await eventually(lambda: intake.count() == 2)
        assert {item.account for item in intake.items()} == {
            "imap:support@127.0.0.1/INBOX",
            "imap:support@127.0.0.1/Sales",
        }

"""What a server or a line can do wrong: nothing is lost, nothing is kept twice or by half."""

from __future__ import annotations

import asyncio
import random
import re

import pytest
from fakes.sqlite_intake import SqliteIntake
from servers.pymap_server import pymap_server
from servers.receiving import facts, mail, receiving
from servers.scripted_imap import Connection, Fault, ScriptedImap, scripted_imap, times
from servers.tcp_proxy import tcp_proxy
from servers.waiting import eventually

from channels.email.imap_receiver import ImapReceiver


def watching(receiver: ImapReceiver) -> bool:
    return receiver.state.ok


async def cut_mid_literal(connection: Connection, tag: str, command: str) -> bool:
    if "BODY" not in command:
        return False
    whole = connection.fetched(connection.matching(command.split()[2])[0], command)
    await connection.send(whole[: len(whole) // 2])
    connection.writer.transport.abort()
    raise EOFError


async def half_a_line(connection: Connection, tag: str, command: str) -> bool:
    await connection.send(b"* 1 FETCH (UID 1 RFC822.SI")
    connection.writer.transport.abort()
    raise EOFError


async def bye(connection: Connection, tag: str, command: str) -> bool:
    await connection.say("* BYE the server is going down")
    connection.writer.close()
    raise EOFError


async def garbage(connection: Connection, tag: str, command: str) -> bool:
    await connection.send(b"\x00\xff\xfe){{99999999999999999999}\r\n\r\n* * * FETCH ((((\r\n")
    return True


async def garbage_in_answer(connection: Connection, tag: str, command: str) -> bool:
    await connection.say("* 1 FETCH (UID one RFC822.SIZE {3}", 'xx)" BODY[ NIL', f"{tag} OK done")
    return True


async def deep_garbage(connection: Connection, tag: str, command: str) -> bool:
    await connection.say("* 1 FETCH " + "(" * 5000, f"{tag} OK done")
    return True


def literal_wrong_by(difference: int) -> Fault:
    async def fault(connection: Connection, tag: str, command: str) -> bool:
        if "BODY" not in command:
            return False
        for uid in connection.matching(command.split()[2]):
            told = connection.fetched(uid, command)
            await connection.send(re.sub(rb"\{(\d+)\}", lambda m: b"{%d}" % (int(m[1]) + difference), told))
        await connection.say(f"{tag} OK done")
        return True

    return fault


async def endless_literal(connection: Connection, tag: str, command: str) -> bool:
    if "BODY" not in command:
        return False
    await connection.send(b"* 1 FETCH (UID 1 BODY[] {4000000000}\r\nx")
    return True


async def refuse(connection: Connection, tag: str, command: str) -> bool:
    await connection.say(f"{tag} NO [SERVERBUG] try again")
    return True


async def silence(connection: Connection, tag: str, command: str) -> bool:
    return True


async def wrong_tag(connection: Connection, tag: str, command: str) -> bool:
    await connection.say("ZZZZ1 OK done")
    return True


FAULTS = {
    "cut mid literal": ("FETCH", cut_mid_literal),
    "half a line": ("FETCH", half_a_line),
    "BYE": ("FETCH", bye),
    "BYE in search": ("SEARCH", bye),
    "garbage": ("FETCH", garbage),
    "garbage in search": ("SEARCH", garbage),
    "garbage at select": ("SELECT", garbage),
    "garbage in answer": ("FETCH", garbage_in_answer),
    "deep garbage": ("FETCH", deep_garbage),
    "literal too short": ("FETCH", literal_wrong_by(-3)),
    "literal too long": ("FETCH", literal_wrong_by(3)),
    "literal far too long": ("FETCH", literal_wrong_by(500)),
    "endless literal": ("FETCH", endless_literal),
    "refused fetch": ("FETCH", refuse),
    "refused search": ("SEARCH", refuse),
    "refused select": ("SELECT", refuse),
    "refused login": ("LOGIN", refuse),
    "silence": ("FETCH", silence),
    "silence at login": ("LOGIN", silence),
    "wrong tag": ("FETCH", wrong_tag),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_that_passes(intake: SqliteIntake, name: str):
    command, fault = FAULTS[name]
    server = ScriptedImap(mails={n: mail(n, size=200) for n in range(1, 6)})
    server.faults[command] = times(2, fault)
    async with scripted_imap(server), receiving(server.url + "?since=all", intake, answer=0.2, connect=0.2) as receiver:
        await eventually(lambda: intake.count() == 5)
        await eventually(lambda: watching(receiver))
        assert sorted(intake.contents()) == sorted(server.mails.values())
        assert "Traceback" not in receiver.state.detail
        await server.deliver(mail(6))
        await eventually(lambda: intake.count() == 6)
        assert facts(receiver)["repeated"] == 0


@pytest.mark.parametrize("fault", [refuse, cut_mid_literal, garbage_in_answer, literal_wrong_by(2)])
async def test_a_mail_that_can_never_be_read_does_not_hold_up_the_others(intake: SqliteIntake, fault: Fault):
    async def only_mail_2(connection: Connection, tag: str, command: str) -> bool:
        if "BODY" not in command or 2 not in connection.matching(command.split()[2]):
            return False
        return await fault(connection, tag, command)

    server = ScriptedImap(mails={n: mail(n) for n in range(1, 6)})
    server.faults["FETCH"] = only_mail_2
    async with scripted_imap(server):
        async with receiving(server.url + "?since=all", intake, answer=0.3) as receiver:
            await eventually(lambda: intake.count() == 4)
            await eventually(lambda: "cannot be read" in receiver.state.detail)
            assert "first UID 2" in receiver.state.detail
            assert facts(receiver)["position"] == 1
            await server.deliver(mail(6))
            await eventually(lambda: intake.count() == 5)
        server.faults.clear()
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: intake.count() == 6)
            await eventually(lambda: facts(receiver)["position"] == 6)
            assert watching(receiver)
        assert sorted(intake.contents()) == [mail(n) for n in range(1, 7)]


async def test_a_set_aside_mail_is_tried_again_without_a_restart(intake: SqliteIntake):
    server = ScriptedImap(mails={n: mail(n) for n in range(1, 4)})
    server.faults["FETCH"] = refuse
    async with scripted_imap(server), receiving(server.url + "?since=all", intake) as receiver:
        await eventually(lambda: facts(receiver)["set_aside"] == 3)
        server.faults.clear()
        await eventually(lambda: intake.count() == 3)
        await eventually(lambda: watching(receiver))
        assert facts(receiver)["position"] == 3


async def test_no_answer_to_done(intake: SqliteIntake):
    server = ScriptedImap()
    server.faults["DONE"] = times(1, silence)
    async with scripted_imap(server), receiving(server.url, intake, answer=0.2) as receiver:
        await eventually(lambda: watching(receiver))
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)
        assert server.connections == 2


async def test_idle_is_left_and_entered_again_in_time(intake: SqliteIntake):
    server = ScriptedImap()
    async with scripted_imap(server), receiving(server.url, intake, idle=0.1):
        await eventually(lambda: len(server.said("IDLE")) >= 3)
        assert server.connections == 1
        assert len(server.said("^DONE")) >= 2
        # A poll between two IDLEs finds what was never announced.
        server.mails[1] = mail(1)
        await eventually(lambda: intake.count() == 1)


async def test_mail_announced_before_idle_begins_is_not_overlooked(intake: SqliteIntake):
    server = ScriptedImap()

    async def announce_early(connection: Connection, tag: str, command: str) -> bool:
        server.mails[1] = mail(1)
        connection.idle_tag = tag
        await connection.send(b"* 1 EXISTS\r\n+ idling\r\n")
        return True

    server.faults["IDLE"] = times(1, announce_early)
    async with scripted_imap(server), receiving(server.url, intake, idle=60):
        await eventually(lambda: intake.count() == 1, within=3)


async def test_mail_announced_in_one_packet_with_the_start_of_idle(intake: SqliteIntake):
    server = ScriptedImap()

    async def announce_at_once(connection: Connection, tag: str, command: str) -> bool:
        server.mails[1] = mail(1)
        connection.idle_tag = tag
        await connection.send(b"+ idling\r\n* 1 EXISTS\r\n")
        return True

    server.faults["IDLE"] = times(1, announce_at_once)
    async with scripted_imap(server), receiving(server.url, intake, idle=60):
        await eventually(lambda: intake.count() == 1, within=3)


async def test_mail_announced_during_fetch_is_not_repeated_in_idle_and_found_all_the_same(intake: SqliteIntake):
    server = ScriptedImap(mails={1: mail(1)})

    async def announce(connection: Connection, tag: str, command: str) -> bool:
        if "BODY" not in command:
            return False
        await connection.send(connection.fetched(1, command))
        server.mails[2] = mail(2)
        await connection.say("* 2 EXISTS", f"{tag} OK done")
        return True

    server.faults["FETCH"] = times(2, announce)
    async with scripted_imap(server), receiving(server.url + "?since=all", intake, idle=60):
        await eventually(lambda: intake.count() == 2, within=3)


@pytest.mark.parametrize("after", ["the connection", "a mail"])
async def test_mail_that_is_never_announced_because_idle_had_not_begun_is_found_by_a_second_look(
    intake: SqliteIntake, after: str
):
    server = ScriptedImap()

    async def come_unnoticed(connection: Connection, tag: str, command: str) -> bool:
        if after == "the connection" or len(server.mails) == 1:
            server.mails[server.next_uid()] = mail(server.next_uid())
            server.faults.clear()
        return False

    server.faults["IDLE"] = come_unnoticed
    async with scripted_imap(server), receiving(server.url, intake, idle=60) as receiver:
        await eventually(lambda: watching(receiver))
        if after == "a mail":
            await eventually(lambda: len(server.said("IDLE")) >= 2)
            await server.deliver(mail(1))
        await eventually(lambda: intake.count() == len(server.mails) > 0, within=3)
        await asyncio.sleep(0.3)
        assert len(server.said("IDLE")) <= 5, "then it is waited in one long IDLE"


async def test_a_line_of_idle_in_pieces(intake: SqliteIntake):
    server = ScriptedImap()

    async def dribble(connection: Connection, tag: str, command: str) -> bool:
        server.mails[1] = mail(1)
        connection.idle_tag = tag
        await connection.say("+ idling", "* OK still here")
        for byte in b"* 1 EXISTS\r\n":
            await connection.send(bytes([byte]))
            await asyncio.sleep(0.01)
        return True

    server.faults["IDLE"] = times(1, dribble)
    async with scripted_imap(server), receiving(server.url, intake, idle=60):
        await eventually(lambda: intake.count() == 1, within=3)
        assert server.connections == 1


async def test_a_server_that_dribbles_for_ever_is_left(intake: SqliteIntake):
    async def dribble(connection: Connection, tag: str, command: str) -> bool:
        for _ in range(200):
            await connection.send(b"x")
            await asyncio.sleep(0.02)
        return True

    server = ScriptedImap(mails={1: mail(1)})
    server.faults["SEARCH"] = times(1, dribble)
    async with scripted_imap(server), receiving(server.url + "?since=all", intake, answer=0.3):
        await eventually(lambda: intake.count() == 1, within=3)


async def test_a_server_that_announces_with_every_answer_does_not_keep_us_busy(intake: SqliteIntake):
    async def announce(connection: Connection, tag: str, command: str) -> bool:
        await connection.say("* 3 EXISTS", "* SEARCH", f"{tag} OK done")
        return True

    server = ScriptedImap()
    server.faults["SEARCH"] = announce
    async with scripted_imap(server), receiving(server.url, intake, idle=60, poll=30):
        await eventually(lambda: server.said("IDLE"))
        await asyncio.sleep(0.2)
        assert len(server.said("SEARCH")) < 10


async def test_mail_removed_between_search_and_fetch_is_passed_over(intake: SqliteIntake):
    async def remove(connection: Connection, tag: str, command: str) -> bool:
        server.mails.pop(2, None)
        return False

    async def remove_later(connection: Connection, tag: str, command: str) -> bool:
        if "BODY" in command:
            server.mails.pop(3, None)
        return False

    server = ScriptedImap(mails={n: mail(n) for n in range(1, 5)}, uid_next=5)

    async def both(connection: Connection, tag: str, command: str) -> bool:
        return await remove(connection, tag, command) or await remove_later(connection, tag, command)

    server.faults["FETCH"] = both
    async with scripted_imap(server), receiving(server.url + "?since=all", intake) as receiver:
        await eventually(lambda: intake.count() == 2)
        await eventually(lambda: watching(receiver))
        assert facts(receiver)["vanished"] == 2
        assert facts(receiver)["position"] == 4
        assert server.connections == 1
    assert intake.contents() == [mail(1), mail(4)]


async def test_seen_by_another_client_hides_nothing(intake: SqliteIntake):
    server = ScriptedImap(mails={1: mail(1)})
    server.flagged[1] = "\\Seen"
    async with scripted_imap(server), receiving(server.url + "?since=all", intake):
        await eventually(lambda: intake.count() == 1)


async def test_flags_that_are_refused_lose_nothing(intake: SqliteIntake):
    server = ScriptedImap()
    server.faults["STORE"] = refuse
    async with scripted_imap(server), receiving(server.url, intake) as receiver:
        await eventually(lambda: watching(receiver))
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)
        await server.deliver(mail(2))
        await eventually(lambda: intake.count() == 2)
        await eventually(lambda: watching(receiver))
        assert len(server.said("STORE")) == 1
        assert server.connections == 1


@pytest.mark.parametrize(
    ("permanent", "flag"), [("\\Seen \\*", "$CrmbotKept"), ("\\Seen $crmbotkept", "$CrmbotKept"), ("\\Seen", "\\Seen")]
)
async def test_which_flag_is_set(intake: SqliteIntake, permanent: str, flag: str):
    server = ScriptedImap(mails={1: mail(1)}, permanent_flags=permanent)
    async with scripted_imap(server), receiving(server.url + "?since=all", intake):
        await eventually(lambda: server.flagged == {1: flag})


async def test_a_flag_that_a_crash_left_out_is_set_by_the_next_start(intake: SqliteIntake):
    server = ScriptedImap(mails={1: mail(1)})
    async with scripted_imap(server):
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: watching(receiver))
            await server.deliver(mail(2))
            await eventually(lambda: 2 in server.flagged)
        server.flagged.clear()
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: server.flagged)
        # Mail 1 was there before us and was never kept.
        assert list(server.flagged) == [2]
        assert intake.count() == 1


async def test_uids_that_are_given_twice_without_a_new_uidvalidity(intake: SqliteIntake):
    """An older copy of the folder was restored."""
    server = ScriptedImap(mails={n: mail(n) for n in range(1, 6)})
    async with scripted_imap(server):
        async with receiving(server.url + "?since=all", intake):
            await eventually(lambda: intake.count() == 5)
        server.mails = {1: mail(1), 2: mail(2), 3: mail(9)}
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: intake.count() == 6)
            await eventually(lambda: watching(receiver))
            assert (facts(receiver)["kept"], facts(receiver)["recounts"]) == (1, 1)


async def test_a_uidnext_that_lies_is_not_a_reason_to_start_again(intake: SqliteIntake):
    server = ScriptedImap(mails={n: mail(n) for n in range(1, 6)})
    async with scripted_imap(server):
        async with receiving(server.url + "?since=all", intake):
            await eventually(lambda: intake.count() == 5)
        server.uid_next = 2
        async with receiving(server.url, intake) as receiver:
            await eventually(lambda: watching(receiver))
            assert facts(receiver)["recounts"] == 0


async def test_a_new_uidvalidity_under_a_running_connection(intake: SqliteIntake):
    server = ScriptedImap()
    async with scripted_imap(server), receiving(server.url, intake, idle=0.1) as receiver:
        await eventually(lambda: watching(receiver))
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)
        server.uid_validity = 8
        server.mails = {1: mail(2), 2: mail(1)}
        await eventually(lambda: intake.count() == 2)
        await eventually(lambda: facts(receiver)["repeated"] == 1)
        assert facts(receiver)["uid_validity"] == 8
        assert server.connections == 1


async def test_uids_may_jump(intake: SqliteIntake):
    server = ScriptedImap(mails={1: mail(1)})
    async with scripted_imap(server), receiving(server.url + "?since=all", intake):
        await eventually(lambda: intake.count() == 1)
        server.uid_next = 4_294_967_290
        await server.deliver(mail(2))
        await eventually(lambda: intake.count() == 2)


async def test_a_hundred_thousand_old_mails_are_passed_by_quickly(intake: SqliteIntake):
    server = ScriptedImap(mails=dict.fromkeys(range(1, 100_001), b"old"))
    async with scripted_imap(server), receiving(server.url, intake) as receiver:
        await eventually(lambda: watching(receiver), within=3)
        assert facts(receiver)["position"] == 100_000
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)


async def test_login_trouble_that_is_not_the_password_is_tried_again_soon(intake: SqliteIntake):
    async def busy(connection: Connection, tag: str, command: str) -> bool:
        await connection.say(f"{tag} NO [UNAVAILABLE] the directory is down")
        return True

    server = ScriptedImap()
    server.faults["LOGIN"] = times(2, busy)
    async with scripted_imap(server), receiving(server.url, intake) as receiver:
        await eventually(lambda: watching(receiver), within=3)
        assert server.connections == 3


async def test_a_server_that_turns_us_away_at_the_door(intake: SqliteIntake):
    server = ScriptedImap(greeting="* BYE too many connections")
    async with scripted_imap(server), receiving(server.url, intake, first_pause=0.2, longest_pause=0.4) as receiver:
        await eventually(lambda: "too many connections" in receiver.state.detail)
        server.greeting = "* OK ready"
        await eventually(lambda: watching(receiver), within=3)


async def test_a_server_that_wants_no_passwords_in_plain_text(intake: SqliteIntake):
    server = ScriptedImap(capability="IMAP4rev1 LOGINDISABLED")
    async with scripted_imap(server), receiving(server.url, intake) as receiver:
        await eventually(lambda: "imaps://" in receiver.state.detail)
        assert not server.said("LOGIN ")


async def test_random_cuts_lose_nothing_and_double_nothing(intake: SqliteIntake):
    """Forty connections are cut at random bytes of what the server says, while mail keeps coming."""
    dice = random.Random(42)
    mails = [mail(n, size=dice.choice([10, 500, 20_000])) for n in range(80)]

    def cut_after(number: int) -> int | None:
        return dice.randrange(1, 60_000) if number < 40 else None

    async with pymap_server() as server, tcp_proxy(server.port, cut_after) as proxy:
        url = f"imap://support:wrong%20horse@127.0.0.1:{proxy.port}/INBOX?since=all"
        async with receiving(url, intake, first_pause=0.005, longest_pause=0.02, aside=0.02) as receiver:
            for one in mails:
                await server.deliver(one)
                await asyncio.sleep(0.005)
            while proxy.connections <= 40:
                proxy.cut_all()
                await asyncio.sleep(0.02)
            await eventually(lambda: intake.count() == len(mails), within=20)
            await eventually(lambda: watching(receiver))
        assert proxy.connections > 40
        assert sorted(intake.contents()) == sorted(mails)


async def test_hostile_answers_never_end_the_thread(intake: SqliteIntake):
    """Random bytes at every step; afterwards the mailbox works."""
    dice = random.Random(7)
    pieces = [b"* ", b"(", b")", b"{5}\r\n", b"{-1}\r\n", b'"', b"\\", b"[", b"]", b"NIL", b"BODY[]", b"\x00", b"\xff"]
    pieces += [
        b"UID ",
        b"FETCH ",
        b"SEARCH ",
        b"999999999999999999999 ",
        b"OK ",
        b"NO ",
        b"BYE",
        b"\r\n",
        b"+ ",
        b"a" * 50,
    ]

    async def noise(connection: Connection, tag: str, command: str) -> bool:
        words = b"".join(dice.choice(pieces) for _ in range(dice.randrange(1, 30)))
        await connection.send(words + b"\r\n" + tag.encode() + b" OK done\r\n")
        return True

    server = ScriptedImap(mails={1: mail(1)})
    async with scripted_imap(server):
        timing = {"answer": 0.1, "connect": 0.1, "first_pause": 0.005, "longest_pause": 0.01, "aside": 0.01}
        async with receiving(
            server.url + "?since=all", intake, login_pause=0.01, longest_login_pause=0.01, **timing
        ) as receiver:
            for name in ("CAPABILITY", "LOGIN", "SELECT", "SEARCH", "FETCH", "IDLE", "DONE"):
                server.faults = {name: noise}
                for _ in range(8):
                    for connection in list(server.open):
                        connection.writer.transport.abort()
                    server.mails[server.next_uid()] = mail(server.next_uid())
                    await asyncio.sleep(0.03)
            server.faults = {}
            await eventually(lambda: watching(receiver))
            await eventually(lambda: set(server.mails.values()) <= set(intake.contents()))

"""A private Dovecot on a free loopback port, with its data in a folder of its own. Works with and without root."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

USER = "support"
PASSWORD = "secret"
PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
mail_location = sdbox:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(slots=True)
class Dovecot:
    port: int
    folder: Path

    def url(self, folder: str = "INBOX") -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{folder}"

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10)
        client.login(USER, PASSWORD)
        return client

    def deliver_blocking(self, mails: Iterable[bytes], folder: str = "INBOX") -> None:
        with self.client() as client:
            for mail in mails:
                client.append(folder, mail)

    async def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        await asyncio.to_thread(self.deliver_blocking, mails, folder)


@asynccontextmanager
async def dovecot() -> AsyncIterator[Dovecot]:
    folder = Path(tempfile.mkdtemp(prefix="crmbot-dovecot-"))
    try:
        port = _free_port()
        _configure(folder, port)
        process = _start(folder)
        try:
            await asyncio.to_thread(_wait_for_port, port, folder)
            yield Dovecot(port, folder)
        finally:
            await asyncio.to_thread(_stop, process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, port: int) -> None:
    (folder / "mail").mkdir()
    mail_uid, mail_gid = os.getuid(), os.getgid()
    internal = login = getpass.getuser()
    group = grp.getgrgid(mail_gid).gr_name
    if mail_uid == 0:  # Dovecot reads no mail as root
        nobody = pwd.getpwnam("nobody")
        mail_uid, mail_gid = nobody.pw_uid, nobody.pw_gid
        internal, login, group = "dovecot", "dovenull", "dovecot"
        os.chown(folder / "mail", mail_uid, mail_gid)
        folder.chmod(0o755)
    settings = _CONFIGURATION.format(
        folder=folder,
        port=port,
        password=PASSWORD,
        mail_uid=mail_uid,
        mail_gid=mail_gid,
        internal_user=internal,
        internal_group=group,
        login_user=login,
    )
    (folder / "dovecot.conf").write_text(settings)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    assert PROGRAM is not None
    # Not as a daemon: the process we start is the one we stop.
    return subprocess.Popen(
        [PROGRAM, "-F", "-c", folder / "dovecot.conf"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_port(port: int, folder: Path) -> None:
    for _ in range(250):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as sock:
            if sock.recv(10):
                return
        time.sleep(0.02)
    raise AssertionError((folder / "dovecot.log").read_text())

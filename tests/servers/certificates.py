"""Self-made TLS certificates for tests, made with the openssl program."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONFIG = """[ca]
default_ca = own
[own]
new_certs_dir = .
database = index.txt
default_md = sha256
policy = any
rand_serial = yes
[any]
commonName = supplied
"""


@dataclass(frozen=True)
class Certificate:
    """``certificate`` is its own authority: trust that file to trust the server."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificate(folder: Path, host: str = "localhost", *, expired: bool = False) -> Certificate:
    """Valid from two days ago until tomorrow, or until yesterday."""
    now = datetime.now(UTC)
    begin, end = now - timedelta(days=2), now + timedelta(days=-1 if expired else 1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ca.cnf").write_text(_CONFIG)
    (folder / "index.txt").touch()
    (folder / "names.cnf").write_text(f"subjectAltName=DNS:{host}\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    _openssl(
        folder, "req", "-new", *curve, "-nodes", "-keyout", "key.pem", "-subj", f"/CN={host}", "-out", "request.pem"
    )
    times = ["-startdate", f"{begin:%Y%m%d%H%M%SZ}", "-enddate", f"{end:%Y%m%d%H%M%SZ}"]
    signing = ["-batch", "-notext", "-selfsign", "-config", "ca.cnf", "-extfile", "names.cnf", "-keyfile", "key.pem"]
    _openssl(folder, "ca", *signing, *times, "-in", "request.pem", "-out", "certificate.pem")
    return Certificate(folder / "certificate.pem", folder / "key.pem")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)

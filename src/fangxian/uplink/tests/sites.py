"""Nodes of a test as real processes: each with its own folder, databases, keys, server and commands."""

import datetime
import ipaddress
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SOURCES = Path(__file__).parents[3]
TOWN = "fangxian.uplink.tests.town"
PATIENCE = 300


@dataclass
class Site:
    """A node: ``code`` is its place; ``run`` calls ``fangxian``, ``town`` looks into it from outside."""

    folder: Path
    code: str
    authority: str = ""
    certificate: tuple[str, str] | None = None
    port: int = 0
    server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where its server is reached."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of it is shared with another node."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "PYTHONPATH": str(SOURCES), "DJANGO_SETTINGS_MODULE": "fangxian.settings.local",
            "FANGXIAN_DATA_DIR": str(self.folder), "FANGXIAN_UPLINK_CA": self.authority, "PYTHONWARNINGS": "ignore",
        }  # fmt: skip

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a process of this node."""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *words], env=self.environment, cwd=self.folder, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, status: int = 0) -> Any:
        """Call ``fangxian uplink … --json`` and return what it printed, or its error."""
        return self.finish(self.start("fangxian.cli", "uplink", *words, "--json"), status)

    def town(self, *words: str) -> Any:
        """Call one of the town's commands."""
        return self.finish(self.start(TOWN, *words), 0)

    def finish(self, process: "subprocess.Popen[bytes]", status: int | None) -> Any:
        """Wait for a process and return what it printed."""
        out, err = process.communicate(timeout=PATIENCE)
        assert status is None or process.returncode == status, (process.returncode, out, err.decode())
        return json.loads(out) if out else err.decode()

    def numbers(self) -> list[int]:
        """Return the packages that came, read from outside without a process."""
        with closing(sqlite3.connect(self.folder / "fangxian.sqlite3")) as table:
            rows = table.execute("SELECT sequence FROM uplink_received ORDER BY id")
            return [number for (number,) in rows]

    def serve(self) -> None:
        """Start the server and wait until it answers."""
        self.port = self.port or free_port()
        tls = ("--certificate", self.certificate[0], "--key", self.certificate[1]) if self.certificate else ()
        self.server = self.start("fangxian.cli", "serve", "--port", str(self.port), "--workers", "1", *tls)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.server.poll() is None, self.server.communicate()
            assert time.monotonic() < until
            time.sleep(0.1)

    def kill(self) -> None:
        """End the server at once, as when the power fails."""
        if self.server and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.communicate()

    def _answers(self) -> bool:
        context = ssl.create_default_context(cafile=self.authority) if self.certificate else None
        try:
            with urllib.request.urlopen(f"{self.url}/health", context=context, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False


def free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def certificates(folder: Path) -> tuple[str, tuple[str, str]]:
    """Make an authority of our own and a certificate for 127.0.0.1; return their files."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("authority", authority_key.public_key(), "authority", authority_key, root=True)
    own = _certificate("127.0.0.1", key.public_key(), "authority", authority_key, root=False)
    files = [folder / name for name in ("authority.pem", "server.pem", "server.key")]
    files[0].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(own.public_bytes(serialization.Encoding.PEM))
    files[2].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(files[0]), (str(files[1]), str(files[2]))


def _certificate(subject: str, public: Any, issuer: str, signer: Any, *, root: bool) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (subject, issuer)]
    built = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if root:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        built = built.add_extension(usage, critical=True)
    else:
        address = x509.IPAddress(ipaddress.ip_address(subject))
        built = built.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return built.sign(signer, hashes.SHA256())

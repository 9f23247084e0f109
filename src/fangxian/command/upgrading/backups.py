"""Backups of both databases, with a list of the keys they need; the keys themselves are never in one (M31).

A backup is a folder: ``default`` and ``audit`` as SQLite files or PostgreSQL dumps, and ``record.json`` with
their SHA-256, the release and the names of the keys, each with 8 digits that show whether it is the same key.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid
from fangxian.core.replica import OWN

RECORD = "record.json"
LABEL = b"fangxian key "


def back_up(into: Path, version: str) -> Path:
    """Write a backup into a new folder below `into`, named by time and release, and return the folder."""
    folder = into / f"{moment():%Y-%m-%dT%H%M%S}-from-{version or 'empty'}"
    folder.mkdir(parents=True, mode=0o700)
    files = {alias: _dump(connections[alias], folder) for alias in OWN}
    record = {
        "release": version,
        "made_at": moment().isoformat(timespec="seconds"),
        "databases": {alias: {"file": file.name, "sha256": digest(file)} for alias, file in files.items()},
        "keys": dict(keys()),
    }
    (folder / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return folder


def restore(folder: Path) -> list[str]:
    """Put both databases back as they were; return the keys of that time which are not here now.

    Raises ``Invalid`` when a file of the backup is missing or differs from its record; nothing is changed then.
    """
    record = read(folder)
    for held in record["databases"].values():
        file = folder / held["file"]
        if not file.exists() or digest(file) != held["sha256"]:
            raise Invalid(
                {"backup": _("The file %(file)s of the backup is damaged.") % {"file": held["file"]}}
            )
    for alias, held in record["databases"].items():
        _load(connections[alias], folder / held["file"])
    present = dict(keys())
    return [name for name, mark in record["keys"].items() if present.get(name) != mark]


def read(folder: Path) -> dict[str, Any]:
    """Return the record of a backup; raises ``Invalid``."""
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise Invalid({"backup": _("%(folder)s holds no backup.") % {"folder": folder}}) from error
    return record


def keys() -> Iterator[tuple[str, str]]:
    """Yield each key of personal data by its name, with 8 digits by which it is known again."""
    folder = Path(settings.FANGXIAN_KEYS_DIR)
    for path in sorted(folder.glob("*/*.key")):
        mark = hashlib.sha256(LABEL + path.read_bytes()).hexdigest()[:8]
        yield path.relative_to(folder).as_posix(), mark


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def moment() -> datetime:
    """Return the local time of the one clock."""
    return timezone.localtime(clock.now())


def others_connected() -> int:
    """Count the other clients of the main database, where the database can tell (PostgreSQL)."""
    if connections["default"].vendor != "postgresql":
        return 0
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _dump(connection: BaseDatabaseWrapper, folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / f"{connection.alias}.sqlite3"
        _copy_sqlite(str(connection.settings_dict["NAME"]), str(target))
    else:
        target = folder / f"{connection.alias}.dump"
        _program("pg_dump", connection, "--format=custom", "--no-owner", "--no-acl", "--file", str(target))
    target.chmod(0o600)
    return target


def _load(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Replace a database's tables by those of a dump, in one transaction on PostgreSQL."""
    if connection.vendor == "sqlite":
        connection.close()
        return _copy_sqlite(str(file), str(connection.settings_dict["NAME"]))
    tables = ", ".join(connection.ops.quote_name(table) for table in connection.introspection.table_names())
    connection.close()
    script = file.with_suffix(".sql")
    try:
        _program("pg_restore", None, "--no-owner", "--no-acl", "--file", str(script), str(file))
        clearing = [f"--command=DROP TABLE IF EXISTS {tables} CASCADE"] if tables else []
        once = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _program("psql", connection, *once, *clearing, f"--file={script}")
    finally:
        script.unlink(missing_ok=True)


def _copy_sqlite(source: str, target: str) -> None:
    with closing(_opened(source)) as held, closing(_opened(target)) as copy:
        held.backup(copy)


def _opened(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, uri=name.startswith("file:"))


def _program(name: str, connection: BaseDatabaseWrapper | None, *arguments: str) -> None:
    """Run a program of PostgreSQL, found in FANGXIAN_POSTGRESQL_BIN or on the path; its output is not shown."""
    folder = os.environ.get("FANGXIAN_POSTGRESQL_BIN")
    command = [str(Path(folder) / name) if folder else name, *arguments]
    done = subprocess.run(command, env=_address(connection), capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Invalid({"backup": f"{name}: {(done.stderr.strip().splitlines() or ['?'])[-1]}"})


def _address(connection: BaseDatabaseWrapper | None) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs reach a database: no password in an argument."""
    held = connection.settings_dict if connection else {}
    names = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
    }
    given = {variable: str(held[name]) for variable, name in names.items() if held.get(name)}
    options = held.get("OPTIONS", {})
    given |= {"PGHOST": str(options["host"])} if options.get("host") else {}
    return os.environ | given

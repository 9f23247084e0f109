"""Fresh databases to measure in: SQLite files in a scratch folder, or two databases made for it on a server."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

SERVER = "FANGXIAN_TEST_DATABASE_URL"
SUFFIX = "_bench"


def available() -> list[str]:
    """Return the databases that can be measured: PostgreSQL where the environment names a server."""
    return ["sqlite", "postgresql"] if os.environ.get(SERVER) else ["sqlite"]


@contextmanager
def fresh(store: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a process that measures in empty databases; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fangxian-bench-") as folder:
        environment = dict(os.environ)
        environment |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "FANGXIAN_DATA_DIR": folder,
            "FANGXIAN_KEYS_DIR": str(Path(folder) / "keys"),
        }
        urls = {"default": f"sqlite:///{folder}/main.sqlite3", "audit": f"sqlite:///{folder}/audit.sqlite3"}
        if store == "postgresql":
            urls = _create(os.environ[SERVER])
        environment["FANGXIAN_DATABASE_URL"] = urls["default"]
        environment["FANGXIAN_AUDIT_DATABASE_URL"] = urls["audit"]
        try:
            yield environment
        finally:
            if store == "postgresql":
                for url in urls.values():
                    _drop(url)


def _create(server: str) -> dict[str, str]:
    urls = {name: _named(server, f"{SUFFIX}_{os.getpid()}_{name}") for name in ("default", "audit")}
    for url in urls.values():
        _drop(url)
        _execute(url, sql.SQL("CREATE DATABASE {}"))
    return urls


def _drop(url: str) -> None:
    _execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"))


def _execute(url: str, statement: sql.SQL) -> None:
    parts = urlsplit(url)
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(parts.path.lstrip("/"))))


def _named(server: str, ending: str) -> str:
    parts = urlsplit(server)
    return parts._replace(path=f"{parts.path}{ending}").geturl()

"""A process that is killed in the middle leaves whole batches; sending again completes without loss or doubles (M8)."""

import os
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections

from fangxian.conftest import FIRST_DAY, World
from fangxian.core import clock
from fangxian.core.ids import new_id
from fangxian.lines.reports.bulk.tests import dying
from fangxian.lines.reports.bulk.tests.dying import BATCH
from fangxian.lines.reports.bulk.tests.sending import line, packed
from fangxian.lines.reports.tests.supplies import approved

DAYS = 80
VARIABLES = {"default": "FANGXIAN_DATABASE_URL", "audit": "FANGXIAN_AUDIT_DATABASE_URL"}
BODIES = ("audit-office", "archives", "statistics", "meteorology")
COUNT = "SELECT COUNT(*), COUNT(DISTINCT entry_id) FROM reports_dailyreport"
ENTRIES = "SELECT COUNT(*) FROM entries_entry WHERE kind = 'daily_report'"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


@pytest.fixture
def shared(transactional_db: None, world: World, tmp_path: Path) -> dict[str, str]:
    """The small world eighty days later, committed where another process finds it: its environment."""
    approved(world)
    world.time.advance(timedelta(days=DAYS))
    urls = {name: _url(name, tmp_path) for name in ("default", "audit")}
    return {
        **os.environ, "FANGXIAN_DATABASE_URL": urls["default"], "FANGXIAN_AUDIT_DATABASE_URL": urls["audit"],
        "DJANGO_SETTINGS_MODULE": "fangxian.settings.test", "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip


def _url(alias: str, folder: Path) -> str:
    """Return where a database is; one that SQLite holds in this process is written to a file first."""
    own = connections[alias]
    if own.vendor == "sqlite":
        own.ensure_connection()
        with sqlite3.connect(folder / f"{alias}.sqlite3") as file:
            own.connection.backup(file)
        return f"sqlite:///{folder}/{alias}.sqlite3"
    given = urlsplit(os.environ[VARIABLES[alias]])
    return given._replace(path=f"/{own.settings_dict['NAME']}").geturl()


def asked(query: str, folder: Path) -> tuple[int, ...]:
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "default.sqlite3") as file:
            return tuple(file.execute(query).fetchone())
    with connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone())


def test_killed_in_the_middle_and_sent_again(shared: dict[str, str], tmp_path: Path) -> None:
    lines = [
        line(body, id=str(new_id()), day=(FIRST_DAY + timedelta(days=day)).isoformat())
        for day in range(DAYS)
        for body in BODIES
    ]
    file = tmp_path / "day.ndjson"
    file.write_bytes(b"\n".join(packed(lines)))
    command = [
        sys.executable, dying.__file__, str(file),
        str(settings.FANGXIAN_KEYS_DIR), clock.now().isoformat(),
    ]  # fmt: skip
    kept = 0
    for wait in (0.0, 0.015, 0.04):
        with subprocess.Popen(command, env=shared, stdout=subprocess.PIPE) as process:  # noqa: S603
            assert process.stdout
            for _batch in range(kept // BATCH + 1):
                assert process.stdout.readline()
            time.sleep(wait)
            process.kill()
            process.wait()
        count, entries = asked(COUNT, tmp_path)
        assert count == entries > kept
        assert count % BATCH == 0
        assert asked(ENTRIES, tmp_path) == (count,)
        kept = count
    assert kept < len(lines)
    told = subprocess.run(command, env=shared, check=True, capture_output=True, text=True).stdout  # noqa: S603
    assert told.replace("\n", ",").rstrip(",").split(",") == ["unchanged"] * kept + ["new"] * (
        len(lines) - kept
    )
    assert asked(COUNT, tmp_path) == (len(lines), len(lines))

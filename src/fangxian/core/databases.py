"""Creating, updating and clearing the tables of both databases."""

from pathlib import Path

from django.core.management import call_command
from django.db import connections

from fangxian.core.replica import OWN


def migrate() -> None:
    """Create or update the tables of the main database and of the audit trail."""
    for alias in OWN:
        call_command("migrate", database=alias, interactive=False, verbosity=0)


def clear() -> None:
    """Remove both databases' SQLite files: for a demonstration or a replay that begins anew."""
    for connection in (connections[alias] for alias in OWN):
        connection.close()
        if connection.vendor == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)

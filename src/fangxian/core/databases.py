"""Creating, updating and clearing the tables of both databases."""

from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from fangxian.core.audit.router import AUDIT
from fangxian.core.replica import OWN


def migrate() -> None:
    """Create or update the tables of the main database and of the audit trail."""
    for alias in OWN:
        _migrate(alias)


def create() -> None:
    """Create the tables of empty databases at once as the models say; their migrations count as applied.

    The same tables as ``migrate`` makes, without walking through the history: a replay begins so. A database that has
    tables already is updated.
    """
    for alias in OWN:
        if connections[alias].introspection.table_names():
            _migrate(alias)
        else:
            _create(alias)


def _migrate(alias: str) -> None:
    call_command("migrate", database=alias, interactive=False, verbosity=0)


def _create(alias: str) -> None:
    connection, recorder = connections[alias], MigrationRecorder(connections[alias])
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if router.allow_migrate_model(alias, model) and model._meta.can_migrate(connection):
                editor.create_model(model)
    recorder.ensure_schema()
    for app, name in MigrationLoader(connection).graph.nodes:
        if alias != AUDIT or app == AUDIT:
            recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)


def clear() -> None:
    """Remove both databases' SQLite files: for a demonstration or a replay that begins anew."""
    for connection in (connections[alias] for alias in OWN):
        connection.close()
        if connection.vendor == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)

"""Django's ``migrate``, which does not walk through the whole product's history for one table of events."""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.loader import MigrationLoader

from fangxian.core.audit.router import AUDIT


class Command(migrate.Command):
    """Create or update tables: in the audit trail's database its own app's, which is all that it may hold."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Migrate a database; the audit trail's to its own migrations alone, where there are migrations."""
        whole = options["database"] == AUDIT and not options["app_label"]
        if whole and AUDIT in MigrationLoader(None).migrated_apps:
            options |= {"app_label": AUDIT, "run_syncdb": False}
        return super().handle(*args, **options)

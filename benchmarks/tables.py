"""The tables of empty databases as the models are now: their history takes longer than many a measurement."""

from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from fangxian.core.replica import OWN


class _Without(dict[str, None]):
    """Migrations of no app."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def create() -> None:
    """Create the tables of both databases; `makemigrations --check` in the tests holds that these are the same."""
    with override_settings(MIGRATION_MODULES=_Without()):
        for alias in (alias for alias in OWN if not connections[alias].introspection.table_names()):
            call_command("migrate", database=alias, run_syncdb=True, interactive=False, verbosity=0)

"""Keeps the audit trail in its own database."""

from typing import Any

from django.db.models import Model

AUDIT = "audit"


class AuditRouter:
    """Sends the ``audit`` app to the ``audit`` database, and everything else to ``default``."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Read events from their own database."""
        return AUDIT if model._meta.app_label == AUDIT else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Write events to their own database."""
        return AUDIT if model._meta.app_label == AUDIT else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Create each app's tables in its own database only."""
        return (db == AUDIT) == (app_label == AUDIT)

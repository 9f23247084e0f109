from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail."""

    name = "fangxian.core.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class OwedConfig(AppConfig):
    """Counts of owed reports by node."""

    name = "fangxian.lines.reports.owed"
    label = "owed_reports"
    default_auto_field = "django.db.models.BigAutoField"

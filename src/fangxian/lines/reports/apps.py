from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Daily and zero reports."""

    name = "fangxian.lines.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures and what this line's users owe."""
        from fangxian.lines.reports.duties import owed
        from fangxian.lines.reports.figures import MEASURES
        from fangxian.lines.reports.imports import DAILY_REPORTS
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.registry import register
        from fangxian.mechanisms.imports.kinds import register as register_import

        register(*MEASURES)
        register_duties(owed)
        register_import(DAILY_REPORTS)

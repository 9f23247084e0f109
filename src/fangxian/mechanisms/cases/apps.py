from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Referrals from a line to another."""

    name = "fangxian.mechanisms.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures and what cases ask of whom."""
        from fangxian.mechanisms.cases.duties import owed
        from fangxian.mechanisms.cases.figures import MEASURES
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.registry import register

        register(*MEASURES)
        register_duties(owed)

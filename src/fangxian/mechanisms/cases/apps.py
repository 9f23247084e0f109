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
        from fangxian.mechanisms.cases.queries import READING
        from fangxian.mechanisms.cases.reminding import sources
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.evidence import register as register_reading
        from fangxian.mechanisms.figures.registry import register
        from fangxian.mechanisms.messages.sources import register as register_sources

        register(*MEASURES)
        register_reading("cases", READING)
        register_duties(owed)
        register_sources(sources)

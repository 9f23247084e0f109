from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """Dual check-in, service, attendance."""

    name = "fangxian.lines.service"
    label = "service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures, what is owed, and posts where nobody is."""
        from fangxian.lines.service.duties import owed
        from fangxian.lines.service.figures import MEASURES
        from fangxian.lines.service.ledgers import LEDGERS
        from fangxian.lines.service.reminding import sources
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.messages.sources import register as register_sources

        register(*LEDGERS)
        register_measures("checkin", *MEASURES)
        register_duties(owed)
        register_sources(sources)

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """Dual check-in, service, attendance."""

    name = "fangxian.lines.service"
    label = "service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures, what is owed, posts where nobody is, days on duty and hours."""
        from fangxian.lines.service.arriving import asked
        from fangxian.lines.service.duties import owed
        from fangxian.lines.service.figures import MEASURES
        from fangxian.lines.service.ledgers import LEDGERS
        from fangxian.lines.service.reminding import PLACES, UNITS, sources
        from fangxian.lines.service.worked import days, hundredths
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.messages.sources import register as register_sources
        from fangxian.mechanisms.personnel import own, rest, service

        register(*LEDGERS)
        register_measures("checkin", *MEASURES)
        register_duties(owed)
        register_sources(sources, PLACES, UNITS)
        rest.register(days)
        own.register(asked)
        service.register(hundredths)

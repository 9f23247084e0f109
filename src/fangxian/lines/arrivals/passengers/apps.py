from django.apps import AppConfig


class PassengersConfig(AppConfig):
    """Passenger lists pushed from stations."""

    name = "fangxian.lines.arrivals.passengers"
    label = "passengers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures, the workbooks and what is owed."""
        from fangxian.lines.arrivals.passengers.access import READING
        from fangxian.lines.arrivals.passengers.asking import TOPIC
        from fangxian.lines.arrivals.passengers.duties import owed
        from fangxian.lines.arrivals.passengers.figures import MEASURES
        from fangxian.lines.arrivals.passengers.imports import PASSENGER_LISTS
        from fangxian.lines.arrivals.passengers.reminding import sources
        from fangxian.mechanisms.contacts.subjects import register as register_topic
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.evidence import register as register_reading
        from fangxian.mechanisms.figures.registry import register
        from fangxian.mechanisms.imports.kinds import register as register_import
        from fangxian.mechanisms.messages.sources import register as register_sources

        register(*MEASURES)
        register_reading("passengers", READING)
        register_duties(owed)
        register_sources(sources)
        register_topic(TOPIC)
        register_import(PASSENGER_LISTS)

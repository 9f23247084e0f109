from django.apps import AppConfig


class SelfRegistrationConfig(AppConfig):
    """Self-registration of people who arrive."""

    name = "fangxian.lines.arrivals.selfreg"
    label = "selfreg"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what communities owe, and about whom they ask."""
        from fangxian.lines.arrivals.selfreg.asking import TOPIC
        from fangxian.lines.arrivals.selfreg.duties import owed
        from fangxian.lines.arrivals.selfreg.reminding import sources
        from fangxian.mechanisms.contacts.subjects import register as register_topic
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.messages.sources import register as register_sources

        register_duties(owed)
        register_sources(sources)
        register_topic(TOPIC)

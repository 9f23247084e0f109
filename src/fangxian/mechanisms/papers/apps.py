from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Bulletins and instructions."""

    name = "fangxian.mechanisms.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what instructions ask of their owners."""
        from fangxian.mechanisms.duties.board import register
        from fangxian.mechanisms.messages.sources import register as register_sources
        from fangxian.mechanisms.papers.duties import owed
        from fangxian.mechanisms.papers.events import EVENTS
        from fangxian.mechanisms.papers.reminding import sources
        from fangxian.mechanisms.webhooks.kinds import register as register_events

        register(owed)
        register_sources(sources)
        register_events(*EVENTS)

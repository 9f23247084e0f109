from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Volunteers who sign up."""

    name = "fangxian.lines.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledger, its measures, and what communities owe."""
        from fangxian.lines.volunteers.duties import owed
        from fangxian.lines.volunteers.figures import MEASURES
        from fangxian.lines.volunteers.ledgers import LEDGERS
        from fangxian.lines.volunteers.reminding import sources
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.messages.sources import register as register_sources

        register(*LEDGERS)
        register_measures("volunteers", *MEASURES)
        register_duties(owed)
        register_sources(sources)

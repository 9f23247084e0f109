from django.apps import AppConfig


class PairingConfig(AppConfig):
    """Pairing of units with communities."""

    name = "fangxian.lines.pairing"
    label = "pairing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures, and what communities owe every day."""
        from fangxian.lines.pairing.duties import owed
        from fangxian.lines.pairing.figures import MEASURES
        from fangxian.lines.pairing.ledgers import LEDGERS
        from fangxian.lines.pairing.queries import places_of_units
        from fangxian.lines.pairing.reminding import sources
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.messages.sources import register as register_sources
        from fangxian.mechanisms.personnel.nearness import register as register_nearness

        register(*LEDGERS)
        register_nearness(places_of_units)
        register_measures("pairing", *MEASURES)
        register_duties(owed)
        register_sources(sources)

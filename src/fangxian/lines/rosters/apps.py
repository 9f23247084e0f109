from django.apps import AppConfig


class RostersConfig(AppConfig):
    """Rosters."""

    name = "fangxian.lines.rosters"
    label = "rosters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers and their measures."""
        from fangxian.lines.rosters.figures import MEASURES
        from fangxian.lines.rosters.ledgers import LEDGERS
        from fangxian.mechanisms.ledgers.registering import register, register_measures

        register(*LEDGERS)
        register_measures("dispatch", *MEASURES)

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Sending people down."""

    name = "fangxian.lines.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures and what is owed."""
        from fangxian.lines.dispatch.duties import owed
        from fangxian.lines.dispatch.figures import MEASURES
        from fangxian.lines.dispatch.imports import PLACEMENTS
        from fangxian.lines.dispatch.ledgers import LEDGERS
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.imports.kinds import register as register_import
        from fangxian.mechanisms.ledgers.registering import register, register_measures

        register(*LEDGERS)
        register_duties(owed)
        register_import(PLACEMENTS)
        for room, own in MEASURES.items():
            register_measures(room, *own)

from django.apps import AppConfig


class GridConfig(AppConfig):
    """Zones, building heads and household links."""

    name = "fangxian.lines.grid"
    label = "grid"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures, and the workbook of a whole county."""
        from fangxian.lines.grid.figures import MEASURES
        from fangxian.lines.grid.ground import GROUND
        from fangxian.lines.grid.ledgers import LEDGERS
        from fangxian.lines.grid.setup import SETUP
        from fangxian.mechanisms.imports.kinds import register as register_import
        from fangxian.mechanisms.ledgers.registering import register, register_measures

        register(*LEDGERS)
        for room, measures in MEASURES.items():
            register_measures(room, *measures)
        register_import(SETUP)
        register_import(GROUND)

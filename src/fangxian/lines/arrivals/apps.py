from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    """Returnees and dual reporting."""

    name = "fangxian.lines.arrivals"
    label = "arrivals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures and what this line's users owe."""
        from fangxian.lines.arrivals.duties import owed
        from fangxian.lines.arrivals.figures import MEASURES
        from fangxian.lines.arrivals.imports import COMMUNITY_LISTS, UNIT_LISTS
        from fangxian.mechanisms.cases.pages import register as register_page
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.registry import register
        from fangxian.mechanisms.imports.kinds import register as register_import

        register(*MEASURES)
        register_duties(owed)
        register_page("arrival", "arrivals:person")
        register_import(COMMUNITY_LISTS)
        register_import(UNIT_LISTS)

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    """Returnees and dual reporting."""

    name = "fangxian.lines.arrivals"
    label = "arrivals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures and what this line's users owe."""
        from fangxian.lines.arrivals.asking import TOPIC
        from fangxian.lines.arrivals.duties import owed
        from fangxian.lines.arrivals.events import EVENTS
        from fangxian.lines.arrivals.facts import READING
        from fangxian.lines.arrivals.figures import MEASURES
        from fangxian.lines.arrivals.imports import COMMUNITY_LISTS, UNIT_LISTS
        from fangxian.lines.arrivals.ledger_rows import ReturneeLedger
        from fangxian.lines.arrivals.reminding import sources
        from fangxian.mechanisms.cases.pages import register as register_page
        from fangxian.mechanisms.contacts.subjects import register as register_topic
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.evidence import register as register_reading
        from fangxian.mechanisms.figures.registry import register
        from fangxian.mechanisms.filling.ledgers import register as register_ledger
        from fangxian.mechanisms.imports.kinds import register as register_import
        from fangxian.mechanisms.messages.sources import register as register_sources
        from fangxian.mechanisms.webhooks.kinds import register as register_events

        register(*MEASURES)
        register_reading("arrivals", READING)
        register_duties(owed)
        register_sources(sources)
        register_page("arrival", "arrivals:person")
        register_topic(TOPIC)
        register_import(COMMUNITY_LISTS)
        register_import(UNIT_LISTS)
        register_ledger(ReturneeLedger())
        register_events(*EVENTS)

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Daily and zero reports."""

    name = "fangxian.lines.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures and what this line's users owe."""
        from fangxian.lines.reports.duties import owed
        from fangxian.lines.reports.events import EVENTS
        from fangxian.lines.reports.evidence import READING
        from fangxian.lines.reports.figures import MEASURES, stored_measures, tallied_forms
        from fangxian.lines.reports.form import RETURNEES
        from fangxian.lines.reports.imports import DAILY_REPORTS, stored_kinds
        from fangxian.lines.reports.reminding import sources
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures.evidence import register as register_reading
        from fangxian.mechanisms.figures.registry import register, register_provider
        from fangxian.mechanisms.figures.tallies.declared import register as register_tallied
        from fangxian.mechanisms.forms.catalogue import register_built_in
        from fangxian.mechanisms.imports.kinds import register as register_import
        from fangxian.mechanisms.imports.kinds import register_provider as register_imports
        from fangxian.mechanisms.messages.sources import register as register_sources
        from fangxian.mechanisms.webhooks.kinds import register as register_events

        register_built_in(RETURNEES)
        register(*MEASURES)
        register_reading("reports", READING)
        register_provider(stored_measures)
        register_tallied(tallied_forms)
        register_duties(owed)
        register_import(DAILY_REPORTS)
        register_imports(stored_kinds)
        register_events(*EVENTS)
        register_sources(sources)

from django.apps import AppConfig


class ScenarioConfig(AppConfig):
    """Replays of real days."""

    name = "fangxian.scenario"
    label = "scenario"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """Entries and their versions."""

    name = "fangxian.mechanisms.entries"
    label = "entries"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class CommandConfig(AppConfig):
    """One picture."""

    name = "fangxian.command"
    label = "command"
    default_auto_field = "django.db.models.BigAutoField"

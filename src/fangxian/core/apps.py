from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every floor uses."""

    name = "fangxian.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

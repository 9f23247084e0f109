from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files that units send."""

    name = "fangxian.mechanisms.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

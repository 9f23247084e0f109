from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Forms of the day."""

    name = "fangxian.mechanisms.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"

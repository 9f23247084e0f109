from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """What is owed by whom, by when."""

    name = "fangxian.mechanisms.duties"
    label = "duties"
    default_auto_field = "django.db.models.BigAutoField"

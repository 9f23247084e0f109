from django.apps import AppConfig


class VisitorsConfig(AppConfig):
    """What is open to people without an account."""

    name = "fangxian.mechanisms.visitors"
    label = "visitors"
    default_auto_field = "django.db.models.BigAutoField"

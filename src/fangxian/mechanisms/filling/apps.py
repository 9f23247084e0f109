from django.apps import AppConfig


class FillingConfig(AppConfig):
    """Forms from above, filled."""

    name = "fangxian.mechanisms.filling"
    label = "filling"
    default_auto_field = "django.db.models.BigAutoField"

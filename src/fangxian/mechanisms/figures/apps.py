from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Measures declared over facts."""

    name = "fangxian.mechanisms.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """The organisations."""

    name = "fangxian.trees.bodies"
    label = "bodies"
    default_auto_field = "django.db.models.BigAutoField"

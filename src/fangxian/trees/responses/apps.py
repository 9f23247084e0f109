from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    """The emergencies."""

    name = "fangxian.trees.responses"
    label = "responses"
    default_auto_field = "django.db.models.BigAutoField"

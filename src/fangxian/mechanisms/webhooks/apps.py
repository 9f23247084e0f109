from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Calls to other systems."""

    name = "fangxian.mechanisms.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Calls to other systems."""

    name = "fangxian.mechanisms.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what a failing address asks of whoever manages it."""
        from fangxian.mechanisms.duties.board import register
        from fangxian.mechanisms.webhooks.duties import owed

        register(owed)

from django.apps import AppConfig


class UplinkConfig(AppConfig):
    """Nodes that send their aggregates upwards."""

    name = "fangxian.uplink"
    label = "uplink"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what a silent node asks of whoever oversees."""
        from fangxian.mechanisms.duties.board import register
        from fangxian.uplink.duties import owed

        register(owed)

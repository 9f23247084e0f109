from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The contact log."""

    name = "fangxian.mechanisms.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures."""
        from fangxian.mechanisms.contacts.figures import MEASURES
        from fangxian.mechanisms.figures.registry import register

        register(*MEASURES)

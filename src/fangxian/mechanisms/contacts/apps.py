from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The contact log."""

    name = "fangxian.mechanisms.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"

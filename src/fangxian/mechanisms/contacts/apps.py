from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The contact log."""

    name = "fangxian.mechanisms.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the measures, and that units and communities are called too."""
        from fangxian.mechanisms.contacts.figures import MEASURES
        from fangxian.mechanisms.contacts.offices import BODIES, PLACES
        from fangxian.mechanisms.contacts.queries import READING
        from fangxian.mechanisms.contacts.subjects import register as register_topic
        from fangxian.mechanisms.figures.evidence import register as register_reading
        from fangxian.mechanisms.figures.registry import register

        register(*MEASURES)
        register_reading("contacts", READING)
        register_topic(BODIES)
        register_topic(PLACES)

from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    """Persons who serve, posts, postings and leave."""

    name = "fangxian.mechanisms.personnel"
    label = "personnel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers and their measures."""
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.personnel.figures import MEASURES
        from fangxian.mechanisms.personnel.leaves import LEAVES
        from fangxian.mechanisms.personnel.ledgers import LEDGERS
        from fangxian.mechanisms.personnel.sameness import SAMENESS

        register(*LEDGERS, LEAVES, SAMENESS)
        register_measures("personnel", *MEASURES)

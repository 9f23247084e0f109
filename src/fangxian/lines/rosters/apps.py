from django.apps import AppConfig


class RostersConfig(AppConfig):
    """Rosters."""

    name = "fangxian.lines.rosters"
    label = "rosters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures, what notices say, and days on duty, what is owed."""
        from fangxian.lines.rosters import links, notifying, refusing
        from fangxian.lines.rosters.duties import owed
        from fangxian.lines.rosters.figures import MEASURES
        from fangxian.lines.rosters.ledgers import LEDGERS
        from fangxian.lines.rosters.resting import worked
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.messages.notices import register as register_notices
        from fangxian.mechanisms.personnel.own import register_page
        from fangxian.mechanisms.personnel.rest import register as register_rest

        register(*LEDGERS)
        register_measures("dispatch", *MEASURES)
        register_notices(notifying.SOURCE, notifying.worded)
        register_notices(refusing.SOURCE, refusing.worded)
        register_rest(worked)
        register_page(links.person_of)
        register_duties(owed)

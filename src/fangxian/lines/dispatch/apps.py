from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Sending people down."""

    name = "fangxian.lines.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures and what is owed."""
        from fangxian.lines.dispatch.duties import owed
        from fangxian.lines.dispatch.figures import MEASURES
        from fangxian.lines.dispatch.following import follow
        from fangxian.lines.dispatch.imports import PLACEMENTS
        from fangxian.lines.dispatch.ledgers import LEDGERS
        from fangxian.lines.dispatch.nominating import NOMINATIONS
        from fangxian.lines.dispatch.pledging import asked
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.imports.kinds import register as register_import
        from fangxian.mechanisms.ledgers.registering import register, register_measures
        from fangxian.mechanisms.personnel.leaves import register as register_follower
        from fangxian.mechanisms.personnel.own import register as register_own

        register(*LEDGERS)
        register_duties(owed)
        register_import(NOMINATIONS)
        register_import(PLACEMENTS)
        register_own(asked)
        register_follower(follow)
        for room, own in MEASURES.items():
            register_measures(room, *own)

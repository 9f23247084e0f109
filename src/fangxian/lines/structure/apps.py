from django.apps import AppConfig


class StructureConfig(AppConfig):
    """Command structure, groups, teams and charges."""

    name = "fangxian.lines.structure"
    label = "structure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the ledgers, their measures, and what approvers owe."""
        from fangxian.lines.structure.duties import owed
        from fangxian.lines.structure.figures import MEASURES
        from fangxian.lines.structure.gaps import MEASURES as GAPS
        from fangxian.lines.structure.gaps import READING
        from fangxian.lines.structure.ledgers import LEDGERS
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.figures import evidence, registry
        from fangxian.mechanisms.ledgers.registering import register, register_measures

        register(*LEDGERS)
        for room, measures in MEASURES.items():
            register_measures(room, *measures)
        registry.register(*GAPS)
        for room in ("charges", "territory"):
            evidence.register(room, READING)
        register_duties(owed)

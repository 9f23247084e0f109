from django.apps import AppConfig
from django.core.signals import request_finished, request_started


class FormsConfig(AppConfig):
    """Forms of the day."""

    name = "fangxian.mechanisms.forms"
    label = "command_forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every page look at the catalogue once; declare what the burden's owners owe."""
        from fangxian.mechanisms.duties.board import register as register_duties
        from fangxian.mechanisms.forms import catalogue
        from fangxian.mechanisms.forms.duties import owed

        register_duties(owed)
        request_started.connect(catalogue.begin, dispatch_uid="forms.begin")
        request_finished.connect(catalogue.end, dispatch_uid="forms.end")

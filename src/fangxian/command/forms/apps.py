from django.apps import AppConfig


class FormPagesConfig(AppConfig):
    """The pages of forms; it owns no data."""

    name = "fangxian.command.forms"
    label = "form_pages"

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts and roles."""

    name = "fangxian.trees.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

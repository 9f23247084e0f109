from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The territory."""

    name = "fangxian.trees.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """The pages of places, bodies and the response's rules; it owns no data."""

    name = "fangxian.command.territory"
    label = "territory"

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Declared ledgers; it has no table of its own."""

    name = "fangxian.mechanisms.ledgers"
    label = "ledgers"

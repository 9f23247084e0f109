from django.apps import AppConfig


class DrillConfig(AppConfig):
    """Practice responses and the truth behind them."""

    name = "fangxian.drill"
    label = "drill"
    default_auto_field = "django.db.models.BigAutoField"

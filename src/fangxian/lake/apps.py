from django.apps import AppConfig


class LakeConfig(AppConfig):
    """The ledgers as Parquet."""

    name = "fangxian.lake"
    label = "lake"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages and their delivery."""

    name = "fangxian.mechanisms.messages"
    label = "sent_messages"
    default_auto_field = "django.db.models.BigAutoField"

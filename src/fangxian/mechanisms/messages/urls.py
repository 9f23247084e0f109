"""Addresses of the pages about messages."""

from django.urls import path

from fangxian.mechanisms.messages.views import channels, log, mine, reminders

app_name = "messages"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("read/", mine.read_all, name="read_all"),
    path("<uuid:delivery_id>/open/", mine.open_one, name="open"),
    path("channels/", channels.own, name="channels"),
    path("channels/quiet/", channels.quiet, name="quiet"),
    path("channels/<uuid:channel_id>/code/", channels.send_code, name="send_code"),
    path("channels/<uuid:channel_id>/verify/", channels.verify, name="verify"),
    path("channels/<uuid:channel_id>/remove/", channels.remove, name="remove"),
    path("groups/", channels.shared, name="shared"),
    path("rules/", reminders.rules, name="rules"),
    path("rules/quiet/", reminders.quiet, name="default_quiet"),
    path("rules/<uuid:rule_id>/end/", reminders.end, name="end_rule"),
    path("log/", log.log, name="log"),
    path("log/again/", log.again, name="again"),
]

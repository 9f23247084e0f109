"""Every write about messages: channels, rules, manual reminders, reading, sending again; each atomic and audited."""

from fangxian.mechanisms.messages.actions.channels import (
    add_channel,
    check_channel,
    remove_channel,
    set_default_preference,
    set_preference,
    verify_channel,
)
from fangxian.mechanisms.messages.actions.inbox import mark_all_read, mark_read, send_again
from fangxian.mechanisms.messages.actions.reminders import NewRule, add_rule, end_rule, remind

__all__ = [
    "NewRule",
    "add_channel",
    "add_rule",
    "check_channel",
    "end_rule",
    "mark_all_read",
    "mark_read",
    "remind",
    "remove_channel",
    "send_again",
    "set_default_preference",
    "set_preference",
    "verify_channel",
]

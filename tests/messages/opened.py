"""Opened by this room's addresses, for the permission matrix: a reminder by hand, a channel of one's own, a rule."""

from typing import Any

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.models import Delivery


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    reports.remind(world.actor("committee"), world.response, FIRST_DAY)
    channel = actions.add_channel(world.actor("audit-office"), "dingtalk", "t0ken" * 5)
    new = actions.NewRule("reports.daily-returnees", world.places["county"], "ower", 30)
    rule = actions.add_rule(world.actor("committee"), world.response, new)
    delivery = Delivery.objects.filter(account=world.accounts["statistics"])[0]
    sent = {"delivery_id": delivery.pk, "channel_id": channel.pk, "rule_id": rule.pk}
    starts = ("messages/", "api/v1/messages", "api/v1/deliveries", "api/v1/channels", "api/v1/reminder-rules")
    return dict.fromkeys(starts, sent)

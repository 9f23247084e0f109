"""The pages: my messages on a phone, my channels and quiet hours, the command's rules and log; and the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.addresses import code_of
from fangxian.mechanisms.messages.models import Channel, Delivery, Preference, ReminderRule
from fangxian.mechanisms.messages.worker import tick
from fangxian.trees.people.models import Account
from tests.messages.conftest import SECRET, TOKENS
from tests.messages.receivers import Receiver

SignIn = Callable[[Account], Client]
CHANNEL = {"kind": "dingtalk", "address": TOKENS["dingtalk"], "secret": SECRET}
RULE = {
    "source": "reports.daily-returnees", "when": "before", "minutes": "30", "to": "ower", "place": "220602",
    "kinds": ["dingtalk"], "level": "1",
}  # fmt: skip


@pytest.fixture
def liaison(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["audit-office"])


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["committee"])


def test_a_liaison_is_told_opens_the_page_and_the_count_is_gone(world: World, liaison: Client) -> None:
    reports.remind(world.actor("committee"), world.response, FIRST_DAY)
    home = liaison.get("/")
    assert home.context["bell"]["count"] == 1
    page = liaison.get("/messages/?unread=1")
    said = page.context["rows"][0]
    assert "审计局" in page.content.decode()
    opened = liaison.post(f"/messages/{said.delivery.id}/open/")
    assert (opened.status_code, opened["Location"]) == (302, "/reports/mine/?day=2020-02-01")
    assert liaison.get("/").context["bell"]["count"] == 0
    assert not liaison.get("/messages/?unread=1").context["rows"]
    assert len(liaison.get("/messages/").context["rows"]) == 1


def test_all_are_marked_read_at_once_and_only_one_s_own(world: World, liaison: Client) -> None:
    reports.remind(world.actor("committee"), world.response, FIRST_DAY)
    assert liaison.post("/messages/read/").status_code == 302
    assert Delivery.objects.exclude(read_at=None).count() == 1
    other = Delivery.objects.filter(read_at=None)[0]
    assert liaison.post(f"/messages/{other.id}/open/").status_code == 404


def test_the_list_goes_on_page_by_page(world: World, liaison: Client) -> None:
    rule = NewRule("reports.daily-returnees", world.places["county"], "ower", 1)
    for _ in range(51):
        actions.add_rule(world.actor("committee"), world.response, rule)
    world.time.advance(timedelta(hours=2, minutes=1))
    tick()
    first = liaison.get("/messages/")
    assert len(first.context["rows"]) == 50
    second = liaison.get("/messages/" + first.context["next_url"])
    assert len(second.context["rows"]) == 1
    assert not second.context["next_url"]


def test_a_channel_is_added_checked_and_removed_and_its_address_is_never_shown(
    world: World, liaison: Client, robot: Receiver
) -> None:
    assert liaison.post("/messages/channels/", CHANNEL).status_code == 302
    tick()
    channel = Channel.objects.get()
    assert code_of(channel) in robot.arrived[0].text
    wrong = liaison.post(f"/messages/channels/{channel.id}/verify/", {"code": "no"})
    assert wrong.status_code == 422
    assert (
        liaison.post(f"/messages/channels/{channel.id}/verify/", {"code": code_of(channel)}).status_code
        == 302
    )
    page = liaison.get("/messages/channels/").content.decode()
    assert channel.hint in page
    assert TOKENS["dingtalk"] not in page
    assert SECRET not in page
    assert liaison.post(f"/messages/channels/{channel.id}/code/").status_code == 409
    assert liaison.post(f"/messages/channels/{channel.id}/remove/").status_code == 302
    assert channel.hint not in liaison.get("/messages/channels/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "x"}, "address"),
        ({"kind": "webhook"}, "kind"),
        ({"kind": "mail"}, "kind"),
        ({"secret": "a b"}, "secret"),
    ],
)
def test_a_channel_that_is_none_goes_back_at_its_field(
    world: World, liaison: Client, changes: dict[str, str], field: str
) -> None:
    answer = liaison.post("/messages/channels/", CHANNEL | changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_another_s_channel_does_not_exist(world: World, liaison: Client, client_for: SignIn) -> None:
    liaison.post("/messages/channels/", CHANNEL)
    channel = Channel.objects.get()
    other = client_for(world.accounts["archives"])
    for what in ("verify", "code", "remove"):
        assert other.post(f"/messages/channels/{channel.id}/{what}/", {"code": "1"}).status_code == 404
    assert other.get("/messages/channels/").context["rows"] == []


def test_quiet_hours_are_one_s_own_or_the_response_s(
    world: World, liaison: Client, committee: Client
) -> None:
    hours = {"quiet_from": "21:00", "quiet_to": "07:30", "digest_minutes": "15"}
    assert committee.post("/messages/rules/quiet/", hours).status_code == 302
    assert "21:00" in liaison.get("/messages/channels/").content.decode()
    assert liaison.post("/messages/channels/quiet/", hours | {"quiet_to": "06:00"}).status_code == 302
    assert liaison.post("/messages/channels/quiet/", hours | {"quiet_to": ""}).status_code == 422
    assert liaison.post("/messages/channels/quiet/", hours | {"digest_minutes": "999"}).status_code == 422
    assert {str(row.quiet_to) for row in Preference.objects.all()} == {"07:30:00", "06:00:00"}
    assert liaison.post("/messages/rules/quiet/", hours).status_code == 403


def test_a_rule_is_looked_ahead_added_and_ended(world: World, committee: Client) -> None:
    ahead = committee.post("/messages/rules/", RULE | {"preview": "1"})
    assert ahead.context["ahead"].units == 6
    assert not ReminderRule.objects.exists()
    assert committee.post("/messages/rules/", RULE).status_code == 302
    rule = ReminderRule.objects.get()
    assert (rule.minutes, rule.kinds) == (-30, ["dingtalk"])
    assert committee.get("/messages/rules/").context["rows"][0].units == 6
    assert committee.post(f"/messages/rules/{rule.id}/end/").status_code == 302
    assert not committee.get("/messages/rules/").context["rows"]
    assert len(committee.get("/messages/rules/").context["ended"]) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"when": "at"}, "minutes"),
        ({"minutes": "2000"}, "minutes"),
        ({"to": "group"}, "group"),
        ({"note": "19912345678"}, "note"),
        ({"place": "11"}, "place"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
    ],
)
def test_a_rule_that_makes_no_sense_goes_back_at_its_field(
    world: World, committee: Client, changes: dict[str, str], field: str
) -> None:
    answer = committee.post("/messages/rules/", RULE | changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_the_command_s_pages_are_closed_to_others(world: World, liaison: Client) -> None:
    for page in ("rules", "log", "groups"):
        assert liaison.get(f"/messages/{page}/").status_code == 403
    assert liaison.post("/messages/log/again/").status_code == 403


def test_the_log_says_what_failed_and_sends_it_again(
    world: World, committee: Client, robot: Receiver
) -> None:
    group = CHANNEL | {"title": "工作群", "on": "220602", "secret": ""}
    assert committee.post("/messages/groups/", group | {"on": "nowhere"}).status_code == 422
    assert committee.post("/messages/groups/", group).status_code == 302
    tick()
    channel = Channel.objects.get()
    committee.post(f"/messages/channels/{channel.id}/verify/", {"code": code_of(channel)})
    added = committee.post(
        "/messages/rules/", RULE | {"to": "group", "group": str(channel.id), "when": "after", "minutes": "10"}
    )
    assert added.status_code == 302
    world.time.advance(timedelta(hours=2, minutes=11))
    tick()
    Delivery.objects.filter(channel=channel).update(state="failed", error="refused")
    page = committee.get("/messages/log/?state=failed&kind=dingtalk")
    ((said, _tone, error),) = page.context["rows"]
    assert error
    assert TOKENS["dingtalk"] not in page.content.decode()
    before = len(robot.arrived)
    assert committee.post("/messages/log/again/", {"delivery": [str(said.delivery.id)]}).status_code == 302
    world.time.advance(timedelta(minutes=10))
    tick()
    assert len(robot.arrived) == before + 1
    assert committee.get("/messages/log/?state=waiting").context["rows"] == []
    assert committee.get("/messages/log/?after=x").status_code == 422


def test_the_api_shows_one_s_own_and_the_log(world: World, liaison: Client, committee: Client) -> None:
    reports.remind(world.actor("committee"), world.response, FIRST_DAY)
    (item,) = liaison.get("/api/v1/messages?unread=true").json()["items"]
    assert item["url"] == "/reports/mine/?day=2020-02-01"
    read: Any = liaison.post(f"/api/v1/messages/{item['id']}/read")
    assert read.status_code == 200
    assert read.json()["read_at"]
    assert liaison.get("/api/v1/messages?unread=true").json()["items"] == []
    assert liaison.get("/api/v1/deliveries").status_code == 403
    log = committee.get("/api/v1/deliveries").json()["items"]
    assert len(log) == 6
    assert {row["channel"] for row in log} == {"inside"}
    assert committee.post(f"/api/v1/deliveries/{log[0]['id']}/again").status_code == 404


def test_pages_ask_no_more_as_messages_grow(world: World, liaison: Client, committee: Client) -> None:
    rule = NewRule("reports.daily-returnees", world.places["county"], "ower", 1)
    pages = [(liaison, "/messages/"), (committee, "/messages/log/"), (committee, "/messages/rules/")]
    actions.add_rule(world.actor("committee"), world.response, rule)
    world.time.advance(timedelta(hours=2, minutes=2))
    tick()
    few = [_queries(client, url) for client, url in pages]
    for _ in range(9):
        actions.add_rule(world.actor("committee"), world.response, rule)
    world.time.advance(timedelta(days=1))
    tick()
    assert Delivery.objects.count() > 60
    assert [_queries(client, url) for client, url in pages] == few
    assert max(few) < 25


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)

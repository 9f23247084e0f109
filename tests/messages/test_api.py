"""Channels, quiet hours and rules over the API: the pages' actions and permissions; addresses never come out."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import ORGANS, World
from fangxian.mechanisms.messages.addresses import code_of, unseal
from fangxian.mechanisms.messages.models import Channel, ReminderRule
from fangxian.mechanisms.messages.worker import tick
from fangxian.trees.people.models import Account
from tests.messages.conftest import SECRET, TOKENS
from tests.messages.receivers import Receiver

API = "/api/v1"
SignIn = Callable[[Account], Client]
RULE = {
    "source": "reports.daily-returnees",
    "place": "220602",
    "to": "ower",
    "minutes": -30,
    "kinds": ["mail"],
}
FEISHU = {"kind": "feishu", "address": TOKENS["feishu"], "secret": SECRET}


class Caller:
    """Somebody signed in who speaks JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, method: str, path: str, content: object = None, status: int = 200) -> Any:
        answer = getattr(self.client, method)(API + path, content, content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None


@pytest.fixture
def liaison(world: World, client_for: SignIn) -> Caller:
    return Caller(client_for(world.accounts["audit-office"]))


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Caller:
    return Caller(client_for(world.accounts["committee"]))


def test_one_s_own_channel_is_added_checked_and_removed(
    world: World, liaison: Caller, robot: Receiver
) -> None:
    robot.secrets[TOKENS["feishu"]] = SECRET
    added = liaison("post", "/channels", FEISHU, 201)
    assert (added["hint"], added["verified_at"]) == ("***" + TOKENS["feishu"][-4:], None)
    tick()
    channel = Channel.objects.get()
    assert code_of(channel) in robot.arrived[0].text
    assert unseal(channel).secret == SECRET
    wrong = liaison("post", f"/channels/{channel.id}/verify", {"code": "no"}, 422)
    assert set(wrong["errors"]) == {"code"}
    assert liaison("post", f"/channels/{channel.id}/verify", {"code": code_of(channel)})["verified_at"]
    told = json.dumps([added, wrong, listed := liaison("get", "/channels")])
    assert [own["id"] for own in listed] == [str(channel.id)]
    assert TOKENS["feishu"] not in told
    assert SECRET not in told
    liaison("post", f"/channels/{channel.id}/code", status=409)
    liaison("delete", f"/channels/{channel.id}", status=204)
    assert liaison("get", "/channels") == []


def test_a_channel_that_is_none_is_refused_by_field(world: World, liaison: Caller) -> None:
    for changes, field in (({"address": "x"}, "address"), ({"kind": "webhook"}, "kind"),
                           ({"kind": "wecom"}, "secret"), ({"kind": "pigeon"}, "kind")):  # fmt: skip
        assert set(liaison("post", "/channels", FEISHU | changes, 422)["errors"]) == {field}
    assert not Channel.objects.exists()


def test_a_group_s_channel_is_for_who_looks_after_channels_there(
    world: World, liaison: Caller, committee: Caller, robot: Receiver
) -> None:
    group = FEISHU | {"title": "工作群", "place": "220602"}
    liaison("post", "/channels", group, 403)
    added = committee("post", "/channels", group, 201)
    assert added["place"] == {"code": "220602", "name": "浑江区"}
    assert [own["id"] for own in committee("get", "/channels/shared")] == [added["id"]]
    committee("post", "/channels", group | {"place": "2206"}, 404)
    committee("post", "/channels", group | {"place": "999999"}, 422)
    liaison("get", "/channels/shared", status=403)
    liaison("delete", f"/channels/{added['id']}", status=404)


def test_quiet_hours_are_one_s_own_or_the_response_s(
    world: World, liaison: Caller, committee: Caller
) -> None:
    hours = {"quiet_from": "21:00", "quiet_to": "07:30", "digest_minutes": 15}
    assert liaison("get", "/quiet-hours")["quiet_from"] == "22:00"
    committee("put", "/quiet-hours/default", hours)
    assert liaison("get", "/quiet-hours") == hours
    liaison("put", "/quiet-hours", hours | {"quiet_from": None, "quiet_to": None})
    assert liaison("get", "/quiet-hours")["quiet_from"] is None
    assert set(liaison("put", "/quiet-hours", hours | {"quiet_to": None}, 422)["errors"]) == {"quiet_to"}
    liaison("put", "/quiet-hours", hours | {"quiet_to": "25:00"}, 422)
    liaison("put", "/quiet-hours/default", hours, 403)


def test_a_rule_is_looked_ahead_added_listed_and_ended(world: World, committee: Caller) -> None:
    ahead = committee("post", "/reminder-rules/preview", RULE)
    assert (ahead["owing"], ahead["accounts"], ahead["untold"]) == (6, 6, 0)
    assert not ReminderRule.objects.exists()
    added = committee("post", "/reminder-rules", RULE, 201)
    assert (added["minutes"], added["kinds"], added["next"]) == (-30, ["mail"], ahead)
    hourly = RULE | {
        "minutes": None,
        "hour": "09:00",
        "line": ORGANS,
        "to": "superior",
        "level": 2,
        "kinds": None,
    }
    assert len(committee("post", "/reminder-rules", hourly, 201)["kinds"]) == 5
    assert [own["hour"] for own in committee("get", "/reminder-rules")] == [None, "09:00:00"]
    world.time.advance(timedelta(days=1))
    assert committee("post", f"/reminder-rules/{added['id']}/end")["valid_to"] == "2020-02-02"
    about = {own["code"]: own["by_place"] for own in committee("get", "/reminder-rules/sources")}
    assert (about["reports.daily-returnees"], about["arrivals.register"]) == (False, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "reports.nothing"}, "source"),
        ({"minutes": None}, "minutes"),
        ({"hour": "09:00"}, "minutes"),
        ({"hour": "9 o'clock"}, "hour"),
        ({"to": "everybody"}, "to"),
        ({"to": "group"}, "group"),
        ({"line": "nowhere"}, "line"),
        ({"source": "arrivals.register", "line": ORGANS}, "line"),
        ({"place": "999999"}, "place"),
        ({"note": "19912345678"}, "note"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_field(
    world: World, committee: Caller, changes: dict[str, Any], field: str
) -> None:
    assert field in committee("post", "/reminder-rules", RULE | changes, 422)["errors"]
    assert field in committee("post", "/reminder-rules/preview", RULE | changes, 422)["errors"]
    assert not ReminderRule.objects.exists()


def test_rules_are_for_the_command_of_the_place(world: World, liaison: Caller, committee: Caller) -> None:
    liaison("post", "/reminder-rules", RULE, 403)
    liaison("get", "/reminder-rules", status=403)
    committee("post", "/reminder-rules", RULE | {"place": "2206"}, 404)

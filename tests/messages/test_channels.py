"""Channels: receivers speak as robots and a mail server do; only who reads a channel can take it into use."""

from datetime import timedelta
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.addresses import code_of, unseal
from fangxian.mechanisms.messages.delivering import deliver
from fangxian.mechanisms.messages.models import Channel, Delivery
from fangxian.trees.people.actor import SYSTEM
from tests.messages.conftest import SECRET, TOKENS, AddChannel
from tests.messages.receivers import Receiver

LINKS = {
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=" + TOKENS["dingtalk"],
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + TOKENS["wecom"],
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/" + TOKENS["feishu"],
}


@pytest.mark.parametrize("kind", TOKENS)
def test_a_robot_is_taken_into_use_by_the_code_that_arrives_in_its_group(
    world: World, robot: Receiver, add_channel: AddChannel, kind: str
) -> None:
    channel = add_channel("audit-office", kind, LINKS[kind], robot)
    assert channel.verified_at
    assert channel.hint == "***" + TOKENS[kind][-4:]
    assert unseal(channel).to == TOKENS[kind]
    assert not robot.arrived


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_robot_that_asks_for_signatures_gets_signed_messages(
    world: World, robot: Receiver, add_channel: AddChannel, kind: str
) -> None:
    robot.secrets[TOKENS[kind]] = SECRET
    channel = add_channel("audit-office", kind, LINKS[kind], robot, secret=SECRET)
    assert channel.verified_at
    assert unseal(channel).secret == SECRET


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
@pytest.mark.parametrize("secret", ["", "another" * 3])
def test_without_the_right_secret_such_a_robot_refuses(
    world: World, robot: Receiver, kind: str, secret: str
) -> None:
    robot.secrets[TOKENS[kind]] = SECRET
    actions.add_channel(world.actor("audit-office"), kind, LINKS[kind], secret=secret)
    deliver()
    assert Delivery.objects.get().error == "refused"
    assert not robot.arrived


def test_wecom_s_robots_take_no_secret_and_mail_neither(world: World, settings: Any) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    for kind, address in (("wecom", LINKS["wecom"]), ("mail", "liaison@example.org")):
        with pytest.raises(Invalid) as refused:
            actions.add_channel(world.actor("audit-office"), kind, address, secret=SECRET)
        assert set(refused.value.errors) == {"secret"}


def test_mail_goes_by_the_installation_s_server(
    world: World, mail: Receiver, add_channel: AddChannel
) -> None:
    channel = add_channel("audit-office", "mail", "liaison@example.org", mail)
    assert channel.verified_at
    assert channel.hint == "l***@example.org"


def test_without_a_mail_server_nobody_adds_mail(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add_channel(world.actor("audit-office"), "mail", "liaison@example.org")
    assert set(refusal.value.errors) == {"kind"}


def test_a_web_hook_is_for_the_command_alone(world: World, robot: Receiver, add_channel: AddChannel) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add_channel(world.actor("audit-office"), "webhook", robot.base + "/in")
    assert set(refusal.value.errors) == {"kind"}
    channel = add_channel(
        "committee", "webhook", robot.base + "/in?key=1", robot, place=world.places["county"]
    )
    assert channel.hint == "127.0.0.1"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("dingtalk", "https://evil.example.org/robot/send?access_token=" + TOKENS["dingtalk"]),
        ("wecom", "short"),
        ("feishu", ""),
        ("feishu", "a b" * 10),
        ("webhook", "file:///etc/passwd"),
        ("webhook", "https://user:secret@example.org/"),
        ("webhook", "https://example.org:99999/"),
        ("pigeon", "loft"),
    ],
)
def test_an_address_that_is_none_goes_back(world: World, kind: str, address: str) -> None:
    with pytest.raises(Invalid):
        actions.add_channel(world.actor("committee"), kind, address)
    assert not Channel.objects.exists()


def test_a_wrong_code_five_times_needs_a_new_one_and_that_takes_a_minute(
    world: World, robot: Receiver
) -> None:
    liaison = world.actor("audit-office")
    channel = actions.add_channel(liaison, "dingtalk", LINKS["dingtalk"])
    wrong = f"{(int(code_of(channel)) + 1) % 10**6:06d}"
    for _ in range(5):
        with pytest.raises(Invalid):
            actions.verify_channel(liaison, channel.id, wrong)
    with pytest.raises(Invalid):
        actions.verify_channel(liaison, channel.id, code_of(channel))
    with pytest.raises(Conflict):
        actions.check_channel(liaison, channel.id)
    world.time.advance(timedelta(seconds=61))
    former = code_of(channel)
    channel = actions.check_channel(liaison, channel.id)
    assert code_of(channel) != former
    assert actions.verify_channel(liaison, channel.id, code_of(channel)).verified_at


def test_a_channel_is_nobody_else_s(world: World, robot: Receiver) -> None:
    channel = actions.add_channel(world.actor("audit-office"), "dingtalk", LINKS["dingtalk"])
    for other in ("archives", "committee", "administrator"):
        with pytest.raises(Missing):
            actions.check_channel(world.actor(other), channel.id)
        with pytest.raises(Missing):
            actions.remove_channel(world.actor(other), channel.id)
    with pytest.raises(Forbidden):
        actions.add_channel(SYSTEM, "dingtalk", LINKS["dingtalk"])


def test_a_group_s_channel_is_for_who_sets_channels_there(world: World) -> None:
    with pytest.raises(Forbidden):
        actions.add_channel(
            world.actor("spring"), "dingtalk", LINKS["dingtalk"], place=world.places["spring"]
        )
    with pytest.raises(Missing):
        actions.add_channel(
            world.actor("committee"), "dingtalk", LINKS["dingtalk"], place=world.places["city"]
        )
    group = actions.add_channel(
        world.actor("committee"), "dingtalk", LINKS["dingtalk"], place=world.places["east"], title="东街道群"
    )
    assert list(queries.shared_channels(world.actor("committee"))) == [group]
    assert not queries.shared_channels(world.actor("spring"))


def test_removing_a_channel_destroys_its_address_and_keeps_the_log(
    world: World, robot: Receiver, add_channel: AddChannel
) -> None:
    channel = add_channel("audit-office", "dingtalk", LINKS["dingtalk"], robot)
    actions.remove_channel(world.actor("audit-office"), channel.id)
    channel.refresh_from_db()
    assert channel.sealed is None
    assert Delivery.objects.filter(channel=channel, state="sent").count() == 1
    assert not queries.own_channels(world.actor("audit-office"))


def test_a_robot_that_refuses_with_status_200_has_not_taken_the_message(
    world: World, robot: Receiver
) -> None:
    robot.behaviour[""] = "refuses"
    for kind, link in LINKS.items():
        actions.add_channel(world.actor("audit-office"), kind, link)
    deliver()
    assert {(row.state, row.error) for row in Delivery.objects.all()} == {("waiting", "refused")}
    robot.behaviour.clear()
    world.time.advance(timedelta(minutes=2))
    deliver()
    assert {found.way for found in robot.arrived} == {"dingtalk", "wecom", "feishu"}


def test_a_refused_recipient_is_an_error_of_the_mail_server(world: World, mail: Receiver) -> None:
    mail.behaviour["gone@example.org"] = "refuses"
    actions.add_channel(world.actor("audit-office"), "mail", "gone@example.org")
    deliver()
    assert Delivery.objects.get().error == "refused"

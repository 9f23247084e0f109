"""Fixtures: the receivers, and channels that have been checked with the code that arrived there."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

from fangxian.conftest import World
from fangxian.mechanisms.messages import actions, feishu
from fangxian.mechanisms.messages.delivering import deliver
from fangxian.mechanisms.messages.models import Channel
from tests.messages.receivers import Receiver, mail_server, robots

AddChannel = Callable[..., Channel]
TOKENS = {"dingtalk": "d1ng" * 8, "wecom": "we-c0m-" * 5, "feishu": "fe1shu_" * 5}
SECRET = "SECr3t" * 6


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver in the place of the vendors' hosts."""
    with robots() as receiver:
        base = receiver.base
        monkeypatch.setattr(NotifyDingTalk, "notify_url", base + "/robot/send?access_token={token}")
        monkeypatch.setattr(NotifyWeComBot, "notify_url", base + "/cgi-bin/webhook/send?key={key}")
        monkeypatch.setattr(feishu, "URL", base + "/open-apis/bot/v2/hook/{token}")
        yield receiver


@pytest.fixture
def mail(settings: Any) -> Iterator[Receiver]:
    """A mail server, and an installation that uses it."""
    with mail_server() as receiver:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", receiver.port
        yield receiver


@pytest.fixture
def add_channel(world: World) -> AddChannel:
    """Return a function that adds a channel as somebody, reads the code where it arrives, and enters it."""

    def add(who: str, kind: str, address: str, receiver: Receiver, **on: object) -> Channel:
        actor = world.actor(who)
        channel = actions.add_channel(actor, kind, address, **on)  # type: ignore[arg-type]
        deliver()
        code = re.search(r"\d{6}", receiver.arrived.pop().text)
        assert code
        return actions.verify_channel(actor, channel.id, code[0])

    return add

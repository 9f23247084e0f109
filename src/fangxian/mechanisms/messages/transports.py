"""Sending one text by one channel: robots and web hooks by Apprise, mail by Django; every send is bounded.

Apprise cannot sign what Feishu gets, so that is posted by ourselves (``feishu``).

Robots say their refusals with status 200, and Apprise takes the status for the answer; so the plugins' ``requests``
is replaced by ``Courier``, which keeps what was answered and sets one timeout for all.
"""

import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
from apprise.plugins import custom_json, dingtalk, wecombot
from apprise.plugins.base import NotifyBase
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError

from fangxian.mechanisms.messages import feishu
from fangxian.mechanisms.messages.addresses import Address
from fangxian.mechanisms.messages.models import Channel
from fangxian.mechanisms.messages.wording import Words

MOST_BYTES = 15_000
MOST_OF = {Channel.Kind.WECOM.value: 1800}
"""What one message may hold: the robots take about 20 kB, WeCom's 2048 bytes; a longer text is cut."""
NOT_REACHED = (ConnectTimeoutError, NewConnectionError, NameResolutionError)
Kind = Channel.Kind


@dataclass(frozen=True)
class Outcome:
    """What became of a send: "" or the class of the error; without ``certain`` it may have arrived all the same."""

    error: str = ""
    certain: bool = True


SENT = Outcome()
UNREACHABLE = Outcome("unreachable")
NO_ANSWER = Outcome("no_answer", certain=False)
REFUSED = Outcome("refused")
BAD_ADDRESS = Outcome("bad_address")
BROKEN = Outcome("broken", certain=False)


class Courier(threading.local):
    """Stands for the module ``requests`` in Apprise's plugins; keeps each thread's last answer or error."""

    answer: requests.Response | None = None
    error: requests.RequestException | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, url: str, **options: Any) -> requests.Response:
        """Post as ``requests`` does."""
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Ask with the installation's timeout, following no redirection."""
        bounded = options | {"timeout": settings.FANGXIAN_MESSAGE_TIMEOUT, "allow_redirects": False}
        try:
            self.answer = requests.request(method, url, **bounded)  # noqa: S113 - it is in the options
        except requests.RequestException as error:
            self.error = error
            raise
        return self.answer


courier = Courier()
_modules: tuple[ModuleType, ...] = (custom_json, dingtalk, wecombot)
for module in _modules:
    module.requests = courier  # type: ignore[attr-defined]


def send(kind: str, address: Address, words: Words) -> Outcome:
    """Send a text; tells the class of the error and never raises for what the network or the other side does."""
    text = words.whole.encode()[: MOST_OF.get(kind, MOST_BYTES)].decode(errors="ignore")
    if kind == Kind.MAIL:
        return _mail(address, words.title, text)
    courier.answer = courier.error = None
    try:
        SENDERS[Kind(kind)](address, words.title, text)
    except TypeError:
        return BAD_ADDRESS
    except requests.RequestException as error:
        return _failure(error)
    answer = courier.answer
    if answer is None:
        return _failure(courier.error)
    taken = 200 <= answer.status_code < 300 and (kind == Kind.WEBHOOK or _accepted(answer))
    return SENT if taken else REFUSED


def _failure(error: requests.RequestException | None) -> Outcome:
    """A connection that was never made cannot have carried the message; any other may have."""
    cause = error.args[0] if error and error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    never = isinstance(reason, NOT_REACHED) or isinstance(error, requests.exceptions.SSLError)
    return UNREACHABLE if never else NO_ANSWER if error else BAD_ADDRESS


def _accepted(answer: requests.Response) -> bool:
    """Tell whether a robot said that it took the message: ``errcode`` or ``code`` is 0."""
    try:
        told = answer.json()
    except ValueError:
        return False
    codes = (
        [told[name] for name in ("errcode", "code", "StatusCode") if name in told]
        if isinstance(told, dict)
        else []
    )
    return bool(codes) and not any(codes)


def _mail(address: Address, title: str, text: str) -> Outcome:
    """Mail goes by the installation's own server (``FANGXIAN_MAIL_…``), not by one for each channel."""
    connection = get_connection()
    message = EmailMessage(title, text, None, [address.to], connection=connection)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return UNREACHABLE
    try:
        message.send()
    except smtplib.SMTPServerDisconnected:
        return NO_ANSWER
    except smtplib.SMTPException:
        return REFUSED
    except OSError:
        return NO_ANSWER
    finally:
        connection.close()
    return SENT


def _web_hook(address: Address, title: str, text: str) -> None:
    parts = urlsplit(address.to)
    make: Callable[..., NotifyBase] = custom_json.NotifyJSON
    plugin = make(
        host=parts.hostname, port=parts.port, fullpath=parts.path or "/", secure=parts.scheme == "https",
        params=dict(parse_qsl(parts.query)), schema="jsons" if parts.scheme == "https" else "json",
    )  # fmt: skip
    plugin.notify(body=text, title=title)


class SignedDingTalk(dingtalk.NotifyDingTalk):  # type: ignore[no-untyped-call]
    """Apprise encodes the signature for the address twice, and DingTalk refuses it: here it is done once."""

    def get_signature(self) -> tuple[str, str]:
        """Return the timestamp in milliseconds and the signature as it is."""
        timestamp, signature = super().get_signature()  # type: ignore[no-untyped-call]
        return timestamp, unquote(signature)


def _dingtalk(address: Address, title: str, text: str) -> None:
    make: Callable[..., NotifyBase] = SignedDingTalk
    make(token=address.to, secret=address.secret or None).notify(body=text, title=title)


def _wecom(address: Address, title: str, text: str) -> None:
    make: Callable[..., NotifyBase] = wecombot.NotifyWeComBot
    make(key=address.to).notify(body=text, title=title)


def _feishu(address: Address, title: str, text: str) -> None:
    content = feishu.content(f"{title}\n{text}", address.secret)
    courier.post(feishu.URL.format(token=address.to), data=content, headers=feishu.HEADERS)


SENDERS = {Kind.DINGTALK: _dingtalk, Kind.WECOM: _wecom, Kind.FEISHU: _feishu, Kind.WEBHOOK: _web_hook}

"""Addresses of channels: read as people paste them, sealed, and of each only a hint shown."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from fangxian.core import crypto
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Invalid
from fangxian.mechanisms.messages.models import Channel

OWNER = "accounts"
Kind = Channel.Kind
ROBOTS = {
    Kind.DINGTALK: re.compile(
        r"(?:https://oapi\.dingtalk\.com/robot/send\?access_token=)?([A-Za-z0-9]{16,128})"
    ),
    Kind.WECOM: re.compile(
        r"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?([\w-]{16,128})", re.A
    ),
    Kind.FEISHU: re.compile(r"(?:https://open\.feishu\.cn/open-apis/bot/v2/hook/)?([\w-]{16,128})/?", re.A),
}
"""A robot's address as its group shows it, or its token alone."""
SIGNED = {Kind.DINGTALK, Kind.FEISHU}
"""Robots to which a secret may be given; WeCom's know no signature, their key alone is secret."""
SECRET = re.compile(r"[A-Za-z0-9]{0,128}")


@dataclass(frozen=True, repr=False)
class Address:
    """Where a channel leads: a robot's token, a mail address or a web address; and the secret that signs, if any."""

    to: str
    secret: str = ""


def read_address(kind: str, text: str, secret: str = "") -> Address:
    """Read an address of a kind; raises ``Invalid`` (address, secret)."""
    text, secret = text.strip(), secret.strip()
    if secret and kind not in SIGNED:
        raise Invalid({"secret": _("Only robots of DingTalk and Feishu take a signing secret.")})
    if kind == Kind.MAIL:
        return Address(_mail(text))
    if kind == Kind.WEBHOOK:
        return Address(_web(text))
    found = ROBOTS[Kind(kind)].fullmatch(text)
    if found is None:
        raise Invalid({"address": _("Paste the robot's address as its group shows it.")})
    if not SECRET.fullmatch(secret):
        raise Invalid({"secret": _("A secret has letters and digits only.")})
    return Address(found[1], secret)


def hint(kind: str, address: Address) -> str:
    """Return what may be shown of an address."""
    if kind == Kind.MAIL:
        name, _at, host = address.to.partition("@")
        return f"{name[:1]}***@{host}"[:40]
    if kind == Kind.WEBHOOK:
        return (urlsplit(address.to).hostname or "")[:40]
    return f"***{address.to[-4:]}"


def seal(channel: Channel, address: Address) -> None:
    """Put an address on an unsaved channel; makes the keys at first use."""
    crypto.create_keys(OWNER)
    plain = json.dumps([address.to, address.secret]).encode()
    channel.sealed = crypto.seal(OWNER, DataClass.CONTACT, plain, _context(channel))
    channel.hint = hint(channel.kind, address)


def unseal(channel: Channel) -> Address:
    """Return a channel's address; raises ``KeyDestroyed``."""
    plain = crypto.unseal(OWNER, DataClass.CONTACT, bytes(channel.sealed or b""), _context(channel))
    to, secret = json.loads(plain)
    return Address(to, secret)


def code_of(channel: Channel) -> str:
    """Return the six digits that the present test message carries: only who reads the channel can know them."""
    digest = crypto.token(OWNER, f"{_context(channel)} {channel.tests}")
    return f"{int.from_bytes(digest) % 10**6:06d}"


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid({"address": _("This is not a mail address.")}) from error
    return text


def _web(text: str) -> str:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises when it is none
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or re.search(r"\s", text)
    ):
        raise Invalid({"address": _("Write the address with https://.")})
    return text


def _context(channel: Channel) -> str:
    return f"channel {channel.id.hex}"

"""Receivers on this machine that answer as the robots of DingTalk, WeCom and Feishu do, a web hook, and a mail server.

What sends to them is what sends in service: only the fixed addresses of the vendors are replaced. A robot that was
given a secret refuses, as the vendor's does, what is not signed with it by the machine's own time.
"""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

PATHS = {"/robot/send": "dingtalk", "/cgi-bin/webhook/send": "wecom", "/open-apis/bot/v2/hook": "feishu"}
TAKEN = {
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "wecom": {"errcode": 0},
    "feishu": {"code": 0, "msg": "success"},
}
NOT_TAKEN = {
    "dingtalk": {"errcode": 310000, "errmsg": "keywords not in content"},
    "wecom": {"errcode": 93000, "errmsg": "invalid webhook url"},
    "feishu": {"code": 19024, "msg": "Key Words Not Found"},
}
NOT_SIGNED = {
    "dingtalk": {"errcode": 310000, "errmsg": "sign not match"},
    "feishu": {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"},
}
HOUR = 3600


@dataclass
class Arrived:
    """What a receiver got: by which way, with which token or to whom, and the text."""

    way: str
    to: str
    text: str


@dataclass
class Receiver:
    """What arrived, and how the server behaves: takes, refuses, fails or hangs, for all tokens or for some."""

    port: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    asked: int = 0
    behaviour: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """The signing secret of a token's robot."""
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def texts(self, to: str = "") -> list[str]:
        return [found.text for found in self.arrived if not to or found.to == to]


def _answer(receiver: Receiver, way: str, to: str) -> tuple[int, Any]:
    mood = receiver.behaviour.get(to) or receiver.behaviour.get("", "takes")
    if mood == "hangs":
        receiver.released.wait(timeout=30)
    if mood == "fails":
        return 503, {}
    return 200, NOT_TAKEN[way] if mood == "refuses" else TAKEN.get(way, {})


def _is_signed(way: str, secret: str, asked: dict[str, list[str]], body: dict[str, Any]) -> bool:
    """Check a signature by the vendors' documents: DingTalk's in the address, in milliseconds; Feishu's in the body."""
    if way == "dingtalk":
        timestamp, sign = asked.get("timestamp", ["0"])[0], asked.get("sign", [""])[0]
        key, signed, age = secret, f"{timestamp}\n{secret}", time.time() - int(timestamp) / 1000
    else:
        timestamp, sign = body.get("timestamp", "0"), body.get("sign", "")
        key, signed, age = f"{timestamp}\n{secret}", "", time.time() - int(timestamp)
    right = base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()).decode()
    return abs(age) < HOUR and sign == right


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.asked += 1
            parts = urlsplit(self.path)
            told = parse_qs(parts.query)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            way = next((way for path, way in PATHS.items() if parts.path.startswith(path)), "webhook")
            token = (
                told.get("access_token") or told.get("key") or [parts.path.strip("/").rpartition("/")[2]]
            )[0]
            text = (body.get("text") or {}).get("content") or (body.get("content") or {}).get("text")
            status, answer = _answer(receiver, way, token)
            secret = receiver.secrets.get(token, "")
            if secret and not _is_signed(way, secret, told, body):
                answer = NOT_SIGNED[way]
            if status == 200 and answer == TAKEN.get(way, {}):
                said = text or f"{body.get('title')}\n{body.get('message')}"
                receiver.arrived.append(Arrived(way, token, said))
            content = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass  # whoever asked has gone meanwhile

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def robots() -> Iterator[Receiver]:
    """Run a receiver of robots and web hooks."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class MailHandler:
    """Takes mails, or refuses a recipient."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.receiver.behaviour.get(address) == "refuses":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text = f"{mail['Subject']}\n{mail.get_content()}"
        self.receiver.arrived += [Arrived("mail", to, text) for to in envelope.rcpt_tos]
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[Receiver]:
    """Run a mail server."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        receiver = Receiver(port=found.getsockname()[1])
    controller = Controller(MailHandler(receiver), hostname="127.0.0.1", port=receiver.port)
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()


def wait_for(condition: Any, seconds: float = 5) -> None:
    """Wait until something holds that another thread brings about."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()

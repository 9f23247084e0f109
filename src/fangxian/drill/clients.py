"""Sending a drill's requests: to the API in this process, or to a server by its address."""

import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNLIMITED = 10**9
Answer = tuple[int, dict[str, Any]]


class Sender(Protocol):
    """Whoever carries requests; an answer is the status and what the JSON says."""

    def send(self, method: str, path: str, told: dict[str, Any]) -> Answer:
        """Send JSON."""
        ...

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a file with fields."""
        ...


class InProcess:
    """The site itself, without a server: every layer from the address to the database, and no allowance a minute.

    Only files of pages are not served: nobody asks for them, and their folder need not be there.
    """

    def __init__(self, token: str) -> None:
        host = next((host for host in settings.ALLOWED_HOSTS if host.strip("*.")), "localhost").lstrip(".")
        self.client = Client(headers={"Authorization": f"Bearer {token}", "Host": host})
        layers = [layer for layer in settings.MIDDLEWARE if not layer.startswith("whitenoise.")]
        with override_settings(MIDDLEWARE=layers):
            self.client.handler.load_middleware()

    def send(self, method: str, path: str, told: dict[str, Any]) -> Answer:
        """Send JSON."""
        with override_settings(FANGXIAN_API_RATE=UNLIMITED):
            answer = self.client.generic(method, path, json.dumps(told), "application/json", secure=True)
        return answer.status_code, _read(answer.content)

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a file with fields."""
        sent = {**fields, "file": SimpleUploadedFile(name, content, WORKBOOK)}
        with override_settings(FANGXIAN_API_RATE=UNLIMITED):
            answer = self.client.post(path, sent, secure=True)
        return answer.status_code, _read(answer.content)


@dataclass(frozen=True)
class Remote:
    """A running server; http or https."""

    url: str
    token: str
    seconds: float = 60

    def send(self, method: str, path: str, told: dict[str, Any]) -> Answer:
        """Send JSON."""
        return self._ask(method, path, json.dumps(told).encode(), "application/json")

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a file with fields."""
        mark = secrets.token_hex(16)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [f"{head}Content-Type: {WORKBOOK}\r\n\r\n".encode(), content, f"\r\n--{mark}--\r\n".encode()]
        return self._ask("POST", path, b"".join(parts), f"multipart/form-data; boundary={mark}")

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        address = urljoin(self.url, path)
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310 - the operator's own
        try:
            with urllib.request.urlopen(request, timeout=self.seconds) as answer:  # noqa: S310
                return answer.status, _read(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _read(error.read())


def _read(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"items": found}

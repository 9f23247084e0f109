"""What a browser sends: a session from the sign-in page, its token against forgery, and requests as bytes."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.load.town import PASSWORD

PATIENCE = 60
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
SIGN_IN, OWN_PAGE = "/sign-in/", "/me/"
FORM = "application/x-www-form-urlencoded"


class Browser:
    """Somebody signed in over HTTP, as a person signs in."""

    def __init__(self, port: int, name: str) -> None:
        self.host = f"127.0.0.1:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}
        self.forgery = self._token(SIGN_IN)
        said = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": self.forgery}
        status, _page = self._ask("POST", SIGN_IN, urlencode(said))
        if status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{name} was not signed in: {status}")
        self.forgery = self._token(OWN_PAGE)
        self.connection.close()

    def get(self, path: str) -> bytes:
        """Return the request of a page."""
        return self._request("GET", path)

    def post(self, path: str, fields: dict[str, object]) -> bytes:
        """Return the request that sends a form."""
        body = urlencode({"csrfmiddlewaretoken": self.forgery, **fields}).encode()
        return self._request("POST", path, f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n") + body

    def _request(self, method: str, path: str, more: str = "") -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"Host: {self.host}\r\nCookie: {cookies}\r\nAccept-Language: zh-CN,zh;q=0.9\r\n{more}\r\n"
        return f"{method} {path} HTTP/1.1\r\n{head}".encode()

    def _token(self, path: str) -> str:
        status, page = self._ask("GET", path)
        found = TOKEN.search(page)
        if status != 200 or not found:
            raise RuntimeError(f"{path} answered {status} without a token against forgery")
        return found[1]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = FORM
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, page


def api_post(port: int, path: str, token: str, body: bytes) -> bytes:
    """Return the request of a machine with its token."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body

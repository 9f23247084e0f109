"""Somebody at a screen: counts what a hand does, and hears every complaint of the browser."""

import gzip
import re
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

STATIC = Path("src/fangxian/core/static")
AXE = Path("frontend/node_modules/axe-core/axe.min.js")
PHONE, DESK = (360, 740), (1440, 900)
HEAVIEST = 300_000
"""Bytes over the wire (gzip) that a page may weigh on its first load, without the chart library."""

PATIENCE = 15_000
REFUSED = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")
"""Chromium's note on a refusal that a test provoked; what is missing of a page itself is heard by ``_answered``."""

CHECK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(rule => ["serious", "critical"].includes(rule.impact))
    .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`))"""
LOADED = """() => performance.getEntriesByType("resource").map(one => [one.name, one.decodedBodySize])"""


class Visitor:
    """A browser of its own at a phone's or a desk's width; ``complaints`` must stay empty."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int]) -> None:
        self.address, self.size = address, size
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce",
            has_touch=size == PHONE,
        )  # fmt: skip
        self.page = self.tab()
        self.complaints: list[str] = []
        self.hands = 0

    def tab(self) -> Page:
        """Open another tab in which everything is listened to."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)
        return page

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.context.close()
        if error is None:
            assert not self.complaints, self.complaints

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in_as(self, account: str) -> Page:
        """Choose whom to be, as the demonstration allows."""
        self.open("/sign-in/as/")
        self.page.locator(f"button[name=account][value='{account}']").click()
        self.page.wait_for_url(f"{self.address}/")
        return self.page

    def tap(self, what: str | Locator) -> None:
        """Tap or click, counted."""
        self.hands += 1
        (self.page.locator(what) if isinstance(what, str) else what).click()

    def fill(self, name: str, value: str) -> None:
        """Fill in a field, counted."""
        self.write(self.page.locator(f"[name={name}]:visible"), value)

    def write(self, field: Locator, value: str) -> None:
        """Write into a field, counted."""
        self.hands += 1
        field.fill(value)

    def look(self) -> None:
        """Look at the page at both widths: nothing inaccessible, nothing beside the screen, not too heavy."""
        other = DESK if self.size == PHONE else PHONE
        for width, height in (other, self.size):
            self.page.set_viewport_size({"width": width, "height": height})
            self._examine(width)
        weight = self._weight()
        if weight > HEAVIEST:
            self.complaints.append(f"{self.page.url} weighs {weight} bytes")

    def _examine(self, width: int) -> None:
        here = f"{urlsplit(self.page.url).path} at {width}"
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        self.complaints += [f"{here}: {found}" for found in self.page.evaluate(CHECK)]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.complaints.append(f"{here}: scrolls sideways")

    def _weight(self) -> int:
        loaded: list[tuple[str, int]] = self.page.evaluate(LOADED)
        parts = [compressed(url) if "/static/" in url else size for url, size in loaded]
        return sum(parts) + len(gzip.compress(self.page.content().encode()))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.match(message.text):
            self.complaints.append(f"{urlsplit(self.page.url).path}: {message.text}")

    def _answered(self, response: Response) -> None:
        part = response.request.resource_type not in ("document", "fetch", "xhr")
        if response.status >= (400 if part else 500):
            self.complaints.append(f"{response.url}: {response.status}")


@cache
def compressed(url: str) -> int:
    """Return how many bytes a file of the bundle takes over the wire; charts come later and only where drawn."""
    name = urlsplit(url).path.removeprefix("/static/")
    return 0 if "/charts-" in name else len(gzip.compress((STATIC / name).read_bytes()))

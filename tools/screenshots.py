"""Screenshots of the demonstration's pages, at a phone's and a desk's width: ``make screenshots``.

Serves the demonstration's database (made by ``make demo SERVE=0``) on a free port, signs in as each kind of user
and writes PNG files to ``.build/screenshots``.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

OUT = Path(".build/screenshots")
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": (360, 740), "desk": (1440, 900)}
PAGES = {
    "committee": [
        "/", "/arrivals/", "/arrivals/inbox/", "/arrivals/gaps/", "/reports/", "/reports/missing/",
        "/reports/review/", "/figures/", "/measures/", "/bulletins/", "/imports/", "/cases/",
    ],
    "dept-10": ["/", "/reports/mine/", "/arrivals/declare/", "/arrivals/", "/arrivals/gaps/", "/imports/"],
    "c220602001001": ["/", "/arrivals/register/", "/arrivals/gaps/", "/cases/"],
    "administrator": ["/", "/accounts/", "/territory/places/", "/territory/bodies/"],
    "auditor": ["/audit/"],
}  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def site(at: str = "2020-02-11T08:30:00") -> Iterator[str]:
    """Serve the demonstration's database with its clock set; yields the address."""
    port = free_port()
    command = [sys.executable, "-m", "fangxian.cli", "serve", "--port", str(port), "--workers", "1", "--at", at]
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": "src"})
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(url: str, seconds: float = 30) -> None:
    """Return when a page answers; raises ``TimeoutError``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def shoot(browser: Browser, address: str, account: str, pages: list[str]) -> None:
    """Sign in as an account and photograph its pages at every width."""
    for width, (across, down) in WIDTHS.items():
        context = browser.new_context(viewport={"width": across, "height": down}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.locator("form[action*='/sign-in/as/'] [name=account]").first.wait_for(state="attached")
        page.request.post(
            f"{address}/sign-in/as/",
            form={"account": account, "csrfmiddlewaretoken": token(page.content())},
            headers={"Referer": address},
        )
        for path in pages:
            page.goto(f"{address}{path}")
            page.wait_for_load_state("networkidle")
            name = f"{account}{path.rstrip('/').replace('/', '-') or '-home'}-{width}.png"
            page.screenshot(path=OUT / name, full_page=True)
        context.close()


def token(html: str) -> str:
    """Return the CSRF token of a page's first form."""
    return html.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]


def main() -> None:
    """Photograph everything."""
    OUT.mkdir(parents=True, exist_ok=True)
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for account, pages in PAGES.items():
            shoot(browser, address, account, pages)
        browser.close()
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}\n")


if __name__ == "__main__":
    main()

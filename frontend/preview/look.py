"""Look at the rendered pages as a browser does: serve them under the strict policy, photograph, run axe.

``python frontend/preview/look.py PAGES SHOTS`` prints what the policy blocked and what axe found; exit code 1
when either is not empty or a page scrolls sideways.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "src" / "fangxian" / "core" / "static"
AXE = HERE.parent / "node_modules" / "axe-core" / "axe.min.js"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]
SERIOUS = {"serious", "critical"}


class Handler(SimpleHTTPRequestHandler):
    """The pages and the static files, under the policy of production."""

    def translate_path(self, path: str) -> str:
        """``/static/…`` comes from the package, the rest from the directory given."""
        if path.startswith("/static/"):
            return str(STATIC / path.removeprefix("/static/").split("?")[0])
        return super().translate_path(path)

    def do_POST(self) -> None:
        """Answer ``/status/422`` with that status; reveal and undo with a fragment."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status = int(self.path.rsplit("/", 1)[1]) if self.path.startswith("/status/") else 200
        token = self.headers.get("X-CSRFToken", "")
        body = f'<form class="answer" data-token="{token}">{self.path}</form>'.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        """Add the policy to every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing per request."""


@contextmanager
def served(pages: Path) -> Iterator[str]:
    """Serve ``pages`` on a free local port as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(pages)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def look(browser: Browser, url: str, width: int, shot: Path) -> list[str]:
    """Photograph one page at one width; returns complaints, one line each."""
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=str(shot), full_page=width < 1920)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        complaints.append("scrolls sideways")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    for rule in found:
        if rule["impact"] in SERIOUS:
            complaints += [f"{rule['id']}: {node['html'][:120]}" for node in rule["nodes"]]
    page.close()
    return complaints


def main(pages: Path, shots: Path) -> int:
    """Look at every page at phone and desk width, and at the wall page on a wall."""
    shots.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    with served(pages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for file in sorted(pages.glob("*.html")):
            for width in (1920,) if "wall" in file.stem else (360, 1440):
                said = look(browser, f"{address}/{file.name}", width, shots / f"{file.stem}-{width}.png")
                complaints += [f"{file.stem} {width}: {line}" for line in said]
        browser.close()
    print("\n".join(complaints) or "nothing to complain about")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

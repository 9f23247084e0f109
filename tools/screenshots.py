"""The README's pictures, taken from the demonstration: ``make demo SERVE=0``, then ``make screenshots``.

Signs in as each kind of user at a phone's or a desk's width and writes PNG files to ``docs/screenshots``.
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tools import browsing

OUT = Path("docs/screenshots")
AT = "2020-02-16T08:30:00"
LARGEST = 150_000
"""Bytes that a picture may have."""

PHONE, DESK = (360, 740), (1200, 760)


class Picture(NamedTuple):
    """A page as an account sees it; ``link``, if given, is followed first."""

    name: str
    account: str
    path: str
    size: tuple[int, int]
    link: str = ""


PICTURES = (
    Picture("home", "committee", "/", DESK),
    Picture("reconcile", "committee", "/arrivals/inbox/", DESK),
    Picture("figures", "committee", "/figures/?by=place&as_of=2020-02-08T18:00", DESK),
    Picture("bulletin", "committee", "/bulletins/", DESK, link="tbody th a"),
    Picture("sent-down", "committee", "/dispatch/units/", DESK),
    Picture("report", "dept-10", "/reports/mine/", PHONE),
    Picture("register", "c220602001001", "/arrivals/register/", PHONE),
)


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """Take a picture; return its file."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in_as(page, address, picture.account)
    page.goto(f"{address}{picture.path}")
    if picture.link:
        page.locator(picture.link).first.click()
    page.wait_for_load_state("networkidle")
    file = OUT / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    return file


def sign_in_as(page: Page, address: str, account: str) -> None:
    """Choose whom to be, as the demonstration allows."""
    page.goto(f"{address}/sign-in/as/")
    page.locator(f"button[name=account][value='{account}']").click()
    page.wait_for_url(f"{address}/")


def main() -> None:
    """Take every picture; leaves with 1 when one is too large."""
    OUT.mkdir(parents=True, exist_ok=True)
    data = Path(os.environ.get("FANGXIAN_DATA_DIR", "var")).resolve()
    if not (data / "fangxian.sqlite3").exists():
        sys.exit("There is no demonstration yet: run `make demo SERVE=0` first.")
    with browsing.site(data, AT) as address, sync_playwright() as playwright:
        browser = browsing.chromium(playwright)
        files = [take(browser, address, picture) for picture in PICTURES]
        browser.close()
    for file in files:
        sys.stdout.write(f"{file} {file.stat().st_size // 1000} kB\n")
    sys.exit(any(file.stat().st_size > LARGEST for file in files))


if __name__ == "__main__":
    main()

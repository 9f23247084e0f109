"""The tour of somebody who wants to help, and of the secretary who takes him on, both on phones (M4)."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

SECRETARY = "c220602004003"
READS = 3_500
"""Milliseconds that a person needs at least to look over the form."""


def make_link(secretary: Visitor) -> str:
    """Make a link for one's community; return its address on this site."""
    page = secretary.open("/volunteers/links/")
    secretary.fill("label", "业主群")
    page.locator("form.filter-form button.btn-primary").click()
    expect(page.locator(".poster figure svg")).to_be_visible()
    secretary.look()
    return urlsplit(str(page.locator("#address").text_content())).path


def test_a_volunteer_signs_up_is_taken_on_and_takes_his_certificate(visit: Visit) -> None:
    with visit(SECRETARY, PHONE) as secretary, visit(size=PHONE) as volunteer:
        own = volunteer.open(make_link(secretary))
        volunteer.look()
        volunteer.fill("name", "赵愿")
        volunteer.fill("phone", "19900000088")
        for name, value in (("skills", "driving"), ("times", "weekends")):
            volunteer.tap(f"[name={name}][value={value}]")
        for name in ("healthy", "adult"):
            volunteer.tap(f"[name={name}]")
        own.wait_for_timeout(READS)
        volunteer.tap("button.btn-primary")
        number = str(own.locator(".receipt-number").text_content())
        volunteer.look()
        receipt = own.url
        assert "赵愿" not in own.content()
        assert number

        page = secretary.open("/")
        page.locator(".duty [href*='/ledgers/volunteers/']").first.click()
        page.locator("tbody th a").first.click()
        page.locator("[href$='/vet/']").click()
        secretary.look()
        page.locator("form.card button.btn-primary").click()
        secretary.look()
        page.locator("form.card button.btn-primary").click()
        page.locator("[href$='/thank/']").click()
        secretary.fill("words", "谢谢您")
        page.locator("form.card button.btn-primary").click()

        own.goto(receipt)
        expect(own.locator(".chip.ok")).to_be_visible()
        expect(own.get_by_text("谢谢您", exact=True)).to_be_visible()
        with own.expect_download() as download:
            own.locator("[href*='receipt/certificate']").click()
        assert download.value.suggested_filename.endswith(".pdf")
        own.locator("details summary").click()
        own.locator("details button").click()
        expect(own.locator(".chip.neutral")).to_be_visible()


def test_the_structure_and_the_grid_at_both_widths(visit: Visit) -> None:
    for size in (PHONE, (1440, 900)):
        with visit(SECRETARY, size) as secretary:
            for path in ("/structure/", "/structure/chain/", "/structure/on-call/", "/grid/", "/grid/links/"):
                secretary.open(path)
                secretary.look()

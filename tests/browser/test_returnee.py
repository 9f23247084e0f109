"""The tour of a returnee without an account and of the secretary who confirms him, both on phones (M5)."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from fangxian.conftest import invent
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

SECRETARY = "c220602004003"
MOST = 9
SCREENS = 1.5
"""How many screens of a phone the form may take."""

READS = 3_500
"""Milliseconds that a person needs at least to look over the form."""


def make_link(secretary: Visitor) -> str:
    """Make a link for one's community; return its address on this site."""
    page = secretary.open("/arrivals/self/links/")
    secretary.fill("label", "南出站口")
    page.locator("form.filter-form button.btn-primary").click()
    expect(page.locator(".poster figure svg")).to_be_visible()
    secretary.look()
    address = str(page.locator("#address").text_content())
    return urlsplit(address).path


def enter(returnee: Visitor, number: int, path: str) -> None:
    """Fill in the form of a link and send it."""
    page, person = returnee.open(path), invent(number)
    returnee.hands = 0
    returnee.fill("name", person.identity.name)
    returnee.fill("phone", person.contact.phone)
    returnee.fill("address", person.contact.address)
    returnee.fill("origin", "湖北省武汉市")
    returnee.tap("[name=symptoms][value=no]")
    page.wait_for_timeout(READS)
    returnee.tap("button.btn-primary")
    expect(page.locator(".receipt-number")).to_be_visible()


def test_a_returnee_registers_by_link_and_the_secretary_confirms(visit: Visit) -> None:
    person = invent(70)
    with visit(SECRETARY, PHONE) as secretary, visit(size=PHONE) as returnee:
        path = make_link(secretary)
        form = returnee.open(path)
        height = form.evaluate("document.documentElement.scrollHeight")
        assert height <= SCREENS * PHONE[1]
        returnee.look()
        enter(returnee, 70, path)
        assert returnee.hands <= MOST
        returnee.look()
        receipt = returnee.page.url
        assert person.contact.phone not in returnee.page.content()
        number = str(returnee.page.locator(".receipt-number").text_content())

        page = secretary.open("/")
        page.locator(".duty [href='/arrivals/self/']").first.click()
        secretary.look()
        row = page.locator("tbody tr", has_text=number)
        row.locator(".contact-note summary").click()
        row.locator(".contact-note button[value='phone:reached']").click()
        expect(row.locator(".contact-note .chip")).to_be_visible()
        page.locator(".foot-bar button[type=submit]").click()
        expect(page.locator("tbody tr", has_text=number)).to_have_count(0)

        returnee.page.goto(receipt)
        expect(returnee.page.locator(".chip.ok")).to_be_visible()
        expect(returnee.page.locator("[href*='receipt/correct']")).to_have_count(0)


def test_he_corrects_and_withdraws_by_his_receipt_alone(visit: Visit) -> None:
    with visit(SECRETARY, PHONE) as secretary, visit(size=PHONE) as returnee:
        enter(returnee, 71, make_link(secretary))
        page = returnee.page
        page.locator("[href*='receipt/correct']").click()
        returnee.look()
        returnee.fill("trip", "G999")
        page.wait_for_timeout(READS)
        page.locator("button.btn-primary").click()
        expect(page.locator(".receipt-number")).to_be_visible()
        page.locator("details summary").click()
        page.locator("details button").click()
        expect(page.locator(".chip.neutral")).to_be_visible()


def test_a_call_offers_to_be_logged(visit: Visit) -> None:
    """Tapping a number logs nothing; the note beside it opens, and one more tap logs."""
    with visit(SECRETARY, PHONE) as secretary:
        page = secretary.open("/arrivals/")
        page.locator("tbody th a").last.click()
        page.locator("[data-reveal]").first.click()
        page.locator("#reveal button[name=purpose]").first.click()
        number = page.locator("a[href^='tel:']").first
        number.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
        number.click()
        note = page.locator(".masked .contact-note")
        expect(note.locator("form")).to_be_visible()
        expect(note.locator(".chip")).to_have_count(0)
        note.locator("button[value='phone:not_reached']").click()
        expect(page.locator(".masked .contact-note .chip")).to_be_visible()
        secretary.look()

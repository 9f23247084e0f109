"""The tour of a community's secretary, on a phone: register, answer gaps, see what differs and no more (M5)."""

import re

import pytest
from playwright.sync_api import expect

from fangxian.conftest import invent
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

SECRETARY = "c220602004003"
"""Of a community to which seven people were declared, and where one person's ID number differs."""

MOST = 8


def register(visitor: Visitor, number: int) -> None:
    """Register an invented person completely, on an empty form."""
    person = invent(number)
    visitor.hands = 0
    visitor.fill("name", person.identity.name)
    visitor.fill("id_number", person.identity.id_number)
    visitor.fill("phone", person.contact.phone)
    visitor.fill("origin", "湖北省武汉市")
    visitor.fill("address", person.contact.address)
    visitor.tap("[name=has_symptoms]")
    visitor.tap(".foot-bar button[type=submit]")
    expect(visitor.page.locator(".saved")).to_be_visible()


def test_an_arrival_is_registered_with_few_taps_and_taken_back(visit: Visit) -> None:
    with visit(SECRETARY, PHONE) as secretary:
        secretary.look()
        page = secretary.open("/arrivals/register/")
        secretary.look()
        register(secretary, 11)
        assert secretary.hands <= MOST
        secretary.look()

        page.locator(".saved .btn").click()
        expect(page.locator("[name=address]")).to_have_value(invent(11).contact.address)
        secretary.fill("name", invent(12).identity.name)
        secretary.tap(".foot-bar button[type=submit]")
        expect(page.locator(".saved")).to_be_visible()
        page.locator(".toast-note form button").click()
        expect(page.locator(".toast-note form")).to_have_count(0)

        secretary.open("/cases/")
        expect(page.locator("main .chip.due").first).to_be_visible()
        secretary.look()


def test_not_ours_goes_to_the_committee_and_comes_back(visit: Visit) -> None:
    with visit(SECRETARY, PHONE) as secretary:
        page = secretary.page
        page.locator(".duty [href*='view=to_register']").click()
        rows = page.locator("tbody [data-item]")
        waiting = rows.count()
        assert waiting > 1
        secretary.look()
        rows.first.locator("[data-no]").click()
        expect(page.locator(".toast-note")).to_be_visible()
        expect(rows).to_have_count(waiting - 1)
        secretary.look()
        page.locator(".toast-note form button").click()
        expect(page.locator(".toast-note form")).to_have_count(0)
        secretary.open("/arrivals/gaps/")
        expect(rows).to_have_count(waiting)


def test_a_conflict_names_the_field_and_hides_what_the_unit_entered(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.open("/arrivals/?state=conflicting&place=220602004003")
        page.locator("tbody [data-item] a").first.click()
        expect(page.locator(".side .account")).to_have_count(2)
        told = [dd.inner_text() for dd in page.locator(".side .account").first.locator("dd").all()]
        committee.look()
    with visit(SECRETARY, PHONE) as secretary:
        page = secretary.open("/arrivals/?state=conflicting")
        secretary.look()
        page.locator("tbody [data-item] a").first.click()
        secretary.look()
        expect(page.locator(".lead-line")).to_contain_text("证件号")
        expect(page.locator(".account")).to_have_count(1)
        own = page.locator("main").inner_text()
        numbers = [text for text in told if re.fullmatch(r"\d{6}[\d＊]{12}", text)]
        assert numbers
        assert not [number for number in numbers if number in own]

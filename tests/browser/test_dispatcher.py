"""The tour of people sent down: asked for, named, approved, assigned, received, on leave, replaced, released (M10)."""

import pytest
from playwright.sync_api import expect

from fangxian.conftest import id_number
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

COMMITTEE, UNIT, COMMUNITY = "committee", "dept-10", "c220602004003"
FIRST, SECOND = "赵下沉", "钱下沉"


def enter(visitor: Visitor, ledger: str, **told: str) -> None:
    """Enter a row by a ledger's form."""
    visitor.open(f"/ledgers/{ledger}/new/")
    for name, value in told.items():
        visitor.fill(name, value)
    visitor.page.locator("main button.btn-primary[type=submit]").click()
    visitor.page.wait_for_url(f"{visitor.address}/ledgers/{ledger}/*-*/")


def step(visitor: Visitor, at: str, deed: str, who: str, /, **told: str) -> None:
    """Tick somebody on the board at a step and take him to the next."""
    page = visitor.open(f"/dispatch/?step={at}")
    page.locator("tr", has_text=who).locator("[name=chosen]").check()
    page.locator(f"[formaction='/dispatch/{deed}/']").click()
    for name, value in told.items():
        visitor.fill(name, value)
    page.locator(".foot-bar button.btn-primary").click()
    page.wait_for_url(f"{visitor.address}/dispatch/?step={at}")
    expect(page.locator("main tr", has_text=who)).to_have_count(0)


def unit_of(visitor: Visitor) -> str:
    """Return the name of the unit that somebody may nominate for."""
    page = visitor.open("/ledgers/persons/new/")
    return str(page.locator("#body-choices option").first.get_attribute("value"))


def test_from_the_quota_to_the_release_with_somebody_who_falls_ill(visit: Visit) -> None:
    with visit(COMMITTEE) as committee, visit(UNIT) as unit, visit(COMMUNITY, PHONE) as community:
        body, place = unit_of(unit), COMMUNITY.removeprefix("c")
        enter(committee, "quotas", body=body, number_asked="2")
        expect(unit.open("/").locator(".duty [href*='/ledgers/assignments/new/']").first).to_be_visible()
        for name in (FIRST, SECOND):
            enter(unit, "persons", name=name, body=body)
        enter(unit, "assignments", person=FIRST, body=body)
        step(committee, "nominated", "approve", FIRST)
        step(committee, "approved", "assign", FIRST, place=place)
        committee.look()
        step(community, "assigned", "arrive", FIRST)
        community.open("/dispatch/?step=in_place")
        community.look()
        told = {"since": "2020-02-09", "until": "2020-02-10", "reason": "家事"}
        step(community, "in_place", "leave", FIRST, **told)
        step(community, "on_leave", "back", FIRST)

        step(unit, "in_place", "substitute", FIRST, person=SECOND, reason="发烧")
        page = unit.open("/dispatch/?step=nominated")
        expect(page.locator("tr", has_text=SECOND)).to_contain_text(FIRST)
        unit.look()
        step(committee, "nominated", "approve", SECOND)
        step(committee, "approved", "release", SECOND, reason="不再需要")
        expect(committee.open("/dispatch/?step=released").locator("main tr", has_text=SECOND)).to_have_count(
            1
        )


def test_a_unit_names_its_head_and_a_person_acknowledges_the_rules_on_the_phone(visit: Visit) -> None:
    with visit(UNIT) as unit, visit(COMMITTEE) as committee, visit(size=PHONE) as person:
        body = unit_of(unit)
        enter(unit, "persons", name="孙带队", body=body)
        enter(unit, "assignments", person="孙带队", body=body)
        page = unit.open("/dispatch/?step=nominated")
        page.locator("tr", has_text="孙带队").locator("[name=chosen]").check()
        page.locator("[formaction='/dispatch/role/']").click()
        page.locator("[name=role]").select_option("head")
        unit.look()
        page.locator(".foot-bar button.btn-primary").click()
        expect(unit.open("/dispatch/units/").locator("main tbody")).to_contain_text("孙带队")
        unit.look()

        step(committee, "nominated", "approve", "孙带队")
        row = unit.open("/dispatch/conduct/").locator("tr", has_text="孙带队")
        unit.look()
        own = person.open(str(row.locator("code").text_content()).removeprefix(person.address))
        person.look()
        for _part in range(2):
            person.tap(own.locator("button.btn-primary").first)
        expect(own.locator(".chip.ok")).to_have_count(2)
        assert person.hands == 2
        assert "孙带队" not in own.content()
        expect(unit.open("/dispatch/conduct/").locator("main tr", has_text="孙带队")).to_have_count(0)


def test_who_stands_twice_is_found_made_one_and_two_again(visit: Visit) -> None:
    with visit(UNIT, PHONE) as unit:
        body, name = unit_of(unit), "孙重名"
        enter(unit, "persons", name=name, body=body, phone="19900000011")
        page = unit.open("/ledgers/persons/new/")
        for field, value in {"name": name, "body": body, "phone": "19900000012"}.items():
            unit.fill(field, value)
        page.locator(".foot-bar button.btn-primary").click()
        expect(page.locator("main a.btn", has_text="打开已有的登记")).to_be_visible()
        page.locator("details.more summary").click()
        unit.fill("id_number", id_number(7))
        page.locator(".foot-bar button.btn-primary").click()
        page.wait_for_url(f"{unit.address}/ledgers/persons/*-*/")
        page = unit.open("/personnel/duplicates/")
        card = page.locator("form.card", has_text=name)
        expect(card).to_have_count(1)
        unit.look()
        card.locator("button[value=one]").click()
        expect(card).to_have_count(0)
        page.locator(".toast-note form button").click()
        expect(page.locator(".toast-note", has_text="撤回")).to_be_visible()
        unit.open("/personnel/duplicates/")
        expect(card).to_have_count(1)

"""The tours of a member and team lead at a post, of the secretary who confirms, and of those who pair (M9–M11)."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

SECRETARY, UNIT, COMMITTEE, ADMINISTRATOR = "c220602004003", "dept-10", "committee", "administrator"
COMMUNITY = "220602004003"
NUMBER = "19900000055"


def enter(visitor: Visitor, ledger: str, **told: str) -> None:
    """Enter a row of a ledger by its form."""
    page = visitor.open(f"/ledgers/{ledger}/new/")
    for name, value in told.items():
        field = page.locator(f"[name={name}]")
        if not field.is_visible():
            page.locator("details.more summary").click()
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(".foot-bar button[type=submit]").click()
    expect(page.locator("main dl.facts")).to_be_visible()


def let_in(
    visit: Visit, account: str = UNIT, number: str = NUMBER, names: Sequence[str] = ("赵巡", "钱守")
) -> None:
    """Give a unit's account the number of the first of its people, and enter these, who live in the community."""
    with visit(ADMINISTRATOR) as administrator:
        page = administrator.open(f"/accounts/?q={account}")
        page.locator("tbody th a").first.click()
        page.locator("form[action$='/phone/'] [name=phone]").fill(number)
        page.locator("form[action$='/phone/'] button[type=submit]").click()
    with visit(account) as unit:
        for position, name in enumerate(names):
            enter(
                unit, "persons", name=name, body=account, phone=str(int(number) + position), place=COMMUNITY
            )


def make_post(secretary: Visitor) -> str:
    """Set up a post with a head and a member; return the address that its code holds."""
    enter(secretary, "posts", name="西门卡点", kind="gate", place=COMMUNITY, staff="2")
    for name, role in (("赵巡", "head"), ("钱守", "member")):
        enter(
            secretary,
            "postings",
            person=name,
            place=COMMUNITY,
            post="西门卡点",
            role=role,
            since="2020-02-08",
        )
    page = secretary.open("/service/posts/")
    page.get_by_role("link", name="西门卡点").click()
    page.locator("[href$='/poster/']").click()
    return urlsplit(str(page.locator("#address").text_content())).path


def test_a_member_checks_in_leads_and_serves_and_the_community_confirms(visit: Visit) -> None:
    let_in(visit)
    with visit(SECRETARY, PHONE) as secretary, visit(UNIT, PHONE) as member:
        own = member.open(make_post(secretary))
        member.look()
        member.tap(".foot-bar button")
        own.locator("[href*='/service/mine/posts/']").click()
        member.look()
        second = own.locator("fieldset.attendance").filter(has=own.locator("legend", has_text="钱守"))
        second.locator("[value=replaced]").check()
        second.locator("select").select_option(index=1)
        own.locator(".foot-bar button").click()
        expect(own.locator("main").get_by_text("他人替班").first).to_be_visible()
        own.locator("main details summary", has_text="没有认领").click()
        for name, value in (
            ("work", "楼道消杀"),
            ("place", COMMUNITY),
            ("day", "2020-02-09"),
            ("minutes", "45"),
        ):
            own.locator(f"main details [name={name}]").fill(value)
        own.locator("main details button").click()
        expect(own.get_by_text("楼道消杀").first).to_be_visible()
        member.look()
        page = secretary.open("/service/")
        page.locator("section", has_text="楼道消杀").locator("[data-tick-all]").check()
        secretary.look()
        page.locator("section", has_text="楼道消杀").locator("button.btn-primary").click()
        expect(page.get_by_text("楼道消杀")).to_have_count(0)
        page = secretary.open("/ledgers/service-log/")
        expect(page.locator("tbody").get_by_text("已确认").first).to_be_visible()
        own.get_by_role("link", name="更正").last.click()
        member.look()


def make_shift(secretary: Visitor) -> tuple[str, str]:
    """Set up a post with a shift under way; return the address and the number of its poster."""
    enter(secretary, "posts", name="北门卡点", kind="gate", place=COMMUNITY, staff="1")
    hours = {"begins": "2020-02-09T08:00", "ends": "2020-02-09T16:00"}
    enter(secretary, "shifts", person="孙岗", post="北门卡点", place=COMMUNITY, **hours)
    page = secretary.open("/service/posts/")
    page.get_by_role("link", name="北门卡点").click()
    page.locator("[href$='/poster/']").click()
    secretary.look()
    number = str(page.locator(".post-number").first.text_content())
    return urlsplit(str(page.locator("#address").text_content())).path, number


def test_somebody_without_an_account_checks_in_by_the_number_and_is_known_when_he_scans(visit: Visit) -> None:
    let_in(visit, "unit-67", "19900000065", ["孙岗"])
    with visit(SECRETARY, PHONE) as secretary, visit("unit-67") as known, visit(size=PHONE) as member:
        scanned, number = make_shift(secretary)
        own = member.open(scanned)  # a phone that nobody knows is told the number, and no more
        expect(own.locator(".post-number")).to_have_text(number)
        member.look()
        member.open(urlsplit(known.open("/rosters/mine/").url).path)
        own.get_by_role("link", name="我已到岗").click()
        member.look()
        own.locator("[name=number]").fill("000000" if number != "000000" else "111111")
        own.locator("button.btn-primary").click()
        expect(own.get_by_role("alert")).to_be_visible()
        own.locator("[name=number]").fill(number)
        own.locator("button.btn-primary").click()
        expect(own.locator(".chip")).to_be_visible()
        member.look()
        member.open(scanned)
        expect(own.get_by_text("孙＊")).to_be_visible()
        member.look()
        page = secretary.open("/ledgers/attendances/")
        expect(page.locator("tbody").get_by_text("北门卡点").first).to_be_visible()


def test_pairings_are_taken_over_undone_and_answered(visit: Visit) -> None:
    with visit(COMMITTEE, DESK) as committee:
        page = committee.open("/pairing/map/")
        committee.look()
        bare = page.locator(".coverage-map li.due").count()
        page.get_by_role("link", name="推荐").first.click()
        committee.look()
        page.locator(".foot-bar button").click()
        page.locator(".toast-note form button").click()
        expect(page.locator(".toast-note form")).to_have_count(0)
        committee.open("/pairing/map/")
        expect(page.locator(".coverage-map li.due")).to_have_count(bare)
        committee.open("/pairing/proposal/")
        page.locator(".foot-bar button").click()
        committee.open("/pairing/map/")
        expect(page.locator(".coverage-map li.due")).to_have_count(0)
    with visit(SECRETARY, PHONE) as secretary:
        page = secretary.open("/pairing/answers/")
        secretary.look()
        page.locator("button[name=tap]").first.click()
        expect(page.locator(".chip.ok").first).to_be_visible()

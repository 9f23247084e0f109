"""The tours of whoever makes a roster, with the keyboard, and of two who stand in it, on their phones (M10)."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NEXT_MORNING, Visit
from tests.browser.visitor import PHONE, Visitor
from tools import browsing

pytestmark = pytest.mark.browser

SECRETARY, COMMUNITY = "c220602004003", "220602004003"
SEND = """async ([path, told]) => {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const headers = {"Content-Type": "application/json", "X-CSRFToken": token};
    return (await fetch(path, {method: "POST", headers, body: JSON.stringify(told)})).status;
}"""


@pytest.fixture(scope="module")
def folder(replayed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the replay, of which the solver is told too."""
    own = tmp_path_factory.mktemp("roster")
    shutil.copytree(replayed, own, dirs_exist_ok=True)
    return own


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """Serve it on the morning of 9 February; yields the address."""
    with browsing.site(folder, NEXT_MORNING) as address:
        yield address


def key(number: int) -> str:
    """Return the id of what is entered."""
    return f"01900000-0000-7000-8000-00000000{number:04d}"


def enter(page: Page, ledger: str, number: int, **told: Any) -> None:
    """Enter a row of a ledger as another system would."""
    sent = told | {"id": key(number)}
    assert page.evaluate(SEND, [f"/api/v1/{ledger}", sent]) == 201, (ledger, told)


def set_up(
    page: Page, post: str = "东门卡点", names: Sequence[str] = ("赵一", "钱二", "孙三"), first: int = 0
) -> None:
    """Enter a gate that needs one by day, and three people who are posted there; ids begin after ``first``."""
    enter(page, "posts", first + 1, name=post, kind="gate", place=COMMUNITY)
    demand = {"begins": "08:00", "ends": "16:00", "staff": 1, "days": "all", "since": "2020-02-01"}
    enter(page, "demands", first + 2, post=key(first + 1), place=COMMUNITY, **demand)
    for number, name in enumerate(names, first + 10):
        enter(page, "persons", number, name=name, kind="community", place=COMMUNITY)
        posting = {"person": key(number), "post": key(first + 1), "since": "2020-02-01"}
        enter(page, "postings", number + 10, place=COMMUNITY, **posting)


def solve(maker: Visitor, folder: Path) -> str:
    """Ask for a week's roster, let the solver have its turn, and wait on the page; return the roster's address."""
    page = maker.open("/rosters/new/")
    maker.look()
    maker.fill("first_day", "2020-02-10")
    maker.fill("days", "7")
    maker.fill("limit", "5")
    page.locator("form.card button.btn-primary").click()
    expect(page.locator("#progress .chip")).to_be_visible()
    address = page.url.removeprefix(maker.address)
    browsing.fangxian(folder, "roster", address.strip("/").rpartition("/")[2])
    page.locator("#progress a.btn").click()
    maker.look()
    return address


def test_a_roster_is_solved_changed_by_keyboard_published_and_swapped(visit: Visit, folder: Path) -> None:
    with visit(SECRETARY) as maker, visit(size=PHONE) as first, visit(size=PHONE) as second:
        page = maker.page
        set_up(page)
        roster = solve(maker, folder)
        page.goto(f"{maker.address}{roster}grid/?by=person")
        maker.look()
        cell = page.locator("td[data-to]:has(button[name=held])").first
        cell.focus()
        cell.press("Enter")
        expect(page.locator("#holding")).not_to_be_empty()
        expect(page.locator("table.is-holding")).to_be_visible()
        cell.press("ArrowDown")
        page.locator("td[data-to]:focus").press("Enter")
        asked_or_done = page.locator("input[name=sure]").or_(page.get_by_text("已调整。"))
        expect(asked_or_done.first).to_be_attached()
        maker.open(roster)
        page.locator(f"form[action='{roster}publish/'] button").click()
        maker.open(f"/rosters/links/?roster={roster.strip('/').rpartition('/')[2]}")
        maker.look()
        links = page.locator("code").all_text_contents()
        assert len(links) == 3
        own = first.page
        own.goto(links[0])
        expect(own.locator("li.card").first).to_contain_text("东门卡点")
        first.look()
        own.locator("a[href*='/swap/']").first.click()
        first.look()
        own.locator("button[name=theirs]").first.click()
        if own.locator("input[name=sure]").count():
            own.locator("form.card button.btn-primary").click()
        offered = [link for link in links[1:] if _is_offered(second, link)]
        assert len(offered) == 1
        second.page.goto(offered[0])
        second.look()
        second.page.locator("button[name=accept][value=yes]").click()
        expect(second.page.locator("button[name=accept]")).to_have_count(0)


def _is_offered(visitor: Visitor, link: str) -> bool:
    visitor.page.goto(link)
    return visitor.page.locator("button[name=accept]").count() > 0


def carry(page: Page, name: Locator, cell: Locator) -> None:
    """Take a name with the mouse and hold it over the free part of a cell."""
    name.hover()
    page.mouse.down()
    box = cell.bounding_box()
    assert box
    for share in (0.5, 0.9, 0.92, 0.94):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * share)


def test_somebody_is_dragged_with_the_mouse_put_elsewhere_and_published(visit: Visit, folder: Path) -> None:
    with visit(SECRETARY) as maker:
        page = maker.page
        set_up(page, "西门卡点", ("周四", "吴五", "郑六"), 100)
        roster = solve(maker, folder)
        grid = maker.open(f"{roster}grid/")
        days = page.locator("tr", has_text="西门卡点").locator("td[data-to]")
        name = days.nth(0).locator("button[name=held]")
        who = name.inner_text()
        carry(grid, name, days.nth(1))
        expect(days.nth(1)).to_have_class("would-break")
        expect(page.locator("#holding")).to_contain_text("超过班次需要的人数")
        page.mouse.up()
        expect(page.locator("input[name=reason]")).to_be_visible()
        page.get_by_text("不调整").click()
        days.nth(2).locator("button[name=held]").click()
        page.locator("#take-off").click()
        page.get_by_text("仍然这样调整").click()
        expect(days.nth(2).locator("button[name=held]")).to_have_count(0)
        carry(grid, name, days.nth(2))
        expect(days.nth(2)).not_to_have_class("would-break")
        page.mouse.up()
        page.get_by_text("仍然这样调整").click()
        expect(days.nth(2)).to_contain_text(who)
        expect(days.nth(0).locator("button[name=held]")).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(days.nth(2).locator("button[name=held]")).to_have_count(0)
        expect(days.nth(0)).to_contain_text(who)
        page.get_by_text("撤销上一步调整").click()
        expect(page.get_by_text("撤销上一步调整")).to_have_count(0)
        expect(days.nth(2).locator("button[name=held]")).to_have_count(1)
        maker.open(roster)
        page.locator(f"form[action='{roster}publish/'] button").click()
        expect(page.locator("#progress .chip")).to_contain_text("已发布")


def test_somebody_is_put_elsewhere_with_the_fingers(visit: Visit, folder: Path) -> None:
    with visit(SECRETARY, PHONE) as maker:
        page = maker.page
        set_up(page, "南门卡点", ("冯七", "陈八", "褚九"), 200)
        roster = solve(maker, folder)
        maker.open(f"{roster}grid/")
        days = page.locator("tr", has_text="南门卡点").locator("td[data-to]")
        name = days.nth(0).locator("button[name=held]")
        who = name.inner_text()
        name.tap()
        expect(page.locator("#holding")).to_contain_text(who)
        expect(days.nth(1)).to_have_class("would-break")
        box = days.nth(1).bounding_box()
        assert box
        days.nth(1).tap(position={"x": box["width"] - 4, "y": box["height"] - 4})
        expect(page.locator("main li", has_text="超过班次需要的人数")).to_contain_text("南门卡点")
        maker.look()
        page.locator("[name=reason]").fill("临时加人")
        page.get_by_text("仍然这样调整").tap()
        expect(days.nth(1)).to_contain_text(who)
        expect(days.nth(1)).to_be_focused()
        maker.look()
        page.get_by_text("撤销上一步调整").tap()
        expect(days.nth(0)).to_contain_text(who)

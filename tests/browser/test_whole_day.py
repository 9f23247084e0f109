"""A whole day in few taps: report and correct it, fill the superior's form, file a relay, lock a day (M8, M24)."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import SCENARIO, Visit
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

LIAISON, REGULATOR = "dept-10", "dept-16"
RELAY = Path(SCENARIO) / "relays" / "2020-02-09-dept-16.txt"
SUPERIOR = Path(SCENARIO) / "superior" / "2020-02-08.xlsx"
CHANGED = Path(SCENARIO) / "superior" / "2020-02-09.xlsx"
ZERO, CORRECTION = 3, 5
"""How many taps a zero report may take from sign-in, and the correction of one field on its page."""


def test_a_liaison_reports_zero_and_corrects_one_field(visit: Visit) -> None:
    with visit(size=PHONE) as liaison:
        liaison.open("/sign-in/as/")
        liaison.hands = 0
        liaison.tap(f"button[name=account][value='{LIAISON}']")
        liaison.tap(".duty [href^='/reports/mine/'].btn-primary")
        liaison.tap("button[value=zero]")
        expect(liaison.page.locator(".page-head .chip.ok")).to_be_visible()
        assert liaison.hands <= ZERO
        correct(liaison)


def correct(liaison: Visitor) -> None:
    """Raise the number of new arrivals by one, saying why it differs from the ledgers and why it is replaced."""
    page = liaison.page
    first = page.locator("[data-figure]").first
    liaison.hands = 0
    liaison.tap(first.locator("[data-by='1']"))
    liaison.write(first.locator("[data-reason] textarea"), "昨晚 1 人返回，今早才告知")
    liaison.fill("why", "漏报 1 人")
    liaison.tap("button[value=file]")
    expect(page.locator(".toast-note.ok")).to_be_visible()
    assert liaison.hands <= CORRECTION
    expect(page.locator("[name=new_arrivals]")).to_have_value("1")


def test_a_liaison_fills_the_superiors_form_and_one_tap_does_it_again(visit: Visit, tmp_path: Path) -> None:
    with visit(LIAISON) as liaison:
        page = liaison.open("/filling/")
        liaison.hands = 0
        page.locator("input[type=file]").set_input_files(SUPERIOR)
        liaison.tap("main form[enctype] button[type=submit]")
        liaison.look()
        liaison.tap("form[action$='/fill/'] button[type=submit]")
        expect(page.locator("main .chip.ok").first).to_be_visible()
        assert liaison.hands <= 3
        liaison.look()
        with page.expect_download() as download:
            page.locator("a[href$='/file/']").click()
        download.value.save_as(tmp_path / "filled.xlsx")
        filled = load_workbook(io.BytesIO((tmp_path / "filled.xlsx").read_bytes())).active
        blank = load_workbook(SUPERIOR).active
        assert filled is not None
        assert blank is not None
        assert filled.merged_cells.ranges == blank.merged_cells.ranges
        assert filled["C13"].value == blank["C13"].value == "=SUM(C5:C12)"
        assert (filled["A2"].value, blank["A2"].value) != (blank["A2"].value, None)


def test_on_the_next_day_the_form_is_filled_with_one_tap_and_a_changed_one_says_what_changed(
    visit: Visit,
) -> None:
    """The clerk filled it on the evening of the eighth; this is the morning of the ninth."""
    with visit("committee") as committee:
        page = committee.open("/filling/")
        expect(page.locator("[name=owner] option:checked")).to_contain_text("机关线")
        committee.look()
        committee.hands = 0
        committee.tap(
            page.locator("tr:has-text('市直机关工委') form[action^='/filling/known/'] button").first
        )
        expect(page.locator("a[href$='/file/']")).to_be_visible()
        assert committee.hands == 1
        committee.look()
        committee.open("/filling/")
        page.locator("input[type=file]").set_input_files(CHANGED)
        page.locator("main form[enctype] button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("当日满14天人数")
        committee.look()


def test_a_regulator_files_what_the_group_said(visit: Visit) -> None:
    with visit(REGULATOR, PHONE) as regulator:
        page = regulator.open("/reports/relay/")
        regulator.look()
        regulator.hands = 0
        regulator.fill("text", RELAY.read_text(encoding="utf-8"))
        regulator.tap("button[name=read]")
        lines = page.locator(".relay-row")
        expect(lines).to_have_count(16)
        expect(page.locator(".relay-row mark")).to_have_count(0)
        regulator.look()
        regulator.tap("button[name=do][value=file]")
        expect(page.locator(".toast-note.ok")).to_contain_text("份")
        assert regulator.hands == 3
        regulator.look()
        regulator.open("/reports/chat/")
        regulator.look()


def test_the_committee_locks_a_day_and_nothing_can_be_filed_on_it(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.open("/reports/locks/")
        committee.look()
        committee.hands = 0
        committee.fill("reason", "简报已印发")
        committee.tap("main form:has([name=first_day]) button.btn-primary")
        expect(page.locator("tbody tr")).to_have_count(1)
        assert committee.hands == 2
        committee.look()
    with visit(LIAISON, PHONE) as liaison:
        page = liaison.open("/reports/mine/?day=2020-02-08")
        expect(page.locator("fieldset[disabled]")).to_have_count(1)
        expect(page.locator("button[value=file]")).to_have_count(0)
        liaison.look()
    with visit("committee") as committee:
        page = committee.open("/reports/locks/")
        page.locator("tbody summary").click()
        page.locator("tbody [name=reason]").fill("发现一份漏报")
        page.locator("tbody form button").click()
        expect(page.locator("tbody tr")).to_have_count(0)
        expect(page.get_by_text(re.compile("发现一份漏报"))).to_be_visible()
        committee.look()

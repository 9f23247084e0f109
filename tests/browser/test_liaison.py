"""The tour of a unit's liaison: invited, signs in, owes a report, declares, sends the unit's own list (M5, M8)."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from fangxian.conftest import id_number, invent
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

LIAISON, PASSWORD = "dept-10", "fictitious-pass-10"
REPORT = "/reports/mine/"


@pytest.fixture(scope="module")
def invited(site: str, browser: object) -> dict[str, bool]:
    """Say whether the liaison has set a password yet; the tests of this tour share one site."""
    return {"done": False}


def invitation(visit: Visit) -> str:
    """Return the link that the administrator makes for the liaison."""
    with visit("administrator") as administrator:
        page = administrator.open(f"/accounts/?q={LIAISON}")
        page.get_by_role("row", name=LIAISON).get_by_role("link").click()
        administrator.look()
        page.locator("form[action$='/invitation/'] button").click()
        administrator.look()
        return page.locator("#secret").input_value()


@pytest.fixture
def liaison(visit: Visit, invited: dict[str, bool]) -> Visitor:
    """Return the liaison on the sign-in page, with a password set through an invitation."""
    visitor: Visitor = visit()
    if invited["done"]:
        visitor.open("/sign-in/")
        return visitor
    page = visitor.page
    page.goto(invitation(visit))
    visitor.look()
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator(".gate button.btn-primary").click()
    page.wait_for_url("**/sign-in/")
    invited["done"] = True
    return visitor


def sign_in(visitor: Visitor) -> Page:
    """Sign in by the form with name and password."""
    visitor.page.locator("[name=username]").fill(LIAISON)
    visitor.page.locator("[name=password]").fill(PASSWORD)
    visitor.hands = 0
    visitor.tap(".gate button.btn-primary")
    return visitor.page


def test_zero_report_by_one_tap_then_a_correction(liaison: Visitor) -> None:
    with liaison:
        liaison.look()
        page = sign_in(liaison)
        owed = page.locator(f".duty [href^='{REPORT}'].btn-primary")
        expect(owed).to_have_count(1)
        liaison.look()

        liaison.tap(owed)
        liaison.look()
        liaison.tap("button[value=zero]")
        expect(page.locator(".page-head .chip.ok")).to_be_visible()
        assert liaison.hands <= 3
        liaison.look()

        correct(liaison)
        page.get_by_role("link", name=re.compile("2")).last.click()
        expect(page).to_have_url(re.compile("/reports/[0-9a-f-]{36}/"))
        expect(page.get_by_text("昨晚 1 人返回，今早才告知").first).to_be_visible()
        liaison.look()

        liaison.open("/")
        expect(page.locator(f".duty [href^='{REPORT}']")).to_have_count(0)
        liaison.look()


def correct(visitor: Visitor) -> None:
    """Raise the first number by one: the page asks why it differs, and why the report is replaced."""
    page = visitor.page
    first = page.locator("[data-figure]").first
    expect(first.locator("[data-reason]")).to_be_hidden()
    first.locator("[data-by='1']").click()
    expect(first.locator("[data-difference]")).not_to_be_empty()
    first.locator("[data-reason] textarea").fill("昨晚 1 人返回，今早才告知")
    page.locator("button[value=file]").click()
    expect(page.locator("[name=why]")).to_be_visible()
    visitor.look()
    page.locator("[name=why]").fill("漏报 1 人")
    page.locator("button[value=file]").click()
    expect(page.locator(".toast-note.ok")).to_be_visible()


def test_declaring_a_person_then_the_session_ends(liaison: Visitor) -> None:
    person = invent(7)
    with liaison:
        page = sign_in(liaison)
        page.wait_for_url(f"{liaison.address}/")
        liaison.open("/arrivals/declare/")
        liaison.fill("name", person.identity.name)
        liaison.fill("id_number", person.identity.id_number)
        page.locator("details.more summary").click()
        born = person.identity.id_number[6:14]
        expect(page.locator("[name=birth_date]")).to_have_value(f"{born[:4]}-{born[4:6]}-{born[6:]}")
        male = int(person.identity.id_number[16]) % 2
        expect(page.locator("[name=sex]")).to_have_value("male" if male else "female")
        liaison.look()
        liaison.fill("phone", person.contact.phone)
        liaison.fill("place", "没有这个社区")
        liaison.tap(".foot-bar button[type=submit]")
        expect(page.locator(".error-summary")).to_be_visible()
        liaison.look()
        liaison.fill("place", "宜宾社区")
        liaison.tap(".foot-bar button[type=submit]")
        expect(page.locator(".saved")).to_be_visible()
        liaison.look()
        page.locator(".saved a.push").click()
        session_ends_and_comes_back(liaison)


def session_ends_and_comes_back(visitor: Visitor) -> None:
    """Asking for the clear name after the session ended leads to the sign-in, and from there back to the person."""
    page, here = visitor.page, visitor.page.url
    visitor.look()
    visitor.context.clear_cookies(name="sessionid")
    page.locator("[data-reveal]").click()
    page.locator("#reveal button[name=purpose]").first.click()
    page.wait_for_url("**/sign-in/?next=*")
    sign_in(visitor)
    page.wait_for_url(here)
    page.locator("[data-reveal]").click()
    page.locator("#reveal button[name=purpose]").first.click()
    expect(page.locator(".masked").first).to_contain_text(invent(7).identity.id_number)
    visitor.look()


def messy_workbook(path: Path) -> Path:
    """Write a list as a unit keeps it: titles, merged heads, dates in three styles, a blank line, a slip."""
    book = Workbook()
    sheet = book.worksheets[0]
    rows: list[list[object]] = [
        ["返程人员登记表（虚构）"],
        ["序号", "人员", None, None, "行程", None, "居住地"],
        [None, "姓名", "身份证号", "联系电话", "出发地", "到达时间", "所属社区"],
        [1, "陳"+"安宁", id_number(301), "１９９００００１２３４", "湖北省武汉市", "2020.2.5", "宜宾社区"],
        [2, "李山河", id_number(302), "19900001235", "北京", "2月6日14时20分", "北安社区"],
        [],
        [3, "王明远", id_number(303), "19900001236", "长春市", "前天下午", "宜宾社区"],
        ["填表人：虚构", None, None, "2020年2月9日"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for cells in ("A1:G1", "B2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    book.save(path)
    return path


def test_a_messy_workbook_goes_in_after_its_errors_are_corrected(liaison: Visitor, tmp_path: Path) -> None:
    with liaison:
        page = sign_in(liaison)
        page.wait_for_url(f"{liaison.address}/")
        send(liaison, messy_workbook(tmp_path / "名单.xlsx"))
        expect(page.locator("#checked .chip.late").first).to_be_visible()
        expect(page.locator("#checked")).to_contain_text("BAD_DATE")
        liaison.look()
        with page.expect_download() as download:
            page.locator("a[href$='/errors/']").click()
        faulty = tmp_path / "错误.xlsx"
        download.value.save_as(faulty)
        page.locator("form[action$='/commit/'] button").click()
        expect(page.locator(".toast-note")).to_contain_text("2")
        liaison.look()

        send(liaison, corrected(faulty))
        expect(page.locator("#checked .chip.late")).to_have_count(0)
        page.locator("form[action$='/commit/'] button").click()
        expect(page.locator(".toast-note")).to_contain_text("1")


def send(visitor: Visitor, workbook: Path) -> None:
    """Upload a workbook; what was understood of it comes up."""
    page = visitor.open("/imports/")
    visitor.look()
    page.locator("input[type=file]").set_input_files(workbook)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#checked")).to_be_visible()


def corrected(faulty: Path) -> Path:
    """Correct the one date in the error sheet, as its sentence asks."""
    book = load_workbook(faulty)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "前天下午"]
    assert len(cells) == 1
    cells[0].value = "2020-02-07 15:00"
    book.save(faulty)
    return faulty

"""Walk through what the script adds, in a browser under the strict policy; a broken walk raises.

``python frontend/preview/behave.py PAGES`` (pages from ``render.py``).
"""

import sys
from pathlib import Path

from look import FLAGS, served
from playwright.sync_api import Page, expect, sync_playwright


def lists_by_keyboard(page: Page, address: str) -> None:
    """j goes down, Enter opens, ? explains, and letters typed into a field stay letters."""
    page.goto(f"{address}/behave.html")
    page.keyboard.press("j")
    expect(page.locator("tr[data-item]")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#first")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**#opened")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[name=note]").fill("")
    page.locator("[name=note]").press("j")
    expect(page.locator("[name=note]")).to_have_value("j")


def refusals_are_said(page: Page, address: str) -> None:
    """422 brings the form back, 403 and 500 are said and change nothing, 401 leads to sign-in and back."""
    page.goto(f"{address}/behave.html")
    page.locator("#refused").click()
    expect(page.locator("#toasts")).to_contain_text("没有这项权限")
    page.locator("#broken").click()
    expect(page.locator("#toasts")).to_contain_text("系统出错")
    expect(page.locator("#broken")).to_have_text("500")
    page.locator("#corrected button").click()
    expect(page.locator("form.answer")).to_have_text("/status/422")
    page.locator("#ended").click()
    page.wait_for_url("**/sign_in/?next=%2Fbehave.html")


def masked_until_purpose(page: Page, address: str) -> None:
    """One tap and a purpose reveal; undo takes a decision back. Both carry the CSRF token."""
    page.goto(f"{address}/behave.html")
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'token'")
    page.locator("[data-reveal]").click()
    page.locator("#reveal button[value=contact]").click()
    expect(page.locator("main form.answer", has_text="/reveal")).to_have_attribute("data-token", "token")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("form.answer", has_text="/undo")).to_have_count(1)


def drafts_without_personal_data(page: Page, address: str) -> None:
    """A reload keeps the note, and never the personal field."""
    page.goto(f"{address}/behave.html")
    page.locator("[name=note]").fill("夜里再核对")
    page.locator("[name=who]").fill("虚构人")
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("夜里再核对")
    expect(page.locator("[name=who]")).to_have_value("")
    assert "虚构人" not in str(page.evaluate("JSON.stringify(localStorage)"))  # noqa: S101


def id_number_fills(page: Page, address: str) -> None:
    """The published test number fills three fields; one wrong digit is doubted and fills nothing."""
    page.goto(f"{address}/register.html")
    page.locator("[name=id_number]").fill("１１０１０５１９４９１２３１００２X")
    expect(page.locator("[name=birth_date]")).to_have_value("1949-12-31")
    expect(page.locator("[name=native_county]")).to_have_value("110105")
    expect(page.locator("[name=sex][value=female]")).to_be_checked()
    page.locator("[name=id_number]").fill("440524188001010015")
    expect(page.locator(".helptext.doubt")).to_contain_text("校验码不对")
    expect(page.locator("[name=native_county]")).to_have_value("110105")
    page.locator("[name=id_number]").fill("440524188001010014")
    expect(page.locator("[name=native_county]")).to_have_value("440524")


def report_asks_why(page: Page, address: str) -> None:
    """The reason opens when the number leaves the ledger, and closes when it returns."""
    page.goto(f"{address}/report.html")
    reason = page.locator("[name=reason]")
    expect(reason).to_be_visible()
    page.get_by_role("button", name="居家观察中：加一").click()
    expect(reason).to_be_hidden()
    page.get_by_role("button", name="居家观察中：减一").click()
    expect(reason).to_be_visible()
    expect(page.locator("[data-elapsed]")).to_have_text("用时 1 秒", timeout=3000)


def time_and_menus(page: Page, address: str) -> None:
    """The picker keeps other filters; the ribbon leads back; the drawer opens on a phone."""
    page.goto(f"{address}/inbox-past.html?status=possible&as_of=2020-02-08T18:00")
    expect(page.locator("[data-yes]")).to_be_hidden()
    page.locator(".as-of a").click()
    page.wait_for_url("**/inbox-past.html?status=possible")
    page.locator(".time-menu summary").click()
    page.locator("#as-of").fill("2020-02-07T09:30")
    page.get_by_role("button", name="查看", exact=True).click()
    page.wait_for_url("**status=possible&as_of=2020-02-07T09%3A30")
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("#navigation")).to_be_hidden()
    page.locator("[data-drawer]").click()
    expect(page.locator("#navigation a.brand")).to_be_focused()


WALKS = (
    lists_by_keyboard,
    refusals_are_said,
    masked_until_purpose,
    drafts_without_personal_data,
    id_number_fills,
    report_asks_why,
    time_and_menus,
)


def main(pages: Path) -> None:
    """Run every walk in a browser context of its own."""
    with served(pages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for walk in WALKS:
            page = browser.new_page()
            page.set_default_timeout(5000)
            walk(page, address)
            page.close()
            print("ok", walk.__name__)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

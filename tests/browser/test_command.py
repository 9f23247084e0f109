"""The tour of committee and command: overdue first, decisions by keyboard, figures, time, bulletins (M5, M24, M25)."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

CHANGING = ", ".join(
    f"main {part}:visible"
    for part in ("form[method=post]:not([role=search]) button", "[hx-post]", "a.btn-primary")
)
"""Everything by which a page changes something."""

TOUCHABLE = (
    "all => all.filter(one => getComputedStyle(one).pointerEvents !== 'none').map(one => one.innerText)"
)
THEN = "2020-02-07T18:00"


def test_home_lists_the_most_overdue_first(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.page
        order = {"late": 0, "due": 1, "neutral": 2}
        chips = [chip.get_attribute("class") or "" for chip in page.locator(".duty .when .chip").all()]
        ranks = [order[chip.split()[1]] for chip in chips]
        assert ranks == sorted(ranks)
        assert 0 in ranks
        expect(page.locator(".duty .btn-primary")).to_have_count(1)
        committee.look()
        committee.open("/?wall=1")
        page.set_viewport_size({"width": 1920, "height": 1080})
        expect(page.locator("button:visible")).to_have_count(0)
        touched = page.locator("a:visible, summary:visible").evaluate_all(TOUCHABLE)
        assert touched == []


def test_the_inbox_is_worked_through_by_keyboard(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.open("/arrivals/inbox/")
        committee.look()
        waiting = total(page)
        page.keyboard.press("y")
        expect(page.locator(".toast-note form")).to_have_count(1)
        expect(page.locator("#inbox-item .strip .push.quiet").first).to_have_text(f"1 / {waiting - 1}")
        committee.look()
        page.locator(".toast-note form button").click()
        expect(page.locator(".toast-note form")).to_have_count(0)
        page.reload()
        assert total(page) == waiting
        page.keyboard.press("n")
        expect(page.locator(".toast-note form")).to_have_count(1)

        committee.open("/arrivals/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("tbody [data-item]").nth(1)).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/arrivals/[0-9a-f-]{36}/"))
        committee.look()


def total(page: Page) -> int:
    """Return how many cases of the kind shown await a decision."""
    position = page.locator("#inbox-item .strip .push.quiet").first.inner_text()
    return int(position.partition("/")[2])


def test_a_refused_decision_is_said_and_changes_nothing(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.open("/arrivals/inbox/")
        waiting = total(page)
        page.locator("#inbox-item [name=first]").evaluate("input => input.value = crypto.randomUUID()")
        page.keyboard.press("y")
        expect(page.locator(".toast-note.late")).to_be_visible()
        assert total(page) == waiting
        committee.look()


def test_every_figure_opens_its_entries(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.open("/figures/?by=place&measure=arrivals.unit_only")
        committee.look()
        street = page.locator("tbody [data-item]").first.locator("td.num a")
        number = int(street.inner_text())
        assert number > 0
        street.click()
        page.wait_for_url("**/arrivals/entries/?*")
        expect(page.locator("tbody [data-item]")).to_have_count(number)
        committee.look()
        page.locator("tbody [data-item] a").first.click()
        page.wait_for_url(re.compile("/arrivals/[0-9a-f-]{36}/"))

        committee.open("/figures/?by=day&measure=arrivals.declared")
        expect(page.locator("figure[data-chart] canvas, figure[data-chart] svg").first).to_be_visible()
        committee.look()


def test_a_past_hour_is_seen_and_cannot_be_changed(visit: Visit) -> None:
    with visit("committee") as committee:
        page = committee.open("/figures/?measure=arrivals.declared")
        now = page.locator("tr.whole td a").inner_text()
        page.locator(".time-menu summary").click()
        page.locator("#as-of").fill(THEN)
        page.locator("form[data-as-of] button").click()
        expect(page.locator(".as-of")).to_be_visible()
        assert int(page.locator("tr.whole td a").inner_text()) < int(now)
        for path in ("/", "/arrivals/", "/arrivals/inbox/", "/arrivals/gaps/", "/reports/missing/",
                     "/reports/review/", "/bulletins/", "/cases/"):  # fmt: skip
            committee.open(f"{path}?as_of={THEN}")
            expect(page.locator(".as-of")).to_be_visible()
            assert page.locator(CHANGING).all_inner_texts() == [], path
        committee.look()
        page.locator(".as-of a").click()
        expect(page.locator(".as-of")).to_have_count(0)


def test_a_bulletin_from_draft_to_answer(visit: Visit, tmp_path: Path) -> None:
    with visit("committee") as committee:
        page = committee.open("/bulletins/new/")
        expect(page.locator("#preview .document")).to_be_visible()
        committee.look()
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(re.compile("/bulletins/[0-9a-f-]{36}/"))
        committee.look()
        page.locator("form[action$='/issue/'] button").click()
        expect(page.locator("a[href$='/verify/']")).to_be_visible()
        committee.look()
        bulletin = page.url
        figure_opens(committee)
        files_are_whole(page, tmp_path)
        page.locator("a[href$='/verify/']").click()
        expect(page.locator("tbody .chip.ok").first).to_be_visible()
        expect(page.locator("tbody .chip.late")).to_have_count(0)
        committee.look()
        committee.open("/bulletins/")
        committee.look()
    instructed_and_answered(visit, bulletin)


def figure_opens(visitor: Visitor) -> None:
    """Open the first figure of the bulletin and its entries as known then, and come back."""
    page, bulletin = visitor.page, visitor.page.url
    page.locator("a.document-figure").first.click()
    visitor.look()
    page.locator(".page-actions .btn-primary").click()
    expect(page.locator("tbody [data-item]").first).to_be_visible()
    visitor.look()
    page.goto(bulletin)


def files_are_whole(page: Page, folder: Path) -> None:
    """Take the bulletin out as Word document and PDF; both hold its text."""
    title = page.locator(".document-title").inner_text()
    found = []
    for ending in ("docx", "pdf"):
        with page.expect_download() as download:
            page.locator(f".page-actions a[href$='{ending}']").click()
        file = folder / f"bulletin.{ending}"
        download.value.save_as(file)
        found.append(io.BytesIO(file.read_bytes()))
    word, pdf = found
    texts = ["".join(paragraph.text for paragraph in Document(word).paragraphs)]
    texts.append("".join(sheet.extract_text() for sheet in PdfReader(pdf).pages))
    for text in texts:
        assert re.sub(r"\s", "", title) in re.sub(r"\s", "", text)


def instructed_and_answered(visit: Visit, bulletin: str) -> None:
    """The command instructs, the committee finds a duty on its home page and answers it."""
    with visit("command") as command:
        page = command.page
        page.goto(bulletin)
        page.locator("#instructions summary").click()
        page.locator("[name=given_by]").fill("虚构领导")
        page.locator("#instructions [name=text]").fill("逐人核对未登记人员，明日九时前反馈。")
        page.locator("[name=due_at]").fill("2020-02-10T09:00")
        command.look()
        page.locator("form[action$='/instructions/'] button, form[action*='instruct'] button").last.click()
        expect(page.locator("#instructions article")).to_have_count(1)
        command.look()
    with visit("committee") as committee:
        page = committee.page
        page.locator(".duty a[href*='/bulletins/']").first.click()
        page.locator("#instructions article textarea").fill("已逐人核对。")
        page.locator("#instructions article button").click()
        expect(page.locator("#instructions article .chip.ok")).to_be_visible()
        committee.look()
        committee.open("/")
        expect(page.locator(".duty a[href*='/bulletins/']")).to_have_count(0)

"""On the web page every figure opens its entries, and nothing typed becomes markup."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fangxian.mechanisms.papers import html
from fangxian.mechanisms.papers.source import Letterhead
from fangxian.mechanisms.papers.tests.papers_to_print import HOSTILE, bulletin, hostile

BODY = (
    "一、总体情况\n（一）机关线。申报{arrivals.declared line=organs}人。\n{list arrivals.unit_only by=body}"
)


def parsed(page: str) -> Element:
    """The page, which is well-formed XML too."""
    return ElementTree.fromstring(page)  # noqa: S314  (our own output)


def of_class(page: Element, name: str) -> list[Element]:
    return [element for element in page.iter() if name in (element.get("class") or "").split()]


def words(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def test_each_figure_leads_to_its_entries() -> None:
    figures = of_class(parsed(html.render(bulletin(BODY))), "document-figure")

    assert [(figure.tag, figure.text, figure.get("href")) for figure in figures] == [
        ("a", "271", "/entries/?a=1&b=2"),
        ("a", "271", "/entries/?body=1&line=organs"),
    ]
    assert figures[0].get("title") == "arrivals.declared line=organs"


def test_the_page_has_the_papers_parts_in_order() -> None:
    page = parsed(html.render(bulletin(BODY)))

    assert page.get("class") == "document"
    assert [words(element) for element in page.iter() if element.tag in ("h1", "h2")] == [
        "情况报告",
        "一、总体情况",
    ]
    assert words(of_class(page, "document-heading-2")[0]) == "（一）机关线。"
    assert words(of_class(page, "document-paragraph")[0]) == "（一）机关线。申报271人。"
    assert words(of_class(page, "document-banner")[0]) == "疫情防控工作简报"
    assert [time.get("datetime") for time in page.iter("time")] == ["2020-02-11"]


def test_text_that_looks_like_markup_stays_text() -> None:
    page = parsed(html.render(hostile()))

    assert page.find(".//b") is None
    assert words(page.find(".//h1")) == HOSTILE


def test_a_draft_without_letterhead_shows_its_text_alone() -> None:
    page = parsed(html.render(bulletin("正文。", Letterhead())))

    assert words(page).split() == ["情况报告", "领导小组：", "正文。"]

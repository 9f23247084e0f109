"""The Word file opens with the layout that GB/T 9704-2012 asks for."""

from io import BytesIO
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from fangxian.mechanisms.papers import docx, layout
from fangxian.mechanisms.papers.document import Document
from fangxian.mechanisms.papers.source import Letterhead
from fangxian.mechanisms.papers.tests.papers_to_print import HOSTILE, bulletin, hostile

BODY = (
    "一、总体情况\n（一）机关线。申报{arrivals.declared}人。\n正文“引用”。\n{list arrivals.unit_only by=body}"
)


def opened(document: Document) -> WordDocument:
    return python_docx.Document(BytesIO(docx.render(document)))


def paragraph(word: WordDocument, beginning: str) -> Paragraph:
    return next(found for found in word.paragraphs if found.text.startswith(beginning))


def faces(of: Paragraph) -> list[tuple[str, float]]:
    return [
        (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt)  # type: ignore[union-attr]
        for run in of.runs
    ]


@pytest.fixture(scope="module")
def word() -> WordDocument:
    return opened(bulletin(BODY))


def test_the_text_block_is_156_by_225_millimetres_on_a4(word: WordDocument) -> None:
    page = word.sections[0]
    sizes = [page.page_width, page.page_height, page.top_margin, page.left_margin]
    block = [
        page.page_width - page.left_margin - page.right_margin,  # type: ignore[operator]
        page.page_height - page.top_margin - page.bottom_margin,  # type: ignore[operator]
    ]

    for found, millimetres in zip([*sizes, *block], [210, 297, 37, 28, 156, 225], strict=True):
        assert found == pytest.approx(Mm(millimetres), abs=Mm(0.1))


def test_a_page_holds_22_lines_of_28_characters(word: WordDocument) -> None:
    grid = word.sections[0]._sectPr.find(qn("w:docGrid"))
    spacing = word.styles["Normal"].paragraph_format.line_spacing

    assert grid.get(qn("w:type")) == "linesAndChars"
    line, character = int(grid.get(qn("w:linePitch"))) / 20, 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert int(layout.TEXT_HEIGHT * layout.POINTS_PER_MM / line) == 22
    assert int(layout.TEXT_WIDTH * layout.POINTS_PER_MM / character) == 28
    assert spacing.pt == pytest.approx(line)


def test_each_part_has_its_face_and_size(word: WordDocument) -> None:
    assert faces(paragraph(word, "情况报告")) == [("方正小标宋简体", 22)]
    assert faces(paragraph(word, "一、")) == [("黑体", 16)]
    assert faces(paragraph(word, "（一）")) == [("楷体_GB2312", 16), ("仿宋_GB2312", 16)]
    assert faces(paragraph(word, "正文")) == [("仿宋_GB2312", 16)]
    assert paragraph(word, "领导小组").text == "领导小组："
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["单位", "未登记（人）"],
        ["甲局（虚构）", "271"],
    ]


def test_a_reader_without_the_official_faces_is_told_what_stands_in() -> None:
    with ZipFile(BytesIO(docx.render(bulletin(BODY)))) as package:
        table = package.read("word/fontTable.xml").decode()

    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table


def test_the_head_is_red_and_the_end_is_signed_at_the_right(word: WordDocument) -> None:
    banner, edges = word.paragraphs[0], paragraph(word, "中共白山")
    issuer, day = word.paragraphs[-2:]

    assert (banner.text, str(banner.runs[0].font.color.rgb)) == ("疫情防控工作简报", layout.RED)
    assert "第1期" in [line.text for line in word.paragraphs]
    assert "白山直党工发〔2020〕1号" in [line.text for line in word.paragraphs]
    assert edges.text == "中共白山市直属机关工作委员会\t2020年2月11日"
    assert edges._p.pPr.find(qn("w:pBdr")) is not None  # type: ignore[union-attr]
    assert (issuer.text, day.text) == ("中共白山市直属机关工作委员会", "2020年2月11日")
    assert issuer.alignment == day.alignment == WD_ALIGN_PARAGRAPH.RIGHT


@pytest.mark.parametrize(
    ("issuer", "indents"), [("中共白山市直属机关工作委员会", (2, 7.5)), ("工委", (8.5, 2))]
)
def test_the_date_begins_two_characters_after_the_issuer(issuer: str, indents: tuple[float, float]) -> None:
    date = "2020年2月11日"

    assert layout.signature_indents(issuer, date) == indents
    starts = [indents[0] + layout.width(issuer), indents[1] + layout.width(date)]
    assert starts[0] - starts[1] == 2


def test_page_numbers_stand_outside(word: WordDocument) -> None:
    section = word.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert word.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    for footer in (odd, even):
        assert footer.text == "—  —"
        assert {size for _, size in faces(footer)} == {14}
        assert "PAGE" in footer._p.xml


def test_the_file_names_no_person(word: WordDocument) -> None:
    properties = word.core_properties

    assert properties.title == "情况报告"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")


def test_text_that_looks_like_markup_stays_text() -> None:
    word = opened(hostile())
    texts = [line.text for line in word.paragraphs]

    assert HOSTILE in texts
    assert f"一、{HOSTILE}" in texts
    assert word.tables[0].rows[1].cells[0].text == HOSTILE


def test_a_draft_without_letterhead_prints_its_text_alone() -> None:
    word = opened(bulletin("正文。", Letterhead()))

    assert [line.text for line in word.paragraphs] == ["情况报告", "", "领导小组：", "正文。"]

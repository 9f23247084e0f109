"""The PDF prints Chinese on a machine without Chinese fonts, in the official layout."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from fangxian.mechanisms.papers import layout, pdf
from fangxian.mechanisms.papers.source import Letterhead
from fangxian.mechanisms.papers.tests.papers_to_print import HOSTILE, bulletin, hostile

pytest.importorskip("typst", reason="the extra `pdf` is not installed")

BODY = (
    "一、总体情况\n（一）机关线。申报{arrivals.declared}人。\n正文“引用”。\n{list arrivals.unit_only by=body}"
)


def pages(document: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(BytesIO(document)).pages)


def squeezed(text: str) -> str:
    """Text without the spaces and line ends that setting it brings."""
    return re.sub(r"\s", "", text)


def lines_of(page: pypdf.PageObject) -> dict[float, list[tuple[float, str]]]:
    """Height above the page's bottom → (x, words) of the words that stand there, in points."""
    found: dict[float, list[tuple[float, str]]] = {}

    def visit(text: str, matrix: Any, text_matrix: Any, *_: Any) -> None:
        if text.strip():
            x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            found.setdefault(round(y, 1), []).append((x, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def test_every_word_and_figure_is_in_the_file_with_its_fonts() -> None:
    (page,) = pages(pdf.render(bulletin(BODY)))
    text = squeezed(page.extract_text())

    for words in (
        "疫情防控工作简报",
        "第1期",
        "白山直党工发〔2020〕1号",
        "情况报告",
        "领导小组：",
        "一、总体情况",
        "（一）机关线。申报271人。",
        "正文“引用”。",
        "甲局（虚构）271",
        "2020年2月11日",
        "—1—",
    ):
        assert words in text
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert described
    assert all("/FontFile3" in one or "/FontFile2" in one for one in described)


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    first, second, *_ = pages(pdf.render(bulletin("防" * 28 * 60)))
    text = [re.sub(r"[^防]", "", line) for line in second.extract_text().splitlines()]
    full = [line for line in text if line]

    assert [len(line) for line in full] == [28] * 22
    assert float(first.mediabox.width) == pytest.approx(210 * layout.POINTS_PER_MM, abs=0.1)
    assert float(first.mediabox.height) == pytest.approx(297 * layout.POINTS_PER_MM, abs=0.1)


def test_page_numbers_stand_outside() -> None:
    first, second, *_ = pages(pdf.render(bulletin("防" * 28 * 60)))
    middle = 105 * layout.POINTS_PER_MM

    for page, number, outside in ((first, "1", True), (second, "2", False)):
        lowest = min(lines_of(page).items())
        assert lowest[0] < layout.MARGIN_BOTTOM * layout.POINTS_PER_MM
        assert number in squeezed("".join(words for _, words in lowest[1]))
        assert all((x > middle) == outside for x, _ in lowest[1])


def test_the_paper_is_signed_at_the_right() -> None:
    (page,) = pages(pdf.render(bulletin("正文。")))
    lines = lines_of(page).values()
    right_edge = (layout.MARGIN_LEFT + layout.TEXT_WIDTH) * layout.POINTS_PER_MM

    issuer = min(x for line in lines for x, words in line if words.startswith("中共") and x > 200)
    assert issuer == pytest.approx(right_edge - (14 + 2) * layout.CHARACTER_PITCH, abs=1)


def test_text_that_looks_like_markup_stays_text() -> None:
    text = squeezed("".join(page.extract_text() for page in pages(pdf.render(hostile()))))

    assert text.count(squeezed(HOSTILE)[:20]) >= 6
    assert "root:" not in text


def test_a_draft_without_letterhead_prints_its_text_alone() -> None:
    (page,) = pages(pdf.render(bulletin("正文。", Letterhead())))

    assert squeezed(page.extract_text()) == "情况报告领导小组：正文。—1—"


def test_fonts_of_the_office_are_taken_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font = pdf.fonts_folder() / "NotoSansCJKsc-Regular.otf"
    (tmp_path / font.name).symlink_to(font)
    monkeypatch.setenv("FANGXIAN_FONT_DIR", str(tmp_path))

    (page,) = pages(pdf.render(bulletin(BODY)))

    names = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert names
    assert all("NotoSansCJK" in name for name in names)


def test_missing_fonts_are_told_before_a_paper_is_printed_in_boxes(tmp_path: Path) -> None:
    with pytest.raises(pdf.PdfUnavailableError, match=re.escape(str(tmp_path))):
        pdf.render(bulletin(BODY), tmp_path)
    with pytest.raises(pdf.PdfUnavailableError, match="nowhere"):
        pdf.render(bulletin(BODY), tmp_path / "nowhere")


@pytest.mark.parametrize(("module", "told"), [("typst", "typst"), ("mplfonts", "FANGXIAN_FONT_DIR")])
def test_a_machine_without_the_extra_is_told_what_to_install(
    module: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FANGXIAN_FONT_DIR", raising=False)
    monkeypatch.setitem(__import__("sys").modules, module, None)

    with pytest.raises(pdf.PdfUnavailableError, match=told):
        pdf.render(bulletin(BODY))

"""Print a paper as a Word document in the layout of GB/T 9704-2012 (M24)."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import cast

import docx as python_docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from fangxian.mechanisms.papers import layout, wordxml
from fangxian.mechanisms.papers.document import Document, Heading, Letterhead, Table, text_of
from fangxian.mechanisms.papers.layout import Face

FACES = (layout.FANGSONG, layout.XIAOBIAOSONG, layout.HEI, layout.KAI, layout.SONG)
FALLBACKS = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "宋体"}


def render(document: Document) -> bytes:
    """Return the paper as a .docx file, with its title as its only property."""
    word = python_docx.Document()
    _set_page(word.sections[0])
    _set_body_style(word)
    _name_properties(word, document)
    _Writer(word).write(document)
    _number_pages(word)
    wordxml.note_fallbacks(word, FACES, FALLBACKS)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.MARGIN_TOP), Mm(layout.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.MARGIN_LEFT), Mm(layout.MARGIN_RIGHT)
    number_height = layout.PAGE_NUMBER_SIZE / layout.POINTS_PER_MM
    section.footer_distance = Mm(layout.MARGIN_BOTTOM - layout.PAGE_NUMBER_GAP - number_height)
    wordxml.set_grid(section, layout.BODY_SIZE)


def _set_body_style(word: WordDocument) -> None:
    """Make the body FangSong of 16 points on exact lines, so that a page holds 22 with any font."""
    style = cast(ParagraphStyle, word.styles["Normal"])
    style.font.size = Pt(layout.BODY_SIZE)
    for properties in word.styles.element.iter(qn("w:rPr")):
        for language in properties.findall(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
    wordxml.set_face(style.element.get_or_add_rPr(), layout.FANGSONG)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(int(layout.LINE_PITCH * 20) / 20)
    spacing.widow_control = False
    spacing.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _name_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = document.title_text
    properties.author = properties.last_modified_by = properties.comments = ""
    day = document.letterhead.date
    if day is not None:
        moment = datetime.combine(day, time.min)
        properties.created = properties.modified = moment


def _number_pages(word: WordDocument) -> None:
    """Put "— 1 —" outside: at the right of odd pages, at the left of even ones, one character in."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, alignment, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        wordxml.indent(paragraph, side, 1)
        _set_line(paragraph, layout.PAGE_NUMBER_SIZE)
        for text in ("— ", "", " —"):
            run = paragraph.add_run(text)
            run.font.size = Pt(layout.PAGE_NUMBER_SIZE)
            wordxml.set_face(run._r.get_or_add_rPr(), layout.SONG)
            if not text:
                wordxml.add_page_field(run)


def _set_line(paragraph: WordParagraph, points: float) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)


class _Writer:
    """Writes a paper's parts one after the other."""

    def __init__(self, word: WordDocument) -> None:
        self.word = word

    def write(self, document: Document) -> None:
        self.letterhead(document.letterhead)
        self.line(document.title_text, layout.XIAOBIAOSONG, layout.TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
        self.line("")
        if document.addressee:
            self.line(f"{document.addressee}：")
        for block in document.blocks:
            if isinstance(block, Table):
                self.table(block)
            elif isinstance(block, Heading):
                self.indented(
                    (layout.HEADING_FACES[block.level], text_of(block.runs)),
                    (layout.FANGSONG, text_of(block.body)),
                ).paragraph_format.keep_with_next = not block.body
            else:
                self.indented((layout.FANGSONG, text_of(block.runs)))
        self.signature(document.letterhead)

    def letterhead(self, head: Letterhead) -> None:
        """The red name, the issue and number, and the red rule; two empty lines follow (GB/T 9704, 7.2)."""
        if not head.banner_text:
            return
        size = layout.banner_size(head.banner_text)
        banner = self.line(head.banner_text, layout.XIAOBIAOSONG, size, WD_ALIGN_PARAGRAPH.CENTER)
        banner.runs[0].font.color.rgb = RGBColor.from_string(layout.RED)
        _set_line(banner, size * 1.4)
        last = self.line("")
        for text in head.centred:
            last = self.line(text, alignment=WD_ALIGN_PARAGRAPH.CENTER)
        if head.edges:
            last = self.line("\t".join(head.edges))
            last.paragraph_format.tab_stops.add_tab_stop(Mm(layout.TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        wordxml.underline_block(last, layout.RED, 2)
        self.line("")
        self.line("")

    def signature(self, head: Letterhead) -> None:
        """Issuer and date at the end, on the right, after an empty line (GB/T 9704, 7.3.5.2)."""
        indents = layout.signature_indents(head.issuer, head.date_text)
        lines = [(text, by) for text, by in zip((head.issuer, head.date_text), indents, strict=True) if text]
        if lines:
            self.line("").paragraph_format.keep_with_next = True
        for text, characters in lines:
            paragraph = self.line(text, alignment=WD_ALIGN_PARAGRAPH.RIGHT)
            wordxml.indent(paragraph, "right", characters)
            paragraph.paragraph_format.keep_with_next = text != lines[-1][0]

    def table(self, block: Table) -> None:
        table = self.word.add_table(rows=0, cols=len(block.head), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        texts = [list(block.head), *([run.text for run in row] for row in block.rows)]
        for index, row in enumerate(texts):
            face = layout.FANGSONG if index else layout.HEI
            for cell, text in zip(table.add_row().cells, row, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self.words(paragraph, text, face, layout.TABLE_SIZE)
        wordxml.repeat_row(table.rows[0])

    def indented(self, *parts: tuple[Face, str]) -> WordParagraph:
        paragraph = self.word.add_paragraph()
        wordxml.indent(paragraph, "firstLine", layout.INDENT)
        for face, text in parts:
            self.words(paragraph, text, face)
        return paragraph

    def line(
        self,
        text: str,
        face: Face = layout.FANGSONG,
        size: float = layout.BODY_SIZE,
        alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    ) -> WordParagraph:
        paragraph = self.word.add_paragraph()
        paragraph.alignment = alignment
        self.words(paragraph, text, face, size)
        return paragraph

    def words(self, paragraph: WordParagraph, text: str, face: Face, size: float = layout.BODY_SIZE) -> None:
        if text:
            run = paragraph.add_run(text)
            run.font.size = Pt(size)
            wordxml.set_face(run._r.get_or_add_rPr(), face)

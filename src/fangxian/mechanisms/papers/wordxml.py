"""The few properties of Word that python-docx has no name for (ECMA-376, WordprocessingML)."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from fangxian.mechanisms.papers.layout import CHARACTER_PITCH, LINE_PITCH, Face

TWIPS_PER_POINT = 20
GRID_PARTS_PER_POINT = 4096


def element(tag: str, /, **attributes: str | int) -> Any:
    """Make an element `w:tag` with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def set_face(properties: Any, face: Face) -> None:
    """Give run properties one face for Chinese and Latin letters alike; quotation marks count as Chinese."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    name = face.name
    fonts = element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")
    style = properties.find(qn("w:rStyle"))
    properties.insert(0 if style is None else 1, fonts)


def set_grid(section: Section, size: float) -> None:
    """Lay the text block on the grid of 22 lines of 28 characters; `size` is the body's, in points."""
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    space = round((CHARACTER_PITCH - size) * GRID_PARTS_PER_POINT)
    pitch = int(LINE_PITCH * TWIPS_PER_POINT)
    section._sectPr.append(element("docGrid", type="linesAndChars", linePitch=pitch, charSpace=space))


def indent(paragraph: Paragraph, side: str, characters: float) -> None:
    """Indent by characters of the body (`firstLine`, `left`, `right`), which follows the type."""
    properties = paragraph._p.get_or_add_pPr()
    found = properties.get_or_add_ind()
    found.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
    found.set(qn(f"w:{side}"), str(round(characters * CHARACTER_PITCH * TWIPS_PER_POINT)))


def underline_block(paragraph: Paragraph, colour: str, points: float) -> None:
    """Draw a rule of the text block's width under a paragraph."""
    border = element("pBdr")
    border.append(element("bottom", val="single", sz=round(points * 8), space=4, color=colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_page_field(run: Run) -> None:
    """Put the page number where the run is."""
    code = element("instrText")
    code.text = "PAGE"
    for part in (element("fldChar", fldCharType="begin"), code, element("fldChar", fldCharType="end")):
        run._r.append(part)


def repeat_row(row: Any) -> None:
    """Repeat a table's row at the top of each page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def note_fallbacks(document: WordDocument, faces: tuple[Face, ...], alternatives: dict[str, str]) -> None:
    """Name in the font table what stands in for a face that the reader's machine lacks."""
    part = next(
        part for part in document.part.package.iter_parts() if part.partname.endswith("/fontTable.xml")
    )
    table = parse_xml(part.blob)
    for face in faces:
        font = element("font", name=face.name)
        if alternative := alternatives.get(face.name):
            font.append(element("altName", val=alternative))
        font.append(element("charset", val="86"))
        table.append(font)
    part._blob = serialize_part_xml(table)

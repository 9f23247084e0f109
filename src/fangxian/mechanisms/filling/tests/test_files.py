"""The same file comes back: only the filled cells differ, in all three file types (M8)."""

import io
import struct
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
import xlrd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from fangxian.core.errors import Invalid
from fangxian.mechanisms.filling.files import Changes, Percent, biff, open_form
from fangxian.mechanisms.filling.files.xls import _stream
from fangxian.mechanisms.filling.rules.sheet import Content, RawCell, Spot
from fangxian.mechanisms.filling.tests.collection import EXPECTED, FOLDER

WIDE, ROWS, LIST = "01-nineteen-columns.xlsx", "09-regulators.xls", "12-symptoms.docx"


def content(name: str) -> bytes:
    """Return a file of the collection."""
    return (FOLDER / name).read_bytes()


def filled(name: str, values: dict[Spot, str | int | float], sheet: int = 0, **more: int) -> bytes:
    """Fill one sheet of a file of the collection."""
    form = open_form(content(name))
    changes = [Changes(values, **more) if n == sheet else Changes() for n in range(len(form.sheets))]
    return form.filled(changes)


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zipped document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_of_a_workbook_only_the_sheet_changes_and_in_it_only_the_cells() -> None:
    before, after = parts(content(WIDE)), parts(filled(WIDE, {(5, 2): 7, (5, 3): "七"}))
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    old, new = (etree.fromstring(each["xl/worksheets/sheet1.xml"]) for each in (before, after))
    for tree in (old, new):
        for cell in tree.iter("{*}c"):
            formula = cell.find("{*}f")
            if cell.get("r") in ("C6", "D6") or formula is not None:
                assert cell.get("s")
                cell.attrib.pop("t", None)
                for child in [each for each in cell if each is not formula]:
                    cell.remove(child)
    assert etree.tostring(old, method="c14n") == etree.tostring(new, method="c14n")


def test_a_workbook_keeps_formulas_merges_formats_rules_and_is_computed_when_opened() -> None:
    before, after = (
        openpyxl.load_workbook(io.BytesIO(data)) for data in (content(WIDE), filled(WIDE, {(5, 2): 7}))
    )
    old, new = before.worksheets[0], after.worksheets[0]
    assert new["C6"].value == 7
    assert new["C11"].value == "=SUM(C6:C10)" == old["C11"].value
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new["C6"]._style == old["C6"]._style
    assert new.data_validations.dataValidation[0].sqref == old.data_validations.dataValidation[0].sqref
    assert len(new._charts) == len(old._charts) == 1
    assert new.page_setup.orientation == "landscape"
    assert after.calculation.fullCalcOnLoad


def test_a_sheet_of_the_time_before_2007_keeps_every_record_but_those_of_the_cells() -> None:
    before = biff.records(_stream(content(ROWS)))
    after = biff.records(_stream(filled(ROWS, {(3, 1): 12, (3, 2): "无", (1, 0): "填报部门：金融办"})))
    place = {biff.BOUNDSHEET}
    spots = {(3, 1), (3, 2), (1, 0)}

    def kept(found: list[biff.Record]) -> list[tuple[int, bytes]]:
        return [
            (record.kind, record.data[:6] + record.data[14:] if record.kind == biff.FORMULA else record.data)
            for record in found
            if record.kind not in place | {biff.MULBLANK, biff.BLANK, biff.DBCELL, biff.INDEX}
            and record.spot not in spots
        ]

    assert kept(before) == kept(after)
    book = xlrd.open_workbook(file_contents=filled(ROWS, {(3, 1): 12}), formatting_info=True)
    old = xlrd.open_workbook(file_contents=content(ROWS), formatting_info=True)
    sheet, former = book.sheet_by_index(0), old.sheet_by_index(0)
    assert sheet.cell_value(3, 1) == 12
    assert sheet.merged_cells == former.merged_cells
    forms = [[grid.cell_xf_index(row, column) for row in range(grid.nrows) for column in range(grid.row_len(row))
              if grid.cell_type(row, column) != xlrd.XL_CELL_EMPTY] for grid in (sheet, former)]  # fmt: skip
    assert forms[0] == forms[1]
    formulas = [biff.formulas(part) for part in list(biff.parts(after))[1:]]
    assert {(7, 1), (7, 2), (7, 3), (7, 5)} <= formulas[0]


def test_a_text_keeps_everything_but_the_words_put_in() -> None:
    before, after = parts(content(LIST)), parts(filled(LIST, {(1, 1): "张三"}, sheet=1))
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml"}
    table = docx.Document(io.BytesIO(filled(LIST, {(1, 1): "张三"}, sheet=1))).tables[0]
    run = table.cell(1, 1).paragraphs[0].runs[0]
    assert (run.text, run.font.size.pt) == ("张三", 12)
    assert [cell.text for cell in table.rows[0].cells] == [
        cell.text for cell in docx.Document(FOLDER / LIST).tables[0].rows[0].cells
    ]


def test_a_cell_that_shows_percent_holds_a_hundredth() -> None:
    book = openpyxl.Workbook()
    for column, form in enumerate(("0.0%", "0.00", "General"), start=1):
        book.worksheets[0].cell(1, column).number_format = form
    out = io.BytesIO()
    book.save(out)
    values = {(0, 0): Percent(95.5), (0, 1): Percent(95.5), (0, 2): 95.5}
    sheet = openpyxl.load_workbook(
        io.BytesIO(open_form(out.getvalue()).filled([Changes(values)]))
    ).worksheets[0]
    assert [sheet.cell(1, column).value for column in (1, 2, 3)] == [0.955, 95.5, 95.5]


def test_rows_are_inserted_before_the_last_blank_one_and_what_lies_below_moves() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "人数"])
    for _row in range(3):
        sheet.append([None, None])
    for row in (2, 3, 4):
        sheet.cell(row, 1).number_format = sheet.cell(row, 2).number_format = "@"
    sheet.append(["合计", "=SUM(B2:B4)"])
    sheet.append(["填表人：", None])
    sheet.merge_cells("A6:B6")
    out = io.BytesIO()
    book.save(out)
    form = open_form(out.getvalue())
    new = openpyxl.load_workbook(
        io.BytesIO(form.filled([Changes({(4, 0): "五", (5, 1): 6}, 3, 2)]))
    ).worksheets[0]
    assert new["B7"].value == "=SUM(B2:B6)"
    assert [str(each) for each in new.merged_cells.ranges] == ["A8:B8"]
    assert new["A8"].value == "填表人："
    assert (new["A5"].value, new["B6"].value, new["A5"].number_format) == ("五", 6, "@")


def test_rows_are_not_inserted_where_something_would_be_torn() -> None:
    with pytest.raises(Invalid, match="file"):
        filled(WIDE, {(5, 2): 1}, grow_at=9, grow_by=1)
    with pytest.raises(Invalid, match="file"):
        filled(ROWS, {(3, 1): 1}, grow_at=6, grow_by=1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04" + bytes(200),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "姓名,电话".encode(),
        content(WIDE)[:4000],
        content(ROWS)[:3000],
        content(LIST)[: len(content(LIST)) // 2],
    ],
)
def test_a_damaged_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid, match="file"):
        open_form(data)


def test_a_document_with_entities_or_a_bomb_is_refused() -> None:
    for name, text in {
        "xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook xmlns="http://schemas.openxmlformats.org/'
        'spreadsheetml/2006/main"><sheets/></workbook>',
        "word/document.xml": "0" * 30_000_000,
    }.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, text)
            archive.writestr("xl/_rels/workbook.xml.rels", "<a/>")
        with pytest.raises(Invalid, match="file"):
            open_form(out.getvalue())


def test_an_old_workbook_with_macros_is_refused_not_stripped() -> None:
    def with_storage() -> bytes:
        data = bytearray(content(ROWS))
        name = "SummaryInformation".encode("utf-16-le")
        at = data.find("Workbook".encode("utf-16-le"))
        assert at > 0
        assert name
        free = at + 128
        data[free : free + 64] = "_VBA_PROJECT_CUR".encode("utf-16-le").ljust(64, b"\0")
        struct.pack_into("<HB", data, free + 64, 34, 2)
        struct.pack_into("<l", data, at + 68, 2)
        struct.pack_into("<lll", data, free + 68, -1, -1, -1)
        return bytes(data)

    with pytest.raises(Invalid, match="file"):
        open_form(with_storage())


SPOTS = {
    name: [
        (number, spot)
        for number, raw in enumerate(open_form(content(name)).sheets)
        for spot, cell in raw.cells.items()
        if cell.content is Content.BLANK and raw.anchor(*spot) == spot
    ]
    for name in EXPECTED
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_was_filled_in_is_read_back(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(EXPECTED)))
    value = st.integers(0, 10**9) | st.text("甲乙丙丁 abc，。12", min_size=1, max_size=20).map(
        str.strip
    ).filter(bool)
    chosen = data.draw(st.dictionaries(st.sampled_from(SPOTS[name]), value, min_size=1, max_size=6))
    form = open_form(content(name))
    changes = [
        Changes({spot: each for (number, spot), each in chosen.items() if number == sheet})
        for sheet in range(len(form.sheets))
    ]
    again = open_form(form.filled(changes))
    for (number, spot), each in chosen.items():
        assert again.sheets[number].cells[spot].text.strip() == str(each).strip()
    for old, new in zip(form.sheets, again.sheets, strict=True):
        assert new.merged == old.merged
        changed = {spot for number, spot in chosen if form.sheets[number] is old}
        assert {s: _lasting(c) for s, c in new.cells.items() if s not in changed} == {
            s: _lasting(c) for s, c in old.cells.items() if s not in changed
        }


def _lasting(cell: RawCell) -> RawCell:
    """A formula's former result does not last."""
    return replace(cell, text="") if cell.content is Content.FORMULA else cell

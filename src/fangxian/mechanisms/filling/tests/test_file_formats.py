"""Percent, old results of formulas, hidden rows and columns, printed units: in each file type as it has them (M8)."""

import io
import struct

import docx
import openpyxl
import xlrd
import xlwt
from lxml import etree
from xlwt.CompoundDoc import XlsDoc

from fangxian.mechanisms.filling.files import Changes, Percent, biff, open_form
from fangxian.mechanisms.filling.files.docx import W
from fangxian.mechanisms.filling.files.xls import _stream
from fangxian.mechanisms.filling.rules.sheet import Content
from fangxian.mechanisms.filling.tests.test_files import ROWS, WIDE, content, filled


def test_a_cell_of_the_time_before_2007_that_shows_percent_holds_a_hundredth() -> None:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "双报率")
    for column, form in enumerate(("0.0%", "0.00"), start=1):
        sheet.write(0, column, None, xlwt.easyxf(num_format_str=form))
    book.save(out)
    done = open_form(out.getvalue()).filled([Changes({(0, 1): Percent(95.5), (0, 2): Percent(95.5)})])
    assert xlrd.open_workbook(file_contents=done).sheet_by_index(0).row_values(0)[1:] == [0.955, 95.5]


def test_no_formula_shows_what_it_came_to_before_the_form_was_filled() -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled(WIDE, {(5, 2): 7})), data_only=True)
    assert book.worksheets[0]["C11"].value is None
    formulas = openpyxl.load_workbook(io.BytesIO(filled(WIDE, {(5, 2): 7}))).worksheets[0]
    assert formulas["C11"].value == "=SUM(C6:C10)"


def test_no_formula_of_the_time_before_2007_does_either() -> None:
    old, out = list(biff.parts(biff.records(_stream(content(ROWS))))), io.BytesIO()
    for record in old[1]:
        if record.kind == biff.FORMULA:
            record.data = record.data[:6] + struct.pack("<d", 5) + record.data[14:]
    XlsDoc().save(out, biff.joined(old))
    assert xlrd.open_workbook(file_contents=out.getvalue()).sheet_by_index(0).cell_value(7, 1) == 5
    form = open_form(out.getvalue())
    done = form.filled([Changes({(3, 1): 12}), *[Changes()] * (len(form.sheets) - 1)])
    assert xlrd.open_workbook(file_contents=done).sheet_by_index(0).cell_value(7, 1) == ""


def test_what_is_hidden_in_a_sheet_is_known_in_both_kinds_of_workbook() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["单位", "代码", "新增"])
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.cell(4, 1, "审计局")
    book.save(out)
    old, second = xlwt.Workbook(), io.BytesIO()
    page = old.add_sheet("表")
    for column, text in enumerate(("单位", "代码", "新增")):
        page.write(0, column, text)
    page.col(1).hidden = True
    page.row(2).hidden = True
    page.write(3, 0, "审计局")
    old.save(second)
    for data in (out.getvalue(), second.getvalue()):
        (raw,) = open_form(data).sheets
        assert (raw.hidden_rows, raw.hidden_columns) == (frozenset({2}), frozenset({1}))


def test_a_unit_printed_in_a_blank_stays_behind_the_value() -> None:
    document, out = docx.Document(), io.BytesIO()
    table = document.add_table(1, 3)
    for cell, text in zip(table.rows[0].cells, ("返程人员", "____人", "　　　　"), strict=True):
        cell.text = text
    document.save(out)
    form = open_form(out.getvalue())
    cells = [form.sheets[1].cells[0, column] for column in range(3)]
    assert [(cell.content, cell.printed) for cell in cells[1:]] == [
        (Content.BLANK, "人"),
        (Content.BLANK, ""),
    ]
    done = docx.Document(io.BytesIO(form.filled([Changes(), Changes({(0, 1): "3人", (0, 2): "无"})])))
    assert [cell.text for cell in done.tables[0].rows[0].cells] == ["返程人员", "3人", "无"]


def test_a_cell_that_holds_a_control_of_its_own_is_left_alone() -> None:
    document, out = docx.Document(), io.BytesIO()
    cell = document.add_table(1, 2).rows[0].cells[1]._tc
    control = etree.SubElement(cell, f"{W}sdt")
    control.append(cell.find(f"{W}p"))
    document.save(out)
    assert open_form(out.getvalue()).sheets[1].cells[0, 1].content is Content.FORMULA

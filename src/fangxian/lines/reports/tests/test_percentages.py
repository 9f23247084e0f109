"""A share in a sheet is what its sender reads: 0.5 shown as 50% is 50 %, and 0.5 alone is asked about (M8)."""

import io
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook, load_workbook

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE, owed
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.header import find_tables
from fangxian.mechanisms.imports.kinds import kind_of
from fangxian.mechanisms.imports.percentages import Percentage
from fangxian.mechanisms.imports.sheets import read_workbook
from fangxian.mechanisms.imports.workbooks import error_workbook
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role

HEAD = ["单位名称", "日期", "新到口罩", "累计收到口罩", "佩戴率"]
Share = tuple[Any, str]
"""What stands in the cell, and its number format."""


def xlsx(*shares: Share) -> bytes:
    """Return a workbook with a row a unit and its share."""
    book, file = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    for unit, (number, format_) in zip(("审计局", "档案馆", "统计局", "气象局"), shares, strict=False):
        sheet.append([unit, FIRST_DAY.isoformat(), 0, 9, number])
        sheet.cell(sheet.max_row, 5).number_format = format_
    book.save(file)
    return file.getvalue()


def xls(number: float, format_: str) -> bytes:
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("日报")
    for column, text in enumerate(HEAD):
        sheet.write(0, column, text)
    for column, value in enumerate(["审计局", FIRST_DAY.isoformat(), 0, 9]):
        sheet.write(1, column, value)
    sheet.write(1, 4, number, xlwt.easyxf(num_format_str=format_))
    book.save(file)
    return file.getvalue()


@pytest.fixture
def regulator(world: World) -> World:
    people.grant_role(
        SYSTEM, world.accounts["committee"], Role.UNIT_LIAISON, body=world.bodies["committee"],
        line=world.bodies["committee"].positions.get(line=ORGANS, valid_to=None).line,
    )  # fmt: skip
    owed(world)
    return world


def checked(world: World, content: bytes, name: str = "物资.xlsx") -> Any:
    body = world.bodies["committee"]
    run = imports.upload(
        world.actor("committee"), world.response, f"reports.{CODE}", name, content, body=body, line=ORGANS
    )
    return run, imports.check(run)


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ((0.5, "0%"), 500), ((0.985, "0.0%"), 985), ((1, "0%"), 1000), ((0, "0%"), 0), ((1 / 3, "0.0%"), 333),
        ((0.005, '0.0"共"%'), 5), ((98.5, "General"), 985), ((0, "General"), 0), (("0.5%", "@"), 5),
        (("５０％", "General"), 500), ((0.29, "[Red]0%"), 290), ((200 / 3, "0.00"), 667),
    ],
)  # fmt: skip
def test_what_the_sender_reads_is_what_is_kept(regulator: World, cell: Share, stored: int) -> None:
    run, found = checked(regulator, xlsx(cell))
    assert not found.errors, found.errors[0][1].sentence
    imports.commit(regulator.actor("committee"), run, partial=False)
    assert DailyReport.objects.at().get(form=CODE).n04 == stored


@pytest.mark.parametrize(
    "cell", [(0.5, "General"), (1, "0"), ("0.985", "@"), (0.5, '0.0"%"'), (0.5, "0.0\\%")]
)
def test_a_number_that_may_mean_either_is_refused_with_both_ways_to_write_it(
    regulator: World, cell: Share
) -> None:
    _run, found = checked(regulator, xlsx(cell, (0.5, "0%")))
    ((_sheet, problem),) = found.errors
    assert (problem.row, problem.field) == (2, "wearing")
    assert problem.sentence.count("%") == 4
    assert len(found.prepared.new) == 1


def test_the_old_format_is_read_alike(regulator: World) -> None:
    _run, found = checked(regulator, xls(0.5, "0.00%"), "物资.xls")
    assert found.prepared.new[0].numbers["wearing"] == 500
    _run, found = checked(regulator, xls(0.5, "0.00"), "物资.xls")
    assert [problem.field for _sheet, problem in found.errors] == ["wearing"]


def test_the_sheet_of_errors_shows_the_share_and_can_be_sent_again(regulator: World) -> None:
    sheets = read_workbook(xlsx((0.5, "General"), (0.5, "0%")), "物资.xlsx")
    (table,) = find_tables(sheets, kind_of(f"reports.{CODE}").fields())
    content = error_workbook([(table, [])])
    cells = [row[4].value for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert cells == [0.5, "50%"]


def test_a_share_in_a_column_of_counts_is_no_count(regulator: World) -> None:
    (sheet,) = read_workbook(xlsx((1, "0%")), "a.xlsx")
    assert isinstance(sheet.rows[1][4], Percentage)
    assert not isinstance(sheet.rows[1][3], Percentage)

"""The arrivals' fields and small workbooks, for the tests; every person is invented."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from openpyxl import Workbook as EditableWorkbook
from openpyxl import load_workbook

from fangxian.mechanisms.imports.fields import Field, Kind

FIELDS = (
    Field("name", "姓名", ("返程人员姓名", "人员姓名"), required=True, personal=True),
    Field("sex", "性别", kind=Kind.CHOICE, choices={"male": ("男", "男性"), "female": ("女", "女性")}),
    Field("id_number", "证件号", ("身份证号", "身份证号码", "证件号码"), Kind.ID_NUMBER, personal=True),
    Field("phone", "电话", ("联系电话", "手机号", "手机号码", "联系方式"), Kind.PHONE, personal=True),
    Field("origin", "来源地", ("从何处来", "出发地", "来自何地")),
    Field("arrived_at", "到达时间", ("返回时间", "返回日期", "到达日期"), Kind.DATETIME, required=True),
    Field("transport", "交通方式", ("交通工具", "乘坐交通工具")),
    Field("trip", "车次", ("航班号", "车次/航班")),
    Field("address", "住址", ("现住址", "居住地址", "家庭住址"), personal=True),
    Field("community", "社区", ("所属社区", "居住社区"), help="Name of the community, without the street"),
    Field("employer", "工作单位", ("单位", "所在单位")),
    Field("category", "人员类别"),
    Field("symptoms", "症状", ("有无症状", "有无发热", "是否发热"), kind=Kind.FLAG),
    Field("cohabitants", "共同居住人", ("同住人员",)),
    Field("remark", "备注"),
)
HEADERS = [str(field.title) for field in FIELDS]


def xlsx(
    rows: Sequence[Sequence[Any]],
    *,
    merged: Sequence[str] = (),
    name: str = "Sheet1",
    also: Sequence[str] = (),
) -> bytes:
    """Return a workbook with one sheet of these rows, merged ranges (``A1:C1``) and further blank sheets."""
    workbook = EditableWorkbook()
    sheet = workbook.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for other in also:
        workbook.create_sheet(other)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def changed(content: bytes, cells: dict[str, Any]) -> bytes:
    """Return a workbook with some cells of its first sheet changed, as a person would correct them."""
    workbook = load_workbook(io.BytesIO(content))
    for cell, value in cells.items():
        workbook.worksheets[0][cell] = value
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def many_rows(number: int) -> bytes:
    """Return a workbook of a header and that many short rows, streamed."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "到达时间"])
        for row in range(1, number + 1):
            sheet.write_row(row, 0, ["测试", "2月3日"])
    return output.getvalue()

"""Blank sheets as they came down in 2020: titles, two header rows, merged cells, units in brackets, items in rows."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

SUPPLIES = [
    ["附件2"],
    ["防疫物资日报表"],
    ["填报单位：", None, None, "统计至每日18时", None, None, None, "单位：件"],
    ["序号", "单位名称", "口罩（只）", None, "消毒液（公斤）", None, "采购金额（万元）", "备注"],
    [None, None, "当日新增", "库存", "当日新增", "库存", None, None],
    ["甲", "乙", "1", "2", "3", "4", "5", "6"],
    [1, "某单位", 200, 1300, 2.5, 8, 1.2, None],
    ["合计"],
    ["填报人：", None, None, None, "审核人："],
]
SUPPLIES_MERGED = ["A2:H2", "C4:D4", "E4:F4", "A4:A5", "B4:B5", "G4:G5", "H4:H5"]

RETURNEES = [
    ["关于返程人员双报情况的统计表（截至下午6点）"],
    ["单位", "返程人员（人）", None, None, "双报情况", None, "隔离观察人数", None, None, "满14天", "有发热等症状",
     "是否停业", "交通方式（火车/飞机/自驾）", "联系人", "联系电话"],
    [None, "新增", "其中：来自重点地区", "累计", "累计已双报", "未到社区登记", "居家", "集中", "合计"],
]  # fmt: skip
RETURNEES_MERGED = [
    "A1:O1",
    "B2:D2",
    "E2:F2",
    "G2:I2",
    "A2:A3",
    *[f"{column}2:{column}3" for column in "JKLMNO"],
]

ITEMS = [
    ["重点物资周报表（每周五下午5点前报）"],
    ["序号", "物资名称", "计量单位", "当日入库", "当日出库", "库存数量"],
    [1, "医用口罩", "只"],
    [2, "酒精", "公斤"],
    [3, "防护服", "套"],
    ["填表人：", None, None, "负责人签字："],
]


def workbook(rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    """Return a workbook with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()

"""Small blank forms that tests make, and how they are sent and read back."""

import io
from datetime import UTC, datetime
from typing import Any

import openpyxl

from fangxian.conftest import World
from fangxian.mechanisms.filling import actions
from fangxian.mechanisms.filling.models import Filling
from fangxian.mechanisms.filling.owners import Owner, of_body, owner_of

UNITS_FORM = [
    ["返程人员统计表（截至18时）"],
    ["单位名称", "返程人员（人）", None, "双报人数", "口罩（只）"],
    [None, "新增", "累计", None, None],
    ["审计局"], ["档案馆"], ["无此单位"], ["北方银行"],
    ["合计", "=SUM(B4:B7)", "=SUM(C4:C7)", "=SUM(D4:D7)", None],
    ["填表人："],
]  # fmt: skip
PERSONS_FORM = [["返程人员名单"], ["序号", "姓名", "联系电话", "返回日期"], *([[None] * 4] * 2), ["填表人："]]


def book(rows: list[list[str | None]], *merged: str) -> bytes:
    """Write a blank form."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column in range(1, max(map(len, rows)) + 1):
            cell = sheet.cell(number, column, row[column - 1] if column <= len(row) else None)
            cell.number_format = "0"
    for each in merged:
        sheet.merge_cells(each)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def units_form() -> bytes:
    """A form by units: groups, a sum row, something that we do not have."""
    return book(UNITS_FORM, "A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "A9:E9")


def persons_form() -> bytes:
    """A form that lists persons, with two blank rows."""
    return book(PERSONS_FORM, "A1:D1", "A5:D5")


def at(world: World, hour: str) -> None:
    """Move the clock."""
    world.time.set(datetime.fromisoformat(f"2020-{hour}+08:00").astimezone(UTC))


def sent(world: World, name: str, content: bytes, owner: Owner | None = None) -> Filling:
    """Send a form as an account, for its own body or place."""
    owner = owner or (
        of_body(name, world.line_of[name]) if name in world.bodies else owner_of("place:220602001001")
    )
    return actions.upload(world.actor(name), world.response, owner, "今日表.xlsx", content)


def values(filling: Filling) -> dict[str, Any]:
    """Return the recorded values by address."""
    return {cell["cell"]: cell["value"] for cell in filling.cells}


def sheet_of(content: bytes) -> Any:
    """Return the filled sheet."""
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]

"""The blank sheet that comes down from above every evening; on the fourth day it has one column more (M8)."""

from datetime import date, timedelta
from pathlib import Path

from tools.blank_forms.layout import Drawing, write_xlsx
from tools.scenario.baishan.bodies import departments, with_arrivals
from tools.scenario.baishan.clock import cut_off
from tools.scenario.manifest import File

DAYS = tuple(date(2020, 2, number) for number in (6, 7, 8, 9, 10, 15))
CHANGED_FROM = date(2020, 2, 9)
SENT = timedelta(hours=8, minutes=12)
"""After the cut-off of our own reports: the superior asks for what is known at 18:00."""

ROWS, ALWAYS = 8, "市委网信办"


def superior_files(directory: Path) -> list[File]:
    """Write ``superior/*.xlsx`` and return their manifest entries."""
    files = []
    for day in DAYS:
        path = f"superior/{day}.xlsx"
        write_xlsx(directory / path, [Drawing("日统计表", _rows(day >= CHANGED_FROM))])
        note = "上级下发的空表" + ("，多了一列" if day == CHANGED_FROM else "")
        at = cut_off(day) + SENT
        files.append(File(path, at, "superior", "superior", note, line="organs", body="work-committee"))
    return files


def _rows(is_changed: bool) -> list[list[str]]:
    """Draw title, unit and hour, two header rows, a row for each department, and the sums."""
    added = ["当日满14天人数"] if is_changed else []
    above = ["序号", "单位名称", "返程人员（人）", "<", "双报制落实情况", "<", "<", "14天观察期内人数", *added,
             "发热等症状人数", "备注"]  # fmt: skip
    below = [
        "^",
        "^",
        "当日新增",
        "累计",
        "已双报人数",
        "双报率（%）",
        "未到社区登记",
        "^",
        *["^"] * len(added),
        "^",
        "^",
    ]
    width = len(above)
    blank = [""] * (width - 2)
    names = [body.short_name for body in with_arrivals() if body in departments()]
    own = [[str(number), name, *blank] for number, name in enumerate(_chosen(names), start=1)]
    return [
        ["各单位返程人员及疫情防控情况日统计表", *["<"] * (width - 1)],
        ["填报单位：", "<", "<", "截至    月    日18时", *["<"] * (width - 6), "单位：人", "<"],
        above,
        below,
        *own,
        ["合计", "<", *(_sum(column) for column in range(2, width - 1)), ""],
    ]


def _chosen(names: list[str]) -> list[str]:
    """Return departments that have somebody to declare, evenly from their list and one that is always among them."""
    some = names[:: len(names) // ROWS][: ROWS - 1]
    return [name for name in names if name in (*some, ALWAYS)]


def _sum(column: int) -> str:
    letter = "ABCDEFGHIJKL"[column]
    last = 4 + ROWS
    if letter == "F":
        return f'=IF(D{last + 1}=0,"—",ROUND(E{last + 1}/D{last + 1}*100,2))'
    return f"=SUM({letter}5:{letter}{last})"

"""Which unit reported in where, as streets and communities noted it down: day by day, in their own layouts, one late.

One street misspells a unit and sends its list again, right; another has a line twice; two communities send their own
lists, and their streets, which do not know, have them once more.
"""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tools.scenario import handwriting
from tools.scenario.cangzhou.pairing import Pair
from tools.scenario.cangzhou.places import CITY, communities, towns
from tools.scenario.clock import moment
from tools.scenario.manifest import File
from tools.scenario.sheets import Cell, Layout, Row, columns, write

HABITS = (
    "seq:序号 kind:报到类型 unit:报到单位 place:报到社区 day:报到时间",
    "place:社区 unit:单位名称 day:日期 remark:备注",
    "seq:序号 unit:单位 place:报到社区 day:报到日期 remark:备注",
)
OWN = "seq:序号 unit:报到单位 day:报到日期 remark:备注"
MISSPELT, TWICE, LATE = 4, 2, 6
"""Numbers of the streets whose list has a slip of the pen, has a line twice, comes late."""
ALONE = ("130903003016", "130902001018")
"""Communities that sent their own list before their street did."""
Told = tuple[Pair, date]


def checkin_files(directory: Path, found: Sequence[Pair]) -> list[File]:
    """Write the lists of the streets and of two communities."""
    rng = random.Random("check-ins")
    told = [(pair, date(2020, 2, rng.randrange(2, 5))) for pair in found]
    files = [_community(directory, code, told, rng) for code in ALONE]
    streets = sorted({place.parent_code for place in communities()})
    names = {place.code: place.name for place in towns()}
    for number, code in enumerate(streets):
        own = _inside(told, code)
        day = date(2020, 2, 12) if number == LATE else date(2020, 2, 5 + number % 4)
        files.append(_street(directory, code, names[code], number, own, day, rng))
        if number == MISSPELT:
            again, day = f"{code}-2", date(2020, 2, 10)
            files.append(_street(directory, again, names[code], number, own, day, rng, right=True))
    return files


def _inside(told: Sequence[Told], street: str) -> list[Told]:
    names = {place.name for place in communities() if place.code.startswith(street)}
    return [one for one in told if one[0].community in names]


def _street(
    directory: Path,
    name: str,
    title: str,
    number: int,
    own: Sequence[Told],
    day: date,
    rng: random.Random,
    *,
    right: bool = False,
) -> File:
    """Write a street's list; ``right`` is the one that it sends again."""
    layout = Layout(
        columns(HABITS[number % len(HABITS)]), title=f"{title}机关党组织“双报到”情况表",
        gap_after_title=number % 2 == 0, footer=("合计：{count}个单位", "填表人：      {day}"),
    )  # fmt: skip
    rows = [_row(layout, index, *one, rng) for index, one in enumerate(own, start=1)]
    if number == TWICE:
        rows.append(rows[1])
    if number == MISSPELT:
        rows = [_changed(layout, rows[0], own[0], right=right), *rows[1:]]
    path = f"checkins/{name}.xlsx"
    write(directory / path, layout, rows, title, day)
    note = f"{title}{'更正重报' if right else '汇总'}报到单位"
    return File(path, moment(day, 16, 10 + number), "checkins", "work-committee", note, place=CITY)


def _community(directory: Path, code: str, told: Sequence[Told], rng: random.Random) -> File:
    """Write a community's own list, which needs not say where."""
    (place,) = [each for each in communities() if each.code == code]
    layout = Layout(columns(OWN), title="{sender}“双报到”单位登记表")
    own = [one for one in told if one[0].community == place.name]
    rows = [_row(layout, index, *one, rng) for index, one in enumerate(own, start=1)]
    path, day = f"checkins/{code}.xlsx", date(2020, 2, 4)
    write(directory / path, layout, rows, place.name, day)
    note = f"{place.name}接收报到单位"
    return File(path, moment(day, 18, int(code[-2:])), "checkins", "community-secretary", note, place=code)


def _row(layout: Layout, number: int, pair: Pair, day: date, rng: random.Random) -> Row:
    told: dict[str, Cell] = {
        "seq": number, "kind": "单位报到", "unit": pair.unit, "place": pair.community, "remark": None,
        "day": handwriting.moment(moment(day, 0), rng.choice(("excel", "slash", "month_day")), rng),
    }  # fmt: skip
    return [told[column.fact] for column in layout.columns]


def _changed(layout: Layout, row: Row, one: Told, *, right: bool) -> Row:
    """Return a row whose unit is misspelt, or right again."""
    unit = one[0].unit
    return _with(layout, row, "unit", unit if right else unit[:-2] + unit[-1] + unit[-2])


def _with(layout: Layout, row: Row, fact: str, told: Cell) -> Row:
    return [told if column.fact == fact else cell for column, cell in zip(layout.columns, row, strict=True)]

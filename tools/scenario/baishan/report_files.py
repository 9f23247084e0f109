"""The workbooks of daily reports: one collected in time per day and line, small ones of late units."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from tools.scenario.baishan.bodies import CLOSED_FROM, Body, quiet_units, reporting_bodies
from tools.scenario.baishan.clock import GRACE, REPORT_DAYS, cut_off
from tools.scenario.baishan.daily_figures import FIELDS, Figures, figures, quiet
from tools.scenario.baishan.people import Person
from tools.scenario.manifest import File
from tools.scenario.sheets import Cell, Column, Layout, write

LINES = ("organs", "industry")
EXCUSED = (date(2020, 2, 5), date(2020, 2, 6), date(2020, 2, 7))
DIFFERENCES = {
    3: ("total_dual_reported", 1),
    5: ("new_arrivals", 1),
    8: ("not_at_community", -1),
    12: ("under_observation", 1),
}
"""Days on which one body of each line reports one figure that its ledger does not show, and by how much."""

REASONS = {
    "total_dual_reported": "1人今晨已到社区登记，社区台账尚未上报",
    "new_arrivals": "1人凌晨到达，名单随后补报",
    "not_at_community": "1人今晨已到社区登记，社区台账尚未上报",
    "under_observation": "1人按社区要求延长观察1天",
}
SHOWN_SILENT = (3, 6)
"""Days on which the committee's sheet also lists those who have not reported, with empty cells."""


def _layout(names: str, title: str, subtitle: str = "", group: str = "") -> Layout:
    """Make a report's layout from the names of its columns for body, day, zero and difference."""
    body, day, zero, difference = names.split()
    inner = [Column(code, header, group) for code, header in FIELDS.items()]
    outer = [Column(fact, header, "") for fact, header in (("zero", zero), ("difference", difference))]
    head = [Column("body", body, ""), Column("day", day, "")]
    footer = ("审核：（签字）    {day}",)
    return Layout((*head, *inner, *outer), title, subtitle, footer=footer, sheet="日报告")


LAYOUTS = {
    "organs": _layout(
        "单位 报告日期 零报告 差异说明", "市直机关返程人员日报告汇总表", "截至{day}10时", "返程人员情况"
    ),
    "industry": _layout("单位名称 填报日期 是否零报告 差异说明", "行业管理单位返程人员日报告汇总表（{day}）"),
    "late": _layout("填报单位 日期 零报告 差异说明", "返程人员日报告", "{sender}"),
}


class Reports:
    """Decides who reports when, and writes the workbooks."""

    def __init__(self, directory: Path, people: list[Person]) -> None:
        self._rng = random.Random("reports")
        self._directory = directory
        self._staff: dict[str, list[Person]] = {body.code: [] for body in reporting_bodies()}
        for person in people:
            if person.body:
                self._staff[person.body.code].append(person)
        self.stated: dict[tuple[date, str], Figures] = {}
        """What each body reported first for each day."""
        self._slow = {line: self._laggards(line) for line in LINES}

    def write(self) -> list[File]:
        """Write ``reports/*.xlsx`` for every day and return their manifest entries."""
        shifts = [(day, line) for day in REPORT_DAYS for line in LINES]
        return [file for day, line in shifts for file in self._day(day, line)]

    def _laggards(self, line: str) -> list[Body]:
        """Bodies that are late more often than others."""
        return self._rng.sample([body for body in reporting_bodies() if body.line == line], 8)

    def _day(self, day: date, line: str) -> list[File]:
        owing = [body for body in reporting_bodies() if body.line == line and _owes(body, day)]
        pool = [body for body in self._slow[line] if body in owing]
        pool += self._rng.sample([body for body in owing if body not in pool], 4)
        absent = self._rng.sample(pool, self._rng.randint(2, 5))
        absent_late = [(body, self._late_at(day)) for body in absent[: self._rng.randint(1, 2)]]
        late = [(body, at) for body, at in absent_late if quiet(self._staff[body.code], cut_off(day), at)]
        files = [self._collected(day, line, owing, absent)]
        files += [self._late(day, line, body, at) for body, at in late]
        if day.day in (6, 11) and line == "organs":
            files.append(self._correction(day, owing, absent))
        return files

    def _late_at(self, day: date) -> datetime:
        """Some hours after the grace period; one in eight comes in only the next morning."""
        minutes = self._rng.randrange(15, 420)
        overnight = self._rng.random() < 1 / 8 and day < REPORT_DAYS[-1]
        minutes = 22 * 60 + self._rng.randrange(15, 50) if overnight else minutes
        return cut_off(day) + GRACE + timedelta(minutes=minutes, seconds=self._rng.randrange(1, 60))

    def _collected(self, day: date, line: str, owing: list[Body], absent: list[Body]) -> File:
        """Write what was collected in time."""
        rows = [self._row(body, day, line) for body in owing if body not in absent]
        if day.day in DIFFERENCES:
            self._differ(rows, day)
        for body, row in zip([body for body in owing if body not in absent], rows, strict=True):
            self.stated[day, body.code] = dict(zip(FIELDS, map(_number, row[2:10]), strict=True))
        total: list[Cell] = ["合计", None, *map(_sum, list(zip(*rows, strict=True))[2:10])]
        if day.day in SHOWN_SILENT and line == "organs":
            rows += [[body.short_name, _day_cell(day, line)] for body in absent]
        path = f"reports/{day}-{line}.xlsx"
        write(self._directory / path, LAYOUTS[line], [*rows, total], "", day)
        minutes = self._rng.randrange(5, 45)
        at = cut_off(day) - timedelta(minutes=minutes, seconds=self._rng.randrange(1, 60))
        note = "按时收到的日报告汇总"
        return File(path, at, "reports", "work-committee", note, line=line, body="work-committee")

    def _differ(self, rows: list[list[Cell]], day: date) -> None:
        """Change one figure of one row that is not a zero report, and say why."""
        code, change = DIFFERENCES[day.day]
        place = 2 + list(FIELDS).index(code)
        fitting = [row for row in rows if not row[10] and _changeable(row, place, change)]
        for row in self._rng.sample(fitting, min(1, len(fitting))):
            row[place] = _number(row[place]) + change
            row[11] = REASONS[code]
            if code == "new_arrivals":
                row[4] = _number(row[4]) + change

    def _row(self, body: Body, day: date, line: str) -> list[Cell]:
        """Return one body's row; a zero report says so, and half of them leave the figures empty."""
        found = figures(self._staff[body.code], day)
        zero = not any(found.values())
        empty = zero and line == "industry" and self._rng.random() < 0.5
        cells: list[Cell] = [None if empty else value for value in found.values()]
        return [body.short_name, _day_cell(day, line), *cells, "是" if zero else None, None]

    def _late(self, day: date, line: str, body: Body, at: datetime) -> File:
        """Write the small workbook that a unit sends by itself."""
        path = f"reports/{day}-late-{body.code}.xlsx"
        found = self.stated[day, body.code] = figures(self._staff[body.code], day)
        self._single(path, body, day, found, None)
        return File(path, at, "reports", "unit-liaison", "迟报", line=line, body=body.code)

    def _correction(self, day: date, owing: list[Body], absent: list[Body]) -> File:
        """A body that reported in time sends its report again in the afternoon, with one figure corrected."""
        fitting = [body for body in owing if body not in absent and self._staff[body.code]]
        fitting = [body for body in fitting if figures(self._staff[body.code], day)["under_observation"]]
        body = self._rng.choice(fitting)
        found = figures(self._staff[body.code], day)
        found["under_observation"] -= 1
        path = f"reports/{day}-corrected-{body.code}.xlsx"
        self._single(path, body, day, found, "更正：1人已离开本市，不再观察")
        at = cut_off(day) + timedelta(hours=self._rng.randint(4, 7), seconds=self._rng.randrange(3600))
        return File(path, at, "reports", "unit-liaison", "更正，替换当日已报", line=body.line, body=body.code)

    def _single(self, path: str, body: Body, day: date, found: Figures, reason: str | None) -> None:
        zero = None if any(found.values()) else "是"
        row: list[Cell] = [body.name, f"{day:%Y.%m.%d}", *found.values(), zero, reason]
        layout = replace(LAYOUTS["late"], sheet="Sheet1")
        write(self._directory / path, layout, [row], f"填报单位：{body.name}（盖章）", day)


def _owes(body: Body, day: date) -> bool:
    """Tell whether a body owes a report: not after it closed, not while it is excused."""
    closing, excused = quiet_units()
    closed = body == closing and day >= date.fromisoformat(CLOSED_FROM)
    return not closed and not (body == excused and day in EXCUSED)


def _day_cell(day: date, line: str) -> Cell:
    return day if line == "organs" else f"{day.month}月{day.day}日"


def _changeable(row: list[Cell], place: int, change: int) -> bool:
    """Keep a changed row possible: no negative figure, dual-reported within the total."""
    within = place != 5 or _number(row[5]) + change <= _number(row[4])
    return within and _number(row[place]) + change >= 0


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _sum(cells: tuple[Cell, ...]) -> int:
    return sum(map(_number, cells))

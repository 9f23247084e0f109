"""The other sheets of the scenario: command, checkpoints, check-ins of units, reported head-counts."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tools.scenario import handwriting
from tools.scenario.clock import moment
from tools.scenario.manifest import File
from tools.scenario.persons import Registry
from tools.scenario.registers import Place
from tools.scenario.sharing import divide
from tools.scenario.sheets import Cell, Layout, Row, columns, write
from tools.scenario.zhenan.bodies import short, units
from tools.scenario.zhenan.places import COMPOUNDS, COUNTY, communities, compounds, urban

SENDER = "县委组织部"
MEMBERS, CHECKPOINTS, ROADS = 1793, 345, 58
WORKING_GROUPS = """
综合协调组:会议、公文和信息报送 疫情监测组:流行病学调查和监测报告 医疗救治组:发热门诊和定点医院
社区防控组:村和社区排查管控
交通管控组:道路、车站检疫 物资保障组:防护和生活物资 宣传舆论组:宣传引导和舆情 社会稳定组:治安和矛盾化解
市场监管组:物价和野生动物交易 学校防控组:师生返程和开学 农业生产组:春耕和农产品 督查督办组:责任落实情况
党建保障组:基层党组织和党员作用
"""
COUNTS = (
    ("取消休假在岗干部", 4500), ("参战党员干部", "5000多"), ("请战书", "500多"), ("入党申请书", 153),
    ("志愿者", "1000余"), ("群众", "2万多"),
)  # fmt: skip
SOURCE = "县委组织部2020年2月综合统计"
_CHECKIN_HABITS = (
    "seq:序号 unit:报到单位 people:报到人数 compound:小区 day:报到日期",
    "unit:单位 compound:报到小区 people:人数 day:日期 remark:备注",
    "seq:序号 compound:小区 unit:单位名称 people:党员人数 day:报到时间",
)


def command_files(directory: Path, registry: Registry) -> list[File]:
    """Write the command, and an hour later its 13 working groups, each with its head."""
    day, command = date(2020, 1, 26), "县疫情防控应急指挥部"
    layout = Layout(
        columns("name:名称 kind:类别 head:负责人 phone:联系电话 duty:工作职责"),
        title="镇安县疫情防控应急指挥部",
    )
    top: list[Row] = [(command, "指挥部", registry.name("男"), registry.phone(), "统一领导全县疫情防控工作")]
    write(directory / "county/command.xlsx", layout, top, SENDER, day)
    layout = Layout(
        columns("seq:序号 name:组名 kind:类别 组长信息>head:组长 组长信息>phone:联系电话 above:隶属 duty:工作职责"),
        title="指挥部专项工作组一览表", subtitle="填报单位：{sender}（盖章）", footer=("备注：各组下设联络员1名。",),
    )  # fmt: skip
    told = [word.split(":") for word in WORKING_GROUPS.split()]
    rows: list[Row] = [
        (number, name, "专项工作组", registry.name("男"), registry.phone(), command, duty)
        for number, (name, duty) in enumerate(told, start=1)
    ]
    write(directory / "county/working-groups.xlsx", layout, rows, SENDER, day)
    return [
        _of_county("county/command.xlsx", day, 8, "groups", "指挥部"),
        _of_county("county/working-groups.xlsx", day, 9, "groups", "13个专项工作组"),
    ]


def checkpoint_file(directory: Path) -> File:
    """Write the 345 checkpoints: on roads, at the gates of compounds, in villages."""
    layout = Layout(
        columns("seq:序号 name:检查监测站点名称 kind:类型 place:所在社区 since:设立日期"),
        title="全县疫情检查监测站点一览表", blank_every=60, footer=("合计：{count}个", "制表：{sender}  {day}"),
    )  # fmt: skip
    rng = random.Random("checkpoints")
    rows: list[Row] = [
        (number, *row, date(2020, 1, rng.randrange(26, 31)))
        for number, row in enumerate(_checkpoints(rng), start=1)
    ]
    path, day = "county/checkpoints.xlsx", date(2020, 1, 31)
    write(directory / path, layout, rows, SENDER, day)
    return _of_county(path, day, 11, "posts", "345个检查监测站点")


def checkin_files(directory: Path) -> list[File]:
    """Write what each of the six communities noted down of the units that reported in to its compounds."""
    rng = random.Random("checkins")
    reported = _reported(rng)
    files, first = [], 0
    for number, (community, count) in enumerate(zip(urban(), COMPOUNDS, strict=True)):
        own = {place.name for place in compounds()[first : first + count]}
        first += count
        habit = _CHECKIN_HABITS[number % len(_CHECKIN_HABITS)]
        layout = Layout(columns(habit), title="{sender}“双报到”单位登记表", gap_after_title=number % 2 == 1)
        rows = [_checkin_row(layout, n, *one, rng) for n, one in enumerate(_of(reported, own), start=1)]
        path, day = f"checkins/{community.code}.xlsx", date(2020, 2, 3 + number)
        write(directory / path, layout, rows, f"永乐街道{community.name}", day)
        note = f"{community.name}接收报到单位"
        files.append(
            File(
                path,
                moment(day, 18, 7 * number),
                "checkins",
                "community-secretary",
                note,
                place=community.code,
            )
        )
    return files


def count_file(directory: Path) -> File:
    """Write the numbers that were reported as numbers, each with its source and its "more than"."""
    layout = Layout(
        columns("kind:类别 people:人数 day:截至日期 source:数据来源"), title="镇安县参与疫情防控力量统计表",
        footer=("注：带“多”“余”的为概数，按原始上报数填写。",),
    )  # fmt: skip
    day = date(2020, 2, 18)
    rows: list[Row] = [(kind, people, day, SOURCE) for kind, people in COUNTS]
    path = "county/head-counts.xlsx"
    write(directory / path, layout, rows, SENDER, day)
    return _of_county(path, day, 16, "head-counts", "参战力量汇总数")


def _of_county(path: str, day: date, hour: int, kind: str, note: str) -> File:
    return File(path, moment(day, hour, 40), kind, "work-committee", note, place=COUNTY)


def _checkpoints(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield name, kind and place: at each compound's gate one, on roads some, in villages the rest."""
    for compound in compounds():
        yield f"{compound.name}出入口", "小区卡口", compound.name
    for place in sorted(rng.sample(communities(), ROADS)):
        yield f"{place.name}公路检查站", "公路卡口", place.name
    villages = [place for place in communities() if place not in urban()]
    left = CHECKPOINTS - ROADS - len(compounds())
    for place, count in zip(villages, divide(left, len(villages), rng), strict=True):
        for number in range(1, count + 1):
            yield f"{place.name}{number}号村口监测点", "村组卡点", place.name


def _reported(rng: random.Random) -> list[tuple[str, int, Place]]:
    """Return each unit with how many members it reported in with, and to which compound."""
    names = [short(name) for _code, name, _kind in units()]
    people = divide(MEMBERS, len(names), rng, 3)
    goals = [*compounds(), *rng.choices(compounds(), k=len(names) - len(compounds()))]
    rng.shuffle(goals)
    return list(zip(names, people, goals, strict=True))


def _of(reported: list[tuple[str, int, Place]], own: set[str]) -> list[tuple[str, int, Place]]:
    return [row for row in reported if row[2].name in own]


def _checkin_row(
    layout: Layout, number: int, unit: str, people: int, compound: Place, rng: random.Random
) -> Row:
    day = moment(date(2020, 2, rng.randrange(1, 4)), 9)
    told: dict[str, Cell] = {
        "seq": number, "unit": unit, "people": people, "compound": compound.name, "remark": "",
        "day": handwriting.moment(day, "mixed", rng),
    }  # fmt: skip
    return [told[column.fact] for column in layout.columns]

"""The city's other sheets: temporary organisations and commandos by county, first secretaries, links, head-counts."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from tools.scenario import handwriting
from tools.scenario.cangzhou.places import CITY, communities, counties, towns, villages
from tools.scenario.clock import moment
from tools.scenario.manifest import File
from tools.scenario.persons import Registry
from tools.scenario.sharing import divide
from tools.scenario.sheets import Layout, Row, columns, write, write_book

SENDER = "市委组织部"
SOURCE = "各县（市、区）委组织部上报汇总"
ORGANISATIONS, COMMANDOS = 1187, 79_700
FIELDS = ("医疗救治", "疫情监测", "交通检疫", "物资保障", "社会稳定")
COUNTS = (("领导干部", "2万余"), ("医护党员职工", "8000余"))


def organisation_file(directory: Path) -> File:
    """Write how many temporary organisations each county set up at posts of five fields."""
    layout = Layout(
        columns("seq:序号 place:县（市、区） name:组织名称 kind:类别 count:组织数 source:数据来源"),
        title="全市疫情防控临时党组织统计表", subtitle="填报单位：{sender}",
        footer=("合计：1187个", "审核人：        {day}"),
    )  # fmt: skip
    kinds = [(county.name, field) for county in counties() for field in FIELDS]
    shares = divide(ORGANISATIONS, len(kinds), random.Random("organisations"), 2)
    rows: list[Row] = [
        (number, county, f"{field}岗位临时党组织", "临时党组织", share, SOURCE)
        for number, ((county, field), share) in enumerate(zip(kinds, shares, strict=True), start=1)
    ]
    path, day = "city/organisations.xlsx", date(2020, 2, 10)
    write(directory / path, layout, rows, SENDER, day)
    return File(path, moment(day, 17, 15), "groups", "work-committee", "重点关卡岗位临时党组织", place=CITY)


def commando_file(directory: Path) -> File:
    """Write how many members the commando teams of each county have; how many teams is not told."""
    layout = Layout(
        columns("place:县（市、区） name:队伍名称 kind:队伍类型 count:支数 people:队员人数 source:数据来源"),
        title="党员突击队员统计", gap_after_title=True, footer=("备注：支数未统计的，填“不详”。",),
    )  # fmt: skip
    shares = divide(COMMANDOS, len(counties()), random.Random("commandos"), 1000)
    rows: list[Row] = [
        (county.name, f"{county.name}党员突击队", "突击队", "不详", share, SOURCE)
        for county, share in zip(counties(), shares, strict=True)
    ]
    path, day = "city/commandos.xlsx", date(2020, 2, 11)
    write(directory / path, layout, rows, SENDER, day)
    return File(path, moment(day, 11, 25), "groups", "work-committee", "党员突击队员人数", place=CITY)


def secretary_file(directory: Path, registry: Registry) -> File:
    """Write the first secretaries who are back in their villages, a sheet to a county."""
    rng, names = (
        random.Random("first secretaries"),
        {place.code: place.name for place in (*counties(), *towns())},
    )
    words = columns("seq:序号 name:姓__名 place:驻村 phone:手机号 day:到岗日期 remark:备注")
    parts = []
    for county, own in groupby(villages(), key=lambda village: village.code[:6]):
        rows: list[Row] = [
            (
                number, handwriting.name(registry.name(rng.choice("男男女")), rng), names[one.parent_code] + one.name,
                handwriting.phone(registry.phone(), "number", rng),
                handwriting.moment(moment(date(2020, 1, rng.randrange(26, 31)), 9), "mixed", rng), None,
            )
            for number, one in enumerate(own, start=1)
        ]  # fmt: skip
        title = f"{names[county]}驻村第一书记返岗花名册"
        parts.append((Layout(words, title=title, sheet=names[county], footer=("共{count}人",)), rows))
    path, day = "city/first-secretaries.xlsx", date(2020, 2, 4)
    write_book(directory / path, parts, SENDER, day)
    return File(path, moment(day, 16, 50), "setup", "work-committee", "全市驻村第一书记返岗情况", place=CITY)


def link_file(directory: Path, registry: Registry) -> File:
    """Write members who each look after ten households: two in each community."""
    layout = Layout(
        columns("seq:序号 place:社区 name:联户党员 area:楼栋单元 households:包联户数"),
        title="“1+10”党员联户表",
    )
    rows = [(number, *row) for number, row in enumerate(_links(registry), start=1)]
    path, day = "city/links.xlsx", date(2020, 2, 7)
    write(directory / path, layout, rows, SENDER, day)
    return File(path, moment(day, 14, 5), "links", "work-committee", "党员联户", place=CITY)


def count_file(directory: Path) -> File:
    """Write the numbers that were reported as numbers."""
    layout = Layout(
        columns("kind:项目 people:人数 day:统计日期 source:来源"), title="全市参与一线防控党员干部情况"
    )
    day = date(2020, 2, 20)
    rows: list[Row] = [(kind, people, "2月20日", SOURCE) for kind, people in COUNTS]
    path = "city/head-counts.xlsx"
    write(directory / path, layout, rows, SENDER, day)
    return File(
        path, moment(day, 17, 0), "head-counts", "work-committee", "领导干部和医护党员职工汇总数", place=CITY
    )


def _links(registry: Registry) -> Iterator[tuple[str, str, str, int]]:
    for place in communities():
        for building in (1, 2):
            yield place.name, registry.name("女"), f"{building}号楼1单元", 10

"""The one workbook by which the county sets up: chain of secretaries, zones, five teams, branches, posts, heads."""

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
from tools.scenario.sheets import Layout, Row, columns, write_book
from tools.scenario.zhenan.places import COUNTY, communities, compounds, town_of, towns, urban

ZONES, BRANCHES, VANGUARD, HEADS = 1357, 68, 1681, 197
TEAMS = ("疫情排查队", "管控监测队", "宣传纠察队", "党员突击队", "志愿服务队")
DAY = date(2020, 1, 30)
PATH = "county/one-zone-five-teams.xlsx"
TITLE = "镇安县“一区五队”群防群治工作体系台账"
_PLACE = "town:镇办 place:村（社区）"
_LAYOUTS = {
    "三级书记": f"{_PLACE} function:责任类别 name:姓__名 job:职务 phone:联系电话",
    "党员责任区": f"seq:序号 {_PLACE} name:责任区名称 head:责任党员 households:户数",
    "一区五队": f"{_PLACE} kind:队伍类型 name:队伍名称 head:队长 phone:联系电话",
    "楼长": "seq:序号 place:社区 building:楼栋 head:楼长姓名 phone:联系电话",
    "临时党支部": f"{_PLACE} name:组织名称 head:书记 approval:批复文号 since:成立日期",
    "党员先锋岗": f"seq:序号 {_PLACE} name:岗位名称 count:个数",
}
_ORDINALS = "一二三四五六七八九十"


def setup_file(directory: Path, registry: Registry) -> File:
    """Write the workbook; the town is written once, at the first of its villages."""
    rng = random.Random("setting up")
    sheets: dict[str, list[Row]] = {
        "三级书记": list(_secretaries(registry)),
        "党员责任区": list(_zones(registry, rng)),
        "一区五队": list(_teams(registry, rng)),
        "楼长": list(_heads(registry, rng)),
        "临时党支部": list(_branches(registry, rng)),
        "党员先锋岗": list(_posts(rng)),
    }
    parts = [(_layout(name), rows) for name, rows in sheets.items()]
    write_book(directory / PATH, parts, "县委组织部", DAY)
    return File(
        PATH, moment(DAY, 17, 20), "setup", "work-committee", "全县一区五队台账，一县一表", place=COUNTY
    )


def _layout(name: str) -> Layout:
    footer = ("填表人：        审核人：        {day}",)
    return Layout(
        columns(_LAYOUTS[name]), title=TITLE, subtitle=f"{name}（共{{count}}条）", sheet=name, footer=footer
    )


def _secretaries(registry: Registry) -> Iterator[Row]:
    """Yield the chain of three levels; in a village the secretary is the first responsible too, entered once."""
    yield "县级", "镇安县", "书记", registry.name("男"), "县委书记", registry.phone()
    yield "", "镇安县", "第一责任人", registry.name("女"), "县长", registry.phone()
    for town in towns():
        yield town.name, town.name, "书记", registry.name("男"), "党（工）委书记", registry.phone()
        yield "", town.name, "第一责任人", registry.name("女"), "镇长（主任）", registry.phone()
    for place, town_name in _with_town():
        yield town_name, place.name, "书记", registry.name("男"), "党支部书记", registry.phone()


def _zones(registry: Registry, rng: random.Random) -> Iterator[Row]:
    number = 0
    counts = divide(ZONES, len(communities()), rng, 4)
    for (place, town), count in zip(_with_town(), counts, strict=True):
        for index in range(count):
            number += 1
            head = handwriting.name(registry.name(rng.choice("男女")), rng)
            yield (
                number, "" if index else town, place.name, f"第{_ordinal(index + 1)}责任区", head, rng.randrange(18, 64)
            )  # fmt: skip


def _teams(registry: Registry, rng: random.Random) -> Iterator[Row]:
    for place, town in _with_town():
        for index, team in enumerate(TEAMS):
            captain, phone = (
                registry.name(rng.choice("男女")),
                handwriting.phone(registry.phone(), "text", rng),
            )
            yield "" if index else town, place.name, team, f"{place.name}{team}", captain, phone


def _heads(registry: Registry, rng: random.Random) -> Iterator[Row]:
    names = {place.code: place.name for place in urban()}
    number = 0
    for compound, count in zip(compounds(), divide(HEADS, len(compounds()), rng, 2), strict=True):
        for building in range(1, count + 1):
            number += 1
            name = registry.name(rng.choice("女女男"))
            yield (
                number,
                names[compound.parent_code],
                f"{compound.name}{building}号楼",
                name,
                registry.phone(),
            )


def _branches(registry: Registry, rng: random.Random) -> Iterator[Row]:
    chosen = sorted(rng.sample(communities(), BRANCHES))
    for number, place in enumerate(chosen, start=1):
        day = date(2020, 1, rng.randrange(27, 31))
        approval = f"镇组批〔2020〕{number}号"
        yield (
            town_of(place),
            place.name,
            f"{place.name}防控一线临时党支部",
            registry.name("男"),
            approval,
            day,
        )


def _posts(rng: random.Random) -> Iterator[Row]:
    counts = divide(VANGUARD, len(communities()), rng, 3)
    for number, ((place, town), count) in enumerate(zip(_with_town(), counts, strict=True), start=1):
        yield number, town, place.name, f"{place.name}党员先锋岗", count


def _with_town() -> Iterator[tuple[Place, str]]:
    """Yield the villages, each town's name with its first."""
    last = ""
    for place in communities():
        town = town_of(place)
        yield place, "" if town == last else town
        last = town


def _ordinal(number: int) -> str:
    """Write a number up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_ORDINALS[tens - 1]}十"
    return head + (_ORDINALS[ones - 1] if ones else "")

"""The province's sheets: the chain of secretaries at five levels, and groups that state no number."""

from datetime import date
from pathlib import Path

from tools.scenario.clock import moment
from tools.scenario.jilin.places import PROVINCE, WAY, cities
from tools.scenario.manifest import File
from tools.scenario.persons import Registry
from tools.scenario.sheets import Layout, Row, columns, write

SENDER = "省直机关工委"
CHAIN = Layout(
    columns("level:层级 place:区划 function:责任类别 name:姓__名 job:职务 phone:联系电话"),
    title="五级书记抓疫情防控责任链", subtitle="填报单位：{sender}",
    footer=("备注：各级党委（党组织）书记为责任书记。",),
)  # fmt: skip
GROUPS = Layout(
    columns("seq:序号 name:名称 kind:类别 place:区划 head:负责人 people:队员人数 duty:任务"),
    title="省直机关疫情防控组织", gap_after_title=True, footer=("注：人数原文缺失，未填。",),
)  # fmt: skip
LEVELS = (
    ("省级", "省委书记"),
    ("市级", "市（州）委书记"),
    ("县级", "区委书记"),
    ("乡级", "街道党工委书记"),
    ("村级", "社区党委书记"),
)


def chain_file(directory: Path, registry: Registry) -> File:
    """Write who answers at the province, in each prefecture, and on the way down to one community."""
    found = [
        ("吉林省", 0),
        *((place.name, 1) for place in cities()),
        *((place.name, n) for n, place in enumerate(WAY, 2)),
    ]
    rows: list[Row] = [
        (LEVELS[level][0], name, "责任书记", registry.name("男"), LEVELS[level][1], registry.phone())
        for name, level in found
    ]
    path, day = "province/chain.xlsx", date(2020, 2, 1)
    write(directory / path, CHAIN, rows, SENDER, day)
    return File(path, moment(day, 10, 0), "charges", "work-committee", "五级书记责任链", place=PROVINCE)


def group_file(directory: Path, registry: Registry) -> File:
    """Write the groups that the source names; how many people they have it does not tell."""
    rows: list[Row] = [
        (
            1,
            "省疫情防控工作领导小组",
            "领导小组",
            "吉林省",
            registry.name("男"),
            None,
            "统一领导全省疫情防控",
        ),
        (
            2,
            "省直机关党员志愿者突击队",
            "突击队",
            "吉林省",
            registry.name("女"),
            None,
            "下沉社区，排查、值守、消杀",
        ),
    ]
    path, day = "province/groups.xlsx", date(2020, 2, 3)
    write(directory / path, GROUPS, rows, SENDER, day)
    return File(path, moment(day, 14, 20), "groups", "work-committee", "领导小组和突击队", place=PROVINCE)

"""Who stands by which community: the units' people, the table of pairs, what three units sent later."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tools.scenario import handwriting
from tools.scenario.cangzhou.bodies import short, units
from tools.scenario.cangzhou.places import CITY, communities
from tools.scenario.clock import moment
from tools.scenario.manifest import File
from tools.scenario.persons import Registry
from tools.scenario.sheets import Cell, Layout, Row, columns, write

SENDER = "市委组织部"
LATE = ("unit-08", "unit-23", "unit-41")
"""Units whose plan and ledger were not stated in the city's table; they filled them in themselves."""
PEOPLE = Layout(
    columns("seq:序号 name:姓__名 unit:工作单位 job:职务 rank:职级 member:政治面貌 phone:联系电话"),
    title="市直机关包联社区人员名册", footer=("填表人：（签字）        {day}",),
)  # fmt: skip
PAIRS = Layout(
    columns(
        "seq:序号 unit:包联单位 place:包联社区 五个一>lead:处级包联领导 五个一>force:工作专班 五个一>plan:方案文号 "
        "五个一>ledger:建账日期 五个一>owner:科级负责人"
    ),
    title="市直单位包联市区社区“五个一”台账", subtitle="填报单位：{sender}（盖章）", blank_every=26,
    footer=("注：一个社区一名处级领导、一套专班、一个方案、一本台账、一名科级负责人。",),
)  # fmt: skip
LATER = Layout(
    columns("place:包联社区 plan:方案文号 ledger:工作台账 remark:备注"), title="{sender}包联工作补报表"
)


class Pair(NamedTuple):
    """A unit stands by a community, with the two who answer for it."""

    code: str
    unit: str
    community: str
    lead: str
    owner: str


def pairs(registry: Registry) -> list[Pair]:
    """Return 78 pairs: each community has one unit, each of the 57 units one community or two."""
    rng = random.Random("pairs")
    order = [*units(), *rng.sample(units(), len(communities()) - len(units()))]
    rng.shuffle(order)
    return [
        Pair(
            code,
            short(name),
            place.name,
            registry.name(rng.choice("男女")),
            registry.name(rng.choice("男女")),
        )
        for (code, name), place in zip(order, communities(), strict=True)
    ]


def pairing_files(directory: Path, found: Sequence[Pair], registry: Registry) -> list[File]:
    """Write the people, the table of pairs, and what three units sent later."""
    rng = random.Random("five ones")
    return [
        _people(directory, found, registry, rng),
        _table(directory, found, rng),
        *(_later(directory, code, found) for code in LATE),
    ]


def _people(directory: Path, found: Sequence[Pair], registry: Registry, rng: random.Random) -> File:
    staff = [(pair.lead, pair.unit, "副局长", "县处级") for pair in found]
    staff += [(pair.owner, pair.unit, "科长", "乡科级") for pair in found]
    rng.shuffle(staff)
    rows: list[Row] = [
        (
            number, handwriting.name(name, rng), unit, job, rank, "中共党员",
            handwriting.phone(registry.phone(), "dashed", rng),
        )
        for number, (name, unit, job, rank) in enumerate(staff, start=1)
    ]  # fmt: skip
    path, day = "city/people.xlsx", date(2020, 2, 1)
    write(directory / path, PEOPLE, rows, SENDER, day)
    return File(path, moment(day, 10, 10), "persons", "work-committee", "包联领导和科级负责人", place=CITY)


def _table(directory: Path, found: Sequence[Pair], rng: random.Random) -> File:
    rows: list[Row] = []
    for number, pair in enumerate(found, start=1):
        day = date(2020, 2, rng.randrange(1, 4))
        stated: tuple[Cell, Cell] = (None, None) if pair.code in LATE else (_plan(number), day)
        force = f"{pair.community}防控工作专班"
        rows.append((number, pair.unit, pair.community, pair.lead, force, *stated, pair.owner))
    path, day = "city/pairs.xlsx", date(2020, 2, 3)
    write(directory / path, PAIRS, rows, SENDER, day)
    return File(path, moment(day, 18, 40), "pairings", "work-committee", "57个单位包联78个社区", place=CITY)


def _later(directory: Path, code: str, found: Sequence[Pair]) -> File:
    rows: list[Row] = [
        (pair.community, _plan(number), "2月5日", "补报")
        for number, pair in enumerate(found, start=1)
        if pair.code == code
    ]
    path, day = f"units/{code}.xlsx", date(2020, 2, 6)
    write(directory / path, LATER, rows, next(pair.unit for pair in found if pair.code == code), day)
    at = moment(day, 9, int(code[-2:]))
    return File(path, at, "pairings", "unit-liaison", "补报方案和台账", line="organs", body=code)


def _plan(number: int) -> str:
    return f"包联方案〔2020〕{number}号"

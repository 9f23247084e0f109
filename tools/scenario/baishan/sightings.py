"""What one side writes about a person: the unit's declaration or the community's registration."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.scenario.baishan.people import Person
from tools.scenario.baishan.places import GRIDS
from tools.scenario.baishan.quirks import TRADITIONAL
from tools.scenario.sheets import Layout

KINDS = {"employee": "干部职工", "student": "学生", "retired": "退休人员", "worker": "务工人员"}
NO_EMPLOYER = {"student": ("学生", "无", ""), "retired": ("退休", "无"), "worker": ("无", "务工", "")}
REMARKS = ("", "", "", "", "已居家隔离", "已告知14天隔离", "探亲返回", "已电话通知", "独居")


@dataclass(frozen=True)
class Sighting:
    """One row before it is written: plain facts as this side believes them."""

    name: str
    sex: str
    id_number: str
    phone: str
    origin: str
    arrived: datetime
    transport: str
    trip: str
    address: str
    community: str
    grid: str
    employer: str
    kind: str
    symptoms: str
    cohabitants: str
    remark: str


def declaration(person: Person, layout: Layout, rng: random.Random) -> Sighting:
    """Return what the unit writes."""
    return _sighting(person, layout, rng, "unit")


def registration(person: Person, layout: Layout, rng: random.Random) -> Sighting:
    """Return what the community writes."""
    return _sighting(person, layout, rng, "community")


def _sighting(person: Person, layout: Layout, rng: random.Random, side: str) -> Sighting:
    home = person.home
    return Sighting(
        name=TRADITIONAL.convert(person.name) if f"traditional-{side}" in person.quirks else person.name,
        sex=person.sex, id_number=_id_number(person, side), phone=_phone(person, side),
        origin=_origin(person, rng), arrived=_arrived(person, side),
        transport=person.origin.transport, trip=person.trip, address=_address(person, layout, side),
        community=home.street + home.community if layout.long_names else home.community,
        grid=_grid(person), employer=_employer(person, rng), kind=KINDS[person.kind],
        symptoms=person.symptom or rng.choice(["无", "无", "正常", ""]),
        cohabitants=person.companions, remark=rng.choice(REMARKS),
    )  # fmt: skip


def _id_number(person: Person, side: str) -> str:
    if person.quirks & {"no-id", f"no-id-{side}", f"bare-{side}"}:
        return ""
    return _wrong_digit(person.id_number, 12) if f"id-wrong-{side}" in person.quirks else person.id_number


def _phone(person: Person, side: str) -> str:
    if f"bare-{side}" in person.quirks:
        return ""
    return _wrong_digit(person.phone, 8) if f"phone-wrong-{side}" in person.quirks else person.phone


def _wrong_digit(number: str, position: int) -> str:
    """Replace one digit by the next one, so that an ID number's checksum no longer holds."""
    return number[:position] + str((int(number[position]) + 1) % 10) + number[position + 1 :]


def _arrived(person: Person, side: str) -> datetime:
    earlier = side == "community" and "other-date" in person.quirks
    return person.arrived - timedelta(days=2) if earlier else person.arrived


def _origin(person: Person, rng: random.Random) -> str:
    province, city = person.origin.province, person.origin.city
    short = province.removesuffix("省") + city.removesuffix("市")
    return rng.choice([province + city, province + city, short, city])


def _employer(person: Person, rng: random.Random) -> str:
    if person.body is None:
        return rng.choice(NO_EMPLOYER[person.kind])
    return rng.choice([person.body.name, person.body.short_name, person.body.short_name])


def _grid(person: Person) -> str:
    count = GRIDS.get(person.home.place_code, 0)
    return f"第{'一二三四'[person.home.building % count]}网格" if count else ""


def _address(person: Person, layout: Layout, side: str) -> str:
    home = person.home
    moved = side == "community" and "other-building" in person.quirks
    building = home.building + 30 if moved else home.building
    door = f"{home.unit}单元{home.room}"
    styles = {
        1: f"{home.street}{building}号楼",
        2: f"{home.community}{building}号楼{door}",
        3: f"{home.compound}{building}号楼{door}室",
        4: f"浑江区{home.street}{home.compound}{building}号楼",
        5: f"{home.community}{home.compound}{building}栋{door}",
        6: f"{building}号楼{door}",
        7: f"{home.compound}{building}号楼{door}室",
        8: f"{home.community}{building}号楼{door}",
        9: f"{building}-{home.unit}-{home.room}",
    }
    return styles[layout.address]

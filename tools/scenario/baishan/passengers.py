"""The passenger list of one train: people whom communities know already, and some whom nobody has registered (M5)."""

import random
from datetime import date, timedelta
from pathlib import Path

from tools.blank_forms.layout import Drawing, write_xlsx
from tools.scenario.baishan.journeys import COMPOUNDS
from tools.scenario.baishan.people import Person
from tools.scenario.baishan.places import communities
from tools.scenario.clock import moment
from tools.scenario.manifest import File
from tools.scenario.persons import Registry

TRIP, DAY = "K7385", date(2020, 2, 8)
SENT = moment(DAY, 20, 25)
STRANGERS = 9
HEADER = ["序号", "旅客姓名", "身份证号码", "预留电话", "席位号", "上车站", "目的地详细地址"]
Row = list[str]


def passenger_files(directory: Path, people: list[Person]) -> list[File]:
    """Write ``passengers/*.xlsx`` and return their manifest entries."""
    rng = random.Random("passengers")
    known = [_known(person, rng) for person in people if _aboard(person)]
    rows = [*known, *_strangers(people, rng)]
    rng.shuffle(rows)
    title = [f"{DAY.month}月{DAY.day}日{TRIP}次到站旅客信息表", *["<"] * (len(HEADER) - 1)]
    numbered = [[str(number), *row] for number, row in enumerate(rows, start=1)]
    path = f"passengers/{DAY}-{TRIP}.xlsx"
    write_xlsx(directory / path, [Drawing("旅客名单", [title, HEADER, *numbered])])
    note = f"车站推送的{TRIP}次旅客名单"
    return [File(path, SENT, "passengers", "station", note, place="220602")]


def _aboard(person: Person) -> bool:
    """Let those be aboard who came by rail in the two days before the list and were registered or declared."""
    since = moment(DAY - timedelta(days=1), 0)
    return person.origin.transport == "火车" and since <= person.arrived < SENT


def _known(person: Person, rng: random.Random) -> Row:
    home = person.home
    goes = f"{home.street}{home.community}{home.compound}{home.building}号楼"
    return [person.name, person.id_number, person.phone, _seat(rng), person.origin.city[:-1], goes]


def _strangers(people: list[Person], rng: random.Random) -> list[Row]:
    """Invent passengers whom no unit and no community has named; one states no destination that is known."""
    registry = Registry(rng, [person.name for person in people])
    for person in people:
        registry.keep(person.id_number, person.phone)
    rows = []
    for number in range(STRANGERS):
        sex = rng.choice("男女")
        there = rng.choice(communities()).name if number else "外县亲属家"
        goes = f"{there}{rng.choice(COMPOUNDS)}{rng.randint(1, 28)}号楼" if number else there
        rows.append(
            [
                registry.name(sex),
                registry.id_number(sex, "worker"),
                registry.phone(),
                _seat(rng),
                "沈阳北",
                goes,
            ]
        )
    return rows


def _seat(rng: random.Random) -> str:
    return f"{rng.randint(1, 16):02d}车{rng.randint(1, 98):02d}座"

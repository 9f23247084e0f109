"""Passenger lists as stations make them: invented people, messy sheets; for tests and demonstrations."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import xlsxwriter

from fangxian.conftest import World, invent
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.passengers import actions
from fangxian.lines.arrivals.passengers.inputs import Passenger, Sending
from fangxian.lines.arrivals.sealing import Person
from fangxian.trees.people.actor import SYSTEM, Actor

TRIP = "K7385"
DAY = date(2020, 2, 1)
HEADER = ("序号", "旅客姓名", "身份证号码", "预留电话", "席位号", "上车站", "目的地详细地址")
Row = Sequence[object]


def passenger(number: int, destination: str = "春晖社区", **other: str) -> Passenger:
    """Return invented person ``number`` as a row of a list; ``other`` replaces what the list says of him."""
    person = invent(number)
    told = {
        "name": person.identity.name,
        "id_number": person.identity.id_number,
        "phone": person.contact.phone,
        "destination": f"{destination}{person.contact.address}" if destination else "",
        "seat": f"{number % 18 + 1:02d}车{number % 99 + 1:02d}座",
        "origin": "武昌",
    }
    return Passenger(**told | other)


def mixed(registered: Sequence[Person], communities: Sequence[str], invented: int) -> list[Passenger]:
    """Return a list as it really comes: people who were registered, strangers, some twice, some without a destination.

    ``communities`` are names of communities that strangers name in turn; every seventh names none that is known.
    """
    known = [
        Passenger(
            person.identity.name,
            person.identity.id_number,
            person.contact.phone,
            f"{communities[number % len(communities)]}{person.contact.address}",
            f"{number % 18 + 1:02d}车{number % 99 + 1:02d}座",
        )
        for number, person in enumerate(registered)
    ]
    strangers = [
        passenger(number, communities[number % len(communities)] if number % 7 else "某县某乡")
        for number in range(1000, 1000 + invented)
    ]
    twice = [replace(found, id=new_id(), seat="") for found in strangers[:: max(len(strangers) // 3, 1)]]
    return [*known, *strangers, *twice]


def row(found: Passenger, number: int = 1) -> Row:
    """Return a passenger as a sheet holds him, under ``HEADER``."""
    return (number, found.name, found.id_number, found.phone, found.seat, found.origin, found.destination)


def workbook(
    *passengers: Passenger, trip: str = TRIP, day: date = DAY, header: Row = HEADER, with_title: bool = True
) -> bytes:
    """Return a station's sheet: title with trip and day, header, one row a passenger, a total and who made it."""
    rows: list[Row] = [(f"{day.month}月{day.day}日{trip}次到站旅客信息表",)] if with_title else []
    rows += [header, *(row(found, number) for number, found in enumerate(passengers, 1))]
    rows += [(f"合计：{len(passengers)}人",), ("填表人：", "客运值班员")]
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("旅客名单")
        for index, cells in enumerate(rows):
            sheet.write_row(index, 0, [str(cell) for cell in cells])
    return output.getvalue()


def send(
    world: World,
    *passengers: Passenger,
    trip: str = TRIP,
    day: date = DAY,
    actor: Actor | None = None,
    **other: object,
) -> actions.Received:
    """Send a list from the east street's station."""
    told = {"place": world.places["east"], "station": "白山站"} | other
    sending = Sending(trip, day, passengers, **told)  # type: ignore[arg-type]
    return actions.receive(actor or SYSTEM, world.response, sending)

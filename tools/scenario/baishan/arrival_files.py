"""The workbooks of arrivals: one per body with arrivals, one or two per community."""

import random
from pathlib import Path

from tools.scenario.baishan.bodies import with_arrivals
from tools.scenario.baishan.cells import row_of
from tools.scenario.baishan.clock import Timetable
from tools.scenario.baishan.layouts import community_layouts, unit_layouts
from tools.scenario.baishan.people import Person
from tools.scenario.baishan.places import communities
from tools.scenario.baishan.sightings import Sighting, declaration, registration
from tools.scenario.manifest import File
from tools.scenario.sheets import Cell, Layout, write

Listed = list[tuple[Person, Sighting]]


def unit_files(directory: Path, people: list[Person], times: Timetable) -> tuple[list[File], Listed]:
    """Write ``units/*.xlsx``; return their manifest entries and what they say about whom."""
    rng, layouts = random.Random("units"), unit_layouts()
    files, listed = [], []
    for body in with_arrivals():
        layout, received = layouts[body.code], times.units[body.code]
        staff = [person for person in people if person.body == body]
        rows: Listed = [(person, declaration(person, layout, rng)) for person in staff]
        path = f"units/{body.code}.xlsx"
        cells = _with_repeats(rows, layout, rng)
        write(directory / path, layout, cells, rng.choice([body.name, body.short_name]), received.date())
        note = f"{body.short_name}返程人员登记表"
        files.append(File(path, received, "arrivals", "unit-liaison", note, "unit", body.line, body.code))
        listed += rows
    return files, listed


def _with_repeats(rows: Listed, layout: Layout, rng: random.Random) -> list[list[Cell]]:
    """Write the rows; a person listed twice stands once more at the end."""
    cells = [row_of(seen, layout, number, rng) for number, (_, seen) in enumerate(rows, start=1)]
    for index, (person, _) in enumerate(list(rows)):
        if person.quirks & {"twice", "twice-remark"}:
            again = list(cells[index])
            if "twice-remark" in person.quirks and layout.has("remark"):
                again[[column.fact for column in layout.columns].index("remark")] = "重复填报，以此为准"
            cells.append(again)
    return cells


def community_files(directory: Path, people: list[Person], times: Timetable) -> tuple[list[File], Listed]:
    """Write ``communities/*.xlsx``; return their manifest entries and what they say about whom."""
    rng, layouts = random.Random("communities"), community_layouts()
    names = {place.code: place.name for place in communities()}
    files, listed = [], []
    for code, number, received in times.communities:
        layout = layouts[code]
        there = [p for p in people if p.home.place_code == code and p.community_file == number]
        rng.shuffle(there)
        rows: Listed = [(person, registration(person, layout, rng)) for person in there]
        path = f"communities/{code}{'-2' if number == 2 else ''}.xlsx"
        cells = [row_of(seen, layout, line, rng) for line, (_, seen) in enumerate(rows, start=1)]
        write(directory / path, layout, cells, names[code], received.date())
        note = f"{names[code]}返程人员登记{'（补充）' if number == 2 else ''}"
        sender = "grid-worker" if layout.has("grid") else "community-secretary"
        files.append(File(path, received, "arrivals", sender, note, "community", place=code))
        listed += rows
    return files, listed

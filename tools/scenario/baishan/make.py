"""Writes the registers, workbooks, relays and the manifest of the scenario."""

from pathlib import Path
from shutil import copyfile

from tools.scenario import registers
from tools.scenario.baishan import bodies, quirks
from tools.scenario.baishan.arrival_files import community_files, unit_files
from tools.scenario.baishan.clock import timetable
from tools.scenario.baishan.journeys import ORIGINS
from tools.scenario.baishan.manifest_text import ASSUMPTIONS, HEAD, excuse
from tools.scenario.baishan.matching import prove
from tools.scenario.baishan.passengers import passenger_files
from tools.scenario.baishan.places import places
from tools.scenario.baishan.population import population
from tools.scenario.baishan.relays import relay_files
from tools.scenario.baishan.report_files import Reports
from tools.scenario.baishan.sent_down_files import SentDown
from tools.scenario.baishan.structure_files import structure_files
from tools.scenario.baishan.superior_forms import superior_files
from tools.scenario.manifest import manifest

FOLDERS = ("relays", "superior", "passengers")


def make(directory: Path) -> None:
    """Write registers, workbooks and the manifest; raise ValueError if somebody could not be matched."""
    for folder in FOLDERS:
        (directory / folder).mkdir(exist_ok=True)
    times = timetable()
    people = population(times)
    quirks.give(people)
    units, declared = unit_files(directory, people, times)
    communities, registered = community_files(directory, people, times)
    prove(declared, registered)
    filed = Reports(directory, people)
    reports = filed.write()
    sent = SentDown(directory, people)
    others = [
        *relay_files(directory, filed.stated, reports),
        *superior_files(directory),
        *passenger_files(directory, people),
        *sent.write(),
        *structure_files(directory, people, sent.people),
    ]
    text = manifest(HEAD, ASSUMPTIONS, [*units, *communities, *reports, *others], [excuse()])
    (directory / "manifest.toml").write_text(text, encoding="utf-8")
    copyfile(Path(__file__).with_name("sent-down.txt"), directory / "sent-down.txt")
    _registers(directory)


def _registers(directory: Path) -> None:
    write = registers.write_table
    write(directory / "places.csv", registers.Place._fields, places())
    write(directory / "bodies.csv", registers.BODIES, bodies.body_rows())
    write(directory / "positions.csv", registers.POSITIONS, bodies.position_rows())
    write(directory / "obligations.csv", registers.OBLIGATIONS, bodies.obligation_rows())
    origins = [(origin.code, origin.province, origin.city) for origin in ORIGINS]
    write(directory / "origins.csv", registers.ORIGINS, origins)

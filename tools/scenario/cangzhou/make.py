"""Writes the registers, workbooks, bulletin and manifest of the scenario."""

import random
from pathlib import Path
from shutil import copyfile

from tools.scenario import registers
from tools.scenario.cangzhou import bodies, sheets_sent
from tools.scenario.cangzhou.checkins import checkin_files
from tools.scenario.cangzhou.manifest_text import ASSUMPTIONS, HEAD
from tools.scenario.cangzhou.pairing import pairing_files, pairs
from tools.scenario.cangzhou.places import places
from tools.scenario.manifest import manifest
from tools.scenario.persons import Registry


def make(directory: Path) -> None:
    """Write the scenario into a folder."""
    registry = Registry(random.Random("cangzhou persons"), born_in=("130902", "130903", "130921"))
    found = pairs(registry)
    files = [
        *pairing_files(directory, found, registry),
        *checkin_files(directory, found),
        sheets_sent.secretary_file(directory, registry),
        sheets_sent.link_file(directory, registry),
        sheets_sent.organisation_file(directory),
        sheets_sent.commando_file(directory),
        sheets_sent.count_file(directory),
    ]
    (directory / "manifest.toml").write_text(manifest(HEAD, ASSUMPTIONS.strip(), files), encoding="utf-8")
    copyfile(Path(__file__).with_name("bulletin.txt"), directory / "bulletin.txt")
    registers.write_table(directory / "places.csv", registers.Place._fields, places())
    registers.write_table(directory / "bodies.csv", registers.BODIES, bodies.body_rows())
    registers.write_table(directory / "positions.csv", registers.POSITIONS, bodies.position_rows())

"""Writes the registers, workbooks, bulletin and manifest of the scenario."""

import random
from pathlib import Path
from shutil import copyfile

from tools.scenario import registers
from tools.scenario.henan import bodies
from tools.scenario.henan.manifest_text import ASSUMPTIONS, HEAD
from tools.scenario.henan.sheets_sent import sheets
from tools.scenario.manifest import manifest
from tools.scenario.persons import Registry


def make(directory: Path) -> None:
    """Write the scenario into a folder."""
    files = sheets(directory, Registry(random.Random("henan persons")))
    (directory / "manifest.toml").write_text(manifest(HEAD, ASSUMPTIONS.strip(), files), encoding="utf-8")
    copyfile(Path(__file__).with_name("bulletin.txt"), directory / "bulletin.txt")
    registers.write_table(directory / "places.csv", registers.Place._fields, [bodies.PROVINCE])
    registers.write_table(directory / "bodies.csv", registers.BODIES, bodies.body_rows())
    registers.write_table(directory / "positions.csv", registers.POSITIONS, bodies.position_rows())

"""Writes the registers, workbooks, bulletin and manifest of the scenario."""

import random
from pathlib import Path
from shutil import copyfile

from tools.scenario import registers
from tools.scenario.manifest import manifest
from tools.scenario.persons import Registry
from tools.scenario.zhenan import bodies, sheets_sent
from tools.scenario.zhenan.manifest_text import ASSUMPTIONS, HEAD
from tools.scenario.zhenan.places import places
from tools.scenario.zhenan.setting_up import setup_file


def make(directory: Path) -> None:
    """Write the scenario into a folder."""
    registry = Registry(random.Random("zhenan persons"), born_in=("611025", "611024", "611002"))
    files = [
        *sheets_sent.command_files(directory, registry),
        setup_file(directory, registry),
        sheets_sent.checkpoint_file(directory),
        *sheets_sent.checkin_files(directory),
        sheets_sent.count_file(directory),
    ]
    (directory / "manifest.toml").write_text(manifest(HEAD, ASSUMPTIONS.strip(), files), encoding="utf-8")
    copyfile(Path(__file__).with_name("bulletin.txt"), directory / "bulletin.txt")
    registers.write_table(directory / "places.csv", registers.Place._fields, places())
    registers.write_table(directory / "bodies.csv", registers.BODIES, bodies.body_rows())
    registers.write_table(directory / "positions.csv", registers.POSITIONS, bodies.position_rows())

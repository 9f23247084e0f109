"""Writes the registers, workbooks, bulletin and manifest of the scenario."""

import random
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

from tools.scenario import registers
from tools.scenario.jilin.manifest_text import ASSUMPTIONS, HEAD
from tools.scenario.jilin.places import PROVINCE, places
from tools.scenario.jilin.sheets_sent import chain_file, group_file
from tools.scenario.manifest import manifest
from tools.scenario.persons import Registry

ROOT, LINE = "work-committee", "organs"
BODIES = (
    ("organisation", "中共吉林省委组织部", "省委组织部"),
    ("health-commission", "吉林省卫生健康委员会", "省卫健委"),
    ("petitions", "吉林省信访局", "省信访局"),
)


def make(directory: Path) -> None:
    """Write the scenario into a folder."""
    registry = Registry(random.Random("jilin persons"))
    files = [chain_file(directory, registry), group_file(directory, registry)]
    (directory / "manifest.toml").write_text(manifest(HEAD, ASSUMPTIONS.strip(), files), encoding="utf-8")
    copyfile(Path(__file__).with_name("bulletin.txt"), directory / "bulletin.txt")
    registers.write_table(directory / "places.csv", registers.Place._fields, places())
    registers.write_table(directory / "bodies.csv", registers.BODIES, _bodies())
    positions = [(LINE, ROOT, "", registers.VALID_FROM, "")]
    positions += [(LINE, code, ROOT, registers.VALID_FROM, "") for code, _name, _short in BODIES]
    registers.write_table(directory / "positions.csv", registers.POSITIONS, positions)


def _bodies() -> Iterator[tuple[str, ...]]:
    yield ROOT, "中共吉林省委省直机关工作委员会", "省直机关工委", "committee", PROVINCE, LINE
    for code, name, short in BODIES:
        yield code, name, short, "department", PROVINCE, LINE

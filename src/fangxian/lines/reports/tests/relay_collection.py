"""The collection of relays: how many units and values are read rightly, style by style (M8).

Each ``relays/NAME.txt`` has its truth beside it: units as they are written, values by field, fields that stay as
yesterday, and whether something is left over. ``LOOSE`` hold words that stay open; ``UNTUNED`` were written and read
when the rules were done, and no rule was made for them.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.relay.rules.lines import Line
from fangxian.lines.reports.relay.rules.naming import Names
from fangxian.lines.reports.relay.rules.reading import read
from fangxian.lines.reports.relay.words import words_of

FOLDER = Path(__file__).with_name("relays")
LOOSE = ("19-untuned-office", "30-loose-chat")
UNTUNED = ("33-untuned-villages", "34-untuned-sheet", "35-untuned-evening")
NEAR = datetime.date(2020, 2, 8)
KNOWN = (FOLDER / "units.list").read_text().split()
NAMES = Names(
    [
        *KNOWN,
        *(f"{level}{name}" for name in KNOWN for level in "市县"),
        "团市委",
        "北江银行",
        "春江社区",
        "夏林社区",
        "秋叶社区",
        "冬青社区",
    ]
)


@dataclass
class Score:
    """How many units and values a relay has, how many were found rightly, how many were made up."""

    units: int = 0
    right_units: int = 0
    values: int = 0
    right_values: int = 0
    invented: int = 0
    faults: list[str] = None  # type: ignore[assignment]


def names() -> list[str]:
    """Return the names of all relays of the collection."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def score(name: str) -> Score:
    """Read one relay and compare it with its truth."""
    truth = json.loads((FOLDER / f"{name}.json").read_text())
    text = (FOLDER / f"{name}.txt").read_text()
    found = {line.unit: line for line in read(text, words_of(RETURNEES, ["湖北", "武汉"]), NAMES, NEAR).lines}
    result = Score(faults=[])
    for wanted in truth:
        line = found.pop(wanted["unit"], None)
        result.units += 1
        result.values += len(wanted["values"]) + len(wanted.get("same", ()))
        if line:
            result.right_units += 1
            _compare(line, wanted, result)
        else:
            result.faults.append(f"{wanted['unit']}: not found")
    for unit, line in found.items():
        result.invented += len(line.said.values)
        result.faults.append(f"{unit or '—'}: {line.said.values} in excess")
    return result


def _compare(line: Line, wanted: dict[str, Any], result: Score) -> None:
    told = {**line.said.values, **dict.fromkeys(line.said.same, "same")}
    truth = {**wanted["values"], **dict.fromkeys(wanted.get("same", ()), "same")}
    result.right_values += sum(told.get(code) == value for code, value in truth.items())
    result.invented += len(set(told) - set(truth))
    if told != truth:
        wrong = {
            code: (truth.get(code), told.get(code))
            for code in {*told, *truth}
            if told.get(code) != truth.get(code)
        }
        result.faults.append(f"{wanted['unit']}: {wrong} (truth, read)")
    if line.understood != wanted.get("understood", True):
        result.faults.append(f"{wanted['unit']}: left over {line.leftover}")

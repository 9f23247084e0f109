"""The shapes of the sheets: which columns a sender keeps, their headers, how dates and phones are written."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tools.scenario.bodies import with_arrivals
from tools.scenario.places import GRIDS, communities

UNIT_WEIGHTS = (5, 5, 4, 3, 4, 1, 1)
"""How common the seven habits of units are; the sixth asks for no ID number, the seventh for no phone."""


class Column(NamedTuple):
    """One column: the fact it holds, its header, and the merged header above it, if any."""

    fact: str
    header: str
    group: str


@dataclass(frozen=True)
class Layout:
    """A sender's habit; ``title``, ``subtitle`` and ``footer`` may contain {sender}, {day} and {count}.

    ``address`` chooses the way to write an address (see ``sightings``); ``long_names`` puts the street before
    the community; ``blank_every`` leaves a line empty after so many rows, 0 for never.
    """

    columns: tuple[Column, ...]
    title: str = ""
    subtitle: str = ""
    dates: str = "excel"
    phones: str = "text"
    address: int = 1
    long_names: bool = False
    gap_after_title: bool = False
    blank_every: int = 0
    footer: tuple[str, ...] = ()
    sheet: str = "Sheet1"
    spare_sheets: bool = False

    def has(self, fact: str) -> bool:
        """Tell whether the sheet has a column for a fact."""
        return any(column.fact == fact for column in self.columns)


def unit_layouts() -> dict[str, Layout]:
    """Return the layout of each body with arrivals, by its code."""
    rng, habits = random.Random("unit layouts"), _habits("unit")
    return {body.code: rng.choices(habits, UNIT_WEIGHTS)[0] for body in with_arrivals()}


def community_layouts() -> dict[str, Layout]:
    """Return the layout of each community by its code; a supplementary workbook keeps it.

    The fifth habit belongs to the communities with grids; one community writes 2-3-501 for a home.
    """
    habits = _habits("community")
    plain = [place.code for place in communities() if place.code not in GRIDS]
    chosen = {code: habits[index % 4] for index, code in enumerate(plain)}
    chosen[plain[-3]] = habits[5]
    return {**chosen, **dict.fromkeys(GRIDS, habits[4])}


def _habits(side: str) -> list[Layout]:
    """Read one side's habits from ``layouts.toml``."""
    text = Path(__file__).with_name("layouts.toml").read_text(encoding="utf-8")
    return [_layout(values) for values in tomllib.loads(text)[side]]


def _layout(values: dict[str, Any]) -> Layout:
    columns = tuple(_column(word) for word in values.pop("columns"))
    return Layout(columns, **{**values, "footer": tuple(values.get("footer", ()))})


def _column(word: str) -> Column:
    """Read "fact:header" or "group>fact:header"; an underscore stands for a space."""
    group, _, rest = word.rpartition(">")
    fact, _, header = rest.partition(":")
    return Column(fact, header.replace("_", " "), group)

"""Which sheet each sender keeps: the habits of units and communities, of ``layouts.toml``."""

import random
from pathlib import Path

from tools.scenario.baishan.bodies import with_arrivals
from tools.scenario.baishan.places import GRIDS, communities
from tools.scenario.sheets import Layout, habits

UNIT_WEIGHTS = (5, 5, 4, 3, 4, 1, 1)
"""How common the seven habits of units are; the sixth asks for no ID number, the seventh for no phone."""


def unit_layouts() -> dict[str, Layout]:
    """Return the layout of each body with arrivals, by its code."""
    rng, found = random.Random("unit layouts"), _habits("unit")
    return {body.code: rng.choices(found, UNIT_WEIGHTS)[0] for body in with_arrivals()}


def community_layouts() -> dict[str, Layout]:
    """Return the layout of each community by its code; a supplementary workbook keeps it.

    The fifth habit belongs to the communities with grids; one community writes 2-3-501 for a home.
    """
    found = _habits("community")
    plain = [place.code for place in communities() if place.code not in GRIDS]
    chosen = {code: found[index % 4] for index, code in enumerate(plain)}
    chosen[plain[-3]] = found[5]
    return {**chosen, **dict.fromkeys(GRIDS, found[4])}


def _habits(side: str) -> list[Layout]:
    return habits(Path(__file__).with_name("layouts.toml"))[side]

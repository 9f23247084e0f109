"""Which levels of both trees have sums, and how a node is named: its level and its prefix, by both trees if need be."""

from fangxian.trees.places.models import WIDTHS, Kind

PLACE_LEVELS = (0, *(width for width in WIDTHS.values() if width <= WIDTHS[Kind.STREET]))
"""Lengths of place paths that are added up; what lies in one street is read from its few facts."""
BODY_LEVELS = (0, 4, 8, 12, 16)
"""Lengths of body paths that are added up within their line."""
EVERY_PLACE, EVERY_BODY = (0, *WIDTHS.values()), tuple(range(0, 49, 4))
"""Lengths that paths have at all."""
CROSSED_PLACES = (WIDTHS[Kind.CITY], WIDTHS[Kind.COUNTY])
CROSSED_BODIES = (0, 4, 8, 12)
"""Levels whose crossings are added up: a body's own in a city or a county."""
FINE_PLACES, FINE_BODIES = WIDTHS[Kind.COUNTY], 12
"""Down to which levels it is also kept which ten minutes brought what."""


def place_node(level: int, prefix: str) -> str:
    """Return the name of what lies under a prefix of a place path; a shorter prefix is what lies at it exactly."""
    return f"{level:02d}{prefix}"


def body_node(line: str, level: int, prefix: str) -> str:
    """Return the name of what stands under a prefix of a body path in a line."""
    return f"{line}|{level:02d}{prefix}"


def crossed_node(place: str, body: str) -> str:
    """Return the name of what lies in a node of places and stands in one of bodies."""
    return f"{place}|{body}"


def exact_level(levels: tuple[int, ...], prefix: str) -> int | None:
    """Return the level at which what lies exactly at a path is told apart from what lies below: the next one."""
    if len(prefix) not in levels[:-1]:
        return None
    return levels[levels.index(len(prefix)) + 1]

"""Where a post lies on the map, as people write it: longitude and latitude in degrees (M10)."""

import math
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.plain import Text

LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)
KILOMETRES_A_DEGREE = 111.32


@dataclass(frozen=True, kw_only=True)
class Coordinates(Text):
    """Degrees of longitude and latitude, in either order: within China they cannot be mistaken for each other."""

    length: int = 40

    def read(self, told: Any, meaning: Any) -> str:
        """Return them as longitude, latitude; raises ``Unreadable``."""
        text = super().read(told, meaning)
        if not text:
            return ""
        point = degrees(text)
        if point is None:
            raise Unreadable(_("Longitude and latitude in degrees, as 126.4258, 41.9425."))
        return f"{point[0]:.5f}, {point[1]:.5f}"


def degrees(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude; None where a text holds no point within China."""
    numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", text)]
    if len(numbers) != 2:
        return None
    latitude, longitude = sorted(numbers)
    inside = LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]
    return (longitude, latitude) if inside else None


def metres(point: tuple[float, float], middle: float) -> tuple[int, int]:
    """Return a point as metres east and north; ``middle`` is the latitude at which they are true."""
    east = point[0] * KILOMETRES_A_DEGREE * math.cos(math.radians(middle))
    return round(1000 * east), round(1000 * point[1] * KILOMETRES_A_DEGREE)

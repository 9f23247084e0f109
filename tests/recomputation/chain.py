"""Who answers for which place, by plain loops: places against the charges in force there."""

from dataclasses import dataclass
from datetime import datetime

from fangxian.lines.structure.models import Charge
from fangxian.trees.places.models import Kind, Place, PlaceCode
from fangxian.trees.responses.models import Response
from tests.recomputation.window import Where, Window

LEVELS = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)
COUNTED = {"communities": Kind.COMMUNITY, "grids": Kind.GRID, "compounds": Kind.COMPOUND}


@dataclass(frozen=True)
class Held:
    """A place, and who had which function there from when to when."""

    where: Where
    kind: str
    charges: tuple[tuple[str, datetime, datetime | None], ...]

    def lacks(self, function: str, window: Window) -> bool:
        """Tell whether nobody has a function at the window's end."""
        return not any(
            own == function and since <= window.end and (until is None or until > window.end)
            for own, since, until in self.charges
        )


def read(response: Response) -> list[Held]:
    """Read the places of the jurisdiction, each with the charges under any path that it ever had."""
    charges = [
        (row.path, (row.function, row.happened_at, row.ended_at))
        for row in Charge.objects.filter(response=response)
        if row.recorded_to.year == 9999 and not row.voided
    ]
    found = []
    for place in Place.objects.all():
        if place.path.startswith(response.jurisdiction.path):
            paths = {code.path for code in PlaceCode.objects.filter(place=place)}
            own = tuple(told for path, told in charges if path in paths)
            found.append(Held(Where(place.path, "", None, ""), place.kind, own))
    return found


def figures(places: list[Held], window: Window) -> dict[str, int]:
    """Return the figures of the chain for a window, by their codes."""
    kinds = [place.kind for place in places]
    counted = {f"territory.{name}": kinds.count(kind) for name, kind in COUNTED.items()}
    places = [place for place in places if place.kind in LEVELS]
    no_secretary = [place.lacks("secretary", window) for place in places]
    no_first = [place.lacks("first", window) for place in places]
    either = [one or other for one, other in zip(no_secretary, no_first, strict=True)]
    return counted | {
        "charges.places": len(places), "charges.gaps": sum(either),
        "charges.without_secretary": sum(no_secretary), "charges.without_first": sum(no_first),
    }  # fmt: skip

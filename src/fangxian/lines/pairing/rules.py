"""What makes a pairing complete, how needy a community is, and who is proposed for whom (M9; pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

FIVE_ONES = ("lead", "task_force", "plan", "kept_since", "owner")
FIVE_GUARDIANS = ("official", "grid_worker", "medic", "police", "volunteer")
WHOLE = 1_000_000


def gaps(values: Mapping[str, Any], slots: Sequence[str]) -> list[str]:
    """Return which slots are not filled; a task force is named, or its people are counted."""
    told = dict(values)
    told["task_force"] = told.get("task_force") or told.get("task_force_people")
    return [slot for slot in slots if not told.get(slot)]


@dataclass(frozen=True)
class Need:
    """A community: how many households, arrivals and checkpoints it has, and which units stand by it already."""

    path: str
    households: int = 0
    arrivals: int = 0
    checkpoints: int = 0
    units: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Unit:
    """A unit: where it stands, how many people it has fit for duty, and by how many places it stands already."""

    id: Any
    path: str = ""
    strength: int = 0
    paired: int = 0


class Proposed(NamedTuple):
    """A unit proposed for a community."""

    unit: Any
    path: str


def shares(needs: Sequence[Need]) -> dict[str, int]:
    """Return each community's need in millionths: its shares of households, arrivals and checkpoints together.

    The three count alike; of what nobody has, nobody has a share.
    """
    columns = [[getattr(need, name) for need in needs] for name in ("households", "arrivals", "checkpoints")]
    totals = [sum(column) for column in columns]
    return {
        need.path: sum(WHOLE * column[index] // total for column, total in zip(columns, totals, strict=True) if total)
        for index, need in enumerate(needs)
    }  # fmt: skip


def propose(needs: Iterable[Need], units: Iterable[Unit]) -> list[Proposed]:
    """Return pairings beyond those that stand: first every community that has no unit, then every unit that is free.

    The largest remaining need comes first and gets the unit with the fewest pairings, of these the strongest, of these
    the nearest in the tree of places. A need is shared by the units that stand by it.
    """
    found: list[Proposed] = []
    places, pool = sorted(needs, key=lambda need: need.path), sorted(units, key=lambda unit: str(unit.id))
    need_of, helped = shares(places), {need.path: set(need.units) for need in places}
    load = {unit.id: unit.paired for unit in pool}
    bare = sorted((need.path for need in places if not need.units), key=lambda path: (-need_of[path], path))
    for path in bare if pool else ():
        chosen = min(pool, key=lambda unit: (load[unit.id], -unit.strength, -near(unit.path, path)))
        found.append(_pair(chosen.id, path, load, helped))
    for unit in sorted(pool, key=lambda one: -one.strength):
        if places and not load[unit.id]:
            most = max(
                places, key=lambda need: (_left(need_of, helped, need.path), near(unit.path, need.path))
            )
            found.append(_pair(unit.id, most.path, load, helped))
    return found


def near(one: str, other: str) -> int:
    """Return how many characters of their paths two places share: the more, the nearer in the tree."""
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))


def _left(need_of: Mapping[str, int], helped: Mapping[str, set[Any]], path: str) -> int:
    return need_of[path] // (len(helped[path]) + 1)


def _pair(unit: Any, path: str, load: dict[Any, int], helped: dict[str, set[Any]]) -> Proposed:
    load[unit] += 1
    helped[path].add(unit)
    return Proposed(unit, path)

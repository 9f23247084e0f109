"""What a roster costs, part by part: the objective of docs/rosters.md (M10)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fangxian.lines.rosters.solving.checking import of_slot
from fangxian.lines.rosters.solving.problem import Duty, Problem, Slot, Spell, Wish
from fangxian.lines.rosters.solving.travelling import travel


@dataclass(frozen=True)
class Cost:
    """The parts of the objective: heads and skills missing, published shifts moved, nights and weekend shifts beyond
    or below equal shares, wishes not met, and the way to posts (100 m)."""

    uncovered: int = 0
    moved: int = 0
    unequal: int = 0
    wishes: int = 0
    travel: int = 0

    def total(self, problem: Problem) -> int:
        """Return the weighted sum."""
        weights = problem.weights
        return (
            weights.uncovered * self.uncovered
            + weights.moved * self.moved
            + weights.unequal * self.unequal
            + weights.wish * self.wishes
            + weights.travel * self.travel
        )


def cost(problem: Problem, duties: Iterable[Duty], placed: Mapping[str, str]) -> Cost:
    """Return the parts of what a roster costs; ``placed`` gives each person's post."""
    duties = set(duties)
    by_slot: dict[str, list[str]] = defaultdict(list)
    by_person: dict[str, list[Slot]] = defaultdict(list)
    for person, slot in duties:
        by_slot[slot].append(person)
        by_person[person].append(problem.slot[slot])
    missing = (
        max(breach.missing, 0)
        for slot in problem.slots
        for breach in of_slot(problem, slot, by_slot.get(slot.id, ()))
    )
    return Cost(
        uncovered=sum(missing),
        moved=len(duties ^ problem.published) if problem.published else 0,
        unequal=sum(_unequal(problem, one.id, by_person[one.id]) for one in problem.people),
        wishes=sum(_unmet(wish, by_person[wish.person]) for wish in problem.wishes),
        travel=sum(travel(problem.person[key], problem.post[post]) for key, post in placed.items()),
    )


def _unequal(problem: Problem, person: str, own: list[Slot]) -> int:
    share = problem.equal[person]
    return off_share(sum(one.night for one in own), share.nights) + off_share(
        sum(one.weekend for one in own), share.weekends
    )


def off_share(count: int, band: tuple[int, int]) -> int:
    """Return by how much a count lies outside a share."""
    return max(band[0] - count, count - band[1], 0)


def _unmet(wish: Wish, own: list[Slot]) -> int:
    held = sum(touches(wish, one) for one in own)
    return int(held == 0) if wish.wants else held


def touches(wish: Wish, spell: Spell) -> bool:
    """Tell whether a shift begins in the hours that a wish is about."""
    return wish.begin <= spell.begin < wish.end


def counts(duties: Iterable[Duty]) -> Counter[str]:
    """Return how many shifts each person has."""
    return Counter(person for person, _slot in duties)

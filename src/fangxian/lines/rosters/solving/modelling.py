"""The hard rules of shifts as constraints (M10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from fangxian.lines.rosters.solving.checking import Rule
from fangxian.lines.rosters.solving.problem import Duty, Person, Problem, Spell, may_stand

Term = Any  # a variable, a linear expression or a number: the library's own types are wider than it takes
Literals = Mapping[tuple[Rule, str], cp_model.IntVar]
"""By rule and person ("": for everybody) a literal without which the rule does not hold."""


@dataclass
class Model:
    """The constraints of a problem; ``stands`` has a variable for each duty that leave, health and place allow.

    With ``asked`` every rule holds only as long as its literal does: so it is asked which of them exclude each other.
    """

    problem: Problem
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    asked: Literals = field(default_factory=dict)
    stands: dict[Duty, cp_model.IntVar] = field(default_factory=dict)
    serves: dict[Duty, cp_model.IntVar] = field(default_factory=dict)
    of_slot: dict[str, list[tuple[Person, cp_model.IntVar]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def build(self) -> "Model":
        """Add every hard rule."""
        for person in self.problem.people:
            self._place(person)
            own = [(self.problem.slot[slot], self.stands[person.id, slot]) for slot in self._open(person)]
            spells: list[tuple[Spell, Term]] = [*own, *((one, 1) for one in person.past)]
            spells.sort(key=lambda one: one[0].begin)
            self._rest(spells)
            self._weeks(spells)
            self._nights(spells)
        self._households()
        return self

    def _place(self, person: Person) -> None:
        """Let somebody serve at one post at most of those where he may stand."""
        places = [one.id for one in self.problem.posts if person.posts is None or one.id in person.posts]
        if person.posts is None or len(places) != 1 or person.household:
            for post in places:
                self.serves[person.id, post] = self.cp.new_bool_var("")
            self.at_most((self.serves[person.id, post] for post in places), 1, Rule.PLACE)

    def _open(self, person: Person) -> list[str]:
        found = []
        for slot in self.problem.slots:
            if may_stand(person, slot) or (self.asked and _posted(person, slot.post)):
                variable = self.cp.new_bool_var("")
                self.stands[person.id, slot.id] = variable
                self.of_slot[slot.id].append((person, variable))
                found.append(slot.id)
                if (person.id, slot.post) in self.serves:
                    self.cp.add_implication(variable, self.serves[person.id, slot.post])
                if not person.off.isdisjoint(slot.days):
                    self.at_most([variable], 0, Rule.LEAVE, person.id)
                if slot.night and person.days_only:
                    self.at_most([variable], 0, Rule.HEALTH, person.id)
        return found

    def _rest(self, spells: list[tuple[Spell, Term]]) -> None:
        """Keep shifts apart: of those that with their rest cover an instant, at most one is had."""
        rest = self.problem.rules.rest
        for number, (spell, term) in enumerate(spells):
            near = [one for before, one in spells[:number] if before.end + rest > spell.begin]
            self.at_most([*near, term], 1, Rule.REST)

    def _weeks(self, spells: list[tuple[Spell, Term]]) -> None:
        """Allow at most so many shifts in any seven days."""
        rules = self.problem.rules
        for first in windows([spell.day for spell, _ in spells], rules.days_of_week):
            here = (term for spell, term in spells if first <= spell.day < first + rules.days_of_week)
            self.at_most(here, rules.week, Rule.WEEK)

    def _nights(self, spells: list[tuple[Spell, Term]]) -> None:
        """Allow at most so many nights in a row."""
        nights = [(spell.day, term) for spell, term in spells if spell.night]
        most = self.problem.rules.nights
        for first in windows([day for day, _ in nights], most + 1):
            self.at_most((term for day, term in nights if first <= day <= first + most), most, Rule.NIGHTS)

    def _households(self) -> None:
        met: dict[tuple[str, str], list[cp_model.IntVar]] = defaultdict(list)
        for (key, post), variable in self.serves.items():
            if self.problem.person[key].household:
                met[self.problem.person[key].household, post].append(variable)
        for together in met.values():
            self.at_most(together, 1, Rule.HOUSEHOLD)

    def at_most(self, terms: Iterable[Term], most: int, rule: Rule, person: str = "") -> None:
        """Allow at most so many; what stands fast counts, and more of it than allowed only lets nothing be added."""
        told = list(terms)
        fixed = sum(one for one in told if isinstance(one, int))
        variables = [one for one in told if not isinstance(one, int)]
        room = max(most - fixed, 0)
        if len(variables) > room:
            constraint = self.cp.add(sum(variables) <= room)
            if (rule, person) in self.asked:
                constraint.only_enforce_if(self.asked[rule, person])


def windows(days: Sequence[int], length: int) -> list[int]:
    """Return the days on which a window begins that no earlier one holds whole."""
    last, firsts = max(days, default=0), sorted(set(days))
    return firsts[:1] + [first for before, first in pairwise(firsts) if before + length <= last]


def _posted(person: Person, post: str) -> bool:
    return person.posts is None or post in person.posts

"""What a roster should be at its best, as linear terms over the constraints of shifts (M10)."""

from dataclasses import dataclass, field

from fangxian.lines.rosters.solving.costing import touches
from fangxian.lines.rosters.solving.modelling import Model, Term
from fangxian.lines.rosters.solving.problem import Person, Share, Slot
from fangxian.lines.rosters.solving.travelling import travel


@dataclass
class Objective:
    """The parts of the objective as linear terms; see docs/rosters.md."""

    model: Model
    uncovered: list[Term] = field(default_factory=list)
    moved: list[Term] = field(default_factory=list)
    unequal: list[Term] = field(default_factory=list)
    wishes: list[Term] = field(default_factory=list)
    travel: list[Term] = field(default_factory=list)

    def build(self) -> "Objective":
        """Add the variables that measure what is missing, unequal, unmet and far."""
        for slot in self.model.problem.slots:
            self._cover(slot)
        for person in self.model.problem.people:
            self._share(person)
        self._wish()
        self._move()
        self._travel()
        return self

    def _cover(self, slot: Slot) -> None:
        here = self.model.of_slot[slot.id]
        cp = self.model.cp
        heads = [variable for _person, variable in here]
        short = cp.new_int_var(0, slot.staff, "")
        cp.add(sum(heads) + short == slot.staff)
        self.uncovered.append(short)
        for skill, count in slot.skills:
            lacking = cp.new_int_var(0, count, "")
            cp.add(sum(variable for person, variable in here if skill in person.skills) + lacking >= count)
            self.uncovered.append(lacking)

    def _share(self, person: Person) -> None:
        share: Share = self.model.problem.equal[person.id]
        own = [
            (self.model.problem.slot[slot], self.model.stands[person.id, slot])
            for slot in (one.id for one in self.model.problem.slots)
            if (person.id, slot) in self.model.stands
        ]
        for band, terms in (
            (share.nights, [term for slot, term in own if slot.night]),
            (share.weekends, [term for slot, term in own if slot.weekend]),
        ):
            self._outside(terms, band)

    def _outside(self, terms: list[Term], band: tuple[int, int]) -> None:
        cp = self.model.cp
        least, most = band
        if not terms:
            self.unequal.append(least)
            return
        off = cp.new_int_var(0, max(least, len(terms)), "")
        if least:
            cp.add(sum(terms) + off >= least)
        if len(terms) > most:
            cp.add(sum(terms) - off <= most)
        self.unequal.append(off)

    def _wish(self) -> None:
        model = self.model
        for wish in model.problem.wishes:
            own = [
                model.stands[wish.person, slot.id]
                for slot in model.problem.slots
                if (wish.person, slot.id) in model.stands and touches(wish, slot)
            ]
            if not wish.wants:
                self.wishes.extend(own)
            elif own:
                unmet = model.cp.new_bool_var("")
                model.cp.add_bool_or([*own, unmet])
                self.wishes.append(unmet)
            else:
                self.wishes.append(1)

    def _move(self) -> None:
        published = self.model.problem.published
        if published:
            for duty, variable in self.model.stands.items():
                self.moved.append(1 - variable if duty in published else variable)
            self.moved.append(len(published - self.model.stands.keys()))

    def _travel(self) -> None:
        """Count the way of whoever may serve at several posts, and of those who serve at one anyway."""
        problem = self.model.problem
        for (person, post), variable in self.model.serves.items():
            self.travel.append(travel(problem.person[person], problem.post[post]) * variable)
        free = {person for person, _post in self.model.serves}
        for one in problem.people:
            for post in one.posts or ():
                if one.id not in free and post in problem.post:
                    self.travel.append(travel(one, problem.post[post]))

    def ranks(self) -> list[Term]:
        """Return what is to be least, the most important first: all in one, or what was published kept first."""
        weights = self.model.problem.weights
        rest = (
            weights.unequal * sum(self.unequal)
            + weights.wish * sum(self.wishes)
            + weights.travel * sum(self.travel)
        )
        if self.moved:
            return [sum(self.uncovered), sum(self.moved), rest]
        return [weights.uncovered * sum(self.uncovered) + rest]

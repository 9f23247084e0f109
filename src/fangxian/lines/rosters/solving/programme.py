"""What posts need and people give in all, as a linear or integer programme: stage 1 and its relaxation (M10)."""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder as mip

from fangxian.lines.rosters.solving.aggregates import Aggregates, Numbers

SEED = 2020
ALIKE = 3
"""How many people have to change until a team is held to be another."""
NEAREST = 16
"""How many posts are considered for each person where nothing is known yet."""


@dataclass
class Programme:
    """``chosen`` has a variable for each person and post that is considered, by their places in the problem.

    It relaxes the whole problem; with continuous variables its rows' duals give the prices of the bound (``rows``:
    plain or rounded, by post and kind). ``unpriced`` are forms and kinds of rows that are left out.
    """

    sums: Aggregates
    pairs: Sequence[tuple[int, int]]
    whole: bool = True
    posts: Sequence[int] | None = None
    unpriced: Collection[tuple[int, int]] = ()
    model: mip.Model = field(default_factory=mip.Model)
    chosen: dict[tuple[int, int], mip.Variable] = field(default_factory=dict)
    rows: dict[tuple[int, int, int], mip.LinearConstraint] = field(default_factory=dict)
    cost: list[mip.LinearExpr | float] = field(default_factory=list)
    slacks: dict[int, dict[str, mip.Variable]] = field(default_factory=lambda: defaultdict(dict))

    def build(self) -> "Programme":
        """Add variables, rows and the objective."""
        by_post: dict[int, list[tuple[int, mip.Variable]]] = defaultdict(list)
        by_person: dict[int, list[mip.Variable]] = defaultdict(list)
        for person, post in self.pairs:
            variable = self._variable()
            self.chosen[person, post] = variable
            by_post[post].append((person, variable))
            by_person[person].append(variable)
        for variables in by_person.values():
            self.model.add(mip.LinearExpr.sum(variables) <= 1)
        for post in range(len(self.sums.problem.posts)) if self.posts is None else self.posts:
            self._post(post, by_post[post])
        if self.whole:
            self._households()
        gain = [float(self.sums.costs[key]) - int(self.sums.away[key[0]]) for key in self.chosen]
        self.cost.append(mip.LinearExpr.weighted_sum(list(self.chosen.values()), gain))
        self.close()
        return self

    def close(self) -> None:
        """Set the objective from what was added."""
        self.model.minimize(mip.LinearExpr.sum(self.cost))

    def _variable(self) -> mip.Variable:
        return self.model.new_bool_var("") if self.whole else self.model.new_num_var(0, math.inf, "")

    def _post(self, post: int, here: list[tuple[int, mip.Variable]]) -> None:
        slacks = self.slacks[post]
        people = [person for person, _ in here]
        told: set[tuple[bool, tuple[str, ...], int, bytes]] = set()
        for number, kind in enumerate(self.sums.kinds):
            need, gives = int(self.sums.needs[post, number]), self.sums.gives[people, number].tobytes()
            alike = (kind.least, kind.slacks, need, gives)
            if (kind.least or need) and alike not in told:
                told.add(alike)
                for slack in kind.slacks:
                    if slack not in slacks:
                        slacks[slack] = self._slack(self.sums.weight(slack))
                self._rows(post, number, here, mip.LinearExpr.sum([slacks[one] for one in kind.slacks]))

    def _rows(
        self, post: int, number: int, here: list[tuple[int, mip.Variable]], slack: mip.LinearExpr
    ) -> None:
        """Add a need's row, and the same rounded to whole people (mixed-integer rounding)."""
        sums, kind = self.sums, self.sums.kinds[number]
        need, rest = int(sums.needs[post, number]), int(sums.rests[post, number])
        sign = -1 if kind.least else 1
        if (0, number) not in self.unpriced:
            given = self._given(here, sums.gives[:, number])
            self.rows[0, post, number] = self.model.add(slack + sign * given >= sign * need)
        if rest and (1, number) not in self.unpriced:
            gives, each = sums.rounded(number, rest)
            whole, heads = self._given(here, gives), sums.heads(number, need)
            self.rows[1, post, number] = self.model.add(slack + sign * whole >= sign * each * heads)

    def _given(self, here: list[tuple[int, mip.Variable]], gives: Numbers) -> mip.LinearExpr:
        return mip.LinearExpr.weighted_sum(
            [one for _, one in here], [float(gives[person]) for person, _ in here]
        )

    def _slack(self, weight: int) -> mip.Variable:
        variable = self.model.new_num_var(0, math.inf, "")
        self.cost.append(weight * variable)
        return variable

    def dearer(self, post: int, team: Collection[int], extra: int) -> None:
        """Say what serving at a post costs this team beyond what its sums tell, and in part one nearly the same."""
        here = [(person, variable) for (person, at), variable in self.chosen.items() if at == post]
        whole = self._slack(extra)
        signs = [-1.0 if person in team else 1.0 for person, _ in here]
        others = mip.LinearExpr.weighted_sum([variable for _, variable in here], signs)
        self.model.add(ALIKE * whole + others >= ALIKE - len(team))

    def _households(self) -> None:
        met: dict[tuple[str, int], list[mip.Variable]] = defaultdict(list)
        for (person, post), variable in self.chosen.items():
            if household := self.sums.problem.people[person].household:
                met[household, post].append(variable)
        for together in met.values():
            if len(together) > 1:
                self.model.add(mip.LinearExpr.sum(together) <= 1)


def nearest(sums: Aggregates) -> list[tuple[int, int]]:
    """Return the nearest posts of each person, by their places in the problem; of equal ones, some for each."""
    costs = numpy.where(sums.allowed, sums.costs, math.inf)
    order = numpy.lexsort((shuffled(sums), costs), axis=1)[:, :NEAREST]
    return [
        (person, int(post))
        for person, row in enumerate(order)
        for post in row
        if costs[person, post] < math.inf
    ]


def shuffled(sums: Aggregates) -> NDArray[numpy.float64]:
    """Return a number for each person and post by which equal ones are told apart, always the same."""
    return numpy.random.default_rng(SEED).random(sums.costs.shape)

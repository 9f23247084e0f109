"""What the words of a label mean together: who does it (社区…登记), that it is not done (未…报备) (pure, M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OTHER = "other"
BOTH_SIDES = frozenset({"by_unit", "by_community"})
OF_BOTH = BOTH_SIDES | {"dual", "unregistered", "undeclared"}
OF_PERSONS = frozenset({"returnee", "by_community", "unregistered"})
Token = tuple[str, str, str]
"""A word, what it is (blank: unknown), which one."""


@dataclass(frozen=True)
class Grammar:
    """The side that an act is attributed to, what stands against each concept, and concepts of reports."""

    acts: Mapping[str, str]
    """Side → the concept of its having reported."""
    opposites: Mapping[str, str]
    of_reports: frozenset[str]


@dataclass
class Phrase:
    """A label being read after the labels above it, whose side and concepts it goes on with."""

    grammar: Grammar
    side: str = ""
    above: frozenset[str] = frozenset()
    concepts: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    unexplained: list[str] = field(default_factory=list)
    _sides: list[tuple[str, str]] = field(default_factory=list)
    _reporters: bool = False
    _negated: bool = False
    _both: bool = False

    def read(self, tokens: Sequence[Token]) -> "Phrase":
        """Take in a label's words from left to right."""
        for word, kind, name in tokens:
            if kind == "negation":
                self._negated = True
            elif kind == "side":
                self.side = name
                self._sides.append((word, name))
            elif kind == "act":
                self._act(word, name)
            elif kind == "concept":
                self._name(name)
            elif kind == "both":
                self._both = True
            elif kind == "reporter":
                self._reporters = True
            elif not kind:
                self.unexplained.append(word)
        self._finish()
        return self

    def _act(self, word: str, own: str) -> None:
        """An act belongs to the side named last, here or above; without one only some acts tell their side."""
        side = self.side or own
        if not side:
            self.unexplained.append(word)
            self._negated = False
            return
        of_both = self._both and len({name for _word, name in self._sides}) > 1
        self._sides = [each for each in self._sides if each[1] != side and not of_both]
        self._name("dual" if of_both else self.grammar.acts[side])

    def _name(self, concept: str) -> None:
        if not self._negated:
            self.concepts.add(concept)
            return
        self._negated = False
        self.concepts.add(self.grammar.opposites.get(concept, OTHER))
        if concept in self.grammar.opposites:
            self.dropped.add(concept)

    def _finish(self) -> None:
        """Settle what no word followed: 未 alone denies the group above, 企业 alone is none of ours."""
        if self._negated:
            denied = [each for each in self.above if each in self.grammar.opposites]
            self.concepts.add(self.grammar.opposites[denied[0]] if len(denied) == 1 else OTHER)
            self.dropped |= set(denied)
        if self.dropped & self.concepts:
            self.concepts.add(OTHER)  # 已满14天未解除: neither
        if self.concepts >= BOTH_SIDES:
            self.concepts = (self.concepts - BOTH_SIDES) | {"dual"}
        if "filed" in self.concepts and self.concepts & OF_PERSONS:
            self.concepts = (self.concepts - {"filed"}) | {"by_unit"}
        if self.concepts & self.grammar.of_reports:
            self.dropped |= self.above & BOTH_SIDES
        said = self.concepts | self.above
        if self._reporters and not said & self.grammar.of_reports:
            self.concepts.add(OTHER)
        if not said & (self.grammar.of_reports | OF_BOTH):
            self.unexplained += [word for word, side in self._sides if side == "community"]

"""What the words of a label mean together: who does it (社区…登记), that it is not done (未…报备) (pure, M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OTHER = "other"
BOTH_SIDES = frozenset({"by_unit", "by_community"})
OF_BOTH = BOTH_SIDES | {"dual", "unregistered", "undeclared"}
OF_PERSONS = frozenset({"returnee", "by_community", "unregistered"})
TOPICS = frozenset({"filed", "rate"})
SAID = "said"
"""An act in so few words (报, 登) that it is one only beside whose it is."""
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
    """The side named last, here or above."""
    usual: str = ""
    """Whose act it is where no side is named."""
    above: frozenset[str] = frozenset()
    is_group: bool = False
    """Whether it stands above other labels: then it names what they are about, not what is counted."""
    acts_above: bool = False
    """Whether a label above names an act (登记情况) without a side."""
    concepts: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    unexplained: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """Words of a group (社区一头) that a label below it may explain (登记)."""
    names_work: bool = False
    is_group_act: bool = False
    """Whether a group names an act (登记人数) of which a label below it may say whose it was."""
    _sides: list[tuple[str, str]] = field(default_factory=list)
    _reporters: bool = False
    _negated: bool = False
    _both: bool = False
    _are_both: bool = False

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
            elif kind == "work":
                self._work(name)
            elif kind == "part":
                self._part(word)
            elif kind == "both":
                self._both, self._are_both = True, self._are_both or name == "both"
            elif kind == "reporter":
                self._reporters = True
            elif not kind:
                self.unexplained.append(word)
        self._finish()
        return self

    def _act(self, word: str, own: str) -> None:
        """An act belongs to the side named last, here or above; without one only some acts tell their side."""
        if self.is_group and not self.side and not own and not self._negated:
            self.is_group_act = True
            return
        side = self.side or ("" if own == SAID else own or self.usual)
        if self._are_both and not self._negated:
            self._name("dual")
            return
        if not side:
            self.unexplained.append(word)
            self._negated = False
            return
        of_both = self._both and len({name for _word, name in self._sides}) > 1
        self._sides = [each for each in self._sides if each[1] != side and not of_both]
        self._name("dual" if of_both else self.grammar.acts[side])

    def _work(self, name: str) -> None:
        """A work done (排查) explains itself; one that picks some out (核实) counts what we do not have."""
        self.names_work = True
        if name == "picking" and not self.is_group:
            self._name(OTHER)

    def _part(self, word: str) -> None:
        """A part of a key region (武汉) is not the region (湖北), unless that is named too."""
        if "key_area" not in self.concepts | self.above:
            self.concepts.add("key_area")
            self.unexplained.append(word)

    def _name(self, concept: str) -> None:
        self.side = next((side for side, act in self.grammar.acts.items() if act == concept), self.side)
        if not self._negated:
            self.concepts.add(concept)
            return
        self._negated = False
        self.concepts.add(self.grammar.opposites.get(concept, OTHER))
        if concept in self.grammar.opposites:
            self.dropped.add(concept)

    def _settle_filed(self) -> None:
        """已报 is about reports, unless a person was: 已报社区, 单位已报 beside 社区登记."""
        if "filed" in self.concepts and (self.concepts & OF_PERSONS or self._names("community")):
            is_theirs = self._names("community") and not self.concepts & OF_PERSONS
            self.concepts = (self.concepts - {"filed"}) | {"by_community" if is_theirs else "by_unit"}
        if "unfiled" in self.concepts and self._names("community"):
            self.concepts = (self.concepts - {"unfiled"}) | {OTHER}

    def _names(self, side: str) -> bool:
        return any(name == side for _word, name in self._sides)

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
        self._settle_filed()
        if self.acts_above and len(self._sides) == 1 and not self.concepts:
            self.concepts.add(self.grammar.acts[self._sides.pop()[1]])
        if self.concepts & self.grammar.of_reports:
            self.dropped |= self.above & (BOTH_SIDES | TOPICS)  # 报送单位数 / 应报, 比率 / 上报率
        said = self.concepts | self.above
        if self._reporters and not said & self.grammar.of_reports:
            self.concepts.add(OTHER)
        if not said & (self.grammar.of_reports | OF_BOTH):
            left = [word for word, side in self._sides if side == "community"]
            (self.waiting if self.is_group and not self.concepts else self.unexplained).extend(left)

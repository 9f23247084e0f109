"""Reading a label word by word: which concepts it names, for which window, and what it leaves unexplained (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz, process

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.phrases import OF_BOTH, OTHER, Grammar, Phrase, Token
from fangxian.mechanisms.imports.text import fold

NEAR, SHORTEST = 78, 4
"""An unknown word of at least four characters that is so like a known one is taken for it."""


class Window(StrEnum):
    """Which part of time a value is about, up to the instant asked for."""

    DAY = "day"
    YESTERDAY = "yesterday"
    TOTAL = "total"
    NOW = "now"


@dataclass(frozen=True)
class Rule:
    """A measure is meant by a label that names all ``needs``, besides at most ``may``, in one of its windows.

    Elsewhere in the sheet something of ``beside`` is named too, nothing of ``apart``. ``of`` is whose figures the sheet
    wants: ``body``, ``place``, ``no body`` or ``no place``. ``likely`` is the confidence that it gives.
    """

    measure: str
    needs: frozenset[str]
    may: frozenset[str]
    windows: tuple[Window, ...]
    beside: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    of: str = ""
    likely: int = 96

    def holds(self, concepts: frozenset[str], around: frozenset[str], of: str = "") -> bool:
        """Tell whether the concepts of a label, and of the sheet around it, mean this measure."""
        named = self.needs <= concepts <= self.needs | self.may
        whose = {
            "body": of == "body",
            "place": of == "place",
            "no body": of != "body",
            "no place": of != "place",
        }
        placed = (not self.beside or bool(self.beside & around)) and not self.apart & around
        return named and placed and whose.get(self.of, True)


@dataclass(frozen=True)
class Meaning:
    """What a label says; ``unexplained`` are the words of it that nobody told us."""

    concepts: frozenset[str]
    window: Window | None
    lines: tuple[str, ...]
    unexplained: tuple[str, ...]
    guessed: bool = False
    is_present: bool = False
    """Whether any label says that it is a state (现有, 正在), whatever the innermost one says."""
    names_work: bool = False
    """Whether a label names somebody's work (排查, 上报) or people (职工), by which it is no bare 新增 or 累计."""

    @property
    def gap(self) -> int:
        """How many characters are unexplained."""
        return sum(len(word) for word in self.unexplained)


@dataclass(frozen=True)
class Terms:
    """The words of the field: concepts, windows, fillers, constants, and the rules from concepts to measures."""

    filler: Sequence[str]
    windows: Mapping[str, Sequence[str]]
    concepts: Mapping[str, Sequence[str]]
    others: Sequence[str]
    grammar: Grammar
    parts: Mapping[str, Mapping[str, str]]
    """Kind of word (negation, side, act, reporter) → word → which one."""
    rules: Sequence[Rule]
    constants: Mapping[str, Sequence[str]]
    lines: Mapping[str, str]
    """Names of lines → their codes."""

    @cached_property
    def words(self) -> dict[str, tuple[str, str]]:
        """Every word → (what it is, which one)."""
        found = {fold(word): ("filler", "") for word in self.filler}
        found |= {
            fold(word): (kind, name) for kind, part in self.parts.items() for word, name in part.items()
        }
        found |= {fold(word): ("concept", OTHER) for word in self.others}
        found |= {fold(word): ("window", name) for name, words in self.windows.items() for word in words}
        found |= {fold(name): ("line", code) for name, code in self.lines.items() if len(fold(name)) > 1}
        return found | {
            fold(word): ("concept", name) for name, words in self.concepts.items() for word in words
        }

    @cached_property
    def longest(self) -> int:
        """The length of the longest word."""
        return max(map(len, self.words), default=0)

    @cached_property
    def named(self) -> dict[str, str]:
        """The words of concepts that are long enough to be recognised when mistyped."""
        return {
            word: name
            for word, (kind, name) in self.words.items()
            if kind == "concept" and len(word) >= SHORTEST
        }

    def read(self, path: Sequence[str], side: str = "") -> Meaning:
        """Return what a path of labels says; the innermost label's window rules.

        ``side`` is whose act a registration is where no label says so.
        """
        concepts: set[str] = set()
        lines: list[str] = []
        unexplained: list[str] = []
        waiting: list[str] = []
        window, guessed, is_present, acted, phrase = None, False, False, False, Phrase(self.grammar)
        for number, label in enumerate(path, start=1):
            tokens = self.tokens(f"{wording.plain(label)} {wording.bracketed(label)}")
            windows = [Window(name) for _word, kind, name in tokens if kind == "window"]
            window = self._window(label) or (windows[-1] if windows else window)
            is_present = is_present or any(self._is_present(word, kind) for word, kind, _name in tokens)
            lines += [name for _word, kind, name in tokens if kind == "line"]
            guessed = guessed or any(kind == "concept" and word not in self.words for word, kind, _ in tokens)
            above = phrase
            known = (above.side, side, frozenset(concepts), number < len(path), acted)
            phrase = Phrase(self.grammar, *known).read(tokens)
            phrase.names_work |= above.names_work
            concepts = (concepts - phrase.dropped) | phrase.concepts
            unexplained += phrase.unexplained
            waiting += phrase.waiting
            acted = acted or phrase.is_group_act
            if {Window.YESTERDAY, Window.TOTAL} <= set(windows):
                unexplained.append(label)  # 截至昨日累计: no window of ours
        if not concepts & (self.grammar.of_reports | OF_BOTH):
            unexplained += waiting
        if acted and side and not concepts & (OF_BOTH | {OTHER}):
            concepts = concepts | {self.grammar.acts[side]}
        return Meaning(
            frozenset(concepts), window, tuple(dict.fromkeys(lines)), tuple(unexplained), guessed, is_present,
            phrase.names_work,
        )  # fmt: skip

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a text; an unknown one is taken for the concept that it is nearly spelled like."""
        return [self._known(token) for token in self._split(fold(text))]

    def _window(self, label: str) -> Window | None:
        """What a label says itself goes before what it says in brackets: 累计（现有）."""
        stated = [Window(name) for _w, kind, name in self.tokens(wording.plain(label)) if kind == "window"]
        return stated[-1] if stated else None

    def _is_present(self, word: str, kind: str) -> bool:
        """Tell whether a word is 现有, or begins with it (正在隔离)."""
        return bool(kind) and word.startswith(tuple(self.windows[Window.NOW]))

    def _known(self, token: Token) -> Token:
        """Take an unknown word for the concept that it is nearly spelled like."""
        near = "" if token[1] else self._near(token[0])
        return (token[0], "concept", near) if near else token

    def _split(self, text: str) -> list[Token]:
        """Cut a text into words so that the fewest characters stay unknown, into the fewest and longest first."""
        best: list[tuple[int, int, int]] = [(0, 0, 0)] * (len(text) + 1)
        for start in range(len(text) - 1, -1, -1):
            unknown, words, _end = best[start + 1]
            best[start] = unknown + 1, words + 1, start + 1
            for end in range(min(len(text), start + self.longest), start, -1):
                cost = (best[end][0], best[end][1] + 1)
                if text[start:end] in self.words and cost < best[start][:2]:
                    best[start] = *cost, end
        return list(self._cut(text, best))

    def _cut(self, text: str, best: Sequence[tuple[int, int, int]]) -> Iterator[Token]:
        """Yield the words of the best cut; unknown characters side by side are one word."""
        unknown, start = "", 0
        while start < len(text):
            word = text[start : best[start][2]]
            start += len(word)
            if word not in self.words:
                unknown += word
                continue
            if unknown:
                yield unknown, "", ""
            yield word, *self.words[word]
            unknown = ""
        if unknown:
            yield unknown, "", ""

    def _near(self, word: str) -> str:
        if len(word) < SHORTEST:
            return ""
        best = process.extractOne(word, list(self.named), scorer=fuzz.ratio, score_cutoff=NEAR)
        return self.named[best[0]] if best else ""

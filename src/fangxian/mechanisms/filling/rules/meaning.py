"""Reading a label word by word: which concepts it names, for which window, and what it leaves unexplained (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz, process

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.imports.text import fold

OTHER = "other"
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
    """A measure is meant by a label that names all ``needs``, besides at most ``may``, in one of its windows."""

    measure: str
    needs: frozenset[str]
    may: frozenset[str]
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Meaning:
    """What a label says; ``unexplained`` are the words of it that nobody told us."""

    concepts: frozenset[str]
    window: Window | None
    lines: tuple[str, ...]
    unexplained: tuple[str, ...]
    guessed: bool = False

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
    rules: Sequence[Rule]
    constants: Mapping[str, Sequence[str]]
    lines: Mapping[str, str]
    """Names of lines → their codes."""

    @cached_property
    def words(self) -> dict[str, tuple[str, str]]:
        """Every word → (what it is, which one)."""
        found = {fold(word): ("filler", "") for word in self.filler}
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

    def read(self, path: Sequence[str]) -> Meaning:
        """Return what a path of labels says; the innermost label's window rules."""
        parts = [fold(f"{wording.plain(label)} {wording.bracketed(label)}") for label in path]
        concepts: set[str] = set()
        lines: list[str] = []
        unexplained: list[str] = []
        window, guessed = None, False
        for part in parts:
            for word, kind, name in self._split(part):
                if kind == "window":
                    window = Window(name)
                elif kind == "concept":
                    concepts.add(name)
                elif kind == "line":
                    lines.append(name)
                elif not kind:
                    near = self._near(word)
                    guessed = guessed or bool(near)
                    concepts |= {near} if near else set()
                    unexplained += [] if near else [word]
        return Meaning(frozenset(concepts), window, tuple(dict.fromkeys(lines)), tuple(unexplained), guessed)

    def _split(self, text: str) -> list[tuple[str, str, str]]:
        """Cut a text into known words, the longest first, and the unknown characters between them."""
        found: list[tuple[str, str, str]] = []
        unknown, index = "", 0
        while index < len(text):
            ends = range(min(len(text), index + self.longest), index, -1)
            word = next((text[index:end] for end in ends if text[index:end] in self.words), "")
            if not word:
                unknown, index = unknown + text[index], index + 1
                continue
            found += [(unknown, "", "")] if unknown else []
            found.append((word, *self.words[word]))
            unknown, index = "", index + len(word)
        return found + ([(unknown, "", "")] if unknown else [])

    def _near(self, word: str) -> str:
        if len(word) < SHORTEST:
            return ""
        best = process.extractOne(word, list(self.named), scorer=fuzz.ratio, score_cutoff=NEAR)
        return self.named[best[0]] if best else ""

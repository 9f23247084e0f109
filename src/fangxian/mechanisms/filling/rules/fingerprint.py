"""What a form is recognised by tomorrow: its labels, not its values; and what a new version changed (pure)."""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

NEARLY, ALIKE = 0.5, 70


@dataclass(frozen=True)
class Difference:
    """What became of a form: keys that came, went, moved or got another name (former, present)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.renamed)


def fingerprint(keys: Sequence[str]) -> str:
    """Return what remembers a form: equal for equal labels in equal order."""
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:16]


def nearness(former: Sequence[str], present: Sequence[str]) -> float:
    """Return how much of the shorter of two forms stands in the other too, 0–1."""
    one, two = set(former), set(present)
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def compare(former: Sequence[str], present: Sequence[str]) -> Difference:
    """Return what changed from a former form to the present one."""
    gone = [key for key in former if key not in set(present)]
    new = [key for key in present if key not in set(former)]
    renamed = _renamed(gone, new, former, present)
    kept = [key for key in former if key in set(present)]
    order = {key: index for index, key in enumerate(key for key in present if key in set(former))}
    return Difference(
        tuple(key for key in new if key not in {now for _then, now in renamed}),
        tuple(key for key in gone if key not in {then for then, _now in renamed}),
        tuple(_moved(kept, order)),
        tuple(renamed),
    )


def _moved(kept: Sequence[str], order: dict[str, int]) -> list[str]:
    """Return the fewest keys whose move explains the new order: those outside a longest rising run."""
    ends: list[int] = []
    runs: list[tuple[str, ...]] = []
    for key in kept:
        at = bisect_left(ends, order[key])
        run = (*(runs[at - 1] if at else ()), key)
        ends[at : at + 1], runs[at : at + 1] = [order[key]], [run]
    longest = set(runs[-1] if runs else ())
    return [key for key in kept if key not in longest]


def _renamed(
    gone: Sequence[str], new: Sequence[str], former: Sequence[str], present: Sequence[str]
) -> list[tuple[str, str]]:
    """Pair labels that went with labels that came: the most alike first, the nearer place on a draw."""
    pairs = sorted(
        ((fuzz.ratio(then, now), -abs(former.index(then) - present.index(now)), then, now)
         for then in gone for now in new),
        reverse=True,
    )  # fmt: skip
    taken: set[str] = set()
    found = []
    for ratio, _distance, then, now in pairs:
        if ratio >= ALIKE and not {then, now} & taken:
            taken |= {then, now}
            found.append((then, now))
    return found

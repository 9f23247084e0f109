"""Which of very many reports are connected at all, found in one pass over what they share (M5).

Reports are numbers here, and what is kept of each are eight bytes, so that two million of them fit anywhere. Most
persons are one or two reports: of two, the kinds of key that they share are all that `compare` asks of keys.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from fangxian.lines.arrivals.rules.tokens import KeyKind

Keys = frozenset[tuple[str, bytes]]
KINDS = 1 << len(KeyKind)
"""How many combinations of kinds two reports may share."""
BITS = {str(kind): 1 << place for place, kind in enumerate(KeyKind)}
"""The number of each kind, of which sums say which kinds two reports share."""
_SHARED: list[Keys] = [
    frozenset((kind, b"") for kind, bit in BITS.items() if kinds & bit) for kinds in range(KINDS)
]


class Groups:
    """Disjoint sets of the numbers of a range, each known by its smallest member."""

    def __init__(self, numbers: range) -> None:
        self._start = numbers.start
        self._parent = array("q", range(len(numbers)))

    def link(self, links: Iterable[tuple[int, int]]) -> None:
        """Join the two reports of each link."""
        parent, start = self._parent, self._start
        for one, other in links:
            first, second = one - start, other - start
            while parent[first] != first:
                parent[first] = first = parent[parent[first]]
            while parent[second] != second:
                parent[second] = second = parent[parent[second]]
            if first < second:
                parent[second] = first
            else:
                parent[first] = second

    def root(self, number: int) -> int:
        """Return the smallest member of a number's set."""
        parent, index = self._parent, number - self._start
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index + self._start

    def sets(self, numbers: list[int]) -> Iterator[list[int]]:
        """Yield the sets of `numbers`, of which the list is sorted by set."""
        numbers.sort(key=self.root)
        return (list(own) for _root, own in groupby(numbers, self.root))


def standing_for(kinds: int) -> Keys:
    """Return stand-ins for the keys of these kinds: one of each."""
    return _SHARED[kinds]


def parts(sets: Iterable[list[int]], size: int) -> Iterator[list[list[int]]]:
    """Collect sets into parts of some `size` members."""
    part: list[list[int]] = []
    count = 0
    for own in sets:
        part.append(own)
        count += len(own)
        if count >= size:
            yield part
            part, count = [], 0
    if part:
        yield part


def members(sets: Iterable[Sequence[int]]) -> list[int]:
    """Return all numbers of some sets."""
    return [number for own in sets for number in own]

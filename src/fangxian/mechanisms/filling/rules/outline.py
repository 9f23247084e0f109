"""What numbered labels stand under: 1.新增 below 二、隔离观察情况 is about those observed (pure, M8)."""

from dataclasses import dataclass, field

from fangxian.mechanisms.filling.rules import wording

DEEPEST = 9


@dataclass
class Outline:
    """The labels above the next one, the outermost first: how deep, which, and whether it heads others only."""

    _open: list[tuple[int, str, bool]] = field(default_factory=list)

    def above(self, label: str) -> tuple[str, ...]:
        """Return the labels under which a label stands, and let those that follow stand under it.

        One without a number stands only under what has no value of its own.
        """
        depth = wording.level(label)
        if not depth:
            return tuple(text for _depth, text, is_heading in self._open if is_heading)
        self._close(depth)
        found = tuple(text for _depth, text, _is_heading in self._open)
        self._open.append((depth, label, False))
        return found

    def head(self, label: str) -> None:
        """Take in a label that has no value of its own."""
        depth = wording.level(label)
        self._close(depth)
        self._open.append((depth, label, True))

    def _close(self, depth: int) -> None:
        self._open = [each for each in self._open if each[0] < depth]

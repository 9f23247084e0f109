"""A loop deep in the stack asks the system for no memory once there is room for it."""

import resource
import sys
from collections.abc import Callable

import pytest

from fangxian.core.room import roomy

TIMES = 200


def _faults(depth: int) -> int:
    """Return how many new pages of memory calls in a loop at a depth touch: a piece taken anew is one each time."""
    if depth:
        return _faults(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _time in range(TIMES):
        _large(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _large(*numbers: int) -> int:
    a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u = numbers
    return a + b + c + d + e + f + g + h + i + j + k + m + n + o + p + q + r + s + t + u


def _worst(called: Callable[[int], int]) -> int:
    return max(called(depth) for depth in range(200))


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="later Python keeps the piece")
def test_a_loop_at_the_end_of_a_piece_takes_it_once() -> None:
    assert _worst(_faults) >= TIMES
    assert _worst(roomy(_faults)) < TIMES // 4


def test_what_is_called_gets_and_gives_as_it_did() -> None:
    assert roomy(sorted)([2, 1], reverse=True) == [2, 1]

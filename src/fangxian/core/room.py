"""Room for deep calls on Python's own stack, which it otherwise gets and gives back in a loop at the wrong depth."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

SLOTS = 16_000
"""Slots of one frame: 128 kB, for which CPython takes a piece of 256 kB. The other half holds a thousand calls."""
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def roomy(call: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a function that calls another with room for all that it calls, in one piece.

    CPython before 3.13.13 gives back a piece of 16 kB as soon as no call needs it: a template's loop that happens to
    stand at the end of one asked the system for memory four hundred times a page (CPython's issue 142183).
    """

    def with_room(*given: Given.args, **named: Given.kwargs) -> Answer:
        return call(*given, **named)

    with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)
    return with_room

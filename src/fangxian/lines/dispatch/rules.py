"""The flow of a person who is sent down: which step may follow which (M10; pure)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """The steps of an assignment."""

    NOMINATED = "nominated"
    DECLINED = "declined"
    APPROVED = "approved"
    ASSIGNED = "assigned"
    IN_PLACE = "in_place"
    ON_LEAVE = "on_leave"
    RELEASED = "released"


FOLLOWS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.NOMINATED: frozenset({State.APPROVED, State.DECLINED}),
        State.APPROVED: frozenset({State.ASSIGNED, State.RELEASED}),
        State.ASSIGNED: frozenset({State.IN_PLACE, State.RELEASED}),
        State.IN_PLACE: frozenset({State.ON_LEAVE, State.RELEASED}),
        State.ON_LEAVE: frozenset({State.IN_PLACE, State.RELEASED}),
        State.DECLINED: frozenset(),
        State.RELEASED: frozenset(),
    }
)
"""Which steps may follow each."""
SENT = (State.ASSIGNED, State.IN_PLACE, State.ON_LEAVE)
"""Detached from the home unit, under the place's command."""
OVER = (State.DECLINED, State.RELEASED)


def may_follow(before: str, after: str) -> bool:
    """Tell whether a step may follow another."""
    return State(after) in FOLLOWS[State(before)]

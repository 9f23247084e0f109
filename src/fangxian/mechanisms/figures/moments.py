"""Conditions on facts that mention the instants of a question: from, to, and what was known by then."""

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import F, Q


class Moment(Enum):
    """An instant of the question, written in a measure's condition in place of a value."""

    FROM = "from"
    TO = "to"
    NOW = "now"
    """The earlier of ``TO`` and the instant of knowledge: against it lateness is measured."""


@dataclass(frozen=True)
class Before:
    """``Moment`` less a duration, as in "arrived within 14 days before TO"."""

    moment: Moment
    by: datetime.timedelta


@dataclass(frozen=True)
class Slice:
    """The instants that a condition is resolved against."""

    start: datetime.datetime
    end: datetime.datetime
    now: datetime.datetime

    def value(self, moment: Moment) -> datetime.datetime:
        """Return the instant that a moment stands for."""
        return {Moment.FROM: self.start, Moment.TO: self.end, Moment.NOW: self.now}[moment]


def resolve(condition: Q, at: Slice) -> Q:
    """Return the condition with every moment replaced by its instant."""
    resolved = Q(*[_child(child, at) for child in condition.children], _connector=condition.connector)
    return ~resolved if condition.negated else resolved


def _child(child: Any, at: Slice) -> Any:
    if isinstance(child, Q):
        return resolve(child, at)
    if isinstance(child, tuple):
        return child[0], _value(child[1], at)
    return child


def _value(value: Any, at: Slice) -> Any:
    if isinstance(value, Moment):
        return at.value(value)
    if isinstance(value, Before):
        return at.value(value.moment) - value.by
    return value


def within(field: str) -> Q:
    """Return the condition of a flow: the instant in ``field`` lies in the window asked for."""
    return Q(**{f"{field}__gte": Moment.FROM, f"{field}__lte": Moment.TO})


def until(field: str) -> Q:
    """Return the condition of a stock: the instant in ``field`` is not after the end of the window."""
    return Q(**{f"{field}__lte": Moment.TO})


def not_until(field: str) -> Q:
    """Return the condition that the instant in ``field`` is unset or comes after the end of the window."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": Moment.TO})


def after_field(field: str, other: str) -> Q:
    """Return the condition that one instant of the fact is later than another of it."""
    return Q(**{f"{field}__gt": F(other)})

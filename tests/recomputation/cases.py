"""Referrals and calls from first principles (M5)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.contacts.models import Contact
from fangxian.trees.responses.models import Response
from tests.recomputation.window import Where, Window, where

KINDS = ("symptoms", "cohabitants", "wrong_community")


@dataclass(frozen=True)
class Case:
    """A referral."""

    where: Where
    kind: str
    opened: datetime
    closed: datetime | None
    due: datetime


@dataclass(frozen=True)
class Call:
    """Somebody was asked; ``again`` if another office had asked him lately, as it stood when it was logged."""

    where: Where
    at: datetime
    subject: uuid.UUID
    again: bool


def case_figures(cases: list[Case], window: Window) -> dict[str, int]:
    """Return every figure of referrals for a window, by its code."""
    waiting = [case for case in cases if window.reached(case.opened) and not window.reached(case.closed)]
    by_kind = {f"cases.open.{kind}": sum(case.kind == kind for case in waiting) for kind in KINDS}
    overdue = sum(case.due < window.now for case in waiting)
    return {"cases.open": len(waiting), "cases.overdue": overdue} | by_kind


def call_figures(calls: list[Call], window: Window) -> dict[str, int]:
    """Return every figure of calls for a window, by its code."""
    made = [call for call in calls if window.holds(call.at)]
    again = {call.subject for call in made if call.again}
    return {"contacts.made": len(made), "contacts.repeated": len(again)}


def read_cases(response: Response) -> list[Case]:
    """Read the referrals as they are now."""
    rows = Referral.objects.at().filter(response=response)
    return [Case(where(row), row.kind, row.opened_at, row.closed_at, row.due_at) for row in rows]


def read_calls(response: Response) -> list[Call]:
    """Read who was called."""
    rows = Contact.objects.at().filter(response=response)
    return [Call(where(row), row.happened_at, row.subject, row.repeated) for row in rows]

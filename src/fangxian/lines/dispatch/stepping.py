"""What every step of somebody who is sent down is made of: his row, the next one, where it puts him (M10)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.dispatch import rules
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, TEAMS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.queries import rows_of
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.mechanisms.personnel.models import Post, Posting
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import WIDTHS, Kind, Place

STREET, COMMUNITY = WIDTHS[Kind.STREET], WIDTHS[Kind.COMMUNITY]


def at_hand(actor: Actor, permission: str, entry: uuid.UUID) -> Assignment:
    """Return an assignment in the actor's part, by either tree; raises ``Missing``."""
    actor.must(permission)
    found = Assignment.objects.at().filter(actor.scope(permission).q(), entry=entry)
    row = found.select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return row


def step_to(actor: Actor, current: Assignment, step: State, reason: str, **columns: Any) -> Assignment:
    """Take somebody a step further, with what it sets; raises ``Conflict`` for one that cannot follow."""
    if not rules.may_follow(current.step, step):
        said = {"step": Assignment.State(current.step).label, "next": Assignment.State(step).label}
        raise Conflict(_("“%(next)s” cannot follow “%(step)s”: look at it again.") % said)
    if step in rules.OVER:
        columns["name_key"] = None  # he may be nominated again
    with entries.writing():
        made: Assignment = ledgers.advance(
            actor, ASSIGNMENTS, current, step.value, reason, step=step.value, **columns
        )
    return made


def relieve(
    actor: Actor, assigned: Sequence[Assignment], at: datetime.datetime | None = None
) -> list[Assignment]:
    """Release whom people who are being assigned stand in for, if he still stands: the post never has both."""
    stood_for = [one.substitutes for one in assigned if one.substitutes]
    held = Assignment.objects.at().filter(entry__in=stood_for).exclude(step__in=rules.OVER)
    made, now = [], at or clock.now()
    for former in held.select_related("response"):
        ended = max(now, former.arrived_at or former.assigned_at or now)
        end_posting(current=former, ended=ended, reason=_("replaced by another"))
        made.append(step_to(actor, former, State.RELEASED, _("replaced by another"), ended_at=ended))
    return made


def at_place(path: str, post: uuid.UUID | None, team: uuid.UUID | None = None) -> dict[str, Any]:
    """Return the columns of somebody who is assigned to a place, by its path."""
    return {
        "path": path, "place_stated": True, "post": post, "team": team, "assigned_at": clock.now(),
        "street": path[:STREET], "community": path[:COMMUNITY] if len(path) >= COMMUNITY else "",
    }  # fmt: skip


def check_post(place: Place, post: uuid.UUID | None) -> None:
    """Raise ``Invalid`` for a post that does not stand at or below a place."""
    if post and not Post.objects.at().filter(entry=post, path__startswith=place.path).exists():
        raise Invalid({"post": _("This post does not stand there.")})


def check_team(place: Place, team: uuid.UUID | None) -> None:
    """Raise ``Invalid`` for a team that stands neither at or below a place nor above it."""
    if team is None:
        return
    path = rows_of(ledger_of(TEAMS)).at().filter(entry=team).values_list("path", flat=True).first()
    if path is None or not (path.startswith(place.path) or place.path.startswith(path)):
        raise Invalid({"team": _("This team does not work there.")})


def posting_of(row: Assignment) -> dict[str, Any]:
    """Return what the posting of somebody who is in place says."""
    since = timezone.localdate(row.arrived_at) if row.arrived_at else None
    return {
        "person": row.person, "place": row.path, "post": row.post, "source": Posting.Source.SENT.value,
        "role": row.role, "body": body_of(row), "since": since, "until": None, "remark": "",
    }  # fmt: skip


def end_posting(current: Assignment, ended: datetime.datetime, reason: str) -> None:
    """End the posting that says where somebody stands, if he was in place."""
    posting = Posting.objects.at().filter(entry=current.posting).select_related("response").first()
    if posting:
        ledgers.advance(SYSTEM, POSTINGS, posting, "end", reason, ended_at=ended)


def body_of(row: Assignment) -> Standing | None:
    """Return the unit that sends somebody, in its line."""
    return Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None

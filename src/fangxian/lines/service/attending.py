"""Attendance of a whole shift at once, or by oneself at the post; what a shift leaves open for the next (M10)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.service import actions, shifts
from fangxian.lines.service.crews import Watch
from fangxian.lines.service.models import Attendance, Handover
from fangxian.lines.service.post_ledgers import ATTENDANCES, HANDOVERS
from fangxian.lines.service.rules import Step, may_follow
from fangxian.lines.service.settling import DEEDS
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.models import Person, Post, Posting
from fangxian.trees.people.actor import Actor

MOST_ITEMS = 20


@dataclass(frozen=True)
class Said:
    """What is said of somebody: present, late, absent, or replaced by another."""

    person: uuid.UUID
    attended: str
    replaced_by: uuid.UUID | None = None
    remark: str = ""


def attend(
    actor: Actor, post: Post, watch: Watch, told: Sequence[Said], *, checked: bool = False
) -> list[Attendance]:
    """Say of everybody in a shift whether he stands at a post, all or none; what was said before is corrected.

    What was said the same before is left as it is; the others are returned. ``checked`` as in
    ``ledgers.actions.enter``: the actor leads the post, or says it of himself there. Raises ``Invalid`` by person.
    """
    statements = [_statement(post, watch, one) for one in told]
    _check(statements)
    keys = {statement.name_key(post.response) or b"": statement for statement in statements}
    held = Attendance.objects.at().filter(response=post.response, name_key__in=list(keys))
    former = {bytes(row.name_key or b""): row for row in held}
    new = [one for key, one in keys.items() if key not in former]
    changed = [(row, keys[key]) for key, row in former.items() if _differs(row, keys[key])]
    with entries.writing():
        made = ledgers.enter(actor, post.response, ATTENDANCES, new, checked=checked) if new else []
        return made + [
            ledgers.correct(actor, ATTENDANCES, row.entry_id, one.values, _("said anew"), checked=checked)
            for row, one in changed
        ]


def arrive(actor: Actor, person: Person, post: Post) -> Attendance:
    """Check in at a post where one has a shift now, or is posted: late, once a shift has begun for ten minutes.

    Raises ``Invalid`` for another post, ``Conflict`` where it was said before.
    """
    now = clock.now()
    own = shifts.turns(post.response, now, now + shifts.EARLY, post=post.entry_id, person=person.entry_id)
    posted = Posting.objects.at().filter(response=post.response, person=person.entry_id, happened_at__lte=now)
    here = any(
        row.post == post.entry_id or (row.post is None and post.path.startswith(row.path))
        for row in posted.exclude(ended_at__lte=now)
    )
    if not own and not here:
        raise Invalid({"post": _("You are not posted here: ask who leads the shift.")})
    late = bool(own) and now > own[0].late_at
    day = timezone.localdate(own[0].begins if own else now)
    watch = Watch(day, own[0].name if own else "")
    said = Said(person.entry_id, Attendance.State.LATE if late else Attendance.State.PRESENT)
    statement = _statement(post, watch, said)
    if (
        Attendance.objects.at()
        .filter(response=post.response, name_key=statement.name_key(post.response))
        .exists()
    ):
        raise Conflict(_("You are checked in here already."))
    return attend(actor, post, watch, [said], checked=True)[0]


def hand_over(actor: Actor, post: Post, shift: str, items: str, *, checked: bool = False) -> list[Handover]:
    """Leave items open for the next shift, one a line, and pass on those that are not done yet.

    Raises ``Invalid`` with nothing to hand over.
    """
    told = [line.strip()[:1000] for line in items.splitlines() if line.strip()][:MOST_ITEMS]
    taken = Handover.objects.at().filter(response=post.response, post=post.entry_id, step=Step.TAKEN)
    left = list(taken.select_related("response"))
    if not told and not left:
        raise Invalid({"items": _("Fill this in.")})
    values = {
        "post": post.entry_id,
        "place": post.path,
        "day": timezone.localdate(clock.now()),
        "shift": shift,
    }
    new = [Statement(HANDOVERS, values | {"items": one}) for one in told]
    with entries.writing():
        passed = [
            ledgers.advance(
                actor, HANDOVERS, row, "pass", _("passed on"), step=Step.OPEN.value, passed=row.passed + 1
            )
            for row in left
        ]
        return passed + ledgers.enter(actor, post.response, HANDOVERS, new, checked=checked)


def settle(
    actor: Actor, post: Post, deed: str, entry: uuid.UUID | None, *, checked: bool = False
) -> Handover:
    """Take an open item over, or say that it is done; ``checked`` where the actor leads the post.

    Raises ``Missing``, ``Forbidden``, ``Conflict`` where somebody else did meanwhile.
    """
    rows = Handover.objects.at().filter(response=post.response, post=post.entry_id, entry=entry)
    row = rows.select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if not checked:
        made: Handover = actions.answer(actor, deed, [row.entry_id])[0]
        return made
    step = DEEDS[deed][1]
    if not may_follow(row.step, step):
        raise Conflict(_("This was answered meanwhile."))
    with entries.writing():
        made = ledgers.advance(actor, HANDOVERS, row, step.value, _("answered"), step=step.value)
    return made


def _statement(post: Post, watch: Watch, said: Said) -> Statement:
    values: dict[str, Any] = {
        "person": said.person, "post": post.entry_id, "place": post.path, "day": watch.day, "shift": watch.shift,
        "attended": said.attended, "replaced_by": said.replaced_by, "remark": said.remark,
    }  # fmt: skip
    return Statement(ATTENDANCES, values)


def _check(statements: Sequence[Statement]) -> None:
    """Raise ``Invalid`` naming the people of whom something was said that cannot be."""
    errors = {}
    for one in statements:
        if one.values["attended"] not in Attendance.State:
            errors[str(one.values["person"])] = _("Choose one of the values offered.")
        for text in ATTENDANCES.check(one.values).values():
            errors[str(one.values["person"])] = str(text)
    if errors:
        raise Invalid(errors)


def _differs(row: Attendance, statement: Statement) -> bool:
    names = ("attended", "replaced_by", "remark")
    return any(getattr(row, name) != statement.values[name] for name in names)

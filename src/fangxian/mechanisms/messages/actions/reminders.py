"""Rules of reminders as the command sets them, and reminding by hand (M8)."""

import datetime
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.dated import today
from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.messages.directory import Directory
from fangxian.mechanisms.messages.models import Channel, Message, ReminderRule
from fangxian.mechanisms.messages.outbox import Draft, put
from fangxian.mechanisms.messages.planning import about, names_of
from fangxian.mechanisms.messages.queries import MANAGE, channel_for
from fangxian.mechanisms.messages.rules import DAY, MINUTE, expiry
from fangxian.mechanisms.messages.sources import Owing, Source, sources
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

LONGEST = 24 * 60
MOST_LEVEL = 5
NUMBERS = re.compile(r"\d{11,}")
"""A phone or ID number, which no message may carry."""
HOUR = 60 * MINUTE
To = ReminderRule.To


@dataclass(frozen=True)
class NewRule:
    """A rule as somebody describes it; either minutes from the cut-off or an hour of the day."""

    source: str
    place: Place
    to: str
    minutes: int | None = None
    hour: datetime.time | None = None
    line: Line | None = None
    level: int = 1
    group: uuid.UUID | None = None
    kinds: tuple[str, ...] = tuple(Channel.Kind.values)
    note: str = ""
    urgent: bool = False
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


@transaction.atomic
def add_rule(actor: Actor, response: Response, rule: NewRule) -> ReminderRule:
    """Add a rule on what is owed below a place (messages.manage there).

    Raises ``Forbidden``, ``Missing``, and ``Invalid`` by field.
    """
    row = rule_of(actor, response, rule)
    row.save(force_insert=True)
    trail.record(actor, trail.Kind.WRITE, "messages.add_rule", response=response.id, subject=row.id)
    return row


def rule_of(actor: Actor, response: Response, rule: NewRule) -> ReminderRule:
    """Return the unsaved rule that a description means; raises as ``add_rule`` does."""
    actor.must(MANAGE, place=rule.place.path)
    if errors := _errors(response, rule):
        raise Invalid(errors)
    group = channel_for(actor, rule.group) if rule.group and rule.to == To.GROUP else None
    if rule.to == To.GROUP and (group is None or group.place_id is None or group.verified_at is None):
        raise Invalid({"group": _("Choose a chat group whose channel has been checked.")})
    return ReminderRule(
        response=response, source=rule.source, place=rule.place, line=rule.line, minutes=rule.minutes,
        hour=rule.hour, to=rule.to, level=rule.level, group=group, kinds=list(rule.kinds),
        note=rule.note.strip(), urgent=rule.urgent, valid_from=rule.valid_from or today(),
        valid_to=rule.valid_to, created_at=clock.now(), created_by_id=actor.id,
    )  # fmt: skip


@transaction.atomic
def end_rule(actor: Actor, rule_id: uuid.UUID) -> ReminderRule:
    """End a rule today: nothing more is said by it. Raises ``Forbidden`` and ``Missing``."""
    actor.must(MANAGE)
    rule = ReminderRule.objects.select_related("place", "response").filter(pk=rule_id).first()
    if rule is None:
        raise Missing(_("There is no such rule, or it lies outside your area."))
    actor.must(MANAGE, place=rule.place.path)
    rule.valid_to = max(rule.valid_from, today())
    rule.save(update_fields=["valid_to"])
    trail.record(actor, trail.Kind.WRITE, "messages.end_rule", response=rule.response_id, subject=rule.id)
    return rule


@transaction.atomic
def remind(actor: Actor, response: Response, source: Source, owing: Sequence[Owing]) -> list[Message]:
    """Remind those who owe something, by hand; whoever was reminded of it within the last hour is passed over.

    Called inside the action of the line, which has checked the permission and records it.
    """
    now = clock.now()
    days = {row.due_at for row in owing}
    former = Message.objects.filter(
        response=response, source=source.code, kind=Message.Kind.REMINDER, due_at__in=days
    ).values_list("line", "body", "day", "created_at")
    said: dict[tuple[str | None, uuid.UUID | None, datetime.date | None], list[datetime.datetime]] = {}
    for line, body, day, instant in former:
        said.setdefault((line, body, day), []).append(instant)
    names, directory, drafts = names_of(owing), Directory(), []
    for row in owing:
        times = said.get((row.line, row.body, row.day), [])
        if any(instant > now - HOUR for instant in times):
            continue
        message = Message(
            key=f"manual:{row.key}:{len(times)}", kind=Message.Kind.REMINDER, response=response,
            source=source.code, sent_by_id=actor.id, path=row.path, line_id=row.line, body_id=row.body,
            body_path=row.body_path, day=row.day, due_at=row.due_at, about=about([row], names),
            created_at=now, expires_at=max(now + DAY, expiry(now, row.due_at)),
        )  # fmt: skip
        drafts.append(Draft(message, directory.ower(row, source).accounts))
    return put(drafts, now)


def _errors(response: Response, rule: NewRule) -> dict[str, str]:
    errors: dict[str, str] = {}
    source = sources(response).get(rule.source)
    if source is None:
        errors["source"] = _("Nobody owes this form.")
    elif source.by_place and rule.line:
        errors["line"] = _("Places owe this, which stand in no line.")
    if (rule.minutes is None) == (rule.hour is None):
        errors["minutes"] = _("Give either minutes or an hour of the day.")
    elif rule.minutes is not None and abs(rule.minutes) > LONGEST:
        errors["minutes"] = _("At most 24 hours before or after.")
    if rule.to not in To.values:
        errors["to"] = _("Say to whom.")
    if not 1 <= rule.level <= MOST_LEVEL:
        errors["level"] = _("Between 1 and %s.") % MOST_LEVEL
    if not set(rule.kinds) <= set(Channel.Kind.values):
        errors["kinds"] = _("There is no such kind of channel.")
    if len(rule.note) > 200 or NUMBERS.search(rule.note):
        errors["note"] = _("At most 200 characters, without phone or ID numbers.")
    if rule.valid_to and rule.valid_to <= (rule.valid_from or today()):
        errors["valid_to"] = _("The end lies before the beginning.")
    return errors

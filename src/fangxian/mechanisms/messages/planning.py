"""From rules and what is owed to messages: at any tick, twice, after an outage, by two workers, each once (M8)."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from fangxian.core import clock
from fangxian.core.dated import valid_after
from fangxian.mechanisms.messages.directory import Directory
from fangxian.mechanisms.messages.models import Message, ReminderRule
from fangxian.mechanisms.messages.outbox import Draft, put
from fangxian.mechanisms.messages.rules import DAY, Step, expiry, is_timely
from fangxian.mechanisms.messages.sources import Owing, Source, Window, sources
from fangxian.trees.bodies.models import Body
from fangxian.trees.responses.models import Response

To = ReminderRule.To


@dataclass(frozen=True)
class Saying:
    """What a rule says to one addressee: about what is owed, to a body above or to nobody in particular."""

    rule: ReminderRule
    said_at: datetime.datetime
    owing: tuple[Owing, ...]
    accounts: frozenset[uuid.UUID] = frozenset()
    to_body: uuid.UUID | None = None

    @property
    def key(self) -> str:
        """The key that makes it unique: once a rule and what is owed, or once a rule, day and addressee."""
        first = self.owing[0]
        if self.rule.to == To.OWER:
            return f"{self.rule.id.hex}:{first.key}"
        addressee = f":{first.line}:{self.to_body.hex}" if self.to_body else ""
        return f"{self.rule.id.hex}:{first.day}{addressee}"


def plan() -> int:
    """Put what the rules say now into the outbox, and tell how many messages that made."""
    now = clock.now()
    running = Response.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now)
    found = running.filter(reminder_rules__in=rules_in_force(now)).distinct()
    return sum(_plan(response, now) for response in found.select_related("jurisdiction"))


def rules_in_force(now: datetime.datetime) -> QuerySet[ReminderRule]:
    """Return the rules that hold on the day of an instant or the next."""
    day = timezone.localdate(now)
    return ReminderRule.objects.filter(valid_after(day - DAY), valid_from__lte=day + DAY)


def sayings(
    rule: ReminderRule, source: Source, owing: Sequence[Owing], directory: Directory
) -> Iterator[Saying]:
    """Return what a rule says about what is owed, addressee by addressee, whatever the hour."""
    said = {row.key: said_at(rule, row) for row in owing}
    if rule.to == To.OWER:
        for row in owing:
            yield Saying(rule, said[row.key], (row,), frozenset(directory.of_body(row, source)), row.body)
        return
    groups: dict[tuple[object, ...], list[Owing]] = {}
    told: dict[tuple[object, ...], tuple[uuid.UUID | None, frozenset[uuid.UUID]]] = {}
    committee = frozenset(directory.of_committee(rule.response.committee_id, source))
    for row in owing:
        key: tuple[object, ...] = (row.day,)
        told.setdefault(key, (None, committee if rule.to == To.COMMITTEE else frozenset()))
        if rule.to == To.SUPERIOR:
            node, above, found = directory.above(row, source, rule.level)
            key = (row.day, *node)
            told[key] = (above, frozenset(found))
        groups.setdefault(key, []).append(row)
    for key, rows in groups.items():
        body, accounts = told[key]
        yield Saying(rule, said[rows[0].key], tuple(rows), accounts, body)


def said_at(rule: ReminderRule, owing: Owing) -> datetime.datetime:
    """Return the instant at which a rule speaks about what is owed."""
    return Step(rule.minutes, rule.hour).at(owing.due_at, owing.day, timezone.get_default_timezone())


def _speaks(rule: ReminderRule, row: Owing, now: datetime.datetime) -> bool:
    """Tell whether a rule speaks about something now; of an hour before it was made it says nothing."""
    instant = said_at(rule, row)
    return instant >= rule.created_at and is_timely(instant, row.due_at, now)


def covered(rule: ReminderRule, owing: Iterable[Owing]) -> list[Owing]:
    """Return what a rule covers of what is owed: its place, its line, its days."""
    return [
        row
        for row in owing
        if row.path.startswith(rule.place.path)
        and (rule.line_id is None or rule.line_id == row.line)
        and rule.valid_from <= row.day
        and (rule.valid_to is None or row.day < rule.valid_to)
    ]


@transaction.atomic
def _plan(response: Response, now: datetime.datetime) -> int:
    """Rules that another worker is at are left to it; the keys make sure that nothing is said twice anyhow."""
    held = rules_in_force(now).filter(response=response).select_for_update(skip_locked=True, of=("self",))
    rules = list(held.select_related("place", "response"))
    known, directory, drafts = sources(response), None, []
    said = set(
        Message.objects.filter(rule__in=rules, created_at__gt=now - 3 * DAY).values_list("key", flat=True)
    )
    for code in sorted({rule.source for rule in rules} & set(known)):
        own = [rule for rule in rules if rule.source == code]
        owing = known[code].owing(response, window(own, now))
        for rule in own:
            timely = [row for row in covered(rule, owing) if _speaks(rule, row, now)]
            if not timely:
                continue
            directory = directory or Directory()
            drafts += [
                saying for saying in sayings(rule, known[code], timely, directory) if saying.key not in said
            ]
    return len(put(drafts_of(drafts, now), now))


def window(rules: Iterable[ReminderRule], now: datetime.datetime) -> Window:
    """Return when that is due of which the rules may speak now."""
    starts, ends = [now], [now]
    for rule in rules:
        offset = datetime.timedelta(minutes=rule.minutes or 0)
        starts.append(now - 2 * DAY if rule.hour else min(now, now - offset - DAY))
        ends.append(now + DAY if rule.hour else max(now, now - offset))
    return min(starts), max(ends)


def drafts_of(found: Sequence[Saying], now: datetime.datetime) -> list[Draft]:
    """Return messages with the names of the bodies that they are about: one query."""
    names = names_of(row for saying in found for row in saying.owing)
    return [_draft(saying, names, now) for saying in found]


def names_of(owing: Iterable[Owing]) -> dict[uuid.UUID, str]:
    """Return the names of the bodies that owe something, as lists show them: one query."""
    return {key: str(body) for key, body in Body.objects.in_bulk({row.body for row in owing}).items()}


def _draft(saying: Saying, names: dict[uuid.UUID, str], now: datetime.datetime) -> Draft:
    rule, first = saying.rule, saying.owing[0]
    due_at = min(row.due_at for row in saying.owing)
    to_ower = rule.to == To.OWER
    message = Message(
        key=saying.key, kind=Message.Kind.REMINDER if to_ower else Message.Kind.OVERSIGHT,
        response=rule.response, source=rule.source, rule=rule, path=first.path if to_ower else rule.place.path,
        line_id=first.line if to_ower or saying.to_body else None, body_id=saying.to_body,
        body_path=first.body_path if to_ower else "", day=first.day, due_at=due_at,
        about=[[row.key, names.get(row.body, "")] for row in saying.owing], note=rule.note,
        urgent=rule.urgent, created_at=now, expires_at=expiry(saying.said_at, due_at),
    )  # fmt: skip
    return Draft(message, saying.accounts, rule.kinds, rule.group_id)

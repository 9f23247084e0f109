"""From rules and what is owed to messages: at any tick, twice, after an outage, by two workers, each once (M8)."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.dated import valid_after
from fangxian.mechanisms.messages.directory import Addressee, Directory
from fangxian.mechanisms.messages.models import Channel, Message, ReminderRule
from fangxian.mechanisms.messages.outbox import Draft, put
from fangxian.mechanisms.messages.rules import DAY, Step, day_of_hour, expiry, is_timely
from fangxian.mechanisms.messages.sources import Owing, Source, Window, sources, standing
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import PlaceCode
from fangxian.trees.responses.models import Response

To = ReminderRule.To


@dataclass(frozen=True)
class Saying:
    """What a rule says to one addressee about what is owed; ``batch`` is a day, or the hour until which it was due."""

    rule: ReminderRule
    said_at: datetime.datetime
    batch: str
    to: Addressee
    owing: tuple[Owing, ...]

    @property
    def key(self) -> str:
        """The key that makes it unique: once a rule, batch and addressee."""
        return f"{self.rule.id.hex}:{self.batch}:{self.to.name}"


def plan() -> int:
    """Put what the rules say now into the outbox, and tell how many messages that made."""
    now = clock.now()
    running = Response.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now)
    for response in running.select_related("jurisdiction"):
        stand(response, now)
    found = running.filter(reminder_rules__in=rules_in_force(now)).distinct()
    return sum(_plan(response, now) for response in found.select_related("jurisdiction"))


def stand(response: Response, now: datetime.datetime) -> None:
    """Make the rules that hold without anybody setting them up, where the response never had one of their source."""
    if not _lacking(response):
        return
    with transaction.atomic():
        Response.objects.select_for_update().get(pk=response.pk)  # another worker waits, then finds them
        ReminderRule.objects.bulk_create(
            ReminderRule(
                response=response, source=source.code, place=response.jurisdiction, minutes=rule.minutes, to=rule.to,
                level=rule.level, kinds=list(Channel.Kind.values), urgent=source.urgent,
                valid_from=timezone.localdate(now), created_at=now,
            )
            for source in _lacking(response) for rule in source.standing
        )  # fmt: skip
        trail.record(SYSTEM, trail.Kind.WRITE, "messages.stand", response=response.id)


def _lacking(response: Response) -> list[Source]:
    had = (
        ReminderRule.objects.filter(response=response).order_by().values_list("source", flat=True).distinct()
    )
    return standing(response, set(had))


def rules_in_force(now: datetime.datetime) -> QuerySet[ReminderRule]:
    """Return the rules that hold on the day of an instant or the next."""
    day = timezone.localdate(now)
    return ReminderRule.objects.filter(valid_after(day - DAY), valid_from__lte=day + DAY)


def sayings(
    rule: ReminderRule, source: Source, owing: Sequence[Owing], directory: Directory
) -> Iterator[Saying]:
    """Return what a rule says about what is owed, addressee by addressee, whatever the hour."""
    groups: dict[tuple[str, str], list[Owing]] = {}
    told: dict[str, Addressee] = {}
    for row in owing:
        to = _addressee(rule, source, row, directory)
        told.setdefault(to.name, to)
        groups.setdefault((_batch(rule, source, row), to.name), []).append(row)
    for (batch, name), rows in groups.items():
        yield Saying(rule, said_at(rule, rows[0]), batch, told[name], tuple(rows))


def _addressee(rule: ReminderRule, source: Source, row: Owing, directory: Directory) -> Addressee:
    if rule.to == To.OWER:
        return directory.ower(row, source)
    if rule.to == To.SUPERIOR:
        return directory.above(row, source, rule.level)
    if rule.to == To.COMMITTEE:
        return directory.committee(rule.response.committee_id, source)
    return Addressee()


def _batch(rule: ReminderRule, source: Source, row: Owing) -> str:
    """Of what stays owed a rule of minutes speaks hour by hour, of what is urgent at once; other rules day by day."""
    if source.urgent and rule.hour is None:
        return f"{row.due_at:%Y%m%dT%H%M}"
    return f"{row.due_at:%Y%m%dT%H}" if source.stays and rule.hour is None else str(row.day)


def said_at(rule: ReminderRule, owing: Owing) -> datetime.datetime:
    """Return the instant at which a rule speaks about what is owed."""
    return Step(rule.minutes, rule.hour).at(owing.due_at, owing.day, timezone.get_default_timezone())


def _speaks(rule: ReminderRule, row: Owing, now: datetime.datetime) -> bool:
    """Tell whether a rule speaks about something now; of an hour before it was made it says nothing."""
    instant = said_at(rule, row)
    return instant >= rule.created_at and is_timely(instant, row.due_at, now)


def covered(
    rule: ReminderRule, source: Source, owing: Sequence[Owing], now: datetime.datetime, *, ahead: bool = False
) -> list[Owing]:
    """Return what a rule covers of what is owed: its place, its line, its days.

    What stays owed is given the day on which a rule of an hour repeats it: of the last such hour, or ``ahead`` of
    the next at which anything is owed.
    """
    if rule.hour and source.stays:
        day = day_of_hour(rule.hour, now, timezone.get_default_timezone(), ahead=ahead)
        if ahead:
            day = max(day, min((row.day for row in owing), default=day))
        owing = [replace(row, day=day) for row in owing if row.day <= day]
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
            timely = [row for row in covered(rule, known[code], owing, now) if _speaks(rule, row, now)]
            if not timely:
                continue
            directory = directory or Directory()
            drafts += [
                saying for saying in sayings(rule, known[code], timely, directory) if saying.key not in said
            ]
    return len(put(drafts_of(drafts, now), now))


def window(rules: Sequence[ReminderRule], now: datetime.datetime) -> Window:
    """Return when that is due of which the rules may speak now, and where."""
    starts, ends = [now], [now]
    for rule in rules:
        offset = datetime.timedelta(minutes=rule.minutes or 0)
        starts.append(now - 2 * DAY if rule.hour else min(now, now - offset - DAY))
        ends.append(now + DAY if rule.hour else max(now, now - offset))
    return Window(min(starts), max(ends), places_of(rules))


def places_of(rules: Iterable[ReminderRule]) -> tuple[str, ...]:
    """Return the paths of the places of rules; none where one of them is the whole."""
    paths = {rule.place.path for rule in rules}
    return () if "" in paths else tuple(sorted(paths))


def drafts_of(found: Sequence[Saying], now: datetime.datetime) -> list[Draft]:
    """Return messages with the names of the bodies that they are about: one query."""
    names = names_of(row for saying in found for row in saying.owing)
    return [_draft(saying, names, now) for saying in found]


def names_of(owing: Iterable[Owing]) -> dict[str, str]:
    """Return the names of the bodies and places that owe something, as lists show them: a query for each kind."""
    rows = list(owing)
    bodies = Body.objects.in_bulk({row.body for row in rows if row.body})
    paths = {row.path for row in rows if row.body is None}
    codes = PlaceCode.objects.filter(path__in=paths).select_related("place") if paths else []
    places = {code.path: str(code.place) for code in codes}
    return {row.ower: str(bodies[row.body]) if row.body else places.get(row.path, row.path) for row in rows}


def about(owing: Iterable[Owing], names: Mapping[str, str]) -> list[list[object]]:
    """Return what a message keeps of what it is about: key, name of who owes, and how many pieces."""
    return [[row.key, names.get(row.ower, ""), row.count] for row in owing]


def _draft(saying: Saying, names: Mapping[str, str], now: datetime.datetime) -> Draft:
    rule, to, first = saying.rule, saying.to, saying.owing[0]
    due_at = min(row.due_at for row in saying.owing)
    kind = Message.Kind.REMINDER if rule.to == To.OWER else Message.Kind.OVERSIGHT
    message = Message(
        key=saying.key, kind=kind, response=rule.response, source=rule.source, rule=rule,
        path=to.path or rule.place.path, line_id=to.line or None, body_id=to.body, body_path=to.body_path,
        day=first.day, due_at=due_at, about=about(saying.owing, names), note=rule.note, urgent=rule.urgent,
        created_at=now, expires_at=expiry(saying.said_at, due_at),
    )  # fmt: skip
    return Draft(message, to.accounts, rule.kinds, rule.group_id)

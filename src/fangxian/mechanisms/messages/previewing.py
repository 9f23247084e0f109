"""What the rules would say next: when, about how many units, to how many accounts."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from fangxian.core import clock
from fangxian.mechanisms.messages.directory import Directory
from fangxian.mechanisms.messages.models import ReminderRule
from fangxian.mechanisms.messages.planning import covered, places_of, said_at, sayings
from fangxian.mechanisms.messages.queries import rules
from fangxian.mechanisms.messages.rules import DAY
from fangxian.mechanisms.messages.sources import Owing, Source, Window, sources
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Preview:
    """A rule with what it would say next; ``at`` is None when nothing is due within a day."""

    rule: ReminderRule
    source: Source | None
    at: datetime.datetime | None = None
    units: int = 0
    people: int = 0
    untold: int = 0
    """Units for which nobody inside the system would be told."""

    @property
    def minutes(self) -> int:
        """How many minutes lie between the cut-off and the rule's instant."""
        return abs(self.rule.minutes or 0)


def previews(actor: Actor, response: Response) -> list[Preview]:
    """Return every rule in the actor's part with what it would say next."""
    return preview(response, list(rules(actor, response)))


def preview(response: Response, found: Sequence[ReminderRule]) -> list[Preview]:
    """Return rules, saved or not, with what each would say next: a question to each source."""
    now, known = clock.now(), sources(response)
    wanted = {rule.source for rule in found} & set(known)
    asked = Window(now - 2 * DAY, now + 2 * DAY, places_of(found))
    owing = {code: known[code].owing(response, asked) for code in wanted}
    directory = Directory()
    return [
        _preview(rule, known[rule.source], owing[rule.source], directory, now)
        if rule.source in known
        else Preview(rule, None)
        for rule in found
    ]


def _preview(
    rule: ReminderRule, source: Source, owing: Sequence[Owing], directory: Directory, now: datetime.datetime
) -> Preview:
    ahead = [row for row in covered(rule, source, owing, now, ahead=True) if said_at(rule, row) > now]
    if not ahead:
        return Preview(rule, source)
    day = min(row.day for row in ahead)
    said = list(sayings(rule, source, [row for row in ahead if row.day == day], directory))
    return Preview(
        rule, source, min(row.said_at for row in said), len({own.ower for row in said for own in row.owing}),
        len({account for row in said for account in row.to.accounts}),
        len({own.ower for row in said if not row.to.accounts for own in row.owing}),
    )  # fmt: skip

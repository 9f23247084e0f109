"""Arrivals in the contact log: whom somebody may ask about, and by what the log knows him (M5)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from operator import or_

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core.errors import Missing
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.actions.access import may_see
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.mechanisms.contacts.queries import Asked, asked, asked_about
from fangxian.mechanisms.contacts.subjects import About, Subject, Subjects, Topic, subject
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def find(actor: Actor, entry_id: uuid.UUID) -> About:
    """Return what to log a contact about: a report that one sees, or one that awaits one's own side."""
    standing = Standing.objects.known().select_related("response").filter(entry=entry_id).first()
    if standing is None or not (may_see(actor, standing) or _awaits(actor, standing)):
        raise Missing(_("There is no such report."))
    person = subjects([entry_id])[entry_id]
    return About(
        standing.response, person, standing.path, standing.line_id, standing.body_id, standing.body_path
    )


def subjects(entries: Collection[uuid.UUID], as_of: datetime.datetime | None = None) -> Subjects:
    """Return the persons of reports, each with all that was reported of him by either side: two queries."""
    wanted = Standing.objects.known(as_of).filter(entry__in=entries).values("subject")
    everything = Standing.objects.known(as_of).filter(subject__in=wanted).values_list("entry", "subject")
    persons = dict(everything)
    reports = ArrivalReport.objects.at(as_of).select_related("response").filter(entry__in=persons)
    known: dict[uuid.UUID, Subject] = defaultdict(lambda: Subject(frozenset()))
    for report in reports:
        known[persons[report.entry_id]] |= subject(
            report.response, report.entry_id, name=report.name_token, id_number=report.id_token,
            phone=report.phone_token,
        )  # fmt: skip
    nobody = Subject(frozenset())
    return {entry: known[persons[entry]] if entry in persons else nobody for entry in entries}


def asked_of(
    response: Response, entries: Collection[uuid.UUID], as_of: datetime.datetime | None = None
) -> dict[uuid.UUID, Asked]:
    """Return who of the persons of reports was asked already: four queries for all."""
    return asked(response, subjects(entries, as_of), as_of)


def asked_together(
    response: Response, entries: Collection[uuid.UUID], as_of: datetime.datetime | None = None
) -> Asked:
    """Return whether the person of some reports, or whoever of them may be the same, was asked already."""
    person = reduce(or_, subjects(entries, as_of).values(), Subject(frozenset()))
    return asked_about(response, next(iter(entries)), person, as_of)


def _awaits(actor: Actor, standing: Standing) -> bool:
    rows = queries.declared_to(actor, standing.response) | queries.registered_as_ours(
        actor, standing.response
    )
    return rows.filter(pk=standing.pk).exists()


TOPIC = Topic("arrival", gettext_lazy("arrival"), find, subjects, "arrivals:person")

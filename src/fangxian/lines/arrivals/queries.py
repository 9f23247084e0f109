"""Every scoped read of the line: whose report one may see, who is missing where, what awaits a decision (M5)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.arrivals.actions import visible_report
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Side, Standing
from fangxian.lines.arrivals.sealing import Person, masked, open_person
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.responses.models import Response

PAGE = 50
State = Standing.State


def visible(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[Standing]:
    """Return the standings whose own side the actor may see, as known at an instant."""
    return Standing.objects.known(as_of).filter(own_side(actor), response=response)


def own_side(actor: Actor) -> Q:
    """Return the condition that a report or standing is of a side that the actor may see."""
    unit, community = actor.scope("arrivals.view_unit"), actor.scope("arrivals.view_community")
    both = actor.scope("arrivals.decide")
    return Q(side=Side.UNIT) & unit.q() | Q(side=Side.COMMUNITY) & community.q() | both.q()


def declared_to(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[Standing]:
    """Return the declarations that name one's community and that it has not answered: "someone was declared"."""
    places = actor.scope("arrivals.register").place_q()
    waiting = Q(side=Side.UNIT, state=State.UNIT_ONLY, disclaimed=False)
    return Standing.objects.known(as_of).filter(waiting, places, response=response)


def registered_as_ours(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[Standing]:
    """Return the registrations that state one's unit as employer and that it has not declared."""
    bodies = actor.scope("arrivals.declare").body_q()
    waiting = Q(side=Side.COMMUNITY, state=State.COMMUNITY_ONLY)
    return Standing.objects.known(as_of).filter(waiting, bodies, response=response)


@dataclass(frozen=True)
class Row:
    """A line of a list: a standing with its report, its masked person, place and body."""

    standing: Standing
    report: ArrivalReport
    person: dict[str, str]
    place: Place | None
    body: Body | None

    @property
    def waiting(self) -> datetime.timedelta | None:
        """How long the other side's report is overdue, or None."""
        due = self.standing.counterpart_due_at
        if due is None or self.standing.fulfilled_at is not None or due >= clock.now():
            return None
        return clock.now() - due


def page(
    rows: QuerySet[Standing], after: tuple[datetime.datetime, uuid.UUID] | None = None
) -> list[Standing]:
    """Return one page, the latest reports first, continuing after a key (keyset: as quick at any depth)."""
    if after:
        beyond = Q(reported_at__lt=after[0]) | Q(entry__lt=after[1])
        rows = rows.filter(beyond, reported_at__lte=after[0])
    return list(rows.order_by("-reported_at", "-entry")[: PAGE + 1])


def matching(rows: QuerySet[Standing], response: Response, tokens: Sequence[bytes]) -> QuerySet[Standing]:
    """Narrow to reports that hold one of these keyed tokens of a name, an ID number or a phone (M5)."""
    same = Q(name_token__in=tokens) | Q(id_token__in=tokens) | Q(phone_token__in=tokens)
    # keys differ by response, and so do tokens: naming the response too would lead SQLite past their indexes
    found = ArrivalReport.objects.at().filter(same).values_list("entry", flat=True)
    return rows.filter(entry__in=list(found), response=response)


def rows_of(standings: Sequence[Standing], as_of: datetime.datetime | None = None) -> list[Row]:
    """Return list rows for standings with four queries, whatever their number; a response is read once, not a row."""
    entries = [standing.entry_id for standing in standings]
    reports = {
        report.entry_id: report for report in ArrivalReport.objects.at(as_of).filter(entry__in=entries)
    }
    responses = Response.objects.in_bulk({report.response_id for report in reports.values()})
    for report in reports.values():
        report.response = responses[report.response_id]
    places = places_of(standings)
    bodies = Body.objects.in_bulk({standing.body_id for standing in standings if standing.body_id})
    return [
        Row(
            standing,
            reports[standing.entry_id],
            masked(open_person(reports[standing.entry_id], reports[standing.entry_id].response)),
            places.get(standing.path),
            bodies.get(standing.body_id) if standing.body_id else None,
        )
        for standing in standings
        if standing.entry_id in reports
    ]


def places_of(standings: Sequence[Standing]) -> dict[str, Place]:
    """Return the places of residence by the paths that they had when they were reported: one query."""
    codes = PlaceCode.objects.filter(path__in={standing.path for standing in standings})
    return {code.path: code.place for code in codes.select_related("place")}


@dataclass(frozen=True)
class Case:
    """A person as one reader may see him: reports of the sides in his scope, and of the other only its state."""

    subject: uuid.UUID
    rows: list[Row]
    hidden: int
    standings: list[Standing]
    decisions: list[Decision]

    @property
    def conflicts(self) -> list[str]:
        """The names of conflicting fields, which both sides may know."""
        return sorted({name for row in self.standings for name in row.conflicts.split(",") if name})


def case(
    actor: Actor, response: Response, entry_id: uuid.UUID, as_of: datetime.datetime | None = None
) -> Case:
    """Return the person of a report: raises ``Missing`` when the reader may not see that report."""
    standing = Standing.objects.known(as_of).filter(response=response, entry=entry_id).first()
    if standing is None:
        raise Missing(_("There is no such report."))
    related = {standing.entry_id, standing.counterpart, standing.possible_with, standing.duplicate_of} - {
        None
    }
    found = Standing.objects.known(as_of).filter(
        Q(subject=standing.subject) | Q(entry__in=related), response=response
    )
    everything = list(found.order_by("reported_at"))
    shown = set(visible(actor, response, as_of).filter(entry__in=[row.entry_id for row in everything])
                .values_list("entry", flat=True))  # fmt: skip
    if entry_id not in shown:
        raise Missing(_("There is no such report."))
    rows = rows_of([row for row in everything if row.entry_id in shown], as_of)
    entries = [row.entry_id for row in everything]
    decided = Decision.objects.at(as_of).filter(Q(first__in=entries) | Q(second__in=entries))
    return Case(
        standing.subject,
        rows,
        len(everything) - len(rows),
        everything,
        list(decided.select_related("recorded_by").order_by("happened_at")),
    )


def disclose(
    actor: Actor, entry_id: uuid.UUID, purpose: str, as_of: datetime.datetime | None = None
) -> Person:
    """Open a report's personal fields for a stated purpose; the reading is audited (decision 8)."""
    report = visible_report(actor, entry_id, as_of)
    actor.must("arrivals.disclose")
    if len(purpose.strip()) < 2:
        raise Invalid({"purpose": _("State the purpose: it is kept.")})
    trail.record(
        actor, trail.Kind.READ, "arrivals.disclose", response=report.response_id, subject=entry_id,
        purpose=purpose.strip()[:200],
    )  # fmt: skip
    return open_person(report, report.response)


def inbox(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[Standing]:
    """Return the declarations that await the committee: possible pairs, conflicts, "not ours"."""
    scope = actor.scope("arrivals.decide")
    return Standing.objects.known(as_of).filter(scope.q(), awaits_decision=True, response=response)

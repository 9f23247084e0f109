"""From a stored report back to what was entered: for editing it, and for comparing what is sent again."""

from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, Side
from fangxian.lines.arrivals.sealing import open_person
from fangxian.trees.places.models import Place


def place_of(report: ArrivalReport) -> Place:
    """Return the place of residence that a report names, whatever its path is today."""
    return Place.objects.filter(codes__path=report.path).distinct().get()


def arrival_of(report: ArrivalReport, place: Place | None = None) -> Arrival:
    """Return what a report's current version states."""
    place = place or place_of(report)
    return Arrival(
        side=Side(report.side),
        person=open_person(report, report.response),
        arrived_at=report.happened_at,
        place=place,
        body=report.body,
        line=report.line_id or "",
        id=report.entry_id,
        time_stated=report.time_stated,
        origin=report.origin,
        transport=report.transport,
        trip=report.trip,
        person_kind=report.person_kind,
        employer=report.employer,
        has_symptoms=report.has_symptoms,
        cohabitants=report.cohabitants,
        by_proxy=report.by_proxy,
        self_declared=report.self_declared,
    )

"""One node of a test as a process of its own: its registers, its response, what is entered, what its tables hold.

``python -m fangxian.uplink.tests.town <command> …`` with the node's folder in ``FANGXIAN_DATA_DIR``; everybody is
invented. It prints JSON.
"""

import datetime
import json
import sys
from typing import Any

import django
from django.conf import settings

PLACES = (
    ("吉林省", "22", "province"), ("白山市", "2206", "city"), ("浑江区", "220602", "county"),
    ("江源区", "220605", "county"), ("东街道", "220602001", "street"), ("西街道", "220602002", "street"),
    ("春晖社区", "220602001001", "community"), ("夏荫社区", "220602001002", "community"),
    ("秋实社区", "220602002001", "community"),
)  # fmt: skip
MEASURES = (
    "arrivals.registered", "arrivals.declared", "arrivals.dual_report_rate", "reports.due", "reports.missing",
    "reports.completeness", "headcounts.front_line",
)  # fmt: skip
DAYS = 6


def main() -> None:
    """Run one command."""
    command, *words = sys.argv[1:]
    django.setup()
    print(json.dumps(globals()[command](*words), ensure_ascii=False, default=str))


def tables() -> None:
    """Make both databases without going through their history."""
    from django.core.management import call_command
    from django.db import connections

    class Nothing(dict[str, None]):
        def __contains__(self, _name: object) -> bool:
            return True

        def __getitem__(self, _name: str) -> None:
            return None

    settings.MIGRATION_MODULES = Nothing()
    for alias in connections:
        call_command("migrate", database=alias, run_syncdb=True, interactive=False, verbosity=0)


def make(code: str, persons: str = "0", place: str = "") -> str:
    """Start a response in a place, and register persons; where many are, two bodies owe reports."""
    from fangxian.core import clock
    from fangxian.lines.reports import actions as reports
    from fangxian.trees.bodies import actions as bodies
    from fangxian.trees.bodies.models import Body, Line
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.trees.places import actions as places
    from fangxian.trees.responses import actions as responses

    long_ago = datetime.date(2020, 1, 1)
    made = {
        own: places.create_place(SYSTEM, name=name, kind=kind, code=own, valid_from=long_ago)
        for name, own, kind in PLACES
    }
    line = bodies.create_line(SYSTEM, code="organs", name="机关", nature=Line.Nature.PARTY)
    committee = bodies.create_body(
        SYSTEM, code="committee", name="工委", kind=Body.Kind.COMMITTEE, place=made[code]
    )
    bodies.place_in_line(SYSTEM, committee, line, None, long_ago)
    began = clock.now() - datetime.timedelta(days=DAYS)
    response = responses.start_response(
        SYSTEM, name=f"{made[code]}疫情防控（虚构）", level=1, jurisdiction=made[code], started_at=began,
        committee=committee,
    )  # fmt: skip
    owing = []
    for name, street in (
        (("审计局", "220602001"), ("统计局", "220602002")) if not place and int(persons) else ()
    ):
        body = bodies.create_body(
            SYSTEM, code=f"unit-{street}", name=name, kind=Body.Kind.DEPARTMENT, place=made[street]
        )
        bodies.place_in_line(SYSTEM, body, line, committee, long_ago)
        owing.append((body, "organs", began.date(), None))
    if owing:
        reports.oblige(SYSTEM, response, owing)
    if int(persons):
        enter("0", persons, place)
    return str(response.id)


def enter(first: str, last: str, place: str = "") -> int:
    """Register invented persons, spread over communities and days, or all in one place today."""
    from fangxian.conftest import invent
    from fangxian.core import clock
    from fangxian.lines.arrivals import actions
    from fangxian.lines.arrivals.inputs import Arrival
    from fangxian.lines.arrivals.models import Side
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.trees.places.models import Place
    from fangxian.trees.responses.models import Response

    communities = list(Place.objects.filter(kind="community").order_by("path"))
    if place:
        communities = list(Place.objects.filter(code=place))
    rows = [
        Arrival(
            Side.COMMUNITY, invent(number), clock.now() - datetime.timedelta(days=0 if place else number % DAYS),
            communities[number % len(communities)],
        )
        for number in range(int(first), int(last))
    ]  # fmt: skip
    return len(actions.report(SYSTEM, Response.objects.get(), rows))


def state(place: str, people: str) -> str:
    """Report how many cadres of a place are at the front line, as somebody wrote it."""
    from fangxian.command.figuring import response_now
    from fangxian.lines.dispatch.ledgers import HEAD_COUNTS
    from fangxian.mechanisms.ledgers import actions
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.statements import Statement, read
    from fangxian.trees.people.actor import SYSTEM

    response = response_now()
    told = {"kind": "front_line", "people": people, "place": place, "source": "工作报告（虚构）"}
    values = read(HEAD_COUNTS, told, Meaning(SYSTEM, response))
    return str(actions.enter(SYSTEM, response, HEAD_COUNTS, [Statement(HEAD_COUNTS, values)])[0].entry_id)


def own() -> dict[str, Any]:
    """Return this node's own figures as its pages show them: by measure, place and day."""
    from fangxian.command.figuring import response_now
    from fangxian.mechanisms.figures import answers, registry
    from fangxian.mechanisms.figures.questions import ask, days_between, end_of, start_of
    from fangxian.trees.places.models import Place

    response, found = response_now(), {}
    measures = [registry.measure(code) for code in MEASURES]
    inside = Place.objects.filter(path__startswith=response.jurisdiction.path)
    last = datetime.datetime.now(datetime.UTC)
    for day in days_between(response.started_at, last):
        for place in inside:
            asked = ask(response, start=start_of(day), end=end_of(day), place=place)
            for answer in answers.answers(asked, measures):
                found[f"{answer.measure.code} {place.code} {day}"] = _value(answer.total)
    return found


def _value(told: Any) -> Any:
    """Return a figure's number, or with its qualifier as words."""
    return told.text if told.qualifier else told.value


def told(as_of: str = "") -> dict[str, Any]:
    """Return the figures that came from below, by measure, place, day and origin, as known at an instant."""
    from fangxian.mechanisms.figures import registry
    from fangxian.uplink import showing
    from fangxian.uplink.models import Figure

    known = datetime.datetime.fromisoformat(as_of) if as_of else None
    found = {}
    for row in Figure.objects.known(known).filter(measure__in=MEASURES):
        measure = registry.measure(row.measure)
        value = showing.cell(measure, row.told)
        found[f"{row.measure} {row.path} {row.day} {row.origin}"] = "hidden" if row.hidden else value
    return found


def compared(code: str, place: str) -> dict[str, Any]:
    """Return what the page shows of a measure today: from below, and entered here."""
    from django.utils import timezone

    from fangxian.command.figuring import response_now
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.uplink import comparing, showing

    found = showing.compared(comparing.compare(SYSTEM, response_now(), code, timezone.localdate(), place))
    total, rows = found["total"], {}
    for row in found["rows"]:
        own = f"{row['own_qualifier']}{row['own']}" if row["own_qualifier"] else row["own"]
        rows[row["place"]] = (_told(row["told"]), own)
    return {"total": _told(total), "rows": rows, "missing": found["missing"]}


def _told(told: dict[str, Any] | None) -> Any:
    return told and (f"{told['qualifier']}{told['value']}" if told["qualifier"] else told["value"])


def packages() -> dict[str, Any]:
    """Return which packages came, and which were sent."""
    from fangxian.uplink.models import Package, Received, Refusal

    return {
        "received": list(Received.objects.order_by("node", "sequence").values_list("sequence", flat=True)),
        "sent": list(Package.objects.order_by("sequence").values_list("sequence", flat=True)),
        "waiting": Package.objects.filter(taken_at=None).count(),
        "refused": list(Refusal.objects.values_list("code", flat=True)),
    }


def look(as_of: str = "", measure: str = "", place: str = "") -> dict[str, Any]:
    """Return everything at once."""
    asked = {"compared": compared(measure, place)} if measure else {}
    return {"own": own(), "told": told(as_of), "packages": packages(), **asked}


if __name__ == "__main__":
    main()

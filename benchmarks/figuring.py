"""`figures-city`: every measure of arrivals and reports by county and by street, against one read of the facts.

The read fetches the same facts by an index, three columns of each, without computing anything.
"""

import datetime
from functools import partial

from django.db import connection

from benchmarks.measuring import Result, median_seconds
from benchmarks.people import Entry, generate
from benchmarks.world import CITY, World, at_the_end_of_the_fortnight, build
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.ledger import zeros
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import DAY, ask
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place

SEED = 2020
TIMES = 5
COUNTIES, STREETS, COMMUNITIES = 6, 8, 10
UNITS, DAYS = 250, 15


def measure(n: int) -> list[Result]:
    """Fill a city with `n` arrivals and a fortnight of daily reports, and ask for all figures of it."""
    codes = [
        f"{CITY}{county + 2:02d}{street + 1:03d}{community + 1:03d}"
        for county in range(COUNTIES)
        for street in range(STREETS)
        for community in range(COMMUNITIES)
    ]
    world = build(codes, units=UNITS)
    at_the_end_of_the_fortnight()
    _arrive(world, codes, n)
    _report(world)
    county = Place.objects.get(code=f"{CITY}02")
    asked = [measure for measure in registry.all_measures() if not measure.code.startswith("cases")]
    rows = len(_read(world))
    read = median_seconds(lambda: _read(world), TIMES)
    results = []
    for name, place in (("counties", world.city), ("streets of one county", county)):
        question = ask(world.response, place=place, by="place")
        took = median_seconds(partial(answers, question, asked), TIMES)
        detail = {"seconds": took, "read_seconds": read, "rows": rows, "measures": len(asked)}
        results.append(Result(f"figures-city {name}", took / read, rows, detail=detail))
    return results


def _arrive(world: World, codes: list[str], n: int) -> None:
    declarations, registrations, truth = generate(n // 2, SEED)
    known = sorted({entry.community for entry in (*declarations, *registrations)})
    spread = {code: world.communities[codes[number % len(codes)]] for number, code in enumerate(known)}
    for side in Side:
        own: list[Entry] = declarations if side is Side.UNIT else registrations
        world.communities |= spread
        arrivals.report(world.actor, world.response, world.arrivals(own, truth))


def _report(world: World) -> None:
    places = list(world.communities.values())
    for number, body in enumerate(body for held in world.bodies.values() for body in held):
        Body.objects.filter(pk=body.pk).update(place=places[number % len(places)])
        body.place = places[number % len(places)]
    first = world.response.started_at.date() + DAY
    owed = [(body, line, first, None) for line, held in world.bodies.items() for body in held]
    reports.oblige(world.actor, world.response, owed)
    for day in (first + datetime.timedelta(days=number) for number in range(DAYS)):
        filings = [Filing(body, line, day, zeros()) for body, line, *_rest in owed]
        reports.file(world.actor, world.response, filings)


def _read(world: World) -> list[object]:
    """Fetch the facts of the city by the index on the place's path."""
    native = connection.features.has_native_uuid_field
    key = world.response.id if native else world.response.id.hex
    parameters = [key, connection.ops.adapt_datetimefield_value(FOREVER), CITY, f"{CITY}~"]
    found: list[object] = []
    with connection.cursor() as cursor:
        for model, column in ((Standing, "state"), (DailyReport, "state")):
            cursor.execute(
                f"SELECT id, path, {column} FROM {model._meta.db_table} "  # noqa: S608
                "WHERE response_id = %s AND recorded_to = %s AND path >= %s AND path < %s",
                parameters,
            )
            found += cursor.fetchall()
    return found

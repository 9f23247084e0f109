"""The city whose reads `explaining` explains, and the pages of it that are open all day."""

import datetime
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.people import generate
from benchmarks.world import World, at_the_end_of_the_fortnight, build
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.reconciling import reconcile
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.actions.stating import known_of
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.ledger import zeros
from fangxian.mechanisms.figures.questions import DAY
from fangxian.trees.bodies.models import Body
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role

SEED = 2020
UNITS, DAYS = 250, 14
BACKEND = "fangxian.trees.people.backends.NameOrPhoneBackend"


def pages(n: int) -> dict[str, Callable[[], object]]:
    """Enter `n` arrivals and a fortnight of reports; return what is read all day, by its name."""
    declarations, registrations, truth = generate(n // 2, SEED)
    entered = [*declarations, *registrations]
    world = build(sorted({entry.community for entry in entered}), units=UNITS)
    at_the_end_of_the_fortnight()
    for side in (declarations, registrations):
        arrivals.report(world.actor, world.response, world.arrivals(side, truth))
    _report(world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _pages(world, declarations[len(declarations) // 2].id)


def _report(world: World) -> None:
    first = world.response.started_at.date() + DAY
    owed = [(body, line, first, None) for line, held in world.bodies.items() for body in held]
    places = list(world.communities.values())
    for number, (body, *_rest) in enumerate(owed):
        Body.objects.filter(pk=body.pk).update(place=places[number % len(places)])
        body.place = places[number % len(places)]
    reports.oblige(world.actor, world.response, owed)
    for day in (first + datetime.timedelta(days=number) for number in range(DAYS)):
        filings = [Filing(body, line, day, zeros()) for body, line, *_dates in owed]
        reports.file(world.actor, world.response, filings[: -len(filings) // 20])


def _pages(world: World, entry: UUID) -> dict[str, Callable[[], object]]:
    people.grant_role(
        SYSTEM, world.account, Role.COMMAND, place=world.city, valid_from=world.response.started_at.date()
    )
    client = Client()
    client.force_login(world.account, backend=BACKEND)
    line, held = next(iter(world.bodies.items()))
    day = world.response.started_at.date() + DAY * DAYS
    filing = Filing(held[0], line, day, zeros())
    addresses = {
        "Home": reverse("command:home"),
        "Arrivals, the latest": reverse("arrivals:list"),
        "Arrivals, a name searched": f"{reverse('arrivals:list')}?q=王伟",
        "Inbox of what is to be decided": reverse("arrivals:inbox"),
        "Figures by county": f"{reverse('command:figures')}?by=place",
        "Figures by day": f"{reverse('command:figures')}?by=day",
        "Reports of a day": reverse("reports:all"),
        "Reports missing": reverse("reports:missing"),
        "Gaps": reverse("arrivals:gaps"),
    }
    reads: dict[str, Callable[[], object]] = {
        name: partial(_get, client, address) for name, address in addresses.items()
    }
    return reads | {
        "A report stated: the ledgers beside it": partial(known_of, world.response, [filing], RETURNEES),
        "An arrival entered: who shares its keys": partial(reconcile, world.response, [entry]),
    }


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)

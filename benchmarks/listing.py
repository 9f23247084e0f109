"""`list-page`: the first page of 50 and one in the middle of the list, in a small ledger and in one ten times larger.

By the queries of the room for the committee, who sees everything, and for one street's worker; and over HTTP.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from django.test import Client
from django.urls import reverse

from benchmarks.measuring import Result, median_seconds
from benchmarks.people import Corruption, generate
from benchmarks.world import World, at_the_end_of_the_fortnight, build
from fangxian.lines.arrivals import actions, queries
from fangxian.lines.arrivals.models import Standing
from fangxian.mechanisms.figures.questions import DAY
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places.models import Kind, Place

SEED = 2020
TIMES = 15
PART = 10_000
MOST = 1.3
GROWS = "street"
"""Reported only: its own part of the ledger grows too, and SQLite sorts the whole of it."""
ONE_SIDED = Corruption(one_sided=1.0, duplicate=0.0)


def measure(n: int) -> list[Result]:
    """Measure at a tenth of `n` entries, enter the others, and measure again."""
    declarations, registrations, truth = generate(n, SEED, ONE_SIDED)
    entries = sorted([*declarations, *registrations], key=lambda entry: truth[entry.id])
    world = build(sorted({entry.community for entry in entries}))
    at_the_end_of_the_fortnight()
    worker = _worker(world)
    arrivals = iter(world.arrivals(entries, truth))
    _enter(world, islice(arrivals, n // 10))
    small = _all(world, worker)
    _enter(world, arrivals)
    large = _all(world, worker)
    return [
        Result(
            f"list-page {name}",
            large[name] / small[name],
            n,
            bound=None if name == GROWS else MOST,
            detail={"milliseconds": 1000 * large[name], "small_milliseconds": 1000 * small[name]},
        )
        for name in small
    ]


def _worker(world: World) -> Account:
    street = Place.objects.filter(kind=Kind.STREET).earliest("path")
    account = people.create_account(SYSTEM, name="worker")
    begin = (world.response.started_at - DAY).date()
    people.grant_role(SYSTEM, account, Role.COMMUNITY_WORKER, place=street, valid_from=begin)
    return account


def _enter(world: World, arrivals: Iterator[object]) -> None:
    while part := list(islice(arrivals, PART)):
        for side in ("unit", "community"):
            own = [arrival for arrival in part if arrival.side == side]  # type: ignore[attr-defined]
            actions.report(world.actor, world.response, own)  # type: ignore[arg-type]


def _all(world: World, worker: Account) -> dict[str, float]:
    middle = Standing.objects.known().filter(response=world.response).order_by("reported_at")
    row = middle[middle.count() // 2]
    after = (row.reported_at, row.entry_id)
    client = Client()
    client.force_login(world.account, backend="fangxian.trees.people.backends.NameOrPhoneBackend")
    pages: dict[str, Callable[[], object]] = {
        "first": lambda: _page(world, Actor(world.account)),
        "deep": lambda: _page(world, Actor(world.account), after),
        "street": lambda: _page(world, Actor(worker)),
        "http": lambda: _get(client),
    }
    return {name: median_seconds(page, TIMES) for name, page in pages.items()}


def _page(world: World, actor: Actor, after: tuple[object, object] | None = None) -> None:
    rows = queries.visible(actor, world.response)
    shown = queries.rows_of(queries.page(rows, after)[: queries.PAGE])  # type: ignore[arg-type]
    assert len(shown) == queries.PAGE


def _get(client: Client) -> None:
    answer = client.get(reverse("arrivals:list"))
    assert answer.status_code == 200, answer.status_code

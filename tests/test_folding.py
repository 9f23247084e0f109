"""Adding up while others write: exact at every moment, nobody waits, and an audit that would find a wrong sum."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from typer.testing import CliRunner

from fangxian.cli.main import app
from fangxian.conftest import BEGAN, FIRST_DAY, World, make_world
from fangxian.core import clock
from fangxian.core.clock import ShiftedClock, SimulatedClock
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.figures import FILED_REPORTS, MEASURES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures import answers as figures
from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.models import Fold, Tally
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.tallies.auditing import audit
from fangxian.mechanisms.figures.tallies.folding import fold, rebuild

FIELDS = [measure for measure in MEASURES if isinstance(measure, Measure) and measure.source is FILED_REPORTS]
UNITS = ("audit-office", "archives", "statistics", "meteorology", "north-bank", "south-bank")


@pytest.fixture
def filed(world: World) -> World:
    """Six units have filed, and it was added up."""
    for number, unit in enumerate(UNITS):
        world.declare(number, unit)
    world.time.advance(timedelta(hours=5))
    for unit in UNITS:
        world.file(unit)
    fold()
    return world


def total(world: World) -> dict[str, object]:
    """Return every number by place, as shown."""
    question = ask(world.response, place=world.places["county"], by="place")
    return {answer.measure.code: (answer.total, answer.nodes) for answer in figures.answers(question, FIELDS)}


def test_an_audit_finds_no_difference_and_would_find_one(filed: World) -> None:
    assert audit().differences == []
    assert audit().sums == Tally.objects.count() > 0
    row = Tally.objects.filter(fine=False).latest("pk")
    Tally.objects.filter(pk=row.pk).update(v03=(row.v03 or 0) + 1)
    (found,) = audit().differences
    assert (found.node, found.column, found.kept - found.counted) == (row.node, "v03", 1)
    shown = CliRunner().invoke(app, ["figures", "audit", "--json"])
    assert shown.exit_code == 1
    assert row.node in shown.stdout
    assert CliRunner().invoke(app, ["figures", "fold", "--rebuild"]).exit_code == 0
    assert CliRunner().invoke(app, ["figures", "audit"]).exit_code == 0


def test_a_street_hours_after_the_last_sums_is_known_as_it_was(filed: World) -> None:
    filed.time.advance(timedelta(hours=3))
    for place in ("county", "east"):
        question = ask(filed.response, place=filed.places[place], by="place", as_of=clock.now())
        assert FILED_REPORTS.groups(question, FIELDS) == FILED_REPORTS.counted(question, FIELDS) != {}


def test_the_sums_go_on_where_they_stopped(filed: World) -> None:
    before, shown = Fold.objects.get().up_to, total(filed)
    assert fold() == 0
    assert Fold.objects.get().up_to == before
    filed.time.advance(timedelta(days=1))
    filed.file("audit-office", FIRST_DAY + timedelta(days=1))
    assert total(filed) != shown
    assert fold() == 1
    assert Fold.objects.get().up_to > before
    shown = total(filed)
    assert rebuild() == len(UNITS) + 1
    assert total(filed) == shown


def test_a_report_taken_back_is_taken_off(filed: World) -> None:
    row = DailyReport.objects.get(body__code="archives")
    with entries.writing():
        entries.void(row, filed.actor("archives"), "误报")
    shown = total(filed)
    assert fold() == 1
    assert total(filed) == shown
    assert Tally.objects.filter(node="00", fine=False).count() > 0
    assert audit().differences == []


@pytest.fixture
def running(transactional_db: None) -> Iterator[World]:
    """Return the small world, committed, under a running clock that shows the second of February 2020."""
    simulated = SimulatedClock(BEGAN)
    with clock.use(simulated):
        world = make_world(simulated)
    with clock.use(ShiftedClock(BEGAN + timedelta(hours=5))):
        yield world


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_what_is_not_committed_yet_never_slips_under_the_sums(running: World) -> None:
    """A writer began before the fold and ends after it began: the fold waits for him; who comes later does not wait."""
    began, may_end, ended, later = threading.Event(), threading.Event(), [], []

    def slow() -> None:
        with entries.writing():
            instant = clock.now()
            began.set()
            may_end.wait(timeout=20)
            ended.append(instant)
        connections.close_all()

    def quick() -> None:
        with entries.writing():
            later.append(clock.now())
        connections.close_all()

    first = threading.Thread(target=slow)
    first.start()
    assert began.wait(timeout=20)
    found = []

    def settle() -> None:
        found.append(entries.settled())
        connections.close_all()

    folder = threading.Thread(target=settle)
    folder.start()
    time.sleep(0.2)
    second = threading.Thread(target=quick)
    second.start()
    second.join(timeout=20)
    assert later, "who begins while a fold waits does not wait"
    assert not found, "the fold waits for who was writing"
    may_end.set()
    for thread in (first, folder):
        thread.join(timeout=20)
    assert ended[0] < found[0] < later[0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_many_write_while_it_is_added_up_and_nothing_is_lost(running: World) -> None:
    stop, waits = threading.Event(), []

    def folding() -> None:
        while not stop.is_set():
            fold()
        connections.close_all()

    def watching() -> None:
        while not stop.is_set():
            with connections["default"].cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('tuple', 'transactionid')"
                )
                waits.append(cursor.fetchone()[0])
            time.sleep(0.005)
        connections.close_all()

    def writing(unit: str) -> None:
        filing = running.filing(unit, FIRST_DAY)
        reports.file(running.actor(unit), running.response, [filing])
        reports.refile(running.actor(unit), filing.id, filing, "核实")
        connections.close_all()

    helpers = [threading.Thread(target=each) for each in (folding, watching)]
    writers = [threading.Thread(target=writing, args=(unit,)) for unit in UNITS]
    for thread in [*helpers, *writers]:
        thread.start()
    for thread in writers:
        thread.join(timeout=60)
    stop.set()
    for thread in helpers:
        thread.join(timeout=60)
    assert DailyReport.objects.count() == 2 * len(UNITS)
    live = total(running)
    fold()
    assert total(running) == live
    assert audit().differences == []
    assert not any(waits), "no writer waits for a row"

"""A small world in which much happens at random, and a comparison of what two ways say of it, cell by cell."""

import datetime
import random
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from fangxian.conftest import ORGANS, World, invent
from fangxian.core import clock
from fangxian.core.errors import Refusal
from fangxian.core.ids import new_id
from fangxian.lake.engines import DuckDB, Engine
from fangxian.lake.figures import figures
from fangxian.lake.tables import Lake
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import DailyReport, Excuse
from fangxian.lines.reports.tests.supplies import CODE, filed, filing, owed
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.questions import Question
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.trees.people.actor import SYSTEM

SOME = (
    "arrivals.dual_report_rate", "arrivals.missing", "arrivals.bodies_with_arrivals", "cases.open", "contacts.made",
    "reports.completeness", "reports.late", "reports.missing", "reports.field.new_arrivals",
    "reports.supplies.received", "reports.supplies.wearing",
)  # fmt: skip
"""A measure of every kind and table."""
HOUR = datetime.timedelta(hours=1)
UNITS = ("audit-office", "archives", "statistics", "meteorology")
OTHERS = ("north-bank", "south-bank")
COMMUNITIES = ("spring", "summer", "autumn")


def live_through(world: World, seed: int, steps: int = 40) -> list[datetime.datetime]:
    """Let people report, correct, excuse and be late for some days; return instants in between."""
    chance, instants = random.Random(seed), []
    owed(world)
    for number in range(steps):
        with suppress(Refusal):  # what a day does not allow is refused, as ever
            chance.choice(DEEDS)(world, chance, number)
        instants.append(clock.now())
        world.time.advance(HOUR * chance.choice((0, 1, 3, 7)))
    return instants


def today() -> datetime.date:
    """Return the day of the clock."""
    return clock.now().astimezone().date()


def _declare(world: World, chance: random.Random, number: int) -> None:
    unit, place = chance.choice(UNITS + OTHERS), chance.choice(COMMUNITIES)
    number, symptoms = chance.randrange(12), chance.choice(("", "发热"))
    world.declare(number, unit, place, person=invent(number, symptoms=symptoms))


def _register(world: World, chance: random.Random, number: int) -> None:
    world.register(chance.randrange(12), chance.choice(COMMUNITIES), chance.choice(("", *UNITS)))


def _correct_arrival(world: World, chance: random.Random, number: int) -> None:
    found = world.declare(number + 100, "archives", "summer")
    arrivals.void(world.actor("archives"), found.entry_id, "填错")


def _file(world: World, chance: random.Random, number: int) -> None:
    world.file(chance.choice(UNITS + OTHERS), today())


def _file_zero(world: World, chance: random.Random, number: int) -> None:
    unit = chance.choice(UNITS)
    reports.file_zero(world.actor(unit), world.response, world.bodies[unit], ORGANS, today(), new_id())


def _file_goods(world: World, chance: random.Random, number: int) -> None:
    told = {"received": chance.randrange(300), "total": 900, "wearing": chance.randrange(1000)}
    filed(world, chance.choice(UNITS), today(), numbers=told)


def _review(world: World, chance: random.Random, number: int) -> None:
    if held := list(DailyReport.objects.at().filter(form=CODE).order_by("id")):
        accept, report = chance.random() < 0.5, chance.choice(held)
        reports.review(world.actor("committee"), [report.entry_id], accept=accept, comment="核对")


def _correct(world: World, chance: random.Random, number: int) -> None:
    if held := list(DailyReport.objects.at().filter(form=CODE).select_related("body").order_by("id")):
        report = chance.choice(held)
        told = filing(world, report.body.code, report.day, numbers={"received": chance.randrange(300)})
        reports.refile(world.actor(report.body.code), report.entry_id, told, "数错", form_of(CODE))


def _excuse(world: World, chance: random.Random, number: int) -> None:
    body = world.bodies[chance.choice(UNITS)]
    start = today() + datetime.timedelta(days=chance.randrange(3))
    reports.excuse(SYSTEM, world.response, body, start, start + datetime.timedelta(days=2), "停业")


def _withdraw(world: World, chance: random.Random, number: int) -> None:
    if held := Excuse.objects.at().order_by("id").first():
        reports.withdraw_excuse(SYSTEM, held.entry_id, "复工")


def _contact(world: World, chance: random.Random, number: int) -> None:
    report = world.declare(chance.randrange(12), "audit-office", "spring")
    contacts.log(world.actor("audit-office"), "arrival", report.entry_id, "phone", "reached")


DEEDS = (
    _declare, _declare, _register, _register, _correct_arrival, _file, _file, _file, _file_zero, _file_goods,
    _file_goods, _review, _correct, _correct, _excuse, _withdraw, _contact,
)  # fmt: skip


def opened(root: Path, world: World, engine: Engine | None = None) -> Lake:
    """Open a lake with an engine, by default DuckDB."""
    return Lake(root, world.response.id, engine or DuckDB())


def assert_equal(lake: Lake, question: Question, measures: Iterable[AnyMeasure] | None = None) -> None:
    """Compare every cell, value and numerator and denominator, of the lake's answers with the database's."""
    asked, known = lake.asked(question), all_measures()
    chosen = list(measures or [measure for measure in known if measure.code in SOME])
    for live, other in zip(answers.answers(asked, chosen), figures(lake, asked, chosen), strict=True):
        assert live.total == other.total, (live.measure.code, asked)
        assert live.nodes == other.nodes, (live.measure.code, asked)

"""The scenario's own files, replayed as they came in: the seed's figures, the gaps before, a row taken out (M5, M8).

Each replay runs once for the module, in a transaction that is taken back; the tests read what it left.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from fangxian.command.figuring import gap_rows
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.arrivals.models import ArrivalReport, Side, Standing
from fangxian.lines.arrivals.sealing import mask_name, open_person
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import By, ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.scenario.manifest import end_of_day
from fangxian.scenario.replay import Replay
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import Place
from tests.comparison import standings_agree

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SCENARIO = Path(__file__).parent.parent / "scenarios" / "baishan-2020"
EIGHTH, TENTH = date(2020, 2, 8), date(2020, 2, 10)
Figures = dict[tuple[str, str], int | float | None]


@dataclass
class Missed:
    """Somebody declared in the line of organs, the workbook of the community that registered him, and who is asked."""

    name: str
    body: str
    community: str
    workbook: Path


@dataclass
class Story:
    """What a replay showed: figures by line and measure on two evenings, and the gaps at its end."""

    eighth: Figures
    eighth_as_known_then: Figures
    tenth: Figures
    gaps: list[dict[str, Any]]
    gaps_on_the_eighth: list[dict[str, Any]]
    refused: list[tuple[str, str]]
    missed: Missed = field(repr=False)


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Story:
    """Replay everything that was sent until the tenth."""
    with replaying(django_db_blocker):
        return replay(SCENARIO)


@pytest.fixture(scope="module")
def without_one(
    story: Story,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Story:
    """Replay once more, after one person's row was taken out of one community's workbook."""
    folder = tmp_path_factory.mktemp("scenario") / "baishan"
    shutil.copytree(SCENARIO, folder)
    take_out(folder / story.missed.workbook, story.missed.name)
    with replaying(django_db_blocker):
        return replay(folder)


@contextmanager
def replaying(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open a transaction on both databases that is taken back."""
    with blocker.unblock(), ExitStack() as stack:
        for database in ("default", "audit"):
            stack.enter_context(transaction.atomic(database))
            stack.callback(transaction.set_rollback, True, database)
        yield


def replay(folder: Path) -> Story:
    """Replay to the tenth, with a look at the evening of the eighth on the way."""
    run = Replay(folder, TENTH)
    eighth: Figures = {}
    gaps: list[dict[str, Any]] = []
    files = run.run()
    for file, following in zip(files, [*run.files[1:], None], strict=True):
        if following and file.received_at <= end_of_day(EIGHTH) < following.received_at:
            with clock.use(SimulatedClock(end_of_day(EIGHTH))):
                eighth, gaps = figures(run, end_of_day(EIGHTH)), gap_rows(SYSTEM, run.response)
    with clock.use(SimulatedClock(end_of_day(TENTH))):
        standings_agree(run.response)
        return Story(
            eighth,
            figures(run, end_of_day(EIGHTH), known=True),
            figures(run, end_of_day(TENTH)),
            gap_rows(SYSTEM, run.response),
            gaps,
            run.refused,
            somebody(run),
        )


def figures(run: Replay, instant: Any, *, known: bool = False) -> Figures:
    """Return every measure of each line and of both, at an instant, as known now or as known then."""
    found: Figures = {}
    for line in ("organs", "industry", ""):
        question = ask(run.response, line=line, end=instant, as_of=instant if known else None, by=By.WHOLE)
        found |= {
            (line, answer.measure.code): answer.total.value for answer in answers(question, all_measures())
        }
    return found


def somebody(run: Replay) -> Missed:
    """Choose the first matched person of the line of organs whose community sent one workbook."""
    folder = run.manifest.folder
    for standing in (
        Standing.objects.known().filter(side=Side.UNIT, line="organs", state="matched").order_by("entry")
    ):
        place = Place.objects.get(path=standing.path)
        sent = [file.path for file in run.files if file.place == place.code]
        if len(sent) == 1 and standing.body_id:
            report = ArrivalReport.objects.at().get(entry=standing.entry_id)
            name = open_person(report, run.response).identity.name
            body = Body.objects.get(pk=standing.body_id)
            return Missed(name, body.code, place.code, sent[0].relative_to(folder))
    raise AssertionError("nobody was matched")


def take_out(path: Path, name: str) -> None:
    """Delete the one row of a workbook that holds a name."""
    book = load_workbook(path)
    rows = [
        (sheet, row[0].row)
        for sheet in book
        for row in sheet.iter_rows()
        if any(cell.value == name for cell in row)
    ]
    ((sheet, number),) = rows
    sheet.delete_rows(number)
    book.save(path)


def test_by_the_tenth_everybody_is_reported_by_both_sides(story: Story) -> None:
    for line, people, bodies in (("organs", 271, 62), ("industry", 194, 34)):
        shown = {code: value for (own, code), value in story.tenth.items() if own == line}
        assert shown["arrivals.declared"] == people
        assert shown["arrivals.dual_reported"] == people
        assert shown["arrivals.dual_report_rate"] == 100
        assert shown["arrivals.bodies_with_arrivals"] == bodies
        assert shown["arrivals.unit_only"] == shown["arrivals.possible"] == 0
        assert shown["arrivals.missing"] == 0
    assert story.gaps == []


def test_on_the_eighth_there_are_gaps(story: Story) -> None:
    for line, people in (("organs", 271), ("industry", 194)):
        declared, both = story.eighth[line, "arrivals.declared"], story.eighth[line, "arrivals.dual_reported"]
        assert declared is not None
        assert both is not None
        assert 0 < both < declared < people
        assert story.eighth[line, "arrivals.dual_report_rate"] == round(100 * both / declared, 2)
    alone = sum(story.eighth[line, "arrivals.unit_only"] or 0 for line in ("organs", "industry"))
    assert alone
    assert {row["state"] for row in story.gaps_on_the_eighth} >= {"unit_only"}
    assert all(row["body"] and row["place"] and "＊" in row["person"] for row in story.gaps_on_the_eighth)


def test_the_evening_of_the_eighth_is_answered_on_the_tenth_as_it_was_then(story: Story) -> None:
    assert story.eighth_as_known_then == story.eighth


def test_reports_are_accounted_for_every_day(story: Story) -> None:
    for line in ("organs", "industry"):
        due, filed = story.tenth[line, "reports.due"], story.tenth[line, "reports.filed"]
        missing = story.tenth[line, "reports.missing"]
        assert due == (filed or 0) + (missing or 0)
        assert missing
        assert story.tenth[line, "reports.zero"]
        assert story.tenth[line, "reports.late"]


def test_without_one_row_one_person_is_missing_by_name_body_and_community(
    story: Story, without_one: Story
) -> None:
    shown = without_one.tenth
    assert shown["organs", "arrivals.declared"] == 271
    assert shown["organs", "arrivals.dual_reported"] == 270
    assert shown["organs", "arrivals.unit_only"] == 1
    assert shown["industry", "arrivals.dual_reported"] == 194
    (gap,) = without_one.gaps
    missed = story.missed
    assert (gap["state"], gap["line"]) == ("unit_only", "organs")
    assert (gap["person"], gap["body"], gap["place"]) == (
        mask_name(missed.name),
        missed.body,
        missed.community,
    )

"""Writers at the same moment: about one person from both sides, about one entry, and under a bulletin's watermark.

Each writer is a thread with its own connection and its own committed transactions (PostgreSQL). The machine's
clock runs here, since the order of real commits is what is proved.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from fangxian.conftest import BEGAN, ORGANS, World, make_world
from fangxian.core import clock
from fangxian.core.clock import ShiftedClock, SimulatedClock
from fangxian.core.errors import Refusal
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.actions import reporting
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.papers.models import Bulletin
from tests.comparison import compare_with_recomputation, standings_agree

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]
SOURCE = (
    "标题：简报\n\n申报{arrivals.declared}人，登记{arrivals.registered}人，双报{arrivals.dual_reported}人。\n"
)


@pytest.fixture
def running(transactional_db: None) -> Iterator[World]:
    """Return the small world, committed, under a running clock that shows the first of February 2020."""
    world = make_world_at(BEGAN)
    with clock.use(ShiftedClock(BEGAN + timedelta(hours=1))):
        yield world


def make_world_at(began: datetime) -> World:
    simulated = SimulatedClock(began.astimezone(UTC))
    with clock.use(simulated):
        return make_world(simulated)


def at_once(*jobs: Callable[[], object]) -> list[Any]:
    """Run jobs at the same moment, each on its own connections; return what each returned or raised."""
    barrier = threading.Barrier(len(jobs))
    found: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            found[number] = job()
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "writers wait for each other for ever"
    return found


def test_both_sides_report_one_person_at_the_same_moment(running: World) -> None:
    world = running
    for number in range(8):
        unit = world.declaration(number)
        community = world.registration(number, "spring", "audit-office")
        found = at_once(
            lambda unit=unit: arrivals.report(world.actor("audit-office"), world.response, [unit]),
            lambda community=community: arrivals.report(world.actor("spring"), world.response, [community]),
        )
        assert not [error for error in found if isinstance(error, Exception)]
    assert set(Standing.objects.known().values_list("state", flat=True)) == {"matched"}
    assert Standing.objects.known().count() == 16
    standings_agree(world.response)
    compare_with_recomputation(world, 0)


def test_many_writers_about_few_people_leave_consistent_standings(running: World) -> None:
    """Six senders send, correct and take back reports about three persons, each in his own order."""
    world = running
    senders = ("audit-office", "archives", "north-bank", "spring", "summer", "autumn")

    def story(sender: str) -> None:
        unit = sender in world.bodies
        for turn in range(4):
            number = (turn + senders.index(sender)) % 3
            make = world.declaration if unit else world.registration
            arrival = make(number, sender, **({"place": "spring"} if unit else {"employer": "audit-office"}))
            arrivals.report(world.actor(sender), world.response, [arrival])
            if turn % 2:
                moved = replace(arrival, person=make(number + 1, sender).person)
                arrivals.correct(world.actor(sender), arrival.id, moved, "写错")
            if turn == 3:
                arrivals.void(world.actor(sender), arrival.id, "误报")

    found = at_once(*(lambda sender=sender: story(sender) for sender in senders))
    assert not [error for error in found if isinstance(error, Exception)], found
    assert ArrivalReport.objects.at().count() == 18
    standings_agree(world.response)
    compare_with_recomputation(world, 1)


def test_lists_and_single_reports_at_the_same_moment(running: World) -> None:
    """Three lists of sixty, each against singles about the same people from the other side."""
    world = running
    lists = {
        place: [world.registration(number, place, "audit-office") for number in range(start, start + 60)]
        for place, start in (("spring", 0), ("summer", 60), ("autumn", 120))
    }

    def singles() -> None:
        for number in range(0, 180, 15):
            world.declare(number)

    jobs = [
        lambda place=place: arrivals.report(world.actor(place), world.response, lists[place])
        for place in lists
    ]
    found = at_once(*jobs, singles, singles)
    assert not [error for error in found if isinstance(error, Exception)], found
    standings_agree(world.response)
    assert Standing.objects.known().filter(side="community", fulfilled_at__isnull=False).count() == 12


def test_the_same_entry_sent_by_a_phone_several_times_at_once_is_one(running: World) -> None:
    world = running
    arrival = world.registration(1)
    nameless = world.registration(2, id_number="", phone="", address="")
    for sent in (arrival, nameless):
        found = at_once(
            *[
                lambda sent=sent: arrivals.report(world.actor("spring"), world.response, [sent])
                for _ in range(5)
            ]
        )
        assert sorted(len(rows) if isinstance(rows, list) else -1 for rows in found) == [0, 0, 0, 0, 1], found
    assert Entry.objects.filter(kind="arrival").count() == 2
    standings_agree(world.response)


def test_of_several_who_correct_one_version_one_wins_and_the_others_are_told(running: World) -> None:
    world = running
    declared = world.declare(1)
    arrival = world.declaration(1, id=declared.entry_id)
    opened = [arrivals.own_report(world.actor("audit-office"), declared.entry_id) for _ in range(4)]
    held = iter(opened)
    origins = ("北京", "天津", "上海", "重庆")

    def correct(origin: str) -> None:
        arrivals.correct(world.actor("audit-office"), arrival.id, replace(arrival, origin=origin), "更正")

    with pytest.MonkeyPatch.context() as opened_before:
        opened_before.setattr(reporting, "own_report", lambda actor, entry: next(held))
        found = at_once(*(lambda origin=origin: correct(origin) for origin in origins))
    refused = [error for error in found if isinstance(error, Refusal)]
    assert [error.status for error in refused] == [409] * 3, found
    assert ArrivalReport.objects.filter(entry=arrival.id).count() == 2
    standings_agree(world.response)


def test_two_who_file_one_day_s_report_at_once_leave_one_report(running: World) -> None:
    world = running
    filings = [world.filing("archives") for _ in range(4)]
    found = at_once(
        *[lambda one=one: reports.file(world.actor("archives"), world.response, [one]) for one in filings]
    )
    refused = [error for error in found if isinstance(error, Exception)]
    assert [getattr(error, "status", 500) for error in refused] == [409] * 3, found
    assert DailyReport.objects.filter(recorded_to=FOREVER).count() == 1


def test_a_bulletin_issued_while_others_write_never_changes(running: World) -> None:
    """Writers commit before, during and after three issues; each still verifies as it was issued."""
    world, stop = running, threading.Event()
    drafts = [
        papers.draft(world.actor("committee"), world.response, world.bodies["committee"], ORGANS, SOURCE)
        for _ in range(3)
    ]

    def write(sender: str, start: int) -> int:
        count = 0
        while not stop.is_set():
            number = start + count
            (world.declare if sender in world.bodies else world.register)(number, sender)
            count += 1
        return count

    def issue() -> list[object]:
        try:
            return [papers.issue(world.actor("committee"), draft) for draft in drafts]
        finally:
            stop.set()

    found = at_once(
        lambda: write("audit-office", 0), lambda: write("archives", 3), lambda: write("spring", 0), issue
    )
    assert not [error for error in found if isinstance(error, Exception)], found
    for bulletin in found[-1]:
        bulletin.refresh_from_db()
        checked = papers.verify(bulletin)
        assert checked
        assert all(row["same"] for row in checked), checked
    assert {bulletin.number for bulletin in found[-1]} == {1, 2, 3}


def test_an_issue_waits_for_the_writer_who_has_written_and_not_yet_committed(running: World) -> None:
    """His entry carries an earlier instant than the bulletin: it must be in it, and not slip under it later."""
    world, written, release = running, threading.Event(), threading.Event()
    source = {"issuer": world.bodies["committee"], "line": ORGANS, "source": SOURCE}
    draft = papers.draft(world.actor("committee"), world.response, **source)

    def write() -> None:
        with transaction.atomic():
            world.declare(1)
            written.set()
            release.wait(timeout=1)

    def issue() -> Bulletin:
        written.wait(timeout=30)
        return papers.issue(world.actor("committee"), draft)

    wrote, bulletin = at_once(write, issue)
    assert wrote is None
    assert isinstance(bulletin, Bulletin), bulletin
    checked = papers.verify(bulletin)
    assert all(row["same"] for row in checked), checked
    assert bulletin.figures["values"][0]["value"] == 1

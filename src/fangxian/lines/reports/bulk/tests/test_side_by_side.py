"""Batches that are filed side by side are answered in order, and held against those before them (M8)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fangxian.conftest import FIRST_DAY, World
from fangxian.core.errors import Refusal
from fangxian.lines.reports.bulk import file_lines
from fangxian.lines.reports.bulk.reading import Broken
from fangxian.lines.reports.bulk.tests.sending import line, packed
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import approved
from fangxian.trees.people.actor import SYSTEM

BODIES = ("audit-office", "archives", "statistics", "meteorology")
DAYS = 6
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


@pytest.fixture
def later(transactional_db: None, world: World) -> World:
    """A week later, committed where other connections find it."""
    approved(world)
    world.time.advance(timedelta(days=DAYS))
    return world


def days(total: int) -> list[dict[str, object]]:
    return [
        line(
            body,
            day=(FIRST_DAY + timedelta(days=day)).isoformat(),
            numbers={"received": 1, "total": total + day},
        )
        for day in range(DAYS)
        for body in BODIES
    ]


def test_a_history_is_held_against_itself_across_batches(later: World) -> None:
    lines = days(10)
    lines[9]["numbers"] = {"received": 1, "total": 3}  # fell since the day before, two batches earlier
    batches = list(file_lines(SYSTEM, later.response, packed(lines), most=2))
    results = [result for results in batches for result in results]
    assert [result.line for result in results] == list(range(1, len(lines) + 1))
    assert [result.line for result in results if result.status != "new"] == [10]
    assert list(results[9].errors) == ["total"]
    assert DailyReport.objects.count() == len(lines) - 1


def test_what_was_read_before_a_damage_is_filed(later: World) -> None:
    def cut() -> Iterator[bytes]:
        yield from packed(days(10)[:5])
        raise Broken("cut off")

    found: list[int] = []
    with pytest.raises(Refusal):
        found.extend(r.line for results in file_lines(SYSTEM, later.response, cut(), most=2) for r in results)
    assert found == [1, 2, 3, 4, 5]
    assert DailyReport.objects.count() == 5


def test_a_day_filed_under_another_id_is_found_although_it_was_not_asked_for(later: World) -> None:
    list(file_lines(SYSTEM, later.response, packed(days(10)[:4])))
    again = [line(body) for body in BODIES]
    mixed = packed([*again[:2], line("audit-office", day=(FIRST_DAY + timedelta(days=1)).isoformat())])
    statuses = [result.status for results in file_lines(SYSTEM, later.response, mixed) for result in results]
    assert statuses == ["conflict", "conflict", "new"]

"""A relay for a weekly form is read for the day that is due, and its day stays the one that somebody chose (M8)."""

from datetime import date

from fangxian.conftest import World
from fangxian.core.dated import today
from fangxian.lines.reports.relay.actions import enter, taken_whole
from fangxian.lines.reports.relay.drafting import draft
from fangxian.lines.reports.relay.drafts import Reading
from fangxian.lines.reports.tests import test_weekly
from fangxian.lines.reports.tests.supplies import CODE
from fangxian.lines.reports.tests.test_weekly import FRIDAY, at
from fangxian.trees.people.actor import SYSTEM

weekly = test_weekly.weekly
WEDNESDAY = date(2020, 2, 5)
SAID = "审计局 购进口罩200"


def reading(world: World, text: str, day: date | None = None) -> Reading:
    return draft(SYSTEM, world.response, text, CODE, day, today())


def test_on_a_wednesday_it_is_read_for_the_friday_that_is_collected(weekly: World) -> None:
    at(weekly, WEDNESDAY, 9)
    assert reading(weekly, SAID).day == FRIDAY
    assert reading(weekly, f"2月5日接龙\n{SAID}").day == FRIDAY
    assert reading(weekly, f"2月7日接龙\n{SAID}").day == FRIDAY
    at(weekly, date(2020, 2, 10), 9)
    assert reading(weekly, SAID).day == FRIDAY


def test_a_day_chosen_that_is_not_due_is_kept_and_refused_in_words(weekly: World) -> None:
    at(weekly, WEDNESDAY, 9)
    found = reading(weekly, SAID, WEDNESDAY)
    assert found.day == WEDNESDAY
    outcome = enter(SYSTEM, weekly.response, found, taken_whole(found))
    assert (outcome.filed, len(outcome.refused)) == (0, 1)

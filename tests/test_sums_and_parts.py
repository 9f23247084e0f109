"""Where sums are too coarse, facts answer quickly and the same; a scope in both trees is put together of sums (M24)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fangxian.conftest import FIRST_DAY, INDUSTRY, ORGANS, World
from fangxian.core import clock
from fangxian.lines.reports.figures import FILED_REPORTS, MEASURES
from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.questions import DAY, Question, ask, end_of, start_of
from fangxian.mechanisms.figures.tallies.folding import fold
from fangxian.mechanisms.figures.tallies.nodes import nodes_of

FIELDS = [measure for measure in MEASURES if isinstance(measure, Measure) and measure.source is FILED_REPORTS]
NEW = FIELDS[0]


def equal(question: Question) -> dict[str, Any]:
    """Return the values of a question, which are those that the facts give."""
    found = FILED_REPORTS.groups(question, FIELDS)
    counted = FILED_REPORTS.counted(question, FIELDS)
    assert found == {group: counted[group] for group in found}
    assert not any(any(values.values()) for group, values in counted.items() if group not in found)
    return {group: values[NEW.code] for group, values in found.items()}


@pytest.fixture
def filed(world: World) -> World:
    """Units of both streets and both lines have filed, one of them an hour later than the others; it was added up."""
    for number, unit in enumerate(("audit-office", "archives", "statistics", "north-bank")):
        world.declare(number, unit, "spring" if number < 2 else "summer")
        world.time.advance(timedelta(hours=number == 1))
        world.file(unit)
    fold()
    return world


def test_what_was_filed_after_the_window_ended_counts_in_no_part_of_it(filed: World) -> None:
    window = {"start": start_of(FIRST_DAY), "end": clock.now() - timedelta(minutes=40)}
    for place in ("east", "county"):
        for by in ("", "place"):
            ended = ask(filed.response, place=filed.places[place], by=by, **window)  # type: ignore[arg-type]
            later = ended.at(end=end_of(FIRST_DAY))
            assert sum(equal(ended).values()) < sum(equal(later).values())


def test_a_day_corrected_later_shows_both_what_is_and_what_was_known(filed: World) -> None:
    known = clock.now()
    filed.time.advance(timedelta(days=2))
    for name, by in (("county", "place"), ("east", "place"), ("spring", "")):
        before = ask(filed.response, place=filed.places[name], by=by, as_of=known)
        seen = equal(before)
        fold()
        assert equal(before) == seen
    crossed = {
        "place": filed.places["county"],
        "body": filed.bodies["committee"],
        "line": ORGANS,
        "as_of": known,
    }
    for by in ("place", "body", "day"):
        equal(ask(filed.response, by=by, **crossed))  # type: ignore[arg-type]


def test_a_committee_sees_its_county_and_its_lines_out_of_sums(filed: World) -> None:
    scope = filed.actor("committee").scope("figures.view")
    assert scope.places
    assert scope.bodies
    for words in ({"by": "place"}, {"by": "day"}, {"place": filed.places["city"]}, {"line": INDUSTRY}):
        question = ask(filed.response, scope=scope, **words)  # type: ignore[arg-type]
        kinds = nodes_of(question)
        assert kinds
        assert not any(nodes.deep for nodes in kinds)
        equal(question)


def test_very_many_measures_by_day_are_asked_in_parts(filed: World) -> None:
    measures = [replace(NEW, code=f"{NEW.code}.{number}") for number in range(40)]
    window = {"start": start_of(FIRST_DAY - 60 * DAY), "end": end_of(FIRST_DAY + 30 * DAY)}
    question = ask(filed.response, by="day", **window)  # type: ignore[arg-type]
    found = FILED_REPORTS.counted(question, measures)
    assert len(found) == 91
    plain = FILED_REPORTS.counted(question, [NEW])
    assert {day: set(values.values()) for day, values in found.items()} == {
        day: {values[NEW.code]} for day, values in plain.items()
    }

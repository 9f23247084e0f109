"""What the lake answers is what the database answers, cell by cell: every measure, breakdown, window and instant."""

import datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.conftest import BEGAN, FIRST_DAY, INDUSTRY, ORGANS, World
from fangxian.core.scope import EVERYTHING, Scope
from fangxian.lake.exporting import export
from fangxian.lake.figures import sayable, unsayable
from fangxian.lake.tests.lively import HOUR, assert_equal, live_through, opened
from fangxian.mechanisms.figures.questions import Question, ask, start_of
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.trees.people.actor import SYSTEM

DAY = datetime.timedelta(days=1)
PLACES = (None, "city", "county", "east", "west", "spring")
BODIES = (None, "committee", "regulator", "audit-office")
ROOMS = ("arrivals", "cases", "contacts", "passengers", "reports", "personnel", "structure")
SCOPES = (None, Scope(places=frozenset({"220602001"})), Scope(bodies=frozenset({(ORGANS, "0001")})))


def test_every_measure_of_these_rooms_can_be_computed_in_the_lake(world: World) -> None:
    live_through(world, 0, 3)
    refused = {reason.partition(" ")[0] for reason in unsayable(all_measures())}
    assert not {code for code in refused if code.partition(".")[0] in ROOMS}
    assert "charges.gaps" in refused, "who is missing is no row: it is refused by name"


def test_every_cell_equals_the_database(world: World, tmp_path: Path) -> None:
    instants = live_through(world, 1)
    export(SYSTEM, tmp_path, world.response)
    lake = opened(tmp_path, world)
    days, known = (instants[-1] - BEGAN).days, {measure.code: measure for measure in sayable(all_measures())}

    @settings(max_examples=15)
    @given(
        by=st.sampled_from(["", "place", "body", "line", "day"]),
        place=st.sampled_from(PLACES), body=st.sampled_from(BODIES), scope=st.sampled_from(SCOPES),
        first=st.integers(0, days), hours=st.integers(1, 60), then=st.sampled_from([None, *instants]),
        here=st.booleans(), running=st.booleans(),
        codes=st.sets(st.sampled_from(sorted(known)), min_size=1, max_size=5),
    )  # fmt: skip
    def check(
        by: str,
        place: str | None,
        body: str | None,
        scope: Scope | None,
        first: int,
        hours: int,
        then: Any,
        here: bool,
        running: bool,
        codes: set[str],
    ) -> None:
        start = start_of(FIRST_DAY) + DAY * first
        question = ask(
            world.response, start=start, end=start + HOUR * hours, as_of=then,
            place=world.places[place] if place else None, body=world.bodies[body] if body else None,
            line={"regulator": INDUSTRY}.get(body, ORGANS if body else ""), by=by, scope=scope or EVERYTHING,
        )  # fmt: skip
        assert_equal(
            lake,
            _with(question, here and place is not None, running),
            [known[code] for code in sorted(codes)],
        )

    check()
    empty = ask(
        world.response, start=BEGAN, end=BEGAN + HOUR, body=world.bodies["committee"], line=ORGANS, by="line"
    )
    assert_equal(lake, empty, [known["reports.field.new_arrivals"]])
    for by in ("place", "body", "line", "day"):
        assert_equal(lake, ask(world.response, by=by, start=BEGAN, end=instants[-1] + DAY), known.values())


def _with(question: Question, here: bool, running: bool) -> Question:
    running_from = question.response.started_at if running else None
    return question.at(here=here, running_from=running_from)

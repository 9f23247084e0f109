"""Bodies stand in several lines at once, each dated; they are moved, closed, imported and found again."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.core.scope import Scope
from fangxian.trees.bodies import queries
from fangxian.trees.bodies.actions import (
    close_body,
    create_body,
    create_line,
    move_in_line,
    next_path,
    place_in_line,
)
from fangxian.trees.bodies.imports import load_bodies, load_lines, load_positions
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.bodies.resolver import BodyName, Resolver
from fangxian.trees.places.resolver import State
from fangxian.trees.places.tests.support import ALL, LONG_AGO, Somebody, of_place, territory

database = pytest.mark.django_db(databases=["default", "audit"])
FEBRUARY = datetime.date(2020, 2, 1)
BEFORE = datetime.date(2020, 1, 31)
LINES = b"code,name,nature\norgans,\xe6\x9c\xba\xe5\x85\xb3\xe7\xba\xbf,party\nindustry,Industry,industry\n"
BODIES = """code,name,short_name,kind,place_code,credit_code
committee,某市直属机关工委,市直工委,committee,220600000000,
education,白山市教育局,,department,2206,
school,白山市第一中学,,institution,220602,
bank,白山某商业银行股份有限公司,,enterprise,2206,
""".encode()
POSITIONS = b"""line,code,parent_code,valid_from,valid_to
organs,school,education,2015-01-01,
organs,education,committee,2015-01-01,
organs,committee,,2015-01-01,
organs,bank,committee,2015-01-01,
industry,bank,,2015-01-01,
"""


def city() -> dict[str, Body]:
    territory()
    for load, content in ((load_lines, LINES), (load_bodies, BODIES), (load_positions, POSITIONS)):
        assert load(ALL, content).problems == []
    return {body.code: body for body in Body.objects.select_related("place")}


def codes(bodies: object) -> list[str]:
    return [body.code for body in bodies]  # type: ignore[attr-defined]


@database
def test_a_bank_has_a_regulator_and_a_party_committee() -> None:
    bodies = city()
    assert {position.line_id for position in queries.lines_of(bodies["bank"])} == {"organs", "industry"}
    assert codes(queries.descendants(bodies["committee"], "organs")) == ["education", "school", "bank"]
    assert codes(queries.descendants(bodies["bank"], "industry")) == []
    assert queries.position_on(bodies["school"], "organs", datetime.date(2014, 1, 1)) is None


@database
def test_a_body_moves_from_a_day_on_and_takes_along_what_stands_below_it() -> None:
    bodies = city()
    line = Line.objects.get(code="organs")
    move_in_line(ALL, bodies["education"], line, bodies["bank"], FEBRUARY)
    assert codes(queries.descendants(bodies["bank"], line)) == ["education", "school"]
    assert codes(queries.descendants(bodies["bank"], line, BEFORE)) == []
    assert codes(queries.descendants(bodies["committee"], line, BEFORE)) == ["education", "school", "bank"]
    with pytest.raises(Invalid):
        move_in_line(ALL, bodies["bank"], line, bodies["school"], datetime.date(2020, 3, 1))
    with pytest.raises(Invalid):
        move_in_line(ALL, bodies["school"], line, None, LONG_AGO)


@database
def test_a_body_stands_once_in_a_line_and_below_one_that_stands_there() -> None:
    bodies = city()
    industry = Line.objects.get(code="industry")
    with pytest.raises(Conflict):
        place_in_line(ALL, bodies["bank"], industry)
    with pytest.raises(Invalid):
        place_in_line(ALL, bodies["school"], industry, bodies["education"])
    assert place_in_line(ALL, bodies["school"], industry, bodies["bank"]).path == "00010001"


@database
def test_a_body_is_closed_when_nothing_stands_below_it_any_more() -> None:
    bodies = city()
    with pytest.raises(Invalid):
        close_body(ALL, bodies["education"], FEBRUARY)
    close_body(ALL, bodies["school"], FEBRUARY)
    close_body(ALL, bodies["education"], FEBRUARY)
    assert queries.position_on(bodies["school"], "organs", FEBRUARY) is None
    assert queries.position_on(bodies["school"], "organs", BEFORE) is not None
    with pytest.raises(Invalid):
        place_in_line(ALL, bodies["school"], Line.objects.get(code="organs"))


@database
def test_a_path_that_was_left_is_not_given_to_another_body() -> None:
    bodies = city()
    line = Line.objects.get(code="organs")
    close_body(ALL, bodies["bank"], FEBRUARY)
    place = bodies["committee"].place
    new = create_body(ALL, code="new", name="某新单位", kind=Body.Kind.DEPARTMENT, place=place)
    path = place_in_line(ALL, new, line, bodies["committee"]).path
    assert list(Position.objects.filter(line=line, path=path)) == list(new.positions.all())


@database
def test_a_scope_holds_bodies_by_their_place_or_by_their_line() -> None:
    bodies = city()
    by_place = of_place("220602").own
    assert codes(queries.in_scope(by_place)) == ["school"]
    position = queries.position_on(bodies["education"], "organs")
    assert position is not None
    by_line = Scope(bodies=frozenset({("organs", position.path)}))
    assert codes(queries.in_scope(by_line)) == ["education", "school"]
    assert [row.body.code for row in queries.tree("organs", by_line)] == ["education", "school"]
    assert codes(queries.search("中学", by_line)) == ["school"]
    assert queries.place_paths(by_line) == {"2206"}
    with pytest.raises(Missing):
        place_in_line(Somebody(by_line), bodies["bank"], Line.objects.get(code="organs"), bodies["committee"])


@database
def test_importing_again_changes_nothing_and_a_dry_run_writes_nothing() -> None:
    city()
    events = Event.objects.count()
    assert load_positions(ALL, POSITIONS, dry_run=True).unchanged == 5
    assert load_bodies(ALL, BODIES, dry_run=True).unchanged == 4
    assert Event.objects.count() == events
    renamed = BODIES.replace("白山市教育局".encode(), "白山市教育体育局".encode())
    assert (load_bodies(ALL, renamed).updated, load_lines(ALL, LINES).unchanged) == (1, 2)
    history = Body.objects.get(code="education").history.order_by("history_date")
    assert [row.name for row in history] == ["白山市教育局", "白山市教育体育局"]


@database
@pytest.mark.parametrize(
    ("load", "row", "column"),
    [
        (load_bodies, "x,某单位,,ministry,2206,", "kind"),
        (load_bodies, "x,某单位,,department,9999,", "place_code"),
        (load_bodies, "x,某单位,,enterprise,2206,91220601MA0Y1ABC1X", "credit_code"),
        (load_positions, "organs,nobody,committee,,", "code"),
        (load_positions, "nowhere,school,,,", "line"),
        (load_positions, "industry,school,education,,", "parent_code"),
        (load_positions, "organs,school,bank,,", "parent_code"),
        (load_positions, "industry,school,bank,2020-02-01,2020-02-01", "valid_to"),
    ],
)
def test_a_wrong_cell_is_named(load: type, row: str, column: str) -> None:
    city()
    heading = (BODIES if load is load_bodies else POSITIONS).splitlines()[0].decode()
    outcome = load(ALL, f"{heading}\n{row}\n".encode())
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(2, column)]


@database
def test_codes_are_borne_once() -> None:
    bodies = city()
    with pytest.raises(Conflict):
        create_line(ALL, code="organs", name="另一条线", nature=Line.Nature.PARTY)
    with pytest.raises(Conflict):
        create_body(ALL, code="bank", name="另一家", kind=Body.Kind.ENTERPRISE, place=bodies["bank"].place)


CITY = ("吉林省", "白山市")
BUREAU = BodyName(new_id(), "education", "白山市教育局", "", CITY)
HEALTH = BodyName(new_id(), "health", "白山市卫生健康委员会", "市卫健委", CITY)
BANK = BodyName(new_id(), "bank", "白山某商业银行股份有限公司", "", CITY)
COUNTY = BodyName(new_id(), "county-health", "浑江区卫生健康局", "", (*CITY, "浑江区"))
TWIN = BodyName(new_id(), "county-education", "浑江区教育局", "", (*CITY, "浑江区"))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("白山市教育局", BUREAU),
        ("市教育局", BUREAU),
        ("白山教育局", BUREAU),
        (" 白山市 教育局 ", BUREAU),
        ("education", BUREAU),
        ("市衛健委", HEALTH),
        ("卫健委", HEALTH),
        ("白山某商业银行", BANK),
        ("某商业银行", BANK),
        ("某商业银行有限公司", BANK),
        ("区教育局", TWIN),
    ],
)
def test_a_body_is_found_however_it_is_written(text: str, body: BodyName) -> None:
    assert Resolver([BUREAU, HEALTH, BANK, COUNTY, TWIN]).resolve(text).body == body


def test_what_fits_two_bodies_is_ambiguous_and_what_fits_none_unknown() -> None:
    resolver = Resolver([BUREAU, TWIN])
    assert resolver.resolve("教育局").state is State.AMBIGUOUS
    assert resolver.resolve("财政局").state is State.UNKNOWN
    assert resolver.resolve("").state is State.UNKNOWN


@given(
    st.sets(st.sampled_from(["0001", "0002", "00010001", "000A0003", "ZZZZ"])), st.sampled_from(["", "0001"])
)
def test_a_new_path_is_free_four_characters_longer_and_below_its_parent(ever: set[str], upper: str) -> None:
    path = next_path(upper, ever)
    assert not any(other.startswith(path) for other in ever)
    assert path.startswith(upper)
    assert len(path) == len(upper) + 4

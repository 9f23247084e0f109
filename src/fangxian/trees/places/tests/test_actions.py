"""Places are created, renamed, recoded and moved, each from its day on; what lies below follows."""

import datetime

import pytest

from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.core.dated import today
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.trees.places import queries
from fangxian.trees.places.actions import create_place, recode, rename, set_counts, set_reporting_parent
from fangxian.trees.places.models import WIDTHS, Kind, Place, PlaceCode
from fangxian.trees.places.tests.support import ALL, LONG_AGO, of_place, place, territory

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
FEBRUARY = datetime.date(2020, 2, 1)
BEFORE = datetime.date(2020, 1, 31)


def names(places: list[Place]) -> list[str]:
    return [found.name for found in places]


def test_a_territory_is_browsed_from_the_province_down_to_a_community() -> None:
    places = territory()
    assert names(queries.children(None)) == ["吉林省"]
    assert names(queries.children(places["2206"])) == ["浑江区", "江源区"]
    assert names(queries.children(places["220602"])) == ["新建街道", "通沟街道"]
    assert names(queries.trail(places["220602001001"])) == ["吉林省", "白山市", "浑江区", "新建街道"]
    assert names(queries.children(places["2206"], LONG_AGO)) == ["浑江区", "江源区"]
    assert queries.children(places["2206"], datetime.date(2014, 1, 1)) == []


def test_below_the_grid_places_are_numbered_by_us() -> None:
    community = territory()["220602001001"]
    grid = place("220602001001001", "第一网格", Kind.GRID)
    compound = create_place(ALL, name="阳光小区", kind=Kind.COMPOUND, parent=grid)
    building = create_place(ALL, name="3号楼", kind=Kind.BUILDING, parent=compound)
    household = create_place(ALL, name="2单元301", kind=Kind.HOUSEHOLD, parent=building)
    village_household = create_place(ALL, name="村东第一户", kind=Kind.HOUSEHOLD, parent=community)
    assert household.path == "22060200100100100100100001"
    assert len(village_household.path) == WIDTHS[Kind.HOUSEHOLD]
    assert names(queries.children(community)) == ["第一网格", "村东第一户"]
    assert names(queries.trail(household))[-3:] == ["第一网格", "阳光小区", "3号楼"]


def test_a_code_is_borne_by_one_place() -> None:
    territory()
    with pytest.raises(Conflict):
        place("220602000000", "另一个区", Kind.COUNTY)


def test_who_manages_a_county_may_not_add_to_another_one() -> None:
    places = territory()
    with pytest.raises(Missing):
        create_place(of_place("220602"), name="外街道", kind=Kind.STREET, parent=places["220605"])
    own = create_place(of_place("220602"), name="内街道", kind=Kind.STREET, parent=places["220602"])
    assert own.path == "220602A00"


def test_a_former_name_stays_in_the_history_even_of_a_place_that_was_imported_in_bulk() -> None:
    county = territory()["220602"]
    county.history.all().delete()
    rename(ALL, county, "八道江区")
    assert [row.name for row in county.history.order_by("history_date")] == ["浑江区", "八道江区"]
    with pytest.raises(Invalid):
        rename(ALL, county, "  ")


def test_a_community_states_its_households_and_zero_is_not_unknown() -> None:
    community = territory()["220602001001"]
    set_counts(of_place(community.path), community, households=0, residents=None)
    community.refresh_from_db()
    assert (community.households, community.residents) == (0, None)


def test_a_recoded_county_takes_everything_below_along_from_that_day() -> None:
    places = territory()
    recode(ALL, places["220602"], "220609", FEBRUARY)
    community = Place.objects.get(pk=places["220602001001"].pk)
    assert (community.code, community.path) == ("220609001001", "220609001001")
    assert queries.path_on(community, BEFORE) == "220602001001"
    assert queries.path_on(community, FEBRUARY) == "220609001001"
    found = queries.at_code("220602001001", BEFORE)
    assert found is not None
    assert (found.pk, found.path) == (community.pk, "220602001001")
    assert queries.at_code("220602001001", FEBRUARY) is None
    assert Event.objects.get(action="place.recode").detail["code"] == "220609"


def test_a_recoding_entered_late_reaches_places_created_and_moved_since() -> None:
    places = territory()
    new = create_place(
        ALL, name="新社区", kind=Kind.COMMUNITY, code="220602001009", valid_from=datetime.date(2020, 3, 1)
    )
    recode(ALL, places["220602001"], "220602005", datetime.date(2020, 4, 1))
    fresh = Place.objects.get(pk=places["220602"].pk)
    recode(ALL, fresh, "220609", FEBRUARY)
    community = places["220602001001"]
    days = [BEFORE, FEBRUARY, datetime.date(2020, 4, 1)]
    assert [queries.path_on(community, day) for day in days] == [
        "220602001001",
        "220609001001",
        "220609005001",
    ]
    assert queries.path_on(new, datetime.date(2020, 3, 1)) == "220609001009"
    assert Place.objects.get(pk=new.pk).path == "220609005009"


def test_a_recoding_is_entered_when_it_holds_and_not_before_the_present_code() -> None:
    county = territory()["220602"]
    with pytest.raises(Invalid):
        recode(ALL, county, "220609", today() + datetime.timedelta(days=1))
    with pytest.raises(Invalid):
        recode(ALL, county, "220609", LONG_AGO)
    with pytest.raises(Conflict):
        recode(ALL, county, "220605", FEBRUARY)


def test_a_withdrawn_code_can_be_given_to_another_place_later() -> None:
    places = territory()
    recode(ALL, places["220602"], "220609", FEBRUARY)
    with pytest.raises(Conflict):
        place("220602", "新浑江区", Kind.COUNTY)
    heir = create_place(ALL, name="新浑江区", kind=Kind.COUNTY, code="220602", valid_from=FEBRUARY)
    assert heir.path == "220602"


def test_a_county_reports_straight_to_its_province_and_comes_back() -> None:
    places = territory()
    county = places["220605"]
    set_reporting_parent(ALL, county, places["22"], FEBRUARY)
    assert names(queries.children(places["22"])) == ["白山市", "江源区"]
    assert names(queries.children(places["2206"])) == ["浑江区"]
    assert names(queries.children(places["2206"], BEFORE)) == ["浑江区", "江源区"]
    street = Place.objects.get(pk=places["220605001"].pk)
    assert street.code == "220605001"
    assert names(queries.trail(street)) == ["吉林省", "江源区"]
    assert names(queries.children(county)) == ["孙家堡子街道"]
    set_reporting_parent(ALL, county, None, datetime.date(2020, 3, 1))
    assert Place.objects.get(pk=street.pk).path == "220605001"


def test_a_new_district_takes_over_streets_of_two_counties_that_number_them_alike() -> None:
    places = territory()
    district = create_place(ALL, name="高新区", kind=Kind.COUNTY, parent=places["2206"])
    set_reporting_parent(ALL, places["220602001"], district, FEBRUARY)
    set_reporting_parent(ALL, places["220605001"], district, FEBRUARY)
    assert names(queries.children(district)) == ["新建街道", "孙家堡子街道"]
    assert names(queries.children(places["220605"])) == []
    community = Place.objects.get(pk=places["220605001001"].pk)
    assert community.path.startswith(district.path)
    assert community.code == "220605001001"


def test_a_place_cannot_report_to_one_below_it_or_on_its_own_level() -> None:
    places = territory()
    with pytest.raises(Invalid):
        set_reporting_parent(ALL, places["220602"], places["220602001"], FEBRUARY)
    with pytest.raises(Invalid):
        set_reporting_parent(ALL, places["220602"], places["220605"], FEBRUARY)


def test_search_stays_in_the_scope() -> None:
    territory()
    assert names(queries.search("河口", of_place("220602").own)) == ["河口社区", "河口村"]
    assert queries.search("河口", of_place("220605").own) == []
    assert names(queries.roots(of_place("220602").own)) == ["浑江区"]


def test_nothing_of_a_refused_change_remains() -> None:
    places = territory()
    before = list(PlaceCode.objects.values_list("code", "valid_from", "valid_to"))
    with pytest.raises(Missing):
        recode(of_place("220602"), places["220602"], "220609", FEBRUARY)
    assert list(PlaceCode.objects.values_list("code", "valid_from", "valid_to")) == before


def test_today_is_read_from_the_injected_clock() -> None:
    with clock.use(clock.SimulatedClock(datetime.datetime(2020, 2, 1, 17, tzinfo=datetime.UTC))):
        assert today() == datetime.date(2020, 2, 2)

"""What goes up: each day that changed, as a new version; nothing of persons, nothing small, silence not as zero."""

from datetime import timedelta

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import ask, end_of, start_of
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import Place
from fangxian.uplink import opening, packing, showing
from fangxian.uplink.actions import nodes
from fangxian.uplink.models import Figure, Received
from fangxian.uplink.rules.packages import read
from fangxian.uplink.tests.handing import Link, link, other_response, today

DAY = timedelta(days=1)


def agree(held: Link) -> int:
    """Check that every figure above is the figure below, cell by cell; return how many there were."""
    checked = 0
    rows = Figure.objects.known().filter(via=held.node.place.path, origin=held.node.place.path)
    places = {place.path: place for place in Place.objects.all()}
    for row in rows:
        asked = ask(
            held.upstream.response, start=start_of(row.day), end=end_of(row.day), place=places[row.path]
        )
        measure = registry.measure(row.measure)
        shown, own = showing.number(measure, row.told), answers.answer(asked, measure).total
        if row.hidden:
            assert measure.small_cell, "nothing else is withheld"
        else:
            assert (shown, showing.qualifier(row.told)) == (own.value, own.qualifier), (row.measure, row.path)
        checked += 1
    return checked


def test_figures_above_are_the_figures_below_cell_by_cell(world: World) -> None:
    for number in range(6):
        world.register(number, ("spring", "summer", "autumn")[number % 3])
    world.declare(1, has_symptoms=True)
    world.file()
    held = link(world)
    held.round()
    world.time.advance(DAY)
    world.register(9, "summer")
    held.round()
    assert agree(held) > 500


def test_a_round_without_any_change_says_only_that(world: World) -> None:
    held = link(world)
    held.round()
    world.time.advance(timedelta(minutes=15))
    (package,) = held.round(every_day=False)
    assert (package.day, package.figures) == (None, 0)
    held.node.refresh_from_db()
    assert held.node.last_as_of == package.as_of


def test_what_is_corrected_later_goes_up_as_a_new_version_and_the_former_stays_as_known_then(
    world: World,
) -> None:
    first = world.register(1)
    held = link(world)
    held.round()
    day, then = today(), clock.now()
    world.time.advance(5 * DAY)
    held.round(every_day=False)
    from fangxian.lines.arrivals import actions

    actions.void(world.actor("spring"), first.entry_id, "登记重了")
    assert [package.day for package in held.round(every_day=False)] != [day], "an old day waits for the sweep"
    assert day in [package.day for package in held.round()]
    rows = Figure.objects.filter(measure="arrivals.registered", path=held.node.place.path, day=day)
    assert [row.value for row in rows.known(then)] == [1]
    assert [row.value for row in rows.known()] == [0]
    assert agree(held)


def test_what_only_time_changes_goes_up_too(world: World) -> None:
    held = link(world)
    held.round()
    missing = Figure.objects.filter(measure="reports.missing", path=held.node.place.path, day=today())
    assert missing.known().get().value == 0
    world.time.advance(timedelta(hours=4))
    held.round(every_day=False)
    assert missing.known().get().value == 6, "nobody has filed"


def test_a_package_holds_codes_and_integers_and_no_person(world: World) -> None:
    entry = world.register(3)
    (package,) = link(world).round()
    told = read(bytes(package.body))
    assert {cell[0] for series in told.series for cell in series.cells} <= set(
        Place.objects.values_list("code", flat=True)
    )
    assert str(entry.entry_id).encode() not in bytes(package.body)
    assert told.forms["daily-returnees"] == 1


def test_a_node_that_has_nodes_below_tells_of_their_places_only_what_was_entered_at_itself(
    world: World,
) -> None:
    """A city passes on what its county told, marked as the county's, and its own beside it."""
    world.register(1)
    upper = other_response(world, world.places["province"])
    low = link(world, upper=world_city(world))
    low.round()
    high = link_of_city(world, low.node.response, upper)
    (package,) = [each for each in high.round() if each.day == today()]
    told = read(bytes(package.body))
    assert [origin.place for origin in told.origins] == ["2206", "220602"]
    own = {cell[0] for series in told.series for cell in series.cells if cell[1] == 0}
    assert own == set(), "the city entered nothing: it says nothing of its own, and not zero"
    rows = Figure.objects.known().filter(response=upper, measure="arrivals.registered")
    found = {(row.via, row.origin, row.path): row.value for row in rows}
    county = world.places["county"].path
    assert found["2206", county, county] == 1
    assert told.origins[1].digest == Received.objects.filter(node=low.node, day=today()).first().digest


def world_city(world: World):  # type: ignore[no-untyped-def]
    """Start the city's response, into which the county tells."""
    from fangxian.conftest import BEGAN
    from fangxian.trees.responses import actions as responses

    return responses.start_response(
        SYSTEM, name="市（虚构）", level=1, jurisdiction=world.places["city"], started_at=BEGAN - DAY / 12
    )


def link_of_city(world: World, lower, upper) -> Link:  # type: ignore[no-untyped-def]
    return link(world, lower=lower, upper=upper, place="city")


def test_what_comes_directly_and_by_way_of_another_counts_once(world: World) -> None:
    world.register(1)
    upper = other_response(world, world.places["province"])
    low = link(world, upper=world_city(world))
    low.round()
    high = link_of_city(world, low.node.response, upper)
    node, _code = nodes.register(SYSTEM, upper, world.places["county"], "县（直报）")
    node.paired_at = clock.now()
    node.save()
    high.round()
    assert not Figure.objects.filter(response=upper, origin=world.places["county"].path).exists()
    assert Received.objects.filter(node=high.node).exists()


def test_forms_of_which_another_version_holds_here_are_shown(world: World) -> None:
    held = link(world)
    held.round()
    row = Received.objects.get(day=today())
    assert ("daily-returnees", 1, 1) in opening.forms(row)
    row.forms = {"daily-returnees": 2, "elsewhere": 1}
    assert opening.forms(row) == [("daily-returnees", 2, 1), ("elsewhere", 1, None)]


def test_a_measure_that_is_not_known_above_is_left_out_and_named(world: World) -> None:
    held = link(world)

    def rename(told):  # type: ignore[no-untyped-def]
        told["series"][0]["measure"] = "elsewhere.unknown"

    held.hand(held.forged(rename))
    row = Received.objects.get()
    assert row.unknown == ["elsewhere.unknown"]
    assert not Figure.objects.filter(measure="elsewhere.unknown").exists()
    assert Figure.objects.exists()
    assert packing.agreement(held.upstream)

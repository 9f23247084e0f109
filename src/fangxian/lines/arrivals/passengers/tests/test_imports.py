"""A station's workbook with messy columns becomes lists; sent again it adds, corrects and keeps (M5)."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fangxian.conftest import World
from fangxian.core.errors import Missing
from fangxian.lines.arrivals.passengers.models import PassengerList, PassengerRow, RowStanding
from fangxian.lines.arrivals.passengers.tests.samples import DAY, HEADER, passenger, row, workbook
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.codes import SheetError
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Account

KIND = "arrivals.passengers"


def commit(
    world: World, account: Account, content: bytes, name: str = "旅客.xlsx", **other: Any
) -> imports.Check:
    """Upload and import a station's workbook."""
    actor = Actor(account)
    run = imports.upload(actor, world.response, KIND, name, content, place=world.places["east"])
    return imports.commit(actor, run, **other)


def test_a_sheet_with_its_trip_in_the_title_becomes_a_list(world: World, station: Account) -> None:
    found = commit(world, station, workbook(passenger(1), passenger(2, "某地"), passenger(1)))
    assert (found.rows, len(found.prepared.new)) == (3, 3)
    of = PassengerList.objects.get()
    assert (of.trip, of.travelled_on, of.station) == ("K7385", DAY, "东街道")
    outcomes = RowStanding.objects.known().order_by("position").values_list("outcome", "assigned")
    assert list(outcomes) == [("open", True), ("open", False), ("duplicate", True)]


def test_a_sheet_of_several_trips_becomes_several_lists(world: World, station: Account) -> None:
    header = (*HEADER, "车次", "乘车日期")
    plain = workbook(header=header, with_title=False)
    assert plain
    import io

    import xlsxwriter

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        told = [(*row(passenger(1)), "K7385", "2020-02-01"), (*row(passenger(2)), "k7385次", "2020/2/1"),
                (*row(passenger(3)), "G402", "2月1日")]  # fmt: skip
        for number, cells in enumerate([header, *told]):
            sheet.write_row(number, 0, cells)
    commit(world, station, output.getvalue())
    assert sorted(PassengerList.objects.values_list("trip_key", flat=True)) == ["G402", "K7385"]
    assert RowStanding.objects.known().count() == 3


def test_a_list_sent_again_adds_corrects_and_keeps(world: World, station: Account) -> None:
    one, two = passenger(1), passenger(2)
    commit(world, station, workbook(one, two, one))
    again = commit(
        world, station, workbook(one, passenger(2, phone="19911112222"), one, passenger(3)), "再报.xlsx"
    ).prepared
    assert (len(again.new), len(again.changed), again.unchanged) == (1, 1, 2)
    assert PassengerList.objects.count() == 1
    assert PassengerRow.objects.at().count() == 4
    assert PassengerRow.objects.filter(reason__gt="").count() == 1


def test_rows_without_trip_or_day_stay_out_and_are_named(world: World, station: Account) -> None:
    content = workbook(passenger(1), with_title=False)
    run = imports.upload(Actor(station), world.response, KIND, "x.xlsx", content, place=world.places["east"])
    problems = imports.check(run).errors
    assert {problem.field for _sheet, problem in problems} == {"trip", "day"}


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken", workbook(header=("甲", "乙"))])
def test_what_is_no_list_is_refused(world: World, station: Account, content: bytes) -> None:
    with pytest.raises(SheetError):
        commit(world, station, content)
    assert not PassengerList.objects.exists()


def test_a_station_sends_from_where_it_stands_only(world: World, station: Account) -> None:
    with pytest.raises(Missing):
        imports.upload(
            Actor(station), world.response, KIND, "x.xlsx", workbook(passenger(1)), place=world.places["west"]
        )


def test_the_officer_sends_a_sheet_on_the_page(
    world: World, station: Account, client_for: Callable[[Account], Client]
) -> None:
    client = client_for(station)
    page = client.get(f"/imports/?kind={KIND}")
    assert page.context["form"].only_sender.place == world.places["east"]
    file = SimpleUploadedFile("旅客.xlsx", workbook(passenger(1), passenger(2)))
    checked = client.post("/imports/", {"kind": KIND, "file": file}, follow=True)
    assert checked.context["new"] == 2
    client.post(f"/imports/{checked.context['run'].id}/commit/")
    assert len(client.get("/passengers/").context["lists"]) == 1
    assert (
        client_for(world.accounts["summer"]).get(f"/imports/{checked.context['run'].id}/").status_code == 404
    )
    assert client.get(f"/passengers/{uuid.uuid4()}/").status_code == 404

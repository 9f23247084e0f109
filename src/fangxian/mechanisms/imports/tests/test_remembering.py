"""What was confirmed of a header belongs to its sender, reaches those below, and survives small changes (M5, M8)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fangxian.conftest import World, id_number
from fangxian.mechanisms.imports import actions
from fangxian.mechanisms.imports.carrying import Changes, carried, keys_of
from fangxian.mechanisms.imports.mapping import Mapping
from fangxian.mechanisms.imports.models import ImportRun, RememberedMapping
from fangxian.trees.people.models import Account

UNIT, COMMUNITY = "arrivals.unit", "arrivals.community"
HEADER = ("姓名", "证件号", "联系方式", "何地返回", "返回日期", "乙列", "所属社区")


def sheet(header: tuple[str, ...] = HEADER, cells: dict[str, str] | None = None) -> bytes:
    """Return a sheet with one invented person under a header."""
    told = {"姓名": "褚宁（虚构）", "证件号": id_number(1), "联系方式": "19900000001", "何地返回": "武汉",
            "返回日期": "2020-01-31", "乙列": "三人", "所属社区": "春晖社区"} | (cells or {})  # fmt: skip
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, header)
        page.write_row(1, 0, [told.get(name, "") for name in header])
    return output.getvalue()


def upload(world: World, body: str = "audit-office", *header: str, **cells: str) -> ImportRun:
    """Send a sheet as a body."""
    content = sheet(header or HEADER, cells)
    return actions.upload(
        world.actor(body),
        world.response,
        UNIT,
        "a.xlsx",
        content,
        body=world.bodies[body],
        line=world.line_of[body],
    )


def taken_for(run: ImportRun) -> dict[int, str]:
    """Return the field of each column."""
    return {column: code for column, (code, _sure) in Mapping.from_json(run.mappings[0]).columns.items()}


def teach(world: World, body: str, column: int, field: str) -> ImportRun:
    """Correct a column as a body's liaison."""
    run = upload(world, body)
    actions.choose(world.actor(body), run, 0, column, field)
    return run


def test_a_sender_s_word_holds_for_him_and_not_for_his_neighbour(world: World) -> None:
    teach(world, "audit-office", 5, "cohabitants")
    assert taken_for(upload(world, "audit-office", 联系方式="19900000002"))[5] == "cohabitants"
    assert 5 not in taken_for(upload(world, "archives"))


def test_the_body_above_speaks_for_those_below_until_they_speak_themselves(world: World) -> None:
    run = actions.upload(
        world.actor("regulator"), world.response, UNIT, "a.xlsx", sheet(), body=world.bodies["regulator"],
        line=world.line_of["regulator"],
    )  # fmt: skip
    actions.choose(world.actor("regulator"), run, 0, 5, "cohabitants")
    assert taken_for(upload(world, "north-bank"))[5] == "cohabitants"
    assert 5 not in taken_for(upload(world, "audit-office"))
    teach(world, "north-bank", 5, "remark")
    assert taken_for(upload(world, "north-bank", 联系方式="19900000003"))[5] == "remark"
    assert taken_for(upload(world, "south-bank"))[5] == "cohabitants"


def test_what_nobody_claims_is_everybody_s(world: World) -> None:
    mapping = Mapping.from_json(upload(world).mappings[0]).with_choice(5, "remark")
    RememberedMapping.objects.create(
        kind=UNIT, fingerprint=mapping.fingerprint, columns=mapping.to_json()["columns"]
    )
    assert taken_for(upload(world, "archives"))[5] == "remark"
    teach(world, "audit-office", 5, "cohabitants")
    assert taken_for(upload(world, "audit-office", 联系方式="19900000002"))[5] == "cohabitants"


def test_a_changed_header_carries_over_what_is_the_same_and_asks_about_the_rest(world: World) -> None:
    run = teach(world, "audit-office", 5, "cohabitants")
    actions.commit(world.actor("audit-office"), run)
    changed = ("序号", "姓名", "联系方式", "证件号", "何地返回", "返回日期", "乙列", "现住址")
    again = upload(world, "audit-office", *changed)
    found = taken_for(again)
    assert (found[1], found[3], found[6], found[7]) == ("name", "id_number", "cohabitants", "address")
    changes = Changes.from_json(again.mappings[0]["changes"])
    assert changes == Changes(added=(0, 7), moved=(2, 3), gone=("place",), known=True)
    actions.choose(world.actor("audit-office"), again, 0, 0, None)
    assert Changes.from_json(again.mappings[0]["changes"]) == changes


def test_what_was_left_out_on_purpose_stays_left_out(world: World) -> None:
    teach(world, "audit-office", 2, "")
    run = upload(world, "audit-office", *HEADER, "备注")
    assert 2 not in taken_for(run) or taken_for(run)[2] == ""


@given(st.permutations(range(6)), st.integers(0, 6))
def test_any_order_of_the_same_columns_is_the_same_mapping(order: list[int], cut: int) -> None:
    names = ["姓名", "证件号", "电话", "住址", "车次", "备注"]
    columns = {place: (f"f{place}", 90) for place in range(5)}
    headers = [names[place] for place in order][: max(cut, 1)]
    mapping, changes = carried(headers, keys_of(names), columns, Mapping({}))
    kept = set(order[: max(cut, 1)]) & set(columns)
    assert {code for code, _sure in mapping.columns.values()} == {f"f{place}" for place in kept}
    assert all(
        names.index(headers[column]) == int(code[1:]) for column, (code, _sure) in mapping.columns.items()
    )
    assert set(changes.gone) == {f"f{place}" for place in set(columns) - kept}
    assert changes.added == ()
    assert bool(changes.moved) == (order[: max(cut, 1)] != sorted(order[: max(cut, 1)]))


def test_the_page_says_who_confirmed_what_and_forgets(
    world: World, client_for: Callable[[Account], Client]
) -> None:
    run = teach(world, "audit-office", 5, "cohabitants")
    actions.commit(world.actor("audit-office"), run)
    client = client_for(world.accounts["audit-office"])
    (row,) = client.get("/imports/mappings/").context["rows"]
    assert (row["known"].used, row["known"].confirmed_by) == (1, world.accounts["audit-office"])
    assert client_for(world.accounts["archives"]).get("/imports/mappings/").context["rows"] == []
    address = f"/imports/mappings/{row['known'].pk}/forget/"
    assert client_for(world.accounts["archives"]).post(address).status_code == 404
    assert client_for(world.accounts["auditor"]).post(address).status_code == 403
    assert client.post(address).status_code == 302
    assert not RememberedMapping.objects.exists()
    assert 5 not in taken_for(upload(world, "audit-office", 联系方式="19900000009"))


def test_the_page_shows_what_changed(world: World, client_for: Callable[[Account], Client]) -> None:
    actions.commit(world.actor("audit-office"), teach(world, "audit-office", 5, "cohabitants"))
    client = client_for(world.accounts["audit-office"])
    file = SimpleUploadedFile("b.xlsx", sheet((*HEADER, "是否发热"), {"是否发热": "无"}))
    page: Any = client.post("/imports/", {"kind": UNIT, "file": file}, follow=True)
    (shown,) = page.context["sheets"]
    assert shown.added == ["是否发热"]
    assert "是否发热" in page.content.decode()


@pytest.mark.parametrize("wrong", [{}, {"changes": {"added": "x"}}, {"changes": {}}])
def test_changes_of_something_else_are_none(wrong: dict[str, Any]) -> None:
    assert isinstance(Changes.from_json(wrong.get("changes", {})), Changes)

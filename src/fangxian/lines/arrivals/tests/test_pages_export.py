"""The list taken out: masked or for a purpose, watermarked, harmless in a spreadsheet, on record."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from fangxian.conftest import World, id_number
from fangxian.core.audit.models import Event
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def book(answer: HttpResponse) -> Any:
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def text(answer: HttpResponse) -> str:
    return "\n".join(
        str(cell) for sheet in book(answer) for row in sheet.iter_rows(values_only=True) for cell in row
    )


def test_without_a_purpose_it_is_masked_and_counted(world: World, client_for: ClientFor) -> None:
    world.declare(1, phone="13900005678")
    world.register(2)
    answer = client_for(world.accounts["committee"]).post("/arrivals/export/?side=unit", {"purpose": ""})
    told = text(answer)
    assert "13900005678" not in told
    assert id_number(1) not in told
    assert "审计局" in told
    assert "committee" in told  # the watermark names the account
    event = Event.objects.get(kind=Event.Kind.EXPORT)
    assert (event.count, event.purpose, event.detail) == (1, "", {"masked": True})


def test_for_a_purpose_it_is_in_full_and_the_purpose_stays_with_it(
    world: World, client_for: ClientFor
) -> None:
    world.declare(1, phone="13900005678", name="=1+1")
    answer = client_for(world.accounts["committee"]).post("/arrivals/export/", {"purpose": "电话回访"})
    told = text(answer)
    assert "13900005678" in told
    assert "电话回访" in told
    assert all(cell.data_type != "f" for sheet in book(answer) for row in sheet.iter_rows() for cell in row)
    event = Event.objects.get(kind=Event.Kind.EXPORT)
    assert (event.count, event.purpose) == (1, "电话回访")


def test_a_purpose_of_one_letter_is_none(world: World, client_for: ClientFor) -> None:
    world.declare(1)
    client = client_for(world.accounts["committee"])
    assert client.post("/arrivals/export/", {"purpose": "x"}).status_code == 422
    assert not Event.objects.filter(kind=Event.Kind.EXPORT).exists()
    assert client.get("/arrivals/export/").context["count"] == 1


@pytest.mark.parametrize("who", ["spring", "audit-office", "command", "supervisor", "auditor"])
def test_others_take_nothing_out(world: World, client_for: ClientFor, who: str) -> None:
    assert client_for(world.accounts[who]).post("/arrivals/export/", {}).status_code == 403

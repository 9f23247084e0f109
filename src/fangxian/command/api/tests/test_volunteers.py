"""A mini-program lets people sign up as volunteers, within the bounds of the public page (M4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core.ids import new_id
from fangxian.lines.volunteers import links
from fangxian.lines.volunteers.models import Volunteer
from fangxian.lines.volunteers.tests.opened import link_of
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.visitors import limits
from fangxian.trees.people.api_auth import LARGEST
from fangxian.trees.people.models import Account

URL = "/api/v1/volunteers"


def stated(world: World, **other: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()), "link": links.token(link_of(world)), "name": "赵愿", "phone": "19900000011",
        "place": world.places["spring"].code, "skills": ["driving"], "times": ["weekends"], "healthy": True,
        "adult": True,
    } | other  # fmt: skip


def post(client: Client, url: str, told: dict[str, Any]) -> Any:
    return client.post(url, told, content_type="application/json")


@pytest.mark.django_db
def test_somebody_signs_up_is_accepted_assigned_and_withdraws(
    world: World, client_for: Callable[[Account], Client]
) -> None:
    told, visitor = stated(world), Client()
    first, again = post(visitor, f"{URL}/sign-up", told), post(visitor, f"{URL}/sign-up", told)
    assert (first.status_code, again.status_code) == (201, 200), first.json()
    assert first.json() == again.json()
    assert post(visitor, f"{URL}/sign-up", told | {"name": "钱愿"}).status_code == 409
    worker, one = client_for(world.accounts["spring"]), f"{URL}/{told['id']}"
    assert post(client_for(world.accounts["autumn"]), f"{one}/accept", {}).status_code == 404
    assert post(worker, f"{one}/accept", {}).status_code == 204
    assert post(worker, f"{one}/assign", {"place": world.places["spring"].code}).status_code == 204
    assert post(worker, f"{one}/thank", {"words": "谢谢"}).status_code == 204
    key = {"key": first.json()["key"]}
    shown = post(visitor, f"{URL}/receipt", key).json()
    assert (shown["state"], shown["thanks"], shown["serves"]) == ("accepted", "谢谢", ["春晖社区"])
    assert "赵愿" not in str(shown)
    assert post(visitor, f"{URL}/withdraw", key).json()["state"] == "withdrawn"
    assert Posting.objects.at().get().ended_at is not None
    assert post(visitor, f"{URL}/withdraw", key).status_code == 409


@pytest.mark.django_db
def test_what_is_wrong_too_much_or_too_large_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, url = Client(), f"{URL}/sign-up"
    assert post(visitor, url, stated(world, link="none")).status_code == 404
    wrong = post(visitor, url, stated(world, phone="", adult=False))
    assert (wrong.status_code, set(wrong.json()["errors"])) == (422, {"phone", "adult"})
    assert post(visitor, url, stated(world, skills=["flying"])).status_code == 422
    assert post(visitor, url, stated(world, wishes="x" * LARGEST)).status_code == 413
    assert post(visitor, f"{URL}/receipt", {"key": "none"}).status_code == 404
    monkeypatch.setattr(limits, "BY_ADDRESS", 1)
    told = stated(world)
    assert post(visitor, url, told).status_code == 201
    refused = post(visitor, url, told | {"id": str(new_id()), "name": "钱愿"})
    assert (refused.status_code, Volunteer.objects.count()) == (429, 1)
    assert int(refused["Retry-After"]) > 0

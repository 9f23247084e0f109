"""The response and the hour that a page stands on: chosen or the latest in one's scope, never the future."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from fangxian.conftest import BEGAN, World
from fangxian.core.errors import Invalid, Missing
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.responses import actions
from fangxian.trees.responses.current import as_of_of, choose, response_of
from fangxian.trees.responses.models import Response

Asked = Callable[[str], HttpRequest]


@pytest.fixture
def asked(rf: RequestFactory) -> Asked:
    return lambda text: rf.get("/", {"as_of": text} if text else {})


def request_of(actor: Actor, session: dict[str, str] | None = None) -> Request:
    request = Request()
    request.actor = actor
    request.session = {} if session is None else session  # type: ignore[assignment]
    return request


def second(world: World) -> Response:
    return actions.start_response(
        SYSTEM, name="防汛（虚构）", level=3, jurisdiction=world.places["east"],
        started_at=BEGAN + timedelta(minutes=1), committee=world.bodies["committee"],
    )  # fmt: skip


def test_the_latest_response_that_meets_ones_place_or_body(world: World) -> None:
    world.time.advance(timedelta(hours=1))
    flood = second(world)
    assert response_of(request_of(world.actor("spring"))) == flood
    assert response_of(request_of(world.actor("autumn"))) == world.response
    assert response_of(request_of(world.actor("audit-office"))) == flood
    assert response_of(request_of(world.actor("statistics"))) == world.response


def test_the_chosen_one_is_kept_but_never_one_of_another_place(world: World) -> None:
    world.time.advance(timedelta(hours=1))
    flood = second(world)
    session: dict[str, str] = {}
    near = request_of(world.actor("spring"), session)
    choose(near, world.response)
    assert response_of(near) == world.response
    choose(near, flood)
    far = request_of(world.actor("autumn"), session)
    assert response_of(far) == world.response


def test_a_drill_says_so_in_its_name_and_is_worked_in_only_by_who_chose_it(world: World) -> None:
    world.time.advance(timedelta(hours=1))
    drill = actions.start_response(
        SYSTEM, name="春训", level=1, jurisdiction=world.places["city"], is_drill=True, started_at=BEGAN
    )
    assert (drill.name, drill.mark, world.response.mark) == ("【演练】春训", "【演练】", "")
    session: dict[str, str] = {}
    request = request_of(world.actor("spring"), session)
    assert response_of(request) == world.response
    choose(request_of(world.actor("spring"), session), drill)
    assert response_of(request_of(world.actor("spring"), session)) == drill


def test_without_a_response_one_is_told_so(world: World) -> None:
    Response.objects.exclude(pk=world.response.pk).delete()
    with pytest.raises(Missing):
        response_of(request_of(Actor(None)))


@pytest.mark.usefixtures("time")
@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("", None),
        ("2020-02-01T07:30", datetime(2020, 1, 31, 23, 30, tzinfo=UTC)),
        ("2020-01-31T23:30:00+00:00", datetime(2020, 1, 31, 23, 30, tzinfo=UTC)),
        ("2020-01-31", datetime(2020, 1, 31, 15, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_an_hour_or_a_day_which_means_its_end(asked: Asked, text: str, instant: datetime | None) -> None:
    assert as_of_of(asked(text)) == instant


@pytest.mark.usefixtures("time")
def test_today_means_now(asked: Asked) -> None:
    seen = as_of_of(asked("2020-02-01"))
    assert seen is not None
    assert seen - BEGAN < timedelta(seconds=1)


@pytest.mark.usefixtures("time")
@pytest.mark.parametrize("text", ["2020-02-01T08:30", "2020-02-02", "yesterday", "2020-02-30", "0", "9" * 60])
def test_what_lies_ahead_or_is_no_time_is_refused(asked: Asked, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        as_of_of(asked(text))
    assert set(refusal.value.errors) == {"as_of"}

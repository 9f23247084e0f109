"""A poster of the spring community, and somebody who scans it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World, invent
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.selfreg import actions, links, secrets
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration

ADDRESS = "192.0.2.7"


@dataclass
class Returnee:
    """Somebody with a phone and no account, who opens the page of a link."""

    world: World
    link: RegistrationLink

    def __post_init__(self) -> None:
        self.client = Client()

    @property
    def url(self) -> str:
        return f"/self/{secrets.link_token(self.link)}/"

    def entered(self, number: int, **other: Any) -> dict[str, Any]:
        """Return what invented person ``number`` would type into the form just opened."""
        person = invent(number)
        return {
            "id": str(new_id()), "opened": secrets.opened(self.link), "website": "",
            "name": person.identity.name, "phone": person.contact.phone, "id_number": person.identity.id_number,
            "place": "春晖社区", "address": person.contact.address, "origin": "湖北武汉",
            "arrived_on": "2020-02-01", "arrived_time": "", "transport": "rail", "trip": "G100",
            "employer": "", "symptoms": "no", "symptoms_named": "",
        } | other  # fmt: skip

    def send(self, told: dict[str, Any], *, after: float = 20) -> Any:
        """Send a form some seconds after it was opened."""
        self.world.time.advance(timedelta(seconds=after))
        return self.client.post(self.url, told)

    def registered(self, number: int, **other: Any) -> str:
        """Register and return the address of the receipt."""
        answer = self.send(self.entered(number, **other))
        assert answer.status_code == 302, answer.context["form"].errors
        return str(answer["Location"]).removesuffix("&new=1")


@pytest.fixture
def link(world: World) -> RegistrationLink:
    owner = f"place:{world.places['spring'].code}"
    return links.make(world.actor("spring"), world.response, owner, "南出站口", 14)


@pytest.fixture
def returnee(world: World, link: RegistrationLink) -> Returnee:
    return Returnee(world, link)


@pytest.fixture
def submit(world: World, link: RegistrationLink) -> Callable[..., SelfRegistration]:
    """Return a function by which invented people register themselves through the action."""

    def enter(number: int, place: str = "spring", **other: Any) -> SelfRegistration:
        arrival: Arrival = world.registration(number, place, **other)
        return actions.submit(link, [arrival], ADDRESS)

    return enter

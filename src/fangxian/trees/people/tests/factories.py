"""Makers of a district with two streets, three bodies in a line, and accounts; all of them invented."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people import actions
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places.models import Kind, Place

LONG_AGO = date(2020, 1, 1)
PASSWORD = "three calm herons"
PHONE = "19900000001"


@dataclass
class World:
    """A district (220602) with two streets; a committee over a bureau and a school in the line ``organs``."""

    district: Place
    east: Place
    west: Place
    line: Line
    committee: Body
    bureau: Body
    school: Body


def make_world() -> World:
    """Create the two trees."""
    district = _place("浑江区", "220602", Kind.COUNTY)
    east, west = _place("东街道", "220602001", Kind.STREET), _place("西街道", "220602002", Kind.STREET)
    line = Line.objects.create(code="organs", name="机关", nature=Line.Nature.PARTY)
    committee = _body("committee", district, line, "AAAA")
    bureau = _body("bureau", east, line, "AAAAAAAA")
    school = _body("school", west, line, "AAAAAAAB")
    return World(district, east, west, line, committee, bureau, school)


def make_account(name: str, role: Role | None = None, *, phone: str = "", **granted: Any) -> Account:
    """Create somebody who accepted an invitation; ``granted`` names the place or the body and line."""
    account = actions.create_account(SYSTEM, name=name, title=f"{name}（虚构）", phone=phone)
    if role is not None:
        actions.grant_role(SYSTEM, account, role, **{"valid_from": LONG_AGO} | granted)
    actions.accept_invitation(actions.invite(SYSTEM, account), PASSWORD)
    account.refresh_from_db()
    return account


def make_service(name: str, role: Role, **granted: Any) -> Account:
    """Create a system with a role."""
    account = actions.create_account(SYSTEM, name=name, is_service=True)
    actions.grant_role(SYSTEM, account, role, **{"valid_from": LONG_AGO} | granted)
    return account


def make_actor(name: str, role: Role | None = None, **granted: Any) -> Actor:
    """Create somebody and return him as he acts."""
    return Actor(make_account(name, role, **granted))


def sign_in(client: Client, account: Account, password: str = PASSWORD) -> Any:
    """Post the sign-in form."""
    return client.post("/sign-in/", {"username": account.name, "password": password})


def _place(name: str, code: str, kind: Kind) -> Place:
    return Place.objects.create(name=name, code=code, path=code, kind=kind)


def _body(code: str, place: Place, line: Line, path: str) -> Body:
    body = Body.objects.create(code=code, name=code, kind=Body.Kind.DEPARTMENT, place=place)
    Position.objects.create(body=body, line=line, path=path, valid_from=LONG_AGO)
    return body

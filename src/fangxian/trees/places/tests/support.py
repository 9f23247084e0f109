"""What the tests of the trees share: an actor with a chosen scope, and a small territory."""

import datetime
import uuid
from dataclasses import dataclass, field

from fangxian.core.errors import Forbidden, Missing
from fangxian.core.scope import NOWHERE, Scope
from fangxian.trees.places.actions import create_place
from fangxian.trees.places.models import Kind, Place

LONG_AGO = datetime.date(2015, 1, 1)


@dataclass(frozen=True)
class Somebody:
    """An actor who holds every permission in one scope; without one, in the whole country."""

    own: Scope = field(default=Scope(places=frozenset({""})))
    label: str = "fictitious"
    channel: str = "web"
    id: uuid.UUID | None = None

    def scope(self, permission: str) -> Scope:
        """Return the scope, whatever the permission."""
        return self.own

    def may(self, *permissions: str) -> bool:
        """Tell whether there is a scope at all."""
        return bool(self.own)

    def must(self, permission: str, *, place: str = "", line: str = "", body: str = "") -> None:
        """Refuse like an account does."""
        if not self.own:
            raise Forbidden("nowhere")
        if (place or body) and not self.own.holds(place=place, line=line, body=body):
            raise Missing("outside")


ALL = Somebody()
NOBODY = Somebody(NOWHERE)


def of_place(path: str) -> Somebody:
    """Return an actor whose scope is one subtree of places."""
    return Somebody(Scope(places=frozenset({path})))


def place(code: str, name: str, kind: Kind, parent: Place | None = None) -> Place:
    """Create a place as it stood long ago."""
    return create_place(ALL, name=name, kind=kind, code=code, parent=parent, valid_from=LONG_AGO)


def territory() -> dict[str, Place]:
    """Create a province, a city, two counties, three streets and four communities, by code."""
    rows = [
        ("22", "吉林省", Kind.PROVINCE),
        ("2206", "白山市", Kind.CITY),
        ("220602", "浑江区", Kind.COUNTY),
        ("220605", "江源区", Kind.COUNTY),
        ("220602001", "新建街道", Kind.STREET),
        ("220602002", "通沟街道", Kind.STREET),
        ("220605001", "孙家堡子街道", Kind.STREET),
        ("220602001001", "宜宾社区", Kind.COMMUNITY),
        ("220602001002", "喜丰社区", Kind.COMMUNITY),
        ("220602002001", "河口社区", Kind.COMMUNITY),
        ("220602002200", "河口村", Kind.COMMUNITY),
        ("220605001001", "城西社区", Kind.COMMUNITY),
    ]
    return {code: place(code, name, kind) for code, name, kind in rows}

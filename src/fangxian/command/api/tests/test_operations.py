"""What holds of every operation: it names its permission, and refuses by problem document."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from ninja import Schema
from ninja.operation import Operation

from fangxian.command.api import api
from fangxian.command.api.tests.caller import API, Caller, arrival, committee, liaison
from fangxian.conftest import World
from fangxian.trees.people.access import OPEN, SIGNED_IN
from fangxian.trees.people.api_auth import OpenToAll, Requires
from fangxian.trees.people.roles import PERMISSIONS

OPEN_TO_ALL = {f"{API}/self-registrations{ending}" for ending in ("", "/receipt", "/withdraw")}
OPEN_TO_ALL |= {f"{API}/volunteers/{operation}" for operation in ("sign-up", "receipt", "withdraw")}
"""Where somebody without an account registers himself or signs up, and comes back with his receipt."""
OPEN_TO_ALL |= {f"{API}/service/arrive"}
"""Where somebody checks in at his post by the secret of his own page."""
OPEN_TO_ALL |= {f"{API}/uplink/{operation}" for operation in ("pair", "packages", "keys")}
"""Where a node below speaks, whose signature tells who it is."""


def operations() -> Iterator[tuple[str, Operation]]:
    """Yield every operation of the API with its path."""
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


def test_every_operation_names_the_permission_that_it_needs() -> None:
    found = list(operations())
    assert len(found) > 25
    for path, operation in found:
        (auth,) = operation.auth_callbacks
        assert isinstance(auth, Requires | OpenToAll), path
        assert auth.permission, f"{path} is closed to everybody"
        assert set(auth.permission) <= {*PERMISSIONS, OPEN, SIGNED_IN}


def test_every_operation_says_what_it_does_and_what_it_may_refuse() -> None:
    described = Client().get(f"{API}/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], path
            refused = (
                {"404", "422"} if path in OPEN_TO_ALL and method == "post" else {"401", "403", "404", "422"}
            )
            assert refused <= set(operation["responses"]), f"{method} {path}"


def schemas(kind: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """Yield every schema of the API."""
    for own in kind.__subclasses__():
        if own.__module__.startswith("fangxian.command.api"):
            yield own
        yield from schemas(own)


def test_what_is_sent_and_shown_has_an_example_that_is_right() -> None:
    described = Client().get(f"{API}/openapi.json").json()["components"]["schemas"]
    known = {own.__name__: own for own in schemas()}
    bare = {name for name, own in described.items() if "examples" not in own and name in known}
    assert not {name for name in bare if not name.endswith(("Page", "Filters", "Form", "Asked"))}
    shown = {name: own["examples"] for name, own in described.items() if "examples" in own}
    assert len(shown) > 25
    for name, examples in shown.items():
        for found in examples:
            known[name].model_validate(found)


@pytest.mark.parametrize("path", ["/me", "/arrivals", "/figures", "/bulletins", "/places", "/response"])
def test_a_caller_whom_nobody_knows_meets_401(world: World, path: str) -> None:
    for caller in (Caller(), Caller("not a token")):
        answer = caller.get(path)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:problem-type:fangxian:sign-in"


def test_a_token_cannot_do_what_it_was_not_issued_for(world: World) -> None:
    narrow = committee(world, "figures.view")
    assert narrow.get("/figures", measure="arrivals.declared").status_code == 200
    for path in ("/arrivals", "/gaps", "/reports", "/bulletins"):
        answer = narrow.get(path)
        assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")


def test_errors_are_told_by_field(world: World) -> None:
    answer = liaison(world).post("/arrivals", arrival(arrived_at="yesterday", cohabitants=-1))
    problem = answer.json()
    assert answer.status_code == problem["status"] == 422
    assert set(problem["errors"]) == {"arrived_at", "cohabitants"}

    late = liaison(world).post("/arrivals", arrival(arrived_at="2020-03-01T06:00:00+08:00"))
    assert set(late.json()["errors"]) == {"arrived_at"}


def test_what_is_no_json_is_refused_and_not_an_accident(world: World) -> None:
    client = liaison(world).client
    for content in ("{", "[]", "null", '{"id": "\\ud800"}', json.dumps(arrival(origin="\0"))):
        answer = client.post(f"{API}/arrivals", content, content_type="application/json")
        assert answer.status_code in (400, 422), content
        assert answer["Content-Type"] == "application/problem+json"


def test_an_unknown_address_is_told_so(world: World) -> None:
    answer = committee(world).get("/arrivals/01900000-0000-7000-8000-000000000009")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:problem-type:fangxian:missing")


@pytest.mark.parametrize("cursor", ["x", "W10", "WyIyMDIwIiwiMSJd", "e30", "bnVsbA"])
def test_what_is_no_cursor_is_refused(world: World, cursor: str) -> None:
    for path in ("/arrivals", "/reports", "/bulletins", "/gaps", "/bodies"):
        assert committee(world).get(path, cursor=cursor).status_code in (200, 422)
    assert committee(world).get("/arrivals", cursor=cursor).json()["errors"].keys() == {"cursor"}

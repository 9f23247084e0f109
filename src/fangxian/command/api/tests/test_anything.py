"""Whatever is sent to the API, made from its own description: never an accident of ours (no 5xx)."""

import json
from collections.abc import Iterator

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from fangxian.command.api import api
from fangxian.command.api.tests.caller import API
from fangxian.conftest import World
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role
from fangxian.trees.people.roles import ROLES

ROLES_OF_ALL = (Role.WORK_COMMITTEE, Role.COMMUNITY_WORKER, Role.UNIT_LIAISON)
EXAMPLES = 6
SENT = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer("application/x-ndjson")
def lines(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Write what is made for a stream of lines as one line of JSON, whatever it is."""
    return json.dumps(value).encode() + b"\n"


def operations(application: WSGIHandler) -> Iterator[APIOperation]:
    """Yield the operations that the API's description names."""
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix=f"{API}/"))
    schema.app = application
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


@pytest.fixture
def kept_connections() -> Iterator[None]:
    """Keep the test's own transaction open though a real server would give its connections back (PostgreSQL)."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def almighty(world: World) -> str:
    """Return the token of a system with every role that has to do with entries."""
    account = people.create_account(SYSTEM, name="almighty", is_service=True)
    for role in ROLES_OF_ALL:
        people.grant_role(SYSTEM, account, role, place=world.places["city"])
    return people.issue_token(
        SYSTEM, account, "test", set.union(*(set(ROLES[role]) for role in ROLES_OF_ALL))
    )


@pytest.mark.usefixtures("kept_connections")
def test_nothing_that_is_sent_causes_an_accident(world: World, almighty: str) -> None:
    world.declare(1)
    headers = {"Authorization": f"Bearer {almighty}", "Host": "testserver"}
    for operation in operations(get_wsgi_application()):

        @SENT
        @given(case=operation.as_strategy())
        def send(case: schemathesis.Case) -> None:
            with transaction.atomic():
                answer = case.call(headers=headers)
                transaction.set_rollback(True)
            assert answer.status_code < 500, f"{case.method} {case.formatted_path}"

        send()

"""The small world with a station's officer in it."""

import pytest

from fangxian.conftest import World
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role


@pytest.fixture
def station(world: World) -> Account:
    """Return the officer of the station that stands in the east street."""
    account = people.create_account(SYSTEM, name="station", title="白山站客运值班室（虚构）")
    people.grant_role(SYSTEM, account, Role.CHECKPOINT_OFFICER, place=world.places["east"])
    return account

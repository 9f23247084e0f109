"""What the stories of rosters begin with."""

import pytest

from fangxian.conftest import World
from fangxian.lines.rosters.tests.opened import demand, posted

NAMES = ["赵安", "钱宁", "孙平", "李和", "周清", "吴明"]


@pytest.fixture
def gate(world: World) -> dict[str, str]:
    """A gate that needs one by day and one by night, and six people."""
    people = posted(world, NAMES)
    demand(world, "00:00", "08:00", 1)
    demand(world, "08:00", "16:00", 1, leads=1)
    return people

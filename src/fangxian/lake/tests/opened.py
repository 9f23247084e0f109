"""Opened by this room's addresses, for the permission matrix: a lake with a day, and an export of it."""

import shutil
from typing import Any

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lake import actions
from fangxian.lake.exporting import export
from fangxian.lake.holding import held
from fangxian.lake.models import LakeExport
from fangxian.trees.people.actor import SYSTEM


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    shutil.rmtree(actions.folder(), ignore_errors=True)
    export(SYSTEM, actions.folder(), world.response)
    lake = held(actions.folder(), world.response)
    assert lake
    made = LakeExport.objects.create(response=world.response, asked_at=clock.now(), purpose="练习")
    return {"lake/": {"key": made.pk, "day": lake.days[0][0].isoformat()}}

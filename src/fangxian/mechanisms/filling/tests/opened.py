"""Opened by this room's addresses, for the permission matrix: a form that was filled, and is known now."""

from typing import Any

from fangxian.conftest import ORGANS, World
from fangxian.mechanisms.filling import actions
from fangxian.mechanisms.filling.models import KnownForm
from fangxian.mechanisms.filling.owners import of_body
from fangxian.mechanisms.filling.tests.collection import FOLDER


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    unit, blank = world.actor("audit-office"), (FOLDER / "04-items.xlsx").read_bytes()
    filling = actions.upload(unit, world.response, of_body("audit-office", ORGANS), "x.xlsx", blank)
    actions.fill(unit, filling)
    return {
        "filling/": {"filling_id": filling.pk},
        "api/v1/filling": {"filling_id": filling.pk},
        "filling/known": {"known_id": KnownForm.objects.get().pk},
    }

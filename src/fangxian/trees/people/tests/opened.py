"""Opened by this room's addresses, for the permission matrix: an account and what hangs on it."""

from typing import Any

from fangxian.conftest import World
from fangxian.trees.people import actions
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import ApiToken, Grant
from fangxian.trees.people.saving.actions import save_view


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    account = world.accounts["spring"]
    named = actions.name_responsible(SYSTEM, account, "社区书记", place=world.places["spring"])
    view = save_view(world.actor("near"), "people:accounts", "迟报", {"role": "auditor"})
    return {
        "accounts/": {"account_id": account.pk},
        "responsibilities/": {"responsibility_id": named.pk},
        "grants/": {"grant_id": Grant.objects.filter(account=account)[0].pk},
        "tokens/": {"token_id": ApiToken.objects.get().pk},
        "views/": {"view_id": view.pk},
        "api/v1/saved-views": {"view_id": view.pk},
    }

"""Opened by this room's addresses, for the permission matrix: a form that a line owes."""

from typing import Any

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.forms import actions
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.trees.people.actor import SYSTEM


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    fields = (Field("masks", "口罩库存", unit="只"),)
    form = Form("supplies", "物资日报", fields, valid_from=FIRST_DAY, issued_by=world.bodies["committee"].pk)
    actions.approve(SYSTEM, actions.propose(SYSTEM, form))
    rule = reports.set_rule(SYSTEM, world.response, form.code, ORGANS, FIRST_DAY)
    return {
        "forms/": {"code": form.code, "entry": rule.entry_id},
        "api/v1/forms": {"code": form.code},
    }

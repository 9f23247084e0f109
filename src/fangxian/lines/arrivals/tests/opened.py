"""Opened by this room's addresses, for the permission matrix: a declaration, a decision, a referral, a sheet."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.arrivals import actions
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.models import RememberedMapping

SHEET = "姓名,现住址,返回时间,工作单位\n赵安,春晖社区1栋101,2020-01-31 08:00,审计局\n"


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    declared, other = world.declare(1), world.declare(3, "archives")
    registered = world.register(2, has_symptoms=True)
    decision = actions.decide(world.actor("committee"), declared.entry_id, other.entry_id, same=False)
    community, place = world.actor("spring"), world.places["spring"]
    run = imports.upload(
        community, world.response, "arrivals.community", "x.csv", SHEET.encode(), place=place
    )
    imports.choose(community, run, 0, 3, "employer")
    return {
        "arrivals/": {"entry_id": declared.entry_id},
        "api/v1/arrivals": {"entry_id": declared.entry_id},
        "arrivals/entries": {"measure": "arrivals.declared"},
        "api/v1/figures/entries": {"measure": "arrivals.declared"},
        "arrivals/decisions": {"decision_id": decision.entry_id},
        "api/v1/decisions": {"decision_id": decision.entry_id},
        "cases/": {"entry_id": Referral.objects.at().get(origin=registered.entry_id).entry_id},
        "cases/entries": {"measure": "cases.open"},
        "imports/": {"run_id": run.pk},
        "api/v1/imports": {"run_id": run.pk},
        "imports/template": {"kind_code": "arrivals.community"},
        "imports/mappings": {"mapping_id": RememberedMapping.objects.get().pk},
    }

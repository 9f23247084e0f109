"""The burden meter over the API: what a day asks of each unit, by whom, and what is known already (M8)."""

import uuid
from typing import Any

from ninja import Router

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import known_at, named, response_of
from fangxian.command.api.schemas.burden import BurdenPage
from fangxian.command.api.schemas.common import Cursor, Day, Moment
from fangxian.core.dated import today
from fangxian.lines.reports.burden import Asked, UnitBurden, meter
from fangxian.mechanisms.forms.burden import Cost
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["reports"])


@router.get("/burden", auth=Requires("reports.view"), response={200: BurdenPage, **REFUSALS})
def burden(
    request: Request,
    day: Day | None = None,
    as_of: Moment = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Show what a day (default: today) asks of each unit, with forms and duplicates, in seconds."""
    found = meter(request.actor, response_of(response), day or today(), known_at(as_of))
    after = paging.decoded(cursor, str, str) or ("", "")
    units = sorted(found.units, key=_key)
    rest = [unit for unit in units if _key(unit) > after][: paging.PAGE + 1]
    shown, more = paging.cut(rest, _key)
    return {
        "day": found.day,
        "forms": [_form(asked) for asked in found.forms],
        "units": [_unit(unit) for unit in shown],
        "next": more,
    }


def _key(unit: UnitBurden) -> tuple[str, str]:
    return unit.line, unit.body.code


def _cost(cost: Cost) -> dict[str, int]:
    return {
        "fields": cost.fields,
        "filled_in": cost.filled_in,
        "duplicates": cost.duplicates,
        "seconds": cost.seconds,
    }


def _form(asked: Asked) -> dict[str, Any]:
    return {
        "form": asked.form.code,
        "title": str(asked.form.title),
        "issued_by": named(asked.issuer) if asked.issuer else None,
        "known": [
            {
                "field": each.field.code,
                "why": each.why.value,
                "form": each.form.code if each.form else None,
                "measure": each.measure or None,
                "title": str(each.title),
            }
            for each in asked.duplicates
        ],
        **_cost(asked.cost),
        "estimated": asked.estimated,
        "measured": asked.measured.seconds if asked.measured else None,
        "filings": asked.measured.filings if asked.measured else 0,
    }


def _unit(unit: UnitBurden) -> dict[str, Any]:
    forms = [asked.form.code for asked in unit.forms]
    return {"body": named(unit.body), "line": unit.line, "forms": forms, **_cost(unit.cost)}

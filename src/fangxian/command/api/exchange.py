"""Filed reports as a DHIS2 data value set, so that a health authority can load them (M8)."""

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import known_at, response_of
from fangxian.command.api.schemas.common import Code, Day, Moment
from fangxian.command.api.schemas.exchange import DataValueSet, Metadata
from fangxian.core.errors import Invalid
from fangxian.lines.reports import exchange
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["exchange"])
SEES = Requires("reports.view")
LONGEST = datetime.timedelta(days=366)
ROWS = 500


@router.get("/dataValueSets", auth=SEES, response={200: DataValueSet, **REFUSALS})
def data_values(
    request: Request,
    form: Code,
    line: Code,
    from_day: Day,
    to_day: Day,
    as_of: Moment = "",
    response: uuid.UUID | None = None,
) -> StreamingHttpResponse:
    """Export what bodies of a line filed on a form, by code: ``POST`` it to ``/api/dataValueSets`` of DHIS2."""
    if not datetime.timedelta(0) <= to_day - from_day <= LONGEST:
        raise Invalid({"to_day": _("Ask for a year at most, from the earlier day to the later.")})
    found = form_of(form)
    rows = exchange.reports(
        request.actor, response_of(response), found, line, (from_day, to_day), known_at(as_of)
    )
    head = exchange.SCHEMES | {"dataSet": found.code}
    parts = _streamed(head, exchange.data_values(rows.iterator(ROWS)))
    return StreamingHttpResponse(parts, content_type="application/json")


@router.get("/dataValueSets/metadata", auth=SEES, response={200: Metadata, **REFUSALS})
def metadata(request: Request, form: Code, line: Code) -> dict[str, Any]:
    """Describe a form as DHIS2 metadata (data set, elements, organisation units), to be imported there first."""
    return exchange.metadata(form_of(form), line, request.actor)


def _streamed(head: dict[str, str], values: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "dataValues": ['
    for number, value in enumerate(values):
        yield (",\n" if number else "\n") + json.dumps(value, ensure_ascii=False)
    yield "]}\n"

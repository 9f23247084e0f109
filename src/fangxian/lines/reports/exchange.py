"""Reports as DHIS2 reads them: a form is a data set, its fields are data elements, bodies are organisation units.

Everything goes by code, so that the receiving system's ids need not be known: a field is ``form.field``, a body its own
code. Only answers to choose from have ids too, since the same code ("yes") may stand in several of their sets.
Drafts are left out; a blank is no value and never zero (M8).
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db.models import QuerySet

from fangxian.lines.reports import filed
from fangxian.lines.reports.models import FILED, DailyReport
from fangxian.mechanisms.forms import catalogue, values
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form, Frequency
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

SCHEMES = dict.fromkeys(("idScheme", "dataSetIdScheme", "dataElementIdScheme", "orgUnitIdScheme"), "CODE")
SHORT = 50
"""Characters of a code or a short name in DHIS2; short names of data elements are unique there."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TYPES = {
    FieldType.INTEGER: "INTEGER_ZERO_OR_POSITIVE",
    FieldType.DECIMAL: "NUMBER",
    FieldType.AMOUNT: "NUMBER",
    FieldType.PERCENTAGE: "NUMBER",
    FieldType.COMPUTED: "NUMBER",
    FieldType.YES_NO: "BOOLEAN",
    FieldType.DATE: "DATE",
    FieldType.TEXT: "LONG_TEXT",
    FieldType.CHOICE: "TEXT",
    FieldType.MULTIPLE: "MULTI_TEXT",
}


def reports(
    actor: Actor,
    response: Response,
    form: Form,
    line: str,
    days: tuple[datetime.date, datetime.date],
    as_of: datetime.datetime | None = None,
) -> QuerySet[DailyReport]:
    """Return the filed reports of a form in a line, of days from one to another, in the reader's area."""
    rows = filed.visible(actor, response, as_of).filter(
        form=form.code, line=line, day__gte=days[0], day__lte=days[1], state__in=FILED
    )
    return rows.order_by("day", "body_path")


def data_values(rows: Iterable[DailyReport]) -> Iterator[dict[str, Any]]:
    """Yield a data value for everything that reports state."""
    version_of = cache(catalogue.version_of)
    for row in rows:
        form = version_of(row.form, row.form_version)
        for field in form.fields:
            value = _value(
                field, getattr(row, field.column) if field.is_number else row.answers.get(field.code)
            )
            if value is not None:
                yield {
                    "dataElement": _code(form, field),
                    "period": period(form, row.day),
                    "orgUnit": row.body.code if row.body else "",
                    "value": value,
                    "lastUpdated": stamp(row.recorded_from),
                }


def stamp(instant: datetime.datetime) -> str:
    """Return an instant as DHIS2 writes it: 2020-02-10T01:12:00.000+0000."""
    utc = instant.astimezone(datetime.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "+0000"


def period(form: Form, day: datetime.date) -> str:
    """Return a day, or of a weekly form its week, as DHIS2 names periods: 20200210, 2020W7."""
    year, week, _weekday = day.isocalendar()
    return f"{year}W{week}" if form.frequency is Frequency.WEEKLY else day.strftime("%Y%m%d")


def metadata(form: Form, line: str, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Return the data set with its elements, and the bodies of a line in the reader's area as organisation units."""
    scope = actor.scope("reports.view")
    held = Position.objects.filter(scope.q(place="body__place__path", body="path"), line=line, valid_to=None)
    bodies = [position.body for position in held.select_related("body", "parent").order_by("path")]
    parents = {position.body_id: position.parent for position in held.select_related("parent")}
    known = {body.id for body in bodies}
    return {
        "optionSets": [_option_set(form, field) for field in form.fields if field.choices],
        "options": [option for field in form.fields for option in _options(form, field)],
        "dataElements": [_element(form, field) for field in form.fields],
        "organisationUnits": [_unit(body, parents[body.id], known) for body in bodies],
        "dataSets": [
            {
                "code": form.code,
                "name": str(form.title),
                "shortName": str(form.title)[:SHORT],
                "periodType": "Weekly" if form.frequency is Frequency.WEEKLY else "Daily",
                "dataSetElements": [{"dataElement": {"code": _code(form, field)}} for field in form.fields],
                "organisationUnits": [{"code": body.code} for body in bodies],
            }
        ],
    }


def _element(form: Form, field: Field) -> dict[str, Any]:
    """A share adds up over nothing; a flow is summed in time, what is cumulative or current is the last."""
    aggregated = "SUM" if field.kind is FieldKind.FLOW else "LAST"
    code = _code(form, field)
    chosen = {"optionSet": {"id": _id(code), "code": code}} if field.choices else {}
    return {
        "code": code,
        "name": f"{form.title}：{field.title}（{code}）",
        "shortName": _within(f"{field.title} {code}"),
        "domainType": "AGGREGATE",
        "valueType": "NUMBER" if field.is_number and field.decimals else TYPES[field.type],
        "aggregationType": aggregated if field.is_number and not field.is_share else "NONE",
        "zeroIsSignificant": True,
        **chosen,
    }


def _option_set(form: Form, field: Field) -> dict[str, Any]:
    code = _code(form, field)
    return {
        "id": _id(code),
        "code": code,
        "name": f"{form.title}：{field.title}（{code}）",
        "valueType": TYPES[field.type],
        "options": [{"id": option["id"]} for option in _options(form, field)],
    }


def _options(form: Form, field: Field) -> list[dict[str, Any]]:
    code = _code(form, field)
    return [
        {
            "id": _id(f"{code}.{choice.code}"), "code": choice.code, "name": str(choice.title),
            "sortOrder": number, "optionSet": {"id": _id(code)},
        }
        for number, choice in enumerate(field.choices, 1)
    ]  # fmt: skip


def _unit(body: Body, parent: Body | None, known: set[Any]) -> dict[str, Any]:
    unit: dict[str, Any] = {
        "code": body.code,
        "name": body.name,
        "shortName": str(body)[:SHORT],
        "openingDate": "1970-01-01",
    }
    return unit | ({"parent": {"code": parent.code}} if parent and parent.id in known else {})


def _code(form: Form, field: Field) -> str:
    return _within(f"{form.code}.{field.code}")


def _within(text: str) -> str:
    """Return a text of at most 50 characters that is as unique as the whole: a longer one ends with its digest."""
    return (
        text if len(text) <= SHORT else f"{text[: SHORT - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    )


def _id(text: str) -> str:
    """Return an id as DHIS2 makes them, a letter and ten more, always the same for a text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(11))


def _value(field: Field, stored: Any) -> str | None:
    if stored is None or stored == "" or stored == []:
        return None
    if field.type is FieldType.YES_NO:
        return "true" if stored else "false"
    if field.is_number:
        return values.plain(stored, field.decimals).replace(",", "")
    return ",".join(stored) if isinstance(stored, list) else str(stored)

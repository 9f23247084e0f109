"""The list as a workbook: masked unless a purpose is stated, watermarked, counted in the audit (decision 8)."""

import datetime
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.queries import Row, rows_of
from fangxian.lines.arrivals.sealing import clear, open_person
from fangxian.lines.arrivals.showing import arrival_of, field_names, instant
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.workbooks import export
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

CHUNK = 500
COLUMNS = [
    Field("name", gettext_lazy("name"), personal=True),
    Field("id_number", gettext_lazy("ID number"), personal=True),
    Field("phone", gettext_lazy("phone"), personal=True),
    Field("side", gettext_lazy("side")),
    Field("state", gettext_lazy("state")),
    Field("line", gettext_lazy("line")),
    Field("body", gettext_lazy("unit")),
    Field("place", gettext_lazy("community")),
    Field("address", gettext_lazy("address"), personal=True),
    Field("origin", gettext_lazy("from where")),
    Field("arrived_at", gettext_lazy("arrived")),
    Field("reported_at", gettext_lazy("reported")),
    Field("due_at", gettext_lazy("other side due")),
    Field("conflicts", gettext_lazy("conflicting fields")),
]


def workbook(
    actor: Actor,
    response: Response,
    rows: QuerySet[Standing],
    purpose: str = "",
    as_of: datetime.datetime | None = None,
) -> tuple[bytes, int]:
    """Return the reports as a workbook and how many they are; the export is on record before it leaves.

    Raises ``Forbidden`` without the permission (for names in full also that to disclose), ``Invalid`` when
    there are more rows than a sheet may hold or the purpose says nothing.
    """
    actor.must("arrivals.export")
    purpose = purpose.strip()
    if purpose:
        actor.must("arrivals.disclose")
        if len(purpose) < 2:
            raise Invalid({"purpose": _("State the purpose: it is kept.")})
    found = list(
        rows.filter(actor.scope("arrivals.export").q()).order_by("reported_at", "entry")[: _most() + 1]
    )
    if len(found) > _most():
        raise Invalid({"purpose": _("More than %(most)s rows: narrow the list first.") % {"most": _most()}})
    content = export(
        _lines(found, bool(purpose), as_of),
        COLUMNS,
        watermark=f"{response.mark}{_watermark(actor, purpose)}",
        title=f"{response.mark}{_('Arrivals')}",
    )
    trail.record(
        actor, trail.Kind.EXPORT, "arrivals.export", response=response.id, purpose=purpose[:200],
        count=len(found), masked=not purpose,
    )  # fmt: skip
    return content, len(found)


def _most() -> int:
    return int(settings.FANGXIAN_MAX_ROWS)


def _watermark(actor: Actor, purpose: str) -> str:
    said = _("Exported by %(who)s (%(account)s) on %(when)s") % {
        "who": actor.account, "account": actor.label, "when": instant(clock.now()),
    }  # fmt: skip
    shown = _("purpose: %(purpose)s") % {"purpose": purpose} if purpose else _("personal data masked")
    return f"{said} · {shown}"


def _lines(
    found: Sequence[Standing], in_full: bool, as_of: datetime.datetime | None
) -> Iterator[list[object]]:
    for start in range(0, len(found), CHUNK):
        for row in rows_of(found[start : start + CHUNK], as_of):
            yield _line(row, in_full)


def _line(row: Row, in_full: bool) -> list[object]:
    report, standing = row.report, row.standing
    person = clear(open_person(report, report.response)) if in_full else row.person
    return [
        person["name"],
        person["id_number"],
        person["phone"],
        standing.get_side_display(),
        standing.get_state_display(),
        standing.line_id or "",
        str(row.body or report.employer),
        str(row.place or ""),
        person["address"],
        report.origin,
        arrival_of(report),
        standing.reported_at,
        standing.counterpart_due_at if standing.fulfilled_at is None else None,
        field_names(standing.conflicts),
    ]

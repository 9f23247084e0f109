"""The list of a ledger taken out as a workbook, masked unless a purpose is stated (decision 8)."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Forbidden, Invalid
from fangxian.mechanisms.imports.workbooks import export as workbook
from fangxian.mechanisms.ledgers.declaring import Ledger
from fangxian.mechanisms.ledgers.fields.personal import Personal
from fangxian.mechanisms.ledgers.queries import Line, lines
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

CHUNK = 500


def export(
    actor: Actor,
    response: Response,
    ledger: Ledger,
    rows: QuerySet[Any],
    purpose: str = "",
    as_of: Any = None,
) -> bytes:
    """Return rows of a ledger as a workbook, masked unless a purpose is stated; who took it out is kept.

    Raises ``Forbidden`` where names in full are asked for without the permission, ``Invalid`` when there are too many.
    """
    purpose = purpose.strip()
    if purpose and not (ledger.disclose and actor.may(ledger.disclose)):
        raise Forbidden(_("Your roles do not allow this."))
    most = int(settings.FANGXIAN_MAX_ROWS)
    found = list(rows.order_by("happened_at", "entry")[: most + 1])
    if len(found) > most:
        raise Invalid({"purpose": _("More than %(most)s rows: narrow the list first.") % {"most": most}})
    told = [
        _cells(line, in_full=bool(purpose))
        for start in range(0, len(found), CHUNK)
        for line in lines(ledger, response, found[start : start + CHUNK], as_of)
    ]
    said = _("Exported by %(who)s (%(account)s) on %(when)s") % {
        "who": actor.account, "account": actor.label, "when": f"{clock.now():%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip
    content = workbook(told, [field.column() for field in ledger.fields], watermark=f"{response.mark}{said}",
                       title=f"{response.mark}{ledger.title}")  # fmt: skip
    trail.record(
        actor, trail.Kind.EXPORT, f"{ledger.code}.export", response=response.id, purpose=purpose[:200],
        count=len(found), masked=not purpose,
    )  # fmt: skip
    return content


def _cells(line: Line, *, in_full: bool) -> list[object]:
    return [
        line.values[field.code] if in_full and isinstance(field, Personal) else line.shown(field.code)
        for field in line.ledger.fields
    ]

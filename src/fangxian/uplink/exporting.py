"""How the nodes stand, and the compared figures, as tables for CSV and Excel."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.command.exporting import WRITERS, Rows
from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.uplink import showing
from fangxian.uplink.comparing import Compared
from fangxian.uplink.rules.states import State


def status(nodes: list[dict[str, Any]]) -> Rows:
    """Return a line a node under a heading."""
    heading = [
        _("Place"), _("Node"), _("State"), _("Since"), _("Last receipt"), _("Figures up to"), _("Packages"),
        _("Refused"),
    ]  # fmt: skip
    return [
        heading,
        *(
            [
                row["place"], row["title"], str(showing.STATES[State(row["state"])][1]), _local(row["since"]),
                _local(row["last_received_at"]), _local(row["last_as_of"]), row["last_sequence"], row["refused"],
            ]
            for row in nodes
        ),
    ]  # fmt: skip


def figures(found: Compared) -> Rows:
    """Return a line a place under a heading; an empty cell is no zero."""
    heading = [
        _("Code"), _("Place"), str(found.measure.title), _("from"), _("entered here"), _("difference"),
        _("Package"),
    ]  # fmt: skip
    lines = [showing.line(found, row) for row in found.rows]
    return [
        heading,
        *(
            [each.code, each.name, each.told, each.origin, each.own, each.difference, each.package]
            for each in lines
        ),
    ]


def answer(rows: Rows, ending: str, name: str) -> HttpResponse:
    """Return a table as a file; raises ``Missing`` for an ending that is none."""
    if ending not in WRITERS:
        raise Missing(_("There is no such export."))
    kind, write = WRITERS[ending]
    found = HttpResponse(write(rows), content_type=kind)
    stamp = f"{timezone.localtime(clock.now()):%Y%m%d-%H%M}"
    found["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{ending}"'
    return found


def _local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""

"""What reminders know of this line: who has to be registered, declared or decided about, and where one does it (M5)."""

import datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.core.dated import today, valid_on
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.mechanisms.messages.gathering import Ower, gathered, owed_by_bodies, owed_by_places
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.bodies.models import Position
from fangxian.trees.responses.models import Response

State = Standing.State
DUE, WHOM = "counterpart_due_at", "subject"
REGISTER, DECLARE, DECIDE = "arrivals.register", "arrivals.declare", "arrivals.decide"


def sources(response: Response) -> list[Source]:
    """Return what communities, units and the committee owe about persons who arrived."""
    pieces = ngettext_lazy("%(count)s person", "%(count)s persons", "count")
    return [
        Source(
            REGISTER, _("Registration of whom units declared"), REGISTER, DECIDE, _to_register,
            partial(_page, "arrivals:gaps", "?view=to_register"), partial(_page, "arrivals:gaps", "?view=place"),
            by_place=True, pieces=pieces, advice=_("Register them, or answer “not ours”."),
        ),
        Source(
            DECLARE, _("Declaration of whom communities registered"), DECLARE, DECIDE, _to_declare,
            partial(_page, "arrivals:gaps", "?view=to_declare"), partial(_page, "arrivals:gaps", "?view=body"),
            pieces=pieces, advice=_("Declare them, or say that they are not yours."),
        ),
        Source(
            DECIDE, _("Decisions on pairs of reports"), DECIDE, DECIDE, _to_decide,
            partial(_page, "arrivals:inbox", ""), partial(_page, "arrivals:inbox", ""),
            pieces=ngettext_lazy("%(count)s pair", "%(count)s pairs", "count"),
        ),
    ]  # fmt: skip


def _standings(response: Response, **conditions: object) -> QuerySet[Standing]:
    return Standing.objects.known().filter(response=response, **conditions)


def _to_register(response: Response, window: Window) -> list[Owing]:
    rows = _standings(response, side=Side.UNIT, state=State.UNIT_ONLY, disclaimed=False)
    return owed_by_places(REGISTER, rows, window, DUE, WHOM)


def _to_declare(response: Response, window: Window) -> list[Owing]:
    rows = _standings(response, side=Side.COMMUNITY, state=State.COMMUNITY_ONLY)
    return owed_by_bodies(DECLARE, rows, window, DUE, WHOM)


def _to_decide(response: Response, window: Window) -> list[Owing]:
    """The committee that answers for the response owes the decisions of each line in which it stands."""
    held = Position.objects.filter(valid_on(today()), body=response.committee_id, body__isnull=False)
    owers = {
        line: Ower(place, line, body, path)
        for line, body, path, place in held.values_list("line", "body", "path", "body__place__path")
    }
    rows = _standings(response, awaits_decision=True, line__in=owers, counterpart_due_at__lte=window[1])
    found = rows.order_by().values_list("line", DUE, "entry")
    return gathered(DECIDE, ((owers[line or ""], instant, entry) for line, instant, entry in found))


def _page(view: str, ending: str, day: datetime.date) -> str:
    return reverse(view) + ending

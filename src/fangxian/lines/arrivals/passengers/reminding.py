"""What reminders know of passenger lists: whom communities have to call, and where they do (M5)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.lines.arrivals.passengers.models import Outcome, RowStanding
from fangxian.mechanisms.messages.gathering import owed_by_places
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.responses.models import Response

CODE = "passengers.call"


def sources(response: Response) -> list[Source]:
    """Return the calls that communities owe about passengers of pushed lists."""
    return [
        Source(
            CODE, _("Passengers of pushed lists"), "arrivals.register", "arrivals.decide", _to_call,
            lambda _day: reverse("passengers:waiting"), lambda _day: reverse("passengers:lists"), by_place=True,
            pieces=ngettext_lazy("%(count)s passenger", "%(count)s passengers", "count"),
            advice=_("Call them, and say what became of each."),
        )
    ]  # fmt: skip


def _to_call(response: Response, window: Window) -> list[Owing]:
    rows = RowStanding.objects.known().filter(
        response=response, outcome=Outcome.OPEN, assigned=True, on_list=True
    )
    return owed_by_places(CODE, rows, window)

"""What reminders know of self-registrations: those that a community has not answered (M5)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.mechanisms.messages.gathering import owed_by_places
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.responses.models import Response

CODE = "selfreg.confirm"


def sources(response: Response) -> list[Source]:
    """Return the answers that communities owe to those who registered themselves."""
    return [
        Source(
            CODE, _("Self-registrations"), "arrivals.register", "arrivals.decide", _to_answer,
            lambda _day: reverse("selfreg:list"), lambda _day: reverse("selfreg:list"), by_place=True,
            pieces=ngettext_lazy("%(count)s self-registration", "%(count)s self-registrations", "count"),
            advice=_("Confirm them, or refuse with a reason."),
        )
    ]  # fmt: skip


def _to_answer(response: Response, window: Window) -> list[Owing]:
    rows = SelfRegistration.objects.at().filter(response=response, state=SelfRegistration.State.PENDING)
    return owed_by_places(CODE, rows, window)

"""What reminders know of referrals: the open ones, which their place has to take over (decision 5)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.cases.queries import DECIDER, HANDLER
from fangxian.mechanisms.messages.gathering import owed_by_places
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.responses.models import Response

CODE = "cases.take_over"


def sources(response: Response) -> list[Source]:
    """Return the referrals that places owe to take over."""
    return [
        Source(
            CODE, _("Cases handed over"), HANDLER, DECIDER, _to_take_over, lambda _day: reverse("cases:inbox"),
            lambda _day: reverse("cases:inbox"), by_place=True,
            pieces=ngettext_lazy("%(count)s case", "%(count)s cases", "count"), advice=_("Take them over."),
        )
    ]  # fmt: skip


def _to_take_over(response: Response, window: Window) -> list[Owing]:
    rows = Referral.objects.at().filter(response=response, state=Referral.State.OPEN)
    return owed_by_places(CODE, rows.exclude(kind=Referral.Kind.WRONG_COMMUNITY), window)

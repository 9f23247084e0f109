"""How many cases are open, by kind."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import Moment, not_until, until
from fangxian.mechanisms.figures.tables import TableSource

SOURCE = TableSource(Referral)
OPEN = until("opened_at") & not_until("closed_at")

MEASURES = [
    Measure(
        "cases.open",
        _("open cases"),
        _("Referrals handed to a line at a place and not closed at the end of the window."),
        SOURCE,
        Kind.STOCK,
        OPEN,
        unit=_("cases"),
    ),
    Measure(
        "cases.overdue",
        _("overdue cases"),
        _("Open referrals that nobody closed within 24 hours."),
        SOURCE,
        Kind.STOCK,
        OPEN & Q(due_at__lt=Moment.NOW),
        unit=_("cases"),
    ),
    *[
        Measure(
            f"cases.open.{kind.value}",
            kind.label,
            _("Open referrals of this kind."),
            SOURCE,
            Kind.STOCK,
            OPEN & Q(kind=kind.value),
            unit=_("cases"),
        )
        for kind in Referral.Kind
    ],
]

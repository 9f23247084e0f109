"""The measures of shifts (M10)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.lines.rosters.models import Shift
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.personnel.figures import IN_FORCE

SHIFTS = TableSource(Shift)

MEASURES = (
    Measure("dispatch.on_duty", _("persons on duty"),
            _("Distinct persons whose published shift runs at the end of the window."), SHIFTS,
            Kind.DISTINCT_STOCK, IN_FORCE & Q(person__isnull=False), distinct="person"),
    Measure("dispatch.posts_unfilled", _("posts not filled"),
            _("Distinct posts with an open place in a published shift that runs at the end of the window."), SHIFTS,
            Kind.DISTINCT_STOCK, IN_FORCE & Q(person__isnull=True), unit=_("posts"), distinct="post"),
)  # fmt: skip

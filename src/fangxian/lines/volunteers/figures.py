"""The measures of those who signed up (M4, M10)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import until, within
from fangxian.mechanisms.figures.tables import TableSource

VOLUNTEERS = TableSource(Volunteer)
MEASURES = (
    Measure("volunteers.signed_up", _("people who signed up as volunteers"),
            _("Sign-ups in the window, whatever became of them."),
            VOLUNTEERS, Kind.FLOW, within("happened_at")),
    Measure("volunteers.waiting", _("volunteers who await an answer"), _("Sign-ups that nobody has answered."),
            VOLUNTEERS, Kind.STOCK, until("happened_at") & Q(answer=State.PENDING)),
    Measure("volunteers.accepted", _("volunteers accepted"), _("Volunteers who were accepted and have not withdrawn."),
            VOLUNTEERS, Kind.STOCK, until("happened_at") & Q(answer=State.ACCEPTED)),
)  # fmt: skip

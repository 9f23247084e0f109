"""How often people were asked, and how many of them by several offices (M5)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.mechanisms.contacts.models import Contact
from fangxian.mechanisms.contacts.offices import OFFICES
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import within
from fangxian.mechanisms.figures.tables import TableSource

SOURCE = TableSource(Contact, ~Q(topic__in=OFFICES))

MEASURES = [
    Measure(
        "contacts.made",
        _("calls and visits"),
        _("Calls, visits and messages to persons that were logged within the window."),
        SOURCE,
        Kind.FLOW,
        within("happened_at"),
        unit=_("contacts"),
    ),
    Measure(
        "contacts.repeated",
        _("asked by several"),
        _(
            "Persons whom an office asked although another one had asked them within the days of the response's rule."
        ),
        SOURCE,
        Kind.DISTINCT_FLOW,
        within("happened_at") & Q(repeated=True),
        distinct="subject",
    ),
]

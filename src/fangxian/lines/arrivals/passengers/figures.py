"""The measures of passenger lists, over the outcomes of their rows: at every node they add up (M5)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.arrivals.passengers.models import Outcome, RowStanding
from fangxian.lines.arrivals.passengers.rules import WRONG
from fangxian.mechanisms.figures.measures import Kind, Measure, Rate
from fangxian.mechanisms.figures.moments import Moment, not_until, until, within
from fangxian.mechanisms.figures.tables import TableSource

SOURCE = TableSource(RowStanding, identity=("entry_id", "recorded_from", "outcome", "settled_at"))
LISTED = Q(on_list=True)
OPEN = LISTED & until("received_at") & not_until("settled_at")


def _rows(code: str, title: Text, sentence: Text, kind: Kind, where: Q) -> Measure:
    return Measure(f"passengers.{code}", title, sentence, SOURCE, kind, where, unit=_("passengers"))


ALL = _rows(
    "listed",
    _("passengers on pushed lists"),
    _(
        "Rows of passenger lists that came within the window; by itself a row is no declaration or registration."
    ),
    Kind.FLOW,
    LISTED & within("received_at"),
)
WRONGLY = _rows(
    "wrong",
    _("rows that proved wrong"),
    _("Rows of persons who cannot be found, do not live there, stand twice, or were not on the trip."),
    Kind.STOCK,
    LISTED & until("received_at") & until("settled_at") & Q(outcome__in=sorted(WRONG)),
)
MEASURES: list[Measure | Rate] = [
    ALL,
    WRONGLY,
    Rate(
        "passengers.wrong_rate",
        _("share of wrong rows"),
        _("Rows that proved wrong over rows that came."),
        WRONGLY,
        ALL,
    ),
    _rows(
        "open",
        _("passengers still open"),
        _("Rows without an outcome at the end of the window."),
        Kind.STOCK,
        OPEN,
    ),
    _rows(
        "overdue",
        _("passengers overdue"),
        _("Open rows whose community has had its hours for them."),
        Kind.STOCK,
        OPEN & Q(due_at__lt=Moment.NOW),
    ),
    _rows(
        "unassigned",
        _("passengers without a community"),
        _("Open rows whose destination names no community that is known."),
        Kind.STOCK,
        OPEN & Q(assigned=False),
    ),
    *[
        _rows(
            outcome.value,
            outcome.label,
            _("Rows of passenger lists with this outcome at the end of the window."),
            Kind.STOCK,
            LISTED & until("received_at") & until("settled_at") & Q(outcome=outcome.value),
        )
        for outcome in Outcome
        if outcome is not Outcome.OPEN
    ],
    _rows(
        "missed",
        _("missing from the lists"),
        _(
            "Persons whom a community registered with the trip of a list, and whom no list of that trip names."
        ),
        Kind.FLOW,
        Q(on_list=False) & within("settled_at"),
    ),
]

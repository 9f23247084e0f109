"""How a body stands with a day's report, said by shape, colour and words: silence never looks like zero (M8)."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Text
from fangxian.lines.reports.due import Owed


@dataclass(frozen=True)
class Look:
    """A standing's chip: its status (colour and shape), its words, and one or two characters for a grid."""

    code: str
    status: str
    words: Text
    mark: Text


class Standing(Enum):
    """What became of a day's report of a body."""

    FILED = Look("filed", "ok", _("filed"), pgettext_lazy("report mark", "F"))
    ZERO = Look("zero", "zero", _("zero report"), pgettext_lazy("report mark", "0"))
    LATE = Look("late", "due", _("filed late"), pgettext_lazy("report mark", "L"))
    WAITING = Look("waiting", "neutral", _("still has time"), pgettext_lazy("report mark", "W"))
    DUE = Look("due", "due", _("due now"), pgettext_lazy("report mark", "D"))
    MISSING = Look("missing", "late", _("not filed"), pgettext_lazy("report mark", "M"))
    EXCUSED = Look("excused", "neutral", _("excused"), pgettext_lazy("report mark", "E"))
    NONE = Look("none", "neutral", _("owes none"), "")


def standing_of(owed: Owed | None) -> Standing:
    """Return how an owed report stands at its question's instant; None is a body that owes none."""
    if owed is None:
        return Standing.NONE
    if owed.late:
        return Standing.LATE
    if owed.filed:
        return Standing.ZERO if owed.is_zero else Standing.FILED
    if owed.missing:
        return Standing.MISSING
    return Standing.DUE if owed.due_at < owed.now else Standing.WAITING

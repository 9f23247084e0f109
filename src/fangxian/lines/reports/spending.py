"""How long people spend on a form's page: a fact of each entry, told of a form only and never of anybody (M8)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.lines.reports.models import FILED, DailyReport
from fangxian.mechanisms.figures.questions import end_of
from fangxian.mechanisms.forms.catalogue import versions_of
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.responses.models import Response

LONGEST = 2 * 60 * 60
"""Seconds; a page that lay open for longer was forgotten, and tells nothing."""
FEWEST = 5
"""So many units, each with a filing of its own, stand behind a median at least: it tells of nobody."""
RECENT = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Measured:
    """The median of the seconds that people spent on a form, and over how many filings."""

    seconds: int
    filings: int

    def __str__(self) -> str:
        return said(self.seconds)


def spent(given: object) -> int | None:
    """Return the seconds that a page says were spent, or None where they are missing or cannot be meant."""
    text = str(given or "").strip()
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return seconds if 0 < seconds <= LONGEST else None


def together(before: int | None, added: int | None) -> int | None:
    """Return the seconds of two sittings at one report; unknown where one of them is."""
    return None if before is None or added is None else min(before + added, LONGEST)


def measured(
    response: Response, forms: Iterable[Form], day: datetime.date, as_of: datetime.datetime | None = None
) -> dict[str, Measured]:
    """Return by form what people needed in the fortnight up to a day, whoever asks: two queries.

    Versions that ask for as many answers count together. A form that too few units filed on a page is left out.
    """
    alike = Q(pk__in=[])
    for form in forms:
        numbers = [each.number for each in versions_of(form.code) if len(each.asked) == len(form.asked)]
        alike |= Q(form=form.code, form_version__in=numbers)
    end = min(end_of(day), as_of or clock.now())
    rows = DailyReport.objects.at(as_of).filter(
        alike, response=response, state__in=FILED, seconds_spent__isnull=False,
        due_at__gt=end - RECENT, day__lte=day,
    ).order_by()  # fmt: skip
    units = dict(rows.values_list("form").annotate(Count("body", distinct=True)))
    counts: dict[str, dict[int, int]] = {}
    for form_code, seconds, count in rows.values_list("form", "seconds_spent").annotate(Count("pk")):
        counts.setdefault(form_code, {})[seconds] = count
    return {
        code: Measured(median(held), sum(held.values()))
        for code, held in counts.items()
        if units[code] >= FEWEST
    }


def said(seconds: int) -> str:
    """Say seconds as people do: 45 s, 1 min 32 s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": seconds}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}


def median(counts: dict[int, int]) -> int:
    """Return the median of values, each as often as told; of two in the middle the mean, rounded up."""
    total, passed, lower = sum(counts.values()), 0, None
    for value in sorted(counts):
        passed += counts[value]
        if lower is None and 2 * passed >= total:
            lower = value
        if 2 * passed > total:
            return -(-(lower + value) // 2) if lower is not None else value
    raise ValueError("nothing was measured")

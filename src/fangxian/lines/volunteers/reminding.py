"""What reminders know of volunteers: those whom a community has not answered within a day (M4)."""

import datetime

from django.db.models import DateTimeField, ExpressionWrapper, F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.lines.volunteers.ledgers import VET, VIEW
from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.mechanisms.messages.gathering import owed_by_places
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.responses.models import Response

CODE = "volunteers.answer"
WITHIN = datetime.timedelta(days=1)


def sources(response: Response) -> list[Source]:
    """Return the answers that communities owe to those who signed up."""
    return [
        Source(
            CODE, _("Volunteers"), VET, VIEW, _to_answer, lambda _day: _page(), lambda _day: _page(), by_place=True,
            pieces=ngettext_lazy("%(count)s volunteer", "%(count)s volunteers", "count"),
            advice=_("Accept them, or refuse with a reason."),
        )
    ]  # fmt: skip


def _page() -> str:
    return f"{reverse('ledgers:volunteers_list')}?answer={State.PENDING}"


def _to_answer(response: Response, window: Window) -> list[Owing]:
    due = ExpressionWrapper(F("happened_at") + WITHIN, output_field=DateTimeField())
    rows = Volunteer.objects.at().filter(response=response, answer=State.PENDING).annotate(due_at=due)
    return owed_by_places(CODE, rows, window)

"""What reminders know of bulletins: instructions that a body has not answered (M16)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.mechanisms.messages.gathering import owed_by_bodies
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.mechanisms.papers.models import Instruction
from fangxian.trees.responses.models import Response

CODE = "papers.answer"


def sources(response: Response) -> list[Source]:
    """Return the answers that bodies owe to instructions."""
    return [
        Source(
            CODE, _("Instructions on bulletins"), "duties.handle", "bulletins.issue", _to_answer,
            lambda _day: "/", lambda _day: reverse("papers:bulletins"),
            pieces=ngettext_lazy("%(count)s instruction", "%(count)s instructions", "count"),
            advice=_("Say what was done."),
        )
    ]  # fmt: skip


def _to_answer(response: Response, window: Window) -> list[Owing]:
    rows = Instruction.objects.at().filter(response=response, state=Instruction.State.OPEN)
    return owed_by_bodies(CODE, rows, window)

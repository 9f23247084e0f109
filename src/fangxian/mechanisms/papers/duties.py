"""What instructions on bulletins ask of their owners (M24)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.papers.models import Instruction
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return the open instructions of the bodies for which an actor answers."""
    rows = Instruction.objects.at().filter(
        actor.scope("duties.handle").body_q(), response=response, state=Instruction.State.OPEN
    )
    return [
        Duty(
            _("Written instructions"),
            row.text,
            reverse("papers:bulletin", args=[row.bulletin_id]) + "#instructions",
            _("Answer"),
            row.due_at,
            row.given_by,
        )
        for row in rows
    ]

"""Whether a group that is entered or corrected is approved by that, or awaits approval (M4)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Text
from fangxian.lines.structure.models import Decision, Group
from fangxian.trees.people.actor import Actor

APPROVE = "structure.approve"
STATED = ("approval", "approved_by", "approved_on")
AGREED = ("name", "kind", "path")
"""What an approval is of: changed by somebody else, the group is proposed anew."""


def settle(actor: Actor, row: Group, former: Group | None) -> None:
    """Set the decision: what an approver enters is approved, what others do is proposed, or stays approved.

    Raises ``Invalid`` where somebody else states an approval.
    """
    if approves(actor, row):
        if former is None or former.decision != Decision.REFUSED:
            row.decision = Decision.APPROVED
            row.approved_on = row.approved_on or timezone.localdate(clock.now())
        return
    before = former or Group()
    changed: dict[str, Text] = {
        one: _("Only whoever approves states the approval.")
        for one in STATED
        if getattr(row, one) != getattr(before, one)
    }
    if changed:
        raise Invalid(changed)
    if former is None or any(getattr(row, one) != getattr(former, one) for one in AGREED):
        row.decision = Decision.PROPOSED


def approves(actor: Actor, row: Group) -> bool:
    """Tell whether somebody may approve a group where it stands."""
    return actor.scope(APPROVE).holds(place=row.path, line=row.line_id or "", body=row.body_path)
